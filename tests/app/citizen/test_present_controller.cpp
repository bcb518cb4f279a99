// Nothing is shown that the history does not know of, and no statement that a QR cannot carry.
#include "tests/app/citizen/phone.h"
#include "tests/support/registry.h"
#include "wallet/database.h"

namespace dd::citizen {

class TestPresentController : public QObject
{
    Q_OBJECT
private slots:
    void aCodeIsLoggedBeforeItIsShown()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.enrol());
        Session &session = phone.app().session();
        PresentController &present = phone.app().present();
        qsizetype known = -1;
        connect(&present, &PresentController::codeChanged, this, [&] {
            if (present.isShowing() && known < 0)
                known = session.activity().list().value().size();
        });
        present.begin();
        QVERIFY(present.isUsable());

        // A log that takes nothing more: the code stays off the screen, and the reason is said.
        wallet::Database *database = session.vault()->database();
        QVERIFY(database->execute("CREATE TEMP TRIGGER full BEFORE INSERT ON activity BEGIN SELECT RAISE(ABORT, 'full'); END"));
        present.show();
        QVERIFY(!present.isShowing());
        QVERIFY(present.code().isEmpty());
        QVERIFY(present.message().shown);
        QCOMPARE(known, -1);

        QVERIFY(database->execute("DROP TRIGGER full"));
        present.show();
        QVERIFY(present.isShowing());
        QVERIFY(!present.message().shown);
        QCOMPARE(known, 1);
        present.close();

        // 64 characters fit the field, 64 bytes the code: the field says so before anything is tried.
        present.begin();
        present.setProperty("statement", true);
        present.setProperty("reason", QStringLiteral("Công tác"));
        present.setProperty("facility", QString(21, QChar(0x1EC4))); // Ễ, three bytes each
        QVERIFY(present.facilityError().isEmpty() && present.isStatementComplete());
        present.show();
        QVERIFY(present.isShowing());
        present.close();
        present.setProperty("facility", QString(22, QChar(0x1EC4)));
        QVERIFY(!present.facilityError().isEmpty());
        present.show();
        QVERIFY(!present.isShowing());
    }
};

DD_TEST(TestPresentController)

} // namespace dd::citizen

#include "test_present_controller.moc"
