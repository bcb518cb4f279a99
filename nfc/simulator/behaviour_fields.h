// The fields of a chip's behaviour in JSON: the same in a profile and in a saved card.
#pragma once

#include "nfc/simulator/card_image.h"
#include "nfc/simulator/json_fields.h"

namespace dd::nfc::simulator {

inline constexpr int longestApdu = 65544;

template <typename Archive, typename Behaviour> // of JsonReader and JsonWriter, ChipBehaviour
void behaviourFields(Archive &archive, Behaviour &behaviour)
{
    using CardAccess = ChipBehaviour::CardAccess;
    using LongRead = ChipBehaviour::LongRead;
    using EndOfFile = ChipBehaviour::EndOfFile;
    archive.flag("basicAccessControl", behaviour.basicAccessControl);
    archive.status("selectMasterFile", behaviour.selectMasterFile);
    archive.choice("cardAccess", behaviour.cardAccess,
                   Words<CardAccess>{{"master-file", CardAccess::InMasterFile}, {"direct-only", CardAccess::DirectOnly},
                                     {"hidden", CardAccess::Hidden}});
    archive.flag("needsDomainReference", behaviour.needsDomainReference);
    archive.number("passwordTries", behaviour.passwordTries, 0, 15);
    archive.statuses("refusedFiles", behaviour.refusedFiles);
    archive.flag("shortIdentifiers", behaviour.shortIdentifiers);
    archive.number("longestCommand", behaviour.longestCommand, 0, longestApdu);
    archive.number("longestResponse", behaviour.longestResponse, 0, longestApdu);
    archive.number("longestRead", behaviour.longestRead, 0, longestApdu);
    archive.choice("longRead", behaviour.longRead,
                   Words<LongRead>{{"shortened", LongRead::Shortened}, {"6700", LongRead::WrongLength}, {"6Cxx", LongRead::ExactLength}});
    archive.flag("nakedWrongLength", behaviour.nakedWrongLength);
    archive.choice("endOfFile", behaviour.endOfFile,
                   Words<EndOfFile>{{"6282", EndOfFile::Warning}, {"9000", EndOfFile::Silent}, {"6B00", EndOfFile::Refused}});
}

template <typename Archive, typename Scheme> // ActiveAuthenticationScheme
void signatureFields(Archive &archive, Scheme &scheme)
{
    using Hash = ActiveAuthenticationScheme::Hash;
    archive.choice("hash", scheme.hash,
                   Words<Hash>{{"usual", Hash::Usual}, {"SHA-1", Hash::Sha1}, {"SHA-224", Hash::Sha224}, {"SHA-256", Hash::Sha256},
                               {"SHA-384", Hash::Sha384}, {"SHA-512", Hash::Sha512}});
    archive.flag("pss", scheme.pss);
    archive.flag("smallerRoot", scheme.smallerRoot);
    archive.flag("longTrailer", scheme.longTrailer);
    archive.bytes("trailer", scheme.trailer);
}

} // namespace dd::nfc::simulator
