#include "nfc/authentication/certificate_fields.h"

#include "nfc/apdu/tlv.h"

namespace dd::nfc {
namespace {

struct CertificateReader
{
    tlv::Reader reader;
    QString stage;

    [[nodiscard]] QString named(const char *element) const { return stage + QLatin1Char(' ') + QLatin1String(element); }

    [[nodiscard]] Result<tlv::Element> expect(quint32 tag, const char *element)
    {
        Result<tlv::Element> next = reader.next(tag);
        if (!next)
            next.error().stage = named(element);
        return next;
    }

    // Six of the fields are a SEQUENCE: what it begins with tells them apart, so that the error names the one left out.
    [[nodiscard]] Result<QByteArrayView> expectSequence(const char *element, bool (*belongs)(quint32 firstTag))
    {
        const Result<tlv::Element> next = expect(0x30, element);
        if (!next)
            return fail(next.error());
        const std::optional<quint32> first = tlv::Reader(next->value).peekTag();
        if (!first || !belongs(*first))
            return fail(ErrorCode::DamagedFile, named(element), QStringLiteral("another element stands there"));
        return next->encoded;
    }
};

bool isIdentifierTag(quint32 tag)
{
    return tag == 0x06;
}

bool isRelativeNameTag(quint32 tag)
{
    return tag == 0x31;
}

bool isTimeTag(quint32 tag)
{
    return tag == 0x17 || tag == 0x18; // UTCTime, GeneralizedTime
}

bool isSequenceTag(quint32 tag)
{
    return tag == 0x30;
}

Result<void> checkPublicKeyInfo(QByteArrayView publicKey, const QString &stage)
{
    const Result<tlv::Element> outer = tlv::readSingle(publicKey, 0x30, stage);
    if (!outer)
        return fail(outer.error());
    tlv::Reader reader(outer->value, stage);
    if (const Result<tlv::Element> algorithm = reader.next(0x30); !algorithm)
        return fail(algorithm.error());
    if (const Result<tlv::Element> key = reader.next(0x03); !key)
        return fail(key.error());
    return reader.finish();
}

Result<void> checkValidity(QByteArrayView validity, const QString &stage)
{
    const Result<tlv::Element> outer = tlv::readSingle(validity, 0x30, stage);
    if (!outer)
        return fail(outer.error());
    tlv::Reader reader(outer->value, stage);
    for (int i = 0; i < 2; ++i) {
        const Result<tlv::Element> time = reader.next();
        if (!time)
            return fail(time.error());
        if (!isTimeTag(time->tag))
            return fail(ErrorCode::DamagedFile, stage, QStringLiteral("not a time"));
    }
    return reader.finish();
}

Result<CertificateFields> parseSignedPart(QByteArrayView content, const QString &stage)
{
    CertificateReader at{tlv::Reader(content, stage), stage};
    CertificateFields fields;
    if (at.reader.peekTag() == 0xA0) { // absent, it is version 1
        const Result<tlv::Element> wrapped = at.reader.next();
        if (!wrapped)
            return fail(wrapped.error());
        const Result<tlv::Element> number = tlv::readSingle(wrapped->value, 0x02, at.named("version"));
        const Result<int> version = number ? tlv::smallInteger(number->value, at.named("version")) : fail(number.error());
        if (!version)
            return fail(version.error());
        if (*version > 2)
            return fail(ErrorCode::DamagedFile, at.named("version"), QString::number(*version));
        fields.version = *version + 1;
    }
    const Result<tlv::Element> serialNumber = at.expect(0x02, "serialNumber");
    if (!serialNumber)
        return fail(serialNumber.error());
    fields.serialNumber = serialNumber->value;
    struct Part
    {
        const char *element;
        bool (*belongs)(quint32);
        QByteArrayView *into;
    };
    const Part parts[] = {
        {"signature", isIdentifierTag, &fields.signature},
        {"issuer", isRelativeNameTag, &fields.issuer},
        {"validity", isTimeTag, &fields.validity},
        {"subject", isRelativeNameTag, &fields.subject},
        {"subjectPublicKeyInfo", isSequenceTag, &fields.publicKey},
    };
    for (const Part &part : parts) {
        const Result<QByteArrayView> sequence = at.expectSequence(part.element, part.belongs);
        if (!sequence)
            return fail(sequence.error());
        *part.into = *sequence;
    }
    if (const Result<void> validity = checkValidity(fields.validity, at.named("validity")); !validity)
        return fail(validity.error());
    if (const Result<void> key = checkPublicKeyInfo(fields.publicKey, at.named("subjectPublicKeyInfo")); !key)
        return fail(key.error());
    for (const quint32 uniqueIdentifier : {0x81U, 0x82U}) { // not to be used (9303-12 table 5), and harmless
        if (at.reader.peekTag() == uniqueIdentifier) {
            if (const Result<tlv::Element> skipped = at.reader.next(); !skipped)
                return fail(skipped.error());
        }
    }
    if (at.reader.peekTag() == 0xA3) {
        const Result<tlv::Element> wrapped = at.reader.next();
        if (!wrapped)
            return fail(wrapped.error());
        const Result<tlv::Element> extensions = tlv::readSingle(wrapped->value, 0x30, at.named("extensions"));
        if (!extensions)
            return fail(extensions.error());
        fields.extensions = extensions->encoded;
    }
    if (const Result<void> end = at.reader.finish(); !end)
        return fail(end.error());
    return fields;
}

} // namespace

Result<CertificateFields> parseCertificateFields(QByteArrayView certificate, const QString &stage)
{
    const Result<tlv::Element> outer = tlv::readSingle(certificate, 0x30, stage);
    if (!outer)
        return fail(outer.error());
    CertificateReader at{tlv::Reader(outer->value, stage), stage};
    const Result<tlv::Element> content = at.expect(0x30, "tbsCertificate");
    if (!content)
        return fail(content.error());
    Result<CertificateFields> fields = parseSignedPart(content->value, stage);
    if (!fields)
        return fields;
    const Result<QByteArrayView> algorithm = at.expectSequence("signatureAlgorithm", isIdentifierTag);
    if (!algorithm)
        return fail(algorithm.error());
    fields->signatureAlgorithm = *algorithm;
    if (const Result<tlv::Element> signature = at.expect(0x03, "signatureValue"); !signature)
        return fail(signature.error());
    if (const Result<void> end = at.reader.finish(); !end)
        return fail(end.error());
    return fields;
}

} // namespace dd::nfc
