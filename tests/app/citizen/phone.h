// The citizen's app in this process: real vault, real window, real HTTP to a real authority; only the clock stands still,
// the key derivation is at its floor and the chip is the simulator.
#pragma once

#include "app/citizen/composition.h"
#include "platform/key_stores.h"
#include "tests/app/authority/authority_world.h"
#include "tests/support/quick_probe.h"

#include <QQuickStyle>

namespace dd::test {

struct PhoneSetup
{
    bool hardware = true;
    bool sensor = false;     // a finger may unlock; see enrolFinger() and answer()
    bool deviceKeys = false; // P-256 keys that the device keeps
    bool authority = true;
    bool demo = true;
    std::optional<crypto::PublicKey> root = {}; // instead of the world's
    nfc::CardImage card = DemoCountry::instance().card;
    nfc::Faults faults = {};
    QString language = QStringLiteral("vi");
};

class Phone
{
public:
    Phone(const QString &folder, World &world, const PhoneSetup &setup = {})
    {
        QQuickStyle::setStyle(QStringLiteral("Basic"));
        citizen::Services services;
        auto clock = std::make_unique<FixedClock>(worldTime);
        m_clock = clock.get();
        services.clock = std::move(clock);
        services.random = std::make_unique<SystemRandom>();
        services.keyStore = setup.hardware ? platform::makeFakeHardwareKeyStore(folder + QStringLiteral("/device"))
                                           : platform::makeFileKeyStore(folder + QStringLiteral("/profile/keys"));
        m_folder = folder;
        if (setup.sensor)
            services.biometrics = platform::makeFakeBiometricStore(sensorFolder());
        if (setup.deviceKeys)
            services.deviceKeys = platform::makeFakeDeviceKeys(folder + QStringLiteral("/chip"), *services.random);
        services.network = platform::makeNetwork(3000);
        services.kdf = {.memoryKiB = 8 * 1024, .iterations = 1};
        services.backupKdf = services.kdf;
        services.profile = folder + QStringLiteral("/profile");
        QDir().mkpath(services.profile);
        if (setup.authority)
            services.authority = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(world.port()));
        services.root = setup.root ? *setup.root : crypto::PublicKey::fromCose(readFile(world.stateFolder() + QStringLiteral("/root.cose"))).value();
        services.demo = setup.demo;
        if (setup.demo && !services.csca.add(DemoCountry::instance().issuer.cscaCertificate, QStringLiteral("demo set-up"), true))
            qFatal("the demo CSCA was refused");
        Random *random = services.random.get();
        services.cardSources = [card = setup.card, faults = setup.faults, random] {
            return QList<citizen::CardSourceChoice>{
                {{}, true, [card, faults, random]() -> Result<std::unique_ptr<nfc::CardSource>> { return nfc::makeSimulatedSource(card, *random, faults); }}};
        };
        m_composition = std::make_unique<citizen::Composition>(std::move(services), setup.language);
        if (!m_composition->show())
            qFatal("the window does not load");
        window = qobject_cast<QQuickWindow *>(m_composition->engine().rootObjects().constFirst());
        window->resize(390, 844);
    }

    [[nodiscard]] citizen::Composition &app() { return *m_composition; }
    [[nodiscard]] FixedClock &clock() { return *m_clock; }

    [[nodiscard]] QString sensorFolder() const { return m_folder + QStringLiteral("/sensor"); }
    void enrolFinger(const QByteArray &who) { note("enrolled", who); }
    void answer(const QByteArray &answer) { note("answer", answer); }

    [[nodiscard]] QQuickItem *find(const QString &id) const
    {
        QQuickItem *found = nullptr;
        walk(window->contentItem(), [&](QQuickItem *item) {
            if (!found && item->objectName() == id)
                found = item;
        });
        return found;
    }
    [[nodiscard]] bool has(const char *id) const { return find(QString::fromLatin1(id)) != nullptr; }
    [[nodiscard]] QVariant read(const char *id, const char *property = "text") const
    {
        QQuickItem *item = find(QString::fromLatin1(id));
        return item ? item->property(property) : QVariant();
    }
    [[nodiscard]] QString text(const char *id) const { return read(id).toString(); }

    // False when there is nothing to click, so that a test can say which step it was.
    [[nodiscard]] bool click(const QString &id)
    {
        // A person clicks what has come to rest: there, enabled, inside the window, and where it was a moment ago.
        QPointF centre;
        const bool still = QTest::qWaitFor([&] {
            if (!find(id) || !find(id)->isEnabled())
                return false;
            scrollTo(find(id));
            QTest::qWait(20);
            QQuickItem *item = find(id);
            if (!item)
                return false;
            const QPointF before = std::exchange(centre, item->mapToScene({item->width() / 2, item->height() / 2}));
            return centre == before && QRectF(0, 0, window->width(), window->height()).contains(centre);
        }, 5000);
        if (!still)
            return false;
        QTest::mouseClick(window, Qt::LeftButton, {}, centre.toPoint());
        QTest::qWait(1);
        return true;
    }
    [[nodiscard]] bool type(const QString &id, const QString &text)
    {
        if (!click(id))
            return false;
        for (const QChar letter : text) {
            QKeyEvent press(QEvent::KeyPress, 0, Qt::NoModifier, QString(letter));
            QCoreApplication::sendEvent(window, &press);
        }
        return true;
    }
    [[nodiscard]] bool enterPin(const char *pin)
    {
        for (const char *digit = pin; *digit != '\0'; ++digit) {
            if (!click(QStringLiteral("pin.digit.") + QLatin1Char(*digit)))
                return false;
        }
        return click(QStringLiteral("pin.confirm"));
    }
    [[nodiscard]] bool waitFor(const char *id, int ms = 20'000)
    {
        if (QTest::qWaitFor([&] { return has(id); }, ms))
            return true;
        if (ms > 1000) {
            QStringList seen;
            walk(window->contentItem(), [&](QQuickItem *item) {
                if (!item->objectName().isEmpty())
                    seen.append(item->objectName());
            });
            qInfo().noquote() << "waited for" << id << "but saw" << seen.join(QLatin1Char(' '));
        }
        return false;
    }

    // Longer ways, for tests that begin further on.
    [[nodiscard]] bool setUpWallet(const char *pin = "480917")
    {
        if (waitFor("page.start", 200) && !click(QStringLiteral("start.continue")))
            return false;
        return waitFor("page.secret") && enterPin(pin) && QTest::qWaitFor([this] { return has("secret.startOver"); }, 5000) && enterPin(pin)
               && waitFor("page.home");
    }
    [[nodiscard]] bool readCard(const QString &typed = nfc::demoPerson().printedQr)
    {
        return click(QStringLiteral("home.addCard")) && waitFor("page.addCard") && type(QStringLiteral("addCard.text"), typed)
               && click(QStringLiteral("addCard.start")) && waitFor("page.result", 60'000);
    }
    [[nodiscard]] bool enrol()
    {
        return readCard() && read("result.enrolment", "kind") == QStringLiteral("ok") && click(QStringLiteral("result.done")) && waitFor("page.home");
    }
    [[nodiscard]] bool requestPass()
    {
        return click(QStringLiteral("home.requestPass")) && waitFor("page.pass") && click(QStringLiteral("pass.submit")) && waitFor("pass.done")
               && click(QStringLiteral("pass.finish")) && waitFor("page.home");
    }

    void scrollTo(QQuickItem *item) const
    {
        for (QQuickItem *parent = item->parentItem(); parent; parent = parent->parentItem()) {
            if (!parent->inherits("QQuickFlickable"))
                continue;
            auto *content = parent->property("contentItem").value<QQuickItem *>();
            const QRectF place = item->mapRectToItem(content, item->boundingRect());
            const qreal most = qMax(0.0, parent->property("contentHeight").toReal() - parent->height());
            const qreal top = parent->property("contentY").toReal();
            if (place.top() < top || place.bottom() > top + parent->height())
                parent->setProperty("contentY", qBound(0.0, place.center().y() - parent->height() / 2, most));
        }
        QTest::qWait(1);
    }

    QQuickWindow *window = nullptr;
    WarningTrap trap;

private:
    void note(const char *name, const QByteArray &content)
    {
        QDir().mkpath(sensorFolder());
        QFile file(QDir(sensorFolder()).filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(content) != content.size())
            qFatal("the sensor cannot be played");
    }

    QString m_folder;
    FixedClock *m_clock = nullptr;
    std::unique_ptr<citizen::Composition> m_composition;
};

} // namespace dd::test
