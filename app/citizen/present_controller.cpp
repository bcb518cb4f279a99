#include "app/citizen/present_controller.h"

#include "app/citizen/declaration_model.h"
#include "app/citizen/display.h"
#include "core/base/log.h"
#include "core/crypto/symmetric.h"

namespace dd::citizen {

PresentController::PresentController(Session &session, Localization &localization, QObject *parent)
    : Controller(localization, parent)
    , m_session(session)
{
    m_timer.setInterval(250);
    connect(&m_timer, &QTimer::timeout, this, &PresentController::tick);
    connect(this, &PresentController::selectionChanged, this, &PresentController::statementChanged);
    connect(&m_session, &Session::locked, this, [this] {
        close();
        m_selected.reset();
        m_credentials.clear();
        m_facility.clear();
        m_reason.clear();
        m_statement = false;
        m_nights = 1;
        m_stayFrom = 0;
        setError({});
        setIndex(-1);
        emit statementChanged();
    });
}

void PresentController::begin()
{
    if (!m_session.isOpen())
        return;
    close();
    setError({});
    m_selected.reset();
    const auto held = m_session.keys().held();
    if (!held)
        setError(held.error());
    if (const auto loaded = m_credentials.load(m_session.credentialPages(), m_session.clock().now(), held.value_or(QSet<QByteArray>())); !loaded)
        setError(loaded.error());
    m_statement = false;
    prefillStatement();
    m_index = -1;
    const QList<wallet::CredentialRow> &rows = m_credentials.rows();
    const auto signable = std::find_if(rows.cbegin(), rows.cend(), [this](const wallet::CredentialRow &row) { return !m_credentials.isKeyMissing(row); });
    setIndex(rows.isEmpty() ? -1 : signable == rows.cend() ? 0 : static_cast<int>(signable - rows.cbegin()));
    emit statementChanged();
}

void PresentController::prefillStatement()
{
    // What was declared last is most likely what the lodging asks for.
    m_facility.clear();
    m_reason.clear();
    m_nights = 1;
    m_stayFrom = 0;
    const auto declarations = m_session.outbox().list();
    if (!declarations || declarations->isEmpty())
        return;
    const auto notification = notificationOf(declarations->constFirst());
    if (!notification || notification->to < m_session.clock().now())
        return;
    m_facility = Display::cutToStatement(notification->facilityName);
    m_reason = Display::cutToStatement(notification->reason);
    m_stayFrom = notification->from;
    m_nights = qBound(1, static_cast<int>((notification->to - notification->from + 43200) / 86400), 30);
}

void PresentController::setIndex(int index)
{
    m_index = index;
    m_asking.clear();
    m_selected.reset();
    if (m_session.isOpen() && m_index >= 0 && m_index < m_credentials.count()) {
        auto found = m_session.credentials().find(m_credentials.rows().at(m_index).id);
        if (found)
            m_selected = std::move(*found);
        else
            setError(found.error());
    }
    m_groups.setCredential(m_selected ? std::optional(m_selected->credential) : std::nullopt);
    if (!canState())
        m_statement = false;
    emit askingChanged();
    emit selectionChanged();
}

bool PresentController::isUsable() const
{
    return m_selected && CredentialModel::stateOf(m_credentials.rows().at(m_index), m_session.clock().now()) == CredentialModel::State::Valid;
}

QString PresentController::title() const
{
    return m_selected ? Display::title(m_selected->credential.claims.type) : QString();
}

QString PresentController::alwaysShown() const
{
    if (!m_selected)
        return {};
    const credential::Claims &claims = m_selected->credential.claims;
    if (claims.pass) {
        const QString text = tr("Loại thẻ, hành trình %1, thời hạn từ %2 đến %3, %4.")
                                 .arg(Display::route(claims.pass->from, claims.pass->to), Display::dateTime(claims.validFrom()),
                                      Display::dateTime(claims.validTo()), Display::trips(claims.pass->trips).toLower());
        QStringList more;
        if (!claims.pass->vehiclePlate.isEmpty())
            more.append(tr("biển số xe %1").arg(claims.pass->vehiclePlate));
        if (claims.pass->flight)
            more.append(tr("chuyến bay %1").arg(Display::flight(*claims.pass->flight)));
        if (!claims.pass->conditions.isEmpty())
            more.append(tr("điều kiện: %1").arg(Display::conditions(claims.pass->conditions)));
        return more.isEmpty() ? text : tr("%1 Kèm theo %2.").arg(text, more.join(QStringLiteral("; ")));
    }
    if (claims.residence)
        return tr("Ngày của dữ liệu cư trú %1, và thời hạn đến %2.")
            .arg(credential::birthDateText(claims.residence->asOf), Display::date(claims.validTo()));
    if (claims.printed)
        return tr("Bản in của «%1», và thời hạn đến %2.").arg(Display::title(claims.printed->copyOf), Display::date(claims.validTo()));
    if (claims.receipt)
        return tr("Loại thông báo, mã hồ sơ %1, trạng thái «%2», thời điểm %3.")
            .arg(claims.receipt->dossierCode, Display::declarationState(claims.receipt->state), Display::dateTime(claims.receipt->decidedAt));
    return tr("Mức xác thực, cách thẻ đã được kiểm tra, và thời hạn đến %1.").arg(Display::date(claims.validTo()));
}

// ---- what is shared -------------------------------------------------------------------------------------------

void PresentController::share(const QString &key, bool shared)
{
    const auto group = m_groups.find(key);
    if (!group)
        return;
    if (shared && GroupModel::isDelicate(*group) && !m_groups.isShared(*group)) {
        m_asking = key;
        emit askingChanged();
        m_groups.setShared(*group, false); // the switch falls back until then
        return;
    }
    m_groups.setShared(*group, shared);
}

void PresentController::answer(bool yes)
{
    const auto group = m_groups.find(m_asking);
    m_asking.clear();
    if (group && yes)
        m_groups.setShared(*group, true);
    emit askingChanged();
}

QString PresentController::askingLabel() const
{
    const auto group = m_groups.find(m_asking);
    return group ? Display::groupName(*group) : QString();
}

bool PresentController::canState() const
{
    return m_selected && m_selected->credential.claims.type == credential::CredentialType::Identity;
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
    QStringList parts;
    for (const credential::Group group : m_groups.shared())
        parts.append(Display::groupName(group));
    if (m_statement)
        parts.append(tr("thông báo lưu trú tại %1").arg(m_facility.trimmed()));
    return parts.isEmpty() ? tr("Không kèm thông tin cá nhân") : parts.join(QStringLiteral("; "));
}

QString PresentController::purpose() const
{
    return m_statement ? tr("Thông báo lưu trú và cho quầy kiểm tra giấy tờ") : tr("Cho quầy kiểm tra giấy tờ");
}

QString PresentController::copyNotice() const
{
    return m_shown && m_shown->reused ? tr("Đã hết bản dùng một lần: mã này dùng lại một bản cũ, nên quầy từng xem bản đó có thể nhận ra là cùng một người.")
                                      : QString();
}

// ---- the code ---------------------------------------------------------------------------------------------------

Result<QString> PresentController::makeCode(const credential::Credential &copy)
{
    if (!m_session.isOpen())
        return fail(ErrorCode::VaultLocked, QStringLiteral("present"));
    credential::PresentationRequest request;
    request.groups = m_groups.shared();
    if (m_statement) {
        const qint64 from = m_stayFrom > 0 ? m_stayFrom : m_session.clock().now();
        request.statement = credential::StayStatement{credential::DeclarationKind::StayNotification, Display::statementText(m_facility), from,
                                                      from + m_nights * 86400LL, Display::statementText(m_reason)};
    }
    const auto signer = m_session.keys().signer(copy.holderThumbprint);
    if (!signer)
        return fail(signer.error());
    return credential::present(copy, request, **signer, *m_session.services().random, m_session.clock());
}

wallet::ConsentRecord PresentController::consent() const
{
    wallet::ConsentRecord consent;
    consent.at = m_session.clock().now();
    consent.verifierId = QStringLiteral("vn:counter"); // open mode: whoever scans
    consent.purpose = purpose();
    consent.legalBasis = QStringLiteral("consent");
    consent.credentialType = static_cast<int>(m_selected->credential.claims.type);
    for (const credential::Group group : m_groups.shared())
        consent.groups.append(static_cast<int>(group));
    const QStringList words{title(), alwaysShown(), summary(), consent.purpose};
    consent.textHash = crypto::sha256(words.join(QLatin1Char('\n')).toUtf8());
    return consent;
}

void PresentController::publish(const QString &code)
{
    m_code = code;
    m_codeAtMs = m_session.clock().steadyMilliseconds();
    emit codeChanged();
    emit secondsLeftChanged();
}

void PresentController::show()
{
    if (!isStatementComplete()) {
        setError(Error{ErrorCode::FieldMissing, QStringLiteral("stay statement"), {}, {}});
        return;
    }
    if (!m_selected || !m_session.isOpen()) {
        setError(Error{ErrorCode::VaultLocked, QStringLiteral("present"), {}, {}});
        return;
    }
    // Written down before it can be seen: nothing leaves the phone that the history does not know of.
    const wallet::ConsentRecord agreed = consent();
    QString code;
    auto shown = m_session.credentials().show(m_selected->id, {agreed.at, agreed.verifierId, agreed.credentialType, agreed.groups}, agreed,
                                              [&](const credential::Credential &copy) -> Result<void> {
                                                  auto made = makeCode(copy);
                                                  if (!made)
                                                      return fail(std::move(made.error()));
                                                  code = std::move(*made);
                                                  return {};
                                              });
    setError(shown ? std::nullopt : std::optional(shown.error()));
    if (!shown)
        return;
    if (shown->refillDue())
        qCInfo(logApp) << "one-time copies left:" << *shown->left;
    m_shown = std::move(*shown);
    publish(code);
    m_shownAtMs = m_codeAtMs;
    m_timer.start();
    emit m_session.changed();
}

void PresentController::close()
{
    m_timer.stop();
    m_shown.reset();
    if (m_code.isEmpty())
        return;
    m_code.clear();
    emit codeChanged();
}

double PresentController::secondsLeft() const
{
    if (m_code.isEmpty())
        return 0;
    const qint64 shown = m_session.clock().steadyMilliseconds() - m_codeAtMs;
    return static_cast<double>(qMax<qint64>(0, rotationSeconds * 1000 - shown)) / 1000.0;
}

void PresentController::tick()
{
    const qint64 now = m_session.clock().steadyMilliseconds();
    if (now - m_shownAtMs >= longestShowingSeconds * 1000LL) {
        close(); // forgotten on a table
        return;
    }
    if (now - m_codeAtMs < rotationSeconds * 1000LL) {
        emit secondsLeftChanged();
        return;
    }
    const Result<QString> made = makeCode(m_shown->credential);
    if (!made) {
        qCWarning(logApp) << "a new code could not be made:" << errorId(made.error().code);
        close();
        setError(made.error());
        return;
    }
    publish(*made);
}

void PresentController::retranslate()
{
    m_credentials.refresh(m_session.clock().now());
    m_groups.retranslate();
    emit selectionChanged();
    emit statementChanged();
    emit askingChanged();
    emit codeChanged();
}

} // namespace dd::citizen
