// A post in a world whose issuer keeps status lists, and in whose register one counter may stand.
#pragma once

#include "app/counter/post.h"
#include "tests/app/counter/world.h"

namespace dd::test {

struct PostStand
{
    PostStand()
    {
        statusKey = make();
        partyKey = make();
        world.adjust = [this](trust::TrustList &list) {
            list.issuers[0].status = trust::StatusIssuer{{statusKey->publicKey()}, statusPrefix};
            if (registered)
                list.relyingParties = {{QStringLiteral("kx-vi-du"),
                                        QStringLiteral("Khách sạn Thí Dụ"),
                                        QStringLiteral("Example Hotel"),
                                        *registered,
                                        {credential::Purpose::Lodging},
                                        {{credential::CredentialType::Identity, {credential::Group::Person, credential::Group::Address}}}}};
        };
        world.writeTrustList("trust-list.cwt", 3);
        options.trustFile = world.path("trust-list.cwt");
        options.rootFile = world.path("root.cose");
        options.stateFolder = world.path("state");
        options.demo = true;
        options.gate = QStringLiteral("1");
    }
    std::unique_ptr<crypto::SoftwareSigner> make()
    {
        auto made = crypto::generateSigner(crypto::Algorithm::Ed25519, random);
        if (!made)
            qFatal("no signer");
        return std::move(*made);
    }
    std::unique_ptr<counter::Post> open()
    {
        auto post = counter::Post::open(options, clock, random);
        if (!post)
            qFatal("no post: %s %s", qPrintable(errorId(post.error().code)), qPrintable(post.error().detail));
        return std::move(*post);
    }
    // Entry 1 is revoked, entry 2 suspended, all others are good.
    [[nodiscard]] QByteArray statusList(qint64 issued, const QByteArray &bitmap = QByteArray("\x24\x00", 2))
    {
        trust::StatusList list;
        list.uri = statusUri;
        list.issuedAt = issued;
        list.expires = issued + World::day;
        list.bitmap = bitmap;
        const auto token = trust::signStatusList(list, *statusKey);
        if (!token)
            qFatal("no status list");
        return *token;
    }
    // As another program of the post takes one in.
    void putStatusList(qint64 issued)
    {
        const auto trusted = trust::openTrustList(read("trust-list.cwt"), world.root->publicKey());
        trust::StatusStore store;
        if (!trusted || !store.openFolder(options.stateFolder + QStringLiteral("/status"), *trusted) ||
            !store.offer(statusList(issued), statusUri, trusted->issuers.at(0)))
            qFatal("no status list");
    }
    [[nodiscard]] QByteArray read(const char *name) const
    {
        QFile file(world.path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void writeSettings(const QByteArray &json)
    {
        world.write("post.json", json);
        options.postFile = world.path("post.json");
    }
    trust::Verdict look(counter::Post &post, qint64 index)
    {
        world.status = credential::StatusReference{index, statusUri};
        return post.check(world.show(world.pass(*world.issuer), clock.now()));
    }
    // What the holder's phone answers, with everything that it may.
    QString answer(const QString &challenge, const credential::Credential &held)
    {
        const auto received = credential::parseChallenge(challenge);
        const auto trusted = trust::openTrustList(read("trust-list.cwt"), world.root->publicKey());
        if (!received || !trusted)
            return {};
        const auto judged = trust::judgeChallenge(*received, &*trusted, clock);
        if (!judged || judged->allowed.isEmpty())
            return {};
        const auto request = trust::answerTo(*judged, judged->allowed.at(0).type, judged->allowed.at(0).groups);
        const auto text = request ? credential::present(held, *request, *world.holder, random, clock) : fail(request.error());
        return text ? *text : QString();
    }

    static inline const QByteArray statusPrefix{"https://status.vi-du.vn/"};
    static inline const QByteArray statusUri{"https://status.vi-du.vn/1"};

    World world;
    FixedClock clock{World::now};
    SystemRandom random;
    std::unique_ptr<crypto::SoftwareSigner> statusKey, partyKey;
    std::optional<crypto::PublicKey> registered;
    counter::Options options;
};

} // namespace dd::test
