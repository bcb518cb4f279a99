// What stays in a process's memory once the wallet is locked: no secret, no name, no number. A process of its own
// (tests/support/memory) plays a wallet's life; this one looks into it, before the lock as the control and after it.
#include "tests/support/process_memory.h"
#include "tests/support/registry.h"
#include "tests/wallet/vault_fixture.h"
#include "wallet/attempt_ledger.h"
#include "wallet/biometric_wrap.h"
#include "wallet/database.h"
#include "wallet/sub_keys.h"
#include "wallet/vault_files.h"

#include <algorithm>
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QProcess>
#include <QRandomGenerator>

using namespace dd;
using namespace dd::wallet;
using test::Needle;

namespace {

constexpr char inventedAddress[] = "Số 1 phố Mẫu, phường Mẫu";

QByteArray digits(int count)
{
    QByteArray out;
    while (out.size() < count)
        out.append(static_cast<char>('0' + QRandomGenerator::system()->bounded(10)));
    return out;
}

QByteArray utf16(const char *utf8)
{
    const QString text = QString::fromUtf8(utf8);
    return QByteArray(reinterpret_cast<const char *>(text.utf16()), text.size() * 2);
}

// The child, its folder, and everything it may not keep.
class Subject
{
public:
    Subject()
    {
        for (const char *name : {"in", "out", "sensor"})
            QDir(dir.path()).mkdir(QLatin1String(name));
        test::replaceContent(path("sensor/enrolled"), "thumb");
        const QByteArray summary = QByteArray(test::inventedName) + ", " + test::inventedNumber + ", " + inventedAddress;
        test::replaceContent(path("in/summary"), summary);
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QCoreApplication::applicationDirPath() + QStringLiteral("/memory_subject"), {dir.path()});
        for (const QByteArray &secret : {first, second, passphrase})
            process.write(QByteArray(1, static_cast<char>(secret.size())) + secret);
    }
    ~Subject()
    {
        process.kill();
        process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(Subject)

    [[nodiscard]] bool reached(char step)
    {
        char got = 0;
        return (process.bytesAvailable() > 0 || process.waitForReadyRead(60'000)) && process.read(&got, 1) == 1 && got == step;
    }
    void release() { process.write(".", 1); }
    [[nodiscard]] QString path(const char *name) const { return dir.filePath(QLatin1String(name)); }

    // What is bound to the keys that the child has just made.
    void issue()
    {
        const auto vaultKey = crypto::PublicKey::fromCose(test::contentOf(path("out/vault-key.cose"))).value();
        const auto deviceKey = crypto::PublicKey::fromCose(test::contentOf(path("out/device-key.cose"))).value();
        test::Issuing issuing;
        const credential::IdentityClaims claims{
            1, credential::EvidenceDemo, test::inventedPerson(), credential::Address{QString::fromUtf8(inventedAddress), {}}, {14, 16, 18}};
        const QByteArray identity = credential::issue({QLatin1String(test::inventedNumber), vaultKey, issuing.clock.now() + 86400 * 30}, claims,
                                                      *issuing.issuer, issuing.random, issuing.clock)
                                        .value();
        test::replaceContent(path("in/identity.token"), identity);
        test::replaceContent(path("in/receipt.token"), issuing.receipt(deviceKey).value());
        personal.append({QStringLiteral("the token's signature"), identity.last(64)});
    }

    void noteSecret(const QString &what, QByteArrayView bytes, bool control = true)
    {
        // Halves: a key that was overwritten in part is no less a leak.
        secrets.append({what + QStringLiteral(", first half"), bytes.first(bytes.size() / 2).toByteArray()});
        secrets.append({what + QStringLiteral(", second half"), bytes.last(bytes.size() / 2).toByteArray()});
        if (control) {
            held.append(secrets.at(secrets.size() - 2).what);
            held.append(secrets.at(secrets.size() - 1).what);
        }
    }

    // The key store's and the header's secrets as they are now, and what follows from them and the PIN.
    void noteWrap(const QByteArray &pin, bool current)
    {
        const auto keyStore = platform::makeFakeHardwareKeyStore(path("device"));
        const auto found = VaultFiles(path("vault")).readSlots().value();
        const int slot = found.headers[0] ? 0 : 1;
        const VaultHeader header = *found.headers.at(static_cast<std::size_t>(slot));
        const Secret hardware = keyStore->read(KeyStoreNames(header.vaultId).secret[slot]).value();
        const Secret secret = Secret::copyOf(pin);
        const QString which = current ? QStringLiteral(" (current)") : QStringLiteral(" (earlier)");
        noteSecret(QStringLiteral("hardware secret") + which, hardware.view(), current);
        noteSecret(QStringLiteral("KEK") + which, keyEncryptionKey(hardware, header, secret).value().view(), current);
        noteSecret(QStringLiteral("stretched PIN") + which, crypto::argon2id(secret, header.salt, header.kdf, 32).value().view(), false);
        vaultKey = unwrapKey(header, hardware, secret).value();
        vaultId = header.vaultId;
    }

    void noteKeys()
    {
        noteSecret(QStringLiteral("DEK"), vaultKey.view());
        const Secret databaseKey = crypto::subKey(vaultKey, databaseKeyId, databaseKeyContext);
        noteSecret(QStringLiteral("database key"), databaseKey.view());
        noteSecret(QStringLiteral("database key in hex"), databaseKey.view().toByteArray().toHex());
        const Secret sealKey = crypto::subKey(vaultKey, holderKeyId, holderKeyContext);
        noteSecret(QStringLiteral("holder sub-key"), sealKey.view());
        // A copy of the open database, its journal included, is read here: the child's own is locked.
        QDir(dir.path()).mkdir(QStringLiteral("copy"));
        for (const char *name : {"vault.db", "vault.db-wal"})
            QFile::copy(path("vault/") + QLatin1String(name), path("copy/") + QLatin1String(name));
        const auto database = Database::open(path("copy/vault.db"), databaseKey, Database::Mode::Existing).value();
        auto rows = database->prepare("SELECT thumbprint, sealed_private FROM holder_keys WHERE sealed_private IS NOT NULL").value();
        while (rows.step().value()) {
            const Secret seed = crypto::open(sealKey, rows.blob(1), QByteArray("DinhDanh-holder-1") + rows.blob(0)).value();
            noteSecret(QStringLiteral("Ed25519 seed"), seed.view());
            QByteArray expanded = QCryptographicHash::hash(seed.view().toByteArray(), QCryptographicHash::Sha512); // RFC 8032 §5.1.5
            expanded[0] = static_cast<char>(expanded[0] & 248);
            expanded[31] = static_cast<char>((expanded[31] & 63) | 64);
            noteSecret(QStringLiteral("Ed25519 scalar"), QByteArrayView(expanded).first(32), false);
            noteSecret(QStringLiteral("Ed25519 nonce key"), QByteArrayView(expanded).last(32), false);
        }
        SystemRandom random;
        const auto keyStore = platform::makeFakeHardwareKeyStore(path("device"));
        const QStringList names = platform::makeFakeDeviceKeys(path("device"), random)->names(KeyStoreNames(vaultId).holderPrefix).value();
        for (const QString &name : names) {
            QByteArray scalar = keyStore->read(name).value().view().toByteArray();
            noteSecret(QStringLiteral("P-256 scalar"), scalar);
            std::reverse(scalar.begin(), scalar.end()); // as OpenSSL keeps numbers
            noteSecret(QStringLiteral("P-256 scalar, reversed"), scalar, false);
        }
    }

    void noteRest()
    {
        const auto sensor = platform::makeFakeBiometricStore(path("sensor"));
        const Secret finger = sensor->read(biometricEntryName(vaultId)).value();
        noteSecret(QStringLiteral("biometric secret"), finger.view());
        noteSecret(QStringLiteral("biometric KEK"), crypto::blake2b(finger, {"DinhDanh-BIO-1", vaultId}).view(), false);
        const QByteArray backup = test::contentOf(path("backup"));
        noteSecret(QStringLiteral("backup key"), crypto::argon2id(Secret::copyOf(passphrase), backup.first(33).last(16), kdfFloor, 32).value().view());
        for (const auto &[what, text] : {std::pair("PIN", first), {"second PIN", second}, {"backup passphrase", passphrase}}) {
            secrets.append({QLatin1String(what), text});
            held.append(QLatin1String(what));
        }
        for (const char *text : {test::inventedName, test::inventedNumber, inventedAddress}) {
            const QString what = QString::fromUtf8(text);
            personal.append({what + QStringLiteral(" (UTF-8)"), QByteArray(text)});
            personal.append({what + QStringLiteral(" (UTF-16)"), utf16(text)});
        }
    }

    QTemporaryDir dir{test::scratchTemplate()};
    // Long enough that chance puts them nowhere.
    QByteArray first = '7' + digits(11);
    QByteArray second = '3' + digits(11);
    QByteArray passphrase = "mau " + digits(24);
    QProcess process;
    QList<Needle> secrets;
    QList<Needle> personal;
    QStringList held; // secrets that the child holds at the control; the others live for the length of a call only
    Secret vaultKey;
    QByteArray vaultId;
};

} // namespace

class TestMemory : public QObject
{
    Q_OBJECT
private slots:
    void nothingStaysAfterTheLock()
    {
#ifdef __SANITIZE_ADDRESS__
        QSKIP("a sanitizer keeps freed memory as it was, on purpose, and maps terabytes of shadow");
#endif
        Subject subject;
        QVERIFY(subject.reached('k'));
        subject.issue();
        subject.noteWrap(subject.first, false);
        subject.noteKeys();
        subject.release();

        QVERIFY(subject.reached('b'));
        subject.noteRest();
        if (!test::lookIntoProcess(subject.process.processId(), {}).allowed)
            QSKIP("this system lets no process look into its own child");
        // A first life is over; the three typed secrets are the child's to remember until its end.
        QList<Needle> gone = subject.personal;
        std::copy_if(subject.secrets.cbegin(), subject.secrets.cend(), std::back_inserter(gone),
                     [](const Needle &needle) { return !needle.what.endsWith(QLatin1String("PIN")) && needle.what != QLatin1String("backup passphrase"); });
        const auto locked = test::lookIntoProcess(subject.process.processId(), gone);
        QVERIFY2(locked.found.isEmpty(), qPrintable(locked.text()));
        subject.release();

        QVERIFY(subject.reached('u'));
        subject.noteWrap(subject.second, true);
        const auto open = test::lookIntoProcess(subject.process.processId(), subject.secrets + subject.personal);
        for (const QString &what : std::as_const(subject.held))
            QVERIFY2(open.found.contains(what), qPrintable(QStringLiteral("the control does not find: ") + what));
        for (const Needle &needle : std::as_const(subject.personal))
            QVERIFY2(open.found.contains(needle.what), qPrintable(QStringLiteral("the control does not find: ") + needle.what));
        subject.release();

        QVERIFY(subject.reached('l'));
        const auto after = test::lookIntoProcess(subject.process.processId(), subject.secrets + subject.personal);
        QVERIFY(after.bytesSeen > (1 << 20));
        qInfo("%lld needles, before the lock %lld of them found; after it, in %lld KiB: %lld", static_cast<long long>(subject.secrets.size() + subject.personal.size()),
              static_cast<long long>(open.found.size()), static_cast<long long>(after.bytesSeen / 1024), static_cast<long long>(after.found.size()));
        QVERIFY2(after.found.isEmpty(), qPrintable(after.text()));
        subject.release();
        QVERIFY(subject.process.waitForFinished());
        QCOMPARE(subject.process.exitCode(), 0);
    }
};

DD_TEST(TestMemory)
#include "test_memory.moc"
