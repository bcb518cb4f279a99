// The verdict over the checks of a report.
#include "nfc/read_report.h"

#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;

class TestReadReport : public QObject
{
    Q_OBJECT

private slots:
    void verdicts_data()
    {
        using Outcome = CheckOutcome;
        using Verdict = ReadReport::Verdict;
        QTest::addColumn<Outcome>("passive");
        QTest::addColumn<Outcome>("issuer");
        QTest::addColumn<Outcome>("active");
        QTest::addColumn<Outcome>("chip");
        QTest::addColumn<Verdict>("verdict");
        const auto row = [](const char *name, Outcome passive, Outcome issuer, Outcome active, Outcome chip, Verdict verdict) {
            QTest::newRow(name) << passive << issuer << active << chip << verdict;
        };
        row("all", Outcome::Passed, Outcome::Passed, Outcome::Passed, Outcome::NotOffered, Verdict::Genuine);
        row("chip authentication only", Outcome::Passed, Outcome::Passed, Outcome::NotOffered, Outcome::Passed, Verdict::Genuine);
        row("no clone check", Outcome::Passed, Outcome::Passed, Outcome::NotOffered, Outcome::NotOffered, Verdict::AuthenticButCopyable);
        row("clone check not possible", Outcome::Passed, Outcome::Passed, Outcome::NotPossible, Outcome::NotPossible, Verdict::AuthenticButCopyable);
        row("clone", Outcome::Passed, Outcome::Passed, Outcome::Failed, Outcome::Passed, Verdict::Failed);
        row("clone, other proof", Outcome::Passed, Outcome::Passed, Outcome::Passed, Outcome::Failed, Verdict::Failed);
        row("issuer unknown", Outcome::Passed, Outcome::NotPossible, Outcome::Passed, Outcome::NotOffered, Verdict::IssuerUnknown);
        row("issuer forged", Outcome::Passed, Outcome::Failed, Outcome::Passed, Outcome::NotOffered, Verdict::Failed);
        row("hash", Outcome::Failed, Outcome::NotPossible, Outcome::NotPossible, Outcome::NotOffered, Verdict::Failed);
        row("nothing checked", Outcome::NotPossible, Outcome::NotPossible, Outcome::NotPossible, Outcome::NotPossible, Verdict::Unchecked);
        row("a signed file withheld", Outcome::NotPossible, Outcome::Passed, Outcome::Passed, Outcome::Passed, Verdict::Unchecked);
        row("a signed file withheld, clone", Outcome::NotPossible, Outcome::Passed, Outcome::Failed, Outcome::NotOffered, Verdict::Failed);
        row("a signed file withheld, signer revoked", Outcome::NotPossible, Outcome::Failed, Outcome::Passed, Outcome::Passed, Verdict::Failed);
    }
    void verdicts()
    {
        QFETCH(CheckOutcome, passive);
        QFETCH(CheckOutcome, issuer);
        QFETCH(CheckOutcome, active);
        QFETCH(CheckOutcome, chip);
        QFETCH(ReadReport::Verdict, verdict);
        ReadReport report;
        report.passive.outcome = passive;
        report.issuer.outcome = issuer;
        report.activeAuthentication.outcome = active;
        report.chipAuthentication.outcome = chip;
        QCOMPARE(report.verdict(), verdict);
        QCOMPARE(ReadReport{}.verdict(), ReadReport::Verdict::Unchecked); // nothing was shown: nothing is genuine
    }

    // Why the data could not be checked: for want of a certificate, or for another reason.
    void uncheckedData_data()
    {
        QTest::addColumn<ErrorCode>("reason");
        QTest::addColumn<ReadReport::Verdict>("verdict");
        QTest::newRow("no signer's certificate") << ErrorCode::UnknownIssuer << ReadReport::Verdict::IssuerUnknown;
        QTest::newRow("unknown algorithm") << ErrorCode::UnsupportedProtocol << ReadReport::Verdict::Unchecked;
        QTest::newRow("withheld file") << ErrorCode::DamagedFile << ReadReport::Verdict::Unchecked;
    }
    void uncheckedData()
    {
        QFETCH(ErrorCode, reason);
        QFETCH(ReadReport::Verdict, verdict);
        ReadReport report;
        report.passive = {CheckOutcome::NotPossible, Error{reason, {}, {}, {}}, {}};
        report.chipAuthentication.outcome = CheckOutcome::Passed;
        QCOMPARE(report.verdict(), verdict);
        report.revocation.outcome = CheckOutcome::Failed;
        QCOMPARE(report.verdict(), ReadReport::Verdict::Failed);
    }
};

DD_TEST(TestReadReport)
#include "test_read_report.moc"
