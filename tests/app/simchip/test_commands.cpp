#include "app/simchip/commands.h"

#include "app/simchip/qr_picture.h"
#include "core/qr/qr_code.h"
#include "tests/support/registry.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace dd;

class TestSimchipCommands : public QObject
{
    Q_OBJECT

private slots:
    // The picture says what the text says, read back by the same door a camera uses.
    void printedQrCanBeRead()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("card"));
        QVERIFY(simchip::personaliseCard(path, nfc::ActiveAuthenticationKey::Ecdsa, SystemClock()));
        const QImage picture = QImage(path + QStringLiteral("/printed-qr.png")).convertToFormat(QImage::Format_Grayscale8);
        QVERIFY(!picture.isNull());
        qr::GrayImage gray{picture.width(), picture.height(), {}};
        for (int y = 0; y < picture.height(); ++y)
            gray.pixels.append(reinterpret_cast<const char *>(picture.constScanLine(y)), picture.width());
        const Result<QStringList> texts = qr::readQrCodes(gray);
        QVERIFY(texts);
        QCOMPARE(*texts, QStringList{nfc::demoPerson().printedQr});
        QFile text(path + QStringLiteral("/printed-qr.txt"));
        QVERIFY(text.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(text.readAll()), nfc::demoPerson().printedQr + QLatin1Char('\n'));
        const auto others = QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup | QFileDevice::WriteOther;
        QVERIFY((QFile::permissions(path + QStringLiteral("/printed-qr.png")) & others) == QFileDevice::Permissions());
    }

    void personalisedCardLoads()
    {
        const QTemporaryDir folder;
        for (const auto key : {nfc::ActiveAuthenticationKey::Rsa, nfc::ActiveAuthenticationKey::Ecdsa}) {
            QVERIFY(simchip::personaliseCard(folder.path(), key, SystemClock()));
            const Result<nfc::CardImage> card = nfc::loadCardImage(folder.path());
            QVERIFY(card);
            QCOMPARE(card->files.size(), 8);
            QCOMPARE(card->can, QStringLiteral("000017"));
        }
    }

    void cardOfAProfile()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("card"));
        QVERIFY(simchip::personaliseCard(path, nfc::ActiveAuthenticationKey::Ecdsa, SystemClock())); // an older one, with a QR
        const Result<nfc::CardProfile> profile = simchip::loadProfile(QStringLiteral(DINHDANH_SOURCE_DIR "/assets/demo/cards/bac-only.json"));
        QVERIFY(profile);
        const Result<nfc::CardImage> made = simchip::personaliseCard(path, *profile, SystemClock());
        QVERIFY(made);
        const Result<nfc::CardImage> card = nfc::loadCardImage(path);
        QVERIFY(card);
        QCOMPARE(card->files, made->files);
        QVERIFY(!card->files.contains(nfc::FileId::CardAccess));
        QVERIFY(!QFile::exists(path + QStringLiteral("/printed-qr.png")) && !QFile::exists(path + QStringLiteral("/printed-qr.txt")));
        const QString text = simchip::howToRead(*card, path);
        QVERIFY2(text.contains(QStringLiteral("MRZ:\n  P<VNMLE<<THI<THU<<<<<<<<<<<<<<<<<<<<<<<<<<<<\n  B0000017<")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("read-card --reader 'Virtual PCD 00 00' --mrz 'P<VNMLE<<THI<THU<")));
        QVERIFY(!text.contains(QStringLiteral("CAN:")));
        QVERIFY(simchip::howToRead(*simchip::personaliseCard(path, nfc::ActiveAuthenticationKey::Ecdsa, SystemClock()), path)
                    .contains(QStringLiteral("CAN: 000017\n")));
    }

    void profilesThatCannotBeLoaded()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("profile.json"));
        QCOMPARE(simchip::loadProfile(path).error().detail, QStringLiteral("there is no such file"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"pase\": []}");
        file.close();
        const Result<nfc::CardProfile> wrong = simchip::loadProfile(path);
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().detail, QStringLiteral("pase: unknown key"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(70000, ' '));
        file.close();
        QCOMPARE(simchip::loadProfile(path).error().code, ErrorCode::InvalidInput);
    }

    void folderThatCannotBeMade()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto made = simchip::personaliseCard(folder.filePath(QStringLiteral("file/card")), nfc::ActiveAuthenticationKey::Rsa, SystemClock());
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::InvalidInput);
    }

    void textTooLongForACode()
    {
        const Result<QImage> picture = simchip::qrPicture(QString(4000, QLatin1Char('x')));
        QVERIFY(!picture);
        QCOMPARE(picture.error().code, ErrorCode::QrTooLong);
    }
};

DD_TEST(TestSimchipCommands)
#include "test_commands.moc"
