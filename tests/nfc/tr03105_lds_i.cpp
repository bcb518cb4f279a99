// BSI TR-03105 part 5.1, LDS_I: EF.DG15, the key of active authentication.
#include "nfc/authentication/active.h"

#include "tests/nfc/demo_card.h"
#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

class Tr03105LdsI : public QObject
{
    Q_OBJECT

private slots:
    void ldsI_data()
    {
        QTest::addColumn<QByteArray>("file");
        const QByteArray good = test::demoCard(ActiveAuthenticationKey::Ecdsa).files.value(FileId::Dg15);
        QVERIFY(activeAuthenticationResponseSize(good));
        QVERIFY(static_cast<quint8>(good[1]) < 0x7F); // one length byte
        const auto outerLength = [&](int difference) {
            QByteArray file = good;
            file[1] = static_cast<char>(file[1] + difference);
            return file;
        };
        QTest::newRow("LDS_I_01") << QByteArray(good).replace(0, 1, hex("70"));
        QTest::newRow("LDS_I_02") << outerLength(-1);
        QTest::newRow("LDS_I_03") << outerLength(+1);
    }
    void ldsI()
    {
        QFETCH(QByteArray, file);
        const Result<int> size = activeAuthenticationResponseSize(file);
        QVERIFY(!size);
        QCOMPARE(size.error().code, ErrorCode::DamagedFile);
        QCOMPARE(size.error().stage, QStringLiteral("DG15"));
        const Result<QString> verified = verifyActiveAuthentication(file, {}, QByteArray(8, '\0'), QByteArray(64, '\1'));
        QVERIFY(!verified);
        QCOMPARE(verified.error().code, ErrorCode::DamagedFile);
    }
};

DD_TEST(Tr03105LdsI)
#include "tr03105_lds_i.moc"
