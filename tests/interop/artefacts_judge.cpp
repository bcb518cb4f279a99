#include "core/trust/challenge_judge.h"
#include "core/trust/root_update.h"
#include "core/trust/verdict_json.h"
#include "tests/interop/artefacts.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <cstdio>
#include <iostream>
#include <string>

namespace dd::interop {
namespace {

void print(const QJsonObject &line)
{
    std::puts(QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

QJsonArray askedJson(const QList<credential::Asked> &asked)
{
    QJsonArray array;
    for (const credential::Asked &each : asked) {
        QJsonArray keys;
        for (const credential::Group group : each.groups)
            keys.append(credential::groupKey(each.type, group));
        array.append(QJsonArray{static_cast<int>(each.type), keys});
    }
    return array;
}

// What a counter and a wallet share: the root in force, its list, and the status lists that were offered.
class Post
{
public:
    explicit Post(qint64 now) : m_clock(now), m_challenges(counterId(), m_random, m_clock) {}

    Result<void> open(const QDir &folder)
    {
        const Result<crypto::PublicKey> pin = crypto::PublicKey::fromCose(load(folder.filePath(QStringLiteral("root.cose"))));
        if (!pin)
            return fail(pin.error());
        const Result<trust::Root> root = trust::applyRootUpdates({1, *pin}, load(folder.filePath(QStringLiteral("root-updates.cbor"))), m_clock.now());
        if (!root)
            return fail(root.error());
        Result<trust::TrustList> list = trust::openTrustList(load(folder.filePath(QStringLiteral("trust-list.cwt"))), root->key);
        if (!list)
            return fail(list.error());
        m_trust = std::move(*list);
        return {};
    }

    QJsonObject offer(const QByteArray &status)
    {
        const Result<QByteArray> uri = trust::claimedStatusUri(status);
        Result<void> taken = fail(ErrorCode::StatusListInvalid);
        for (const trust::TrustedIssuer &issuer : m_trust.issuers) {
            if (uri && !taken)
                taken = m_status.offer(status, *uri, issuer);
        }
        return taken ? QJsonObject{{QStringLiteral("taken"), QString::fromLatin1(*uri)}} : trust::toJson(taken.error(), m_clock.now());
    }

    QJsonObject read(const QString &challenge) const
    {
        const Result<credential::ReceivedChallenge> received = credential::parseChallenge(challenge);
        const Result<trust::JudgedChallenge> judged = received ? trust::judgeChallenge(*received, &m_trust, m_clock) : fail(received.error());
        if (!judged)
            return trust::toJson(judged.error(), m_clock.now());
        return {{QStringLiteral("registered"), judged->registered},
                {QStringLiteral("nameVi"), judged->nameVi},
                {QStringLiteral("nameEn"), judged->nameEn},
                {QStringLiteral("claimedName"), judged->claimedName},
                {QStringLiteral("purpose"), static_cast<int>(judged->purpose)},
                {QStringLiteral("allowed"), askedJson(judged->allowed)},
                {QStringLiteral("refused"), askedJson(judged->refused)},
                {QStringLiteral("answerNonce"), QString::fromLatin1(judged->answerNonce.toHex())}};
    }

    Result<QString> ask(crypto::Signer *key)
    {
        QList<credential::Asked> asked;
        for (const auto type : {credential::CredentialType::Identity, credential::CredentialType::TravelPass, credential::CredentialType::ResidenceStatus,
                                credential::CredentialType::ResidenceReceipt})
            asked.append({type, credential::groupsOf(type)});
        const auto code = m_challenges.ask(asked, credential::Purpose::Desk, key == nullptr ? QStringLiteral("Quầy mẫu") : QString(), key);
        return code ? Result<QString>(code->text) : fail(code.error());
    }

    QJsonObject verify(const QString &text)
    {
        trust::MemoryReplayCache cache(m_clock);
        const trust::Judges judges{.replay = cache, .trust = &m_trust, .status = &m_status, .challenges = &m_challenges};
        return trust::toJson(trust::Verifier(judges, m_clock).verify(text), m_clock.now());
    }

private:
    SystemRandom m_random;
    const FixedClock m_clock;
    trust::TrustList m_trust;
    trust::StatusStore m_status;
    trust::ChallengeBook m_challenges;
};

QStringList filesOf(const QDir &folder, const QString &pattern)
{
    return folder.entryList({pattern}, QDir::Files, QDir::Name);
}

} // namespace

Result<void> verifyAll(const QDir &folder, qint64 now)
{
    Post post(now);
    if (const Result<void> opened = post.open(folder); !opened)
        return opened;
    const auto judgeAll = [&](const QString &pattern, const auto &judge) {
        for (const QString &name : filesOf(folder, pattern)) {
            QJsonObject line = judge(load(folder.filePath(name)));
            line.insert(QStringLiteral("file"), name);
            print(line);
        }
    };
    judgeAll(QStringLiteral("*.status"), [&](const QByteArray &bytes) { return post.offer(bytes); });
    judgeAll(QStringLiteral("*.vq1"), [&](const QByteArray &bytes) { return post.read(QString::fromUtf8(bytes)); });
    judgeAll(QStringLiteral("*.txt"), [&](const QByteArray &bytes) { return post.verify(QString::fromUtf8(bytes)); });
    return {};
}

Result<void> ask(const QDir &folder, qint64 now)
{
    Post post(now);
    if (const Result<void> opened = post.open(folder); !opened)
        return opened;
    for (const QString &name : filesOf(folder, QStringLiteral("*.status")))
        (void)post.offer(load(folder.filePath(name)));
    std::unique_ptr<crypto::SoftwareSigner> key;
    if (const QByteArray seed = load(folder.filePath(QStringLiteral("counter.seed"))); !seed.isEmpty()) {
        auto made = crypto::makeEd25519Signer(Secret::copyOf(seed));
        if (!made)
            return fail(made.error());
        key = std::move(*made);
    }
    const Result<QString> challenge = post.ask(key.get());
    if (!challenge)
        return fail(challenge.error());
    std::puts(qPrintable(*challenge));
    std::fflush(stdout);
    for (std::string line; std::getline(std::cin, line);)
        print(post.verify(QString::fromStdString(line)));
    return {};
}

} // namespace dd::interop
