#include "core/identity/printed_qr.h"
#include "tests/support/registry.h"

#include <QTest>

using dd::identity::parsePrintedQr;
using dd::identity::Sex;

class TestPrintedQr : public QObject
{
    Q_OBJECT

    const QString printedSample = QStringLiteral("001090000017|012345678|NGUYỄN VĂN MẪU|01011990|Nam|Số 1 Đường Mẫu, Phường Mẫu, Hà Nội|15072024");

private slots:
    void cardOf2021()
    {
        const auto qr = parsePrintedQr(printedSample);
        QVERIFY(qr);
        QCOMPARE(qr->number.digits, QStringLiteral("001090000017"));
        QCOMPARE(qr->oldNumber, QStringLiteral("012345678"));
        QCOMPARE(qr->fullName, QStringLiteral("NGUYỄN VĂN MẪU"));
        QCOMPARE(qr->birthDate, QDate(1990, 1, 1));
        QCOMPARE(qr->sex, Sex::Male);
        QCOMPARE(qr->residence, QStringLiteral("Số 1 Đường Mẫu, Phường Mẫu, Hà Nội"));
        QCOMPARE(qr->issueDate, QDate(2024, 7, 15));
        QVERIFY(qr->extraFields.isEmpty());
        QCOMPARE(qr->can(), QStringLiteral("000017"));
    }
    void cardOf2024()
    {
        const auto qr = parsePrintedQr(printedSample + QStringLiteral("||||"));
        QVERIFY(qr);
        QCOMPARE(qr->extraFields, QStringList({QString(), QString(), QString(), QString()}));
    }
    void extraFieldsAreKeptAsTheyAre()
    {
        const auto qr = parsePrintedQr(printedSample + QStringLiteral("| a |b|"));
        QVERIFY(qr);
        QCOMPARE(qr->extraFields, QStringList({QStringLiteral(" a "), QStringLiteral("b"), QString()}));
    }
    void textIsComposed()
    {
        const auto qr = parsePrintedQr(printedSample.normalized(QString::NormalizationForm_D));
        QVERIFY(qr);
        QCOMPARE(qr->fullName, QStringLiteral("NGUYỄN VĂN MẪU"));
        const QString female = QString(printedSample).replace(QStringLiteral("|Nam|"), QStringLiteral("|Nu\u031b\u0303|"));
        const auto she = parsePrintedQr(female);
        QVERIFY(she);
        QCOMPARE(she->sex, Sex::Female);
    }
    void aLineEndBehindDoesNotMatter() { QVERIFY(parsePrintedQr(printedSample + QStringLiteral("\r\n"))); }
    void emptyOldNumberAndResidence()
    {
        const auto qr = parsePrintedQr(QStringLiteral("001090000017||NGUYỄN VĂN MẪU|01011990|Nam||15072024"));
        QVERIFY(qr);
        QVERIFY(qr->oldNumber.isEmpty() && qr->residence.isEmpty());
    }
    void disagreementIsNotRefused() // the number says male, born 1990; the field says otherwise
    {
        const auto qr = parsePrintedQr(QStringLiteral("001090000017||NGUYỄN THỊ MẪU|31122001|Nữ||15072024"));
        QVERIFY(qr);
        QCOMPARE(qr->sex, Sex::Female);
        QCOMPARE(qr->number.sex, Sex::Male);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QString &text) { QTest::newRow(name) << text; };
        const auto changed = [this](const QString &from, const QString &to) { return QString(printedSample).replace(from, to); };
        row("nothing", QString());
        row("a web address", QStringLiteral("https://example.invalid/|||||||"));
        row("six fields", printedSample.section(u'|', 0, 5));
        row("a short number", printedSample.sliced(1));
        row("a blank in the number", QStringLiteral(" 0|") + printedSample);
        row("an old number of eight digits", changed(QStringLiteral("012345678"), QStringLiteral("01234567")));
        row("an old number of letters", changed(QStringLiteral("012345678"), QStringLiteral("O12345678")));
        row("no name", changed(QStringLiteral("NGUYỄN VĂN MẪU"), QStringLiteral(" ")));
        row("31 February", changed(QStringLiteral("01011990"), QStringLiteral("31021990")));
        row("birth date the other way round", changed(QStringLiteral("01011990"), QStringLiteral("19900131")));
        row("birth date with slashes", changed(QStringLiteral("01011990"), QStringLiteral("01/01/1990")));
        row("no birth date", changed(QStringLiteral("01011990"), QString()));
        row("unknown sex", changed(QStringLiteral("|Nam|"), QStringLiteral("|M|")));
        row("no issue date", changed(QStringLiteral("15072024"), QString()));
        row("month 13", changed(QStringLiteral("15072024"), QStringLiteral("15132024")));
        row("a control character", changed(QStringLiteral("VĂN"), QStringLiteral("V\u0001N")));
        row("bytes that were not UTF-8", changed(QStringLiteral("VĂN"), QStringLiteral("V\ufffdN")));
        row("far too long", printedSample + QString(2000, u'|'));
    }
    void refuses()
    {
        QFETCH(QString, text);
        const auto qr = parsePrintedQr(text);
        QVERIFY(!qr);
        QCOMPARE(qr.error().code, dd::ErrorCode::PrintedQrMalformed);
    }

    void everyPrefixIsRefused()
    {
        for (qsizetype size = 0; size < printedSample.size(); ++size) {
            const auto qr = parsePrintedQr(printedSample.first(size));
            QVERIFY(!qr);
            QCOMPARE(qr.error().code, dd::ErrorCode::PrintedQrMalformed);
            QVERIFY(!qr.error().detail.contains(QStringLiteral("MẪU")));
        }
    }
};

DD_TEST(TestPrintedQr)
#include "test_printed_qr.moc"
