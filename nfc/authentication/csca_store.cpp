#include "nfc/authentication/csca_store.h"

#include "nfc/authentication/certificate.h"
#include "nfc/authentication/certificate_path.h"
#include "nfc/authentication/pem.h"
#include "nfc/authentication/signature_algorithm.h"

#include <QCryptographicHash>
#include <algorithm>
#include <openssl/x509v3.h>

namespace dd::nfc {
namespace {

std::unexpected<Error> refusedAnchor(const QString &why)
{
    return fail(ErrorCode::InvalidInput, QStringLiteral("CSCA certificate"), why);
}

// DER as it is, or what stands in the first block of PEM with this label.
QByteArray derOf(QByteArrayView file, QByteArrayView label)
{
    if (!isPem(file))
        return file.toByteArray();
    for (const PemBlock &block : pemBlocks(file)) {
        if (block.label == label)
            return block.der;
    }
    return {};
}

// A certificate that may issue others, by a key this module can check signatures with.
Result<ossl::Certificate> readAuthority(QByteArrayView der, bool allowDemo)
{
    ossl::Certificate parsed = certificateFromDer(der);
    if (!parsed)
        return refusedAnchor(QStringLiteral("not a certificate"));
    if (X509_check_ca(parsed.get()) == 0) {
        const bool malformed = (X509_get_extension_flags(parsed.get()) & EXFLAG_INVALID) != 0;
        return refusedAnchor(malformed ? QStringLiteral("an extension is malformed") : QStringLiteral("not a certification authority"));
    }
    EVP_PKEY *key = X509_get0_pubkey(parsed.get());
    if (key == nullptr)
        return refusedAnchor(QStringLiteral("its key is not supported: ") + lastOpensslReason());
    if (const Result<void> known = checkSignatureKey(key, {}); !known)
        return refusedAnchor(QStringLiteral("its key is not supported: ") + known.error().detail);
    if (canonicalName(X509_get_subject_name(parsed.get())).isEmpty())
        return refusedAnchor(QStringLiteral("without a name"));
    if (hasDemoUnit(parsed.get()) && !allowDemo)
        return refusedAnchor(QStringLiteral("demo certificate outside a demo"));
    return parsed;
}

// Its issuer is named and keyed as itself. Without key identifiers that cannot be told from a link under an unchanged name.
bool claimsToBeSelfSigned(X509 *authority)
{
    const QByteArray key = authorityKeyIdentifier(authority);
    return !key.isEmpty() && key == subjectKeyIdentifier(authority)
        && canonicalName(X509_get_issuer_name(authority)) == canonicalName(X509_get_subject_name(authority));
}

} // namespace

bool CscaStore::isNew(const QByteArray &der)
{
    const QByteArray fingerprint = QCryptographicHash::hash(der, QCryptographicHash::Sha256);
    if (m_known.contains(fingerprint))
        return false;
    m_known.insert(fingerprint);
    return true;
}

void CscaStore::index(X509 *certificate, bool link, qsizetype at)
{
    m_bySubject[canonicalName(X509_get_subject_name(certificate))].append({link, at, subjectKeyIdentifier(certificate)});
}

void CscaStore::keepLink(X509 *certificate, const QByteArray &der)
{
    index(certificate, true, m_links.size());
    m_links.append(der);
}

Result<void> CscaStore::add(QByteArrayView certificate, const QString &installedBy, bool allowDemo)
{
    const QByteArray der = derOf(certificate, pemCertificate);
    const Result<ossl::Certificate> parsed = readAuthority(der, allowDemo);
    if (!parsed)
        return fail(parsed.error());
    X509 *authority = parsed->get();
    const bool selfSigned = isSelfSigned(authority);
    if (!selfSigned && claimsToBeSelfSigned(authority))
        return refusedAnchor(QStringLiteral("its own signature does not hold"));
    if (!isNew(der))
        return {};
    if (!selfSigned) {
        keepLink(authority, der);
        return {};
    }
    index(authority, false, m_anchors.size());
    m_anchors.append({der, subjectLine(authority), hasDemoUnit(authority), installedBy});
    return {};
}

Result<void> CscaStore::addLinkCertificate(QByteArrayView certificate, bool allowDemo)
{
    const QByteArray der = derOf(certificate, pemCertificate);
    const Result<ossl::Certificate> parsed = readAuthority(der, allowDemo);
    if (!parsed)
        return fail(parsed.error());
    if (isNew(der))
        keepLink(parsed->get(), der);
    return {};
}

Result<void> CscaStore::addDocumentSigner(QByteArrayView certificate, bool allowDemo)
{
    const QByteArray der = derOf(certificate, pemCertificate);
    const ossl::Certificate parsed = certificateFromDer(der);
    const auto refused = [](const QString &why) { return fail(ErrorCode::InvalidInput, QStringLiteral("document signer certificate"), why); };
    if (!parsed)
        return refused(QStringLiteral("not a certificate"));
    if (X509_check_ca(parsed.get()) != 0)
        return refused(QStringLiteral("a certification authority"));
    if ((X509_get_key_usage(parsed.get()) & KU_DIGITAL_SIGNATURE) == 0)
        return refused(QStringLiteral("may not sign"));
    if (!allowDemo && hasDemoUnit(parsed.get()))
        return refused(QStringLiteral("demo certificate outside a demo"));
    if (isNew(der))
        m_documentSigners.append(der);
    return {};
}

Result<void> CscaStore::addCrl(QByteArrayView crl)
{
    const QString stage = QStringLiteral("CRL");
    Result<RevocationList> list = RevocationList::parse(derOf(crl, pemCrl));
    if (!list)
        return fail(ErrorCode::InvalidInput, stage, list.error().detail);
    bool named = false;
    for (const PossibleIssuer &candidate : possibleIssuers(list->issuer(), list->authorityKey())) {
        const ossl::Certificate csca = certificateFromDer(candidate.der);
        named = true;
        // No key speaks beyond its certificate: an old one, once broken, could else declare all that was revoked good again.
        const std::optional<Period> validity = csca ? validityOf(csca.get()) : std::nullopt;
        if (!validity || !validity->contains(list->thisUpdate()))
            continue;
        if ((X509_get_key_usage(csca.get()) & KU_CRL_SIGN) == 0 || !verifyIssuerSignature(list->der(), X509_get0_pubkey(csca.get()), stage))
            continue;
        // The key may have been replaced since: what counts is that it was the CSCA's when it signed.
        if (candidate.anchor == nullptr && !leadsToAnchor(csca.get(), *this, list->thisUpdate()))
            continue;
        const auto same = [&](const RevocationList &known) { return known.issuer() == list->issuer() && known.authorityKey() == list->authorityKey(); };
        const auto known = std::find_if(m_revocationLists.begin(), m_revocationLists.end(), same);
        if (known == m_revocationLists.end())
            m_revocationLists.append(std::move(*list));
        else if (list->isNewerThan(*known))
            *known = std::move(*list);
        return {};
    }
    return fail(named ? ErrorCode::InvalidInput : ErrorCode::UnknownIssuer, stage,
                named ? QStringLiteral("not signed by the CSCA it names while that was valid") : QStringLiteral("its CSCA is not installed"));
}

Result<void> CscaStore::addDeviationList(QByteArrayView list, std::optional<qint64> now)
{
    Result<OpenedDeviationList> opened = openDeviationList(list);
    if (!opened)
        return fail(ErrorCode::InvalidInput, opened.error().stage, opened.error().detail);
    return addDeviationList(std::move(*opened), now);
}

Result<void> CscaStore::addDeviationList(OpenedDeviationList opened, std::optional<qint64> now)
{
    const bool defects = opened.list.kind() == DeviationList::Kind::Defects;
    const QString stage = defects ? QStringLiteral("defect list") : QStringLiteral("deviation list");
    if (now && opened.list.signedAt > *now)
        return fail(ErrorCode::InvalidInput, stage, QStringLiteral("signed in the future"));
    // Its signer's certificate lives months, the list speaks for years: what counts is that it was valid when it signed.
    const Result<std::optional<TrustedPath>> path =
        findPath(opened.signer.get(), *this, opened.list.signedAt, defects ? SignerRole::DefectLists : SignerRole::DeviationLists);
    if (!path)
        return fail(ErrorCode::InvalidInput, path.error().stage, path.error().detail);
    if (!*path)
        return fail(ErrorCode::UnknownIssuer, stage, QStringLiteral("its signer leads to no CSCA here"));
    const auto same = [&](const DeviationList &known) { return known.kind() == opened.list.kind() && known.country() == opened.list.country(); };
    const auto known = std::find_if(m_deviationLists.begin(), m_deviationLists.end(), same);
    if (known == m_deviationLists.end())
        m_deviationLists.append(std::move(opened.list));
    else if (opened.list.signedAt > known->signedAt)
        *known = std::move(opened.list);
    return {};
}

QList<PossibleIssuer> CscaStore::possibleIssuers(const QByteArray &canonicalIssuer, const QByteArray &authorityKey) const
{
    QList<PossibleIssuer> found;
    if (canonicalIssuer.isEmpty())
        return found;
    const QList<Place> named = m_bySubject.value(canonicalIssuer);
    for (const bool links : {false, true}) {
        for (const Place &place : named) {
            const bool otherKey = !authorityKey.isEmpty() && !place.keyIdentifier.isEmpty() && authorityKey != place.keyIdentifier;
            if (place.link != links || otherKey)
                continue;
            found.append({links ? m_links.at(place.at) : m_anchors.at(place.at).der, links ? nullptr : &m_anchors.at(place.at)});
        }
    }
    return found;
}

} // namespace dd::nfc
