// The secret service store on a real gnome-keyring: run through tests/platform/with_secret_service.sh.
#include "platform/key_stores.h"
#include "tests/platform/key_store_contract.h"
#include "tests/support/keyring.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace std::chrono_literals;

namespace {

const QString entry = QStringLiteral("vault.00ff.secret-a");

template <typename T>
bool isUnavailable(const Result<T> &result)
{
    return !result && result.error().code == ErrorCode::KeyStoreUnavailable;
}

} // namespace

class TestSecretService : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::Keyring> m_keyring;

    static std::unique_ptr<KeyStore> store(std::chrono::milliseconds patience = 10s) { return platform::makeSecretServiceKeyStore(patience); }
    static bool holds(const char *value)
    {
        const auto held = store()->read(entry);
        return held && held->view() == QByteArrayView(value);
    }

private slots:
    void init()
    {
        if (!test::Keyring::isPossible())
            QSKIP(test::Keyring::howTo);
        m_keyring = std::make_unique<test::Keyring>();
        QVERIFY(m_keyring->start());
    }
    void cleanup() { m_keyring.reset(); }

    void itSaysWhatItIs()
    {
        const auto service = store();
        QVERIFY(service->isAvailable());
        QVERIFY(!service->isFake());
        QVERIFY(service->storeClass() == KeyStoreClass::Software);
        QCOMPARE(service->name(), QStringLiteral("Secret Service"));
    }

    void itKeepsTheContract() { test::checkKeyStoreContract([] { return store(); }); }

    void namesAreChecked_data() { test::keyStoreNameRows(); }
    void namesAreChecked() { test::checkKeyStoreName(*store()); }

    // One object lives through it all: the conversation is begun anew for every call.
    void entriesOutliveTheService()
    {
        const auto service = store();
        const QByteArray value("\0\x80\xff kept", 8);
        QVERIFY(service->write(entry, Secret::copyOf(value)));
        m_keyring->stop();
        QVERIFY(isUnavailable(service->read(entry)));
        QVERIFY(isUnavailable(service->write(entry, Secret::copyOf("other"))));
        QVERIFY(isUnavailable(service->remove(entry)));
        QVERIFY(!store()->isAvailable());
        QVERIFY(m_keyring->start());
        const auto held = service->read(entry);
        QVERIFY(held);
        QCOMPARE(held->view().toByteArray(), value);
    }

    // Nobody is there to open it: neither what it holds nor what it does not hold may read as missing.
    void lockedIsNotMissing()
    {
        const auto service = store();
        QVERIFY(service->write(entry, Secret::copyOf("kept")));
        QVERIFY(test::Keyring::lock());
        QVERIFY(isUnavailable(service->read(entry)));
        QVERIFY(isUnavailable(service->read(QStringLiteral("never-written"))));
        QVERIFY(isUnavailable(service->write(entry, Secret::copyOf("other"))));
        QVERIFY(isUnavailable(service->remove(entry)));
        QVERIFY(isUnavailable(service->remove(QStringLiteral("never-written"))));
        m_keyring->stop();
        QVERIFY(m_keyring->start("another password")); // and stays locked
        QVERIFY(isUnavailable(store()->read(entry)));
        m_keyring->stop();
        QVERIFY(m_keyring->start());
        QVERIFY(holds("kept"));
    }

    void aPromptThatNobodyAnswersEnds()
    {
        const auto service = store(1s);
        QVERIFY(service->write(entry, Secret::copyOf("kept")));
        test::SilentPrompter prompter;
        QVERIFY(prompter.isReady());
        QVERIFY(test::Keyring::lock());
        QElapsedTimer timer;
        timer.start();
        QVERIFY(isUnavailable(service->read(entry)));
        QVERIFY(timer.elapsed() >= 900);
        QVERIFY(timer.elapsed() < 8'000);
        QCOMPARE(prompter.asked(), 1);
        m_keyring->stop(); // gnome-keyring 42 may have ended already: it does not always survive a prompt that is taken back
        QVERIFY(m_keyring->start());
        QVERIFY(holds("kept"));
    }

    void aServiceThatHangsEnds()
    {
        const auto service = store(1s);
        QVERIFY(service->write(entry, Secret::copyOf("kept")));
        m_keyring->signal(SIGSTOP);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(isUnavailable(service->read(entry)));
        QVERIFY(!store(1s)->isAvailable());
        QVERIFY(timer.elapsed() < 8'000);
        m_keyring->signal(SIGCONT);
        const auto held = service->read(entry);
        QVERIFY(held);
        QCOMPARE(held->view().toByteArray(), QByteArray("kept"));
    }

    void withoutABusThereIsNone()
    {
        const QByteArray address = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        const QByteArray folder = qgetenv("XDG_RUNTIME_DIR");
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("XDG_RUNTIME_DIR", folder + "/nothing");
        const auto service = store();
        const bool available = service->isAvailable();
        const bool refused = isUnavailable(service->read(entry));
        qputenv("DBUS_SESSION_BUS_ADDRESS", address);
        qputenv("XDG_RUNTIME_DIR", folder);
        QVERIFY(!available);
        QVERIFY(refused);
        QVERIFY(service->write(entry, Secret::copyOf("now")));
    }
};

DD_TEST(TestSecretService)
#include "test_secret_service.moc"
