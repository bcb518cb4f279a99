#include "core/credential/stay_deadline.h"
#include "tests/support/registry.h"

#include <QDateTime>
#include <QTest>

using namespace dd::credential;

namespace {

qint64 utc(const char *iso)
{
    return QDateTime::fromString(QLatin1String(iso), Qt::ISODate).toSecsSinceEpoch();
}

} // namespace

class TestStayDeadline : public QObject
{
    Q_OBJECT
private slots:
    void aStayHasThirtyDays()
    {
        const qint64 evening = utc("2026-11-21T22:00:00+07:00");
        QVERIFY(!isStay(evening, evening) && isStay(evening, evening + 1));
        QVERIFY(isStay(evening, utc("2026-12-21T23:59:59+07:00")));
        QVERIFY(!isStay(evening, utc("2026-12-22T00:00:00+07:00"))); // it is 17:00 of the 21st in UTC
        QVERIFY(!isStay(0, 253402300799));
    }

    void deadline_data()
    {
        QTest::addColumn<qint64>("arrival");
        QTest::addColumn<qint64>("expected");
        QTest::newRow("afternoon") << utc("2026-11-21T14:00:00+07:00") << utc("2026-11-21T23:00:00+07:00");
        QTest::newRow("one second before 23:00") << utc("2026-11-21T22:59:59+07:00") << utc("2026-11-21T23:00:00+07:00");
        QTest::newRow("23:00 exactly counts as after") << utc("2026-11-21T23:00:00+07:00") << utc("2026-11-22T08:00:00+07:00");
        QTest::newRow("just before midnight") << utc("2026-11-21T23:59:59+07:00") << utc("2026-11-22T08:00:00+07:00");
        QTest::newRow("midnight begins a new day") << utc("2026-11-22T00:00:00+07:00") << utc("2026-11-22T23:00:00+07:00");
        QTest::newRow("end of year") << utc("2026-12-31T23:30:00+07:00") << utc("2027-01-01T08:00:00+07:00");
        QTest::newRow("leap day") << utc("2028-02-28T23:30:00+07:00") << utc("2028-02-29T08:00:00+07:00");
        QTest::newRow("the evening before in UTC") << utc("2026-11-20T18:00:00Z") << utc("2026-11-21T16:00:00Z");
    }
    void deadline()
    {
        QFETCH(qint64, arrival);
        QFETCH(qint64, expected);
        QCOMPARE(stayDeadline(arrival), expected);
    }

    void state_data()
    {
        QTest::addColumn<qint64>("now");
        QTest::addColumn<int>("expected");
        QTest::newRow("open") << utc("2026-11-21T22:29:59+07:00") << static_cast<int>(DeadlineState::Open);
        QTest::newRow("from 22:30") << utc("2026-11-21T22:30:00+07:00") << static_cast<int>(DeadlineState::Soon);
        QTest::newRow("last second") << utc("2026-11-21T22:59:59+07:00") << static_cast<int>(DeadlineState::Soon);
        QTest::newRow("before 23:00 means before") << utc("2026-11-21T23:00:00+07:00") << static_cast<int>(DeadlineState::Late);
    }
    void state()
    {
        QFETCH(qint64, now);
        QFETCH(int, expected);
        QCOMPARE(static_cast<int>(stayDeadlineState(utc("2026-11-21T14:00:00+07:00"), now)), expected);
    }

    void vietnamHasItsOwnDay()
    {
        QCOMPARE(vietnamDate(utc("2026-11-20T17:00:00Z")), QDate(2026, 11, 21));
        QCOMPARE(vietnamDate(utc("2026-11-20T16:59:59Z")), QDate(2026, 11, 20));
        QCOMPARE(vietnamTime(QDate(2026, 11, 21), 8, 30), utc("2026-11-21T01:30:00Z"));
    }
};

DD_TEST(TestStayDeadline)
#include "test_stay_deadline.moc"
