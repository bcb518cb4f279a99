// One-time copies come before they run out, each under a key of its own, and two showings have nothing in common that would link them.
#include "core/codec/base45.h"
#include "tests/app/citizen/copy_desk.h"
#include "tests/support/leaves.h"
#include "tests/support/registry.h"
#include "wallet/database.h"

namespace dd::citizen {
namespace {

test::Leaves leavesOf(const QString &code)
{
    test::Leaves leaves;
    test::collect(cbor::decode(base45::decode(code.mid(4).toUtf8()).value(), {.size = 1 << 16}).value(), leaves);
    return leaves;
}

} // namespace

class TestCopyRefill : public QObject
{
    Q_OBJECT
private slots:
    void copiesComeBeforeTheyRunOut()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        test::ScriptedNetwork &network = test::interpose(phone);
        test::CopyDesk desk(world, phone);
        network.answerWith(test::copiesPath, [&desk](const QByteArray &body) { return desk.answer(body); });
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.enrol());
        const auto number = [&](const char *sql) { return phone.app().session().vault()->database()->integer(sql).value(); };
        const char *const unused = "SELECT count(*) FROM copies WHERE presented_at IS NULL";
        QTRY_COMPARE(number(unused), 10);
        QCOMPARE(number("SELECT count(*) FROM holder_keys"), 11);
        QCOMPARE(desk.asked, 1);

        PresentController &present = phone.app().present();
        const auto showing = [&] {
            present.begin();
            present.share(QStringLiteral("person"), true);
            present.show();
            const QString code = present.code();
            present.close();
            return code;
        };
        // Key, salts, digests, signatures: of two showings no byte string is the same but the issuer's key id, and it says who issued.
        const test::Leaves first = leavesOf(showing());
        const test::Leaves second = leavesOf(showing());
        QVERIFY(first.bytes.size() > 8);
        QList<QByteArray> shared;
        for (const QByteArray &bytes : first.bytes) {
            if (second.bytes.contains(bytes))
                shared.append(bytes);
        }
        QCOMPARE(shared, QList<QByteArray>{phone.app().session().identity().value()->credential.issuerKeyId});
        // What is left, claims and times, is the same in both: nothing in it is one copy's own.
        QCOMPARE(first.others, second.others);

        for (int left = 7; left > 3; --left) {
            QCOMPARE(desk.asked, 1);
            QVERIFY(!showing().isEmpty());
        }
        QCOMPARE(number(unused), 4);
        QVERIFY(!showing().isEmpty()); // three are left
        QTRY_COMPARE(number(unused), 13);
        QCOMPARE(desk.asked, 2);

        // Nobody answers: every copy once, then the oldest again, and the page says so.
        network.answer(test::copiesPath, {503, "no"});
        for (int i = 0; i < 13; ++i) {
            present.begin();
            present.show();
            QVERIFY(present.isShowing() && present.copyNotice().isEmpty());
            present.close();
        }
        present.begin();
        present.show();
        QVERIFY(present.isShowing() && !present.copyNotice().isEmpty());
        present.close();
        QCOMPARE(number("SELECT count(*) FROM copies"), 20);

        // Back again: new ones, and those shown long ago are gone with their keys.
        network.answerWith(test::copiesPath, [&desk](const QByteArray &body) { return desk.answer(body); });
        phone.clock().advance(3601);
        QVERIFY(!showing().isEmpty());
        QTRY_COMPARE(number(unused), 10);
        QCOMPARE(number("SELECT count(*) FROM copies"), 11);
        QCOMPARE(number("SELECT count(*) FROM holder_keys"), 12);
        present.begin();
        present.show();
        QVERIFY(present.isShowing() && present.copyNotice().isEmpty());
    }

    // Nothing of a wrong answer stays, nor of one that comes to a locked wallet; the next opening asks anew.
    void whatIsNoCopyIsNotTaken()
    {
        using Mood = test::CopyDesk::Mood;
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        test::ScriptedNetwork &network = test::interpose(phone);
        test::CopyDesk desk(world, phone);
        network.answerWith(test::copiesPath, [&desk](const QByteArray &body) { return desk.answer(body); });
        const auto number = [&](const char *sql) { return phone.app().session().vault()->database()->integer(sql).value(); };
        const auto reopen = [&] {
            phone.app().wallet().lock();
            return phone.waitFor("page.secret") && phone.enterPin("480917") && phone.waitFor("page.home");
        };
        desk.mood = Mood::Swapped;
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.enrol());
        int openings = 0;
        for (const Mood mood : {Mood::Swapped, Mood::AnotherPerson, Mood::OneTooFew, Mood::Twice}) {
            desk.mood = mood;
            QVERIFY(openings++ == 0 || reopen());
            QTRY_COMPARE(desk.asked, openings);
            QTRY_COMPARE(number("SELECT count(*) FROM holder_keys"), 1); // the keys made for it are gone
            QCOMPARE(number("SELECT count(*) FROM copies"), 0);
        }
        phone.app().present().begin();
        phone.app().present().show();
        QVERIFY(phone.app().present().isShowing()); // the credential itself
        QTest::qWait(20);
        QCOMPARE(desk.asked, openings); // and not again while this wallet is open

        desk.mood = Mood::Good;
        network.holdBack(test::copiesPath);
        QVERIFY(reopen());
        QTRY_COMPARE(network.waiting(), 1);
        phone.app().wallet().lock();
        network.breakOff();
        network.passOn();
        network.answerWith(test::copiesPath, [&desk](const QByteArray &body) { return desk.answer(body); });
        QVERIFY(phone.waitFor("page.secret") && phone.enterPin("480917") && phone.waitFor("page.home"));
        QTRY_COMPARE(number("SELECT count(*) FROM copies"), 10);
        QCOMPARE(number("SELECT count(*) FROM holder_keys"), 11);
    }
};

DD_TEST(TestCopyRefill)

} // namespace dd::citizen

#include "test_copy_refill.moc"
