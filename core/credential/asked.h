// What may be asked for, as challenges (label 3) and the register of counters (label 6) write it:
// [1*5 [vct, [wire keys of its groups, ascending]]], each vct once. The number has key 2; an empty list of keys asks for what is
// always shown and no more.
#pragma once

#include "core/codec/cbor.h"
#include "core/credential/challenge_types.h"

namespace dd::credential {

// A group that its type does not have is written as -1, which no reader takes.
[[nodiscard]] cbor::Value encode(const QList<Asked> &asked);
// `stage` and `code` are those of the message it stands in.
[[nodiscard]] Result<QList<Asked>> decodeAsked(const cbor::Value &value, const QString &stage, ErrorCode code);

// The entry for this type; null when there is none.
[[nodiscard]] const Asked *entryFor(const QList<Asked> &asked, CredentialType type);

} // namespace dd::credential
