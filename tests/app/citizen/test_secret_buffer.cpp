#include "app/citizen/secret_buffer.h"
#include "app/citizen/vault_controller.h"
#include "tests/support/registry.h"

#include <QMetaProperty>
#include <QSignalSpy>
#include <QTest>

namespace dd::citizen {
class TestSecretBuffer : public QObject
{
    Q_OBJECT
private slots:
    void digitsGatherAndAreHandedOverOnce()
    {
        SecretBuffer buffer;
        QSignalSpy spy(&buffer, &SecretBuffer::countChanged);
        for (const int digit : {4, 8, 0, 9, 1, 7})
            buffer.pressDigit(digit);
        buffer.pressDigit(10);
        buffer.pressDigit(-1);
        QCOMPARE(buffer.count(), 6);
        QCOMPARE(spy.count(), 6);
        const dd::Secret secret = buffer.take();
        QVERIFY(dd::constantTimeEqual(secret.view(), QByteArray("480917")));
        QCOMPARE(buffer.count(), 0);
        QVERIFY(buffer.take().isEmpty());
    }

    void aPinEndsAtTwelve()
    {
        SecretBuffer buffer;
        for (int i = 0; i < 20; ++i)
            buffer.pressDigit(i % 10);
        QCOMPARE(buffer.count(), 12);
    }

    void textBecomesUtf8_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("count");
        QTest::newRow("ascii") << QStringLiteral("a b") << 3;
        QTest::newRow("vietnamese") << QStringLiteral("sông") << 4;
        QTest::newRow("three bytes") << QStringLiteral("ế") << 1;
        QTest::newRow("four bytes") << QString::fromUcs4(U"\U0001F33E", 1) << 1;
        QTest::newRow("controls are dropped") << QStringLiteral("a\t\x7f") + QChar(0x1b) << 1;
        QTest::newRow("half a pair is dropped") << QString(QChar(0xd83c)) + QLatin1Char('x') << 1;
    }
    void textBecomesUtf8()
    {
        QFETCH(QString, text);
        QFETCH(int, count);
        QString kept;
        for (const char32_t point : text.toUcs4()) {
            if (point >= 0x20 && point != 0x7f && point != 0xfffd)
                kept += QString::fromUcs4(&point, 1);
        }
        SecretBuffer buffer;
        buffer.append(text);
        QCOMPARE(buffer.count(), count);
        const dd::Secret secret = buffer.take();
        QCOMPARE(secret.view().toByteArray(), kept.toUtf8());
    }

    void erasingTakesAWholeCharacter()
    {
        SecretBuffer buffer;
        buffer.append(QStringLiteral("aế"));
        buffer.erase();
        QCOMPARE(buffer.count(), 1);
        buffer.append(QStringLiteral("b"));
        QCOMPARE(buffer.take().view().toByteArray(), QByteArray("ab"));
        buffer.erase();
        QCOMPARE(buffer.count(), 0);
    }

    void fullIsFull()
    {
        SecretBuffer buffer;
        buffer.append(QString(300, QLatin1Char('x')));
        QCOMPARE(buffer.count(), static_cast<int>(SecretBuffer::capacity));
    }

    // No property gives back what was typed: of the buffer there is a number, and the wallet has no text of its own making.
    void noPropertyCarriesTheSecret()
    {
        const QMetaObject &buffer = SecretBuffer::staticMetaObject;
        QCOMPARE(buffer.propertyCount() - buffer.propertyOffset(), 1);
        QCOMPARE(buffer.property(buffer.propertyOffset()).metaType(), QMetaType::fromType<int>());
        const QMetaObject &wallet = dd::citizen::VaultController::staticMetaObject;
        for (int i = wallet.propertyOffset(); i < wallet.propertyCount(); ++i) {
            const QMetaProperty property = wallet.property(i);
            if (property.metaType() == QMetaType::fromType<QString>())
                QCOMPARE(QByteArray(property.name()), QByteArray("keyStoreLabel"));
            QVERIFY(property.metaType() != QMetaType::fromType<QByteArray>());
        }
    }
};

DD_TEST(TestSecretBuffer)

} // namespace dd::citizen

#include "test_secret_buffer.moc"
