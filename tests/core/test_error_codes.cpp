#include "core/base/error.h"
#include "tests/support/registry.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

class TestErrorCodes : public QObject
{
    Q_OBJECT
private slots:
    void everyCodeHasTextsAndAUniqueId()
    {
        static const QRegularExpression shape(QStringLiteral("^[A-Z]{3}-[0-9]{3}$"));
        QSet<QString> seen;
        for (const dd::ErrorCode code : dd::allErrorCodes()) {
            const QString id = dd::errorId(code);
            QVERIFY2(shape.match(id).hasMatch(), qPrintable(id));
            QVERIFY2(!seen.contains(id), qPrintable(id));
            seen.insert(id);
            for (const dd::Language language : {dd::Language::Vietnamese, dd::Language::English}) {
                QVERIFY2(dd::errorMessage(code, language).size() > 5, qPrintable(id));
                QVERIFY2(dd::errorAdvice(code, language).size() > 5, qPrintable(id));
            }
            QVERIFY2(dd::errorMessage(code, dd::Language::Vietnamese) != dd::errorMessage(code, dd::Language::English), qPrintable(id));
        }
        QVERIFY(seen.size() >= 60);
    }
};

DD_TEST(TestErrorCodes)
#include "test_error_codes.moc"
