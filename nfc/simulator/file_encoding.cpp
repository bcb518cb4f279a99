#include "nfc/simulator/file_encoding.h"

#include "nfc/apdu/tlv.h"
#include "nfc/simulator/security_info_encoding.h"

namespace dd::nfc::simulator {
namespace {

QByteArray uint16Object(int value)
{
    return tlv::encode(0x02, QByteArray().append(static_cast<char>(value >> 8)).append(static_cast<char>(value & 0xFF)));
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
