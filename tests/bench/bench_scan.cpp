// How often a code is read from a camera's picture, one look at a time: a pass of ours, and codes of the size that others show
// (docs/formats.md §5), 360 pixels wide, in the same light. A counter sees some ten pictures a second, and one is enough.
#include "core/credential/credential.h"
#include "tests/bench/best_of.h"
#include "tests/core/sample_claims.h"
#include "tests/support/camera.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::test;

namespace {

constexpr double symbolWidth = 360;
constexpr double leastOfPasses = 0.95;

// More of them in ./dev bench.
int framesOf(bool pass)
{
    const int wanted = qEnvironmentVariableIntValue("DINHDANH_FRAMES");
    return wanted > 0 ? wanted : !figuresCount ? 2 : pass ? 100 : 30;
}

// An answer to a challenge, with a status reference, as its holder shows it. Ed25519 on both sides: the same text in every run.
QString passText()
{
    Parties parties(crypto::Algorithm::Ed25519, crypto::Algorithm::Ed25519);
    CountingRandom random;
    const FixedClock clock(noon);
    credential::IssueRequest request = sampleRequest(parties);
    request.status = sampleStatus();
    const auto token = credential::issue(request, samplePass(), *parties.issuer, random, clock);
    const auto held = token ? credential::parseCredential(*token) : fail(token.error());
    if (!held)
        return {};
    credential::PresentationRequest shown;
    shown.groups = {credential::Group::Person};
    shown.audience = QStringLiteral("tram-kiem-so-01");
    shown.challengeNonce = QByteArray(16, 'n');
    return credential::present(*held, shown, *parties.holder, random, clock).value_or(QString());
}

// As compressed or encrypted content looks; of an alphabet that decides the mode of the code.
QString textOfSize(int size, QLatin1String alphabet)
{
    Dice dice(7);
    QString text;
    for (int i = 0; i < size; ++i)
        text.append(alphabet[static_cast<qsizetype>(dice.bits() % static_cast<quint64>(alphabet.size()))]);
    return text;
}

} // namespace

class BenchScan : public QObject
{
    Q_OBJECT

private slots:
    void symbols_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("level");
        QTest::addColumn<double>("least");
        const QLatin1String alphanumeric("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:");
        const QLatin1String bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
        const int low = static_cast<int>(qr::ErrorCorrection::Low);
        QTest::newRow("a pass, answering a challenge, level L") << passText() << low << leastOfPasses;
        QTest::newRow("of an EU DCC's size (590 alphanumeric, level Q)")
            << textOfSize(590, alphanumeric) << static_cast<int>(qr::ErrorCorrection::Quartile) << 0.0;
        QTest::newRow("of an mdoc's size (1100 bytes, level L)") << textOfSize(1100, bytes) << low << 0.0;
        QTest::newRow("of an SD-JWT's size (1250 bytes, level L)") << textOfSize(1250, bytes) << low << 0.0;
    }
    void symbols()
    {
        QFETCH(QString, text);
        QFETCH(int, level);
        QFETCH(double, least);
        const auto matrix = qr::makeQrCode(text, static_cast<qr::ErrorCorrection>(level));
        QVERIFY(matrix);
        const int frames = framesOf(least > 0);
        Dice dice(20261126);
        int read = 0;
        double milliseconds = 0;
        for (int frame = 0; frame < frames; ++frame) {
            const Shot shot = Shot::draw(dice, symbolWidth);
            const qr::GrayImage picture = Camera::photograph(*matrix, symbolWidth, shot, dice);
            Result<QStringList> found;
            milliseconds += millisecondsOf([&] { found = qr::readQrCodes(picture); });
            const bool right = found && *found == QStringList(text);
            QVERIFY(right || !found); // never another text
            read += right ? 1 : 0;
        }
        const double success = static_cast<double>(read) / frames;
        qInfo("%s: version %d, %.1f pixels a module; %d of %d pictures read, %.1f %%%s; %.1f ms a picture", QTest::currentDataTag(), matrix->version(),
              symbolWidth / matrix->size, read, frames, 100 * success, least > 0 ? " (limit 95 %)" : "", milliseconds / frames);
        QVERIFY2(!figuresCount || success >= least, qPrintable(QStringLiteral("%1, limit %2").arg(success).arg(least)));
    }
};

DD_TEST(BenchScan)
#include "bench_scan.moc"
