#include "app/citizen/home_controller.h"

#include "app/citizen/card_controller.h"
#include "app/faces/face_picture.h"
#include "core/identity/personal_number.h"

namespace dd::citizen {

HomeController::HomeController(Session &session, std::shared_ptr<PortraitStore> portraits, Localization &localization, QObject *parent)
    : Controller(localization, parent)
    , m_session(session)
    , m_portraits(std::move(portraits))
{
    connect(&m_session, &Session::opened, this, &HomeController::refresh);
    connect(&m_session, &Session::changed, this, &HomeController::refresh);
    connect(&m_session, &Session::locked, this, &HomeController::clear);
}

void HomeController::refresh()
{
    if (!m_session.isOpen())
        return;
    setError({});
    const auto held = m_session.keys().held();
    if (!held)
        setError(held.error());
    const QSet<QByteArray> keys = held.value_or(QSet<QByteArray>());
    if (const auto loaded = m_credentials.load(m_session.credentialPages(), m_session.clock().now(), keys); !loaded)
        setError(loaded.error());
    const auto identities = m_session.credentials().page(std::numeric_limits<int>::max(), credential::CredentialType::Identity);
    m_enrolled = identities && std::any_of(identities->cbegin(), identities->cend(), [&](const wallet::CredentialRow &row) { return keys.contains(row.holderThumbprint); });
    const auto holders = m_session.credentials().holders();
    if (!holders)
        setError(holders.error());
    const QHash<QByteArray, int> counts = holders.value_or(QHash<QByteArray, int>());
    m_withoutKey = 0;
    m_presentable = false;
    for (auto holder = counts.cbegin(); holder != counts.cend(); ++holder) {
        const bool here = keys.contains(holder.key());
        m_withoutKey += here ? 0 : holder.value();
        m_presentable = m_presentable || here;
    }

    const auto card = m_session.card().load();
    m_summary.reset();
    m_portrait.clear();
    QImage face;
    if (!card) {
        setError(card.error());
    } else if (*card) {
        auto summary = decodeCardSummary((*card)->summary);
        if (summary)
            m_summary = std::move(*summary);
        else
            setError(summary.error());
        face = faceFromChip((*card)->faceImage);
    }
    m_portraits->set(QStringLiteral("card"), face);
    if (!face.isNull())
        m_portrait = QStringLiteral("image://portrait/card/%1").arg(++m_portraitRevision);
    m_fields.setFields(m_summary ? m_summary->fields : QList<CardField>());

    const auto declarations = m_session.outbox().list();
    m_waiting = 0;
    for (const wallet::StoredDeclaration &declaration : declarations.value_or(QList<wallet::StoredDeclaration>())) {
        if (declaration.state == wallet::StoredDeclaration::State::Queued || declaration.state == wallet::StoredDeclaration::State::Submitted)
            ++m_waiting;
    }
    emit contentChanged();
}

void HomeController::removeUnusable(qint64 id)
{
    if (!m_session.isOpen())
        return;
    for (const wallet::CredentialRow &row : m_credentials.rows()) {
        if (row.id != id || !m_credentials.isKeyMissing(row))
            continue;
        const Result<void> removed = m_session.credentials().remove(id);
        setError(removed ? std::nullopt : std::optional(removed.error()));
        if (removed)
            emit m_session.changed(); // the list is another one now
        return;
    }
}

void HomeController::clear()
{
    m_summary.reset();
    m_portrait.clear();
    m_portraits->clear();
    m_enrolled = false;
    m_waiting = 0;
    m_withoutKey = 0;
    m_presentable = false;
    m_credentials.clear();
    m_fields.setFields({});
    setError({});
    emit contentChanged();
}

void HomeController::retranslate()
{
    m_credentials.refresh(m_session.clock().now());
    m_fields.retranslate();
    emit contentChanged();
}

QString HomeController::maskedNumber() const
{
    return number().isEmpty() ? QString() : identity::maskedPersonalNumber(number());
}

QString HomeController::verdictText() const
{
    return m_summary ? CardController::verdictText(m_summary->verdict) : QString();
}

QString HomeController::anchorText() const
{
    return m_summary ? CardController::anchorText(*m_summary) : QString();
}

bool HomeController::isVerdictGood() const
{
    return m_summary && m_summary->verdict == nfc::ReadReport::Verdict::Genuine;
}

} // namespace dd::citizen
