// The ready-made cards (assets/demo/cards) as people meet them: made by dinhdanh-simchip, laid on a virtual reader of a real
// smart-card service, read by dinhdanh-counter. Run through tests/platform/with_pcscd.sh.
#include "nfc/lds/face_pixels.h"
#include "nfc/simulator/soft_card.h"
#include "tests/app/counter/read_card_program.h"
#include "tests/support/registry.h"

#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace dd;
using namespace dd::test;

namespace {

const QString secondReader = QStringLiteral("Virtual PCD 00 01");

QString shippedCards()
{
    return QStringLiteral(DINHDANH_SOURCE_DIR "/assets/demo/cards");
}

QString outcomeOf(const Finished &finished, const char *check)
{
    return finished.json().value(QLatin1String("checks")).toObject().value(QLatin1String(check)).toObject().value(QLatin1String("outcome")).toString();
}

QString facePath(const QString &folder)
{
    return folder + QStringLiteral("/face");
}

QByteArray faceFile(const QString &folder)
{
    QFile file(facePath(folder));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QImage pictureOf(const QByteArray &face)
{
    if (const Result<nfc::FacePixels> pixels = nfc::decodeJpeg2000(face))
        return QImage(reinterpret_cast<const uchar *>(pixels->rgb.constData()), pixels->width, pixels->height, 3 * pixels->width, QImage::Format_RGB888).copy();
    return QImage::fromData(face, "JPEG").convertToFormat(QImage::Format_RGB888);
}

// JPEG and JPEG 2000 lose something of the drawing, each in its own way: a little in the mean.
bool resembles(const QImage &picture, const QImage &drawn)
{
    if (picture.isNull() || picture.size() != drawn.size())
        return false;
    qint64 difference = 0;
    for (int y = 0; y < drawn.height(); ++y) {
        for (int x = 0; x < 3 * drawn.width(); ++x)
            difference += std::abs(picture.constScanLine(y)[x] - drawn.constScanLine(y)[x]);
    }
    return difference < 4LL * 3 * drawn.width() * drawn.height();
}

} // namespace

class TestReadyMadeCards : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    bool m_laidDown = false;

    // With the program, as the documentation says.
    Result<nfc::CardImage> make(const QString &profile, const QString &folder)
    {
        QProcess simchip;
        simchip.start(QCoreApplication::applicationDirPath() + QStringLiteral("/dinhdanh-simchip"),
                      {QStringLiteral("personalise"), QStringLiteral("--profile"), profile, QStringLiteral("--out"), folder});
        if (!simchip.waitForFinished(60000) || simchip.exitCode() != 0)
            return fail(ErrorCode::Internal, QStringLiteral("test"), QString::fromUtf8(simchip.readAllStandardError()));
        return nfc::loadCardImage(folder);
    }

    // Laid on the second reader and read there, with the CAN where there is one.
    Finished read(const nfc::CardImage &card, const QString &folder)
    {
        m_laidDown = tellReaders("insert 1 " + folder.toLocal8Bit());
        const bool byMrz = card.can.isEmpty();
        const QStringList mrz = nfc::mrzLinesOf(card);
        return readCardWith(QStringList{QStringLiteral("--reader"), secondReader, QStringLiteral("--csca"), folder, QStringLiteral("--demo"),
                                        QStringLiteral("--json"), QStringLiteral("--face"), facePath(folder), byMrz ? QStringLiteral("--mrz") : QStringLiteral("--can"), QStringLiteral("-")},
                            (byMrz ? mrz.join(u'/') : card.can).toUtf8() + '\n');
    }

private slots:
    void cleanup()
    {
        if (!std::exchange(m_laidDown, false))
            return;
        QVERIFY(tellReaders("remove 1"));
        QTRY_VERIFY_WITH_TIMEOUT(!cardOn(1), 10000);
    }

    void readEndToEnd_data()
    {
        QTest::addColumn<QString>("verdict");
        QTest::addColumn<QString>("access");
        QTest::addColumn<QString>("chipAuthentication");
        QTest::addColumn<QString>("activeAuthentication");
        const auto row = [](const char *card, const char *verdict, const char *access, const char *chip, const char *active) {
            QTest::newRow(card) << QString::fromLatin1(verdict) << QString::fromLatin1(access) << QString::fromLatin1(chip) << QString::fromLatin1(active);
        };
        // Without an authority's challenge chip authentication is the proof, and active authentication where there is none.
        row("vietnam", "genuine", "PACE-ECDH-GM-AES-128, brainpoolP256r1", "passed", "not-possible");
        row("vietnam-2024", "genuine", "PACE-ECDH-GM-AES-128, brainpoolP256r1", "passed", "not-possible");
        row("passport-td3", "genuine", "PACE-ECDH-GM-AES-256, brainpoolP384r1", "passed", "not-possible");
        row("bac-only", "authentic", "BAC, 3DES", "not-offered", "not-offered");
        row("pace-im", "genuine", "PACE-ECDH-IM-AES-192, NIST P-384", "passed", "not-possible");
        row("pace-cam", "genuine", "PACE-ECDH-CAM-AES-128, brainpoolP256r1", "passed", "not-offered");
        row("short-length", "genuine", "PACE-ECDH-GM-AES-128, brainpoolP256r1", "passed", "not-possible");
        row("rsa-aa", "genuine", "PACE-ECDH-GM-AES-128, brainpoolP256r1", "not-offered", "passed");
        row("pace-dh", "genuine", "PACE-DH-GM-AES-256, DH-2048", "passed", "not-possible");
    }
    void readEndToEnd()
    {
        DD_NEED_READERS;
        const QString name = QString::fromLatin1(QTest::currentDataTag());
        const QString folder = m_folder.filePath(name);
        const Result<nfc::CardImage> card = make(shippedCards() + u'/' + name + QStringLiteral(".json"), folder);
        QVERIFY2(card, card ? "" : qPrintable(card.error().detail));
        const Finished finished = read(*card, folder);
        QVERIFY2(finished.exitCode == 0, finished.output + finished.errors.right(2000));
        const QJsonObject json = finished.json();
        QTEST(json.value(QLatin1String("verdict")).toString(), "verdict");
        const QJsonObject access = json.value(QLatin1String("checks")).toObject().value(QLatin1String("access")).toObject();
        QTEST(access.value(QLatin1String("detail")).toString(), "access");
        QTEST(outcomeOf(finished, "chipAuthentication"), "chipAuthentication");
        QTEST(outcomeOf(finished, "activeAuthentication"), "activeAuthentication");
        QCOMPARE(outcomeOf(finished, "passiveAuthentication"), QStringLiteral("passed"));
        QCOMPARE(outcomeOf(finished, "issuer"), QStringLiteral("passed"));
        // The portrait becomes a picture, in whatever format it was, and every data group came.
        QVERIFY(resembles(pictureOf(faceFile(folder)), pictureOf(nfc::demoPerson().faceJpeg)));
        QMap<QString, int> files;
        for (const QJsonValue &file : json.value(QLatin1String("files")).toArray())
            files.insert(file.toObject().value(QLatin1String("name")).toString(), file.toObject().value(QLatin1String("bytes")).toInt());
        for (auto file = card->files.begin(); file != card->files.end(); ++file) {
            if (!nfc::isInMasterFile(file.key())) // of the others, those that the protocol needs
                QCOMPARE(files.value(nfc::name(file.key())), file->size());
        }
    }

    // A fault of the profile takes the card out of the reader in the middle of DG2: the reading waits, goes on behind what it has, and
    // is as complete as any.
    void takenAwayInTheMiddleOfAFile()
    {
        DD_NEED_READERS;
        const QString profile = m_folder.filePath(QStringLiteral("falls-off.json"));
        QFile file(profile);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"files": {"faceSize": 15000}, "chip": {"extendedLength": false}, "faults": {"dropAt": [70]}})");
        file.close();
        const QString folder = m_folder.filePath(QStringLiteral("falls-off"));
        const Result<nfc::CardImage> card = make(profile, folder);
        QVERIFY2(card, card ? "" : qPrintable(card.error().detail));
        const Finished finished = read(*card, folder);
        QVERIFY2(finished.exitCode == 0, finished.output + finished.errors.right(2000));
        QCOMPARE(finished.json().value(QLatin1String("verdict")).toString(), QStringLiteral("genuine"));
        QCOMPARE(pictureOf(faceFile(folder)), pictureOf(nfc::demoPerson().faceJpeg));

        QFile log(QFileInfo(qEnvironmentVariable("DINHDANH_SIMCHIP_PIDFILE")).dir().filePath(QStringLiteral("simchip.log")));
        QVERIFY(log.open(QIODevice::ReadOnly));
        QVERIFY(log.readAll().contains("APDU 70: the card is taken out of the reader\n"));
        // READ BINARY, in the counter's own log: the first 70 commands were in DG2 by then, and nothing of it came again.
        static const QRegularExpression reads(QStringLiteral("INS b0 .* received (\\d+) SW (9000|6282)"));
        qint64 received = 0;
        for (auto match = reads.globalMatch(QString::fromUtf8(finished.errors)); match.hasNext();)
            received += match.next().captured(1).toInt();
        qint64 fileBytes = 0;
        for (const QByteArray &content : card->files)
            fileBytes += content.size();
        // Once more only: EF.SOD, by which the reader knows the chip again.
        const qint64 again = card->files.value(nfc::FileId::Sod).size();
        QVERIFY2(received >= fileBytes + again && received < (fileBytes + again) * 5 / 4, qPrintable(QString::number(received)));
    }
};

DD_TEST(TestReadyMadeCards)
#include "test_ready_made_cards.moc"
