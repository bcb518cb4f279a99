#include "nfc/simulator/file_encoding.h"

#include "nfc/apdu/tlv.h"
#include "nfc/simulator/security_info_encoding.h"

#include <QtEndian>
#include <algorithm>

namespace dd::nfc::simulator {
namespace {

QByteArray bigEndian(quint32 value, qsizetype size)
{
    QByteArray bytes(size, '\0');
    for (qsizetype i = size; i-- > 0; value >>= 8)
        bytes[i] = static_cast<char>(value & 0xFF);
    return bytes;
}

struct PictureSize
{
    quint16 width = 0;
    quint16 height = 0;
};

// Walks the JPEG segments to the frame header (ITU-T T.81 §B.2.2).
Result<PictureSize> jpegSize(QByteArrayView jpeg)
{
    const auto damaged = [] { return fail(ErrorCode::InvalidInput, QStringLiteral("DG2"), QStringLiteral("not a JPEG picture")); };
    if (!jpeg.startsWith("\xFF\xD8"))
        return damaged();
    for (qsizetype at = 2; at + 9 <= jpeg.size();) {
        const auto marker = static_cast<quint8>(jpeg.at(at + 1));
        if (static_cast<quint8>(jpeg.at(at)) != 0xFF)
            return damaged();
        if (marker == 0xC0 || marker == 0xC1 || marker == 0xC2)
            return PictureSize{qFromBigEndian<quint16>(jpeg.data() + at + 7), qFromBigEndian<quint16>(jpeg.data() + at + 5)};
        at += 2 + qFromBigEndian<quint16>(jpeg.data() + at + 2);
    }
    return damaged();
}

QByteArray uint16Object(int value)
{
    return tlv::encode(0x02, bigEndian(static_cast<quint32>(value), 2));
}

// SOI, then a comment (ITU-T T.81 §B.2.4.5) as long as it takes.
QByteArray filledJpeg(const QByteArray &jpeg, qsizetype size)
{
    constexpr qsizetype longestComment = 65533;
    QByteArray out = jpeg;
    while (size - out.size() >= 4) {
        const qsizetype length = std::min(size - out.size() - 2, longestComment);
        out.insert(2, QByteArray::fromHex("FFFE") + bigEndian(static_cast<quint32>(length), 2) + QByteArray(length - 2, ' '));
    }
    return out;
}

quint8 tagOfGroup(int group) // §4.6.1 table: the outer tags of DG1 to DG16
{
    static const QByteArray tags = QByteArray::fromHex("6175637665666768696A6B6C6D6E6F70");
    return static_cast<quint8>(tags.at(group - 1));
}

QList<QByteArray> cardAccessInfos(const CardProfile &profile)
{
    QList<QByteArray> infos;
    if (profile.accessNamesTerminalAuthentication)
        infos.append(terminalAuthenticationInfo());
    for (const CardProfile::KeyPlan &plan : profile.chipKeys) {
        for (const QByteArray &protocol : plan.key.protocols) {
            if (profile.accessNamesChipAuthentication)
                infos.append(chipAuthenticationInfo(protocol, plan.key.keyId));
        }
    }
    for (const CardProfile::PaceOffer &offer : profile.pace)
        infos.append(paceInfo(offer.protocol, offer.parameterId));
    return infos;
}

} // namespace

QByteArray cardAccessFile(const CardProfile &profile)
{
    return securityInfoSet(cardAccessInfos(profile));
}

QByteArray dirFile()
{
    return tlv::encode(0x61, tlv::encode(0x4F, QByteArray::fromHex("A0000002471001")));
}

// Card capabilities: selection by name, identifier and short identifier; chaining, extended length, lengths stated here
// (ISO/IEC 7816-4 §12.1.1.9). Then the longest command and answer.
QByteArray atrInfoFile(const CardImage &card)
{
    constexpr int shortCommand = 261;
    constexpr int shortResponse = 258;
    constexpr int longest = 65535;
    const ChipBehaviour &behaviour = card.behaviour;
    const int command = behaviour.longestCommand > 0 ? behaviour.longestCommand : card.extendedLength ? longest : shortCommand;
    const int response = behaviour.longestResponse > 0 ? behaviour.longestResponse : card.extendedLength ? longest : shortResponse;
    const QByteArray capabilities = tlv::encode(0x47, QByteArray::fromHex(card.extendedLength ? "9401E0" : "940180"));
    return capabilities + tlv::encode(0x7F66, {uint16Object(command), uint16Object(response)});
}

QByteArray comFile(const QList<int> &groups)
{
    QByteArray tags;
    for (const int group : groups)
        tags.append(static_cast<char>(tagOfGroup(group)));
    // LDS 1.7, Unicode 4.0.0.
    return tlv::encode(0x60, {tlv::encode(0x5F01, QByteArrayView("0107")), tlv::encode(0x5F36, QByteArrayView("040000")), tlv::encode(0x5C, tags)});
}

QByteArray dg1File(const QString &mrz)
{
    QByteArray characters = mrz.toLatin1();
    characters.replace('\n', "");
    return tlv::encode(0x61, tlv::encode(0x5F1F, characters));
}

Result<QByteArray> dg2File(const QByteArray &picture, qsizetype wanted)
{
    const Result<PictureSize> size = jpegSize(picture);
    if (!size)
        return fail(size.error());
    const QByteArray faceJpeg = filledJpeg(picture, wanted);
    constexpr quint32 recordHeaderSize = 14;
    constexpr quint32 facialInformationSize = 20;
    constexpr quint32 imageInformationSize = 12;
    const quint32 dataSize = facialInformationSize + imageInformationSize + static_cast<quint32>(faceJpeg.size());

    QByteArray record = QByteArray("FAC\0" "010\0", 8);                            // format and version
    record += bigEndian(recordHeaderSize + dataSize, 4) + bigEndian(1, 2);          // length, one face
    record += bigEndian(dataSize, 4) + bigEndian(0, 2);                             // no feature points
    record += QByteArray(facialInformationSize - 6, '\0');                          // gender, colours, pose: unspecified
    record += bigEndian(1, 1) + bigEndian(0, 1);                                    // full frontal, JPEG
    record += bigEndian(size->width, 2) + bigEndian(size->height, 2);
    record += bigEndian(1, 1) + bigEndian(0, 1) + bigEndian(0, 2) + bigEndian(0, 2); // sRGB; source, device, quality unspecified
    record += faceJpeg;

    // Biometric header template: ICAO header version, facial features, format owner JTC 1/SC 37, format 19794-5 (9303-10 §4.7.2).
    const QByteArray header = tlv::encode(0xA1, {tlv::encode(0x80, QByteArray::fromHex("0101")), tlv::encode(0x81, QByteArray::fromHex("02")),
                                                 tlv::encode(0x87, QByteArray::fromHex("0101")), tlv::encode(0x88, QByteArray::fromHex("0008"))});
    const QByteArray instance = tlv::encode(0x7F60, {header, tlv::encode(0x5F2E, record)});
    return tlv::encode(0x75, tlv::encode(0x7F61, {tlv::encode(0x02, QByteArray::fromHex("01")), instance}));
}

QByteArray textsFile(quint32 fileTag, const QMap<quint32, QString> &texts, bool bcdDates)
{
    constexpr quint32 birthDate = 0x5F2B;
    constexpr quint32 issueDate = 0x5F26;
    QByteArray list;
    QByteArray objects;
    for (auto text = texts.begin(); text != texts.end(); ++text) {
        if (text.key() > 0xFF)
            list.append(static_cast<char>(text.key() >> 8));
        list.append(static_cast<char>(text.key() & 0xFF));
        const bool bcd = bcdDates && (text.key() == birthDate || text.key() == issueDate);
        objects.append(tlv::encode(text.key(), bcd ? QByteArray::fromHex(text->toLatin1()) : text->toUtf8()));
    }
    return tlv::encode(fileTag, {tlv::encode(0x5C, list), objects});
}

// Nobody outside knows that encoding: bytes that are no layout at all, the same on every card.
QByteArray unreadableDg13File()
{
    QByteArray content;
    for (int i = 0; i < 480; ++i)
        content.append(static_cast<char>((i * 73 + 41) & 0xFF));
    return tlv::encode(0x6D, tlv::encode(0x04, content));
}

Result<QList<QByteArray>> signedSecurityInfos(const CardProfile &profile, const QList<ChipKey> &keys)
{
    QList<QByteArray> infos = cardAccessInfos(profile);
    for (qsizetype i = 0; i < keys.size(); ++i) {
        for (const QByteArray &protocol : keys.at(i).protocols) {
            if (!profile.accessNamesChipAuthentication)
                infos.append(chipAuthenticationInfo(protocol, keys.at(i).keyId));
        }
        const Result<QByteArray> info = chipAuthenticationPublicKeyInfo(keys.at(i), profile.chipKeys.at(i).form);
        if (!info)
            return fail(info.error());
        infos.append(*info);
    }
    if (profile.aaKey.startsWith("ecdsa-")) // RSA needs none (9303-11 §9.2.4)
        infos.append(activeAuthenticationInfo(profile.activeAuthentication.hash));
    return infos;
}

QByteArray dg14File(const QList<QByteArray> &infos)
{
    return tlv::encode(0x6E, securityInfoSet(infos));
}

QByteArray dg15File(EVP_PKEY *activeAuthenticationKey)
{
    return tlv::encode(0x6F, derOf<i2d_PUBKEY>(activeAuthenticationKey));
}

} // namespace dd::nfc::simulator
