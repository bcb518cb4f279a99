#include "nfc/lds/lds_files.h"

#include "nfc/apdu/tlv.h"

namespace dd::nfc {

QString name(FileId file)
{
    switch (file) {
    case FileId::Dir: return QStringLiteral("DIR");
    case FileId::AtrInfo: return QStringLiteral("ATR/INFO");
    case FileId::CardAccess: return QStringLiteral("CardAccess");
    case FileId::CardSecurity: return QStringLiteral("CardSecurity");
    case FileId::Com: return QStringLiteral("COM");
    case FileId::Sod: return QStringLiteral("SOD");
    case FileId::Dg1: return QStringLiteral("DG1");
    case FileId::Dg2: return QStringLiteral("DG2");
    case FileId::Dg11: return QStringLiteral("DG11");
    case FileId::Dg12: return QStringLiteral("DG12");
    case FileId::Dg13: return QStringLiteral("DG13");
    case FileId::Dg14: return QStringLiteral("DG14");
    case FileId::Dg15: return QStringLiteral("DG15");
    }
    return QStringLiteral("EF");
}

int dataGroupNumber(FileId file)
{
    const int identifier = static_cast<int>(file);
    return identifier >= 0x0101 && identifier <= 0x0110 ? identifier - 0x0100 : 0;
}

// EF.COM (ICAO 9303-10 §4.6.1): 60 { 5F01 LDS version, 5F36 Unicode version, 5C tag list }.
Result<Com> parseCom(QByteArrayView file)
{
    const QString stage = name(FileId::Com);
    const Result<tlv::Element> outer = tlv::readSingle(file, 0x60, stage);
    if (!outer)
        return fail(outer.error());
    tlv::Reader reader(outer->value, stage);
    const Result<tlv::Element> ldsVersion = reader.next(0x5F01);
    if (!ldsVersion)
        return fail(ldsVersion.error());
    const Result<tlv::Element> unicodeVersion = reader.next(0x5F36);
    if (!unicodeVersion)
        return fail(unicodeVersion.error());
    const Result<tlv::Element> tags = reader.next(0x5C);
    if (!tags)
        return fail(tags.error());
    if (const Result<void> end = reader.finish(); !end)
        return fail(end.error());
    if (ldsVersion->value.size() != 4 || unicodeVersion->value.size() != 6)
        return fail(ErrorCode::DamagedFile, stage, QStringLiteral("version length"));
    Com com{QString::fromLatin1(ldsVersion->value), QString::fromLatin1(unicodeVersion->value), {}, {}};
    for (const char tag : tags->value)
        com.tags.append(static_cast<quint8>(tag));
    if (com.ldsVersion != QLatin1String("0107") && com.ldsVersion != QLatin1String("0108"))
        com.remarks.append(QStringLiteral("LDS version"));
    if (com.unicodeVersion != QLatin1String("040000"))
        com.remarks.append(QStringLiteral("Unicode version"));
    if (!com.tags.contains(quint8(0x61)))
        com.remarks.append(QStringLiteral("DG1 not listed"));
    if (!com.tags.contains(quint8(0x75)))
        com.remarks.append(QStringLiteral("DG2 not listed"));
    return com;
}

// EF.DG1 (§4.7.1): 61 { 5F1F the MRZ without line breaks }.
Result<identity::Mrz> parseDg1(QByteArrayView file)
{
    const QString stage = name(FileId::Dg1);
    const Result<tlv::Element> outer = tlv::readSingle(file, 0x61, stage);
    if (!outer)
        return fail(outer.error());
    const Result<tlv::Element> text = tlv::readSingle(outer->value, 0x5F1F, stage);
    if (!text)
        return fail(text.error());
    Result<identity::Mrz> mrz = identity::parseMrz(QString::fromLatin1(text->value));
    if (!mrz)
        return fail(ErrorCode::DamagedFile, stage, errorId(mrz.error().code));
    return mrz;
}

} // namespace dd::nfc
