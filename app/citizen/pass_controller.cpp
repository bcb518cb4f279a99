#include "app/citizen/pass_controller.h"

#include "app/citizen/display.h"

namespace dd::citizen {

PassController::PassController(Session &session, AuthorityClient &authority, Localization &localization, QObject *parent)
    : Controller(localization, parent)
    , m_session(session)
    , m_authority(authority)
{
    begin();
    connect(&m_session, &Session::locked, this, &PassController::begin);
}

QStringList PassController::provinces() const
{
    return provinceNames();
}

QStringList PassController::tripKinds() const
{
    return {Display::trips(credential::Trips::Single), Display::trips(credential::Trips::Return), Display::trips(credential::Trips::Multiple)};
}

void PassController::setPhase(Phase phase)
{
    m_phase = phase;
    emit phaseChanged();
}

void PassController::retranslate()
{
    emit textsChanged();
    emit formChanged();
}

void PassController::begin()
{
    ++m_run;
    const qint64 now = m_session.clock().now();
    m_from = 0;
    m_to = static_cast<int>(provinces().size()) - 1;
    m_trips = 1;
    m_firstDay = Display::date(now);
    m_lastDay = Display::date(now + 2 * 86400);
    setError({});
    setPhase(Phase::Editing);
    emit formChanged();
}

QString PassController::firstDayError() const
{
    return Display::parseDate(m_firstDay).isValid() ? QString() : tr("Viết ngày theo dạng 21/11/2026.");
}

QString PassController::lastDayError() const
{
    const QDate last = Display::parseDate(m_lastDay);
    if (!last.isValid())
        return tr("Viết ngày theo dạng 21/11/2026.");
    const QDate first = Display::parseDate(m_firstDay);
    if (first.isValid() && last < first)
        return tr("Ngày cuối phải từ ngày đầu trở đi.");
    if (last < Display::local(m_session.clock().now()).date())
        return tr("Ngày cuối đã qua.");
    return {};
}

bool PassController::isComplete() const
{
    return m_from >= 0 && m_to >= 0 && m_from != m_to && m_trips >= 0 && firstDayError().isEmpty() && lastDayError().isEmpty();
}

void PassController::submit()
{
    if (m_phase == Phase::Sending || !isComplete())
        return;
    const auto identity = m_session.identity();
    if (!identity || !*identity) {
        setError(identity ? Error{ErrorCode::NotEnrolled, QStringLiteral("travel pass"), {}, {}} : identity.error());
        return;
    }
    const auto signer = m_session.identitySigner();
    if (!signer) {
        setError(signer.error());
        return;
    }
    credential::PassRequest request;
    request.id = m_session.services().random->bytes(16);
    request.kind = credential::PassKind::Personal;
    request.from = placeAt(m_from);
    request.to = placeAt(m_to);
    request.validFrom = Display::fromLocal(Display::parseDate(m_firstDay), QTime(0, 0));
    request.validTo = Display::fromLocal(Display::parseDate(m_lastDay).addDays(1), QTime(0, 0));
    request.trips = static_cast<credential::Trips>(m_trips + 1);
    request.requestedAt = m_session.clock().now();
    const auto message = credential::signByHolder(credential::passRequestTyp, credential::encode(request), **signer);
    if (!message) {
        setError(message.error());
        return;
    }
    setError({});
    setPhase(Phase::Sending);
    m_authority.obtain(QStringLiteral("/passes"), *message, credential::CredentialType::TravelPass, (*identity)->credential.holderThumbprint)
        .then(this, [this, run = m_run](const Result<QList<AcceptedToken>> &tokens) {
            if (run != m_run)
                return; // the form was left or the wallet locked meanwhile
            Result<void> stored = tokens ? Result<void>() : Result<void>(fail(tokens.error()));
            for (qsizetype i = 0; stored && i < tokens->size(); ++i) {
                const auto id = m_session.credentials().insert(tokens->at(i).token, tokens->at(i).demo);
                if (!id)
                    stored = fail(id.error());
            }
            if (!stored) {
                setError(stored.error());
                setPhase(Phase::Editing);
                return;
            }
            emit m_session.changed();
            setPhase(Phase::Done);
        });
}

} // namespace dd::citizen
