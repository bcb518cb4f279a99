// States and transitions of a reading for tests of its steps, and both in words, so that a row of a table reads as one line.
#pragma once

#include "nfc/apdu/tlv.h"
#include "nfc/read_card_steps.h"
#include "nfc/simulator/file_encoding.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/hex.h"

namespace dd::test::states {

using namespace dd::nfc;
using namespace dd::nfc::reading;

inline const QMap<FileId, QByteArray> &cardFiles()
{
    return demoCard(ActiveAuthenticationKey::Ecdsa).files;
}

inline QByteArray fileOf(FileId file)
{
    return cardFiles().value(file);
}

// DG14 with one chip authentication key (the example of ICAO 9303-11 appendix I) and nothing about PACE.
inline QByteArray dg14WithChipKey()
{
    const QByteArray key = hex("3062060904007F000702020102305230"
                               "0C060704007F0007010202010D0342000418727094"
                               "94399E7470A6431BE25E83EEE24FEA568C2ED28DB48E05DB3A610DC884D256A40E35EFCB59BF6753D3A489D28C7A4D973C2DA138A6E7A4A08F68E16F02010D");
    return tlv::encode(0x6E, tlv::encode(0x31, key));
}

// EF.CardSecurity that names the same key.
inline QByteArray cardSecurityWithChipKey()
{
    const Result<SecurityInfos> infos = parseDg14(dg14WithChipKey());
    const Result<QByteArray> file = simulator::cardSecurityFile(infos->encoded, test::demoIssuer(), test::personalisedAt);
    if (!file)
        qFatal("no EF.CardSecurity");
    return *file;
}

inline QString inWords(Proof proof)
{
    return proof == Proof::ChipAuthentication ? QStringLiteral("agree") : proof == Proof::ActiveAuthentication ? QStringLiteral("challenge")
                                                                                                               : QStringLiteral("remote");
}

// A transition in words, so that a row of the table reads as one line.
inline QString inWords(const Effects &effects)
{
    QStringList words;
    for (const Effect &effect : effects) {
        if (const auto *announce = std::get_if<Announce>(&effect)) {
            const QStringList phases{QStringLiteral("await"),  QStringLiteral("access"), QStringLiteral("files"),  QStringLiteral("clone"),
                                     QStringLiteral("person"), QStringLiteral("face"),   QStringLiteral("verify"), QStringLiteral("done")};
            words << QLatin1Char('(') + phases.at(static_cast<int>(announce->phase)) + QLatin1Char(')');
        } else if (const auto *read = std::get_if<ReadFile>(&effect)) {
            words << QStringLiteral("read ") + name(read->file);
        } else if (const auto *prove = std::get_if<ProveChip>(&effect)) {
            words << inWords(prove->proof);
        } else {
            const QStringList names{QStringLiteral("connect"), QStringLiteral("find access"), QStringLiteral("PACE"), QStringLiteral("select"), QStringLiteral("BAC"),
                                    QString(),                 QString(),                     QStringLiteral("release"), QStringLiteral("verify")};
            words << names.value(static_cast<int>(effect.index()));
        }
    }
    return words.join(QStringLiteral(", "));
}

inline QString inWords(const QList<Task> &queue)
{
    QStringList words;
    for (const Task &task : queue) {
        if (const auto *file = std::get_if<FileId>(&task))
            words << name(*file);
        else if (const auto *proof = std::get_if<Proof>(&task))
            words << inWords(*proof);
        else
            words << QStringLiteral("choose");
    }
    return words.join(QLatin1Char(' '));
}

inline State inStage(Stage stage)
{
    State state;
    state.stage = std::move(stage);
    state.cardAccess = builtInCardAccess();
    state.cardAccessFound = true;
    return state;
}

inline State readingFile(FileId file, QList<Task> queue = {})
{
    State state = inStage(ReadingFile{file});
    state.access = Access::Pace;
    state.opened = true;
    state.queue = std::move(queue);
    state.signedGroups = {1, 2, 3, 13, 14, 15};
    return state;
}

inline std::optional<Error> errorOf(const Transition &transition)
{
    const auto *stopped = std::get_if<Stopped>(&transition.state.stage);
    return stopped != nullptr ? std::optional(stopped->error) : std::nullopt;
}

} // namespace dd::test::states
