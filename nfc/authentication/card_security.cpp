#include "nfc/authentication/card_security.h"

#include "nfc/apdu/definite_lengths.h"
#include "nfc/authentication/cms_message.h"
#include "nfc/authentication/issuer.h"
#include "nfc/secure_messaging/agreement_domain.h"

namespace dd::nfc {
namespace {

const QByteArray idSecurityObject = QByteArray::fromHex("04007F0007030201");  // 0.4.0.127.0.7.3.2.1
const QByteArray idPublicKeyEcdh = QByteArray::fromHex("04007F000702020102"); // 0.4.0.127.0.7.2.2.1.2

} // namespace

Result<CardSecurity> verifyCardSecurity(QByteArrayView file, QByteArrayView cardAccess, const CscaStore &anchors, qint64 now)
{
    const QString stage = QStringLiteral("CardSecurity");
    const Result<SignedData> message = verifySignedData(file, {stage, idSecurityObject, anchors.documentSigners()});
    if (!message)
        return fail(message.error());
    Result<SecurityInfos> infos = parseCardSecurityContent(message->content);
    if (!infos)
        return fail(infos.error());
    // PACE with chip authentication mapping proves the chip by such a key, so it must be one (§9.2.6).
    for (const ChipAuthenticationKey &stated : infos->chipAuthenticationKeys) {
        if (stated.protocol != idPublicKeyEcdh)
            continue;
        if (const Result<AgreementKey> key = agreementKeyFrom(stated.subjectPublicKeyInfo, stage + QStringLiteral(" chip authentication key")); !key)
            return fail(key.error());
    }
    if (!cardAccess.isEmpty()) {
        const Result<SecurityInfos> unsignedInfos = parseCardAccess(cardAccess);
        if (!unsignedInfos)
            return fail(unsignedInfos.error());
        if (const Result<void> same = checkCardAccessAgainstCardSecurity(*unsignedInfos, *infos); !same)
            return fail(same.error());
    }
    Result<SignerStanding> standing = judgeSigner(*message, anchors, now);
    if (!standing)
        return fail(standing.error());
    CardSecurity result;
    result.infos = std::move(*infos);
    result.signature = message->signature;
    result.signerSubject = standing->signer.subject;
    result.signerCountry = standing->signer.country;
    result.signerDer = message->signerDer;
    result.notes = standing->signer.notes;
    if (standing->issuer) {
        result.issuerKnown = true;
        result.demo = standing->issuer->anchor.demo;
        result.anchorName = standing->issuer->anchor.subject;
    }
    return result;
}

Result<SecurityInfos> statedInCardSecurity(QByteArrayView file)
{
    const std::optional<QByteArray> definite = tlv::withDefiniteLengths(file);
    const Result<CmsMessage> message = parseCmsMessage(definite ? QByteArrayView(*definite) : file, QStringLiteral("CardSecurity"));
    return message ? parseCardSecurityContent(message->content) : fail(message.error());
}

} // namespace dd::nfc
