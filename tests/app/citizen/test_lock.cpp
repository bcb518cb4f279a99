// Locking: when it happens, and that nothing readable is left behind it: not in any property or role that QML may read, not in any
// item of the window.
#include "app/citizen/auto_lock.h"
#include "tests/app/citizen/phone.h"
#include "tests/support/registry.h"

#include <QAbstractItemModel>
#include <QMetaProperty>
#include <QSignalSpy>

namespace dd::citizen {
namespace {

class FakeLifecycle final : public platform::Lifecycle
{
public:
    [[nodiscard]] bool isAvailable() const override { return true; }
    [[nodiscard]] bool isInBackground() const override { return m_background; }
    void setBackground(bool background)
    {
        m_background = background;
        emit backgroundChanged();
    }
    void turnScreenOff() { emit screenOff(); }

private:
    bool m_background = false;
};

// Every text that can be reached from an object by its properties, the roles of its models and the fields of its values.
class Walk
{
public:
    explicit Walk(const QObject *object) { visit(object); }
    [[nodiscard]] const QStringList &texts() const { return m_texts; }

private:
    void visit(const QObject *object)
    {
        if (!object || m_visited.contains(object))
            return;
        m_visited.insert(object);
        const QMetaObject *meta = object->metaObject();
        for (int i = 0; i < meta->propertyCount(); ++i)
            visit(meta->property(i).read(object));
        const auto *model = qobject_cast<const QAbstractItemModel *>(object);
        const QList<int> roles = model ? model->roleNames().keys() : QList<int>();
        for (int row = 0; model && row < model->rowCount(); ++row) {
            for (const int role : roles)
                visit(model->data(model->index(row, 0), role));
        }
    }
    void visit(const QVariant &value)
    {
        if (value.metaType().flags() & QMetaType::PointerToQObject)
            return visit(value.value<QObject *>());
        if (value.metaType().flags() & QMetaType::IsGadget) {
            const QMetaObject *meta = value.metaType().metaObject();
            for (int i = 0; meta && i < meta->propertyCount(); ++i)
                visit(meta->property(i).readOnGadget(value.constData()));
            return;
        }
        if (value.typeId() == QMetaType::QVariantMap) {
            const QVariantMap map = value.toMap();
            for (const QVariant &entry : map)
                visit(entry);
        } else if (value.typeId() == QMetaType::QVariantList || value.typeId() == QMetaType::QStringList) {
            const QVariantList list = value.toList();
            for (const QVariant &entry : list)
                visit(entry);
        } else if (value.typeId() == QMetaType::QByteArray) {
            m_texts.append(QString::fromUtf8(value.toByteArray()));
        } else if (value.canConvert<QString>()) {
            m_texts.append(value.toString());
        }
    }

    QSet<const QObject *> m_visited;
    QStringList m_texts;
};

QStringList hitsIn(const QStringList &texts, const QStringList &needles)
{
    QStringList hits;
    for (const QString &needle : needles) {
        for (const QString &text : texts) {
            if (!needle.isEmpty() && text.contains(needle, Qt::CaseInsensitive) && !hits.contains(needle))
                hits.append(needle);
        }
    }
    return hits;
}

// What the composition handed to QML, by class name.
QMap<QByteArray, QObject *> controllersOf(test::Phone &phone)
{
    QMap<QByteArray, QObject *> all;
    const QQmlEngine &engine = phone.app().engine();
    const QList<QByteArray> names = engine.dynamicPropertyNames();
    for (const QByteArray &name : names) {
        if (auto *object = engine.property(name.constData()).value<QObject *>())
            all.insert(name, object);
    }
    return all;
}

// Every text of the window, hidden items and what a screen reader would say included.
QStringList textsOfWindow(const test::Phone &phone)
{
    QStringList texts;
    const QList<QObject *> objects = phone.window->findChildren<QObject *>() + QList<QObject *>{phone.window};
    QList<QQuickItem *> items{phone.window->contentItem()};
    for (qsizetype i = 0; i < items.size(); ++i)
        items.append(items.at(i)->childItems());
    const auto read = [&texts](const QObject *object) {
        const QMetaObject *meta = object->metaObject();
        for (int i = 0; i < meta->propertyCount(); ++i) {
            if (meta->property(i).typeId() == QMetaType::QString) // asking a layout for more than texts may ask it too much
                texts.append(meta->property(i).read(object).toString());
        }
    };
    for (const QObject *object : objects)
        read(object);
    for (QQuickItem *item : std::as_const(items)) {
        read(item);
        if (QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(item))
            texts += {spoken->text(QAccessible::Name), spoken->text(QAccessible::Description), spoken->text(QAccessible::Value)};
    }
    return texts;
}

} // namespace

class TestLock : public QObject
{
    Q_OBJECT
private slots:
    void nothingReadableIsLeft()
    {
        QAccessible::setActive(true);
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.enrol());
        QVERIFY(phone.requestPass());
        Composition &app = phone.app();

        // Everything at once: a declaration that was sent and one half typed, a card read again, a code on the screen.
        const auto fillStay = [&app] {
            StayController &stay = app.stay();
            stay.setProperty("facilityName", QStringLiteral("Khách sạn Thử"));
            stay.setProperty("address", QStringLiteral("Số 2 phố Thử"));
            stay.setProperty("reason", QStringLiteral("Thăm người thân"));
        };
        fillStay();
        app.stay().submit();
        QTRY_VERIFY_WITH_TIMEOUT(app.stay().phase() == StayController::Phase::Received, 15'000);
        app.stay().begin();
        fillStay();
        QVERIFY(phone.click(QStringLiteral("home.card.reveal")));
        const QStringList homePage = textsOfWindow(phone);
        QVERIFY(phone.readCard()); // its page stays: fields and report are filled
        app.card().access()->setProperty("number", QStringLiteral("090000017"));
        app.card().access()->setProperty("birth", QStringLiteral("01/01/1990"));
        app.card().access()->setProperty("lines", nfc::demoPerson().mrz);
        const QStringList resultPage = textsOfWindow(phone);
        app.present().begin();
        app.present().share(QStringLiteral("person"), true);
        app.present().share(QStringLiteral("number"), true);
        app.present().answer(true);
        app.present().setProperty("statement", true);
        app.present().show();
        QVERIFY(app.present().isShowing());

        QStringList all = personal();
        all.append(app.present().code());
        const QMap<QByteArray, QObject *> controllers = controllersOf(phone);
        QVERIFY(controllers.size() >= 8);
        // The walk sees what is there; a controller that holds nothing now would prove nothing.
        QStringList seen;
        for (auto entry = controllers.cbegin(); entry != controllers.cend(); ++entry) {
            const QStringList hits = hitsIn(Walk(entry.value()).texts(), all);
            seen += hits;
            for (const char *holder : {"HomeController", "CardController", "PresentController", "StayController"}) {
                if (entry.key().endsWith(holder))
                    QVERIFY2(!hits.isEmpty(), entry.key().constData());
            }
        }
        for (const QString &value : std::as_const(all))
            QVERIFY2(seen.contains(value), qPrintable(value));
        QVERIFY(hitsIn(resultPage, all).size() >= 3);
        QVERIFY(hitsIn(homePage, all).size() >= 2);
        QVERIFY(phone.app().present().credentials()->rowCount() > 0);

        app.wallet().lock();
        for (auto entry = controllers.cbegin(); entry != controllers.cend(); ++entry) {
            const QStringList left = hitsIn(Walk(entry.value()).texts(), all);
            QVERIFY2(left.isEmpty(), qPrintable(QString::fromLatin1(entry.key()) + QStringLiteral(" still has ") + left.join(QStringLiteral(", "))));
        }
        QVERIFY(phone.waitFor("page.secret"));
        QTest::qWait(50); // pages that were replaced are deleted by the event loop
        const QStringList left = hitsIn(textsOfWindow(phone), all);
        QVERIFY2(left.isEmpty(), qPrintable(QStringLiteral("the window still has ") + left.join(QStringLiteral(", "))));
        QCOMPARE(phone.trap.take(), QStringList());
    }

    void whenItLocks()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        FakeLifecycle lifecycle;
        AutoLock lock(phone.app().session(), lifecycle, {.idleMs = 60'000, .hiddenMs = 200});
        QSignalSpy expired(&lock, &AutoLock::expired);
        const auto open = [&phone] { return phone.app().session().isOpen(); };
        QObject::connect(&lock, &AutoLock::expired, &phone.app().wallet(), &VaultController::lock);

        // A short look elsewhere does not lock.
        lifecycle.setBackground(true);
        QTest::qWait(60);
        lifecycle.setBackground(false);
        QTest::qWait(300);
        QCOMPARE(expired.count(), 0);
        // A long one does; being told twice does not start the time again.
        lifecycle.setBackground(true);
        QTest::qWait(120);
        lifecycle.setBackground(true);
        QTRY_COMPARE_WITH_TIMEOUT(expired.count(), 1, 150);
        QVERIFY(!open());
        lifecycle.setBackground(false);

        // The screen: at once, and nothing to do when locked already.
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.home"));
        expired.clear();
        lifecycle.turnScreenOff();
        QVERIFY(!open());
        lifecycle.turnScreenOff();
        QVERIFY(!open());

        // A sleep in which no timer ran: the steady clock knows, at the first sign of life.
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.home"));
        expired.clear();
        phone.clock().advance(61);
        QTest::keyClick(phone.window, Qt::Key_Shift);
        QCOMPARE(expired.count(), 1);
        QVERIFY(!open());
        QVERIFY(phone.enterPin("480917"));
        QVERIFY(phone.waitFor("page.home"));
        lifecycle.setBackground(true);
        phone.clock().advance(1);
        lifecycle.setBackground(false);
        QVERIFY(!open());
    }

    void aLockThatComesDuringAnUnlockIsNotLost()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        VaultController &wallet = phone.app().wallet();
        wallet.lock();
        QCOMPARE(wallet.phase(), VaultController::Phase::Locked);
        QSignalSpy opened(&phone.app().session(), &Session::opened);
        for (const char digit : QByteArray("480917"))
            wallet.entry()->pressDigit(digit - '0');
        wallet.confirm();
        wallet.lock(); // the screen went off while the key was derived; right after, where that was quicker
        QTRY_VERIFY(!wallet.isBusy());
        QCOMPARE(opened.count(), 1);
        QVERIFY(!phone.app().session().isOpen());
        QCOMPARE(wallet.phase(), VaultController::Phase::Locked);
        // It counts once: the next unlock stays.
        for (const char digit : QByteArray("480917"))
            wallet.entry()->pressDigit(digit - '0');
        wallet.confirm();
        QTRY_VERIFY(phone.app().session().isOpen());
        QVERIFY(phone.waitFor("page.home"));
    }

    void aLockThatComesWhileAFingerIsAskedForIsNotLost()
    {
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world, {.sensor = true});
        phone.enrolFinger("thumb");
        QVERIFY(phone.setUpWallet());
        VaultController &wallet = phone.app().wallet();
        const auto enter = [&wallet](const char *pin) {
            for (const char digit : QByteArray(pin))
                wallet.entry()->pressDigit(digit - '0');
            wallet.confirm();
        };
        wallet.beginBiometrics();
        // Or right after, where the finger was quicker: the same holds.
        enter("480917");
        wallet.lock(); // while it is being switched on
        QTRY_VERIFY(!wallet.isBusy());
        QVERIFY(!phone.app().session().isOpen());
        QVERIFY(wallet.areBiometricsOn());

        QSignalSpy opened(&phone.app().session(), &Session::opened);
        wallet.unlockByBiometrics();
        wallet.lock();
        QTRY_VERIFY(!wallet.isBusy());
        QCOMPARE(opened.count(), 1);
        QVERIFY(!phone.app().session().isOpen());

        phone.answer("cancel");
        wallet.unlockByBiometrics();
        wallet.lock();
        QTRY_VERIFY(!wallet.isBusy());
        enter("480917"); // that lock was for the finger, not for this
        QTRY_VERIFY(phone.app().session().isOpen());
        QVERIFY(phone.waitFor("page.home"));
    }

    void theIdleTimeIsAChoiceWithinBounds()
    {
        QTemporaryDir folder;
        test::World world;
        {
            test::Phone phone(folder.path(), world);
            QCOMPARE(phone.app().app().idleSeconds(), 120);
            phone.app().app().setIdleSeconds(5);
            QCOMPARE(phone.app().app().idleSeconds(), 60);
            FakeLifecycle lifecycle;
            AutoLock lock(phone.app().session(), lifecycle, {});
            lock.setIdleSeconds(90);
            QCOMPARE(lock.idleSeconds(), 90);
            lock.setIdleSeconds(100'000);
            QCOMPARE(lock.idleSeconds(), 120);
        }
        test::Phone phone(folder.path(), world);
        QCOMPARE(phone.app().app().idleSeconds(), 60);
    }

private:
    static QStringList personal()
    {
        const nfc::Dg13 details = nfc::demoPerson().details;
        return {details.fullName, details.personalNumber, details.residence, details.birthDate, QStringLiteral("Khách sạn Thử"),
                QStringLiteral("Số 2 phố Thử"), QStringLiteral("Thăm người thân"), QStringLiteral("NGUYEN<<VAN<MAU")};
    }
};

DD_TEST(TestLock)

} // namespace dd::citizen

#include "test_lock.moc"
