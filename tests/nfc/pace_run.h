// One run of the terminal's PACE against the simulated chip, with a mistake in one of its steps.
#pragma once

#include "nfc/secure_messaging/pace.h"
#include "tests/nfc/access_card.h"

#include <QTest>

namespace dd::test {

// 0 is MSE:Set AT, 1 to 4 are the GENERAL AUTHENTICATEs; -1 anything else.
inline int paceStepOf(const nfc::CommandApdu &command)
{
    if (command.ins == 0x22 && command.p1 == 0xC1)
        return 0;
    if (command.ins != 0x86)
        return -1;
    const Result<nfc::tlv::Element> outer = nfc::tlv::readSingle(command.data, 0x7C);
    if (!outer || outer->value.isEmpty())
        return outer ? 1 : -1;
    return (static_cast<quint8>(outer->value[0]) - 0x81) / 2 + 2; // 81, 83, 85
}

// The value of the one data object in 7C, of a command or an answer.
inline QByteArray paceValueOf(const QByteArray &data)
{
    const Result<nfc::tlv::Element> outer = nfc::tlv::readSingle(data, 0x7C);
    if (!outer)
        return {};
    nfc::tlv::Reader reader(outer->value);
    const Result<nfc::tlv::Element> inner = reader.next();
    return inner ? inner->value.toByteArray() : QByteArray();
}

inline QByteArray paceAnswer(quint32 tag, const QByteArray &value)
{
    return nfc::tlv::encode(0x7C, nfc::tlv::encode(tag, value));
}

using PaceChange = std::function<void(const nfc::CommandApdu &command, nfc::ResponseApdu &answer)>;

inline nfc::Tampering atPaceStep(int step, PaceChange change)
{
    nfc::Tampering tampering;
    tampering.answer = [step, change = std::move(change)](const nfc::CommandApdu &command, nfc::ResponseApdu &answer) {
        if (paceStepOf(command) == step)
            change(command, answer);
    };
    return tampering;
}

struct PaceRun
{
    Result<std::optional<nfc::ChipMappingProof>> opened;
    bool secure = false;
    bool selected = false; // the session carries a command and its answer
    QByteArrayList sent;
};

inline PaceRun runPaceWith(const nfc::CardImage &image, nfc::Tampering tampering = {}, bool mrz = true)
{
    const Result<nfc::SecurityInfos> infos = nfc::parseCardAccess(image.files.value(nfc::FileId::CardAccess));
    const Result<QList<nfc::PaceProfile>> profiles = infos ? nfc::paceProfiles(*infos) : fail(infos.error());
    if (!profiles)
        return {fail(profiles.error()), false, false, {}};
    SoftCardChannel channel(image, std::move(tampering));
    nfc::CardLink link(channel);
    SystemRandom random;
    const nfc::AccessKey access = mrz ? nfc::AccessKey{nfc::AccessKey::Kind::Mrz, accessMrz} : nfc::AccessKey{nfc::AccessKey::Kind::Can, accessCan};
    auto opened = nfc::runPace(link, profiles->first(), access, random);
    const bool secure = link.isSecure();
    const bool selected = secure && selectApplication(link);
    return {std::move(opened), secure, selected, channel.sent};
}

// A card with one PACEInfo; the static key for chip authentication mapping is there when it is needed.
inline nfc::CardImage paceCard(int mapping, int cipher, int parameterId)
{
    nfc::CardImage image = accessCard(cardAccessOf({paceInfo(mapping, cipher, parameterId)}));
    if (mapping == 6)
        image.chipKeys.append({parameterId, accessChipKey, parameterId, {}});
    return image;
}

// EF.CardSecurity's content for such a card: what EF.CardAccess says, and the key.
inline QByteArray cardSecurityContentOf(const nfc::CardImage &image)
{
    QByteArray content = nfc::tlv::readSingle(image.files.value(nfc::FileId::CardAccess), 0x31)->value.toByteArray();
    for (const nfc::ChipKey &key : image.chipKeys)
        content.append(chipKeyInfo(2, subjectPublicKeyInfoOf(key), QByteArray(1, static_cast<char>(key.keyId.value_or(0)))));
    return nfc::tlv::encode(0x31, content);
}

} // namespace dd::test
