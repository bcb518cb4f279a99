#include "app/citizen/present_controller.h"

#include "app/citizen/declaration_model.h"
#include "app/citizen/display.h"

namespace dd::citizen {

PresentController::PresentController(Session &session, Localization &localization, QObject *parent)
    : ShowController(session, localization, parent)
{
    connect(this, &PresentController::selectionChanged, this, &PresentController::statementChanged);
}

void PresentController::forget()
{
    m_facility.clear();
    m_reason.clear();
    m_statement = false;
    m_nights = 1;
    m_stayFrom = 0;
    ShowController::forget();
}

void PresentController::begin()
{
    if (!session().isOpen())
        return;
    close();
    setError({});
    m_statement = false;
    prefillStatement();
    load(session().credentialPages());
}

void PresentController::prefillStatement()
{
    // What was declared last is most likely what the lodging asks for.
    m_facility.clear();
    m_reason.clear();
    m_nights = 1;
    m_stayFrom = 0;
    const auto declarations = session().outbox().list();
    if (!declarations || declarations->isEmpty())
        return;
    const auto notification = notificationOf(declarations->constFirst());
    if (!notification || notification->to < session().clock().now())
        return;
    m_facility = Display::cutToStatement(notification->facilityName);
    m_reason = Display::cutToStatement(notification->reason);
    m_stayFrom = notification->from;
    m_nights = qBound(1, static_cast<int>((notification->to - notification->from + 43200) / 86400), 30);
}

void PresentController::selected()
{
    m_asking.clear();
    if (!canState())
        m_statement = false;
    emit askingChanged();
}

// ---- what is shared -------------------------------------------------------------------------------------------

void PresentController::share(const QString &key, bool shared)
{
    const auto group = groups()->find(key);
    if (!group)
        return;
    if (shared && GroupModel::isDelicate(*group) && !groups()->isShared(*group)) {
        m_asking = key;
        emit askingChanged();
        groups()->setShared(*group, false); // the switch falls back until then
        return;
    }
    groups()->setShared(*group, shared);
}

void PresentController::answer(bool yes)
{
    const auto group = groups()->find(m_asking);
    m_asking.clear();
    if (group && yes)
        groups()->setShared(*group, true);
    emit askingChanged();
}

QString PresentController::askingLabel() const
{
    const auto group = groups()->find(m_asking);
    return group ? Display::groupName(*group) : QString();
}

bool PresentController::canState() const
{
    return chosen() && chosen()->credential.claims.type == credential::CredentialType::Identity;
}

bool PresentController::isStatementComplete() const
{
    return !m_statement
           || (!Display::statementText(m_facility).isEmpty() && !Display::statementText(m_reason).isEmpty() && facilityError().isEmpty()
               && reasonError().isEmpty() && m_nights >= 1 && m_nights <= 30);
}

QString PresentController::lengthError(const QString &text)
{
    return Display::statementText(text).toUtf8().size() > Display::statementBytes ? tr("Dài quá cho mã QR; hãy viết ngắn lại.") : QString();
}

QString PresentController::summary() const
{
    const QString stay = m_statement ? tr("thông báo lưu trú tại %1").arg(m_facility.trimmed()) : QString();
    if (stay.isEmpty())
        return ShowController::summary();
    return groups()->shared().isEmpty() ? stay : QStringLiteral("%1; %2").arg(ShowController::summary(), stay);
}

QString PresentController::purpose() const
{
    return m_statement ? tr("Thông báo lưu trú và cho quầy kiểm tra giấy tờ") : tr("Cho quầy kiểm tra giấy tờ");
}

// ---- the code ---------------------------------------------------------------------------------------------------

ShowController::Asker PresentController::asker() const
{
    return {QStringLiteral("vn:counter"), {}, false, purpose()}; // whoever scans
}

Result<credential::PresentationRequest> PresentController::request() const
{
    credential::PresentationRequest request;
    request.groups = groups()->shared();
    if (m_statement) {
        const qint64 from = m_stayFrom > 0 ? m_stayFrom : session().clock().now();
        request.statement = credential::StayStatement{credential::DeclarationKind::StayNotification, Display::statementText(m_facility), from,
                                                      from + m_nights * 86400LL, Display::statementText(m_reason)};
    }
    return request;
}

void PresentController::show()
{
    if (isStatementComplete())
        showCode();
    else
        setError(Error{ErrorCode::FieldMissing, QStringLiteral("stay statement"), {}, {}});
}

void PresentController::codeIsOver()
{
    if (session().clock().steadyMilliseconds() - shownAtMs() >= longestShowingSeconds * 1000LL)
        close(); // forgotten on a table
    else
        renewCode();
}

void PresentController::retranslate()
{
    ShowController::retranslate();
    emit statementChanged();
    emit askingChanged();
}

} // namespace dd::citizen
