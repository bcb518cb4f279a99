// Everything that must be refused, in one table: each row spoils one thing of what is otherwise signed and right.
#include "tests/core/negative_table.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QSet>

using namespace dd;
using namespace dd::test;
using trust::Overall;
using trust::Step;

namespace {

QList<NegativeRow> negativeTable()
{
    NegativeRows verdicts{"Verdict"};
    for (const OutcomeRow &row : outcomeRows()) {
        if (row.expected.overall != Overall::Valid)
            verdicts.judged(row.name, row.expected.overall, row.expected.step, *row.expected.code, row.change);
    }
    return encodingRows() + tokenRows() + claimRows() + disclosureRows() + verdicts.all + listRows() + walletRows();
}

} // namespace

class TestNegativeTable : public QObject
{
    Q_OBJECT

    QList<NegativeRow> m_rows;

private slots:
    void initTestCase()
    {
        m_rows = negativeTable();
        PostScene scene;
        QCOMPARE(scene.verdict().overall, Overall::Valid); // what every row spoils
    }

    void itIsWhole()
    {
        QVERIFY2(m_rows.size() >= 100, QByteArray::number(m_rows.size()).constData());
        const QByteArray page = readFile(QStringLiteral(DINHDANH_SOURCE_DIR "/docs/formats.md"));
        QSet<QByteArray> names;
        QSet<Step> steps;
        QSet<ErrorCode> codes;
        for (const NegativeRow &row : m_rows) {
            QVERIFY2(!names.contains(row.name), row.name.constData());
            QVERIFY2(page.contains("\n## " + row.section + " (") || page.contains("\n### " + row.section + " (") || page.contains("\n**" + row.section + "**"),
                     row.section.constData());
            names.insert(row.name);
            steps.insert(row.step);
            codes.insert(row.code);
        }
        for (int step = static_cast<int>(Step::Prefix); step <= static_cast<int>(Step::Replay); ++step)
            QVERIFY2(steps.contains(static_cast<Step>(step)), qPrintable(trust::name(static_cast<Step>(step))));
        for (const ErrorCode code : allErrorCodes()) {
            const QString id = errorId(code);
            if (id.startsWith(QLatin1String("QRV")) || id.startsWith(QLatin1String("TRU")))
                QVERIFY2(codes.contains(code), qPrintable(id));
        }
        qInfo("%d rows", int(m_rows.size()));
    }

    void everyRowIsRefused_data()
    {
        QTest::addColumn<int>("row");
        for (int i = 0; i < m_rows.size(); ++i)
            QTest::newRow(m_rows[i].name.constData()) << i;
    }
    void everyRowIsRefused()
    {
        QFETCH(int, row);
        const NegativeRow &each = m_rows[row];
        if (each.offer) {
            const Result<void> taken = each.offer();
            QVERIFY(!taken);
            QCOMPARE(errorId(taken.error().code), errorId(each.code));
            return;
        }
        PostScene scene;
        each.spoil(scene);
        const int before = scene.cache.asked;
        const trust::Verdict verdict = scene.verdict();
        QCOMPARE(trust::name(verdict.failedStep), trust::name(each.step));
        QCOMPARE(trust::name(verdict.overall), trust::name(each.overall));
        QVERIFY(verdict.error.has_value());
        QCOMPARE(errorId(verdict.error->code), errorId(each.code));
        // A code that is refused earlier has not been used up.
        if (each.step != Step::Replay)
            QCOMPARE(scene.cache.asked, before);
        // Nothing personal comes from bytes that are not signed twice and right in their grammar.
        const bool mayShow = verdict.validity != trust::ValidityState::NotChecked && each.step != Step::Disclosures;
        QCOMPARE(verdict.claims.has_value(), mayShow);
    }
};

DD_TEST(TestNegativeTable)
#include "test_negative_table.moc"
