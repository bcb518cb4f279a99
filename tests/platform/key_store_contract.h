// What core/base/key_store.h promises, for every store that keeps something.
#pragma once

#include "core/base/key_store.h"

#include <QTest>
#include <functional>
#include <memory>

namespace dd::test {

// Leaves one entry behind, "other". `make` gives a new object on the same store.
inline void checkKeyStoreContract(const std::function<std::unique_ptr<KeyStore>()> &make)
{
    const QString name = QStringLiteral("vault.00ff.secret-a");
    const QString other = QStringLiteral("other");
    const auto valueOf = [](const QByteArray &bytes) { return Secret::copyOf(bytes); };
    const auto isMissing = [&](const QString &entry) {
        const auto value = make()->read(entry);
        return !value && value.error().code == ErrorCode::KeyStoreEntryMissing;
    };
    const auto holds = [&](const QString &entry, const QByteArray &bytes) {
        const auto value = make()->read(entry);
        return value && value->view() == bytes;
    };
    QByteArray everyByte("\0\x01\xff secret", 10);
    for (int i = 0; i < 256; ++i)
        everyByte.append(static_cast<char>(i));

    QVERIFY(make()->isAvailable());
    QVERIFY(isMissing(name));
    QVERIFY(make()->remove(name).has_value()); // missing is success
    QVERIFY(make()->write(name, valueOf("first")).has_value());
    QVERIFY(holds(name, "first"));
    QVERIFY(make()->write(name, valueOf(everyByte)).has_value());
    QVERIFY(make()->write(other, valueOf("other")).has_value());
    QVERIFY(holds(name, everyByte));
    QVERIFY(!make()->write(QStringLiteral("empty"), Secret()).has_value());
    QVERIFY(isMissing(QStringLiteral("empty")));
    QVERIFY(make()->remove(name).has_value());
    QVERIFY(isMissing(name));
    QVERIFY(holds(other, "other"));
    const QByteArray large(64 * 1024, 'x');
    QVERIFY(make()->write(name, valueOf(large)).has_value());
    QVERIFY(holds(name, large));
    QVERIFY(!make()->write(name, valueOf(large + 'x')).has_value());
    QVERIFY(make()->remove(name).has_value());
}

inline void keyStoreNameRows()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("good");
    QTest::newRow("plain") << QStringLiteral("a-b.c-09") << true;
    QTest::newRow("80") << QString(80, QLatin1Char('a')) << true;
    QTest::newRow("dots only") << QStringLiteral("..") << true; // harmless: the file is "...key"
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("81") << QString(81, QLatin1Char('a')) << false;
    QTest::newRow("upper case") << QStringLiteral("A") << false;
    QTest::newRow("slash") << QStringLiteral("a/b") << false;
    QTest::newRow("up and out") << QStringLiteral("../a") << false;
    QTest::newRow("space") << QStringLiteral("a b") << false;
    QTest::newRow("zero") << QString(QChar(0)) << false;
    QTest::newRow("letters of ours") << QString::fromUtf8("đ") << false;
}

inline void checkKeyStoreName(KeyStore &store)
{
    QFETCH(QString, name);
    QFETCH(bool, good);
    const auto written = store.write(name, Secret::copyOf("x"));
    QCOMPARE(written.has_value(), good);
    QCOMPARE(store.read(name).has_value(), good);
    if (!good) {
        QVERIFY(written.error().code == ErrorCode::InvalidInput);
        QVERIFY(store.read(name).error().code == ErrorCode::InvalidInput);
        QVERIFY(store.remove(name).error().code == ErrorCode::InvalidInput);
    }
}

} // namespace dd::test
