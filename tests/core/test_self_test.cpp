#include "core/crypto/self_test.h"
#include "tests/support/known_answers.h"
#include "tests/support/registry.h"

class TestSelfTest : public QObject
{
    Q_OBJECT
private slots:
    void everyAnswerIsGivenAndNoOther_data() { dd::test::knownAnswerRows(dd::crypto::knownAnswers()); }
    void everyAnswerIsGivenAndNoOther() { dd::test::checkKnownAnswer(dd::crypto::knownAnswers()); }

    void allOfThemHold()
    {
        const auto sound = dd::crypto::selfTest();
        QVERIFY2(sound, sound ? "" : qPrintable(sound.error().detail));
    }

    void theFirstOneThatFailsIsNamed()
    {
        std::vector<dd::crypto::KnownAnswer> table(dd::crypto::knownAnswers().begin(), dd::crypto::knownAnswers().end());
        table.at(5).answer = "00";
        table.at(3).answer = "00";
        const auto broken = dd::crypto::checkKnownAnswers(table);
        QVERIFY(!broken);
        QCOMPARE(broken.error().detail, QLatin1String(table.at(3).primitive));
    }

    void theRefusalSpeaksBothLanguages()
    {
        const QString text = dd::crypto::selfTestRefusal({dd::ErrorCode::SelfTestFailed, QStringLiteral("self-test"), QStringLiteral("SHA-256"), {}});
        QCOMPARE(text.count(QStringLiteral("COR-015")), 2);
        QCOMPARE(text.count(QStringLiteral("(SHA-256)")), 2);
        QVERIFY(text.contains(dd::errorMessage(dd::ErrorCode::SelfTestFailed, dd::Language::Vietnamese)));
        QVERIFY(text.contains(dd::errorAdvice(dd::ErrorCode::SelfTestFailed, dd::Language::English)));
    }
};

DD_TEST(TestSelfTest)
#include "test_self_test.moc"
