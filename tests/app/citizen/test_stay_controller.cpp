// What an answer means for a signed declaration: only the authority's own word about it ends it.
#include "app/citizen/display.h"
#include "tests/app/citizen/phone.h"
#include "tests/app/citizen/scripted_network.h"
#include "tests/support/registry.h"

namespace dd::citizen {

class TestStayController : public QObject
{
    Q_OBJECT

    using State = wallet::StoredDeclaration::State;

    static QByteArray refusal(ErrorCode code)
    {
        return credential::encode(credential::Refusal{errorId(code), QStringLiteral("lý do thử")});
    }

private slots:
    void onlyARefusalOfTheContentIsFinal_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("final");
        QTest::addColumn<QString>("code");
        const QByteArray page("<html>đăng nhập</html>");
        const auto row = [](const char *name, int status, const QByteArray &body, bool final, ErrorCode code) {
            QTest::newRow(name) << status << body << final << errorId(code);
        };
        row("not allowed", 422, refusal(ErrorCode::DeclarationNotAllowed), true, ErrorCode::AuthorityRefused);
        row("not understood", 400, refusal(ErrorCode::RequestNotUnderstood), true, ErrorCode::AuthorityRefused);
        row("replayed", 409, refusal(ErrorCode::RequestReplayed), true, ErrorCode::AuthorityRefused);
        row("somebody else's 400", 400, page, false, ErrorCode::AuthorityAnswerInvalid);
        row("somebody else's 422", 422, {}, false, ErrorCode::AuthorityAnswerInvalid);
        row("revoked key", 403, refusal(ErrorCode::HolderNotEnrolled), false, ErrorCode::HolderNotEnrolled);
        row("signature", 403, refusal(ErrorCode::SignatureInvalid), false, ErrorCode::AuthorityAnswerInvalid);
        row("login page", 403, page, false, ErrorCode::AuthorityAnswerInvalid);
        row("not found", 404, page, false, ErrorCode::AuthorityAnswerInvalid);
        row("too large", 413, refusal(ErrorCode::RequestNotUnderstood), false, ErrorCode::AuthorityAnswerInvalid);
        row("busy", 429, refusal(ErrorCode::AuthorityBusy), false, ErrorCode::AuthorityBusy);
        row("busy, without words", 429, {}, false, ErrorCode::AuthorityBusy);
        row("moved", 302, {}, false, ErrorCode::NetworkUnavailable);
        row("broken", 500, refusal(ErrorCode::Internal), false, ErrorCode::NetworkUnavailable);
    }
    void onlyARefusalOfTheContentIsFinal()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(bool, final);
        QFETCH(QString, code);
        StayController &stay = phone().app().stay();
        m_network->answer(QStringLiteral("/declarations"), {status, body});
        fillAndSubmit();
        QTRY_COMPARE(stay.phase(), final ? StayController::Phase::Refused : StayController::Phase::Waiting);
        QCOMPARE(stay.message().code, code);
        QCOMPARE(newest().state, final ? State::Refused : State::Queued);
        QCOMPARE(newest().deliveredAt.has_value(), final);
        QCOMPARE(newest().refusal, final ? QStringLiteral("lý do thử") : QString());

        // What was not refused is received as soon as it comes through.
        m_network->passOn();
        stay.resend(QString::fromLatin1(newest().id.toHex()));
        if (!final)
            QTRY_COMPARE(stay.phase(), StayController::Phase::Received);
        QCOMPARE(newest().state, final ? State::Refused : State::Received);
    }

    void aStayIsCountedInCalendarDaysAsTheAuthorityDoes_data()
    {
        QTest::addColumn<QString>("time");
        QTest::addColumn<QString>("lastDay");
        QTest::addColumn<bool>("lawful");
        QTest::newRow("thirty days from the morning on") << QStringLiteral("08:00") << QStringLiteral("21/12/2026") << true;
        QTest::newRow("thirty days from the evening on") << QStringLiteral("20:30") << QStringLiteral("21/12/2026") << true;
        QTest::newRow("thirty-one, though fewer hours") << QStringLiteral("23:30") << QStringLiteral("22/12/2026") << false;
        QTest::newRow("the same day") << QStringLiteral("08:00") << QStringLiteral("21/11/2026") << true;
        QTest::newRow("gone before coming") << QStringLiteral("13:00") << QStringLiteral("21/11/2026") << false;
    }
    void aStayIsCountedInCalendarDaysAsTheAuthorityDoes()
    {
        QFETCH(QString, time);
        QFETCH(QString, lastDay);
        QFETCH(bool, lawful);
        StayController &stay = phone().app().stay();
        stay.begin();
        stay.setProperty("firstDay", QStringLiteral("21/11/2026"));
        stay.setProperty("firstTime", time);
        stay.setProperty("lastDay", lastDay);
        QCOMPARE(stay.lastDayError().isEmpty(), lawful);
        credential::StayNotification notification = m_world->stay();
        notification.from = Display::fromLocal(QDate(2026, 11, 21), Display::parseTime(time));
        notification.to = Display::fromLocal(Display::parseDate(lastDay), QTime(12, 0));
        QCOMPARE(credential::check(notification).has_value(), lawful);
    }

    void cleanupTestCase()
    {
        m_phone.reset();
        m_world.reset();
    }

private:
    // One wallet for every row: enrolling takes its time.
    test::Phone &phone()
    {
        if (!m_phone) {
            m_world = std::make_unique<test::World>();
            m_phone = std::make_unique<test::Phone>(m_folder.path(), *m_world);
            if (!m_phone->setUpWallet() || !m_phone->enrol())
                qFatal("the wallet is not enrolled");
            m_network = &test::interpose(*m_phone);
        }
        return *m_phone;
    }
    void fillAndSubmit()
    {
        StayController &stay = phone().app().stay();
        stay.begin();
        stay.setProperty("facilityName", QStringLiteral("Khách sạn Mẫu"));
        stay.setProperty("address", QStringLiteral("Số 1 phố Mẫu"));
        stay.setProperty("reason", QStringLiteral("Công tác"));
        m_phone->clock().advance(1); // so that the newest is the last one
        stay.submit();
    }
    wallet::StoredDeclaration newest() { return phone().app().session().outbox().list().value().constFirst(); }

    QTemporaryDir m_folder;
    std::unique_ptr<test::World> m_world;
    std::unique_ptr<test::Phone> m_phone;
    test::ScriptedNetwork *m_network = nullptr;
};

DD_TEST(TestStayController)

} // namespace dd::citizen

#include "test_stay_controller.moc"
