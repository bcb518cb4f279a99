#include "app/citizen/challenge_controller.h"

#include "app/citizen/display.h"

#include <algorithm>

namespace dd::citizen {
namespace {

const credential::Asked *askedOf(const QList<credential::Asked> &all, credential::CredentialType type)
{
    const auto found = std::ranges::find(all, type, &credential::Asked::type);
    return found != all.end() ? &*found : nullptr;
}

QString ofCredential(credential::CredentialType type, credential::Group group)
{
    return QStringLiteral("%1 · %2").arg(Display::title(type), Display::groupName(group));
}

} // namespace

ChallengeController::ChallengeController(Session &session, AuthorityClient &authority, Localization &localization, QObject *parent)
    : ShowController(session, localization, parent)
    , m_authority(authority)
{
    connect(&m_reader, &CodeReader::readingChanged, this, [this] { setError({}); });
    connect(&m_reader, &CodeReader::found, this, &ChallengeController::takeCodes);
    connect(&m_reader, &CodeReader::failed, this, [this](const Error &error) { setError(error); });
    m_clock.setInterval(250);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        if (secondsLeft() > 0)
            emit secondsLeftChanged();
        else
            codeIsOver();
    });
}

void ChallengeController::forget()
{
    drop();
    ShowController::forget();
}

void ChallengeController::drop()
{
    m_clock.stop();
    close();
    m_received.reset();
    m_judged.reset();
    m_listUntil.reset();
    m_understood = false;
    m_answered = false;
    credentials()->clear();
    setIndex(-1);
    setPhase(Phase::Waiting);
}

void ChallengeController::setPhase(Phase phase)
{
    m_phase = phase;
    emit askerChanged();
}

void ChallengeController::begin()
{
    drop();
    setError({});
}

// ---- who asks -------------------------------------------------------------------------------------------------

void ChallengeController::takeCodes(const QStringList &texts)
{
    const auto ours = std::ranges::find_if(texts, [](const QString &text) { return text.startsWith(credential::challengePrefix()); });
    take(ours != texts.end() ? *ours : texts.value(0));
}

void ChallengeController::take(const QString &text)
{
    if (!session().isOpen())
        return;
    begin();
    // Pasted with what stood around it: base45 never ends in a blank (RFC 9285 §4: its last character stands for 32 at most).
    auto received = credential::parseChallenge(text.trimmed());
    if (!received) {
        const bool other = received.error().code == ErrorCode::NotOurQr;
        setError(other ? Error{ErrorCode::NotAChallenge, received.error().stage, {}, {}} : received.error());
        return;
    }
    m_received = std::move(*received);
    m_scannedAtMs = session().clock().steadyMilliseconds();
    judge();
}

void ChallengeController::judge()
{
    const auto list = m_authority.heldTrustList();
    if (!list) {
        drop();
        setError(list.error());
        return;
    }
    auto judged = trust::judgeChallenge(*m_received, *list ? &**list : nullptr, session().clock());
    if (!judged) {
        drop();
        setError(judged.error());
        return;
    }
    m_judged = std::move(*judged);
    m_listUntil = *list ? std::optional((*list)->nextUpdate) : std::nullopt;
    m_understood = false;
    load(askedFor());
    m_clock.start();
    setPhase(Phase::Asking);
    emit secondsLeftChanged();
}

QString ChallengeController::askerName() const
{
    if (!m_judged)
        return {};
    if (!m_judged->registered)
        return m_judged->claimedName;
    return localization().language() == Language::English ? m_judged->nameEn : m_judged->nameVi;
}

QString ChallengeController::purpose() const
{
    return m_judged ? Display::purpose(m_judged->purpose) : QString();
}

QString ChallengeController::listNotice() const
{
    if (!m_judged || m_judged->registered)
        return {};
    if (!m_listUntil)
        return tr("Máy này chưa có danh sách tin cậy, nên không biết quầy nào đã đăng ký.");
    if (session().clock().now() > *m_listUntil + trust::trustListGrace)
        return tr("Danh sách tin cậy trên máy đã quá hạn từ ngày %1, nên không biết quầy nào còn đăng ký.").arg(Display::date(*m_listUntil));
    return {};
}

bool ChallengeController::canUpdateList() const
{
    return !session().services().authority.isEmpty();
}

void ChallengeController::updateList()
{
    if (m_updating || !m_received)
        return;
    m_updating = true;
    setError({});
    emit updatingChanged();
    m_authority.trustList().then(this, [this, nonce = m_received->answerNonce](const Result<trust::TrustList> &list) {
        m_updating = false;
        emit updatingChanged();
        if (!m_received || m_received->answerNonce != nonce || isShowing()) // another one meanwhile, or none any more
            return;
        if (list)
            judge();
        else
            setError(list.error());
    });
}

void ChallengeController::setUnderstood(bool understood)
{
    m_understood = understood;
    emit askerChanged();
}

// ---- what it asks for -----------------------------------------------------------------------------------------

Session::CredentialPages ChallengeController::askedFor()
{
    QList<credential::CredentialType> types;
    for (const credential::Asked &asked : m_judged->allowed)
        types.append(asked.type);
    std::ranges::sort(types);
    return [this, types](int limit, const wallet::CredentialRow *after) -> Result<QList<wallet::CredentialRow>> {
        QList<wallet::CredentialRow> rows;
        for (const credential::CredentialType type : types) {
            if (!session().isOpen())
                return fail(ErrorCode::VaultLocked, QStringLiteral("credentials"));
            if (after && type < after->type)
                continue;
            const auto page = session().credentials().page(limit - static_cast<int>(rows.size()), type, after && after->type == type ? after : nullptr);
            if (!page)
                return page;
            rows.append(*page);
        }
        return rows;
    };
}

std::optional<QList<credential::Group>> ChallengeController::offered() const
{
    const credential::Asked *allowed = m_judged && chosen() ? askedOf(m_judged->allowed, chosen()->credential.claims.type) : nullptr;
    return allowed ? allowed->groups : QList<credential::Group>();
}

QStringList ChallengeController::refused() const
{
    QStringList rows;
    for (const credential::Asked &asked : m_judged ? m_judged->refused : QList<credential::Asked>()) {
        if (!askedOf(m_judged->allowed, asked.type)) { // nothing of it, not even what is always shown
            rows.append(Display::title(asked.type));
            continue;
        }
        for (const credential::Group group : asked.groups)
            rows.append(ofCredential(asked.type, group));
    }
    return rows;
}

QString ChallengeController::refusedWhy() const
{
    return isRegistered() ? tr("Quầy này không được đăng ký để hỏi những mục trên, nên ứng dụng không đưa ra.")
                          : tr("Quầy chưa đăng ký chỉ được xem họ tên, ngày sinh, giới tính, quốc tịch; những mục trên không được đưa ra.");
}

QString ChallengeController::lacking() const
{
    QStringList names;
    for (const credential::Asked &asked : m_judged ? m_judged->allowed : QList<credential::Asked>()) {
        const QList<wallet::CredentialRow> &rows = credentials()->rows();
        if (std::ranges::none_of(rows, [&asked](const wallet::CredentialRow &row) { return row.type == asked.type; }))
            names.append(Display::title(asked.type));
        else if (chosen() && chosen()->credential.claims.type == asked.type)
            for (const credential::Group group : asked.groups) {
                if (!chosen()->credential.groups.contains(group))
                    names.append(ofCredential(asked.type, group));
            }
    }
    return names.join(QStringLiteral("; "));
}

void ChallengeController::share(const QString &key, bool shared)
{
    if (const auto group = groups()->find(key)) // the request is the question; it is not asked a second time
        groups()->setShared(*group, shared);
}

// ---- the answer -----------------------------------------------------------------------------------------------

ShowController::Asker ChallengeController::asker() const
{
    return {askerId(), askerName(), isRegistered(), purpose()};
}

Result<credential::PresentationRequest> ChallengeController::request() const
{
    if (!m_judged || !chosen())
        return fail(ErrorCode::ChallengeStale, QStringLiteral("challenge"));
    return trust::answerTo(*m_judged, chosen()->credential.claims.type, groups()->shared());
}

void ChallengeController::show()
{
    if (m_phase != Phase::Asking || (!isRegistered() && !m_understood))
        return;
    showCode();
    if (!isShowing())
        return;
    m_answered = true;
    emit askerChanged();
}

double ChallengeController::secondsLeft() const
{
    if (m_phase != Phase::Asking)
        return 0;
    const qint64 passed = session().clock().steadyMilliseconds() - m_scannedAtMs;
    return static_cast<double>(qMax<qint64>(0, codeSeconds() * 1000LL - passed)) / 1000.0;
}

void ChallengeController::codeIsOver()
{
    if (m_answered) {
        m_clock.stop();
        close();
        m_received.reset();
        setPhase(Phase::Over);
        return;
    }
    drop();
    setError(Error{ErrorCode::ChallengeStale, QStringLiteral("challenge"), {}, {}});
}

void ChallengeController::retranslate()
{
    ShowController::retranslate();
    emit askerChanged();
}

} // namespace dd::citizen
