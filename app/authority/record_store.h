// Sealed records on disk: what the authority keeps about people is never plaintext there, and file names say nothing.
// Each record is sealed under the record key with its own file name as associated data, so that records cannot be
// exchanged. A file that was deleted or put back from an older copy is not noticed.
#pragma once

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/codec/cbor.h"

#include <QString>

namespace dd::authority {

class RecordStore
{
public:
    // Keeps `random` by reference.
    RecordStore(QString folder, const Secret &masterKey, Random &random);
    // "kind-" + 64 hex digits of a keyed hash.
    [[nodiscard]] QString nameOf(const QString &kind, QByteArrayView identity) const;
    [[nodiscard]] Result<void> put(const QString &name, const cbor::Value &content); // durable when it returns
    [[nodiscard]] Result<void> remove(const QString &name);
    // Every record of a kind; a damaged one fails the whole reading.
    [[nodiscard]] Result<QList<std::pair<QString, cbor::Value>>> all(const QString &kind) const;

private:
    QString m_folder;
    Secret m_sealKey;
    Secret m_nameKey;
    Random &m_random;
};

} // namespace dd::authority
