// The fields of a chip's behaviour and of the way to it in JSON: the same in a profile and in a saved card.
#pragma once

#include "nfc/simulator/card_image.h"
#include "nfc/simulator/json_fields.h"

namespace dd::nfc::simulator {

inline constexpr int longestApdu = 65544;
inline constexpr int lastApdu = 1'000'000; // more than any reading has
inline constexpr int longestPauseMs = 600'000;

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

template <typename Archive, typename Wanted> // Faults
void faultFields(Archive &archive, Wanted &faults)
{
    archive.number("dropAfter", faults.dropAfter, -1, lastApdu);
    archive.numbers("dropAt", faults.dropAt, 0, lastApdu);
    archive.number("dropEvery", faults.dropEvery, 0, lastApdu);
    archive.number("flipByteIn", faults.flipByteIn, -1, lastApdu);
    archive.numberedStatuses("statusIn", faults.statusIn, lastApdu);
    archive.number("stallIn", faults.stallIn, -1, lastApdu);
    archive.number("stallMs", faults.stallMs, 0, longestPauseMs);
    archive.number("delayMs", faults.delayMs, 0, longestPauseMs);
}

template <typename Archive, typename Model> // LinkModel
void linkFields(Archive &archive, Model &link)
{
    constexpr double slowest = 1'000;
    constexpr double fastest = 1e9;
    archive.real("bitsPerSecond", link.bitsPerSecond, slowest, fastest);
    archive.real("perApduMs", link.perApduMs, 0, longestPauseMs);
    archive.flag("wait", link.wait);
}

} // namespace dd::nfc::simulator
