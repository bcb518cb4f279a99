// What the messages between a wallet and an authority have in common; for the sources that read and write them.
#pragma once

#include "core/credential/map_reader.h"
#include "core/crypto/signature.h"

#include <QList>

namespace dd::credential {

[[nodiscard]] cbor::Value keyArray(const QList<crypto::PublicKey> &keys);
// 1 to `most` keys that holders sign with, Ed25519 or P-256 (docs/formats.md §5), none of them twice: that would make linkable copies.
// A key that is none fails with its own error.
[[nodiscard]] QList<crypto::PublicKey> readKeys(MapReader &reader, qint64 label, qsizetype most);

[[nodiscard]] cbor::Value byteStrings(const QList<QByteArray> &items);
// 1 to `most` byte strings, none of them empty.
[[nodiscard]] QList<QByteArray> readByteStrings(MapReader &reader, qint64 label, qsizetype most, qsizetype mostBytes);

// That whoever writes has a key: a COSE_Sign1 by it, of this typ, over what only this exchange has.
[[nodiscard]] Result<QByteArray> provePossession(const QString &typ, QByteArrayView payload, crypto::Signer &key);
[[nodiscard]] Result<void> checkPossession(QByteArrayView proof, const QString &typ, QByteArrayView payload, const crypto::PublicKey &key);

} // namespace dd::credential
