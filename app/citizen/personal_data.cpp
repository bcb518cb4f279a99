#include "app/citizen/personal_data.h"

#include <QSettings>
#include <limits>

namespace dd::citizen {

Result<PersonalData> collectPersonalData(Session &session)
{
    if (!session.isOpen())
        return fail(ErrorCode::VaultLocked, QStringLiteral("export"));
    PersonalData data;
    data.exportedAt = session.clock().now();
    const auto card = session.card().load();
    if (!card)
        return fail(card.error());
    if (*card) {
        auto summary = decodeCardSummary((*card)->summary);
        if (!summary)
            return fail(summary.error());
        data.card = std::move(*summary);
        data.cardReadAt = (*card)->readAt;
        data.cardDemo = (*card)->demo;
        data.faceImage = (*card)->faceImage;
    }
    auto credentials = session.credentials().list();
    if (!credentials)
        return fail(credentials.error());
    data.credentials = std::move(*credentials);
    auto unreadable = session.credentials().unreadable();
    if (!unreadable)
        return fail(unreadable.error());
    data.unreadable = std::move(*unreadable);
    auto held = session.keys().held();
    if (!held)
        return fail(held.error());
    data.heldKeys = std::move(*held);
    auto declarations = session.outbox().list();
    if (!declarations)
        return fail(declarations.error());
    data.declarations = std::move(*declarations);
    auto history = session.activity().list(std::numeric_limits<int>::max());
    if (!history)
        return fail(history.error());
    data.history = std::move(*history);
    auto consents = wallet::ConsentLog(*session.vault()).list(std::numeric_limits<int>::max());
    if (!consents)
        return fail(consents.error());
    data.consents = std::move(*consents);
    auto settings = wallet::Settings(*session.vault()).all();
    if (!settings)
        return fail(settings.error());
    data.settings = std::move(*settings);
    const QSettings preferences(session.services().profile + QStringLiteral("/preferences.ini"), QSettings::IniFormat);
    for (const QString &key : preferences.allKeys())
        data.preferences.insert(key, preferences.value(key).toString());
    return data;
}

} // namespace dd::citizen
