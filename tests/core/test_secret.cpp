#include "core/base/random.h"
#include "core/base/secret.h"
#include "tests/support/registry.h"

#include <QTest>
#include <type_traits>

#ifdef Q_OS_LINUX
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

using dd::Secret;

// A leak has to be written on purpose: no copy, no stream, no way to a string.
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, QByteArray> && !std::is_convertible_v<Secret, QString> &&
              !std::is_convertible_v<Secret, QByteArrayView>);
static_assert(std::is_nothrow_move_constructible_v<Secret> && std::is_nothrow_move_assignable_v<Secret>);

class TestSecret : public QObject
{
    Q_OBJECT
private slots:
    void startsAsZeroes()
    {
        const Secret secret(33);
        QCOMPARE(secret.size(), std::size_t(33));
        QCOMPARE(secret.view().toByteArray(), QByteArray(33, '\0'));
        QVERIFY(Secret().isEmpty() && Secret(0).isEmpty() && Secret(0).data() == nullptr);
    }
    void movesAndLeavesNothingBehind()
    {
        Secret first = Secret::copyOf(QByteArray("abc"));
        Secret second = std::move(first);
        QVERIFY(first.isEmpty() && first.data() == nullptr); // NOLINT: the moved-from state is what is tested
        QCOMPARE(second.view(), QByteArrayView("abc"));
        Secret third = Secret::copyOf(QByteArray("longer than before"));
        third = std::move(second);
        QCOMPARE(third.view(), QByteArrayView("abc"));
        QVERIFY(second.isEmpty());
        Secret &self = third;
        third = std::move(self);
        QCOMPARE(third.view(), QByteArrayView("abc"));
    }
    void cloneIsASecondCopy()
    {
        Secret first = Secret::copyOf(QByteArray("abc"));
        const Secret second = first.clone();
        QVERIFY(first.data() != second.data());
        first.data()[0] = 'x';
        QCOMPARE(second.view(), QByteArrayView("abc"));
        first.clear();
        QVERIFY(first.isEmpty());
        QCOMPARE(second.size(), std::size_t(3));
    }
    void saysWhenTheSystemDoesNotLockIt()
    {
#ifdef __SANITIZE_ADDRESS__
        QSKIP("AddressSanitizer answers mlock() itself, and always with yes");
#elif defined(Q_OS_LINUX)
        const pid_t child = fork();
        if (child == 0) {
            // root may lock whatever the limit says
            const rlimit none{0, 0};
            const bool limited = ::setrlimit(RLIMIT_MEMLOCK, &none) == 0 && (::geteuid() != 0 || ::setuid(65534) == 0);
            const std::size_t before = dd::unlockedSecrets();
            const Secret secret = Secret::copyOf("abc");
            _exit(limited && before == 0 && dd::unlockedSecrets() == 1 && secret.view() == QByteArrayView("abc") ? 0 : 1);
        }
        int status = -1;
        QCOMPARE(waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
        const Secret here = Secret::copyOf("abc");
        QCOMPARE(dd::unlockedSecrets(), std::size_t(0));
#endif
    }
    void impossibleSizesAreEmpty() { QVERIFY(Secret(std::size_t(1) << 62).isEmpty()); }
    void comparesByContentAndLength()
    {
        QVERIFY(dd::constantTimeEqual("abc", "abc"));
        QVERIFY(!dd::constantTimeEqual("abc", "abd"));
        QVERIFY(!dd::constantTimeEqual("abc", "abcd"));
        QVERIFY(!dd::constantTimeEqual("abc", QByteArrayView()));
        QVERIFY(dd::constantTimeEqual(QByteArrayView(), QByteArrayView()));
    }
    void wipes()
    {
        char array[] = "123456";
        dd::wipe(array, sizeof array);
        QCOMPARE(QByteArray(array, sizeof array), QByteArray(sizeof array, '\0'));
        QByteArray bytes("123456");
        dd::wipe(bytes);
        QVERIFY(bytes.isEmpty());
        QByteArray none;
        dd::wipe(none);
        QVERIFY(none.isEmpty());
    }
    void randomBytesDiffer()
    {
        dd::SystemRandom random;
        QCOMPARE(random.bytes(0).size(), 0);
        const QByteArray first = random.bytes(32);
        QCOMPARE(first.size(), 32);
        QVERIFY(first != random.bytes(32));
        QVERIFY(random.secret(32).view() != random.secret(32).view());
    }
};

DD_TEST(TestSecret)
#include "test_secret.moc"
