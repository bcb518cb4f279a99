#include "nfc/authentication/passive.h"

#include "core/base/secret.h"
#include "nfc/apdu/definite_lengths.h"
#include "nfc/authentication/certificate.h"
#include "nfc/authentication/certificate_path.h"
#include "nfc/authentication/cms_message.h"
#include "nfc/authentication/issuer.h"
#include "nfc/authentication/signature_algorithm.h"
#include "nfc/lds/document_details.h"
#include "nfc/lds/security_object.h"

#include <QDate>
#include <QDateTime>
#include <algorithm>

namespace dd::nfc {
namespace {

const QByteArray idLdsSecurityObject = QByteArray::fromHex("678108010101"); // 2.23.136.1.1.1
const QLatin1String latestLdsVersion("0108");
constexpr quint8 comTagOfGroup[] = {0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68,
                                    0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70}; // 9303-10 table 38

std::unexpected<Error> refusedPassive(const QString &stage, const char *why)
{
    return fail(ErrorCode::PassiveAuthenticationFailed, stage, QLatin1String(why));
}

struct SignedObject
{
    LdsSecurityObject object;
    const EVP_MD *digest = nullptr; // of the data groups; the signature's may be another
    SignedData message;
};

// The CMS signature (RFC 5652 §5.4, 9303-11 §5.1). Whom the signer's certificate belongs to is asked later.
Result<SignedObject> verifySod(QByteArrayView sod, const QList<QByteArray> &signers)
{
    const Result<QByteArrayView> contents = sodContents(sod);
    if (!contents)
        return fail(contents.error());
    Result<SignedData> message = verifySignedData(*contents, {QStringLiteral("SOD"), idLdsSecurityObject, signers});
    if (!message)
        return fail(message.error());
    Result<LdsSecurityObject> object = parseLdsSecurityObject(message->content);
    if (!object)
        return fail(object.error());
    const Result<const EVP_MD *> digest = parseDigestAlgorithm(object->digestAlgorithm, QStringLiteral("SOD LDS security object digest algorithm"));
    if (!digest)
        return fail(digest.error());
    return SignedObject{std::move(*object), *digest, std::move(*message)};
}

// Every data group that was read must be listed and match; the hash is of the bytes as read.
Result<QList<int>> compareHashes(const QMap<FileId, QByteArray> &files, const SignedObject &sod)
{
    QList<int> covered;
    for (auto file = files.begin(); file != files.end(); ++file) {
        const int group = dataGroupNumber(file.key());
        if (group == 0)
            continue;
        const QString stage = QStringLiteral("DG%1 hash").arg(group);
        const auto listed = sod.object.groupHashes.constFind(group);
        if (listed == sod.object.groupHashes.constEnd())
            return refusedPassive(stage, "not covered by the SOD");
        const Result<QByteArray> hash = digestOf(sod.digest, *file, stage);
        if (!hash)
            return fail(hash.error());
        if (!constantTimeEqual(*hash, *listed))
            return refusedPassive(stage, "differs");
        covered.append(group);
    }
    return covered;
}

// EF.COM is not signed: one that hides a group the issuer signed, or names one it did not, was changed or is defective.
Result<void> compareWithCom(QByteArrayView file, const LdsSecurityObject &object, PassiveResult &result)
{
    const Result<Com> com = parseCom(file);
    if (!com)
        return fail(com.error());
    QList<int> groups;
    for (const quint8 tag : com->tags) {
        const auto *found = std::find(std::begin(comTagOfGroup), std::end(comTagOfGroup), tag);
        groups.append(found == std::end(comTagOfGroup) ? 0 : static_cast<int>(found - std::begin(comTagOfGroup)) + 1);
    }
    std::sort(groups.begin(), groups.end());
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    if (groups != object.groupHashes.keys())
        result.comMismatch =
            Error{ErrorCode::PassiveAuthenticationFailed, QStringLiteral("COM"), QStringLiteral("lists other data groups than the SOD"), {}};
    if (!object.ldsVersion.isEmpty() && object.ldsVersion != com->ldsVersion)
        result.notes.append(QStringLiteral("COM: states another LDS version than the SOD"));
    return {};
}

// How lists of deviations name documents (9303-3 §7.3.6): by number and type as in the MRZ, by the day of issue.
DocumentInQuestion questionAbout(const QMap<FileId, QByteArray> &files)
{
    DocumentInQuestion document;
    if (const Result<identity::Mrz> mrz = parseDg1(files.value(FileId::Dg1))) {
        document.documentNumber = mrz->documentNumber;
        document.documentCode = mrz->documentCode;
    }
    if (const Result<Dg12> details = parseDg12(files.value(FileId::Dg12))) {
        const QDate issued = QDate::fromString(details->issueDate, QStringLiteral("yyyyMMdd"));
        if (issued.isValid())
            document.issuedAt = issued.startOfDay(Qt::UTC).toSecsSinceEpoch();
    }
    return document;
}

QStringList notesOn(const SignedObject &sod)
{
    QStringList notes;
    if (sod.object.ldsVersion > latestLdsVersion)
        notes.append(QStringLiteral("SOD: LDS version %1 is newer than this reader").arg(sod.object.ldsVersion));
    if (sod.digest == EVP_sha1() || sod.message.digest == digestName(EVP_sha1()))
        notes.append(QStringLiteral("SOD: hashes by SHA-1"));
    if (!sod.message.signerEmbedded)
        notes.append(QStringLiteral("SOD: does not carry its signer's certificate"));
    return notes;
}

} // namespace

Result<PassiveResult> passiveAuthentication(const QMap<FileId, QByteArray> &files, const CscaStore &anchors, qint64 now,
                                            const PassiveOptions &options)
{
    if (!files.contains(FileId::Sod))
        return fail(ErrorCode::DamagedFile, QStringLiteral("SOD"), QStringLiteral("missing"));
    Result<SignedObject> sod = verifySod(files.value(FileId::Sod), options.signers + anchors.documentSigners());
    if (!sod)
        return fail(sod.error());
    Result<QList<int>> covered = compareHashes(files, *sod);
    if (!covered)
        return fail(covered.error());
    PassiveResult result;
    result.notes = notesOn(*sod);
    if (files.contains(FileId::Com)) {
        if (const Result<void> compared = compareWithCom(files.value(FileId::Com), sod->object, result); !compared)
            return fail(compared.error());
    }
    const Result<SignerStanding> standing = judgeSigner(sod->message, anchors, now, questionAbout(files));
    if (!standing)
        return fail(standing.error());
    result.notes += standing->signer.notes;
    result.digest = digestName(sod->digest);
    result.signature = sod->message.signature;
    result.coveredGroups = std::move(*covered);
    result.listedGroups = sod->object.groupHashes.keys();
    result.ldsVersion = sod->object.ldsVersion;
    result.signerSubject = standing->signer.subject;
    result.signerCountry = standing->signer.country;
    result.signerDer = sod->message.signerDer;
    if (standing->issuer) {
        result.issuerKnown = true;
        result.demo = standing->issuer->anchor.demo;
        result.anchorName = standing->issuer->anchor.subject;
        result.anchorInstalledBy = standing->issuer->anchor.installedBy;
        result.revocation = standing->issuer->revocation;
        result.deviations = standing->issuer->deviations;
        result.notes += standing->issuer->notes;
    }
    return result;
}

std::optional<CscaAnchor> anchorBehindSod(QByteArrayView sod, const CscaStore &anchors)
{
    constexpr qsizetype mostCertificates = 4; // each costs signature checks; a SOD has one
    if (const Result<SignedObject> held = verifySod(sod, anchors.documentSigners()))
        return anchorBehind(held->message.signer.get(), anchors);
    const Result<QByteArrayView> contents = sodContents(sod);
    if (!contents)
        return std::nullopt;
    const std::optional<QByteArray> definite = tlv::withDefiniteLengths(*contents); // the message's views point into it
    const Result<CmsMessage> message = parseCmsMessage(definite ? QByteArrayView(*definite) : *contents, QStringLiteral("SOD"));
    if (!message)
        return std::nullopt;
    for (const QByteArrayView der : message->certificates.first(qMin(mostCertificates, message->certificates.size()))) {
        const ossl::Certificate certificate = certificateFromDer(der);
        if (std::optional<CscaAnchor> anchor = certificate ? anchorBehind(certificate.get(), anchors) : std::nullopt)
            return anchor;
    }
    return std::nullopt;
}

QList<Deviation> deviationsOfRefused(const QMap<FileId, QByteArray> &files, const CscaStore &anchors, const PassiveOptions &options)
{
    QList<Deviation> found;
    const Result<QByteArrayView> contents = sodContents(files.value(FileId::Sod));
    const ossl::Certificate signer = contents ? namedSigner(*contents, options.signers + anchors.documentSigners()) : nullptr;
    DocumentInQuestion document = questionAbout(files);
    document.signer = signer.get();
    for (const DeviationList &list : anchors.deviationLists())
        found += list.deviationsFor(document);
    return found;
}

bool isIssuerFailure(const Error &error)
{
    return error.code == ErrorCode::PassiveAuthenticationFailed && error.stage.startsWith(documentSignerStage);
}

} // namespace dd::nfc
