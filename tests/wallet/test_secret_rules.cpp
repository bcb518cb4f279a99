#include "tests/support/registry.h"
#include "tests/wallet/vault_fixture.h"

using namespace dd;
using namespace dd::wallet;

class TestSecretRules : public QObject
{
    Q_OBJECT
private slots:
    void kindFollowsTheKeyStore()
    {
        QTemporaryDir dir;
        QCOMPARE(secretKindFor(*platform::makeFakeHardwareKeyStore(dir.filePath(QStringLiteral("h")))), SecretKind::Pin);
        QCOMPARE(secretKindFor(*platform::makeFileKeyStore(dir.filePath(QStringLiteral("s")))), SecretKind::Passphrase);
        QCOMPARE(secretKindFor(*platform::makeNullKeyStore()), SecretKind::Passphrase);
    }

    void strength_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<bool>("pin");
        QTest::addColumn<bool>("good");
        const auto row = [](const char *secret, bool pin, bool good) { QTest::newRow(secret) << QByteArray(secret) << pin << good; };
        row("", true, false);
        row("73918", true, false);
        row("739182", true, true);
        row("739182739182", true, true);
        row("7391827391827", true, false);
        row("73918a", true, false);
        row("73918 ", true, false);
        row("٧٣٩١٨٢", true, false); // digits, but not those of the pad
        row("000000", true, false);
        row("111111111", true, false);
        row("123456", true, false);
        row("654321", true, false);
        row("890123", true, false);
        row("321098", true, false);
        row("123457", true, true);
        row("112233", true, true);
        row("", false, false);
        row("elevenchars", false, false);
        row("twelve chars", false, true);
        row("mật khẩu dài", false, true); // 12 characters, more bytes
        row("mật khẩu dà", false, false); // 11 characters, still more than 12 bytes
        row("một hai ba bốn năm", false, true);
        row("aaaaaaaaaaaa", false, false);
        row("121212121212", false, false);
    }
    void strength()
    {
        QFETCH(QByteArray, secret);
        QFETCH(bool, pin);
        QFETCH(bool, good);
        const auto checked = checkSecret(Secret::copyOf(secret), pin ? SecretKind::Pin : SecretKind::Passphrase);
        QCOMPARE(checked.has_value(), good);
        if (!good)
            QCOMPARE(errorId(checked.error().code), errorId(ErrorCode::VaultSecretTooWeak));
    }
};

DD_TEST(TestSecretRules)
#include "test_secret_rules.moc"
