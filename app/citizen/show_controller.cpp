#include "app/citizen/show_controller.h"

#include "app/citizen/display.h"
#include "core/base/log.h"
#include "core/crypto/symmetric.h"

namespace dd::citizen {

ShowController::ShowController(Session &session, Localization &localization, QObject *parent)
    : Controller(localization, parent)
    , m_session(session)
{
    m_timer.setInterval(250);
    connect(&m_timer, &QTimer::timeout, this, &ShowController::tick);
    connect(&m_session, &Session::locked, this, [this] { forget(); });
}

void ShowController::forget()
{
    close();
    m_selected.reset();
    m_credentials.clear();
    setError({});
    setIndex(-1);
}

// ---- which credential -----------------------------------------------------------------------------------------

void ShowController::load(Session::CredentialPages pages)
{
    m_selected.reset();
    const auto held = m_session.keys().held();
    if (!held)
        setError(held.error());
    if (const auto loaded = m_credentials.load(std::move(pages), m_session.clock().now(), held.value_or(QSet<QByteArray>())); !loaded)
        setError(loaded.error());
    m_index = -1;
    const QList<wallet::CredentialRow> &rows = m_credentials.rows();
    const auto signable = std::find_if(rows.cbegin(), rows.cend(), [this](const wallet::CredentialRow &row) { return !m_credentials.isKeyMissing(row); });
    setIndex(rows.isEmpty() ? -1 : signable == rows.cend() ? 0 : static_cast<int>(signable - rows.cbegin()));
}

void ShowController::setIndex(int index)
{
    m_index = index;
    m_selected.reset();
    if (m_session.isOpen() && m_index >= 0 && m_index < m_credentials.count()) {
        auto found = m_session.credentials().find(m_credentials.rows().at(m_index).id);
        if (found)
            m_selected = std::move(*found);
        else
            setError(found.error());
    }
    m_groups.setCredential(m_selected ? std::optional(m_selected->credential) : std::nullopt, offered());
    selected();
    emit selectionChanged();
}

bool ShowController::isUsable() const
{
    return m_selected && CredentialModel::stateOf(m_credentials.rows().at(m_index), m_session.clock().now()) == CredentialModel::State::Valid;
}

QString ShowController::title() const
{
    return m_selected ? Display::title(m_selected->credential.claims.type) : QString();
}

QString ShowController::alwaysShown() const
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

QString ShowController::summary() const
{
    QStringList parts;
    for (const credential::Group group : m_groups.shared())
        parts.append(Display::groupName(group));
    return parts.isEmpty() ? tr("Không kèm thông tin cá nhân") : parts.join(QStringLiteral("; "));
}

QString ShowController::copyNotice() const
{
    return m_shown && m_shown->reused ? tr("Đã hết bản dùng một lần: mã này dùng lại một bản cũ, nên quầy từng xem bản đó có thể nhận ra là cùng một người.")
                                      : QString();
}

// ---- the code ---------------------------------------------------------------------------------------------------

Result<QString> ShowController::makeCode(const credential::Credential &copy) const
{
    if (!m_session.isOpen())
        return fail(ErrorCode::VaultLocked, QStringLiteral("present"));
    const auto wanted = request();
    if (!wanted)
        return fail(wanted.error());
    const auto signer = m_session.keys().signer(copy.holderThumbprint);
    if (!signer)
        return fail(signer.error());
    return credential::present(copy, *wanted, **signer, *m_session.services().random, m_session.clock());
}

wallet::ConsentRecord ShowController::consent() const
{
    const Asker who = asker();
    wallet::ConsentRecord consent;
    consent.at = m_session.clock().now();
    consent.verifierId = who.id;
    consent.verifierName = who.name;
    consent.registered = who.registered;
    consent.purpose = who.purpose;
    consent.legalBasis = QStringLiteral("consent");
    consent.credentialType = static_cast<int>(m_selected->credential.claims.type);
    for (const credential::Group group : m_groups.shared())
        consent.groups.append(static_cast<int>(group));
    QStringList words{title(), alwaysShown(), summary(), consent.purpose};
    if (!who.name.isEmpty())
        words.append(who.name);
    consent.textHash = crypto::sha256(words.join(QLatin1Char('\n')).toUtf8());
    return consent;
}

void ShowController::publish(const QString &code)
{
    m_code = code;
    m_codeAtMs = m_session.clock().steadyMilliseconds();
    emit codeChanged();
    emit secondsLeftChanged();
}

void ShowController::showCode()
{
    if (!m_selected || !m_session.isOpen()) {
        setError(Error{ErrorCode::VaultLocked, QStringLiteral("present"), {}, {}});
        return;
    }
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

void ShowController::renewCode()
{
    const Result<QString> made = makeCode(m_shown->credential);
    if (!made) {
        qCWarning(logApp) << "a new code could not be made:" << errorId(made.error().code);
        close();
        setError(made.error());
        return;
    }
    publish(*made);
}

void ShowController::close()
{
    m_timer.stop();
    m_shown.reset();
    if (m_code.isEmpty())
        return;
    m_code.clear();
    emit codeChanged();
}

double ShowController::secondsLeft() const
{
    if (m_code.isEmpty())
        return 0;
    const qint64 shown = m_session.clock().steadyMilliseconds() - m_codeAtMs;
    return static_cast<double>(qMax<qint64>(0, codeSeconds() * 1000LL - shown)) / 1000.0;
}

void ShowController::tick()
{
    if (secondsLeft() > 0)
        emit secondsLeftChanged();
    else
        codeIsOver();
}

void ShowController::retranslate()
{
    m_credentials.refresh(m_session.clock().now());
    m_groups.retranslate();
    emit selectionChanged();
    emit codeChanged();
}

} // namespace dd::citizen
