// What a post holds and gives to the judge: status lists, its rule, its own questions, whose clock is wrong.
#include "app/counter/verdict_text.h"
#include "tests/app/counter/post_stand.h"
#include "tests/support/registry.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

using namespace dd;
using dd::counter::Options;
using dd::counter::Post;
using dd::test::World;
using credential::CredentialType;
using credential::Group;
using credential::Purpose;
using trust::Overall;

using dd::test::PostStand;

class TestPost : public QObject
{
    Q_OBJECT
private slots:
    void whoWasRevokedIsKnown()
    {
        PostStand stand;
        stand.putStatusList(World::now - 600);
        const auto post = stand.open();
        const trust::Verdict good = stand.look(*post, 0);
        QCOMPARE(good.overall, Overall::Valid);
        QCOMPARE(good.status, trust::StatusState::Good);
        QCOMPARE(good.statusAge, std::optional<qint64>(600));
        QVERIFY(counter::VerdictText::rows(good).contains(counter::Row{QStringLiteral("Danh sách thu hồi"), QStringLiteral("10 phút trước"), {}}));
        QCOMPARE(stand.look(*post, 2).status, trust::StatusState::Suspended);
        QCOMPARE(stand.look(*post, 1).status, trust::StatusState::Revoked);
        QCOMPARE(stand.look(*post, 1).overall, Overall::Invalid);
        stand.clock.advance(World::day);
        QCOMPARE(stand.look(*post, 0).overall, Overall::CannotCheck); // the list is past its end
    }

    void whatAnotherProgramTookInCountsWithinAMinute()
    {
        PostStand stand;
        const auto post = stand.open();
        QCOMPARE(stand.look(*post, 0).status, trust::StatusState::Unknown);
        stand.putStatusList(World::now - 600);
        QCOMPARE(stand.look(*post, 0).status, trust::StatusState::Unknown);
        stand.clock.advance(60);
        QCOMPARE(stand.look(*post, 0).status, trust::StatusState::Good);

        // A newer trust list too; and from then on an older one is none.
        stand.options.trustFile = stand.world.writeTrustList("newer.cwt", 4, World::now);
        QCOMPARE(stand.open()->trustList()->sequence, 4);
        stand.clock.advance(60);
        QCOMPARE(stand.look(*post, 0).overall, Overall::Valid);
        QCOMPARE(post->trustList()->sequence, 4);
        const auto offered = post->offerTrustList(stand.read("trust-list.cwt"));
        QVERIFY(!offered);
        QCOMPARE(offered.error().code, ErrorCode::TrustListRollback);
    }

    void aNewerListOfAnotherProgramIsNotOverwritten()
    {
        PostStand stand;
        const auto post = stand.open();
        const QString four = stand.world.writeTrustList("four.cwt", 4, World::now);
        const QString five = stand.world.writeTrustList("five.cwt", 5, World::now);
        stand.options.trustFile = five;
        QCOMPARE(stand.open()->trustList()->sequence, 5);
        const auto offered = post->offerTrustListFile(four);
        QVERIFY(!offered);
        QCOMPARE(offered.error().code, ErrorCode::TrustListRollback);
        stand.options.trustFile.clear();
        QCOMPARE(stand.open()->trustList()->sequence, 5);
    }

    void thePostsRuleIsAsked()
    {
        PostStand stand;
        stand.writeSettings(R"({"rule": {"types": ["identity"], "leastLevel": 1}})");
        const auto post = stand.open();
        const trust::Verdict pass = post->check(stand.world.show(stand.world.pass(*stand.world.issuer)));
        QCOMPARE(pass.overall, Overall::Invalid);
        QCOMPARE(pass.failedStep, trust::Step::Rule);
        QCOMPARE(post->check(stand.world.show(stand.world.identity(*stand.world.issuer))).overall, Overall::Valid);

        stand.writeSettings(R"({"rule": {"types": ["travel-pass"], "here": {"province": "31", "tableVersion": 20250701}, "needsPlate": true}})");
        QCOMPARE(stand.open()->check(stand.world.show(stand.world.pass(*stand.world.issuer))).failedStep, trust::Step::Rule);
        stand.writeSettings(R"({"rule": {"types": ["travel-pass"], "here": {"province": "48", "tableVersion": 20250701}, "needsPlate": true}})");
        QCOMPARE(stand.open()->check(stand.world.show(stand.world.pass(*stand.world.issuer))).overall, Overall::Valid);
    }

    void whoseClockIsWrongIsSaid()
    {
        PostStand stand;
        const auto post = stand.open();
        const auto pass = stand.world.pass(*stand.world.issuer);
        const trust::Verdict early = post->check(stand.world.show(pass, World::now + 300));
        QCOMPARE(early.overall, Overall::CannotCheck);
        QCOMPARE(early.clock, (std::optional<trust::ClockFinding>({trust::ClockFinding::Whose::Unknown, 300})));
    }

    void aRegisteredCounterAsksUnderItsName()
    {
        PostStand stand;
        const auto keyFile = counter::makeCounterKey(stand.options.stateFolder, stand.random);
        QVERIFY(keyFile);
        QCOMPARE(counter::makeCounterKey(stand.options.stateFolder, stand.random).value(), *keyFile);
        const auto key = crypto::PublicKey::fromCose(QByteArrayView(stand.read("state/counter.cose")));
        QVERIFY(key);
        QCOMPARE(QFile::permissions(stand.world.path("state/counter.key")) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        stand.registered = *key;
        stand.world.writeTrustList("trust-list.cwt", 4);
        stand.writeSettings(R"({"id": "kx-vi-du", "name": "not asked for"})");
        const auto post = stand.open();

        const auto question = post->ask({{CredentialType::Identity, {Group::Number, Group::Person, Group::Address}}}, Purpose::Lodging);
        QVERIFY2(question.has_value(), question ? "" : qPrintable(question.error().detail));
        QVERIFY(question->judged.registered);
        QCOMPARE(question->judged.nameVi, QStringLiteral("Khách sạn Thí Dụ"));
        QCOMPARE(question->judged.refused.size(), 1); // the number
        const auto identity = stand.world.identity(*stand.world.issuer);
        const QString code = stand.answer(question->text, identity);
        const trust::Verdict verdict = post->check(code);
        QCOMPARE(verdict.overall, Overall::Valid);
        QCOMPARE(verdict.mode, std::optional(trust::Mode::Challenge));
        QVERIFY(verdict.claims->address.has_value());
        QCOMPARE(verdict.askedButMissing, QList<Group>{Group::Number});
        stand.clock.advance(3);
        QCOMPARE(post->check(code).holder, trust::HolderState::Replayed);

        const auto other = post->ask({{CredentialType::Identity, {Group::Person}}}, Purpose::Checkpoint);
        QVERIFY(!other);
        QCOMPARE(other.error().code, ErrorCode::CounterMayNotAsk);
        // An answer is for the counter that asked, and for nobody else.
        const auto again = post->ask({{CredentialType::Identity, {Group::Person}}}, Purpose::Lodging);
        QVERIFY(again);
        const trust::Verdict elsewhere = stand.open()->check(stand.answer(again->text, identity));
        QCOMPARE(elsewhere.overall, Overall::Invalid);
        QCOMPARE(post->check(stand.answer(again->text, identity)).overall, Overall::Valid);
    }

    void aCounterMayNotAskUnderAnothersName()
    {
        PostStand stand;
        stand.registered = stand.partyKey->publicKey();
        stand.world.writeTrustList("trust-list.cwt", 4);
        stand.writeSettings(R"({"id": "kx-vi-du"})");
        const auto question = stand.open()->ask({{CredentialType::Identity, {Group::Person}}}, Purpose::Lodging);
        QVERIFY(!question);
        QCOMPARE(question.error().code, ErrorCode::CounterMayNotAsk);
    }

    void anUnregisteredCounterGetsThePersonAlone()
    {
        PostStand stand;
        stand.writeSettings(R"({"id": "quay-1", "name": "Quầy thử"})");
        const auto post = stand.open();
        const auto question = post->ask({{CredentialType::Identity, {Group::Person, Group::Address}}}, Purpose::Desk);
        QVERIFY(question);
        QVERIFY(!question->judged.registered);
        QCOMPARE(question->judged.claimedName, QStringLiteral("Quầy thử"));
        const trust::Verdict verdict = post->check(stand.answer(question->text, stand.world.identity(*stand.world.issuer)));
        QCOMPARE(verdict.overall, Overall::Valid);
        QCOMPARE(verdict.askedButMissing, QList<Group>{Group::Address});
        QVERIFY(counter::VerdictText::rows(verdict).contains(counter::Row{QStringLiteral("Không chia sẻ"), QStringLiteral("Địa chỉ"), {}}));
        QVERIFY(!verdict.claims->address.has_value());
    }

    void settingsThatAreMalformed_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("member");
        const auto row = [](const char *json, const char *member) { QTest::newRow(json) << QByteArray(json) << QString::fromLatin1(member); };
        row("[]", "not a JSON object");
        row("{", "not a JSON object");
        row(R"({"rules": {}})", "only id, name and rule are known");
        row(R"({"id": "vn:counter"})", "id");
        row(R"({"id": 5})", "id");
        row(R"({"name": ""})", "name");
        row(R"({"rule": []})", "rule");
        row(R"({"rule": {"type": ["identity"]}})", "rule");
        row(R"({"rule": {"types": []}})", "rule.types");
        row(R"({"rule": {"types": ["passport"]}})", "rule.types");
        row(R"({"rule": {"types": ["identity", "65001"]}})", "rule.types");
        row(R"({"rule": {"leastLevel": 3}})", "rule.leastLevel");
        row(R"({"rule": {"leastLevel": "1"}})", "rule.leastLevel");
        row(R"({"rule": {"here": "01"}})", "rule.here");
        row(R"({"rule": {"here": {"province": "1", "tableVersion": 20250701}}})", "rule.here.province");
        row(R"({"rule": {"here": {"province": "01", "ward": "4", "tableVersion": 20250701}}})", "rule.here.ward");
        row(R"({"rule": {"here": {"province": "01"}}})", "rule.here.tableVersion");
        row(R"({"rule": {"needsPlate": 1}})", "rule.needsPlate");
    }
    void settingsThatAreMalformed()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, member);
        PostStand stand;
        stand.writeSettings(json);
        const auto post = Post::open(stand.options, stand.clock, stand.random);
        QVERIFY(!post);
        QCOMPARE(post.error().code, ErrorCode::CounterSettingsInvalid);
        QCOMPARE(post.error().detail, member);
    }

    void whatToAskForIsRead()
    {
        QCOMPARE(counter::parseAsked(QStringLiteral("identity:address,person")),
                 (std::optional<credential::Asked>({CredentialType::Identity, {Group::Person, Group::Address}})));
        QCOMPARE(counter::parseAsked(QStringLiteral("65002:11,2")),
                 (std::optional<credential::Asked>({CredentialType::TravelPass, {Group::Number, Group::Companions}})));
        QCOMPARE(counter::parseAsked(QStringLiteral("residence-receipt")), (std::optional<credential::Asked>({CredentialType::ResidenceReceipt, {}})));
        for (const char *wrong : {"", ":person", "identity:", "identity:companions", "identity:person,person", "printed-copy:person", "65005", "65001:3"})
            QVERIFY2(!counter::parseAsked(QLatin1String(wrong)), wrong);
        QCOMPARE(counter::parsePurpose(QStringLiteral("age-check")), std::optional(Purpose::AgeCheck));
        QCOMPARE(counter::parsePurpose(QStringLiteral("1")), std::optional(Purpose::Checkpoint));
        for (const char *wrong : {"", "0", "7", "Desk"})
            QVERIFY2(!counter::parsePurpose(QLatin1String(wrong)), wrong);
    }

    // The program itself: a question out, an answer in, a verdict out.
    void theProgramAsks()
    {
        PostStand stand;
        const QString png = stand.world.path("question.png");
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("none-needed"));
        program.setProcessEnvironment(environment);
        program.start(QCoreApplication::applicationDirPath() + QStringLiteral("/dinhdanh-counter"),
                      {QStringLiteral("challenge"), QStringLiteral("--json"), QStringLiteral("--demo"), QStringLiteral("--ask"),
                       QStringLiteral("identity:person,personalNumber"), QStringLiteral("--purpose"), QStringLiteral("desk"), QStringLiteral("--png"), png,
                       QStringLiteral("--trust"), stand.options.trustFile, QStringLiteral("--root"), stand.options.rootFile, QStringLiteral("--state"),
                       stand.options.stateFolder, QStringLiteral("--at"), QString::number(World::now)});
        QTRY_VERIFY_WITH_TIMEOUT(program.canReadLine(), 30'000);
        const QJsonObject question = QJsonDocument::fromJson(program.readLine()).object();
        QCOMPARE(question.value(QLatin1String("registered")), QJsonValue(false));
        const QString text = question.value(QLatin1String("challenge")).toString();
        QCOMPARE(question.value(QLatin1String("refused")).toArray().at(0).toObject().value(QLatin1String("groups")).toArray(),
                 QJsonArray{QStringLiteral("personalNumber")});
        const QImage symbol = QImage(png).convertToFormat(QImage::Format_Grayscale8);
        qr::GrayImage grey{symbol.width(), symbol.height(), {}};
        for (int y = 0; y < symbol.height(); ++y)
            grey.pixels.append(reinterpret_cast<const char *>(symbol.constScanLine(y)), symbol.width());
        QCOMPARE(qr::readQrCodes(grey).value_or(QStringList()), QStringList{text});

        program.write(stand.answer(text, stand.world.identity(*stand.world.issuer)).toLatin1() + '\n');
        QTRY_VERIFY_WITH_TIMEOUT(program.canReadLine(), 30'000);
        const QJsonObject verdict = QJsonDocument::fromJson(program.readLine()).object();
        QCOMPARE(verdict.value(QLatin1String("overall")).toString(), QStringLiteral("valid"));
        QCOMPARE(verdict.value(QLatin1String("mode")).toString(), QStringLiteral("challenge"));
        QCOMPARE(verdict.value(QLatin1String("askedButMissing")).toArray(), QJsonArray{QStringLiteral("personalNumber")});
        program.closeWriteChannel();
        QVERIFY(program.waitForFinished(30'000));
        QCOMPARE(program.exitCode(), 0);
    }

    void theProgramNamesTheMemberThatIsWrong()
    {
        PostStand stand;
        stand.writeSettings("{\"rule\": {\"types\": [\"passport\"]}}");
        QProcess program;
        program.start(QCoreApplication::applicationDirPath() + QStringLiteral("/dinhdanh-counter"),
                      {QStringLiteral("verify"), QStringLiteral("--state"), stand.options.stateFolder, QStringLiteral("--post"), stand.options.postFile,
                       QStringLiteral("-")});
        program.closeWriteChannel();
        QVERIFY(program.waitForFinished(30'000));
        QCOMPARE(program.exitCode(), 2);
        const QByteArray said = program.readAllStandardError();
        QVERIFY2(said.contains("CTR-007") && said.contains("rule.types"), said.constData());
    }

    void theProgramMakesItsKeyOnce()
    {
        PostStand stand;
        const auto run = [&](const QStringList &arguments) {
            QProcess program;
            program.start(QCoreApplication::applicationDirPath() + QStringLiteral("/dinhdanh-counter"), arguments);
            return program.waitForFinished(30'000) ? program.exitCode() : -1;
        };
        const QStringList key{QStringLiteral("key"), QStringLiteral("--state"), stand.options.stateFolder};
        QCOMPARE(run(key), 0);
        const QByteArray first = stand.read("state/counter.cose");
        QVERIFY(crypto::PublicKey::fromCose(QByteArrayView(first)));
        QCOMPARE(run(key), 0);
        QCOMPARE(stand.read("state/counter.cose"), first);
        QCOMPARE(run({QStringLiteral("key")}), 64);
        QCOMPARE(run({QStringLiteral("challenge"), QStringLiteral("--ask"), QStringLiteral("identity:person")}), 64);
        QCOMPARE(run({QStringLiteral("challenge"), QStringLiteral("--ask"), QStringLiteral("identity:companions"), QStringLiteral("--purpose"),
                      QStringLiteral("desk")}),
                 64);
    }
};

DD_TEST(TestPost)
#include "test_post.moc"
