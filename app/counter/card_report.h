// What a reading found, for the command line: the same facts as text for people and as JSON for programs (docs/counter.md).
#pragma once

#include "app/counter/words.h"
#include "nfc/read_card.h"

#include <optional>
#include <QImage>
#include <QJsonObject>
#include <QSize>

namespace dd::counter {

enum ReadCardExit : int {
    ExitRead = 0, // genuine, or authentic data on a chip that cannot prove to be the original
    ExitCheckFailed = 1,
    ExitNotVerified = 2, // issuer unknown, or a check that could not be made
    ExitAccessRefused = 3,
    ExitNoCard = 4,
    ExitNoReader = 5,
    ExitUnreadable = 6,
    ExitFileNotWritten = 7 // the portrait or the recording
};

// A check, what to call it, and in words why it did not pass where no error says so. One for every check of the report.
struct NamedCheck
{
    const char *key; // in JSON, for ever
    Words label;
    nfc::Check check;
    std::optional<Words> why;
};
[[nodiscard]] QList<NamedCheck> namedChecks(const nfc::ReadReport &report);

[[nodiscard]] int exitCodeOf(nfc::ReadReport::Verdict verdict);
[[nodiscard]] int exitCodeOf(const Error &error);
[[nodiscard]] const char *name(nfc::ReadReport::Verdict verdict); // "genuine", …
[[nodiscard]] const char *name(nfc::CheckOutcome outcome);        // "passed", …
[[nodiscard]] Words words(nfc::ReadReport::Verdict verdict);
[[nodiscard]] Words words(nfc::CheckOutcome outcome);

struct CardReading
{
    QString reader;
    qint64 readAt = 0; // seconds UTC
    nfc::ReadResult result;
};
[[nodiscard]] QString cardText(const CardReading &reading, Language language);
[[nodiscard]] QJsonObject cardJson(const CardReading &reading);
// Where no report came of it.
[[nodiscard]] QString cardErrorText(const Error &error, Language language);
[[nodiscard]] QJsonObject cardErrorJson(const Error &error, const QString &reader, qint64 readAt);

// What is going on: one line, without a word about the person.
[[nodiscard]] QString progressText(const nfc::ReadProgress &progress, Language language);

} // namespace dd::counter
