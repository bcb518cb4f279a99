#include "app/citizen/print_controller.h"

#include "app/citizen/display.h"
#include "app/citizen/personal_data.h"
#include "app/citizen/print_document.h"
#include "core/crypto/symmetric.h"

#include <QFuture>

namespace dd::citizen {
namespace {

const QList<credential::Group> printable{credential::Group::Person, credential::Group::Number};

} // namespace

PrintController::PrintController(Session &session, AuthorityClient &authority, Localization &localization, QObject *parent)
    : FileController(session, localization, parent)
    , m_authority(authority)
{
    connect(&m_session, &Session::locked, this, &PrintController::close);
}

void PrintController::setPhase(Phase phase)
{
    m_phase = phase;
    emit phaseChanged();
}

void PrintController::close()
{
    forgetRun();
    m_original.reset();
    m_groups.setCredential(std::nullopt);
    setFile({});
    setError({});
    setPhase(Phase::Choosing);
}

void PrintController::begin(qint64 credentialId)
{
    close();
    if (!m_session.isOpen())
        return;
    auto found = m_session.credentials().find(credentialId);
    if (!found) {
        setError(found.error());
        return;
    }
    m_original = std::move(*found);
    m_groups.setCredential(m_original->credential, printable);
    setFile(dated(QStringLiteral("ban-in-%1.pdf")));
    setPhase(Phase::Choosing);
}

QString PrintController::title() const
{
    return m_original ? Display::title(m_original->credential.claims.type) : QString();
}

void PrintController::share(const QString &key, bool shared)
{
    if (const auto group = m_groups.find(key))
        m_groups.setShared(*group, shared);
}

void PrintController::stop(const Error &error)
{
    setError(error);
    setPhase(Phase::Choosing);
}

Result<QByteArray> PrintController::sign(credential::CopiesRequest &request, crypto::Signer &key)
{
    const QByteArray &holder = m_original->credential.holderThumbprint;
    const auto asker = m_session.keys().signer(holder);
    if (!asker)
        return fail(asker.error());
    auto proof = credential::makeKeyProof(request, holder, key);
    if (!proof)
        return fail(proof.error());
    request.proofs = {std::move(*proof)};
    return credential::signByHolder(credential::copiesRequestTyp, credential::encode(request), **asker);
}

void PrintController::print()
{
    if (m_phase != Phase::Choosing || !m_session.isOpen() || !m_original || file().isEmpty())
        return;
    setError({});
    Random &random = *m_session.services().random;
    auto made = crypto::generateSigner(crypto::Algorithm::Ed25519, random);
    if (!made)
        return stop(made.error());
    const std::shared_ptr<crypto::Signer> key = std::move(*made);
    credential::CopiesRequest request{random.bytes(16), credential::copiedHash(m_original->credential.token), {key->publicKey()}, {}, m_session.clock().now(),
                                      true};
    const auto message = sign(request, *key);
    if (!message)
        return stop(message.error());
    setPhase(Phase::Asking);
    m_authority.obtainCopies(*message, request, m_original->credential).then(this, [this, key, run = run()](const Result<QList<AcceptedToken>> &copies) {
        if (run != this->run())
            return;
        if (copies)
            write(copies->constFirst(), *key);
        else
            stop(copies.error());
    });
}

Result<void> PrintController::record(const QList<credential::Group> &shown)
{
    wallet::ConsentRecord consent;
    consent.at = m_session.clock().now();
    consent.verifierId = QStringLiteral("vn:print");
    consent.purpose = tr("In «%1» ra giấy").arg(title());
    consent.legalBasis = QStringLiteral("consent");
    consent.credentialType = static_cast<int>(credential::CredentialType::PrintedCopy);
    QStringList words{consent.purpose};
    for (const credential::Group group : shown) {
        consent.groups.append(static_cast<int>(group));
        words.append(Display::groupName(group));
    }
    consent.textHash = crypto::sha256(words.join(QLatin1Char('\n')).toUtf8());
    if (const auto logged = m_session.activity().append({consent.at, consent.verifierId, consent.credentialType, consent.groups}); !logged)
        return logged;
    const auto entry = m_session.activity().list(1);
    if (!entry)
        return fail(entry.error());
    consent.activity = entry->constFirst().id;
    return m_session.consents().append(consent);
}

void PrintController::write(const AcceptedToken &copy, crypto::Signer &key)
{
    const QList<credential::Group> shown = m_groups.shared();
    credential::PresentationRequest request;
    request.groups = shown;
    request.audience = QStringLiteral("vn:print");
    const auto code = credential::present(copy.credential, request, key, *m_session.services().random, m_session.clock());
    if (!code)
        return stop(code.error());
    const PrintedSheet sheet{*code, copy.credential.claims, shown, copy.demo, m_session.clock().now()};
    const auto html = printedSheetHtml(sheet);
    if (!html)
        return stop(html.error());
    if (const auto recorded = record(shown); !recorded)
        return stop(recorded.error());
    emit m_session.changed();
    setPhase(Phase::Writing);
    writeFile([html = *html, title = printedSheetTitle(sheet), page = personalDataPage()] { return personalDataPdf(html, title, page); },
              [this](const Result<void> &written) {
                  if (!written)
                      return stop(written.error());
                  emit fileChanged();
                  setPhase(Phase::Written);
              });
}

void PrintController::retranslate()
{
    m_groups.retranslate();
    emit phaseChanged();
}

} // namespace dd::citizen
