#include "nfc/self_test.h"

#include "tests/support/known_answers.h"
#include "tests/support/registry.h"

#include <QElapsedTimer>

using namespace dd;

class TestChipSelfTest : public QObject
{
    Q_OBJECT
private slots:
    void everyAnswerIsGivenAndNoOther_data() { test::knownAnswerRows(nfc::knownAnswers()); }
    void everyAnswerIsGivenAndNoOther() { test::checkKnownAnswer(nfc::knownAnswers()); }

    // Thirty milliseconds where nothing else runs; a sanitised build on a busy machine is far slower, a mistake slower still.
    void everythingTogetherIsQuick()
    {
        QElapsedTimer timer;
        qint64 best = 60'000;
        for (int i = 0; i < 5; ++i) {
            timer.start();
            const auto sound = nfc::selfTest();
            best = std::min(best, timer.nsecsElapsed() / 1'000'000);
            QVERIFY2(sound, sound ? "" : qPrintable(sound.error().detail));
        }
        QVERIFY2(best < 150, qPrintable(QStringLiteral("%1 ms").arg(best)));
    }
};

DD_TEST(TestChipSelfTest)
#include "test_self_test.moc"
