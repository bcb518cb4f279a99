// A throw-away profile with a fake hardware key store beside it, and tokens to put into it.
#pragma once

#include "core/credential/credential.h"
#include "core/crypto/signature.h"
#include "platform/key_stores.h"
#include "wallet/key_ring.h"
#include "wallet/stores.h"
#include "wallet/vault_header.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#define DD_OK(expression)                                                                                                                            \
    do {                                                                                                                                             \
        const auto &ddResult = (expression);                                                                                                         \
        if (!ddResult)                                                                                                                               \
            QFAIL(qPrintable(dd::errorId(ddResult.error().code) + QLatin1Char(' ') + ddResult.error().stage + QLatin1String(": ") + ddResult.error().detail)); \
    } while (false)

#define DD_ERROR_IS(expression, expected)                                                                                                            \
    do {                                                                                                                                             \
        const auto &ddResult = (expression);                                                                                                         \
        QVERIFY2(!ddResult.has_value(), "it succeeded");                                                                                             \
        QCOMPARE(dd::errorId(ddResult.error().code), dd::errorId(expected));                                                                         \
    } while (false)

namespace dd::test {

inline Secret secretOf(const char *text)
{
    return Secret::copyOf(QByteArrayView(text));
}

inline constexpr char goodPin[] = "739182";
inline constexpr char otherPin[] = "284016";
inline constexpr char thirdPin[] = "610573";

// In memory where the system has such a folder: these tests kill processes, not power, and sync often.
inline QString scratchTemplate()
{
    const QString memory = QStringLiteral("/dev/shm");
    return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) + QStringLiteral("/dinhdanh-test-XXXXXX");
}

struct Profile
{
    Profile()
    {
        Q_ASSERT(dir.isValid());
        keyStore = platform::makeFakeHardwareKeyStore(keyFolder());
    }
    [[nodiscard]] QString folder() const { return dir.filePath(QStringLiteral("profile/vault")); }
    [[nodiscard]] QString keyFolder() const { return dir.filePath(QStringLiteral("device")); }
    [[nodiscard]] QString file(const char *name) const { return QDir(folder()).filePath(QLatin1String(name)); }
    [[nodiscard]] wallet::Vault::Environment environment() { return {*keyStore, random, clock, wallet::kdfFloor, bootId}; }
    [[nodiscard]] Result<std::unique_ptr<wallet::Vault>> create(const char *secret = goodPin)
    {
        return wallet::Vault::create(folder(), secretOf(secret), environment());
    }
    [[nodiscard]] Result<std::unique_ptr<wallet::Vault>> open() { return wallet::Vault::open(folder(), environment()); }
    [[nodiscard]] Result<std::unique_ptr<wallet::Vault>> openUnlocked(const char *secret = goodPin)
    {
        auto vault = open();
        if (!vault)
            return vault;
        if (auto unlocked = (*vault)->unlock(secretOf(secret)); !unlocked)
            return std::unexpected(unlocked.error());
        return vault;
    }

    QTemporaryDir dir{scratchTemplate()};
    std::unique_ptr<KeyStore> keyStore;
    SystemRandom random;
    FixedClock clock{1'800'000'000};
    QByteArray bootId = QByteArray(16, 'b');
};

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void replaceContent(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(content), content.size());
}

inline QStringList filesBelow(const QString &folder)
{
    QStringList all;
    QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (files.hasNext())
        all.append(files.next());
    all.sort();
    return all;
}

inline constexpr char inventedName[] = "NGUYỄN VĂN MẪU";
inline constexpr char inventedNumber[] = "001099000017";

inline credential::Person samplePerson()
{
    return {QString::fromUtf8(inventedName), 19990101, identity::Sex::Male, QStringLiteral("VNM")};
}

// An identity credential, or a receipt, of an invented person for a fresh or a given holder key.
struct Issuing
{
    SystemRandom random;
    FixedClock clock{1'800'000'000};
    std::unique_ptr<crypto::SoftwareSigner> issuer = std::move(*crypto::generateSigner(crypto::Algorithm::Ed25519, random));

    [[nodiscard]] crypto::PublicKey anyKey() { return (*crypto::generateSigner(crypto::Algorithm::Ed25519, random))->publicKey(); }
    [[nodiscard]] Result<QByteArray> identity(const crypto::PublicKey &holder)
    {
        const credential::IdentityClaims claims{1, credential::EvidenceDemo, samplePerson(), {}, {14, 16, 18}};
        return credential::issue({QLatin1String(inventedNumber), holder, clock.now() + 86400 * 30}, claims, *issuer, random, clock);
    }
    [[nodiscard]] Result<QByteArray> receipt(const crypto::PublicKey &holder)
    {
        const credential::ReceiptClaims claims{credential::DeclarationKind::StayNotification,
                                               QStringLiteral("LT-0001"),
                                               credential::DeclarationState::Received,
                                               clock.now(),
                                               {},
                                               credential::EvidenceDemo,
                                               samplePerson(),
                                               {}};
        return credential::issue({QLatin1String(inventedNumber), holder, clock.now() + 86400 * 30}, claims, *issuer, random, clock);
    }
};

} // namespace dd::test
