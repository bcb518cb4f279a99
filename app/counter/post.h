// One counter: the trust list it believes, the codes it has seen, and the judge between them.
//
// State folder (0700): root.cose (the root pinned on first use), trust-list.cwt (the newest list accepted),
// replay and replay.lock (shared by the gates of this post). Nothing in it is personal.
#pragma once

#include "app/counter/options.h"
#include "core/trust/verifier.h"

namespace dd::counter {

class Post
{
public:
    // Fails when the root is not the pinned one or the state cannot be kept. A trust list that was refused is not a
    // failure here: the one held before stays in force, and `trustProblem` says why.
    [[nodiscard]] static Result<std::unique_ptr<Post>> open(const Options &options, const Clock &clock);
    Post(const Post &) = delete;
    Post &operator=(const Post &) = delete;

    [[nodiscard]] trust::Verdict check(const QString &code);
    [[nodiscard]] const trust::TrustList *trustList() const { return m_trust ? &*m_trust : nullptr; }
    [[nodiscard]] const std::optional<Error> &trustProblem() const { return m_trustProblem; }
    [[nodiscard]] bool remembersAcrossRestarts() const { return !m_stateFolder.isEmpty(); }

    // Accepts a newer list signed by the root; what was held stays in force otherwise.
    [[nodiscard]] Result<void> offerTrustList(const QByteArray &bytes);
    [[nodiscard]] Result<void> offerTrustListFile(const QString &path);

private:
    Post(const Options &options, const Clock &clock) : m_clock(clock), m_stateFolder(options.stateFolder), m_demo(options.demo) {}
    [[nodiscard]] Result<void> openRoot(const QString &file);
    [[nodiscard]] Result<void> openCache(const Options &options);
    void openHeldList();
    [[nodiscard]] Result<void> accept(const QByteArray &bytes, trust::TrustList list);

    const Clock &m_clock;
    QString m_stateFolder;
    bool m_demo;
    std::optional<crypto::PublicKey> m_root;
    QByteArray m_heldBytes;
    std::optional<trust::TrustList> m_trust;
    std::optional<Error> m_trustProblem;
    std::unique_ptr<trust::ReplayCache> m_cache;
};

} // namespace dd::counter
