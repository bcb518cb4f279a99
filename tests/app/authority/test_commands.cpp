// The operator's commands, from an empty folder to a counter that refuses what was revoked.
#include "app/authority/list_keeper.h"
#include "app/authority/state_files.h"
#include "core/crypto/symmetric.h"
#include "tests/app/authority/published_site.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd::test;
namespace authority = dd::authority;
namespace trust = dd::trust;
using trust::Overall;
using trust::StatusState;

namespace {

constexpr qint64 commandTime = 1'795'258'800; // 2026-11-21 11:00 UTC
constexpr qint64 commandDay = 86'400;

// One order of each type, for the key.
QString orderFor(const char *type, const dd::crypto::PublicKey &key, const char *more = "")
{
    static const QMap<QByteArray, QByteArray> members{
        {"identity", R"("level":2,"evidence":6,"address":{"text":"Số 1, đường Mẫu","place":{"province":"01"}},"agesReached":[14,16,18])"},
        {"travel-pass", R"("kind":"group","from":{"province":"01"},"to":{"province":"79"},"validFrom":"2026-11-21T10:00:00Z","validTo":"2026-11-25T10:00:00Z",
           "trips":"return","companions":[{"fullName":"TRẦN THỊ MẪU","birthDate":19920000}],"conditions":[{"type":"test","reference":"XN-1","maxAge":259200}])"},
        {"residence-status", R"("asOf":20261121,"permanentAddress":{"text":"Số 1, đường Mẫu"},"household":{"number":"HK-000001","relation":3,"count":4})"},
        {"residence-receipt", R"("dossierCode":"TBLT-1","state":"accepted","decidedAt":"2026-11-21T10:00:00Z",
           "members":[{"fullName":"TRẦN THỊ MẪU","birthDate":19920203,"relation":1}])"}};
    return QStringLiteral(R"({"type":"%1","personalNumber":"001090000017","keys":["%2"],"expires":"2026-12-21T00:00:00Z",
        "person":{"fullName":"NGUYỄN VĂN MẪU","birthDate":19900101,"sex":"male","nationality":"VNM"},%3%4})")
        .arg(QLatin1String(type), QString::fromLatin1(key.cose().toHex()), QString::fromUtf8(members.value(type)), QString::fromUtf8(more));
}

} // namespace

class TestCommands : public QObject
{
    Q_OBJECT

    dd::FixedClock clock{commandTime};
    std::unique_ptr<Operator> run;
    QByteArray folderOf;
    std::unique_ptr<dd::crypto::SoftwareSigner> holder;

    // The credential's bytes; and where it stands, when it does.
    QByteArray issued(const char *type, const char *more = "", QString *place = nullptr)
    {
        const QString file = run->save(QStringLiteral("order.json"), orderFor(type, holder->publicKey(), more).toUtf8());
        const QString out = run->path(QStringLiteral("out"));
        const Ran ran = (*run)(QStringLiteral("issue --in %1 --out %2").arg(file, out));
        if (ran.code != 0)
            qWarning("%s", qPrintable(ran.err));
        const QStringList words = ran.out.trimmed().split(u' ');
        if (place && words.size() == 2)
            *place = words.last();
        return readFile(out + u'/' + words.first());
    }
    void prepare()
    {
        QCOMPARE((*run)(QStringLiteral("root new")).code, 0);
        QCOMPARE((*run)(QStringLiteral("issuer new --status-prefix ") + QString::fromLatin1(sitePrefix)).code, 0);
    }

private slots:
    // The rows of one table meet one folder: none of them changes it.
    void init()
    {
        clock.set(commandTime);
        const QByteArray function = QTest::currentTestFunction();
        if (run && function == folderOf && QTest::currentDataTag())
            return;
        folderOf = function;
        run = std::make_unique<Operator>(clock);
        holder = dd::crypto::generateSigner(dd::crypto::Algorithm::Esp256, run->random).value();
    }

    void fromNothingToARevocation()
    {
        prepare();
        const auto counterKey = dd::crypto::generateSigner(dd::crypto::Algorithm::Ed25519, run->random).value();
        const QString keyFile = run->save(QStringLiteral("counter.cose"), counterKey->publicKey().cose());
        const Ran party = (*run)(QStringLiteral("party add --id tt.example.vn --key %1 --ask 65001:10,2 --ask 65002: --purpose lodging,checkpoint").arg(keyFile),
                                 {QStringLiteral("--name-vi"), QStringLiteral("Chốt Mẫu"), QStringLiteral("--name-en"), QStringLiteral("Sample post")});
        QVERIFY2(party.code == 0, qPrintable(party.err));
        QCOMPARE((*run)(QStringLiteral("list sign --days 10")).code, 0);
        QString place;
        const QByteArray identity = issued("identity", "", &place);
        const QByteArray pass = issued("travel-pass");
        const QByteArray residence = issued("residence-status");
        const QByteArray receipt = issued("residence-receipt");
        const QByteArray printed = issued("travel-pass", R"(,"printed":true)");
        QVERIFY(place.startsWith(QString::fromLatin1(sitePrefix) + QStringLiteral("0#")));
        QCOMPARE(run->publish().out, QStringLiteral("root.cose\ntrust-list.cwt\nstatus/0\nstatus/lists.json\n"));

        PublishedCounter counter(run->site(), clock);
        QCOMPARE(counter.update(), QString());
        QCOMPARE(counter.list().nextUpdate, commandTime + 10 * commandDay);
        QCOMPARE(counter.list().findParty(QStringLiteral("tt.example.vn"))->nameVi, QStringLiteral("Chốt Mẫu"));
        QCOMPARE(counter.list().findParty(QStringLiteral("tt.example.vn"))->mayAsk.size(), 2);
        for (const QByteArray &token : {identity, pass, residence, receipt}) {
            const trust::Verdict verdict = counter.look(token, *holder);
            QVERIFY2(verdict.overall == Overall::Valid, qPrintable(trust::name(verdict.failedStep)));
            QCOMPARE(verdict.status, StatusState::Good);
        }
        QCOMPARE(counter.look(printed, *holder).error->code, dd::ErrorCode::PrintedCopyHolderUnknown);

        // One update later, and not before it.
        const QString file = run->save(QStringLiteral("identity.cwt"), identity);
        QCOMPARE((*run)(QStringLiteral("revoke --token ") + file).out, QStringLiteral("revoked: 1 of 1 credentials, 0 keys\n"));
        clock.advance(60);
        QCOMPARE(counter.look(identity, *holder).overall, Overall::Valid);
        QCOMPARE(run->publish().code, 0);
        QCOMPARE(counter.update(), QString());
        const trust::Verdict revoked = counter.look(identity, *holder);
        QCOMPARE(revoked.overall, Overall::Invalid);
        QCOMPARE(revoked.error->code, dd::ErrorCode::CredentialRevoked);
        QCOMPARE(counter.look(pass, *holder).overall, Overall::Valid);

        // By its place; and everything of the person, which leads back, but not for what was revoked.
        QCOMPARE((*run)(QStringLiteral("reinstate --index ") + place).out, QStringLiteral("reinstated: 0 of 1 credentials, 0 keys\n"));
        QCOMPARE((*run)(QStringLiteral("suspend --number 001090000017")).out, QStringLiteral("suspended: 4 of 5 credentials, 0 keys\n"));
        clock.advance(60);
        QCOMPARE(run->publish().code, 0);
        QCOMPARE(counter.update(), QString());
        for (const QByteArray &token : {pass, residence, receipt, printed})
            QCOMPARE(counter.look(token, *holder).error->code, dd::ErrorCode::CredentialSuspended);
        const QString byKey = QString::fromLatin1(holder->publicKey().thumbprint().toHex());
        QCOMPARE((*run)(QStringLiteral("reinstate --thumbprint ") + byKey).out, QStringLiteral("reinstated: 4 of 5 credentials, 0 keys\n"));
        clock.advance(60);
        QCOMPARE(run->publish().code, 0);
        QCOMPARE(counter.update(), QString());
        QCOMPARE(counter.look(pass, *holder).overall, Overall::Valid);
        QCOMPARE(counter.look(identity, *holder).error->code, dd::ErrorCode::CredentialRevoked);
        QCOMPARE((*run)(QStringLiteral("party remove --id tt.example.vn")).code, 0);
        QCOMPARE((*run)(QStringLiteral("party remove --id tt.example.vn")).code, 1);
    }

    void aCounterFollowsFromRootToRoot()
    {
        prepare();
        const QByteArray token = issued("identity");
        QCOMPARE(run->publish().code, 0);
        PublishedCounter counter(run->site(), clock);
        QCOMPARE(counter.update(), QString());
        for (int number = 2; number <= 3; ++number) {
            clock.advance(3600);
            const Ran rolled = (*run)(QStringLiteral("root roll"));
            QVERIFY2(rolled.out.startsWith(QStringLiteral("root %1 is in force from").arg(number)), qPrintable(rolled.out + rolled.err));
            QCOMPARE(run->publish().code, 0);
            QCOMPARE(counter.update(), QString());
            QCOMPARE(counter.look(token, *holder).overall, Overall::Valid);
        }
        // One whose time comes: the list is signed by the one before it until then, and by it from then on.
        const Ran later = (*run)(QStringLiteral("root roll --not-before 2026-11-22T00:00:00Z"));
        QCOMPARE(later.code, 0);
        QCOMPARE(run->publish().err, QString());
        QCOMPARE(counter.update(), QString());
        QCOMPARE((*run)(QStringLiteral("root roll --not-before 2026-11-21T23:00:00Z")).code, 1); // before the one before it
        clock.set(commandTime + commandDay);
        QVERIFY(run->publish().err.contains(QStringLiteral("run list sign")));
        QCOMPARE((*run)(QStringLiteral("list sign")).code, 0);
        QCOMPARE(run->publish().err, QString());
        QCOMPARE(counter.update(), QString());
        QCOMPARE(counter.look(token, *holder).overall, Overall::Valid);
        QVERIFY(QFile::exists(run->state() + QStringLiteral("/root-4.key")));
        PublishedCounter newcomer(run->site(), clock); // has the first root only
        QCOMPARE(newcomer.update(), QString());
    }

    void issuerKeysComeAndGo()
    {
        prepare();
        const QByteArray byFirst = issued("identity");
        const QString first = QString::fromLatin1(dd::credential::parseCredential(byFirst)->issuerKeyId.toHex());
        QCOMPARE((*run)(QStringLiteral("issuer new --vct 65002,65001 --days 30")).code, 0);
        const QByteArray bySecond = issued("identity");
        const QString second = QString::fromLatin1(dd::credential::parseCredential(bySecond)->issuerKeyId.toHex());
        QVERIFY(second != first);
        QCOMPARE(QString::fromLatin1(dd::credential::parseCredential(issued("residence-receipt"))->issuerKeyId.toHex()), first); // the newer may not
        QCOMPARE(run->publish().code, 0);
        PublishedCounter counter(run->site(), clock);
        QCOMPARE(counter.update(), QString());
        QCOMPARE(counter.look(byFirst, *holder).overall, Overall::Valid);
        QCOMPARE(counter.look(bySecond, *holder).overall, Overall::Valid);

        // Retired: nothing new by it, and what there is stays good.
        QCOMPARE((*run)(QStringLiteral("issuer retire --kid ") + first).code, 0);
        QVERIFY(!QFile::exists(run->state() + QStringLiteral("/issuer.key")));
        QVERIFY(issued("residence-receipt").isEmpty());
        clock.advance(60);
        QCOMPARE(run->publish().code, 0);
        QCOMPARE(counter.update(), QString());
        QCOMPARE(counter.look(byFirst, *holder).overall, Overall::Valid);
        // Stolen: nothing by it is believed. The last one needs another to take its place.
        QCOMPARE((*run)(QStringLiteral("issuer retire --stolen --kid ") + first).code, 0);
        clock.advance(60);
        QCOMPARE(run->publish().code, 0);
        QCOMPARE(counter.update(), QString());
        QCOMPARE(counter.look(byFirst, *holder).signature, trust::SignatureState::UnknownIssuer);
        QCOMPARE(counter.look(bySecond, *holder).overall, Overall::Valid);
        QVERIFY((*run)(QStringLiteral("issuer retire --stolen --kid ") + second).err.contains(QStringLiteral("issuer new")));
        QCOMPARE((*run)(QStringLiteral("issuer retire --kid ") + QString(16, u'0')).code, 1);
    }

    // As folders were before there were status lists: three types, no status.key. It opens, issues, and can be given lists.
    void anOlderFolderOpensAsItIs()
    {
        QVERIFY(QDir().mkpath(run->state() + QStringLiteral("/records")));
        const auto root = dd::crypto::generateSigner(dd::crypto::Algorithm::Ed25519, run->random).value();
        const auto issuer = dd::crypto::generateSigner(dd::crypto::Algorithm::Ed25519, run->random).value();
        trust::TrustList list;
        list.sequence = 3;
        list.issued = commandTime - commandDay;
        list.nextUpdate = commandTime + commandDay;
        list.issuers = {{QStringLiteral("VN"), issuer->publicKey().keyId(), issuer->publicKey(), {65001, 65002, 65004}, commandTime - 9 * commandDay,
                         commandTime + 9 * commandDay, QStringLiteral("Cơ quan cấp")}};
        const std::pair<const char *, QByteArray> files[] = {{"root.key", root->privateKey().view().toByteArray()},
                                                             {"issuer.key", issuer->privateKey().view().toByteArray()},
                                                             {"record.key", QByteArray(32, 'r')},
                                                             {"root.cose", root->publicKey().cose()},
                                                             {"trust-list.cwt", trust::signTrustList(list, *root).value()}};
        for (const auto &[name, content] : files)
            run->save(QStringLiteral("state/") + QLatin1String(name), content);

        const QByteArray before = issued("identity");
        QVERIFY(!dd::credential::parseCredential(before)->claims.status.has_value());
        QVERIFY(issued("residence-status").isEmpty()); // its issuer may not
        const Ran revoked = (*run)(QStringLiteral("suspend --number 001090000017"));
        QCOMPARE(revoked.out, QStringLiteral("suspended: 1 of 1 credentials, 0 keys\n"));
        QVERIFY(revoked.err.contains(QStringLiteral("1 of them stand in no status list")));
        for (const auto &[name, content] : files)
            QCOMPARE(readFile(run->state() + u'/' + QLatin1String(name)), content);

        QCOMPARE((*run)(QStringLiteral("list sign --status-prefix ") + QString::fromLatin1(sitePrefix)).code, 0);
        QVERIFY(dd::credential::parseCredential(issued("identity"))->claims.status.has_value());
        // Credentials name it by now.
        QVERIFY((*run)(QStringLiteral("list sign --status-prefix https://other.test/s/")).err.startsWith(QStringLiteral("COR-003")));
        QCOMPARE((*run)(QStringLiteral("list sign --status-prefix ") + QString::fromLatin1(sitePrefix)).code, 0);
    }

    void severalKeysOfOneOrder()
    {
        prepare();
        const auto other = dd::crypto::generateSigner(dd::crypto::Algorithm::Ed25519, run->random).value();
        const QString order = orderFor("identity", holder->publicKey());
        const QString second = QStringLiteral("\"keys\":[\"%1\",").arg(QString::fromLatin1(other->publicKey().cose().toHex()));
        const QString both = QString(order).replace(QStringLiteral("\"keys\":["), second);
        const QString out = run->path(QStringLiteral("out"));
        const auto issue = [&](const QString &json) {
            return (*run)(QStringLiteral("issue --in %1 --out %2").arg(run->save(QStringLiteral("order.json"), json.toUtf8()), out));
        };
        const Ran ran = issue(both);
        QCOMPARE(ran.out.count(u'\n'), 2);
        QCOMPARE(QDir(out).entryList(QDir::Files).size(), 2);
        QCOMPARE((*run)(QStringLiteral("revoke --number 001090000017")).out, QStringLiteral("revoked: 2 of 2 credentials, 0 keys\n"));
    }

    void aWrongOrderSaysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, const char *from, const char *to, const char *said) {
            QTest::newRow(name) << QString::fromUtf8(from) << QString::fromUtf8(to) << QString::fromUtf8(said);
        };
        row("no type of ours", "travel-pass", "ticket", "type: must be one of: identity, travel-pass, residence-status, residence-receipt");
        row("no time", "2026-11-25T10:00:00Z", "25/11/2026", "validTo: must be a time in UTC");
        row("no date", "19920000", "\"1992-00-00\"", "companions[0].birthDate: must be a whole number");
        row("no day of a year", "19900101", "19901301", "person");
        row("an unknown kind", "\"group\"", "\"crowd\"", "kind: must be one of: personal, work");
        row("an unknown member", "\"trips\"", "\"trip\":1,\"trips\"", "trip: is not known here");
        row("a member too deep", "\"birthDate\":19900101", "\"birthDate\":19900101,\"age\":3", "person.age: is not known here");
        row("a member missing", "\"personalNumber\":\"001090000017\",", "", "personalNumber: must be a text");
        row("a key that is none", "\"keys\":[\"a", "\"keys\":[\"b", "keys: must be COSE_Keys");
        row("not JSON", "{", "[", "no JSON object");
        row("a number of no person", "001090000017", "12", "issue");
        row("too great an age", "259200", "1e12", "conditions[0].maxAge: must be a whole number from 0 to 31536000");
        row("half an age", "259200", "0.5", "conditions[0].maxAge: must be a whole number");
    }
    void aWrongOrderSaysWhatIsWrong()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, said);
        if (!QFile::exists(run->state()))
            prepare();
        QString order = orderFor("travel-pass", holder->publicKey());
        QVERIFY(order.contains(from));
        order.replace(order.indexOf(from), from.size(), to);
        const QString file = run->save(QStringLiteral("order.json"), order.toUtf8());
        const Ran ran = (*run)(QStringLiteral("issue --in %1 --out %2").arg(file, run->path(QStringLiteral("out"))));
        QCOMPARE(ran.code, 1);
        QVERIFY2(ran.err.contains(said), qPrintable(ran.err));
    }

    void wrongWordsSayWhatIsRight_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *line, int code, const char *said) {
            QTest::newRow(line) << QString::fromLatin1(line) << code << QString::fromLatin1(said);
        };
        row("root", 64, "there are: init, root new");
        row("root new --port 1", 64, "root new has no option --port");
        row("root roll --not-before yesterday", 64, "2026-12-01T00:00:00Z");
        row("issuer new --vct 65001,65001", 64, "different types");
        row("issuer new --vct 1", 64, "65001 to 65005");
        row("issuer new --days 0", 64, "--days");
        row("issuer retire", 64, "16 hexadecimal digits");
        row("issuer new --status-prefix http://dd.test/", 1, "https://");
        row("issuer new --status-prefix https://dd.test", 1, "https://");
        row("party add --id vn:counter", 64, "party add needs");
        row("party add --id a --name-vi a --name-en a --key no-such-file --ask 65001:99 --purpose desk", 64, "65001:2,10");
        row("party add --id a --name-vi a --name-en a --key no-such-file --ask 65001:10 --purpose travel", 64, "age-check");
        row("party add --id a --name-vi a --name-en a --key no-such-file --ask 65001:10 --purpose desk", 1, "no-such-file");
        row("party remove", 64, "--id");
        row("list sign --days 9999", 64, "365");
        row("publish", 64, "--out");
        row("issue", 64, "--in");
        row("revoke", 64, "one of --number");
        row("revoke --number 1 --index 2", 64, "one of --number");
        row("revoke --number 001090000017", 1, "nothing of this authority");
        row("revoke --thumbprint 00", 1, "64 hexadecimal");
        row("revoke --index https://dd.test/status/0", 1, "URI#N");
        row("suspend --token no-such-file", 1, "no-such-file");
    }
    void wrongWordsSayWhatIsRight()
    {
        QFETCH(QString, line);
        QFETCH(int, code);
        QFETCH(QString, said);
        if (!QFile::exists(run->state()))
            QCOMPARE((*run)(QStringLiteral("init --demo")).code, 0);
        const QByteArray list = readFile(run->state() + QStringLiteral("/trust-list.cwt"));
        const Ran ran = (*run)(line);
        QCOMPARE(ran.code, code);
        QVERIFY2(ran.err.contains(said), qPrintable(ran.err));
        QCOMPARE(readFile(run->state() + QStringLiteral("/trust-list.cwt")), list);
    }

    // The status key and the issuer's are written before the list that names them; what no list names is not used.
    void aKeyThatNoListNamesIsNotUsed()
    {
        prepare();
        run->save(QStringLiteral("state/issuer-0011223344556677.key"), QByteArray(32, 'x'));
        const QByteArray token = issued("identity");
        QVERIFY(!token.isEmpty());
        run->save(QStringLiteral("state/status.key"), QByteArray(32, 'x'));
        QVERIFY((*run)(QStringLiteral("publish --out ") + run->site()).err.contains(QStringLiteral("does not name the status key")));
        run->save(QStringLiteral("state/root.key"), QByteArray(32, 'x'));
        QVERIFY((*run)(QStringLiteral("list sign")).err.contains(QStringLiteral("not the one that is pinned")));
    }
};

DD_TEST(TestCommands)
#include "test_commands.moc"
