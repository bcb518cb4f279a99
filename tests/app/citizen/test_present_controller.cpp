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

    // What stands in the clear is said beforehand, and whoever else a pass names is asked about like a number.
    void aGroupsPassSaysWhatItShows()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        Session &session = phone.app().session();
        const auto issuer = crypto::generateSigner(crypto::Algorithm::Ed25519, world.random).value();
        const auto key = session.keys().generate();
        QVERIFY(key.has_value());
        credential::TravelPassClaims claims;
        claims.kind = credential::PassKind::Group;
        claims.from = {QStringLiteral("01"), {}, 20250701};
        claims.to = {QStringLiteral("48"), {}, 20250701};
        claims.validFrom = phone.clock().now();
        claims.validTo = claims.validFrom + 86400;
        claims.vehiclePlate = QStringLiteral("29A-000.01");
        claims.conditions = {{credential::Condition::Type::Permit, QStringLiteral("GP-3"), 0}};
        claims.evidence = credential::EvidenceDemo;
        claims.person = {QString::fromUtf8("NGUYỄN VĂN MẪU"), 19990101, identity::Sex::Male, QStringLiteral("VNM")};
        claims.companions = {{QString::fromUtf8("TRẦN THỊ MẪU"), 20150607}};
        const credential::IssueRequest request{QStringLiteral("001099000017"), *key, claims.validTo};
        QVERIFY(session.credentials().insert(credential::issue(request, claims, *issuer, world.random, phone.clock()).value(), true).has_value());

        PresentController &present = phone.app().present();
        present.begin();
        QVERIFY2(present.alwaysShown().endsWith(QString::fromUtf8(" Kèm theo biển số xe 29A-000.01; điều kiện: giấy phép GP-3.")),
                 qPrintable(present.alwaysShown()));
        present.share(QStringLiteral("person"), true);
        QVERIFY(present.asking().isEmpty());
        present.share(QStringLiteral("companions"), true);
        QCOMPARE(present.asking(), QStringLiteral("companions"));
        present.answer(true);
        present.show();
        QVERIFY(present.isShowing());
        const auto entries = session.activity().list().value();
        QCOMPARE(entries.constFirst().groups,
                 (QList<int>{static_cast<int>(credential::Group::Person), static_cast<int>(credential::Group::Companions)}));
        present.close();
    }

    // One copy for as long as a code is shown, the next one at the next opening; and what was agreed to stands beside the history.
    void eachOpeningTakesACopyAndAConsent()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        Session &session = phone.app().session();
        const auto issuer = crypto::generateSigner(crypto::Algorithm::Ed25519, world.random).value();
        QList<QByteArray> tokens;
        for (int i = 0; i < 2; ++i) {
            const credential::IdentityClaims claims{
                1, credential::EvidenceDemo, {QString::fromUtf8("NGUYỄN VĂN MẪU"), 19990101, identity::Sex::Male, QStringLiteral("VNM")}, {}, {}};
            const auto key = session.keys().generate();
            QVERIFY(key.has_value());
            const credential::IssueRequest request{QStringLiteral("001099000017"), *key, phone.clock().now() + 86400};
            tokens.append(credential::issue(request, claims, *issuer, world.random, phone.clock()).value());
        }
        QVERIFY(session.credentials().insertBatch(tokens, true).has_value());
        const auto used = [&] {
            return session.vault()->database()->integer("SELECT count(*) FROM copies WHERE presented_at IS NOT NULL").value();
        };
        PresentController &present = phone.app().present();
        for (int opening = 1; opening <= 3; ++opening) {
            present.begin();
            QCOMPARE(present.credentials()->count(), 1);
            present.share(QStringLiteral("person"), true);
            present.show();
            QVERIFY(present.isShowing());
            QCOMPARE(used(), qMin(opening, 2));
            QCOMPARE(present.copyNotice().isEmpty(), opening <= 2);
            const QString code = present.code();
            phone.clock().advance(PresentController::rotationSeconds);
            QTRY_VERIFY(present.code() != code);
            QCOMPARE(used(), qMin(opening, 2)); // another code of the same copy
            present.close();
        }
        const auto consents = session.consents().list().value();
        const auto entries = session.activity().list().value();
        QCOMPARE(consents.size(), 3);
        QCOMPARE(consents.constFirst().activity, std::optional<qint64>(entries.constFirst().id));
        QCOMPARE(consents.constFirst().verifierId, QStringLiteral("vn:counter"));
        QCOMPARE(consents.constFirst().purpose, present.purpose());
        QCOMPARE(consents.constFirst().groups, QList<int>{static_cast<int>(credential::Group::Person)});
        QCOMPARE(consents.constFirst().textHash.size(), 32);
    }
};

DD_TEST(TestPresentController)

} // namespace dd::citizen

#include "test_present_controller.moc"
