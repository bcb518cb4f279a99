#include "nfc/authentication/master_list.h"

#include "nfc/apdu/tlv.h"
#include "nfc/authentication/certificate.h"
#include "nfc/authentication/certificate_path.h"
#include "nfc/authentication/list_kind.h"
#include "nfc/authentication/signed_data.h"

#include <QDateTime>

namespace dd::nfc {
namespace {

constexpr qsizetype largestMasterList = 2 * 1024 * 1024; // the largest published has one megabyte
constexpr qsizetype mostCertificates = 4096;

QString masterListStage()
{
    return QStringLiteral("master list");
}

// The anchors given, and what the list itself brings to get from its signer to one of them: never more than links.
CscaStore withLinksOfList(CscaStore trusted, const SignedData &message, const QList<QByteArrayView> &listed, bool allowDemo)
{
    for (const QByteArray &certificate : message.certificates)
        (void)trusted.addLinkCertificate(certificate, allowDemo); // the signer's own is no authority, and stays out
    const QString country = countryOf(X509_get_issuer_name(message.signer.get()));
    for (const QByteArrayView der : listed) {
        const ossl::Certificate certificate = certificateFromDer(der);
        if (certificate && countryOf(X509_get_subject_name(certificate.get())) == country)
            (void)trusted.addLinkCertificate(der, allowDemo);
    }
    return trusted;
}

// What a demo vouches for is DEMO, and says so itself or is not taken: a report could not be marked otherwise.
Result<void> addVouched(QByteArrayView der, X509 *certificate, const TrustedPath &path, const QString &installedBy, bool allowDemo, CscaStore &store)
{
    if (path.anchor.demo && !hasDemoUnit(certificate))
        return fail(ErrorCode::InvalidInput, masterListStage(), QStringLiteral("only a demo vouches for it"));
    return store.add(der, installedBy, allowDemo);
}

void addListed(QByteArrayView der, const TrustedPath &path, const QString &installedBy, bool allowDemo, CscaStore &store, MasterListImport &import)
{
    const ossl::Certificate certificate = certificateFromDer(der);
    if (!certificate) {
        import.unusable.append({QString(), QStringLiteral("not a certificate")});
        return;
    }
    const QString country = countryOf(X509_get_subject_name(certificate.get()));
    if (!country.isEmpty() && !import.countries.contains(country))
        import.countries.append(country);
    const qsizetype anchors = store.anchors().size();
    const qsizetype links = store.linkCertificates().size();
    if (const Result<void> added = addVouched(der, certificate.get(), path, installedBy, allowDemo, store); !added)
        import.unusable.append({subjectLine(certificate.get()), added.error().detail});
    const bool isAnchor = store.anchors().size() > anchors;
    const bool isLink = store.linkCertificates().size() > links;
    import.added += isAnchor || isLink ? 1 : 0;
    const bool selfSigned = isAnchor || (!isLink && isSelfSigned(certificate.get())); // the store has asked already where it took it
    ++(selfSigned ? import.selfSigned : import.links);
}

} // namespace

// CscaMasterList ::= SEQUENCE { version (0), SET OF Certificate }
Result<QList<QByteArrayView>> listedCertificates(QByteArrayView content)
{
    const Result<tlv::Element> outer = tlv::readSingle(content, 0x30, masterListStage());
    if (!outer)
        return fail(outer.error());
    tlv::Reader fields(outer->value, masterListStage());
    const Result<tlv::Element> version = fields.next(0x02);
    const Result<int> number = version ? tlv::smallInteger(version->value, masterListStage()) : fail(version.error());
    if (!number)
        return fail(number.error());
    if (*number != 0)
        return fail(ErrorCode::UnsupportedProtocol, masterListStage(), QStringLiteral("version %1").arg(*number));
    const Result<tlv::Element> set = fields.next(0x31);
    if (!set)
        return fail(set.error());
    if (const Result<void> end = fields.finish(); !end)
        return fail(end.error());
    QList<QByteArrayView> certificates;
    for (tlv::Reader list(set->value, masterListStage()); !list.atEnd();) {
        const Result<tlv::Element> certificate = list.next(0x30);
        if (!certificate)
            return fail(certificate.error());
        if (certificates.size() == mostCertificates)
            return fail(ErrorCode::DamagedFile, masterListStage(), QStringLiteral("too many certificates"));
        certificates.append(certificate->encoded);
    }
    return certificates;
}

Result<MasterListImport> importMasterList(QByteArrayView file, const CscaStore &trusted, CscaStore &store, bool allowDemo, std::optional<qint64> now)
{
    if (file.size() > largestMasterList)
        return fail(ErrorCode::DamagedFile, masterListStage(), QStringLiteral("too long"));
    SignedDataRules rules;
    rules.stage = masterListStage();
    rules.contentType = contentTypeOf(ListKind::MasterList);
    rules.exactlyOneSigner = false; // 9303-12 table 18 recommends one
    const Result<SignedData> message = verifySignedData(file, rules);
    if (!message)
        return fail(message.error());
    const QString timeStage = masterListStage() + QStringLiteral(" signing time");
    if (!message->signingTime) // table 18: mandatory
        return fail(ErrorCode::PassiveAuthenticationFailed, timeStage, QStringLiteral("not stated"));
    if (now && *message->signingTime > *now)
        return fail(ErrorCode::PassiveAuthenticationFailed, timeStage, QStringLiteral("in the future"));
    const Result<QList<QByteArrayView>> listed = listedCertificates(message->content);
    if (!listed)
        return fail(listed.error());
    const CscaStore known = withLinksOfList(trusted, *message, *listed, allowDemo);
    const Result<std::optional<TrustedPath>> path = findPath(message->signer.get(), known, *message->signingTime, SignerRole::MasterLists);
    if (!path)
        return fail(path.error());
    if (!*path)
        return fail(ErrorCode::UnknownIssuer, masterListStage(), QStringLiteral("its signer leads to no CSCA trusted for it"));

    MasterListImport import;
    import.signedBy = subjectLine(message->signer.get());
    import.anchor = (*path)->anchor.subject;
    import.signedAt = *message->signingTime;
    const QString date = QDateTime::fromSecsSinceEpoch(import.signedAt, Qt::UTC).date().toString(Qt::ISODate);
    const QString installedBy = QStringLiteral("master list of %1, %2").arg(countryOf(X509_get_issuer_name(message->signer.get())), date);
    CscaStore grown = store;
    for (const QByteArrayView der : *listed) {
        ++import.certificates;
        addListed(der, **path, installedBy, allowDemo, grown, import);
    }
    import.countries.sort();
    store = std::move(grown);
    return import;
}

} // namespace dd::nfc
