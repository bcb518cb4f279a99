#include "tests/nfc/simulator_terminal.h"
#include "tests/support/registry.h"

#include <QDir>
#include <QTemporaryDir>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

class TestSimulatorSource : public QObject
{
    Q_OBJECT

private slots:
    void init() { QVERIFY(m_folder.isValid()); }

    void folderRoundTrip()
    {
        const QString path = m_folder.filePath(QStringLiteral("card"));
        const CardImage &card = test::demoCard();
        QVERIFY(saveCardImage(path, card));
        const Result<CardImage> loaded = loadCardImage(path);
        QVERIFY(loaded);
        QCOMPARE(loaded->files, card.files);
        QCOMPARE(loaded->aaPrivateKey, card.aaPrivateKey);
        QCOMPARE(loaded->can, card.can);
        QCOMPARE(loaded->mrzInformation, card.mrzInformation);
        QCOMPARE(loaded->extendedLength, card.extendedLength);
        QCOMPARE(loaded->cscaCertificate, card.cscaCertificate);
        QCOMPARE(loaded->printedQr, card.printedQr);
        constexpr auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
        QVERIFY((QFile::permissions(path) & (others | QFileDevice::ExeGroup | QFileDevice::ExeOther)) == QFileDevice::Permissions());
        const QFileInfoList files = QDir(path).entryInfoList(QDir::Files);
        QVERIFY(files.size() >= 12);
        for (const QFileInfo &file : files)
            QVERIFY2((file.permissions() & others) == QFileDevice::Permissions(), qPrintable(file.fileName()));
    }

    void savingOverAnOlderCardLeavesNothingOfIt()
    {
        const QString path = m_folder.filePath(QStringLiteral("twice"));
        QVERIFY(saveCardImage(path, test::demoCard()));
        CardImage bare = test::demoCard();
        bare.files.remove(FileId::Dg15);
        bare.aaPrivateKey.clear();
        QVERIFY(saveCardImage(path, bare));
        const Result<CardImage> loaded = loadCardImage(path);
        QVERIFY(loaded);
        QCOMPARE(loaded->files, bare.files);
        QVERIFY(loaded->aaPrivateKey.isEmpty());
    }

    void loadRefuses_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty EF.COM") << QStringLiteral("011E.bin") << QByteArray();
        QTest::newRow("huge DG2") << QStringLiteral("0102.bin") << QByteArray(70000, 'x');
        QTest::newRow("card.json is not JSON") << QStringLiteral("card.json") << QByteArray("{\"can\": \"0000");
        QTest::newRow("no CAN") << QStringLiteral("card.json") << QByteArray("{}");
        QTest::newRow("CAN of letters") << QStringLiteral("card.json") << QByteArray("{\"can\": \"abcdef\"}");
    }
    void loadRefuses()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        const QString path = m_folder.filePath(QStringLiteral("bad"));
        QVERIFY(saveCardImage(path, test::demoCard()));
        QVERIFY(loadCardImage(path));
        QFile broken(path + QLatin1Char('/') + file);
        QVERIFY(broken.open(QIODevice::WriteOnly | QIODevice::Truncate));
        broken.write(content);
        broken.close();
        const Result<CardImage> loaded = loadCardImage(path);
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::InvalidInput);
    }

    void loadRefusesAnEmptyFolder()
    {
        QVERIFY(!loadCardImage(m_folder.filePath(QStringLiteral("nothing here"))));
    }

    void channelAnswersAndSaysItIsSimulated()
    {
        SystemRandom random;
        const std::unique_ptr<CardSource> source = makeSimulatedSource(test::demoCard(), random);
        QVERIFY(source->isAvailable() && source->isSimulated());
        QVERIFY(source->name().contains(QStringLiteral("DEMO")));
        const auto channel = source->connect({}, 0);
        QVERIFY(channel);
        QCOMPARE(*(*channel)->transceive(hex("00A4000C")), hex("9000"));
        QVERIFY((*channel)->maxCommandLength() > 261);

        CardImage shortCard = test::demoCard();
        shortCard.extendedLength = false;
        const auto shortChannel = makeSimulatedSource(shortCard, random)->connect({}, 0);
        QVERIFY(shortChannel);
        QCOMPARE((*shortChannel)->maxCommandLength(), 261);
    }

    void cardIsLostUntilTheNextConnect()
    {
        SystemRandom random;
        const std::unique_ptr<CardSource> source = makeSimulatedSource(test::demoCard(), random, {.dropAfter = 2});
        const auto channel = source->connect({}, 0);
        QVERIFY(channel);
        const QByteArray command = hex("00A4000C");
        QVERIFY((*channel)->transceive(command));
        QVERIFY((*channel)->transceive(command));
        for (int again = 0; again < 3; ++again) {
            const Result<QByteArray> lost = (*channel)->transceive(command);
            QVERIFY(!lost);
            QCOMPARE(lost.error().code, ErrorCode::CardLost);
        }
        const auto second = source->connect({}, 0);
        QVERIFY(second);
        for (int again = 0; again < 10; ++again)
            QVERIFY((*second)->transceive(command));
        QVERIFY(!(*channel)->transceive(command)); // the old connection stays dead
    }

    void connectingPowersTheChipUpAfresh()
    {
        SystemRandom random;
        const std::unique_ptr<CardSource> source = makeSimulatedSource(test::demoCard(), random);
        const auto first = source->connect({}, 0);
        QVERIFY((*first)->transceive(hex("00A4040C07A0000002471001")) == hex("9000"));
        const auto second = source->connect({}, 0);
        QVERIFY((*second)->transceive(hex("00A4020C02011C")) == hex("9000")); // the master file is current again
    }

    void flippedByte()
    {
        SystemRandom random;
        const std::unique_ptr<CardSource> source = makeSimulatedSource(test::demoCard(), random, {.flipByteIn = 1});
        const auto channel = source->connect({}, 0);
        const QByteArray command = hex("00B09C0000");
        const QByteArray right = *(*channel)->transceive(command);
        const QByteArray flipped = *(*channel)->transceive(command);
        int differences = 0;
        for (qsizetype i = 0; i < right.size(); ++i)
            differences += right.at(i) != flipped.at(i);
        QCOMPARE(differences, 1);
        QCOMPARE(*(*channel)->transceive(command), right);
    }

    void cancelledBeforeItBegan()
    {
        SystemRandom random;
        std::stop_source stop;
        stop.request_stop();
        const auto channel = makeSimulatedSource(test::demoCard(), random)->connect(stop.get_token(), 1000);
        QVERIFY(!channel);
        QCOMPARE(channel.error().code, ErrorCode::Cancelled);
    }

private:
    QTemporaryDir m_folder;
};

DD_TEST(TestSimulatorSource)
#include "simulator_source.moc"
