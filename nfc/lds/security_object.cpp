#include "nfc/lds/security_object.h"

#include "nfc/apdu/tlv.h"
#include "nfc/openssl_pointers.h"

namespace dd::nfc {
namespace {

const QString &sodStage()
{
    static const QString stage = QStringLiteral("SOD");
    return stage;
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
    const Result<tlv::Element> version = reader.next(0x02);
    const Result<int> number = version ? tlv::smallInteger(version->value, sodStage()) : fail(version.error());
    if (!number)
        return fail(number.error());
    const Result<tlv::Element> algorithm = reader.next(0x30);
    if (!algorithm)
        return fail(algorithm.error());
    const Result<tlv::Element> identifier = tlv::Reader(algorithm->value, sodStage()).next(0x06);
    if (!identifier)
        return fail(identifier.error());
    const Result<tlv::Element> groups = reader.next(0x30);
    if (!groups)
        return fail(groups.error());
    if (*number >= 1 && !reader.atEnd()) { // version 1 adds the LDS and Unicode versions
        if (const Result<tlv::Element> info = reader.next(0x30); !info)
            return fail(info.error());
    }
    if (const Result<void> end = reader.finish(); !end)
        return fail(end.error());

    LdsSecurityObject object{*number, identifier->value.toByteArray(), {}};
    tlv::Reader list(groups->value, sodStage());
    while (!list.atEnd()) {
        const Result<tlv::Element> entry = list.next(0x30);
        if (!entry)
            return fail(entry.error());
        tlv::Reader fields(entry->value, sodStage());
        const Result<tlv::Element> index = fields.next(0x02);
        const Result<int> group = index ? tlv::smallInteger(index->value, sodStage()) : fail(index.error());
        if (!group)
            return fail(group.error());
        const Result<tlv::Element> hash = fields.next(0x04);
        if (!hash)
            return fail(hash.error());
        if (const Result<void> end = fields.finish(); !end)
            return fail(end.error());
        if (*group < 1 || *group > 16 || object.groupHashes.contains(*group))
            return fail(ErrorCode::DamagedFile, sodStage(), QStringLiteral("data group number"));
        object.groupHashes.insert(*group, hash->value.toByteArray());
    }
    if (object.groupHashes.isEmpty())
        return fail(ErrorCode::DamagedFile, sodStage(), QStringLiteral("no hashes"));
    return object;
}

Result<LdsSecurityObject> listedInSod(QByteArrayView file)
{
    const Result<QByteArrayView> contents = sodContents(file);
    if (!contents)
        return fail(contents.error());
    const unsigned char *at = ossl::bytesOf(*contents);
    const unsigned char *end = at + contents->size();
    const ossl::Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(contents->size())));
    ASN1_OCTET_STRING **content = cms ? CMS_get0_content(cms.get()) : nullptr;
    if (!cms || at != end || content == nullptr || *content == nullptr)
        return fail(ErrorCode::DamagedFile, sodStage(), QStringLiteral("not a CMS SignedData"));
    return parseLdsSecurityObject({ASN1_STRING_get0_data(*content), ASN1_STRING_length(*content)});
}

} // namespace dd::nfc
