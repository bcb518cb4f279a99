#include "app/citizen/stay_controller.h"

#include "app/citizen/display.h"
#include "core/credential/stay_deadline.h"

namespace dd::citizen {

using StoredState = wallet::StoredDeclaration::State;

namespace {

constexpr qint64 longestStayDays = 30; // calendar days, as credential::check() counts them

} // namespace

StayController::StayController(Session &session, AuthorityClient &authority, Localization &localization, QObject *parent)
    : Controller(localization, parent)
    , m_session(session)
    , m_authority(authority)
{
    begin();
    m_minute.setInterval(15'000);
    connect(&m_minute, &QTimer::timeout, this, &StayController::deadlineChanged);
    connect(this, &StayController::formChanged, this, &StayController::deadlineChanged);
    connect(&m_session, &Session::changed, this, &StayController::refresh);
    connect(&m_session, &Session::opened, this, [this] {
        ++m_opening;
        m_minute.start();
        refresh();
        resendAll();
    });
    connect(&m_session, &Session::locked, this, [this] {
        ++m_opening;
        m_minute.stop();
        m_declarations.setDeclarations({});
        begin();
    });
}

// ---- the form -------------------------------------------------------------------------------------------------

void StayController::begin()
{
    const qint64 now = m_session.clock().now();
    m_facilityType = 0;
    m_facilityName.clear();
    m_address.clear();
    m_province = 0;
    m_reason.clear();
    m_firstDay = Display::date(now);
    m_firstTime = Display::local(now).toString(QStringLiteral("HH:mm"));
    m_lastDay = Display::date(now + 86400);
    m_shown.clear();
    setError({});
    setPhase(Phase::Editing);
    emit formChanged();
}

QStringList StayController::facilityTypes() const
{
    QStringList names;
    for (int type = 1; type <= static_cast<int>(credential::FacilityType::Other); ++type)
        names.append(Display::facilityType(static_cast<credential::FacilityType>(type)));
    return names;
}

QStringList StayController::provinces() const
{
    return provinceNames();
}

bool StayController::needsName() const
{
    return m_facilityType + 1 != static_cast<int>(credential::FacilityType::Household);
}

std::optional<qint64> StayController::arrival() const
{
    const QDate date = Display::parseDate(m_firstDay);
    const QTime time = Display::parseTime(m_firstTime);
    return date.isValid() && time.isValid() ? std::optional(Display::fromLocal(date, time)) : std::nullopt;
}

std::optional<qint64> StayController::departure() const
{
    const QDate date = Display::parseDate(m_lastDay);
    return date.isValid() ? std::optional(Display::fromLocal(date, QTime(12, 0))) : std::nullopt; // customary check-out
}

QString StayController::firstDayError() const
{
    return Display::parseDate(m_firstDay).isValid() ? QString() : tr("Viết ngày theo dạng 21/11/2026.");
}

QString StayController::firstTimeError() const
{
    return Display::parseTime(m_firstTime).isValid() ? QString() : tr("Viết giờ theo dạng 20:30.");
}

QString StayController::lastDayError() const
{
    const auto to = departure();
    if (!to)
        return tr("Viết ngày theo dạng 21/11/2026.");
    const auto from = arrival();
    if (from && *to <= *from)
        return tr("Ngày đi phải sau ngày đến.");
    if (from && credential::vietnamDate(*from).daysTo(credential::vietnamDate(*to)) > longestStayDays)
        return tr("Lưu trú không quá 30 ngày. Ở lâu hơn thì đăng ký tạm trú.");
    return {};
}

bool StayController::isComplete() const
{
    return (!needsName() || !m_facilityName.trimmed().isEmpty()) && !m_address.trimmed().isEmpty() && !m_reason.trimmed().isEmpty()
        && firstDayError().isEmpty() && firstTimeError().isEmpty() && lastDayError().isEmpty();
}

QString StayController::deadlineText() const
{
    const auto from = arrival();
    if (!from)
        return {};
    const qint64 now = m_session.clock().now();
    const qint64 deadline = credential::stayDeadline(*from);
    const QString at = Display::dateTime(deadline);
    if (credential::stayDeadlineState(*from, now) == credential::DeadlineState::Late)
        return tr("Đã quá hạn lúc %1. Vẫn nên gửi ngay; hồ sơ sẽ ghi là gửi muộn.").arg(at);
    const qint64 minutes = (deadline - now + 59) / 60;
    if (minutes < 60)
        return tr("Hạn gửi: %1, còn %2 phút.").arg(at).arg(minutes);
    if (minutes < 48 * 60)
        return tr("Hạn gửi: %1, còn %2 giờ %3 phút.").arg(at).arg(minutes / 60).arg(minutes % 60);
    return tr("Hạn gửi: %1.").arg(at);
}

QString StayController::deadlineKind() const
{
    const auto from = arrival();
    const bool calm = !from || credential::stayDeadlineState(*from, m_session.clock().now()) == credential::DeadlineState::Open;
    return calm ? QStringLiteral("info") : QStringLiteral("warn");
}

// ---- signing and sending ----------------------------------------------------------------------------------------

void StayController::setPhase(Phase phase)
{
    m_phase = phase;
    emit phaseChanged();
}

QString StayController::statusText() const
{
    switch (m_phase) {
    case Phase::Editing:
        return {};
    case Phase::Sending:
        return tr("Đang gửi tới cơ quan tiếp nhận…");
    case Phase::Waiting:
        return tr("Đã ký và giữ trong hộp chờ gửi. Chưa được tiếp nhận; ứng dụng sẽ gửi lại khi có mạng.");
    case Phase::Received:
        return tr("Đã tiếp nhận. Biên nhận nằm trong ví của bạn.");
    case Phase::Refused:
        return tr("Cơ quan tiếp nhận từ chối thông báo này.");
    }
    return {};
}

Result<wallet::StoredDeclaration> StayController::sign()
{
    credential::StayNotification notification;
    notification.id = m_session.services().random->bytes(16);
    notification.notifier = credential::NotifierKind::GuestSelf;
    notification.facilityType = static_cast<credential::FacilityType>(m_facilityType + 1);
    notification.facilityName = needsName() ? m_facilityName.trimmed().normalized(QString::NormalizationForm_C) : QString();
    notification.address.text = m_address.trimmed().normalized(QString::NormalizationForm_C);
    notification.address.place = placeAt(m_province);
    notification.reason = m_reason.trimmed().normalized(QString::NormalizationForm_C);
    notification.from = arrival().value_or(0);
    notification.to = departure().value_or(0);
    notification.createdAt = m_session.clock().now();
    if (const Result<void> lawful = credential::check(notification); !lawful)
        return fail(lawful.error());

    // The draft is stored first: if signing fails, or the battery does, nothing typed is lost.
    wallet::StoredDeclaration declaration;
    declaration.id = notification.id;
    declaration.createdAt = notification.createdAt;
    declaration.content = credential::encode(notification);
    if (const Result<void> saved = m_session.outbox().save(declaration); !saved)
        return fail(saved.error());
    const auto signer = m_session.identitySigner();
    if (!signer)
        return fail(signer.error());
    auto message = credential::signByHolder(credential::declarationTyp, declaration.content, **signer);
    if (!message)
        return fail(message.error());
    declaration.content = std::move(*message);
    declaration.state = StoredState::Queued;
    if (const Result<void> saved = m_session.outbox().save(declaration); !saved)
        return fail(saved.error());
    return declaration;
}

void StayController::submit()
{
    if (m_phase == Phase::Sending)
        return;
    if (!isComplete()) {
        setError(Error{ErrorCode::FieldMissing, QStringLiteral("stay notification"), {}, {}});
        return;
    }
    auto declaration = sign();
    emit m_session.changed();
    if (!declaration) {
        setError(declaration.error());
        return;
    }
    m_shown = declaration->id;
    send(std::move(*declaration), true);
}

void StayController::send(wallet::StoredDeclaration declaration, bool shown)
{
    // An answer is bound to the key that signed; after a new enrolment the old declaration still carries the old key.
    const auto thumbprint = credential::holderThumbprint(declaration.content);
    if (!thumbprint) {
        setError(thumbprint.error());
        return;
    }
    if (shown) {
        setError({});
        setPhase(Phase::Sending);
    }
    declaration.state = StoredState::Submitted;
    if (const Result<void> saved = m_session.outbox().save(declaration); !saved) {
        setError(saved.error());
        if (shown)
            setPhase(Phase::Waiting);
        return;
    }
    emit m_session.changed();
    m_authority.obtain(QStringLiteral("/declarations"), declaration.content, credential::CredentialType::ResidenceReceipt, *thumbprint)
        .then(this, [this, declaration, shown, opening = m_opening](const Result<QList<AcceptedToken>> &tokens) {
            if (opening == m_opening)
                settle(declaration, tokens, shown && m_shown == declaration.id);
        });
}

void StayController::settle(wallet::StoredDeclaration declaration, const Result<QList<AcceptedToken>> &tokens, bool shown)
{
    Result<void> stored;
    Phase phase = Phase::Received;
    if (tokens) {
        const AcceptedToken &receipt = tokens->constFirst();
        const auto id = m_session.outbox().recordReceipt(declaration.id, receipt.token, receipt.demo, m_session.clock().now());
        if (!id)
            stored = fail(id.error());
    } else if (tokens.error().code == ErrorCode::AuthorityRefused) {
        declaration.state = StoredState::Refused;
        declaration.deliveredAt = m_session.clock().now();
        declaration.refusal = tokens.error().detail;
        phase = Phase::Refused;
        stored = m_session.outbox().save(declaration);
    } else {
        declaration.state = StoredState::Queued;
        phase = Phase::Waiting;
        stored = m_session.outbox().save(declaration);
    }
    if (shown) {
        if (!tokens)
            setError(tokens.error());
        setPhase(stored ? phase : Phase::Waiting);
    }
    if (!stored)
        setError(stored.error());
    emit m_session.changed();
}

void StayController::resend(const QString &declarationId)
{
    if (!m_session.isOpen())
        return;
    const QByteArray id = QByteArray::fromHex(declarationId.toLatin1());
    const auto all = m_session.outbox().list();
    for (const wallet::StoredDeclaration &declaration : all.value_or(QList<wallet::StoredDeclaration>())) {
        if (declaration.id == id && (declaration.state == StoredState::Queued || declaration.state == StoredState::Submitted)) {
            m_shown = id;
            send(declaration, true);
            return;
        }
    }
}

void StayController::resendAll()
{
    if (m_session.services().authority.isEmpty())
        return;
    const auto all = m_session.outbox().list();
    for (const wallet::StoredDeclaration &declaration : all.value_or(QList<wallet::StoredDeclaration>())) {
        if (declaration.state == StoredState::Queued || declaration.state == StoredState::Submitted)
            send(declaration, false);
    }
}

void StayController::refresh()
{
    if (m_session.isOpen())
        m_declarations.setDeclarations(m_session.outbox().list().value_or(QList<wallet::StoredDeclaration>()));
}

void StayController::retranslate()
{
    m_declarations.retranslate();
    emit textsChanged();
    emit formChanged();
    emit phaseChanged();
}

} // namespace dd::citizen
