#include "nfc/simulator/file_encoding.h"

#include "nfc/apdu/tlv.h"

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

QByteArray securityInfoSet(QList<QByteArray> infos)
{
    std::sort(infos.begin(), infos.end()); // DER: SET OF is ordered by encoding (X.690 §11.6)
    return tlv::encode(0x31, infos.join());
}

QList<QByteArray> accessInfos()
{
    return {QByteArray::fromHex("300D060804007F0007020202020101"), QByteArray::fromHex("300F060A04007F00070202030202020101"),
            QByteArray::fromHex("3012060A04007F0007020204020202010202010D")};
}

} // namespace

QByteArray cardAccessFile()
{
    return tlv::encode(0x31, accessInfos().join());
}

QByteArray comFile()
{
    // LDS 1.7, Unicode 4.0.0; DG1, DG2, DG3, DG13, DG14, DG15 as on the Vietnamese card.
    return tlv::encode(0x60, {tlv::encode(0x5F01, QByteArrayView("0107")), tlv::encode(0x5F36, QByteArrayView("040000")),
                              tlv::encode(0x5C, QByteArray::fromHex("6175636D6E6F"))});
}

QByteArray dg1File(const QString &mrz)
{
    QByteArray characters = mrz.toLatin1();
    characters.replace('\n', "");
    return tlv::encode(0x61, tlv::encode(0x5F1F, characters));
}

Result<QByteArray> dg2File(const QByteArray &faceJpeg)
{
    const Result<PictureSize> size = jpegSize(faceJpeg);
    if (!size)
        return fail(size.error());
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

QByteArray dg14File(bool ecdsaActiveAuthentication)
{
    QList<QByteArray> infos = accessInfos();
    if (ecdsaActiveAuthentication) // ActiveAuthenticationInfo (9303-11 §9.2.5): id-AA, version 1, ecdsa-plain-SHA256
        infos.append(QByteArray::fromHex("30170606678108010105020101060A04007F00070101040103"));
    return tlv::encode(0x6E, securityInfoSet(infos));
}

QByteArray dg15File(EVP_PKEY *activeAuthenticationKey)
{
    return tlv::encode(0x6F, derOf<i2d_PUBKEY>(activeAuthenticationKey));
}

} // namespace dd::nfc::simulator
