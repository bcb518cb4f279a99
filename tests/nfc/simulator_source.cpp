#include "tests/nfc/simulator_terminal.h"
#include "tests/support/registry.h"

#include <QDir>
#include <QElapsedTimer>
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

    void everythingThatMakesAChipSurvivesTheFolder()
    {
        CardImage card = test::demoCard();
        card.can.clear();
        card.files.insert(FileId::CardSecurity, hex("3003020101"));
        card.files.insert(FileId::Dir, hex("61094F07A0000002471001"));
        card.chipKeys.append({15, hex("00112233"), 7, {hex("04007F00070202030204"), hex("04007F00070202030201")}});
        card.activeAuthentication.hash = ActiveAuthenticationScheme::Hash::Sha512;
        card.activeAuthentication.pss = true;
        card.activeAuthentication.trailer = hex("ABCD");
        ChipBehaviour &behaviour = card.behaviour;
        behaviour.basicAccessControl = false;
        behaviour.selectMasterFile = 0x6D00;
        behaviour.cardAccess = ChipBehaviour::CardAccess::DirectOnly;
        behaviour.needsDomainReference = true;
        behaviour.passwordTries = 3;
        behaviour.refusedFiles = {{0x0103, 0x6A82}, {0x0110, 0x6985}};
        behaviour.shortIdentifiers = false;
        behaviour.longestCommand = 300;
        behaviour.longestResponse = 400;
        behaviour.longestRead = 128;
        behaviour.longRead = ChipBehaviour::LongRead::ExactLength;
        behaviour.nakedWrongLength = true;
        behaviour.endOfFile = ChipBehaviour::EndOfFile::Refused;
        card.faults = {.dropAfter = 9, .flipByteIn = 3, .dropAt = {5, 60}, .dropEvery = 200, .statusIn = {{7, 0x6F00}, {12, 0x6282}},
                       .stallIn = 8, .stallMs = 250, .delayMs = 2};
        card.link = {.bitsPerSecond = 106'000, .perApduMs = 2.5, .wait = true};
        const QString path = m_folder.filePath(QStringLiteral("whims"));
        QVERIFY(saveCardImage(path, card));
        const Result<CardImage> loaded = loadCardImage(path);
        QVERIFY(loaded);
        QCOMPARE(loaded->files, card.files);
        QVERIFY(loaded->can.isEmpty());
        QVERIFY(loaded->chipKeys == card.chipKeys);
        QVERIFY(loaded->activeAuthentication == card.activeAuthentication);
        QVERIFY(loaded->behaviour == card.behaviour);
        QVERIFY(loaded->faults == card.faults);
        QVERIFY(loaded->link == card.link);
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
        QTest::newRow("a word nobody knows") << QStringLiteral("card.json") << QByteArray("{\"can\": \"000017\", \"behaviour\": {\"cardAccess\": \"none\"}}");
        QTest::newRow("a key nobody knows") << QStringLiteral("card.json") << QByteArray("{\"can\": \"000017\", \"cna\": 1}");
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

    void cardIsLostAtThePlacesNamed()
    {
        SystemRandom random;
        const std::unique_ptr<CardSource> source = makeSimulatedSource(test::demoCard(), random, {.dropAt = {1, 4}});
        QList<bool> answered;
        Result<std::unique_ptr<CardChannel>> channel = source->connect({}, 0);
        for (int number = 0; number < 8; ++number) {
            answered.append((*channel)->transceive(hex("00A4000C")).has_value());
            if (number == 2 || number == 5)
                channel = source->connect({}, 0);
        }
        QCOMPARE(answered, (QList<bool>{true, false, false, true, false, false, true, true}));
    }

    void everyConnectionCarriesSoManyCommands()
    {
        SystemRandom random;
        const std::unique_ptr<CardSource> source = makeSimulatedSource(test::demoCard(), random, {.dropEvery = 2});
        for (int connection = 0; connection < 5; ++connection) {
            const auto channel = source->connect({}, 0);
            QVERIFY((*channel)->transceive(hex("00A4000C")));
            QVERIFY((*channel)->transceive(hex("00A4000C")));
            QCOMPARE((*channel)->transceive(hex("00A4000C")).error().code, ErrorCode::CardLost);
        }
    }

    void statusWordOfTheLink()
    {
        SystemRandom random;
        const std::unique_ptr<CardSource> source = makeSimulatedSource(test::demoCard(), random, {.statusIn = {{0, 0x6700}, {2, 0x6F00}}});
        const auto channel = source->connect({}, 0);
        QCOMPARE(*(*channel)->transceive(hex("00A4040C07A0000002471001")), hex("6700"));
        QCOMPARE(*(*channel)->transceive(hex("00B09C0004")), hex("3134300D9000")); // the application was never selected
        QCOMPARE(*(*channel)->transceive(hex("00B09C0004")), hex("6F00"));
        QCOMPARE(*(*channel)->transceive(hex("00B09C0004")), hex("3134300D9000"));
    }

    // What the card's own profile asks for, unless the caller asks for something else.
    void faultsAndLinkOfTheCardItself()
    {
        SystemRandom random;
        CardImage card = test::demoCard();
        card.faults = {.dropAt = {1}, .statusIn = {{0, 0x6F00}}};
        card.link = {.perApduMs = 20, .wait = true};
        const std::unique_ptr<CardSource> source = makeSimulatedSource(card, random);
        const auto channel = source->connect({}, 0);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(*(*channel)->transceive(hex("00A4000C")), hex("6F00"));
        QVERIFY(timer.elapsed() >= 20);
        QCOMPARE((*channel)->transceive(hex("00A4000C")).error().code, ErrorCode::CardLost);
        QCOMPARE(*(*source->connect({}, 0))->transceive(hex("00A4000C")), hex("9000"));
        const auto without = makeSimulatedSource(card, random, Faults())->connect({}, 0);
        QCOMPARE(*(*without)->transceive(hex("00A4000C")), hex("9000"));
    }

    void delaysAreReal()
    {
        SystemRandom random;
        const std::unique_ptr<CardSource> source = makeSimulatedSource(test::demoCard(), random, {.stallIn = 1, .stallMs = 30, .delayMs = 5});
        const auto channel = source->connect({}, 0);
        QElapsedTimer timer;
        const auto took = [&] {
            timer.start();
            if (!(*channel)->transceive(hex("00A4000C")))
                qFatal("lost");
            return timer.elapsed();
        };
        QVERIFY(took() >= 5);
        QVERIFY(took() >= 35);
    }

    void linkIsAccountedFor()
    {
        SystemRandom random;
        const std::unique_ptr<SimulatedSource> source = makeSimulatedCard(test::demoCard(), random, {.link = {.bitsPerSecond = 106'000, .perApduMs = 2}});
        auto channel = source->connect({}, 0);
        QVERIFY((*channel)->transceive(hex("00A4000C")));
        QVERIFY((*channel)->transceive(hex("00B09C0000")));
        LinkUsage usage = source->usage();
        QCOMPARE(usage.apdus, 2);
        QCOMPARE(usage.bytesToCard, 4 + 5);
        QCOMPARE(usage.bytesFromCard, 2 + 56);
        QVERIFY(qAbs(usage.milliseconds - (2 * 2.0 + 8.0 * (9 + 58) / 106.0)) < 1e-9);
        channel = source->connect({}, 0); // goes on counting
        QVERIFY((*channel)->transceive(hex("00A4000C")));
        QCOMPARE(source->usage().apdus, 3);
        source->resetUsage();
        usage = source->usage();
        QCOMPARE(usage.apdus, 0);
        QCOMPARE(usage.bytesToCard + usage.bytesFromCard, 0);
    }

    void linkThatIsWaitedFor()
    {
        SystemRandom random;
        const std::unique_ptr<SimulatedSource> source = makeSimulatedCard(test::demoCard(), random, {.link = {.perApduMs = 20, .wait = true}});
        const auto channel = source->connect({}, 0);
        QElapsedTimer timer;
        timer.start();
        QVERIFY((*channel)->transceive(hex("00A4000C")));
        QVERIFY(timer.elapsed() >= 20);
    }

    void cardWithALongestCommandTellsTheChannel()
    {
        SystemRandom random;
        CardImage card = test::demoCard();
        card.behaviour.longestCommand = 1000;
        QCOMPARE((*makeSimulatedSource(card, random)->connect({}, 0))->maxCommandLength(), 1000);
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
