#include "nfc/authentication/certificate_path.h"

#include "nfc/authentication/certificate.h"
#include "nfc/authentication/signature_algorithm.h"
#include "nfc/authentication/signer_role.h"

#include <QSet>
#include <vector>

namespace dd::nfc {
namespace {

// Real chains have at most as many links as a CSCA's life has rollovers. Loops and made-up chains end here.
constexpr int mostLinks = 10;
constexpr int mostSignatureChecks = 128;
constexpr std::size_t mostSuspects = 8;

enum class Rank { None, Chain, Algorithm, Country, Validity, Revocation }; // the last says most

struct PathFailure
{
    Rank rank = Rank::None;
    QString stage; // behind "document signer: "
    QString detail;
};

struct PathNode
{
    ossl::Certificate certificate;
    QByteArray der;
    const CscaAnchor *anchor = nullptr;
    std::size_t issued = 0; // the node this one certified
    int links = 0;          // between the signer and this one
};

struct FoundPath
{
    QList<QByteArray> certificates;
    CscaAnchor anchor;
    RevocationState revocation = RevocationState::Good;
    QStringList subjects;
    QStringList notes;
};

ossl::Certificate shared(X509 *certificate)
{
    return ossl::Certificate(X509_up_ref(certificate) == 1 ? certificate : nullptr);
}

// What keeps this certificate from vouching for others, however well it signed. The store holds none that is no authority.
PathFailure issuerFailure(X509 *issuer, bool isAnchor, qint64 now)
{
    const std::optional<Period> validity = validityOf(issuer);
    if (!validity || !validity->contains(now))
        return {Rank::Validity, QStringLiteral("CSCA validity"), QStringLiteral("outside its period")};
    // 9303-12 table 5: the same in both names. A link certificate must not hand one state's key to another; a self-signed one cannot.
    const QString of = countryOf(X509_get_subject_name(issuer));
    if (of != countryOf(X509_get_issuer_name(issuer)))
        return {Rank::Country, QStringLiteral("country"), QStringLiteral("a link certificate between two countries")};
    if (!isAnchor && hasUnknownCriticalExtension(issuer)) // it may limit what the link is good for
        return {Rank::Country, QStringLiteral("CSCA extensions"), QStringLiteral("a critical extension that nobody here knows")};
    return {};
}

// Why no signature on this certificate could be believed: MD5 above all. Empty when the algorithm is a good one.
QString algorithmProblem(X509 *certificate, const QByteArray &der)
{
    const X509_ALGOR *outer = nullptr;
    X509_get0_signature(nullptr, &outer, certificate);
    if (X509_ALGOR_cmp(outer, X509_get0_tbs_sigalg(certificate)) != 0) // only the inner one is signed
        return QStringLiteral("two signature algorithms");
    const Result<tlv::Element> whole = tlv::readSingle(der, 0x30);
    if (!whole)
        return QStringLiteral("certificate encoding");
    tlv::Reader parts(whole->value);
    const Result<tlv::Element> content = parts.next();
    const Result<tlv::Element> algorithm = parts.next();
    if (!content || !algorithm)
        return QStringLiteral("certificate encoding");
    const Result<SignatureAlgorithm> parsed = parseSignatureAlgorithm(algorithm->encoded, nullptr, {});
    return parsed ? QString() : parsed.error().detail;
}

// Breadth first from the signer towards the anchors, so that the shortest chain is the one reported.
class PathSearch
{
public:
    PathSearch(const CscaStore &store, qint64 now) : m_store(store), m_now(now) {}
    // Whoever signed whom, at whatever time.
    explicit PathSearch(const CscaStore &store) : m_store(store), m_now(0), m_signaturesOnly(true) {}

    std::optional<FoundPath> from(X509 *signer, const QByteArray &signerDer)
    {
        m_nodes.clear();
        m_nodes.push_back({shared(signer), signerDer, nullptr, 0, 0});
        for (std::size_t at = 0; at < m_nodes.size(); ++at) {
            if (std::optional<FoundPath> path = climb(at))
                return path;
        }
        return std::nullopt;
    }

    // A link certificate that named itself the signer's issuer and failed counts only if an anchor stands behind it.
    PathFailure failure()
    {
        for (Suspect &suspect : m_suspects) {
            if (suspect.failure.rank > m_failure.rank && leadsOn(suspect))
                m_failure = suspect.failure;
        }
        return m_failure;
    }

private:
    struct Suspect
    {
        ossl::Certificate certificate;
        QByteArray der;
        PathFailure failure;
    };

    bool leadsOn(const Suspect &suspect) { return PathSearch(m_store, m_now).from(suspect.certificate.get(), suspect.der).has_value(); }

    void remember(PathFailure failure, ossl::Certificate &certificate, const PossibleIssuer &candidate)
    {
        if (candidate.anchor != nullptr && failure.rank > m_failure.rank)
            m_failure = std::move(failure);
        else if (candidate.anchor == nullptr && m_suspects.size() < mostSuspects)
            m_suspects.push_back({std::move(certificate), candidate.der, std::move(failure)});
    }

    std::optional<FoundPath> climb(std::size_t at)
    {
        X509 *child = m_nodes[at].certificate.get();
        const QByteArray childDer = m_nodes[at].der;
        for (const PossibleIssuer &candidate : m_store.possibleIssuers(canonicalName(X509_get_issuer_name(child)), authorityKeyIdentifier(child))) {
            if (m_examined.contains(candidate.der) || (candidate.anchor == nullptr && m_nodes[at].links == mostLinks))
                continue;
            ossl::Certificate issuer = certificateFromDer(candidate.der);
            if (!issuer)
                continue;
            if (const QString problem = algorithmProblem(child, childDer); !problem.isEmpty()) {
                remember({Rank::Algorithm, QStringLiteral("signature algorithm"), problem}, issuer, candidate);
                continue;
            }
            if (++m_signatureChecks > mostSignatureChecks)
                return std::nullopt;
            if (!verifyIssuerSignature(childDer, X509_get0_pubkey(issuer.get()), {})) {
                remember({Rank::Chain, QStringLiteral("chain"), QStringLiteral("not signed by the CSCA it names")}, issuer, candidate);
                continue;
            }
            m_examined.insert(candidate.der);
            if (PathFailure why = issuerFailure(issuer.get(), candidate.anchor != nullptr, m_now); why.rank != Rank::None && !m_signaturesOnly) {
                remember(std::move(why), issuer, candidate);
                continue;
            }
            m_nodes.push_back({std::move(issuer), candidate.der, candidate.anchor, at, m_nodes[at].links + (candidate.anchor == nullptr ? 1 : 0)});
            if (candidate.anchor == nullptr)
                continue;
            if (std::optional<FoundPath> path = pathTo(m_nodes.size() - 1))
                return path;
            m_nodes.pop_back(); // an anchor: nothing stands above it
        }
        return std::nullopt;
    }

    // No value when something on the way is revoked.
    std::optional<FoundPath> pathTo(std::size_t anchor)
    {
        FoundPath path;
        path.anchor = *m_nodes[anchor].anchor;
        for (std::size_t at = anchor;; at = m_nodes[at].issued) {
            const PathNode &node = m_nodes[at];
            const RevocationState state = revocationOf(node.certificate.get(), m_store, m_now);
            if (state == RevocationState::Revoked && !m_signaturesOnly) {
                const QString which = at == 0 ? QStringLiteral("the certificate is revoked") : QStringLiteral("a certificate of the CSCA is revoked");
                if (Rank::Revocation > m_failure.rank)
                    m_failure = {Rank::Revocation, QStringLiteral("revocation"), which};
                return std::nullopt;
            }
            if (at != anchor) // a CSCA's word about its own anchor is no news
                path.revocation = std::min(path.revocation, state, lessCertain);
            path.subjects.prepend(subjectLine(node.certificate.get()));
            if (at == 0)
                return path;
            path.certificates.prepend(node.der);
            noteIssuing(node, m_nodes[node.issued].certificate.get(), path.notes);
        }
    }

    static bool lessCertain(RevocationState left, RevocationState right)
    {
        const auto certainty = [](RevocationState state) { return state == RevocationState::NotChecked ? 0 : state == RevocationState::Good ? 2 : 1; };
        return certainty(left) < certainty(right);
    }

    static void noteIssuing(const PathNode &issuer, X509 *issued, QStringList &notes)
    {
        // The moment is the issuer's own word, so it proves nothing; but a state that breaks its own rule is worth a line.
        const std::optional<Period> usage = privateKeyUsagePeriod(issuer.certificate.get());
        const std::optional<Period> validity = validityOf(issued);
        if (usage && validity && !usage->contains(validity->from))
            notes.append(QStringLiteral("issued outside the CSCA's private key usage period"));
    }

    const CscaStore &m_store;
    qint64 m_now;
    bool m_signaturesOnly = false;
    std::vector<PathNode> m_nodes;
    std::vector<Suspect> m_suspects;
    QSet<QByteArray> m_examined;
    int m_signatureChecks = 0;
    PathFailure m_failure;
};

} // namespace

RevocationState revocationOf(X509 *certificate, const CscaStore &store, qint64 now)
{
    const QByteArray issuer = canonicalName(X509_get_issuer_name(certificate));
    const QByteArray serialNumber = serialNumberOf(certificate);
    RevocationState state = RevocationState::NotChecked;
    for (const RevocationList &list : store.revocationLists()) {
        if (issuer.isEmpty() || !list.covers(issuer))
            continue;
        if (list.isRevoked(serialNumber)) // a revocation does not lapse with the list
            return RevocationState::Revoked;
        if (list.isCurrent(now))
            state = RevocationState::Good;
        else if (state == RevocationState::NotChecked)
            state = list.isFuture(now) ? RevocationState::Future : RevocationState::Stale;
    }
    return state;
}

std::optional<CscaAnchor> anchorBehind(X509 *signer, const CscaStore &store)
{
    const std::optional<FoundPath> path = PathSearch(store).from(signer, certificateToDer(signer));
    return path ? std::optional(path->anchor) : std::nullopt;
}

bool leadsToAnchor(X509 *csca, const CscaStore &store, qint64 moment)
{
    const QByteArray der = certificateToDer(csca);
    for (const CscaAnchor &anchor : store.anchors()) {
        if (anchor.der == der)
            return true;
    }
    return PathSearch(store, moment).from(csca, der).has_value();
}

Result<std::optional<TrustedPath>> findPath(X509 *signer, const CscaStore &store, qint64 now, SignerRole role, DocumentInQuestion document)
{
    const auto refused = [&](const QString &stage, const QString &detail) {
        return fail(ErrorCode::PassiveAuthenticationFailed, stagePrefix(role) + stage, detail);
    };
    PathSearch search(store, now);
    std::optional<FoundPath> found = search.from(signer, certificateToDer(signer));
    if (!found) {
        const PathFailure failure = search.failure();
        if (failure.rank == Rank::None)
            return std::nullopt;
        return refused(failure.stage, failure.detail);
    }
    if (const QString why = roleProblem(signer, role); !why.isEmpty())
        return refused(QStringLiteral("key usage"), why);
    const std::optional<Period> validity = validityOf(signer);
    if (!validity || !validity->contains(now))
        return refused(QStringLiteral("validity"), QStringLiteral("outside its period"));

    TrustedPath path{std::move(found->certificates), std::move(found->anchor), found->subjects.join(QStringLiteral(" ← ")), found->revocation,
                     std::move(found->notes), {}};
    document.signer = signer;
    for (const DeviationList &list : store.deviationLists()) {
        for (Deviation &deviation : list.deviationsFor(document)) {
            if (deviation.certain && deviation.revokesSigner())
                return refused(QStringLiteral("revocation"), QStringLiteral("a defect list names it as revoked"));
            path.deviations.append(std::move(deviation));
        }
    }
    return path;
}

} // namespace dd::nfc
