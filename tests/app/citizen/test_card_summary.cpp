#include "app/citizen/card_summary.h"
#include "nfc/simulator/soft_card.h"
#include "tests/support/registry.h"

#include <QTest>

namespace dd::citizen {
namespace {

CardSummary sample()
{
    CardSummary summary;
    summary.verdict = dd::nfc::ReadReport::Verdict::AuthenticButCopyable;
    summary.demo = true;
    summary.anchorName = QStringLiteral("CN=Demo CSCA");
    summary.anchorInstalledBy = QStringLiteral("demo set-up");
    summary.chipCheck = QStringLiteral("ECDSA");
    summary.fields = {{CardFieldKey::FullName, QStringLiteral("NGUYỄN VĂN MẪU"), FieldOrigin::Chip},
                      {CardFieldKey::OldNumber, QStringLiteral("012345678"), FieldOrigin::PrintedQr}};
    return summary;
}

} // namespace

class TestCardSummary : public QObject
{
    Q_OBJECT
private slots:
    void comesBackAsItWas()
    {
        const auto back = decodeCardSummary(encode(sample()));
        QVERIFY(back.has_value());
        QCOMPARE(*back, sample());
        using Verdict = dd::nfc::ReadReport::Verdict;
        for (const Verdict verdict : {Verdict::Genuine, Verdict::AuthenticButCopyable, Verdict::IssuerUnknown, Verdict::Failed, Verdict::Unchecked}) {
            CardSummary summary = sample();
            summary.verdict = verdict;
            const auto stored = decodeCardSummary(encode(summary));
            QVERIFY(stored.has_value());
            QCOMPARE(*stored, summary);
        }
    }

    void everyPrefixIsACleanError()
    {
        const QByteArray whole = encode(sample());
        for (qsizetype length = 0; length < whole.size(); ++length)
            QVERIFY2(!decodeCardSummary(QByteArrayView(whole).first(length)), qPrintable(QString::number(length)));
        QVERIFY(!decodeCardSummary(whole + '\0'));
    }

    void outOfRangeIsRefused()
    {
        CardSummary summary = sample();
        summary.verdict = static_cast<dd::nfc::ReadReport::Verdict>(9);
        QVERIFY(!decodeCardSummary(encode(summary)));
        summary = sample();
        summary.fields.append({static_cast<CardFieldKey>(99), QStringLiteral("x"), FieldOrigin::Chip});
        QVERIFY(!decodeCardSummary(encode(summary)));
        summary = sample();
        summary.fields.append({CardFieldKey::FullName, QStringLiteral("x"), static_cast<FieldOrigin>(0)});
        QVERIFY(!decodeCardSummary(encode(summary)));
    }

    void theChipSpeaksFirst()
    {
        const dd::nfc::DemoPerson person = dd::nfc::demoPerson();
        dd::nfc::ReadResult result;
        result.mrz = dd::identity::parseMrz(person.mrz).value();
        result.details = person.details;
        auto printed = dd::identity::parsePrintedQr(person.printedQr).value();
        printed.fullName = QStringLiteral("TÊN KHÁC");
        printed.oldNumber = QStringLiteral("012345678");
        const CardSummary both = summarise(result, printed, {});
        QCOMPARE(both.value(CardFieldKey::FullName), person.details.fullName);
        QCOMPARE(both.value(CardFieldKey::PersonalNumber), person.details.personalNumber);
        for (const CardField &field : both.fields)
            QVERIFY(field.value != QStringLiteral("TÊN KHÁC"));

        // Without DG13 the machine-readable zone speaks, and the printed QR fills the gaps, marked as such.
        result.details.reset();
        const CardSummary mrz = summarise(result, printed, {});
        QCOMPARE(mrz.value(CardFieldKey::FullName), QStringLiteral("NGUYEN VAN MAU"));
        QCOMPARE(mrz.value(CardFieldKey::BirthDate), QStringLiteral("01/01/1990"));
        QVERIFY(mrz.fields.contains({CardFieldKey::Residence, printed.residence, FieldOrigin::PrintedQr}));
        // Ethnicity and religion are on the chip and are not taken over.
        for (const CardField &field : both.fields) {
            QVERIFY(field.value != person.details.ethnicity);
            QVERIFY(field.value != person.details.religion);
        }
    }

    void aGenuineCardIsNotLostToALesserReading_data()
    {
        using Verdict = nfc::ReadReport::Verdict;
        QTest::addColumn<CardSummary>("reading");
        QTest::addColumn<CardSummary>("held");
        QTest::addColumn<bool>("worse");
        const auto card = [](Verdict verdict, bool demo) {
            CardSummary summary;
            summary.verdict = verdict;
            summary.demo = demo;
            return summary;
        };
        QTest::newRow("as good") << card(Verdict::Genuine, false) << card(Verdict::Genuine, false) << false;
        QTest::newRow("copyable") << card(Verdict::AuthenticButCopyable, false) << card(Verdict::Genuine, false) << true;
        QTest::newRow("unchecked") << card(Verdict::Unchecked, false) << card(Verdict::Genuine, false) << true;
        QTest::newRow("issuer unknown") << card(Verdict::IssuerUnknown, false) << card(Verdict::Genuine, false) << true;
        QTest::newRow("demo for real") << card(Verdict::Genuine, true) << card(Verdict::Genuine, false) << true;
        QTest::newRow("real for demo") << card(Verdict::IssuerUnknown, false) << card(Verdict::Genuine, true) << false;
        QTest::newRow("unknown demo for genuine demo") << card(Verdict::IssuerUnknown, true) << card(Verdict::Genuine, true) << true;
        QTest::newRow("nothing genuine is held") << card(Verdict::IssuerUnknown, false) << card(Verdict::AuthenticButCopyable, false) << false;
        CardSummary simulated = card(Verdict::Genuine, false);
        simulated.simulated = true;
        QTest::newRow("simulated for real") << simulated << card(Verdict::Genuine, false) << true;
    }
    void aGenuineCardIsNotLostToALesserReading()
    {
        QFETCH(CardSummary, reading);
        QFETCH(CardSummary, held);
        QFETCH(bool, worse);
        QCOMPARE(isWorse(reading, held), worse);
    }
};

DD_TEST(TestCardSummary)

} // namespace dd::citizen

#include "test_card_summary.moc"
