#include "nfc/lds/security_object.h"

#include "nfc/apdu/definite_lengths.h"
#include "nfc/apdu/tlv.h"

#include <algorithm>

namespace dd::nfc {
namespace {

constexpr int latestObjectVersion = 1;
constexpr int dataGroups = 16;
const QLatin1String firstVersionWithInfo("0108"); // LDS 1.8 brought LDSVersionInfo and version 1 of the object

const QString &sodStage()
{
    static const QString stage = QStringLiteral("SOD");
    return stage;
}

std::unexpected<Error> damagedObject(const QString &stage, const char *why)
{
    return fail(ErrorCode::DamagedFile, stage, QLatin1String(why));
}

Result<int> parseObjectVersion(tlv::Reader &reader)
{
    const QString stage = QStringLiteral("SOD LDS security object version");
    const Result<tlv::Element> element = reader.next(0x02);
    if (!element)
        return fail(ErrorCode::DamagedFile, stage, element.error().detail);
    const Result<int> version = tlv::smallInteger(element->value, stage);
    if (version && *version > latestObjectVersion)
        return fail(ErrorCode::UnsupportedProtocol, stage, QString::number(*version));
    return version;
}

// An AlgorithmIdentifier begins with its identifier; the list of hashes, which would be next, does not.
Result<QByteArray> parseObjectDigest(tlv::Reader &reader)
{
    const QString stage = QStringLiteral("SOD LDS security object digest algorithm");
    const Result<tlv::Element> algorithm = reader.next(0x30);
    if (!algorithm)
        return fail(ErrorCode::DamagedFile, stage, algorithm.error().detail);
    if (const Result<tlv::Element> identifier = tlv::Reader(algorithm->value, stage).next(0x06); !identifier)
        return fail(identifier.error());
    return algorithm->encoded.toByteArray();
}

Result<QMap<int, QByteArray>> parseGroupHashes(tlv::Reader &reader)
{
    const QString stage = QStringLiteral("SOD data group hashes");
    const Result<tlv::Element> groups = reader.next(0x30);
    if (!groups)
        return fail(ErrorCode::DamagedFile, stage, groups.error().detail);
    QMap<int, QByteArray> hashes;
    tlv::Reader list(groups->value, stage);
    while (!list.atEnd()) {
        const Result<tlv::Element> entry = list.next(0x30);
        if (!entry)
            return fail(entry.error());
        tlv::Reader fields(entry->value, stage);
        const Result<tlv::Element> index = fields.next(0x02);
        const Result<int> group = index ? tlv::smallInteger(index->value, stage) : fail(index.error());
        if (!group)
            return fail(group.error());
        const Result<tlv::Element> hash = fields.next(0x04);
        if (!hash)
            return fail(hash.error());
        if (const Result<void> end = fields.finish(); !end)
            return fail(end.error());
        if (*group < 1 || *group > dataGroups || hashes.contains(*group))
            return damagedObject(stage, "data group number");
        hashes.insert(*group, hash->value.toByteArray());
    }
    if (hashes.isEmpty())
        return damagedObject(stage, "no hashes");
    return hashes;
}

Result<QString> parseVersionText(tlv::Reader &reader, qsizetype digits, const QString &stage)
{
    const Result<tlv::Element> text = reader.next(0x13); // PrintableString
    if (!text)
        return fail(text.error());
    if (text->value.size() != digits || !std::all_of(text->value.begin(), text->value.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return damagedObject(stage, "not a version number");
    return QString::fromLatin1(text->value);
}

// LDSVersionInfo ::= SEQUENCE { ldsVersion, unicodeVersion }: in version 1, and only there (§4.6.2.3).
Result<void> parseVersionInfo(tlv::Reader &reader, LdsSecurityObject &object)
{
    const QString stage = QStringLiteral("SOD LDS version");
    if (object.version == 0) {
        if (!reader.atEnd())
            return damagedObject(stage, "stated in version 0 of the security object");
        return {};
    }
    const Result<tlv::Element> info = reader.next(0x30);
    if (!info)
        return fail(ErrorCode::DamagedFile, stage, info.error().detail);
    tlv::Reader fields(info->value, stage);
    Result<QString> ldsVersion = parseVersionText(fields, 4, stage);
    if (!ldsVersion)
        return fail(ldsVersion.error());
    Result<QString> unicodeVersion = parseVersionText(fields, 6, stage);
    if (!unicodeVersion)
        return fail(unicodeVersion.error());
    if (const Result<void> end = fields.finish(); !end)
        return end;
    if (*ldsVersion < firstVersionWithInfo)
        return damagedObject(stage, "older than version 1 of the security object");
    object.ldsVersion = std::move(*ldsVersion);
    object.unicodeVersion = std::move(*unicodeVersion);
    return reader.finish();
}

// The eContent of a CMS SignedData: the [0] in the first SEQUENCE of its fields (RFC 5652 §5.1, §5.2).
Result<QByteArray> contentOfMessage(QByteArrayView cms)
{
    const Result<tlv::Element> contentInfo = tlv::readSingle(cms, 0x30, sodStage());
    if (!contentInfo)
        return fail(contentInfo.error());
    tlv::Reader outer(contentInfo->value, sodStage());
    if (const Result<tlv::Element> type = outer.next(0x06); !type)
        return fail(type.error());
    const Result<tlv::Element> wrapped = outer.next(0xA0);
    if (!wrapped)
        return fail(wrapped.error());
    const Result<tlv::Element> signedData = tlv::readSingle(wrapped->value, 0x30, sodStage());
    if (!signedData)
        return fail(signedData.error());
    tlv::Reader fields(signedData->value, sodStage());
    Result<tlv::Element> encapsulated = fields.next();
    while (encapsulated && encapsulated->tag != 0x30)
        encapsulated = fields.next();
    if (!encapsulated)
        return fail(encapsulated.error());
    tlv::Reader inside(encapsulated->value, sodStage());
    if (const Result<tlv::Element> type = inside.next(0x06); !type)
        return fail(type.error());
    const Result<tlv::Element> content = inside.next(0xA0);
    if (!content)
        return fail(content.error());
    tlv::Reader string(content->value, sodStage());
    if (string.peekTag() != 0x24) { // whole, not in pieces
        const Result<tlv::Element> octets = string.next(0x04);
        return octets ? Result<QByteArray>(octets->value.toByteArray()) : fail(octets.error());
    }
    const Result<tlv::Element> inPieces = string.next();
    if (!inPieces)
        return fail(inPieces.error());
    QByteArray joined;
    tlv::Reader pieces(inPieces->value, sodStage());
    while (!pieces.atEnd()) {
        const Result<tlv::Element> piece = pieces.next(0x04);
        if (!piece)
            return fail(piece.error());
        joined.append(piece->value.data(), piece->value.size());
    }
    return joined;
}

} // namespace

Result<QByteArrayView> sodContents(QByteArrayView file)
{
    const Result<tlv::Element> outer = tlv::readSingle(file, 0x77, sodStage());
    if (!outer)
        return fail(outer.error());
    return outer->value;
}

// LDSSecurityObject ::= SEQUENCE { version, hashAlgorithm, SEQUENCE OF { number, hash }, ldsVersionInfo OPTIONAL }
Result<LdsSecurityObject> parseLdsSecurityObject(QByteArrayView eContent)
{
    const Result<tlv::Element> outer = tlv::readSingle(eContent, 0x30, sodStage());
    if (!outer)
        return fail(outer.error());
    tlv::Reader reader(outer->value, sodStage());
    const Result<int> version = parseObjectVersion(reader);
    if (!version)
        return fail(version.error());
    Result<QByteArray> digest = parseObjectDigest(reader);
    if (!digest)
        return fail(digest.error());
    Result<QMap<int, QByteArray>> hashes = parseGroupHashes(reader);
    if (!hashes)
        return fail(hashes.error());
    LdsSecurityObject object{*version, std::move(*digest), std::move(*hashes), {}, {}};
    if (const Result<void> info = parseVersionInfo(reader, object); !info)
        return fail(info.error());
    return object;
}

Result<LdsSecurityObject> listedInSod(QByteArrayView file)
{
    const Result<QByteArrayView> message = sodContents(file);
    if (!message)
        return fail(message.error());
    const std::optional<QByteArray> definite = tlv::withDefiniteLengths(*message);
    const Result<QByteArray> content = contentOfMessage(definite ? QByteArrayView(*definite) : *message);
    if (!content)
        return fail(content.error());
    return parseLdsSecurityObject(*content);
}

} // namespace dd::nfc
