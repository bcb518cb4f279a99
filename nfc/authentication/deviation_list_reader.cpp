// The reading half of DeviationList.
#include "nfc/authentication/certificate.h"
#include "nfc/authentication/deviation_list.h"
#include "nfc/authentication/signature_algorithm.h"

#include <algorithm>

namespace dd::nfc {
namespace {

// Far above the largest list published, and small enough that a made-up one does not fill the memory.
constexpr qsizetype largestContent = 3 * 1024 * 1024;
constexpr qsizetype mostEntries = 4096;
constexpr qsizetype mostNumbers = 300'000;

QString listStage(DeviationList::Kind kind)
{
    return kind == DeviationList::Kind::Defects ? QStringLiteral("defect list") : QStringLiteral("deviation list");
}

std::unexpected<Error> damagedList(DeviationList::Kind kind, const char *why)
{
    return fail(ErrorCode::DamagedFile, listStage(kind), QLatin1String(why));
}

bool isListText(std::optional<quint32> tag)
{
    return tag == 0x13 || tag == 0x0C; // PrintableString as the standard has it, or UTF8String
}

} // namespace

DeviationList::Span DeviationList::spanOf(QByteArrayView part) const
{
    if (part.isEmpty())
        return {};
    return {static_cast<quint32>(part.data() - m_content.constData()), static_cast<quint32>(part.size())};
}

QByteArrayView DeviationList::numberAt(quint32 offset) const
{
    const QByteArrayView rest = QByteArrayView(m_content).sliced(offset);
    if (const auto size = static_cast<quint8>(rest[1]); size < 0x80) // as every one is; there may be hundreds of thousands to sort
        return rest.sliced(2, size);
    const Result<tlv::Header> header = tlv::readHeader(rest);
    return header ? rest.sliced(header->headerSize, header->valueSize) : QByteArrayView();
}

Result<void> DeviationList::readNumbers(QByteArrayView set, Entry &entry)
{
    entry.limitedToNumbers = true;
    entry.firstNumber = m_numbers.size();
    for (tlv::Reader list(set, listStage(m_kind)); !list.atEnd();) {
        const Result<tlv::Element> number = list.next(0x13);
        if (!number)
            return fail(number.error());
        if (m_numbers.size() == mostNumbers)
            return damagedList(m_kind, "too many document numbers");
        m_numbers.append(spanOf(number->encoded).at);
    }
    entry.numberCount = m_numbers.size() - entry.firstNumber;
    std::sort(m_numbers.begin() + entry.firstNumber, m_numbers.end(),
              [this](quint32 left, quint32 right) { return numberAt(left).compare(numberAt(right)) < 0; });
    return {};
}

// IssuerAndSerialNumber or a key identifier, by the choice's tag.
Result<void> DeviationList::readSignerIdentifier(const tlv::Element &identifier, Entry &entry)
{
    if ((identifier.tag & 0x20) == 0) {
        if (identifier.value.isEmpty())
            return damagedList(m_kind, "document signer");
        entry.keyIdentifier = spanOf(identifier.value);
        return {};
    }
    tlv::Reader fields(identifier.value, listStage(m_kind));
    const Result<tlv::Element> issuer = fields.next(0x30);
    if (!issuer)
        return fail(issuer.error());
    const Result<tlv::Element> serial = fields.next(0x02);
    if (!serial)
        return fail(serial.error());
    if (const Result<void> end = fields.finish(); !end)
        return end;
    entry.issuer = spanOf(issuer->encoded);
    entry.serialNumber = spanOf(serial->value);
    if (entry.serialNumber.isEmpty() || canonicalName(issuer->encoded).isEmpty())
        return damagedList(m_kind, "issuer and serial number");
    return {};
}

// { [0] documentType, [1] issuerAndSerialNumber | [2] subjectKeyIdentifier | [3] certificateDigest, [4] issuingDate,
// [5] documentNumbers }, each optional (9303-12 §10.2)
Result<void> DeviationList::readDocuments(QByteArrayView documents, Entry &entry)
{
    const QString stage = listStage(m_kind);
    int previous = -1;
    for (tlv::Reader fields(documents, stage); !fields.atEnd();) {
        const Result<tlv::Element> field = fields.next();
        if (!field)
            return fail(field.error());
        const int number = field->tag <= 0xFF && (field->tag & 0xC0) == 0x80 ? static_cast<int>(field->tag & 0x1F) : 6;
        const bool secondSigner = previous >= 1 && number <= 3;
        const bool constructed = (field->tag & 0x20) != 0;
        if (number > 5 || number <= previous || secondSigner || constructed != (number == 1 || number >= 4))
            return damagedList(m_kind, "documents");
        previous = number;
        Result<void> read;
        if (number == 0) {
            entry.documentCode = spanOf(field->value);
        } else if (number == 1 || number == 2) {
            read = readSignerIdentifier(*field, entry);
        } else if (number == 3) {
            entry.certificateDigest = spanOf(field->value);
            if (field->value.isEmpty())
                return damagedList(m_kind, "document signer");
        } else if (number == 4) {
            tlv::Reader times(field->value, stage);
            const Result<tlv::Element> first = times.next(0x18);
            const Result<tlv::Element> last = times.next(0x18);
            entry.firstIssued = first ? secondsOf(*first) : std::nullopt;
            entry.lastIssued = last ? secondsOf(*last) : std::nullopt;
            if (!entry.firstIssued || !entry.lastIssued || !times.atEnd())
                return damagedList(m_kind, "issuing dates");
        } else {
            read = readNumbers(field->value, entry);
        }
        if (!read)
            return read;
    }
    return {};
}

// A set of DeviationDescription { description OPTIONAL, type, [0] parameter OPTIONAL, [1] nationalUse OPTIONAL } (9303-12 §10.2),
// of KnownDefect { type, parameter OPTIONAL } or of [0] KnownDefectV2 { type, [0] parameter, [1] description } (TR-03129-2 §7.1).
Result<void> DeviationList::readDescriptions(QByteArrayView set, Entry &entry)
{
    const QString stage = listStage(m_kind);
    entry.firstDescribed = m_described.size();
    for (tlv::Reader all(set, stage); !all.atEnd();) {
        const Result<tlv::Element> one = all.next();
        if (!one)
            return fail(one.error());
        const bool secondVersion = m_kind == Kind::Defects && one->tag == 0xA0;
        if (one->tag != 0x30 && !secondVersion)
            return damagedList(m_kind, "description");
        Described described;
        tlv::Reader fields(one->value, stage);
        if (m_kind == Kind::Deviations && isListText(fields.peekTag())) {
            const Result<tlv::Element> text = fields.next();
            if (!text)
                return fail(text.error());
            described.description = spanOf(text->value);
        }
        const Result<tlv::Element> type = fields.next(0x06);
        if (!type)
            return fail(type.error());
        if (type->value.isEmpty())
            return damagedList(m_kind, "type");
        described.type = spanOf(type->value);
        while (!fields.atEnd()) {
            const Result<tlv::Element> field = fields.next();
            if (!field)
                return fail(field.error());
            if (m_kind == Kind::Defects && !secondVersion)
                described.parameter = spanOf(field->encoded);
            else if ((field->tag & 0x1F) == 0)
                described.parameter = spanOf(field->value);
            else if (secondVersion)
                described.description = spanOf(field->value);
        }
        if (m_described.size() == mostEntries)
            return damagedList(m_kind, "too many descriptions");
        m_described.append(described);
    }
    entry.describedCount = m_described.size() - entry.firstDescribed;
    return {};
}

Result<void> DeviationList::readDeviations(QByteArrayView set)
{
    const QString stage = listStage(m_kind);
    for (tlv::Reader list(set, stage); !list.atEnd();) {
        const Result<tlv::Element> deviation = list.next(0x30);
        if (!deviation)
            return fail(deviation.error());
        tlv::Reader fields(deviation->value, stage);
        const Result<tlv::Element> documents = fields.next(0x30);
        if (!documents)
            return fail(documents.error());
        const Result<tlv::Element> described = fields.next(0x31);
        if (!described)
            return fail(described.error());
        if (const Result<void> end = fields.finish(); !end)
            return end;
        Entry entry;
        if (const Result<void> read = readDocuments(documents->value, entry); !read)
            return read;
        if (const Result<void> read = readDescriptions(described->value, entry); !read)
            return read;
        if (m_entries.size() == mostEntries)
            return damagedList(m_kind, "too many deviations");
        m_entries.append(entry);
    }
    return {};
}

// Defect ::= { SignerIdentifier OPTIONAL, certificateHash OPTIONAL, knownDefects SET, description OPTIONAL } (TR-03129-2 §7.1)
Result<void> DeviationList::readDefects(QByteArrayView set)
{
    const QString stage = listStage(m_kind);
    for (tlv::Reader list(set, stage); !list.atEnd();) {
        const Result<tlv::Element> defect = list.next(0x30);
        if (!defect)
            return fail(defect.error());
        tlv::Reader fields(defect->value, stage);
        Entry entry;
        if (const std::optional<quint32> tag = fields.peekTag(); tag == 0x30 || tag == 0x80) {
            const Result<tlv::Element> signer = fields.next();
            const Result<void> read = signer ? readSignerIdentifier(*signer, entry) : fail(signer.error());
            if (!read)
                return read;
        }
        if (fields.peekTag() == 0x04) {
            const Result<tlv::Element> hash = fields.next();
            if (!hash || hash->value.isEmpty())
                return damagedList(m_kind, "certificate hash");
            entry.certificateDigest = spanOf(hash->value);
        }
        const Result<tlv::Element> known = fields.next(0x31);
        if (!known)
            return fail(known.error());
        if (isListText(fields.peekTag())) {
            if (const Result<tlv::Element> text = fields.next(); !text)
                return fail(text.error());
        }
        if (const Result<void> end = fields.finish(); !end)
            return end;
        if (const Result<void> read = readDescriptions(known->value, entry); !read)
            return read;
        if (m_entries.size() == mostEntries)
            return damagedList(m_kind, "too many defects");
        m_entries.append(entry);
    }
    return {};
}

// DeviationList ::= { version, digestAlgorithm OPTIONAL, SET OF Deviation }; DefectList ::= { version, hashAlg, SET OF Defect }
Result<DeviationList> DeviationList::parse(Kind kind, const QByteArray &content, const EVP_MD *signatureDigest, const QString &country)
{
    const QString stage = listStage(kind);
    if (content.size() > largestContent)
        return damagedList(kind, "too long");
    DeviationList list;
    list.m_kind = kind;
    list.m_content = content;
    list.m_country = country;
    list.m_digest = signatureDigest;
    const Result<tlv::Element> outer = tlv::readSingle(list.m_content, 0x30, stage);
    if (!outer)
        return fail(outer.error());
    tlv::Reader fields(outer->value, stage);
    const Result<tlv::Element> version = fields.next(0x02);
    const Result<int> number = version ? tlv::smallInteger(version->value, stage) : fail(version.error());
    if (!number)
        return fail(number.error());
    if (*number > (kind == Kind::Defects ? 1 : 0))
        return fail(ErrorCode::UnsupportedProtocol, stage, QStringLiteral("version %1").arg(*number));
    if (kind == Kind::Defects) {
        const Result<tlv::Element> digest = fields.next(0x06);
        if (!digest)
            return fail(digest.error());
        list.m_digest = digestByIdentifier(digest->value);
    } else if (fields.peekTag() == 0x30) {
        const Result<tlv::Element> algorithm = fields.next();
        const Result<const EVP_MD *> digest = algorithm ? parseDigestAlgorithm(algorithm->encoded, stage) : fail(algorithm.error());
        if (!digest)
            return fail(digest.error());
        list.m_digest = *digest;
    }
    const Result<tlv::Element> set = fields.next(0x31);
    if (!set)
        return fail(set.error());
    if (const Result<void> end = fields.finish(); !end)
        return fail(end.error());
    const Result<void> read = kind == Kind::Defects ? list.readDefects(set->value) : list.readDeviations(set->value);
    if (!read)
        return fail(read.error());
    return list;
}

} // namespace dd::nfc
