// One counter: the trust list it believes, who was revoked, what it asked, the codes it has seen, and the judge between them.
//
// State folder (0700; nothing in it is personal):
//   root.cose                the root pinned on first use; never overwritten
//   root-updates.cbor        what followed it (core/trust/root_update.h)
//   trust-list.cwt           the newest list accepted
//   status/                  a file for each status list (core/trust/status_store.h)
//   etags.json               what was fetched from where (list_updater.h)
//   replay, replay.lock      codes seen; shared by the gates of this post
//   post.json                what the post says of itself and wants (post_settings.h); written by people
//   counter.key, counter.cose  its own key and what the register wants of it, made by `key`
// Every program of the post may write there: what another one took in counts here within a minute.
#pragma once

#include "app/counter/options.h"
#include "app/counter/post_settings.h"
#include "core/trust/challenge_judge.h"
#include "core/trust/root_update.h"
#include "core/trust/verifier.h"

namespace dd::counter {

class Post
{
public:
    // Fails when the root is not the pinned one, the settings are malformed or the state cannot be kept. A trust list that was
    // refused is not a failure here: the one held before stays in force, and `trustProblem` says why.
    [[nodiscard]] static Result<std::unique_ptr<Post>> open(const Options &options, const Clock &clock, Random &random);
    Post(const Post &) = delete;
    Post &operator=(const Post &) = delete;

    [[nodiscard]] trust::Verdict check(const QString &code);
    // What other programs of this post wrote: at most once a minute. `check` and `ask` do it too.
    void takeInNowAndThen();

    struct Question
    {
        QString text;                  // VQ1:…, to be shown
        trust::JudgedChallenge judged; // as a phone with the same trust list sees it
    };
    // Signed where the register has this counter's key. CounterMayNotAsk: phones would refuse it.
    [[nodiscard]] Result<Question> ask(const QList<credential::Asked> &asked, credential::Purpose purpose);

    [[nodiscard]] const trust::TrustList *trustList() const { return m_trust ? &*m_trust : nullptr; }
    [[nodiscard]] const std::optional<Error> &trustProblem() const { return m_trustProblem; }
    [[nodiscard]] bool remembersAcrossRestarts() const { return !m_stateFolder.isEmpty(); }

    // Accepts a newer list signed by the root in force; what was held stays in force otherwise.
    [[nodiscard]] Result<void> offerTrustList(const QByteArray &bytes);
    [[nodiscard]] Result<void> offerTrustListFile(const QString &path);
    // A chain that goes on from the one held. RootUpdateInvalid, also for one that leaves something out.
    [[nodiscard]] Result<void> offerRootUpdates(const QByteArray &chain);
    [[nodiscard]] Result<void> offerStatusList(const QByteArray &token, const QByteArray &uri);

    [[nodiscard]] int rootNumber() const; // of the root in force, 1 for the pinned one; 0: none
    [[nodiscard]] bool holdsRootUpdates() const { return !m_rootChain.isEmpty(); }
    [[nodiscard]] bool expectsStatusLists() const; // an issuer on the trust list keeps them
    [[nodiscard]] QList<trust::StatusStore::Held> statusLists() const { return m_status.held(); }
    [[nodiscard]] std::optional<qint64> statusListIssuedAt(const QByteArray &uri) const; // none: not held
    // For the updater; nothing without a state folder.
    [[nodiscard]] QByteArray keptEtags() const;
    [[nodiscard]] Result<void> keepEtags(const QByteArray &json);

private:
    Post(const Options &options, PostSettings settings, const Clock &clock, Random &random);
    [[nodiscard]] Result<void> openRoot(const QString &file);
    void openRootUpdates();
    void openBundle(const QString &folder);
    [[nodiscard]] Result<QList<trust::Root>> rootsUntil(qint64 now, const QByteArray &chain) const;
    [[nodiscard]] Result<void> takeRootUpdates(const QByteArray &chain);
    [[nodiscard]] Result<void> openKey();
    [[nodiscard]] Result<void> openCache(const Options &options);
    [[nodiscard]] Result<void> openHeldList();
    [[nodiscard]] Result<void> openStatus(const trust::TrustList &list);
    enum class Keep { No, Yes };
    [[nodiscard]] Result<void> take(const QByteArray &bytes, Keep keep);
    void takeInWhatOthersWrote();

    const Clock &m_clock;
    QString m_stateFolder;
    QString m_statusFolder;
    bool m_demo;
    PostSettings m_settings;
    std::unique_ptr<crypto::SoftwareSigner> m_key;
    std::optional<crypto::PublicKey> m_pinned;
    QByteArray m_rootChain;
    QByteArray m_heldBytes;
    std::optional<trust::TrustList> m_trust;
    std::optional<Error> m_trustProblem;
    trust::StatusStore m_status;
    QStringList m_statusSeen; // name, size and time of each file, as they were read
    qint64 m_lookedAt = 0;    // steady milliseconds
    trust::ChallengeBook m_book;
    trust::SkewLog m_clocks;
    std::unique_ptr<trust::ReplayCache> m_cache;
};

// Makes counter.key where there is none, and writes counter.cose. Gives the public key's file.
[[nodiscard]] Result<QString> makeCounterKey(const QString &stateFolder, Random &random);

} // namespace dd::counter
