// PACE with fresh keys again and again: a number that is not padded to its length shows once in some hundred runs.
#include "tests/nfc/pace_run.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::nfc;

namespace {

#ifdef NDEBUG
constexpr int manyRuns = 10'000;
#else
constexpr int manyRuns = 1'000;
#endif

struct Variant
{
    int mapping;
    int cipher;
    int parameterId;
    int share; // of twenty runs
};

// Mostly what Vietnam's card speaks.
constexpr Variant variants[] = {{2, 2, 13, 12}, {4, 2, 13, 2}, {6, 2, 13, 2}, {2, 4, 12, 1}, {2, 1, 8, 1}, {2, 3, 18, 1}, {1, 2, 0, 1}};

} // namespace

class TestPaceManyRuns : public QObject
{
    Q_OBJECT

private slots:
    void noRunFails()
    {
        int runs = 0;
        int zeros = 0; // keys of the terminal that begin with one
        QElapsedTimer timer;
        timer.start();
        for (const Variant &variant : variants) {
            const CardImage image = test::paceCard(variant.mapping, variant.cipher, variant.parameterId);
            const PaceProfile profile = paceProfiles(*parseCardAccess(image.files.value(FileId::CardAccess)))->first();
            test::SoftCardChannel channel(image);
            SystemRandom random;
            for (int run = 0; run < manyRuns * variant.share / 20; ++run) {
                channel.powerOn();
                channel.sent.clear();
                CardLink link(channel);
                const auto opened = runPace(link, profile, {AccessKey::Kind::Can, test::accessCan}, random);
                QVERIFY2(opened, opened ? "" : qPrintable(profile.description() + QLatin1Char(' ') + opened.error().stage + opened.error().detail));
                QVERIFY(test::selectApplication(link));
                const QByteArray key = test::paceValueOf(CommandApdu::parse(channel.sent.at(3))->data);
                zeros += key.at(profile.domain.isElliptic() ? 1 : 0) == '\0' || (!profile.domain.isElliptic() && key.size() < 128) ? 1 : 0;
                ++runs;
            }
        }
        qInfo("%d runs in %lld ms, %d keys with a leading zero", runs, static_cast<long long>(timer.elapsed()), zeros);
        QCOMPARE(runs, manyRuns);
        if (manyRuns >= 10'000)
            QVERIFY(zeros > 0); // else this proved little; the chance is below 10^-15
    }
};

DD_TEST(TestPaceManyRuns)
#include "test_pace_many_runs.moc"
