// A counter asks, the person sees who and what, and only what may be asked for and was switched on is given.
#include "tests/app/citizen/asking_counter.h"
#include "tests/support/qr_picture.h"
#include "tests/support/registry.h"

#include <QImage>

namespace dd::citizen {
namespace {

using credential::Asked;
using credential::CredentialType;
using credential::Group;
using Phase = ChallengeController::Phase;

const Asked everything{CredentialType::Identity, {Group::Number, Group::Person, Group::Address}};

// One phone for all of it: what a test needs is asked anew.
struct Scene
{
    QTemporaryDir folder;
    test::World world;
    test::Phone phone{folder.path(), world};
    bool ready = phone.setUpWallet() && phone.enrol();
    QByteArray held = test::readFile(phone.app().services().profile + QStringLiteral("/trust-list.cwt"));
};

} // namespace

class TestChallengeController : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_scene = std::make_unique<Scene>();
        QVERIFY(m_scene->ready);
    }
    void cleanupTestCase() { m_scene.reset(); }
    void init()
    {
        test::AskingCounter::write(m_scene->phone, m_scene->held);
        m_scene->phone.app().challenge().begin();
    }

    void aRegisteredCounterIsAnswered()
    {
        Scene &scene = *m_scene;
        test::AskingCounter counter(scene.world, scene.phone.clock());
        counter.registerAt(scene.phone);
        ChallengeController &challenge = scene.phone.app().challenge();
        QVERIFY(scene.phone.click(QStringLiteral("home.challenge")));
        QVERIFY(scene.phone.waitFor("page.challenge"));
        const QString asked = counter.ask({everything});
        challenge.take(QStringLiteral("  %1 \r\n").arg(asked)); // as pasted
        QCOMPARE(challenge.phase(), Phase::Asking);
        QVERIFY(challenge.isRegistered());
        QCOMPARE(challenge.askerName(), QStringLiteral("UBND phường Mẫu"));
        QCOMPARE(challenge.purpose(), QStringLiteral("Giải quyết thủ tục hành chính"));
        QCOMPARE(challenge.refused(), QStringList{QStringLiteral("Căn cước số · Địa chỉ")});
        scene.phone.app().app().setLanguage(QStringLiteral("en"));
        QCOMPARE(challenge.askerName(), QStringLiteral("Mẫu ward office"));
        QCOMPARE(challenge.purpose(), QStringLiteral("An administrative procedure"));
        QCOMPARE(challenge.refused(), QStringList{QStringLiteral("Digital identity · Address")});
        scene.phone.app().app().setLanguage(QStringLiteral("vi"));

        // Nothing is switched on beforehand, and what is refused has no switch.
        QVERIFY(challenge.groups()->shared().isEmpty());
        QVERIFY(!scene.phone.has("challenge.share.address"));
        challenge.share(QStringLiteral("address"), true);
        QVERIFY(challenge.groups()->shared().isEmpty());
        QVERIFY(scene.phone.has("challenge.refused.0"));
        QVERIFY(scene.phone.click(QStringLiteral("challenge.share.person")));
        QVERIFY(scene.phone.click(QStringLiteral("challenge.share.number")));
        QVERIFY(scene.phone.click(QStringLiteral("challenge.show")));
        QVERIFY(scene.phone.waitFor("page.qr"));

        const QString code = scene.phone.text("qr.code");
        scene.phone.clock().advance(60);
        QTest::qWait(300);
        QCOMPARE(scene.phone.text("qr.code"), code); // one answer; the counter takes no other
        const trust::Verdict verdict = counter.verdict(code);
        QCOMPARE(trust::name(verdict.failedStep), trust::name(trust::Step::None));
        QCOMPARE(verdict.mode, std::optional(trust::Mode::Challenge));
        QCOMPARE(verdict.claims->personalNumber, QStringLiteral("001090000017"));
        QVERIFY(verdict.claims->person.has_value());
        QVERIFY(!verdict.claims->disclosed.contains(Group::Address));
        QVERIFY(verdict.askedButMissing == QList<Group>{Group::Address});

        const auto consents = scene.phone.app().session().consents().list().value();
        QCOMPARE(consents.size(), 1);
        QCOMPARE(consents.first().verifierId, QStringLiteral("ubnd-mau"));
        QCOMPARE(consents.first().verifierName, QStringLiteral("UBND phường Mẫu"));
        QVERIFY(consents.first().registered);
        QCOMPARE(consents.first().purpose, QStringLiteral("Giải quyết thủ tục hành chính"));
        QCOMPARE(consents.first().groups, (QList<int>{static_cast<int>(Group::Person), static_cast<int>(Group::Number)}));
        const ActivityModel &history = *scene.phone.app().history().entries();
        QCOMPARE(history.data(history.index(0), ActivityModel::AudienceRole).toString(), QStringLiteral("UBND phường Mẫu (ubnd-mau)"));

        // Two minutes after the scan the code is gone, and so is the request.
        scene.phone.clock().advance(61);
        QVERIFY(scene.phone.waitFor("page.challenge"));
        QTRY_COMPARE(challenge.phase(), Phase::Over);
        QVERIFY(!challenge.isShowing() && scene.phone.has("challenge.answered") && !scene.phone.has("challenge.show"));
        challenge.show();
        QVERIFY(!challenge.isShowing());
        QVERIFY(scene.phone.click(QStringLiteral("challenge.finish")));
        QVERIFY(scene.phone.waitFor("page.home"));
        QCOMPARE(scene.phone.trap.take(), QStringList());
    }

    void anUnknownOneGetsThePersonAfterAWarning()
    {
        Scene &scene = *m_scene;
        test::AskingCounter counter(scene.world, scene.phone.clock());
        ChallengeController &challenge = scene.phone.app().challenge();
        challenge.take(counter.ask({everything}, false));
        QCOMPARE(challenge.phase(), Phase::Asking);
        QVERIFY(!challenge.isRegistered());
        QCOMPARE(challenge.askerName(), QStringLiteral("Chốt Mẫu"));
        QVERIFY(challenge.listNotice().isEmpty()); // the list is of today, and does not have it
        QCOMPARE(challenge.refused(), (QStringList{QStringLiteral("Căn cước số · Số định danh cá nhân"), QStringLiteral("Căn cước số · Địa chỉ")}));
        challenge.share(QStringLiteral("person"), true);
        challenge.share(QStringLiteral("number"), true);
        challenge.show();
        QVERIFY(!challenge.isShowing()); // nobody has read the warning
        challenge.setUnderstood(true);
        challenge.show();
        QVERIFY(challenge.isShowing());
        const trust::Verdict verdict = counter.verdict(challenge.code());
        QCOMPARE(verdict.claims->disclosed, QList<Group>{Group::Person});
        const wallet::ConsentRecord consent = scene.phone.app().session().consents().list().value().first();
        QVERIFY(!consent.registered);
        QCOMPARE(consent.verifierName, QStringLiteral("Chốt Mẫu"));
        const ActivityModel &history = *scene.phone.app().history().entries();
        QCOMPARE(history.data(history.index(0), ActivityModel::AudienceRole).toString(),
                 QStringLiteral("tự xưng «Chốt Mẫu» (ubnd-mau), chưa đăng ký"));

        // A list too old to vouch for anybody, and none at all: both are said.
        challenge.begin();
        counter.list.issued -= 40 * 86400;
        counter.list.nextUpdate = scene.phone.clock().now() - trust::trustListGrace - 1;
        counter.registerAt(scene.phone);
        challenge.take(counter.ask({everything}));
        QVERIFY(!challenge.isRegistered() && challenge.listNotice().contains(QStringLiteral("quá hạn")));
        test::AskingCounter::write(scene.phone, {});
        challenge.take(counter.ask({everything}));
        QVERIFY(!challenge.isRegistered() && challenge.listNotice().contains(QStringLiteral("chưa có danh sách")));
        // The person's own wish brings the authority's list, which does not have this counter either.
        challenge.updateList();
        QTRY_VERIFY(!challenge.isUpdatingList());
        QTRY_VERIFY(challenge.listNotice().isEmpty());
        QCOMPARE(challenge.phase(), Phase::Asking);
    }

    void eachKindOfCredentialIsAnsweredOnItsOwn()
    {
        Scene &scene = *m_scene;
        QVERIFY(scene.phone.requestPass());
        test::AskingCounter counter(scene.world, scene.phone.clock());
        counter.registerAt(scene.phone);
        ChallengeController &challenge = scene.phone.app().challenge();
        challenge.take(counter.ask({{CredentialType::Identity, {Group::Person}},
                                          {CredentialType::TravelPass, {Group::Person, Group::Companions}},
                                          {CredentialType::ResidenceReceipt, {Group::Members}}}));
        QCOMPARE(challenge.credentials()->count(), 2);
        QCOMPARE(challenge.refused(), (QStringList{QStringLiteral("Thẻ thông hành · Người đi cùng"), QStringLiteral("Biên nhận thông báo lưu trú")}));
        for (int index = 0; index < 2; ++index) {
            challenge.setIndex(index);
            challenge.share(QStringLiteral("person"), true);
            challenge.show();
            QVERIFY(challenge.isShowing());
            const trust::Verdict verdict = counter.verdict(challenge.code());
            QCOMPARE(trust::name(verdict.failedStep), trust::name(trust::Step::None));
            QCOMPARE(static_cast<int>(verdict.claims->type), index == 0 ? 65001 : 65002);
            challenge.close();
        }
        challenge.take(counter.ask({{CredentialType::TravelPass, {}}}, true, credential::Purpose::Checkpoint));
        QCOMPARE(challenge.credentials()->count(), 1);
        QVERIFY(challenge.lacking().isEmpty());
        challenge.take(counter.ask({{CredentialType::ResidenceStatus, {Group::CurrentResidence}}}));
        QVERIFY(!challenge.hasCredential());
        QCOMPARE(challenge.lacking(), QStringLiteral("Xác nhận cư trú"));
        challenge.show();
        QVERIFY(!challenge.isShowing());
    }

    // The way the camera will take too: texts from a picture.
    void aPictureOfTheCountersScreen()
    {
        Scene &scene = *m_scene;
        test::AskingCounter counter(scene.world, scene.phone.clock());
        counter.registerAt(scene.phone);
        ChallengeController &challenge = scene.phone.app().challenge();
        const auto save = [&](const QString &text) {
            const qr::GrayImage drawn = test::pictureOf(qr::makeQrCode(text, qr::ErrorCorrection::Low).value());
            const QImage image(reinterpret_cast<const uchar *>(drawn.pixels.constData()), drawn.width, drawn.height, drawn.width, QImage::Format_Grayscale8);
            const QString path = scene.folder.path() + QStringLiteral("/screen.png");
            return image.save(path) ? path : QString();
        };
        challenge.reader()->readPicture(save(counter.ask({everything})));
        QTRY_COMPARE(challenge.phase(), Phase::Asking);
        QVERIFY(challenge.isRegistered());
        challenge.reader()->readPicture(save(QStringLiteral("https://example.com")));
        QTRY_COMPARE(challenge.message().code, errorId(ErrorCode::NotAChallenge));
        QCOMPARE(challenge.phase(), Phase::Waiting);
        challenge.reader()->readPicture(scene.folder.path() + QStringLiteral("/none.png"));
        QTRY_COMPARE(challenge.message().code, errorId(ErrorCode::PictureUnreadable));
    }

    void whatCannotBeAnsweredSaysWhy()
    {
        Scene &scene = *m_scene;
        test::AskingCounter counter(scene.world, scene.phone.clock());
        counter.registerAt(scene.phone);
        ChallengeController &challenge = scene.phone.app().challenge();
        const auto refusedAs = [&](const QString &text, ErrorCode code) {
            challenge.take(text);
            return challenge.phase() == Phase::Waiting && challenge.message().code == errorId(code) && !challenge.message().advice.isEmpty()
                   && challenge.askerId().isEmpty();
        };
        QVERIFY(refusedAs(QStringLiteral("xin chào"), ErrorCode::NotAChallenge));
        QVERIFY(refusedAs({}, ErrorCode::NotAChallenge));
        QVERIFY(refusedAs(QStringLiteral("VQ1:ABC"), ErrorCode::ChallengeMalformed));
        const QString asked = counter.ask({everything});
        QString flipped = asked;
        flipped[flipped.size() - 5] = flipped.at(flipped.size() - 5) == QLatin1Char('A') ? QLatin1Char('B') : QLatin1Char('A');
        QVERIFY(refusedAs(flipped, ErrorCode::ChallengeRefused));                      // not what the registered key signed
        QVERIFY(refusedAs(counter.ask({everything}, false), ErrorCode::ChallengeRefused)); // its id, nobody's signature
        QVERIFY(refusedAs(counter.ask({everything}, true, credential::Purpose::Boarding), ErrorCode::ChallengeRefused));
        test::AskingCounter::write(scene.phone, scene.held.first(scene.held.size() - 1));
        challenge.take(asked);
        QCOMPARE(challenge.phase(), Phase::Waiting);
        QVERIFY(challenge.message().shown && !challenge.message().advice.isEmpty());

        counter.registerAt(scene.phone);
        challenge.take(asked);
        QCOMPARE(challenge.phase(), Phase::Asking);
        QVERIFY(!challenge.message().shown);
        scene.phone.clock().advance(121); // nobody answered
        QTRY_COMPARE(challenge.phase(), Phase::Waiting);
        QCOMPARE(challenge.message().code, errorId(ErrorCode::ChallengeStale));
        QVERIFY(refusedAs(asked, ErrorCode::ChallengeStale));

        challenge.take(counter.ask({everything}));
        challenge.share(QStringLiteral("person"), true);
        challenge.show();
        QVERIFY(challenge.isShowing());
        scene.phone.app().wallet().lock();
        QVERIFY(!challenge.isShowing() && challenge.askerName().isEmpty() && challenge.credentials()->count() == 0);
    }

private:
    std::unique_ptr<Scene> m_scene;
};

DD_TEST(TestChallengeController)

} // namespace dd::citizen

#include "test_challenge_controller.moc"
