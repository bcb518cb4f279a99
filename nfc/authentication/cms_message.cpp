#include "nfc/authentication/cms_message.h"

#include "nfc/authentication/signature_algorithm.h"

namespace dd::nfc {
namespace {

constexpr int mostMessageSigners = 8;        // each costs a signature check
constexpr int mostMessageCertificates = 256; // each is copied
constexpr int signedDataVersion = 3;         // RFC 5652 §5.1: the content is not plain data

const QByteArray idSignedData = QByteArray::fromHex("2A864886F70D010702"); // 1.2.840.113549.1.7.2

// The element under its own name in `stage`, so that the error says which one is missing.
Result<tlv::Element> expectElement(tlv::Reader &reader, quint32 tag, const QString &stage)
{
    Result<tlv::Element> element = reader.next(tag);
    if (!element)
        element.error().stage = stage;
    return element;
}

Result<int> expectVersion(tlv::Reader &reader, const QString &stage)
{
    const Result<tlv::Element> element = expectElement(reader, 0x02, stage);
    if (!element)
        return fail(element.error());
    return tlv::smallInteger(element->value, stage);
}

// OCTET STRING, also in pieces as BER writers of the field make it.
Result<QByteArray> octets(const tlv::Element &element, const QString &stage)
{
    if (element.tag == 0x04)
        return element.value.toByteArray();
    if (element.tag != 0x24)
        return fail(ErrorCode::DamagedFile, stage, QStringLiteral("not an OCTET STRING"));
    QByteArray joined;
    joined.reserve(element.value.size());
    tlv::Reader pieces(element.value, stage);
    while (!pieces.atEnd()) {
        const Result<tlv::Element> piece = pieces.next(0x04);
        if (!piece)
            return fail(piece.error());
        joined.append(piece->value.data(), piece->value.size());
    }
    return joined;
}

// ContentInfo ::= SEQUENCE { contentType, [0] SignedData }; returns what is inside the SignedData.
Result<QByteArrayView> openContentInfo(QByteArrayView cms, const QString &stage)
{
    const Result<tlv::Element> outer = tlv::readSingle(cms, 0x30, stage);
    if (!outer)
        return fail(outer.error());
    tlv::Reader reader(outer->value, stage);
    const Result<tlv::Element> type = reader.next(0x06);
    if (!type)
        return fail(type.error());
    if (type->value != idSignedData)
        return fail(ErrorCode::DamagedFile, stage, QStringLiteral("not a CMS SignedData"));
    const Result<tlv::Element> wrapped = reader.next(0xA0);
    if (!wrapped)
        return fail(wrapped.error());
    if (const Result<void> end = reader.finish(); !end)
        return fail(end.error());
    const Result<tlv::Element> inner = tlv::readSingle(wrapped->value, 0x30, stage);
    if (!inner)
        return fail(inner.error());
    return inner->value;
}

Result<void> parseDigests(tlv::Reader &reader, CmsMessage &message, const QString &stage)
{
    const Result<tlv::Element> set = expectElement(reader, 0x31, stage);
    if (!set)
        return fail(set.error());
    tlv::Reader list(set->value, stage);
    while (!list.atEnd()) {
        const Result<tlv::Element> entry = list.next(0x30);
        if (!entry)
            return fail(entry.error());
        const Result<const EVP_MD *> digest = parseDigestAlgorithm(entry->encoded, stage);
        if (!digest)
            return fail(digest.error());
        message.digests.append(*digest);
    }
    if (message.digests.isEmpty())
        return fail(ErrorCode::DamagedFile, stage, QStringLiteral("none listed"));
    return {};
}

// EncapsulatedContentInfo ::= SEQUENCE { eContentType, [0] OCTET STRING }; the content is never elsewhere here.
Result<void> parseEncapsulated(tlv::Reader &reader, CmsMessage &message, const QString &stage)
{
    const Result<tlv::Element> sequence = expectElement(reader, 0x30, stage + QStringLiteral(" content"));
    if (!sequence)
        return fail(sequence.error());
    tlv::Reader fields(sequence->value, stage + QStringLiteral(" content"));
    const Result<tlv::Element> type = expectElement(fields, 0x06, stage + QStringLiteral(" content type"));
    if (!type)
        return fail(type.error());
    message.contentType = type->value;
    const Result<tlv::Element> wrapped = fields.next(0xA0);
    if (!wrapped)
        return fail(wrapped.error());
    if (const Result<void> end = fields.finish(); !end)
        return end;
    tlv::Reader inside(wrapped->value, stage + QStringLiteral(" content"));
    const Result<tlv::Element> string = inside.next();
    if (!string)
        return fail(string.error());
    if (const Result<void> end = inside.finish(); !end)
        return end;
    Result<QByteArray> content = octets(*string, stage + QStringLiteral(" content"));
    if (!content)
        return fail(content.error());
    message.content = std::move(*content);
    return {};
}

// [0] CertificateSet and [1] RevocationInfoChoices, both optional. Only X.509 certificates matter here.
Result<void> parseCertificates(tlv::Reader &reader, CmsMessage &message, const QString &stage)
{
    if (reader.peekTag() == 0xA0) {
        const Result<tlv::Element> set = reader.next();
        if (!set)
            return fail(set.error());
        tlv::Reader list(set->value, stage);
        while (!list.atEnd()) {
            const Result<tlv::Element> entry = list.next();
            if (!entry)
                return fail(entry.error());
            if (entry->tag == 0x30)
                message.certificates.append(entry->encoded);
            if (message.certificates.size() > mostMessageCertificates)
                return fail(ErrorCode::DamagedFile, stage, QStringLiteral("too many"));
        }
    }
    if (reader.peekTag() == 0xA1) {
        if (const Result<tlv::Element> revocations = reader.next(); !revocations)
            return fail(revocations.error());
    }
    return {};
}

// IssuerAndSerialNumber goes with version 1, [0] SubjectKeyIdentifier with version 3 (RFC 5652 §5.3).
Result<void> parseSignerIdentifier(tlv::Reader &reader, int version, CmsSigner &fields, const QString &stage)
{
    const QString identifierStage = stage + QStringLiteral(" SignerInfo identifier");
    const Result<tlv::Element> identifier = reader.next();
    if (!identifier)
        return fail(ErrorCode::DamagedFile, identifierStage, identifier.error().detail);
    if (identifier->tag == 0x80) {
        fields.keyIdentifier = identifier->value;
    } else if (identifier->tag == 0x30) {
        tlv::Reader inside(identifier->value, identifierStage);
        const Result<tlv::Element> issuer = inside.next(0x30);
        if (!issuer)
            return fail(issuer.error());
        const Result<tlv::Element> serial = inside.next(0x02);
        if (!serial)
            return fail(serial.error());
        if (const Result<void> end = inside.finish(); !end)
            return end;
        fields.issuer = issuer->encoded;
        fields.serialNumber = serial->value;
    } else {
        return fail(ErrorCode::DamagedFile, identifierStage, QStringLiteral("neither issuer and serial number nor key identifier"));
    }
    if (version != (identifier->tag == 0x30 ? 1 : 3))
        return fail(ErrorCode::DamagedFile, stage + QStringLiteral(" SignerInfo version"), QString::number(version));
    return {};
}

} // namespace

Result<CmsMessage> parseCmsMessage(QByteArrayView cms, const QString &stage)
{
    const Result<QByteArrayView> signedData = openContentInfo(cms, stage);
    if (!signedData)
        return fail(signedData.error());
    tlv::Reader reader(*signedData, stage);
    const QString versionStage = stage + QStringLiteral(" SignedData version");
    const Result<int> version = expectVersion(reader, versionStage);
    if (!version)
        return fail(version.error());
    if (*version != signedDataVersion)
        return fail(ErrorCode::DamagedFile, versionStage, QString::number(*version));
    CmsMessage message;
    if (const Result<void> digests = parseDigests(reader, message, stage + QStringLiteral(" digest algorithms")); !digests)
        return fail(digests.error());
    if (const Result<void> content = parseEncapsulated(reader, message, stage); !content)
        return fail(content.error());
    if (const Result<void> certificates = parseCertificates(reader, message, stage + QStringLiteral(" certificates")); !certificates)
        return fail(certificates.error());
    const QString signersStage = stage + QStringLiteral(" signers");
    const Result<tlv::Element> set = expectElement(reader, 0x31, signersStage);
    if (!set)
        return fail(set.error());
    tlv::Reader list(set->value, signersStage);
    while (!list.atEnd()) {
        const Result<tlv::Element> entry = list.next(0x30);
        if (!entry)
            return fail(entry.error());
        if (message.signers.size() == mostMessageSigners)
            return fail(ErrorCode::DamagedFile, signersStage, QStringLiteral("too many"));
        message.signers.append(entry->value);
    }
    if (const Result<void> end = reader.finish(); !end)
        return fail(end.error());
    return message;
}

Result<CmsSigner> parseCmsSigner(QByteArrayView signerInfo, const QString &stage)
{
    tlv::Reader reader(signerInfo, stage + QStringLiteral(" SignerInfo"));
    const Result<int> version = expectVersion(reader, stage + QStringLiteral(" SignerInfo version"));
    if (!version)
        return fail(version.error());
    CmsSigner fields;
    if (const Result<void> identifier = parseSignerIdentifier(reader, *version, fields, stage); !identifier)
        return fail(identifier.error());
    const Result<tlv::Element> digest = expectElement(reader, 0x30, stage + QStringLiteral(" SignerInfo digest algorithm"));
    if (!digest)
        return fail(digest.error());
    // Without signed attributes the signature would cover bare content and could be confused; they are required for any
    // content that is not plain data (RFC 5652 §5.3).
    const Result<tlv::Element> attributes = expectElement(reader, 0xA0, stage + QStringLiteral(" signed attributes"));
    if (!attributes)
        return fail(attributes.error());
    const Result<tlv::Element> algorithm = expectElement(reader, 0x30, stage + QStringLiteral(" SignerInfo signature algorithm"));
    if (!algorithm)
        return fail(algorithm.error());
    const Result<tlv::Element> signature = expectElement(reader, 0x04, stage + QStringLiteral(" SignerInfo signature"));
    if (!signature)
        return fail(signature.error());
    if (reader.peekTag() == 0xA1) {
        if (const Result<tlv::Element> unsignedAttributes = reader.next(); !unsignedAttributes)
            return fail(unsignedAttributes.error());
    }
    if (const Result<void> end = reader.finish(); !end)
        return fail(end.error());
    fields.digestAlgorithm = digest->encoded;
    fields.attributes = *attributes;
    fields.signatureAlgorithm = algorithm->encoded;
    fields.signature = signature->value;
    return fields;
}

} // namespace dd::nfc
