#include "tests/qml/gallery.h"
#include "tests/support/contrast.h"
#include "tests/support/registry.h"

#include <QJSValue>
#include <QMetaProperty>
#include <QSet>

Q_IMPORT_QML_PLUGIN(DinhDanh_ThemePlugin)
Q_IMPORT_QML_PLUGIN(DinhDanh_ControlsPlugin)

class TestTheme : public QObject
{
    Q_OBJECT
private:
    static QList<QStringList> pairs(QObject *theme, const char *name)
    {
        QList<QStringList> all;
        const QVariantList list = theme->property(name).value<QJSValue>().toVariant().toList();
        for (const QVariant &pair : list)
            all.append(pair.toStringList());
        return all;
    }

private slots:
    void everyPairHasContrast_data()
    {
        QTest::addColumn<int>("mode");
        QTest::newRow("light") << 0;
        QTest::newRow("dark") << 1;
        QTest::newRow("high contrast") << 2;
    }
    void everyPairHasContrast()
    {
        QFETCH(int, mode);
        dd::test::Gallery gallery;
        QVERIFY(gallery.theme);
        QVERIFY(gallery.theme->setProperty("mode", mode));
        const auto measure = [&](const char *list, double atLeast) {
            const QList<QStringList> all = pairs(gallery.theme, list);
            QVERIFY(all.size() >= 6);
            for (const QStringList &pair : all) {
                QCOMPARE(pair.size(), 2);
                const QVariant first = gallery.theme->property(pair.at(0).toLatin1().constData());
                const QVariant second = gallery.theme->property(pair.at(1).toLatin1().constData());
                QVERIFY2(first.isValid() && second.isValid(), qPrintable(pair.join(QLatin1Char(' '))));
                const double ratio = dd::test::contrast(first.value<QColor>(), second.value<QColor>());
                QVERIFY2(ratio >= (mode == 2 ? std::max(atLeast, 7.0 * atLeast / 4.5) : atLeast),
                         qPrintable(QStringLiteral("%1 on %2: %3").arg(pair.at(0), pair.at(1)).arg(ratio)));
            }
        };
        measure("textPairs", 4.5);
        measure("edgePairs", 3.0);
    }

    // A colour for text that stands in no pair would never be measured.
    void everyTextColourIsInAPair()
    {
        dd::test::Gallery gallery;
        QSet<QString> listed;
        for (const QStringList &pair : pairs(gallery.theme, "textPairs"))
            listed.insert(pair.at(0));
        const QMetaObject *meta = gallery.theme->metaObject();
        int seen = 0;
        for (int i = 0; i < meta->propertyCount(); ++i) {
            const QString name = QString::fromLatin1(meta->property(i).name());
            const bool text = name.startsWith(QLatin1String("ink")) || name.endsWith(QLatin1String("Text")) || name.endsWith(QLatin1String("Ink"));
            if (!text || meta->property(i).metaType() != QMetaType::fromType<QColor>())
                continue;
            ++seen;
            QVERIFY2(listed.contains(name), qPrintable(name));
        }
        QVERIFY(seen >= 12);
    }

    // Not what the theme says but what stands on the screen: each text against the nearest painted ground behind it.
    void everyTextOnTheScreenHasContrast_data() { everyPairHasContrast_data(); }
    void everyTextOnTheScreenHasContrast()
    {
        QFETCH(int, mode);
        dd::test::Gallery gallery;
        gallery.theme->setProperty("mode", mode);
        gallery.settle();
        int measured = 0;
        dd::test::walk(gallery.window->contentItem(), [&](QQuickItem *item) {
            if (!item->inherits("QQuickText") || item->property("text").toString().isEmpty())
                return;
            const QColor ground = dd::test::groundBehind(item, gallery.window->color());
            const double ratio = dd::test::contrast(item->property("color").value<QColor>(), ground);
            QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("%1: %2").arg(item->property("text").toString()).arg(ratio)));
            ++measured;
        });
        QVERIFY(measured > 40);
    }

    void theTypeIsNeverSmallerThanSixteen()
    {
        dd::test::Gallery gallery;
        for (const double scale : {1.0, 1.3, 2.0}) {
            gallery.theme->setProperty("textScale", scale);
            for (const char *size : {"caption", "body", "heading", "title", "display", "verdict"})
                QVERIFY2(gallery.theme->property(size).toInt() >= 16 * std::min(scale, 1.25), size);
            QCOMPARE(gallery.theme->property("body").toInt(), qRound(18 * scale));
        }
        QVERIFY(gallery.theme->property("touch").toInt() >= 48);
    }
};

DD_TEST(TestTheme)
#include "test_theme.moc"
