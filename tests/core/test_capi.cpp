// The C interface as a C program meets it: texts in, one JSON object out, and no way to make it fall.
#include "core/capi/dinhdanh.h"
#include "core/trust/challenge_judge.h"
#include "core/trust/root_update.h"
#include "core/trust/verdict_json.h"
#include "tests/core/forge.h"
#include "tests/support/registry.h"

#include <atomic>
#include <memory>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <thread>
#include <vector>

using namespace dd;
using namespace dd::test;

namespace {

QJsonObject takenFromC(char *json)
{
    const QJsonObject object = json == nullptr ? QJsonObject() : QJsonDocument::fromJson(QByteArray(json)).object();
    dd_free(json);
    return object;
}

QString memberOf(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

} // namespace

// Not in the unnamed namespace: see ReplayPostFolder. A root, a list of today, a holder with a pass: the library reads the real clock.
struct LibraryWorld
{
    LibraryWorld()
        : parties(), root(makeSigner(crypto::Algorithm::Ed25519, 44)), publisher(makeSigner(crypto::Algorithm::Esp256, 55)),
          desk(makeSigner(crypto::Algorithm::Ed25519, 66))
    {
        save("root.cose", root->publicKey().cose());
        save("trust-list.cwt", list(5));
    }

    QByteArray list(qint64 sequence, bool demo = false) const
    {
        trust::TrustList made = parties.trust;
        made.sequence = sequence;
        made.issued = now - 3600;
        made.nextUpdate = now + 7 * aDay;
        made.demo = demo;
        made.issuers.first().notBefore = now - 30 * aDay;
        made.issuers.first().expires = now + 30 * aDay;
        made.issuers.first().status = trust::StatusIssuer{{publisher->publicKey()}, "https://tt.example.vn/s/"};
        using credential::Group;
        made.relyingParties = {{QStringLiteral("so-tt-01"), QStringLiteral("Quầy mẫu"), QStringLiteral("Sample desk"), desk->publicKey(),
                                {credential::Purpose::Desk}, {{credential::CredentialType::TravelPass, {Group::Number, Group::Person}}}}};
        return trust::signTrustList(made, *root).value_or(QByteArray());
    }
    // Every entry of it is `entry`.
    QByteArray statusList(char entry, qint64 issuedAt, const QByteArray &uri = "https://tt.example.vn/s/01") const
    {
        return trust::signStatusList({uri, issuedAt, issuedAt + aDay, {}, 8, QByteArray(16, entry)}, *publisher).value_or(QByteArray());
    }
    QByteArray code(quint64 seed = 1, std::optional<credential::StatusReference> status = {}) const
    {
        credential::PresentationRequest request;
        request.groups = {credential::Group::Person};
        return shown(request, seed, std::move(status));
    }
    // What a wallet answers that gives all it may.
    QByteArray answer(const QString &challenge, quint64 seed = 1) const
    {
        const auto judged = judge(challenge);
        const auto request = judged ? trust::answerTo(*judged, credential::CredentialType::TravelPass, judged->allowed.first().groups)
                                    : std::unexpected(judged.error());
        return request ? shown(*request, seed, {}) : QByteArray();
    }
    Result<trust::JudgedChallenge> judge(const QString &challenge) const
    {
        const auto received = credential::parseChallenge(challenge);
        const auto held = trust::openTrustList(list(5), root->publicKey());
        return received && held ? trust::judgeChallenge(*received, &*held, SystemClock()) : fail(received ? held.error() : received.error());
    }
    QByteArray shown(const credential::PresentationRequest &request, quint64 seed, std::optional<credential::StatusReference> status) const
    {
        CountingRandom random(seed);
        const FixedClock clock(now);
        credential::TravelPassClaims pass = samplePass();
        pass.validFrom = now - 3600;
        pass.validTo = now + aDay;
        const auto token =
            credential::issue({sampleNumber(), parties.holder->publicKey(), now + 20 * aDay, status}, pass, *parties.issuer, random, clock);
        const auto held = token ? credential::parseCredential(*token) : std::unexpected(token.error());
        const auto text = held ? credential::present(*held, request, *parties.holder, random, clock) : std::unexpected(held.error());
        return text ? text->toUtf8() : QByteArray();
    }
    QString save(const char *name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? file.fileName() : QString();
    }
    QString path(const char *name) const { return folder.filePath(QLatin1String(name)); }
    QJsonObject config(const QJsonObject &more = {}) const
    {
        QJsonObject object{{QStringLiteral("root"), path("root.cose")}, {QStringLiteral("trustList"), path("trust-list.cwt")}};
        for (auto member = more.begin(); member != more.end(); ++member)
            object.insert(member.key(), member.value());
        return object;
    }

    Parties parties;
    std::unique_ptr<crypto::SoftwareSigner> root;
    std::unique_ptr<crypto::SoftwareSigner> publisher; // of status lists
    std::unique_ptr<crypto::SoftwareSigner> desk;      // a counter in the register
    const qint64 now = SystemClock().now();
    QTemporaryDir folder;
};

struct CloseLibraryCounter
{
    void operator()(dd_counter *counter) const { dd_close(counter); }
};
using LibraryCounter = std::unique_ptr<dd_counter, CloseLibraryCounter>;

class TestCapi : public QObject
{
    Q_OBJECT

    static LibraryCounter open(const QJsonObject &config, QJsonObject *refusal = nullptr)
    {
        char *error = nullptr;
        LibraryCounter counter(dd_open(QJsonDocument(config).toJson().constData(), refusal != nullptr ? &error : nullptr));
        if (refusal != nullptr)
            *refusal = takenFromC(error);
        return counter;
    }
    static QJsonObject verify(const LibraryCounter &counter, const QByteArray &text)
    {
        return takenFromC(dd_verify(counter.get(), text.constData(), static_cast<size_t>(text.size())));
    }
    static QJsonObject update(const LibraryCounter &counter, const QByteArray &list)
    {
        return takenFromC(dd_update(counter.get(), reinterpret_cast<const unsigned char *>(list.constData()), static_cast<size_t>(list.size())));
    }

    static QJsonObject updateStatus(const LibraryCounter &counter, const QByteArray &list)
    {
        return takenFromC(
            dd_update_status(counter.get(), reinterpret_cast<const unsigned char *>(list.constData()), static_cast<size_t>(list.size())));
    }

    static QJsonObject ask(const LibraryCounter &counter, const QByteArray &request = R"({"ask":{"travel-pass":["person","personalNumber"]},"purpose":"desk"})")
    {
        return takenFromC(dd_challenge(counter.get(), request.constData()));
    }

private slots:
    void theObjectIsTheVerdicts()
    {
        const LibraryWorld world;
        const QByteArray code = world.code();
        const auto list = trust::openTrustList(world.list(5), world.root->publicKey());
        QVERIFY(list.has_value());
        const SystemClock clock;
        trust::MemoryReplayCache cache(clock);
        QJsonObject expected = trust::toJson(trust::Verifier(&*list, cache, clock).verify(QString::fromUtf8(code)), clock.now());
        QJsonObject refusal;
        const LibraryCounter counter = open(world.config(), &refusal);
        QVERIFY(counter != nullptr);
        QVERIFY(refusal.isEmpty());
        QJsonObject said = verify(counter, "\t" + code + "\r\n");
        for (QJsonObject *each : {&expected, &said}) { // the second may have changed in between
            each->remove(QStringLiteral("checkedAt"));
            each->remove(QStringLiteral("trustListAge"));
        }
        QCOMPARE(said, expected);
        QCOMPARE(memberOf(said, "overall"), QStringLiteral("valid"));
        QCOMPARE(QLatin1String(dd_version()), QLatin1String(DINHDANH_VERSION));
    }

    void whatIsNoCodeIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("step");
        const QByteArray code = LibraryWorld().code();
        QTest::newRow("nothing") << QByteArray() << QStringLiteral("prefix");
        QTest::newRow("another code") << QByteArray("https://example.vn") << QStringLiteral("prefix");
        QTest::newRow("not UTF-8") << QByteArray("VN1:\xff\xfe\xc3") << QStringLiteral("base45");
        QTest::newRow("a NUL inside") << code.left(40) + '\0' + code.mid(41) << QStringLiteral("base45");
        QTest::newRow("cut short") << code.left(4 + 300) << QStringLiteral("cbor");
        QTest::newRow("eight megabytes") << "VN1:" + QByteArray(8 << 20, 'A') << QStringLiteral("size");
    }
    void whatIsNoCodeIsRefused()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, step);
        const LibraryWorld world;
        const LibraryCounter counter = open(world.config());
        const QJsonObject said = verify(counter, text);
        QCOMPARE(memberOf(said, "overall"), QStringLiteral("invalid"));
        QCOMPARE(memberOf(said, "failedStep"), step);
        QCOMPARE(memberOf(verify(counter, world.code()), "overall"), QStringLiteral("valid"));
    }

    void badConfigurationIsRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("detail");
        const QString input = errorId(ErrorCode::InvalidInput);
        QTest::newRow("empty") << QByteArray("") << input << QStringLiteral("not a JSON object");
        QTest::newRow("an array") << QByteArray("[]") << input << QStringLiteral("not a JSON object");
        QTest::newRow("no root") << QByteArray("{}") << input << QStringLiteral("either root or rootKey");
        QTest::newRow("both roots") << QByteArray(R"({"root":"a","rootKey":"YQ"})") << input << QStringLiteral("either root or rootKey");
        QTest::newRow("a misspelt member") << QByteArray(R"({"root":"a","trustlist":"b"})") << input
                                           << QStringLiteral("no member is called trustlist");
        QTest::newRow("a number for a path") << QByteArray(R"({"root":7})") << input << QStringLiteral("root is not a text");
        QTest::newRow("an empty gate") << QByteArray(R"({"root":"a","gate":""})") << input << QStringLiteral("gate is not a text");
        QTest::newRow("demo as a text") << QByteArray(R"({"root":"a","demo":"yes"})") << input << QStringLiteral("demo is not true or false");
        QTest::newRow("no base64url") << QByteArray(R"({"rootKey":"a+/b"})") << input << QStringLiteral("rootKey is not base64url");
        QTest::newRow("a name and no id") << QByteArray(R"({"root":"a","name":"b"})") << input << QStringLiteral("key and name are for a relyingParty");
        QTest::newRow("nobody's id") << QByteArray(R"({"root":"a","relyingParty":"vn:counter"})") << input
                                     << QStringLiteral("relyingParty is not 1 to 32 characters of ASCII, or begins with vn:");
        QTest::newRow("a key and a name") << QByteArray(R"({"root":"a","relyingParty":"b","key":"c","name":"d"})") << input
                                          << QStringLiteral("either key or name: who signs is named by the register");
        QTest::newRow("no such file") << QByteArray(R"({"root":"nowhere/root.cose"})") << errorId(ErrorCode::CounterFileUnreadable)
                                      << QStringLiteral("cannot be opened");
    }
    void badConfigurationIsRefused()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, code);
        char *error = nullptr;
        QVERIFY(dd_open(json.constData(), &error) == nullptr);
        const QJsonObject said = takenFromC(error);
        QCOMPARE(memberOf(said, "code"), code);
        QTEST(memberOf(said, "detail"), "detail");
        QVERIFY(dd_open(json.constData(), nullptr) == nullptr);
    }

    void aDemoListNeedsLeave()
    {
        const LibraryWorld world;
        world.save("trust-list.cwt", world.list(5, true));
        QJsonObject refusal;
        QVERIFY(open(world.config(), &refusal) == nullptr);
        QCOMPARE(memberOf(refusal, "code"), errorId(ErrorCode::CounterDemoNotAllowed));
        const LibraryCounter counter = open(world.config({{QStringLiteral("demo"), true}}));
        const QJsonObject said = verify(counter, world.code());
        QCOMPARE(memberOf(said, "overall"), QStringLiteral("valid"));
        QVERIFY(said.value(QLatin1String("demo")).toBool());
    }

    void aNewerListIsTakenAndAnOlderOneNot()
    {
        const LibraryWorld world;
        const QString rootKey =
            QString::fromLatin1(world.root->publicKey().cose().toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
        const LibraryCounter counter = open({{QStringLiteral("rootKey"), rootKey}});
        QCOMPARE(memberOf(verify(counter, world.code()), "failedStep"), QStringLiteral("issuer"));
        QCOMPARE(update(counter, world.list(6)).value(QLatin1String("sequence")).toInteger(), 6);
        QCOMPARE(memberOf(update(counter, world.list(5)), "code"), errorId(ErrorCode::TrustListRollback));
        QCOMPARE(memberOf(update(counter, world.list(7).chopped(1)), "code"), errorId(ErrorCode::TrustListInvalid));
        QCOMPARE(memberOf(update(counter, world.list(7, true)), "code"), errorId(ErrorCode::CounterDemoNotAllowed));
        QCOMPARE(memberOf(update(counter, QByteArray((4 << 20) + 1, '\0')), "detail"), QStringLiteral("too large"));
        QCOMPARE(memberOf(verify(counter, world.code()), "overall"), QStringLiteral("valid"));
        QCOMPARE(update(counter, world.list(7)).value(QLatin1String("sequence")).toInteger(), 7);
    }

    void gatesShareWhatTheySaw()
    {
        const LibraryWorld world;
        const QJsonObject replay{{QStringLiteral("replay"), world.path("replay")}};
        QJsonObject second = replay;
        second.insert(QStringLiteral("gate"), QStringLiteral("gate 2"));
        const LibraryCounter here = open(world.config(replay));
        const LibraryCounter there = open(world.config(second));
        const LibraryCounter unnamed = open(world.config(replay)); // is not `here`
        const LibraryCounter alone = open(world.config());
        QCOMPARE(memberOf(verify(here, world.code()), "overall"), QStringLiteral("valid"));
        QCOMPARE(memberOf(verify(there, world.code()), "holder"), QStringLiteral("replayed"));
        QCOMPARE(memberOf(verify(unnamed, world.code()), "holder"), QStringLiteral("replayed"));
        QCOMPARE(memberOf(verify(alone, world.code()), "overall"), QStringLiteral("valid"));
    }

    // A list under the next root is opened by whoever has the chain that leads to it.
    void theRootRollsOver()
    {
        const LibraryWorld world;
        const auto next = makeSigner(crypto::Algorithm::Ed25519, 45);
        const auto update = trust::signRootUpdate({1, world.root->publicKey()}, *world.root, *next, world.now - 60);
        const auto held = trust::openTrustList(world.list(6), world.root->publicKey());
        QVERIFY(update && held);
        world.save("root-updates.cbor", trust::extendRootChain({}, *update).value_or(QByteArray()));
        world.save("trust-list.cwt", trust::signTrustList(*held, *next).value_or(QByteArray()));
        QVERIFY(!open(world.config()));
        const LibraryCounter counter = open(world.config({{QStringLiteral("rootUpdates"), world.path("root-updates.cbor")}}));
        QVERIFY(counter);
        QCOMPARE(memberOf(verify(counter, world.code()), "overall"), QStringLiteral("valid"));
        world.save("root-updates.cbor", *update); // no chain
        QVERIFY(!open(world.config({{QStringLiteral("rootUpdates"), world.path("root-updates.cbor")}})));
    }

    void whoWasRevokedIsTold()
    {
        const LibraryWorld world;
        const QByteArray code = world.code(1, credential::StatusReference{7, "https://tt.example.vn/s/01"});
        const QJsonObject config = world.config({{QStringLiteral("status"), world.path("status")}});
        const LibraryCounter counter = open(config);
        const QJsonObject unknown = verify(counter, code);
        QCOMPARE(memberOf(unknown, "overall"), QStringLiteral("cannot-check"));
        QCOMPARE(memberOf(unknown, "failedStep"), QStringLiteral("status"));

        QCOMPARE(memberOf(updateStatus(counter, world.statusList(0, world.now - 60)), "uri"), QStringLiteral("https://tt.example.vn/s/01"));
        const QJsonObject good = verify(counter, code);
        QCOMPARE(memberOf(good, "overall"), QStringLiteral("valid"));
        QCOMPARE(memberOf(good, "status"), QStringLiteral("good"));

        QVERIFY(!updateStatus(counter, world.statusList(1, world.now - 30)).contains(QLatin1String("code")));
        QCOMPARE(memberOf(updateStatus(counter, world.statusList(0, world.now - 45)), "code"), errorId(ErrorCode::StatusListRollback));
        QCOMPARE(memberOf(updateStatus(counter, world.statusList(0, world.now, "https://other.example.vn/s/01")), "detail"),
                 QStringLiteral("of no issuer on the trust list"));
        QVERIFY(updateStatus(counter, world.statusList(0, world.now).chopped(1)).contains(QLatin1String("code")));
        QCOMPARE(memberOf(updateStatus(counter, QByteArray(4 << 20, '\0')), "detail"), QStringLiteral("too large"));
        QCOMPARE(memberOf(verify(counter, code), "status"), QStringLiteral("revoked"));
        QCOMPARE(memberOf(verify(open(config), code), "overall"), QStringLiteral("invalid")); // kept in the folder
        QCOMPARE(memberOf(verify(open(world.config()), code), "status"), QStringLiteral("unknown"));

        // A list of the folder counts as soon as the trust list that names its key is there.
        QJsonObject later = config;
        later.remove(QStringLiteral("trustList"));
        const LibraryCounter waiting = open(later);
        QVERIFY(!update(waiting, world.list(5)).contains(QLatin1String("code")));
        QCOMPARE(memberOf(verify(waiting, code), "status"), QStringLiteral("revoked"));
    }

    void aSignedChallengeIsAnsweredOnce()
    {
        const LibraryWorld world;
        const QByteArrayView seed = world.desk->privateKey().view();
        world.save("counter.key", seed.toByteArray());
        const LibraryCounter counter =
            open(world.config({{QStringLiteral("relyingParty"), QStringLiteral("so-tt-01")}, {QStringLiteral("key"), world.path("counter.key")}}));
        const QJsonObject asked = ask(counter);
        QCOMPARE(asked.value(QLatin1String("validSeconds")).toInteger(), 120);
        const QString challenge = memberOf(asked, "challenge");
        const auto judged = world.judge(challenge);
        QVERIFY(judged.has_value());
        QVERIFY(judged->registered && judged->refused.isEmpty() && judged->purpose == credential::Purpose::Desk);
        QCOMPARE(judged->nameEn, QStringLiteral("Sample desk"));

        const QJsonObject said = verify(counter, world.answer(challenge));
        QCOMPARE(memberOf(said, "overall"), QStringLiteral("valid"));
        QCOMPARE(memberOf(said, "mode"), QStringLiteral("challenge"));
        QCOMPARE(memberOf(said.value(QLatin1String("who")).toObject(), "personalNumber"), sampleNumber());
        QCOMPARE(memberOf(verify(counter, world.answer(challenge, 2)), "failedStep"), QStringLiteral("replay"));
        // Another one is another question, and the answer to it is not an answer here.
        const QString other = memberOf(ask(counter), "challenge");
        QVERIFY(other != challenge);
        QCOMPARE(memberOf(verify(counter, world.answer(other, 3)), "overall"), QStringLiteral("valid"));
        const LibraryCounter beside = open(world.config({{QStringLiteral("relyingParty"), QStringLiteral("so-tt-01")}}));
        QCOMPARE(memberOf(verify(beside, world.answer(other, 4)), "failedStep"), QStringLiteral("freshness"));
        QCOMPARE(memberOf(verify(open(world.config()), world.answer(other, 4)), "failedStep"), QStringLiteral("audience"));
        QCOMPARE(memberOf(verify(counter, world.code()), "mode"), QStringLiteral("open")); // beside them, as ever
    }

    void whoDoesNotSignGetsThePerson()
    {
        const LibraryWorld world;
        const LibraryCounter counter =
            open(world.config({{QStringLiteral("relyingParty"), QStringLiteral("quan-01")}, {QStringLiteral("name"), QStringLiteral("Quán mẫu")}}));
        const QString challenge = memberOf(ask(counter), "challenge");
        const auto judged = world.judge(challenge);
        QVERIFY(judged.has_value());
        QVERIFY(!judged->registered);
        QCOMPARE(judged->claimedName, QStringLiteral("Quán mẫu"));
        const QJsonObject said = verify(counter, world.answer(challenge));
        QCOMPARE(memberOf(said, "overall"), QStringLiteral("valid"));
        QCOMPARE(said.value(QLatin1String("askedButMissing")).toArray(), QJsonArray{QStringLiteral("personalNumber")});
    }

    void badQuestionsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QString>("detail");
        QTest::newRow("nothing") << QByteArray() << QStringLiteral("not a JSON object");
        QTest::newRow("no purpose") << QByteArray(R"({"ask":{"identity":[]}})")
                                    << QStringLiteral("purpose is none of checkpoint, lodging, desk, boarding, age-check, other");
        QTest::newRow("a sentence for a purpose") << QByteArray(R"({"ask":{"identity":[]},"purpose":"win a prize"})")
                                                  << QStringLiteral("purpose is none of checkpoint, lodging, desk, boarding, age-check, other");
        QTest::newRow("nothing asked") << QByteArray(R"({"purpose":"desk"})") << QStringLiteral("ask names no credential");
        QTest::newRow("a printed copy") << QByteArray(R"({"ask":{"printed-copy":[]},"purpose":"desk"})")
                                        << QStringLiteral("nothing to ask for is called printed-copy");
        QTest::newRow("another type's group") << QByteArray(R"({"ask":{"identity":["companions"]},"purpose":"desk"})")
                                              << QStringLiteral("identity has no companions, or it stands there twice");
        QTest::newRow("a group twice") << QByteArray(R"({"ask":{"identity":["person","person"]},"purpose":"desk"})")
                                       << QStringLiteral("identity has no person, or it stands there twice");
        QTest::newRow("no array") << QByteArray(R"({"ask":{"identity":"person"},"purpose":"desk"})") << QStringLiteral("identity is not an array");
        QTest::newRow("a misspelt member") << QByteArray(R"({"ask":{"identity":[]},"purpose":"desk","nme":1})") << QStringLiteral("no member is called nme");
    }
    void badQuestionsAreRefused()
    {
        QFETCH(QByteArray, request);
        const LibraryWorld world;
        const LibraryCounter counter = open(world.config({{QStringLiteral("relyingParty"), QStringLiteral("quan-01")}}));
        const QJsonObject said = ask(counter, request);
        QCOMPARE(memberOf(said, "code"), errorId(ErrorCode::InvalidInput));
        QTEST(memberOf(said, "detail"), "detail");
        QCOMPARE(memberOf(ask(open(world.config())), "detail"), QStringLiteral("the configuration names no relyingParty"));
    }

    void aKeyFileIsReadOrRefused()
    {
        const LibraryWorld world;
        world.save("counter.key", QByteArray(31, 'k'));
        for (const auto &[file, detail] : {std::pair{"counter.key", "not 32 bytes"}, {"none.key", "cannot be opened"}}) {
            QJsonObject refusal;
            const QJsonObject config = world.config({{QStringLiteral("relyingParty"), QStringLiteral("a")}, {QStringLiteral("key"), world.path(file)}});
            QVERIFY(open(config, &refusal) == nullptr);
            QCOMPARE(memberOf(refusal, "code"), errorId(ErrorCode::CounterFileUnreadable));
            QCOMPARE(memberOf(refusal, "detail"), QLatin1String(detail));
        }
    }

    void threadsTakeTurns()
    {
        constexpr int threads = 4;
        constexpr int codes = 10;
        const LibraryWorld world;
        const LibraryCounter counter = open(world.config());
        QList<QByteArray> texts;
        for (int i = 0; i < threads * codes; ++i)
            texts.append(world.code(static_cast<quint64>(i) + 100));
        std::atomic<int> valid = 0;
        {
            std::vector<std::jthread> running;
            for (int thread = 0; thread < threads; ++thread)
                running.emplace_back([&, thread] {
                    for (int i = 0; i < codes; ++i)
                        valid += memberOf(verify(counter, texts.at(thread * codes + i)), "overall") == QLatin1String("valid") ? 1 : 0;
                });
        }
        QCOMPARE(valid.load(), threads * codes);
    }

    void aCallWithoutItsPartsIsAnswered()
    {
        const LibraryWorld world;
        const LibraryCounter counter = open(world.config());
        char *error = nullptr;
        QVERIFY(dd_open(nullptr, &error) == nullptr);
        QCOMPARE(memberOf(takenFromC(error), "code"), errorId(ErrorCode::InvalidInput));
        QCOMPARE(memberOf(takenFromC(dd_verify(nullptr, "VN1:", 4)), "detail"), QStringLiteral("no handle"));
        QCOMPARE(memberOf(takenFromC(dd_verify(counter.get(), nullptr, 4)), "detail"), QStringLiteral("no text"));
        QCOMPARE(memberOf(takenFromC(dd_verify(counter.get(), nullptr, 0)), "failedStep"), QStringLiteral("prefix"));
        QCOMPARE(memberOf(takenFromC(dd_update(nullptr, nullptr, 0)), "detail"), QStringLiteral("no handle"));
        QCOMPARE(memberOf(takenFromC(dd_update(counter.get(), nullptr, 1)), "detail"), QStringLiteral("no list"));
        QCOMPARE(memberOf(takenFromC(dd_update(counter.get(), nullptr, 0)), "code"), errorId(ErrorCode::TrustListInvalid));
        QCOMPARE(memberOf(takenFromC(dd_update_status(nullptr, nullptr, 0)), "detail"), QStringLiteral("no handle"));
        QCOMPARE(memberOf(takenFromC(dd_update_status(counter.get(), nullptr, 1)), "detail"), QStringLiteral("no list"));
        QVERIFY(takenFromC(dd_update_status(counter.get(), nullptr, 0)).contains(QLatin1String("code")));
        QCOMPARE(memberOf(takenFromC(dd_challenge(nullptr, "{}")), "detail"), QStringLiteral("no handle"));
        const LibraryCounter asking = open(world.config({{QStringLiteral("relyingParty"), QStringLiteral("quan-01")}}));
        QCOMPARE(memberOf(takenFromC(dd_challenge(asking.get(), nullptr)), "detail"), QStringLiteral("none"));
        dd_free(nullptr);
        dd_close(nullptr);
    }
};

DD_TEST(TestCapi)
#include "test_capi.moc"
