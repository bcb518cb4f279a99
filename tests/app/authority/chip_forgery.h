// What goes wrong, or is made to, between a chip without active authentication and an authority.
#pragma once

#include "tests/app/authority/authority_world.h"

namespace dd::test {

inline const nfc::CardImage &chipCard()
{
    return DemoCountry::instance().chipCard;
}

// The card's files and everything that is public about it, on a chip with a key of the copyist's own.
inline nfc::CardImage copyOf(nfc::CardImage card)
{
    card.chipKeys = {freshChipKey()};
    card.aaPrivateKey.clear();
    return card;
}

// Another person's card whose issuer put the very same key, and so the very same DG14, on its chip.
inline nfc::CardImage twinOf(const nfc::CardImage &card)
{
    nfc::CardImage twin = DemoCountry::instance().cardWith({}, true, secondPerson());
    twin.chipKeys = card.chipKeys;
    twin.files.insert(nfc::FileId::Dg14, card.files.value(nfc::FileId::Dg14));
    return signedAgain(twin, DemoCountry::instance().issuer, worldTime);
}

inline void answerBy(Enrolment &enrolment, const QByteArray &answer)
{
    enrolment.finish.answer = {credential::ChipAnswer::Kind::ChipAuthentication, answer};
    World::prove(enrolment);
}

inline QByteArray flippedAt(QByteArray bytes, qsizetype at)
{
    bytes[at] = static_cast<char>(bytes.at(at) ^ 1);
    return bytes;
}

} // namespace dd::test
