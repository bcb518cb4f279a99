// The status lists that a counter holds: looked up on every scan, fetched on a timer and never on a scan (a fetch would tell who is
// being checked). Nothing here knows a network: what was fetched is offered.
#pragma once

#include "core/trust/status_list.h"
#include "core/trust/status_state.h"
#include "core/trust/trust_list.h"

#include <vector>

namespace dd::trust {

struct StatusAnswer
{
    // Either makes the credential malformed: its issuer does not put such a reference into one.
    enum class Fault { None, ForeignUri, OutOfRange };

    StatusState state = StatusState::Unknown;
    std::optional<qint64> age = std::nullopt; // seconds since the list was issued; none: no list is held
    Fault fault = Fault::None;
    friend bool operator==(const StatusAnswer &, const StatusAnswer &) = default;
};

class StatusSource
{
public:
    virtual ~StatusSource() = default;
    // `issuer` is the entry under which the credential's own signature held.
    [[nodiscard]] virtual StatusAnswer look(const credential::StatusReference &reference, const TrustedIssuer &issuer, qint64 now) const = 0;
};

// Belongs to one thread. Bitmaps take at most `memoryCap` bytes: above it the one that was asked for longest ago is dropped, and read from
// its file again when it is needed. With no folder there is no file, and the answer is Unknown.
class StatusStore final : public StatusSource
{
public:
    static constexpr qsizetype defaultMemory = 64 << 20;
    explicit StatusStore(qsizetype memoryCap = defaultMemory) : m_memoryCap(memoryCap) {}

    // Takes in what lies in the folder and holds under `trust`, newer ones over older; from now on accepted lists are kept there, in a file
    // each, <SHA-256 of the uri>.cwt. Any number of processes may share it. A file that is no list of its name is passed over.
    [[nodiscard]] Result<void> openFolder(const QString &folder, const TrustList &trust);
    // Takes a list in that holds under the issuer's status keys for this uri; it is durable before it counts. An older one than the one
    // held, or another of the same moment, is StatusListRollback, unless the one held is by a key that the issuer no longer has: who
    // stole it could have dated a list far ahead. Other errors: those of openStatusList; StatusStoreFailed.
    [[nodiscard]] Result<void> offer(QByteArrayView cwt, QByteArrayView uri, const TrustedIssuer &issuer);
    // Under whichever entry has the prefix: while an issuer changes its keys it stands on the list more than once, with the same status keys.
    [[nodiscard]] Result<void> offer(QByteArrayView cwt, QByteArrayView uri, const TrustList &trust);

    [[nodiscard]] StatusAnswer look(const credential::StatusReference &reference, const TrustedIssuer &issuer, qint64 now) const override;

    struct Held
    {
        QByteArray uri;
        qint64 issuedAt = 0;
        qint64 expires = 0;
        std::optional<qint64> ttl;
    };
    [[nodiscard]] QList<Held> held() const;
    [[nodiscard]] qsizetype residentBytes() const { return m_resident; } // of bitmaps

private:
    struct Shard
    {
        Held held;
        QByteArray key; // the COSE_Key that it holds under
        QByteArray signature; // stands for the token's bytes: no two contents share one
        qint64 count = 0;
        int widthShift = 0; // log2 of the bits of an entry
        QByteArray bits;    // empty while dropped
        quint64 lastUsed = 0;
    };
    struct Slot
    {
        std::size_t hash = 0;
        qint32 shard = -1; // free
    };
    struct Opened
    {
        StatusList list;
        QByteArray key;
        QByteArray signature;
    };

    [[nodiscard]] static Result<Opened> open(QByteArrayView cwt, QByteArrayView uri, const QList<crypto::PublicKey> &keys);
    [[nodiscard]] static bool goesBack(const Shard &shard, const Opened &offered, const QList<crypto::PublicKey> &keys);
    [[nodiscard]] QString fileOf(QByteArrayView uri) const;
    [[nodiscard]] Result<std::optional<Opened>> readFile(QByteArrayView uri, const QList<crypto::PublicKey> &keys) const;
    [[nodiscard]] Shard *find(QByteArrayView uri) const;
    Shard &shardFor(const QByteArray &uri);
    void index(std::size_t hash, qint32 shard);
    void take(Shard &shard, Opened opened) const;
    void makeRoom(const Shard &keep) const;
    [[nodiscard]] bool readAgain(Shard &shard, const TrustedIssuer &issuer) const;

    qsizetype m_memoryCap;
    QString m_folder;
    // What a look-up touches: when a shard was last asked for, and its bits when they had been dropped.
    mutable std::vector<Shard> m_shards;
    mutable quint64 m_tick = 0;
    mutable qsizetype m_resident = 0;
    std::vector<Slot> m_index; // open addressing, at most half full; a power of two
};

} // namespace dd::trust
