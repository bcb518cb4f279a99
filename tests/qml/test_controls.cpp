#include "qml/Controls/glyph_shapes.h"
#include "qml/Controls/qr_view.h"
#include "tests/qml/gallery.h"
#include "tests/support/registry.h"

#include <QDir>

class TestControls : public QObject
{
    Q_OBJECT
private:
    static void save(const dd::test::Gallery &gallery, const char *name)
    {
        const QString folder = qEnvironmentVariable("DINHDANH_SHOTS");
        if (!folder.isEmpty() && QDir().mkpath(folder))
            gallery.window->grabWindow().save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    }
    static void click(const dd::test::Gallery &gallery, QQuickItem *item)
    {
        gallery.window->property("page").value<QQuickItem *>(); // the page scrolls: bring the item into view first
        QQuickItem *flickable = gallery.window->property("page").value<QQuickItem *>()->property("flickable").value<QQuickItem *>();
        const qreal y = item->mapToItem(flickable->property("contentItem").value<QQuickItem *>(), {0, 0}).y();
        const qreal limit = flickable->property("contentHeight").toReal() - flickable->height();
        flickable->setProperty("contentY", std::clamp(y - 100.0, 0.0, std::max(0.0, limit)));
        QTest::mouseClick(gallery.window, Qt::LeftButton, {}, item->mapToScene({item->width() / 2, item->height() / 2}).toPoint());
    }

private slots:
    void nothingWarnsInAnyLook_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<double>("scale");
        QTest::addColumn<QSize>("size");
        QTest::newRow("light-phone") << 0 << 1.0 << QSize(390, 844);
        QTest::newRow("dark-phone") << 1 << 1.0 << QSize(390, 844);
        QTest::newRow("contrast-phone") << 2 << 1.0 << QSize(390, 844);
        QTest::newRow("light-phone-200") << 0 << 2.0 << QSize(390, 844);
        QTest::newRow("light-small-200") << 0 << 2.0 << QSize(360, 640);
        QTest::newRow("light-desktop") << 0 << 1.0 << QSize(1280, 800);
    }
    void nothingWarnsInAnyLook()
    {
        QFETCH(int, mode);
        QFETCH(double, scale);
        QFETCH(QSize, size);
        dd::test::Gallery gallery;
        QVERIFY(gallery.window);
        gallery.window->resize(size);
        gallery.theme->setProperty("mode", mode);
        gallery.theme->setProperty("textScale", scale);
        gallery.window->property("qr").value<QQuickItem *>()->setProperty("text", QStringLiteral("VN1:0123456789ABCDEF"));
        gallery.settle();
        save(gallery, (QByteArray("gallery-") + QTest::currentDataTag()).constData());
        QQuickItem *flickable = gallery.window->property("page").value<QQuickItem *>()->property("flickable").value<QQuickItem *>();
        const qreal end = flickable->property("contentHeight").toReal() - flickable->height();
        flickable->setProperty("contentY", end / 2);
        gallery.settle();
        save(gallery, (QByteArray("gallery-middle-") + QTest::currentDataTag()).constData());
        flickable->setProperty("contentY", end);
        gallery.settle();
        save(gallery, (QByteArray("gallery-end-") + QTest::currentDataTag()).constData());
        const QStringList clipped = dd::test::clippedTexts(gallery.window->contentItem(), gallery.window->width());
        QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join(QLatin1Char('\n'))));
        QCOMPARE(gallery.trap.take(), QStringList());
    }

    void everyControlHasAnIdANameARoleAndRoomForAFinger()
    {
        QAccessible::setActive(true);
        dd::test::Gallery gallery;
        QVERIFY(gallery.window);
        gallery.settle();
        const QStringList faults = dd::test::accessibilityFaults(gallery.window->contentItem());
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
        int interactive = 0;
        dd::test::walk(gallery.window->contentItem(), [&](QQuickItem *item) { interactive += dd::test::isInteractive(item) ? 1 : 0; });
        QVERIFY2(interactive >= 20, qPrintable(QString::number(interactive))); // the walk itself must see them
        const auto role = [&](const char *name) { return QAccessible::queryAccessibleInterface(gallery.find(name))->role(); };
        QCOMPARE(role("gallery.primary"), QAccessible::Button);
        QCOMPARE(role("gallery.field"), QAccessible::EditableText);
        QCOMPARE(role("gallery.switch"), QAccessible::CheckBox);
        QCOMPARE(role("gallery.combo"), QAccessible::ComboBox);
        QVERIFY(QAccessible::queryAccessibleInterface(gallery.find("gallery.wrong"))->state().passwordEdit);
    }

    void tabReachesEveryControlAndShowsWhereItIs()
    {
        dd::test::Gallery gallery;
        gallery.window->requestActivate();
        QVERIFY(QTest::qWaitForWindowActive(gallery.window));
        QSet<QString> reached;
        for (int i = 0; i < 60; ++i) {
            QTest::keyClick(gallery.window, Qt::Key_Tab);
            QQuickItem *focused = gallery.window->activeFocusItem();
            QVERIFY(focused);
            if (focused->objectName().isEmpty())
                continue;
            reached.insert(focused->objectName());
            bool ring = false;
            dd::test::walk(focused, [&](QQuickItem *item) {
                ring |= QString::fromLatin1(item->metaObject()->className()).startsWith(QLatin1String("FocusRing")) && item->isVisible();
            });
            QVERIFY2(ring, qPrintable(focused->objectName()));
        }
        for (const char *name :
             {"page.back", "gallery.primary", "gallery.quiet", "gallery.icon", "gallery.field", "gallery.combo", "gallery.switch", "pin.digit.5"})
            QVERIFY2(reached.contains(QLatin1String(name)), name);
        QVERIFY(!reached.contains(QStringLiteral("gallery.disabled")));
        gallery.find("gallery.primary")->forceActiveFocus(Qt::TabFocusReason);
        QTest::keyClick(gallery.window, Qt::Key_Return);
        QCOMPARE(gallery.window->property("clicks").toInt(), 1);
        QTest::keyClick(gallery.window, Qt::Key_Space);
        QCOMPARE(gallery.window->property("clicks").toInt(), 2);
        QTest::keyClick(gallery.window, Qt::Key_Escape);
        QCOMPARE(gallery.window->property("backs").toInt(), 1);
    }

    void thePadSaysDigitsAndKeepsNone()
    {
        dd::test::Gallery gallery;
        gallery.settle();
        QVERIFY(!gallery.find("pin.confirm")->isEnabled());
        for (const char *key : {"pin.digit.4", "pin.digit.0", "pin.erase", "pin.digit.9"})
            click(gallery, gallery.find(key));
        QCOMPARE(gallery.window->property("pinLog").toString(), QStringLiteral("40<9"));
        gallery.find("gallery.pad")->forceActiveFocus();
        for (const int key : {Qt::Key_1, Qt::Key_2, Qt::Key_3, Qt::Key_4})
            QTest::keyClick(gallery.window, static_cast<Qt::Key>(key));
        QCOMPARE(gallery.window->property("pinCount").toInt(), 6);
        QVERIFY(gallery.find("pin.confirm")->isEnabled());
        QTest::keyClick(gallery.window, Qt::Key_Return);
        QCOMPARE(gallery.window->property("confirmed").toInt(), 1);
        QCOMPARE(gallery.window->property("pinLog").toString(), QStringLiteral("40<91234"));
        gallery.window->setProperty("pinCount", 12); // full: nothing more leaves
        QTest::keyClick(gallery.window, Qt::Key_7);
        QCOMPARE(gallery.window->property("pinLog").toString(), QStringLiteral("40<91234"));
    }

    void everyGlyphDraws()
    {
        QVERIFY(dd::glyphs::names().size() > 25);
        for (const QString &name : dd::glyphs::names()) {
            const QPainterPath path = dd::glyphs::path(*dd::glyphs::find(name));
            QVERIFY2(!path.isEmpty(), qPrintable(name));
            QVERIFY2(QRectF(0, 0, 24.1, 24.1).contains(path.boundingRect()), qPrintable(name));
        }
        QVERIFY(!dd::glyphs::find(QStringLiteral("nothing")));
        for (const char *used : {"check", "cross", "question", "warning", "info", "demo", "back", "erase", "down"})
            QVERIFY2(dd::glyphs::find(QLatin1String(used)), used);
    }

    void theSymbolIsCrispAndReadable_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QSize>("size");
        QTest::newRow("small") << QStringLiteral("VN1:ABC") << QSize(300, 300);
        QTest::newRow("large") << QStringLiteral("VN1:") + QString(900, QLatin1Char('7')) << QSize(391, 397);
        QTest::newRow("wide") << QStringLiteral("VN1:") + QString(400, QLatin1Char('K')) << QSize(500, 260);
    }
    void theSymbolIsCrispAndReadable()
    {
        QFETCH(QString, text);
        QFETCH(QSize, size);
        QQuickWindow window;
        window.setColor(Qt::darkRed);
        window.resize(size);
        QrView view(window.contentItem());
        view.setSize(size);
        view.setText(text);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const QImage image = window.grabWindow().convertToFormat(QImage::Format_Grayscale8);
        const int module = view.modulePixels();
        const int count = view.moduleCount();
        QVERIFY(module >= 1 && count >= 21);
        QCOMPARE(module, std::min(size.width(), size.height()) / (count + 8));
        const int left = (image.width() - module * count) / 2;
        const int top = (image.height() - module * count) / 2;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const int value = qGray(image.pixel(x, y));
                QVERIFY2(value == 0 || value == 255, "a grey pixel: scaled by a fraction");
                const bool inside = x >= left && y >= top && x < left + module * count && y < top + module * count;
                if (!inside)
                    QCOMPARE(value, 255);
                else
                    QCOMPARE(value, qGray(image.pixel(left + (x - left) / module * module, top + (y - top) / module * module)));
            }
        }
        QVERIFY(left >= 4 * module && top >= 4 * module);
        dd::qr::GrayImage gray{image.width(), image.height(), {}};
        for (int y = 0; y < image.height(); ++y)
            gray.pixels.append(reinterpret_cast<const char *>(image.constScanLine(y)), image.width());
        const auto texts = dd::qr::readQrCodes(gray);
        QVERIFY(texts.has_value());
        QCOMPARE(*texts, QStringList{text});
    }

    void tooLongATextIsSaid()
    {
        QrView view;
        view.setText(QString(8000, QLatin1Char('A')));
        QVERIFY(view.failed());
        QCOMPARE(view.moduleCount(), 0);
        view.setText(QStringLiteral("A"));
        QVERIFY(!view.failed());
        QCOMPARE(view.moduleCount(), 21);
        view.setText({});
        QVERIFY(!view.failed());
    }
};

DD_TEST(TestControls)
#include "test_controls.moc"
