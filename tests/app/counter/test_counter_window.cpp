// The window, put together as the program does it, on an offscreen display.
#include "app/counter/code_source.h"
#include "app/counter/counter_window.h"
#include "core/identity/code_lists.h"
#include "tests/app/counter/world.h"
#include "tests/support/contrast.h"
#include "tests/support/quick_probe.h"
#include "tests/support/registry.h"

#include <QDropEvent>
#include <QMimeData>
#include <QRegularExpression>

using dd::counter::CounterController;
using dd::counter::CounterWindow;
using dd::test::World;

// Named, not anonymous: lambdas of the test class capture it, and in a unity file that is a linkage warning.
namespace dd::test::counter_window {

class Stand
{
public:
    explicit Stand(bool demo = true) : world(demo), clock(World::now)
    {
        QAccessible::setActive(true);
        options.trustFile = world.path("trust-list.cwt");
        options.rootFile = world.path("root.cose");
        options.demo = demo;
        options.stateFolder = world.path("state");
        options.postFile = world.write("post.json", "{\"id\": \"quay-1\", \"name\": \"Quầy thử\"}");
    }
    void open(QSize size = {1280, 800})
    {
        counter = std::make_unique<CounterWindow>(options, clock, random);
        if (!counter->isLoaded())
            qFatal("the window does not load");
        counter->window()->resize(size);
        counter->window()->requestActivate();
        if (!QTest::qWaitForWindowActive(counter->window()))
            qFatal("the window does not become active");
        settle();
    }
    void settle() const
    {
        QTest::qWait(50);
        (void)counter->window()->grabWindow();
    }
    [[nodiscard]] QQuickItem *root() const { return counter->window()->contentItem(); }
    [[nodiscard]] QQuickItem *find(const char *name) const
    {
        QQuickItem *found = nullptr;
        dd::test::walk(root(), [&](QQuickItem *item) {
            if (item->objectName() == QLatin1String(name))
                found = item;
        });
        return found;
    }
    [[nodiscard]] QString text(const char *name) const
    {
        QQuickItem *item = find(name);
        return item ? item->property("text").toString() : QString();
    }
    void click(const char *name) const
    {
        QQuickItem *item = find(name);
        if (!item)
            qFatal("no %s", name);
        QTest::mouseClick(counter->window(), Qt::LeftButton, {}, item->mapToScene({item->width() / 2, item->height() / 2}).toPoint());
        settle();
    }
    // Also where it has been scrolled out of sight.
    void press(const char *name) const
    {
        QQuickItem *item = find(name);
        if (!item || !QMetaObject::invokeMethod(item, "clicked"))
            qFatal("no %s", name);
        settle();
    }
    // As a USB scanner does: keys, then Enter; nothing is clicked first.
    void wedge(const QString &code) const
    {
        for (const QChar &c : code)
            QTest::sendKeyEvent(QTest::Click, counter->window(), Qt::Key_unknown, QString(c), Qt::NoModifier);
        QTest::keyClick(counter->window(), Qt::Key_Return);
        settle();
    }
    void shot(const QByteArray &name) const
    {
        const QString folder = qEnvironmentVariable("DINHDANH_SHOTS");
        if (!folder.isEmpty() && QDir().mkpath(folder))
            counter->window()->grabWindow().save(folder + QStringLiteral("/counter-") + QString::fromLatin1(name) + QStringLiteral(".png"));
    }

    World world;
    dd::FixedClock clock;
    dd::SystemRandom random;
    dd::counter::Options options;
    dd::test::WarningTrap trap;
    std::unique_ptr<CounterWindow> counter;
};

} // namespace dd::test::counter_window

using dd::test::counter_window::Stand;

class TestCounterWindow : public QObject
{
    Q_OBJECT
private slots:
    void aScannerTypesAndTheNextScanNeedsNoTouch()
    {
        Stand stand;
        stand.open();
        QCOMPARE(stand.text("counter.verdict"), QStringLiteral("SẴN SÀNG"));
        const auto pass = stand.world.pass(*stand.world.issuer);
        const QString code = stand.world.show(pass);
        stand.wedge(code);
        QCOMPARE(stand.text("counter.verdict"), QStringLiteral("CHO QUA"));
        QCOMPARE(stand.text("counter.who"), World::person().fullName);
        QCOMPARE(stand.text("counter.what"), QStringLiteral("Thẻ thông hành: Hà Nội → xã/phường mã 20242, Đà Nẵng"));
        QCOMPARE(stand.text("counter.until"), QStringLiteral("Đến 18:06 20/11/2026"));
        QCOMPARE(stand.text("counter.input"), QString());
        stand.clock.advance(30);
        stand.wedge(code); // the same code half a minute later
        QCOMPARE(stand.text("counter.verdict"), QStringLiteral("KHÔNG HỢP LỆ"));
        QVERIFY(stand.text("counter.code").contains(QStringLiteral("QRV-011")));
        QVERIFY(stand.text("counter.advice").size() > 10);
        stand.wedge(stand.world.show(pass, World::now + 30)); // the next code of the same pass
        QCOMPARE(stand.text("counter.verdict"), QStringLiteral("CHO QUA"));
        QVERIFY(stand.text("counter.checkedAt").contains(QStringLiteral("lượt 3")));
        QCOMPARE(stand.trap.take(), QStringList());
    }

    void aClickElsewhereDoesNotLoseTheNextScan()
    {
        Stand stand;
        stand.open();
        const auto pass = stand.world.pass(*stand.world.issuer);
        for (const char *clicked : {"counter.theme", "counter.textSize", "counter.language.vi", "counter.clear"}) {
            stand.click(clicked);
            const int before = stand.counter->controller().scans();
            stand.wedge(stand.world.show(pass));
            QCOMPARE(stand.counter->controller().scans(), before + 1);
            QCOMPARE(stand.counter->controller().phase(), CounterController::Phase::Valid);
        }
        // Even with the cursor in the picture's path a code is taken for a code.
        stand.click("counter.imagePath");
        stand.wedge(stand.world.show(pass));
        QCOMPARE(stand.counter->controller().phase(), CounterController::Phase::Valid);
        QCOMPARE(stand.text("counter.imagePath"), QString());
        QCOMPARE(stand.trap.take(), QStringList());
    }

    void aPhoneIsAskedAndItsAnswerTakesTheQuestionsPlace()
    {
        Stand stand;
        stand.open({1280, 1300});
        stand.click("counter.ask");
        QVERIFY(stand.find("counter.ask.group.3") != nullptr);
        stand.click("counter.ask.group.2"); // the address; the person is chosen already
        stand.click("counter.ask.show");
        QVERIFY(stand.find("counter.verdict") == nullptr);
        QCOMPARE(stand.text("counter.question.asker"), QStringLiteral("Quầy thử"));
        QVERIFY(stand.text("counter.question.asks").contains(QStringLiteral("Địa chỉ")));
        QVERIFY(stand.text("counter.question.limits").contains(QStringLiteral("chưa đăng ký")));
        const QString question = stand.text("counter.question");
        QVERIFY(question.startsWith(QStringLiteral("VQ1:")));
        // What stands on the screen is what a phone reads from it.
        const QString picture = stand.world.path("screen.png");
        QVERIFY(stand.counter->window()->grabWindow().save(picture));
        QCOMPARE(dd::counter::codesInPictureFile(picture).value_or(QStringList()), QStringList{question});

        const auto received = dd::credential::parseChallenge(question);
        QVERIFY(received);
        const auto judged = dd::trust::judgeChallenge(*received, nullptr, stand.clock);
        QVERIFY(judged);
        const auto request = dd::trust::answerTo(*judged, dd::credential::CredentialType::Identity, {dd::credential::Group::Person});
        const auto answer = dd::credential::present(stand.world.identity(*stand.world.issuer), *request, *stand.world.holder, stand.random, stand.clock);
        QVERIFY(answer);
        stand.wedge(*answer); // no touch is needed for it
        QCOMPARE(stand.text("counter.verdict"), QStringLiteral("CHO QUA"));
        QVERIFY(stand.find("counter.question") == nullptr);
        QCOMPARE(stand.counter->controller().desk()->code(), QString());

        // One that nobody answers goes by itself, and one that is taken away too.
        stand.click("counter.ask.show");
        QVERIFY(stand.find("counter.question") != nullptr);
        stand.clock.advance(121);
        QTRY_VERIFY(stand.find("counter.question") == nullptr);
        stand.click("counter.ask.show");
        stand.click("counter.question.close");
        QVERIFY(stand.find("counter.question") == nullptr);
        QCOMPARE(stand.trap.take(), QStringList());
    }

    void aHeldCodeStaysValid()
    {
        Stand stand;
        stand.open();
        const QString code = stand.world.show(stand.world.pass(*stand.world.issuer));
        for (int i = 0; i < 4; ++i) {
            stand.wedge(code);
            QCOMPARE(stand.counter->controller().phase(), CounterController::Phase::Valid);
            stand.clock.advance(1);
        }
    }

    void demoIsNeverGreen_data()
    {
        QTest::addColumn<bool>("demo");
        QTest::addColumn<int>("mode");
        for (int mode = 0; mode < 3; ++mode) {
            QTest::addRow("demo %d", mode) << true << mode;
            QTest::addRow("live %d", mode) << false << mode;
        }
    }
    void demoIsNeverGreen()
    {
        QFETCH(bool, demo);
        QFETCH(int, mode);
        Stand stand(demo);
        stand.open();
        stand.counter->controller().setThemeMode(mode);
        stand.wedge(stand.world.show(stand.world.pass(*stand.world.issuer)));
        QCOMPARE(stand.counter->controller().phase(), CounterController::Phase::Valid);
        QCOMPARE(stand.find("counter.demo") != nullptr, demo);
        QCOMPARE(stand.find("counter.demoBadge") != nullptr, demo);
        if (demo)
            QVERIFY(stand.text("counter.demo").contains(QStringLiteral("DEMO")));
        // What is painted on the verdict's plate: more green than red and blue only when genuine.
        QQuickItem *plate = stand.find("counter.plate");
        const QRect area = plate->mapRectToScene(QRectF(0, 0, plate->width(), plate->height())).toRect().adjusted(6, 6, -6, -6);
        const QImage image = stand.counter->window()->grabWindow().copy(area);
        QHash<QRgb, int> colours;
        for (int y = 0; y < image.height(); y += 3)
            for (int x = 0; x < image.width(); x += 3)
                ++colours[image.pixel(x, y)];
        int green = 0;
        int all = 0;
        for (auto it = colours.constBegin(); it != colours.constEnd(); ++it) {
            const QColor color(it.key());
            all += it.value();
            green += color.green() > color.red() + 15 && color.green() > color.blue() + 15 ? it.value() : 0;
        }
        QVERIFY(all > 1000);
        if (demo)
            QCOMPARE(green, 0);
        else
            QVERIFY(green > all / 2);
    }

    void picturesComeByPathButtonAndDrop()
    {
        Stand stand;
        stand.open();
        const QString picture =
            stand.world.writePicture("shown.png", {stand.world.show(stand.world.identity(*stand.world.issuer), World::now, true, World::stay())});
        stand.find("counter.imagePath")->setProperty("text", picture);
        stand.settle();
        stand.click("counter.openImage");
        QCOMPARE(stand.text("counter.verdict"), QStringLiteral("CHO QUA"));
        QStringList rows;
        dd::test::walk(stand.root(), [&](QQuickItem *item) {
            if (item->objectName().startsWith(QLatin1String("counter.row.")) && item->objectName().endsWith(QLatin1String(".value")))
                rows.append(item->property("text").toString());
        });
        QVERIFY(rows.contains(World::stay().facility)); // the stay statement for a hotel
        QVERIFY(rows.contains(World::personalNumber()));

        stand.clock.advance(5);
        stand.world.writePicture("dropped.png", {stand.world.show(stand.world.receipt(*stand.world.issuer), World::now + 5)});
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(stand.world.path("dropped.png"))});
        const QPoint where(300, 300);
        QDragEnterEvent enter(where, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(stand.counter->window(), &enter);
        QDropEvent drop(where, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(stand.counter->window(), &drop);
        stand.settle();
        QCOMPARE(stand.text("counter.what"), QStringLiteral("Biên nhận khai báo cư trú"));

        stand.find("counter.imagePath")->setProperty("text", stand.world.path("no-such.png"));
        stand.settle();
        stand.click("counter.openImage");
        QCOMPARE(stand.text("counter.verdict"), QStringLiteral("KHÔNG KIỂM TRA ĐƯỢC"));
        QVERIFY(stand.text("counter.code").contains(QStringLiteral("CTR-001")));
        QCOMPARE(stand.find("counter.who"), nullptr); // nothing of the last person is left
        QCOMPARE(stand.trap.take(), QStringList());
    }

    void languageThemeAndSizeChangeWhileItRunsAndAreKept()
    {
        Stand stand;
        stand.open();
        stand.wedge(stand.world.show(stand.world.pass(*stand.world.stranger)));
        QCOMPARE(stand.text("counter.verdict"), QStringLiteral("KHÔNG KIỂM TRA ĐƯỢC"));
        stand.click("counter.language.en");
        QCOMPARE(stand.text("counter.verdict"), QStringLiteral("CANNOT CHECK"));
        QVERIFY(stand.text("counter.reason").startsWith(QStringLiteral("The issuer is not")));
        QVERIFY(stand.text("counter.trustAge").startsWith(QStringLiteral("Trust list no. 3, 1 h ago")));
        QCOMPARE(stand.find("counter.check")->property("text").toString(), QStringLiteral("Check the code"));
        // English is complete: nothing on the screen still carries a letter that only Vietnamese has.
        dd::test::walk(stand.root(), [&](QQuickItem *item) {
            const QString text = item->inherits("QQuickText") ? item->property("text").toString() : QString();
            static const QRegularExpression vietnamese(QStringLiteral("[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]"),
                                                       QRegularExpression::CaseInsensitiveOption);
            QVERIFY2(!text.contains(vietnamese), qPrintable(text));
        });
        stand.click("counter.theme");
        stand.click("counter.textSize");
        QCOMPARE(stand.counter->controller().themeMode(), 1);
        QCOMPARE(stand.counter->controller().textScale(), 1.5);
        stand.counter.reset();
        stand.open();
        QCOMPARE(stand.counter->controller().language(), QStringLiteral("en"));
        QCOMPARE(stand.counter->controller().themeMode(), 1);
        QCOMPARE(stand.text("counter.verdict"), QStringLiteral("READY"));
        stand.click("counter.language.vi");
        QCOMPARE(stand.text("counter.verdict"), QStringLiteral("SẴN SÀNG"));
        QCOMPARE(stand.trap.take(), QStringList());
    }

    void theTrustListsAgeIsShownAndAnUpdateIsTaken()
    {
        Stand stand;
        stand.open();
        QCOMPARE(stand.text("counter.trustAge"), QStringLiteral("Danh sách tin cậy số 3, 1 giờ trước"));
        stand.clock.advance(9 * World::day);
        const QString newer = stand.world.writeTrustList("newer.cwt", 4, World::now + 9 * World::day - 120);
        const auto offer = [&](const QString &file) {
            stand.click("counter.trustUpdate");
            QTRY_VERIFY(stand.find("counter.trustPath"));
            stand.find("counter.trustPath")->setProperty("text", file);
            stand.settle();
            stand.click("counter.trustApply");
            QTRY_VERIFY(!stand.find("counter.trustPath"));
        };
        offer(newer);
        QCOMPARE(stand.text("counter.trustAge"), QStringLiteral("Danh sách tin cậy số 4, 2 phút trước"));
        QCOMPARE(stand.counter->controller().noticeKind(), QStringLiteral("ok"));
        offer(stand.world.path("trust-list.cwt")); // no. 3 again
        QVERIFY(stand.counter->controller().notice().contains(QStringLiteral("TRU-002")));
        QCOMPARE(stand.text("counter.trustAge"), QStringLiteral("Danh sách tin cậy số 4, 2 phút trước"));
        stand.clock.advance(8 * World::day);
        emit stand.counter->controller().trustChanged();
        QVERIFY(stand.text("counter.trustAge").contains(QStringLiteral("quá hạn")));
        QVERIFY(QFile::exists(stand.world.path("state/trust-list.cwt")));
        QCOMPARE(stand.trap.take(), QStringList());
    }

    void withoutAListOrWithADemoListItStillOpens()
    {
        Stand stand;
        stand.options.demo = false; // the world is a demo one
        stand.open();
        QVERIFY(stand.counter->controller().notice().contains(QStringLiteral("CTR-003")));
        QCOMPARE(stand.text("counter.trustAge"), QStringLiteral("Chưa có danh sách tin cậy"));
        stand.wedge(stand.world.show(stand.world.pass(*stand.world.issuer)));
        QCOMPARE(stand.counter->controller().phase(), CounterController::Phase::CannotCheck);
    }

    void everyLook_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("mode");
        QTest::addColumn<double>("scale");
        QTest::addColumn<QString>("language");
        const QSize desktop(1280, 800);
        const QSize phone(390, 844);
        const QSize tablet(820, 1180);
        QTest::newRow("desktop-light") << desktop << 0 << 1.0 << QStringLiteral("vi");
        QTest::newRow("desktop-dark-en") << desktop << 1 << 1.0 << QStringLiteral("en");
        QTest::newRow("desktop-contrast") << desktop << 2 << 1.0 << QStringLiteral("vi");
        QTest::newRow("desktop-200") << desktop << 0 << 2.0 << QStringLiteral("vi");
        QTest::newRow("phone-light") << phone << 0 << 1.0 << QStringLiteral("vi");
        QTest::newRow("phone-dark") << phone << 1 << 1.0 << QStringLiteral("vi");
        QTest::newRow("phone-200") << phone << 0 << 2.0 << QStringLiteral("vi");
        QTest::newRow("phone-small-200-en") << QSize(360, 640) << 2 << 2.0 << QStringLiteral("en");
        QTest::newRow("tablet") << tablet << 0 << 1.0 << QStringLiteral("vi");
    }
    void everyLook()
    {
        QFETCH(QSize, size);
        QFETCH(int, mode);
        QFETCH(double, scale);
        QFETCH(QString, language);
        const QByteArray tag = QTest::currentDataTag();
        Stand stand;
        stand.open(size);
        CounterController &controller = stand.counter->controller();
        controller.setThemeMode(mode);
        controller.setTextScale(scale);
        controller.setLanguage(language);
        const auto pass = stand.world.pass(*stand.world.issuer);
        const QString valid = stand.world.show(pass, World::now, true, World::stay());
        const QList<std::pair<QByteArray, QString>> states{
            {"ready", {}},
            {"valid", valid},
            {"invalid", QString(valid).replace(60, 1, valid.at(60) == QLatin1Char('0') ? QLatin1Char('1') : QLatin1Char('0'))},
            {"expired", stand.world.show(stand.world.pass(*stand.world.issuer, World::now - 3 * World::day, World::now - 3600))},
            {"unknown", stand.world.show(stand.world.pass(*stand.world.stranger))},
            {"asking", {}},
        };
        for (const auto &[name, code] : states) {
            if (!code.isEmpty())
                controller.submit(code);
            if (name == "asking") {
                stand.press("counter.ask");
                stand.press("counter.ask.show");
                QVERIFY(stand.find("counter.question")->width() >= 280);
            }
            stand.settle();
            stand.shot(tag + '-' + name);
            const QStringList faults = dd::test::accessibilityFaults(stand.root());
            QVERIFY2(faults.isEmpty(), (name + '\n' + faults.join(QLatin1Char('\n')).toUtf8()).constData());
            const QStringList clipped = dd::test::clippedTexts(stand.root(), stand.counter->window()->width());
            QVERIFY2(clipped.isEmpty(), (name + '\n' + clipped.join(QLatin1Char('\n')).toUtf8()).constData());
            dd::test::walk(stand.root(), [&](QQuickItem *item) {
                if (!item->inherits("QQuickText") || item->property("text").toString().isEmpty())
                    return;
                const double ratio =
                    dd::test::contrast(item->property("color").value<QColor>(), dd::test::groundBehind(item, stand.counter->window()->color()));
                QVERIFY2(ratio >= 4.5, qPrintable(item->property("text").toString() + QString::number(ratio)));
            });
        }
        QCOMPARE(stand.trap.take(), QStringList());
    }

    void theListOfIdsIsTheLiveOne()
    {
        QSet<QString> live;
        const auto collect = [&live](const Stand &stand) {
            dd::test::walk(stand.root(), [&](QQuickItem *item) {
                static const QRegularExpression number(QStringLiteral("^(counter\\.row\\.|counter\\.ask\\.group\\.)\\d+"));
                if (item->objectName().startsWith(QLatin1String("counter.")))
                    live.insert(item->objectName().replace(number, QStringLiteral("\\1N")));
            });
        };
        Stand stand;
        stand.open();
        stand.wedge(stand.world.show(stand.world.pass(*stand.world.issuer)));
        collect(stand);
        stand.press("counter.ask");
        stand.press("counter.ask.show");
        collect(stand);
        stand.wedge(stand.world.show(stand.world.pass(*stand.world.stranger)));
        stand.counter->controller().updateTrust(stand.world.path("nothing"));
        stand.click("counter.trustUpdate");
        QTRY_VERIFY(stand.find("counter.trustPath"));
        collect(stand);
        stand.counter->window()->resize(390, 844);
        stand.settle();
        collect(stand);

        QSet<QString> listed;
        QFile document(QStringLiteral(DINHDANH_SOURCE_DIR "/docs/automation-ids-counter.md"));
        QVERIFY(document.open(QIODevice::ReadOnly));
        static const QRegularExpression id(QStringLiteral("^\\| `(counter[^`]+)`"), QRegularExpression::MultilineOption);
        for (auto match = id.globalMatch(QString::fromUtf8(document.readAll())); match.hasNext();)
            listed.insert(match.next().captured(1));
        QVERIFY(listed.size() > 25);
        QCOMPARE(QStringList((live - listed).values()), QStringList());
        QCOMPARE(QStringList((listed - live).values()), QStringList());
    }

    void provincesAreOnlyReadFromTheirOwnTable()
    {
        const auto &provinces = dd::identity::ProvinceTable::builtIn();
        QCOMPARE(provinces.name(QStringLiteral("01"), 20250701), QStringLiteral("Hà Nội"));
        QCOMPARE(provinces.name(QStringLiteral("96"), 20250701), QStringLiteral("Cà Mau"));
        QCOMPARE(provinces.name(QStringLiteral("15"), 20040101), QString()); // 15 was another province then
        QCOMPARE(provinces.name(QStringLiteral("99"), 20250701), QString());
    }
};

DD_TEST(TestCounterWindow)
#include "test_counter_window.moc"
