// One reading, recorded so that it can be played again without the card and without anybody's data (docs/card-readers.md says what is
// in it and what is not).
//
// What is kept: for each command its header, the lengths both ways, the status word and the time; of the chip what kind it is: protocols,
// kinds of keys, which files and how long. No byte of a command's data, of an answer or of a file, no key, no access code.
#pragma once

#include "nfc/access_key.h"
#include "nfc/simulator/card_profile.h"

#include <variant>

namespace dd::nfc {

struct RecordedExchange
{
    QByteArray header; // CLA INS P1 P2; empty for a connection
    int sent = 0;      // bytes of the command
    int received = 0;  // bytes of the answer with its status word
    std::variant<quint16, ErrorCode> outcome = quint16(0x9000); // the status word, or why there was no answer
    int milliseconds = 0;
    [[nodiscard]] bool isConnection() const { return header.isEmpty(); }
    friend bool operator==(const RecordedExchange &, const RecordedExchange &) = default;
};

struct ChipShape
{
    enum class Access { Open, Basic, Pace };
    struct Key // of chip authentication: the group and the protocols, never the key
    {
        int domain = 13;
        std::optional<int> keyId;
        QList<QByteArray> protocols;
        friend bool operator==(const Key &, const Key &) = default;
    };

    CardProfile::Format format = CardProfile::Format::Vietnam;
    Access access = Access::Pace;
    QList<CardProfile::PaceOffer> pace;
    bool namesTerminalAuthentication = false;
    bool namesChipAuthentication = false;
    QList<Key> chipKeys;
    QByteArray activeAuthentication; // "rsa-2048", "ecdsa-P-256"; empty: none
    CardProfile::Dg13Layout dg13 = CardProfile::Dg13Layout::Absent;
    QMap<FileId, int> files; // how long
    QMap<FileId, quint16> refused;
    QList<int> signedGroups;
    bool issuerKnown = false;
    friend bool operator==(const ChipShape &, const ChipShape &) = default;
};

struct Recording
{
    AccessKey::Kind key = AccessKey::Kind::Can;
    bool basicAccessChosen = false;
    int commandLength = 261; // the channel's
    ChipShape chip;
    QList<RecordedExchange> exchanges;
    QString outcome; // "genuine", or the error's code and stage; for people
    friend bool operator==(const Recording &, const Recording &) = default;
};

inline constexpr qsizetype mostExchanges = 20'000;
inline constexpr qsizetype longestRecording = 2 * 1024 * 1024; // bytes of JSON

[[nodiscard]] QByteArray encodeRecording(const Recording &recording);
// InvalidInput with stage "recording" and the key at fault.
[[nodiscard]] Result<Recording> parseRecording(QByteArrayView json);

} // namespace dd::nfc
