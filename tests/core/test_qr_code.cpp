#include "core/codec/base45.h"
#include "core/qr/qr_code.h"
#include "tests/support/camera.h"
#include "tests/support/qr_picture.h"
#include "tests/support/registry.h"

#include <QRandomGenerator>
#include <QTest>

using dd::ErrorCode;
using dd::qr::ErrorCorrection;
using dd::qr::GrayImage;
using dd::qr::makeQrCode;
using dd::qr::readQrCodes;
using dd::test::blankPicture;
using dd::test::drawQr;
using dd::test::pictureOf;

class TestQrCode : public QObject
{
    Q_OBJECT
private slots:
    // The capacities of ISO/IEC 18004 table 7 for alphanumeric mode. Byte mode would hold a third less, so a version
    // that fits these to the character proves the mode and the level.
    void alphanumericCapacity_data()
    {
        QTest::addColumn<int>("level");
        QTest::addColumn<int>("version");
        QTest::addColumn<int>("capacity");
        const auto row = [](const char *name, ErrorCorrection level, int version, int capacity) {
            QTest::newRow(name) << static_cast<int>(level) << version << capacity;
        };
        row("1-L", ErrorCorrection::Low, 1, 25);
        row("1-M", ErrorCorrection::Medium, 1, 20);
        row("1-Q", ErrorCorrection::Quartile, 1, 16);
        row("1-H", ErrorCorrection::High, 1, 10);
        row("9-L", ErrorCorrection::Low, 9, 335);
        row("10-L", ErrorCorrection::Low, 10, 395);
        row("17-L", ErrorCorrection::Low, 17, 938);
        row("17-M", ErrorCorrection::Medium, 17, 734);
        row("18-L", ErrorCorrection::Low, 18, 1046);
        row("20-L", ErrorCorrection::Low, 20, 1249);
        row("22-L", ErrorCorrection::Low, 22, 1460);
        row("40-L", ErrorCorrection::Low, 40, 4296);
        row("40-H", ErrorCorrection::High, 40, 1852);
    }
    void alphanumericCapacity()
    {
        QFETCH(int, level);
        QFETCH(int, version);
        QFETCH(int, capacity);
        const auto full = makeQrCode(QString(capacity, u':'), static_cast<ErrorCorrection>(level));
        QVERIFY(full);
        QCOMPARE(full->version(), version);
        QCOMPARE(full->size, 17 + 4 * version);
        QCOMPARE(full->modules.size(), full->size * full->size);
        const auto over = makeQrCode(QString(capacity + 1, u':'), static_cast<ErrorCorrection>(level));
        if (version < 40) {
            QVERIFY(over);
            QCOMPARE(over->version(), version + 1);
        } else {
            QVERIFY(!over);
            QCOMPARE(over.error().code, ErrorCode::QrTooLong);
        }
    }

    // docs/formats.md: 622 bytes after "VN1:" are the most that version 17 holds, 694, 766, 830 for 18 to 20.
    void presentationBudgets()
    {
        const int budgets[][2] = {{620, 17}, {622, 17}, {694, 18}, {766, 19}, {830, 20}};
        for (const auto &[bytes, version] : budgets) {
            const QByteArray payload(bytes, '\xFF');
            const auto code = makeQrCode(QStringLiteral("VN1:") + QString::fromLatin1(dd::base45::encode(payload)), ErrorCorrection::Low);
            QVERIFY(code);
            QCOMPARE(code->version(), version);
        }
    }

    void finderPatternsAreWhereTheyBelong()
    {
        const auto code = makeQrCode(QStringLiteral("VN1:ABC"), ErrorCorrection::Low);
        QVERIFY(code);
        const int last = code->size - 1;
        for (int i = 0; i < 7; ++i) // the outer ring of the three finders is dark, the fourth corner has none
            QVERIFY(code->isDark(i, 0) && code->isDark(last - i, 0) && code->isDark(0, last - i) && code->isDark(i, 6));
        for (int i = 0; i < 8; ++i)
            QVERIFY(!code->isDark(i, 7) && !code->isDark(last - i, 7) && !code->isDark(i, last - 7));
        for (const char module : code->modules)
            QVERIFY(module == 0 || module == 1);
    }

    void roundTrip_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("level");
        const QByteArray bytes = QByteArray::fromHex("d28443a10132a0").repeated(88);
        const QString presentation = QStringLiteral("VN1:") + QString::fromLatin1(dd::base45::encode(bytes));
        QTest::newRow("presentation") << presentation << int(ErrorCorrection::Low);
        QTest::newRow("presentation, printed") << presentation << int(ErrorCorrection::Medium);
        QTest::newRow("one character") << QStringLiteral("A") << int(ErrorCorrection::High);
        QTest::newRow("digits") << QStringLiteral("001090000017") << int(ErrorCorrection::Quartile);
        QTest::newRow("small letters") << QStringLiteral("https://example.invalid/a?b=c") << int(ErrorCorrection::Low);
        QTest::newRow("Vietnamese") << QStringLiteral("001090000017||NGUYỄN VĂN MẪU|01011990|Nam|Phường Mẫu, Đắk Mẫu|15072024||||")
                                    << int(ErrorCorrection::Low);
        QTest::newRow("every Vietnamese letter") << QStringLiteral("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ")
                                                 << int(ErrorCorrection::Medium);
        QTest::newRow("beyond the BMP") << QString::fromUcs4(U"\U00020300\U0001F1FB") << int(ErrorCorrection::Low);
        QTest::newRow("largest") << QString(4296, u'Z') << int(ErrorCorrection::Low);
    }
    void roundTrip()
    {
        QFETCH(QString, text);
        QFETCH(int, level);
        const auto code = makeQrCode(text, static_cast<ErrorCorrection>(level));
        QVERIFY(code);
        for (const int pixels : {3, 5}) {
            const auto read = readQrCodes(pictureOf(*code, pixels));
            QVERIFY(read);
            QCOMPARE(*read, QStringList(text));
        }
    }

    void turnedPicturesAreReadToo()
    {
        const QString text = QStringLiteral("VN1:TURNED");
        const auto code = makeQrCode(text, ErrorCorrection::Low);
        QVERIFY(code);
        GrayImage picture = pictureOf(*code);
        for (int turn = 0; turn < 4; ++turn) {
            const auto read = readQrCodes(picture);
            QVERIFY(read);
            QCOMPARE(*read, QStringList(text));
            picture = quarterTurn(picture);
        }
    }

    void severalInReadingOrder()
    {
        const QStringList texts{QStringLiteral("VN1:ONE"), QStringLiteral("VN1:TWO"), QStringLiteral("VN1:THREE"), QStringLiteral("VN1:FOUR")};
        GrayImage picture = blankPicture(400, 400);
        const int places[][2] = {{20, 30}, {220, 20}, {30, 220}, {230, 230}}; // not quite in line
        for (int i = 0; i < 4; ++i) {
            const auto code = makeQrCode(texts[i], ErrorCorrection::Low);
            QVERIFY(code);
            drawQr(picture, *code, places[i][0], places[i][1], 4);
        }
        const auto read = readQrCodes(picture);
        QVERIFY(read);
        QCOMPARE(*read, texts);
    }

    // Level M repairs about 15 % of its words: some damage is no harm, much of it is never a wrong text.
    void damage()
    {
        const QString text = QStringLiteral("VN1:") + QString(200, u'7');
        const auto code = makeQrCode(text, ErrorCorrection::Medium);
        QVERIFY(code);
        GrayImage picture = pictureOf(*code);
        const int middle = picture.width / 2;
        const auto blot = [&picture, middle](int half) {
            for (int y = middle - half; y < middle + half; ++y)
                for (int x = middle - half; x < middle + half; ++x)
                    picture.pixels[qsizetype(y) * picture.width + x] = '\0';
        };
        blot(14);
        const auto read = readQrCodes(picture);
        QVERIFY(read);
        QCOMPARE(*read, QStringList(text));
        blot(60);
        const auto lost = readQrCodes(picture);
        QVERIFY(!lost);
        QCOMPARE(lost.error().code, ErrorCode::QrNotFound);
    }

    void grainIsReadThrough()
    {
        const QString text = QStringLiteral("VN1:GRAIN");
        const auto code = makeQrCode(text, ErrorCorrection::Medium);
        QVERIFY(code);
        GrayImage picture = pictureOf(*code, 6);
        QRandomGenerator random(20260704);
        for (char &pixel : picture.pixels)
            pixel = static_cast<char>((pixel == 0 ? 40 : 180) + random.bounded(40));
        const auto read = readQrCodes(picture);
        QVERIFY(read);
        QCOMPARE(*read, QStringList(text));
    }

    // ZXing 1.4 alone does not find these.
    void smallModulesOutOfFocusAreRead()
    {
        const struct
        {
            double width, turn, blur;
        } looks[] = {{250, 3, 1.2}, {320, 6, 0.6}};
        dd::test::Dice dice(7);
        QString text = QStringLiteral("VN1:");
        while (text.size() < 880)
            text.append(QLatin1Char(static_cast<char>('A' + dice.bits() % 26)));
        const auto code = makeQrCode(text, ErrorCorrection::Low);
        QVERIFY(code);
        QCOMPARE(code->version(), 17);
        for (const auto &look : looks) {
            dd::test::Shot shot;
            shot.turn = look.turn;
            shot.blur = look.blur;
            const auto read = readQrCodes(dd::test::Camera::photograph(*code, look.width, shot, dice));
            QVERIFY2(read, qPrintable(QString::number(look.width)));
            QCOMPARE(*read, QStringList(text));
        }
    }

    // Older ZXing does not look for light-on-dark symbols: found or not, the answer is the text or a clean error.
    void invertedPicture()
    {
        const QString text = QStringLiteral("VN1:INVERTED");
        const auto code = makeQrCode(text, ErrorCorrection::Low);
        QVERIFY(code);
        GrayImage picture = pictureOf(*code);
        for (char &pixel : picture.pixels)
            pixel = static_cast<char>(~pixel);
        const auto read = readQrCodes(picture);
        if (read)
            QCOMPARE(*read, QStringList(text));
        else
            QCOMPARE(read.error().code, ErrorCode::QrNotFound);
    }

    void noiseIsNotACode()
    {
        QRandomGenerator random(1);
        for (const int side : {1, 2, 7, 21, 64, 200}) {
            GrayImage picture = blankPicture(side, side);
            QCOMPARE(errorOf(picture), ErrorCode::QrNotFound);
            for (char &pixel : picture.pixels)
                pixel = static_cast<char>(random.bounded(256));
            QCOMPARE(errorOf(picture), ErrorCode::QrNotFound);
            picture.pixels.fill('\0');
            QCOMPARE(errorOf(picture), ErrorCode::QrNotFound);
        }
        QCOMPARE(errorOf(blankPicture(5000, 1)), ErrorCode::QrNotFound);
        QCOMPARE(errorOf(blankPicture(1, 5000)), ErrorCode::QrNotFound);
    }

    void cutPicturesAreCleanErrors()
    {
        const auto code = makeQrCode(QStringLiteral("VN1:CUT"), ErrorCorrection::Low);
        QVERIFY(code);
        const GrayImage whole = pictureOf(*code);
        const int lastModuleRow = (4 + code->size - 2) * 4;
        for (int height = 1; height < lastModuleRow; height += 3) {
            const GrayImage cut{whole.width, height, whole.pixels.first(qsizetype(whole.width) * height)};
            const auto read = readQrCodes(cut);
            if (read) // the last rows can be repaired
                QCOMPARE(*read, QStringList(QStringLiteral("VN1:CUT")));
            else
                QCOMPARE(read.error().code, ErrorCode::QrNotFound);
        }
    }

    void picturesThatDoNotFitTogetherAreRefused()
    {
        QCOMPARE(errorOf({}), ErrorCode::InvalidInput);
        QCOMPARE(errorOf({0, 10, {}}), ErrorCode::InvalidInput);
        QCOMPARE(errorOf({-10, -10, QByteArray(100, '\0')}), ErrorCode::InvalidInput);
        QCOMPARE(errorOf({10, 10, QByteArray(99, '\0')}), ErrorCode::InvalidInput);
        QCOMPARE(errorOf({10, 10, QByteArray(101, '\0')}), ErrorCode::InvalidInput);
        QCOMPARE(errorOf({65536, 65536, {}}), ErrorCode::InvalidInput); // the product overflows 32 bits
        QCOMPARE(errorOf({20000, 1, QByteArray(20000, '\0')}), ErrorCode::InvalidInput);
    }

    void textsThatCannotBeWritten()
    {
        const auto empty = makeQrCode({}, ErrorCorrection::Low);
        QVERIFY(!empty);
        QCOMPARE(empty.error().code, ErrorCode::InvalidInput);
        for (const QString &text : {QString(100'000, u'A'), QString(3000, u'đ'), QString(3000, u'a')}) {
            const auto tooLong = makeQrCode(text, ErrorCorrection::Low);
            QVERIFY(!tooLong);
            QCOMPARE(tooLong.error().code, ErrorCode::QrTooLong);
        }
    }

private:
    static ErrorCode errorOf(const GrayImage &picture)
    {
        const auto read = readQrCodes(picture);
        return read ? ErrorCode::Internal : read.error().code;
    }
    static GrayImage quarterTurn(const GrayImage &picture)
    {
        GrayImage turned = blankPicture(picture.height, picture.width);
        for (int y = 0; y < picture.height; ++y) {
            for (int x = 0; x < picture.width; ++x)
                turned.pixels[qsizetype(x) * turned.width + (picture.height - 1 - y)] = picture.pixels[qsizetype(y) * picture.width + x];
        }
        return turned;
    }
};

DD_TEST(TestQrCode)
#include "test_qr_code.moc"
