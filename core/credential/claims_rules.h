// Rules that several shapes of credential_types.h share.
#pragma once

#include "core/credential/credential_types.h"
#include "core/credential/map_reader.h"

namespace dd::credential {

inline constexpr int allEvidence = EvidencePassive | EvidenceChip | EvidenceInPerson | EvidenceDemo;
inline constexpr qsizetype plateLimit = 16; // bytes
inline constexpr qsizetype mostPeople = 9;  // companions or members

// At most `shownTextLimit` bytes, cut between characters as people see them.
[[nodiscard]] QString shownText(const QString &text);
[[nodiscard]] bool isDigits(const QString &text, qsizetype size);
[[nodiscard]] bool isCapitals(const QString &text, qsizetype size); // A-Z
// yyyymmdd; a month or day of 00 is unknown, and an unknown month leaves the day unknown.
[[nodiscard]] bool isDateNumber(qint64 date, bool unknownParts);

int readDate(MapReader &reader, qint64 label);      // a real day
int readBirthDate(MapReader &reader, qint64 label); // parts may be unknown
int readEvidence(MapReader &reader);                // label 8, where it is there

// An array of 1..most items.
template <typename T>
[[nodiscard]] Result<QList<T>> decodeList(const cbor::Value &value, qsizetype most, Result<T> (*decode)(const cbor::Value &), const QString &stage)
{
    const QList<cbor::Value> items = value.toArray();
    if (items.isEmpty() || items.size() > most)
        return fail(ErrorCode::CredentialMalformed, stage, QStringLiteral("not an array of 1 to %1").arg(most));
    QList<T> list;
    for (const cbor::Value &item : items) {
        Result<T> read = decode(item);
        if (!read)
            return fail(read.error());
        list.append(std::move(*read));
    }
    return list;
}

} // namespace dd::credential
