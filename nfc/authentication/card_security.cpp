#include "nfc/authentication/card_security.h"

#include "nfc/apdu/tlv.h"
#include "nfc/authentication/certificate.h"
#include "nfc/authentication/issuer.h"
#include "nfc/secure_messaging/ec_domain.h"

#include <algorithm>

namespace dd::nfc {
namespace {

const QByteArray idSecurityObject = QByteArray::fromHex("04007F0007030201");             // 0.4.0.127.0.7.3.2.1
const QByteArray idPaceOfAnyKind = QByteArray::fromHex("04007F0007020204");              // 0.4.0.127.0.7.2.2.4
const QByteArray idPublicKeyEcdh = QByteArray::fromHex("04007F000702020102");            // 0.4.0.127.0.7.2.2.1.2
const QByteArray idStandardizedDomainParameters = QByteArray::fromHex("04007F00070102"); // 0.4.0.127.0.7.1.2

struct EncodedInfo
{
    QByteArrayView protocol;
    QByteArrayView parameters; // what follows the identifier
    QByteArrayView encoded;
};

Result<QList<EncodedInfo>> encodedInfos(QByteArrayView set, const QString &stage)
{
    const Result<tlv::Element> outer = tlv::readSingle(set, 0x31, stage);
    if (!outer)
        return fail(outer.error());
    QList<EncodedInfo> infos;
    tlv::Reader list(outer->value, stage);
    while (!list.atEnd()) {
        const Result<tlv::Element> info = list.next(0x30);
        if (!info)
            return fail(info.error());
        const Result<tlv::Element> protocol = tlv::Reader(info->value, stage).next(0x06);
        if (!protocol)
            return fail(protocol.error());
        infos.append({protocol->value, info->value.sliced(protocol->encoded.size()), info->encoded});
    }
    return infos;
}

// EF.CardSecurity repeats every SecurityInfo of EF.CardAccess, which whoever stands between chip and reader can change
// (§9.2.11). It may add what is not about PACE: the key of chip authentication, above all.
Result<void> compareWithCardAccess(const QList<EncodedInfo> &cardAccess, const QList<EncodedInfo> &cardSecurity)
{
    const auto contains = [](const QList<EncodedInfo> &list, const EncodedInfo &wanted) {
        return std::any_of(list.begin(), list.end(), [&](const EncodedInfo &one) { return one.encoded == wanted.encoded; });
    };
    const bool repeated = std::all_of(cardAccess.begin(), cardAccess.end(), [&](const EncodedInfo &one) { return contains(cardSecurity, one); });
    const bool complete = std::all_of(cardSecurity.begin(), cardSecurity.end(),
                                      [&](const EncodedInfo &one) { return !one.protocol.startsWith(idPaceOfAnyKind) || contains(cardAccess, one); });
    if (!repeated || !complete)
        return fail(ErrorCode::ProtocolDowngrade, QStringLiteral("CardAccess against CardSecurity"));
    return {};
}

// SubjectPublicKeyInfo with standardized domain parameters (9303-11 §9.5.1): AlgorithmIdentifier { id, INTEGER }, BIT STRING.
Result<void> checkStandardizedKey(tlv::Reader algorithm, QByteArrayView bits, const QString &stage)
{
    const Result<tlv::Element> number = algorithm.next(0x02);
    const Result<int> parameterId = number ? tlv::smallInteger(number->value, stage) : fail(number.error());
    if (!parameterId)
        return fail(parameterId.error());
    const Result<EcDomain> domain = EcDomain::standardized(*parameterId);
    if (!domain)
        return fail(domain.error());
    if (bits.isEmpty() || bits.front() != '\0' || !domain->checkPublicKey(bits.sliced(1)))
        return fail(ErrorCode::DamagedFile, stage, QStringLiteral("not a point of its curve"));
    return {};
}

// ChipAuthenticationPublicKeyInfo over ECDH (§9.2.6): PACE with chip authentication mapping proves the chip by this key, so it
// must be one.
Result<void> checkChipAuthenticationKey(QByteArrayView parameters)
{
    const QString stage = QStringLiteral("CardSecurity chip authentication key");
    const Result<tlv::Element> publicKey = tlv::Reader(parameters, stage).next(0x30);
    if (!publicKey)
        return fail(publicKey.error());
    tlv::Reader fields(publicKey->value, stage);
    const Result<tlv::Element> algorithm = fields.next(0x30);
    if (!algorithm)
        return fail(algorithm.error());
    const Result<tlv::Element> bits = fields.next(0x03);
    if (!bits)
        return fail(bits.error());
    tlv::Reader inside(algorithm->value, stage);
    const Result<tlv::Element> identifier = inside.next(0x06);
    if (!identifier)
        return fail(identifier.error());
    if (identifier->value == idStandardizedDomainParameters)
        return checkStandardizedKey(inside, bits->value, stage);
    const unsigned char *at = ossl::bytesOf(publicKey->encoded);
    const ossl::Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(publicKey->encoded.size()))); // a point off the curve is no key
    if (!key)
        return fail(ErrorCode::DamagedFile, stage, lastOpensslReason());
    return {};
}

} // namespace

Result<CardSecurity> verifyCardSecurity(QByteArrayView file, QByteArrayView cardAccess, const CscaStore &anchors, qint64 now)
{
    const QString stage = QStringLiteral("CardSecurity");
    const Result<SignedData> message = verifySignedData(file, {stage, idSecurityObject, anchors.documentSigners()});
    if (!message)
        return fail(message.error());
    Result<SecurityInfos> infos = parseSecurityInfos(message->content, stage);
    if (!infos)
        return fail(infos.error());
    const Result<QList<EncodedInfo>> listed = encodedInfos(message->content, stage);
    if (!listed)
        return fail(listed.error());
    for (const EncodedInfo &info : *listed) {
        if (info.protocol != idPublicKeyEcdh)
            continue;
        if (const Result<void> key = checkChipAuthenticationKey(info.parameters); !key)
            return fail(key.error());
    }
    if (!cardAccess.isEmpty()) {
        const Result<QList<EncodedInfo>> unsignedInfos = encodedInfos(cardAccess, QStringLiteral("CardAccess"));
        if (!unsignedInfos)
            return fail(unsignedInfos.error());
        if (const Result<void> same = compareWithCardAccess(*unsignedInfos, *listed); !same)
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
        result.demo = standing->issuer->demo;
        result.anchorName = standing->issuer->anchorName;
    }
    return result;
}

} // namespace dd::nfc
