// Opening the chip from the app: what is typed, what a refusal leads to, and what is never done unasked.
#include "tests/app/citizen/phone.h"
#include "tests/support/registry.h"

#include <mutex>

namespace dd::citizen {
namespace {

// What a source was asked for, over all readings.
struct Watched
{
    std::mutex mutex;
    int connections = 0;
    QStringList sheet;
};

class WatchedChannel final : public nfc::CardChannel
{
public:
    WatchedChannel(std::unique_ptr<nfc::CardChannel> inner, std::shared_ptr<Watched> watched) : m_inner(std::move(inner)), m_watched(std::move(watched)) {}
    [[nodiscard]] Result<QByteArray> transceive(QByteArrayView command) override { return m_inner->transceive(command); }
    [[nodiscard]] int maxCommandLength() const override { return m_inner->maxCommandLength(); }
    void showMessage(const QString &text) override
    {
        const std::scoped_lock lock(m_watched->mutex);
        m_watched->sheet.append(text);
    }

private:
    std::unique_ptr<nfc::CardChannel> m_inner;
    std::shared_ptr<Watched> m_watched;
};

class WatchedSource final : public nfc::CardSource
{
public:
    WatchedSource(std::unique_ptr<nfc::CardSource> inner, std::shared_ptr<Watched> watched) : m_inner(std::move(inner)), m_watched(std::move(watched)) {}
    [[nodiscard]] bool isAvailable() const override { return true; }
    [[nodiscard]] QString name() const override { return m_inner->name(); }
    [[nodiscard]] bool isSimulated() const override { return true; }
    [[nodiscard]] Result<std::unique_ptr<nfc::CardChannel>> connect(std::stop_token stop, int timeoutMs) override
    {
        auto channel = m_inner->connect(stop, timeoutMs);
        if (!channel)
            return channel;
        const std::scoped_lock lock(m_watched->mutex);
        ++m_watched->connections;
        return std::make_unique<WatchedChannel>(std::move(*channel), m_watched);
    }

private:
    std::unique_ptr<nfc::CardSource> m_inner;
    std::shared_ptr<Watched> m_watched;
};

nfc::CardProfile profileNamed(const char *name)
{
    return nfc::parseCardProfile(test::readFile(QStringLiteral(DINHDANH_SOURCE_DIR "/assets/demo/cards/%1.json").arg(QLatin1String(name)))).value();
}

nfc::CardImage made(const nfc::CardProfile &profile)
{
    return nfc::personalise(profile, test::DemoCountry::instance().issuer, test::worldTime).value();
}

// A card of before PACE; born on 29 February, 25 in a common year.
nfc::CardImage cardWithoutPace(const QDate &expiry)
{
    nfc::CardProfile profile;
    profile.pace.clear();
    profile.document.number = QStringLiteral("001200000017");
    profile.document.birth = QDate(2000, 2, 29);
    profile.document.expiry = expiry;
    return made(profile);
}
const QString printedOfThat = QStringLiteral("001200000017||NGUYỄN VĂN MẪU|29022000|Nam|Số 1 Phố Thử Nghiệm|07062021");

} // namespace

class TestCardAccess : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<test::World> m_world;
    std::unique_ptr<test::Phone> m_phone;
    std::shared_ptr<Watched> m_watched;

    // The page of adding a card, with this card on the reader.
    void stand(const nfc::CardImage &card)
    {
        m_phone.reset();
        m_folder = std::make_unique<QTemporaryDir>();
        m_world = std::make_unique<test::World>();
        m_phone = std::make_unique<test::Phone>(m_folder->path(), *m_world);
        m_watched = std::make_shared<Watched>();
        Random *random = m_phone->app().services().random.get();
        m_phone->app().services().cardSources = [card, random, watched = m_watched] {
            return QList<CardSourceChoice>{{{}, true, [card, random, watched]() -> Result<std::unique_ptr<nfc::CardSource>> {
                                                return std::make_unique<WatchedSource>(nfc::makeSimulatedSource(card, *random), watched);
                                            }}};
        };
        QVERIFY(m_phone->setUpWallet());
        QVERIFY(m_phone->click(QStringLiteral("home.addCard")));
        QVERIFY(m_phone->waitFor("page.addCard"));
    }
    CardController &card() { return m_phone->app().card(); }
    AccessEntry &entry() { return *card().access(); }
    int connections()
    {
        const std::scoped_lock lock(m_watched->mutex);
        return m_watched->connections;
    }
    void type(const char *id, const char *text) { QVERIFY(m_phone->type(QString::fromLatin1(id), QString::fromUtf8(text))); }
    void start() { QVERIFY(m_phone->click(QStringLiteral("addCard.start"))); }
    void refused(const char *code)
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_phone->has("addCard.message"), 60'000);
        QCOMPARE(m_phone->read("addCard.message", "code").toString(), QString::fromLatin1(code));
        // What a refusal offers can be used by everybody; and looked at.
        QTest::qWait(30);
        const QStringList faults = test::accessibilityFaults(m_phone->window->contentItem()) + test::clippedTexts(m_phone->window->contentItem(), m_phone->window->width());
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
        if (const QString folder = qEnvironmentVariable("DINHDANH_SHOTS"); !folder.isEmpty() && QDir().mkpath(folder)) {
            const QSize usual = m_phone->window->size();
            m_phone->window->resize(390, 1900);
            QTest::qWait(50);
            m_phone->window->grabWindow().save(QStringLiteral("%1/citizen-refused-%2-%3.png").arg(folder, QLatin1String(code), QLatin1String(QTest::currentTestFunction())));
            m_phone->window->resize(usual);
            QTest::qWait(50);
        }
    }

private slots:
    void initTestCase() { QAccessible::setActive(true); }
    void cleanup()
    {
        if (m_phone)
            QCOMPARE(m_phone->trap.take(), QStringList());
    }
    void cleanupTestCase() { m_phone.reset(); }

    void aPassportByItsThreeValues()
    {
        stand(made(profileNamed("passport-td3")));
        entry().setWay(AccessEntry::Way::Values);
        type("addCard.documentNumber", "c0000017");
        type("addCard.birthDate", "01011990");
        type("addCard.expiryDate", "14/05/2034");
        start();
        refused("NFC-003");
        QVERIFY(m_phone->read("addCard.message", "advice").toString().contains(QStringLiteral("PACE")));
        // What was typed stays, and only the wrong value is typed anew.
        QCOMPARE(entry().number(), QStringLiteral("c0000017"));
        QCOMPARE(entry().birth(), QStringLiteral("01011990"));
        QVERIFY(card().isBasicOffered());
        QVERIFY(!card().isBasicChosen());
        entry().setExpiry(QStringLiteral("15/05/2034"));
        start();
        QVERIFY(m_phone->waitFor("page.result", 60'000));
        QCOMPARE(card().verdict(), CardController::Verdict::Genuine);

        // No number of ours: neither kept nor enrolled, and said so.
        QCOMPARE(card().enrolment(), CardController::Enrolment::NoNumber);
        QVERIFY(m_phone->text("result.enrolment").contains(QStringLiteral("12 chữ số")));
        QVERIFY(!card().numberDiffers());
        QCOMPARE(m_phone->read("result.message").toString(), QString());
        QVERIFY(!m_phone->app().session().card().load().value().has_value());
        QStringList values;
        for (int row = 0; row < card().fields()->rowCount(); ++row)
            values.append(card().fields()->data(card().fields()->index(row), FieldModel::ValueRole).toString());
        QVERIFY2(values.contains(QStringLiteral("CỤC MẪU")) && values.contains(QStringLiteral("15/05/2024")), qPrintable(values.join(u'|')));
        QVERIFY(m_phone->click(QStringLiteral("result.done")));
        QVERIFY(m_phone->waitFor("page.home"));
        QVERIFY(m_phone->has("home.empty"));
    }

    void aPassportReadOverACardTakesNothingAway()
    {
        stand(test::DemoCountry::instance().card);
        type("addCard.text", nfc::demoPerson().printedQr.toUtf8().constData());
        start();
        QVERIFY(m_phone->waitFor("page.result", 60'000));
        const QByteArray held = m_phone->app().session().card().load().value().value().summary;
        QVERIFY(m_phone->click(QStringLiteral("result.done")));
        Random *random = m_phone->app().services().random.get();
        m_phone->app().services().cardSources = [passport = made(profileNamed("passport-td3")), random] {
            return QList<CardSourceChoice>{
                {{}, true, [passport, random]() -> Result<std::unique_ptr<nfc::CardSource>> { return nfc::makeSimulatedSource(passport, *random); }}};
        };
        QVERIFY(m_phone->click(QStringLiteral("home.addCard")));
        QVERIFY(m_phone->waitFor("page.addCard"));
        entry().setWay(AccessEntry::Way::Values);
        type("addCard.documentNumber", "C0000017");
        type("addCard.birthDate", "1/1/1990");
        type("addCard.expiryDate", "15/5/2034");
        start();
        QVERIFY(m_phone->waitFor("page.result", 60'000));
        QCOMPARE(card().enrolment(), CardController::Enrolment::NoNumber);
        QCOMPARE(m_phone->app().session().card().load().value().value().summary, held);
        QVERIFY(m_phone->app().session().identity().value().has_value());
    }

    void anOldPassportByItsLines()
    {
        const nfc::CardImage image = made(profileNamed("bac-only"));
        stand(image);
        type("addCard.can", "123456");
        start();
        refused("NFC-014"); // the advice leads somewhere: the fields for it stand open
        QCOMPARE(entry().way(), AccessEntry::Way::Values);
        QVERIFY(m_phone->has("addCard.documentNumber"));
        QVERIFY(!card().areSuggestionsOffered()); // no printed QR
        entry().setWay(AccessEntry::Way::Lines);
        type("addCard.mrzLines", nfc::mrzLinesOf(image).join(QString()).toUtf8().constData());
        start();
        QVERIFY(m_phone->waitFor("page.result", 60'000));
        QVERIFY(card().report()->data(card().report()->index(0), ReportModel::DetailRole).toString().contains(QStringLiteral("BAC")));
    }

    // A card whose CAN is not what the app assumed: twice, then a question without blame.
    void theDerivedCanIsTriedTwiceAndNobodyIsBlamed()
    {
        nfc::CardProfile profile;
        profile.can = QStringLiteral("271828");
        stand(made(profile));
        type("addCard.text", "001090000017");
        QVERIFY(entry().isCanDerived());
        start();
        refused("CIT-010");
        QCOMPARE(connections(), 2);
        QVERIFY(m_phone->text("addCard.message").contains(QStringLiteral("không làm gì sai")));
        QCOMPARE(entry().can(), QString());
        QVERIFY(!card().isReady());
        QCOMPARE(card().input(), QStringLiteral("001090000017"));
        type("addCard.can", "271828");
        start();
        QVERIFY(m_phone->waitFor("page.result", 60'000));
        QCOMPARE(connections(), 3);
        QCOMPARE(card().verdict(), CardController::Verdict::Genuine);
    }

    void theLastTryIsAskedFor()
    {
        nfc::CardProfile profile;
        profile.can = QStringLiteral("271828");
        profile.behaviour.passwordTries = 2;
        stand(made(profile));
        type("addCard.text", "001090000017");
        start();
        refused("CIT-010");
        QCOMPARE(connections(), 1); // the second try is the last, and not the app's
        QVERIFY2(m_phone->text("addCard.message").contains(QStringLiteral("1 lần")), qPrintable(m_phone->text("addCard.message")));
        type("addCard.can", "271828");
        QVERIFY(!m_phone->find(QStringLiteral("addCard.start"))->isEnabled());
        QVERIFY(m_phone->click(QStringLiteral("addCard.lastTry")));
        QVERIFY(card().isLastTryConfirmed());
        start();
        QVERIFY(m_phone->waitFor("page.result", 60'000));
    }

    void datesFromThePrintedQr_data()
    {
        QTest::addColumn<QDate>("expiry");
        QTest::addColumn<int>("tries"); // 0: none fits
        QTest::newRow("the first") << QDate(2025, 2, 28) << 1;
        QTest::newRow("the second") << QDate(2025, 3, 1) << 2;
        QTest::newRow("none") << QDate(2027, 5, 1) << 0;
    }
    void datesFromThePrintedQr()
    {
        QFETCH(QDate, expiry);
        QFETCH(int, tries);
        stand(cardWithoutPace(expiry));
        type("addCard.text", printedOfThat.toUtf8().constData());
        start();
        refused("NFC-014");
        QCOMPARE(entry().number(), QStringLiteral("200000017"));
        QCOMPARE(entry().birth(), QStringLiteral("29/02/2000"));
        QVERIFY(card().areSuggestionsOffered());
        const int before = connections();
        QStringList said;
        connect(&card(), &CardController::progressChanged, this, [&] {
            if (!card().attemptText().isEmpty() && !said.contains(card().attemptText()))
                said.append(card().attemptText());
        });
        QVERIFY(m_phone->click(QStringLiteral("addCard.suggestions")));
        if (tries > 0) {
            QVERIFY(m_phone->waitFor("page.result", 60'000));
            QCOMPARE(connections() - before, tries);
            QCOMPARE(said.size(), tries);
            QVERIFY2(said.constLast().startsWith(QStringLiteral("Lần thử %1 trên 3").arg(tries)), qPrintable(said.join(u'|')));
        } else {
            refused("CIT-011");
            QCOMPARE(connections() - before, 3);
            QVERIFY(!card().areSuggestionsOffered()); // one try each
            QVERIFY(!m_phone->has("addCard.suggestions"));
        }
        disconnect(&card(), nullptr, this, nullptr);
    }

    // A chip that offers PACE and cannot do it: nothing weaker unless it is chosen.
    void theOlderWayIsChosenByThePerson()
    {
        nfc::CardImage image = test::DemoCountry::instance().card;
        image.pace = QList<nfc::PaceInfo>();
        stand(image);
        QVERIFY(!m_phone->has("addCard.basic"));
        type("addCard.text", nfc::demoPerson().printedQr.toUtf8().constData());
        start();
        refused("NFC-014"); // perhaps it only has no CAN
        QVERIFY(!m_phone->has("addCard.basic"));
        type("addCard.expiryDate", "01/01/2030");
        start();
        refused("NFC-005");
        QVERIFY(m_phone->has("addCard.basic"));
        QVERIFY(!card().isBasicChosen());
        QVERIFY(m_phone->click(QStringLiteral("addCard.basic")));
        QVERIFY(card().isBasicChosen());
        start();
        QVERIFY(m_phone->waitFor("page.result", 60'000));
        QCOMPARE(card().verdict(), CardController::Verdict::Genuine);
        QVERIFY(card().report()->data(card().report()->index(0), ReportModel::DetailRole).toString().startsWith(QStringLiteral("BAC")));
    }

    void theSystemsSheetIsTold()
    {
        stand(test::DemoCountry::instance().card);
        type("addCard.text", "001090000017");
        start();
        QVERIFY(m_phone->waitFor("page.result", 60'000));
        const std::scoped_lock lock(m_watched->mutex);
        const auto told = [this](const QString &words) {
            return std::any_of(m_watched->sheet.cbegin(), m_watched->sheet.cend(), [&](const QString &text) { return text.startsWith(words); });
        };
        QVERIFY2(told(QStringLiteral("Đang mở kênh bảo mật bằng số CAN")), qPrintable(m_watched->sheet.join(u'|')));
        QVERIFY(told(QStringLiteral("Đang đọc ảnh chân dung… 9")));
        for (const QString &text : std::as_const(m_watched->sheet))
            QVERIFY2(!text.contains(QStringLiteral("MẪU")) && !text.contains(QStringLiteral("001090000017")), qPrintable(text));
    }

    void everyCheckIsShown()
    {
        stand(test::DemoCountry::instance().card);
        type("addCard.text", "001090000017");
        start();
        QVERIFY(m_phone->waitFor("page.result", 60'000));
        QVERIFY(m_phone->click(QStringLiteral("result.details")));
        QTRY_VERIFY(m_phone->has("result.check.5"));
        QCOMPARE(m_phone->text("result.check.0"), QStringLiteral("Đạt"));
        QCOMPARE(m_phone->text("result.check.3"), QStringLiteral("Chưa kiểm tra được")); // no CRL is installed
        QVERIFY(card().report()->count() >= 6);
    }
};

DD_TEST(TestCardAccess)

} // namespace dd::citizen

#include "test_card_access.moc"
