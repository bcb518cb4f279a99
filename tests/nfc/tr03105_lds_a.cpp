// BSI TR-03105 part 5.1, LDS_A: EF.COM. The file is not signed and newer documents leave it out, so what it says wrongly
// about versions and groups is reported and costs nothing: a group is read when either this list or EF.SOD's names it.
#include "nfc/lds/lds_files.h"

#include "nfc/apdu/tlv.h"
#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

const QByteArray comLdsVersion = hex("5F010430313037");
const QByteArray comUnicodeVersion = hex("5F3606303430303030");
const QByteArray comTagList = hex("5C0661756D6E6F63");

QByteArray comFileOf(const QByteArray &content)
{
    return tlv::encode(0x60, content);
}

// The length byte of the outer object, one off.
QByteArray withOuterLength(QByteArray file, int difference)
{
    file[1] = static_cast<char>(file[1] + difference);
    return file;
}

} // namespace

class Tr03105LdsA : public QObject
{
    Q_OBJECT

private slots:
    void ldsA_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("remark"); // what is reported where the file is read
        QTest::addColumn<bool>("refused");   // DamagedFile
        const QByteArray good = comLdsVersion + comUnicodeVersion + comTagList;
        const auto refused = [](const char *identifier, const QByteArray &file) { QTest::newRow(identifier) << file << QString() << true; };
        const auto read = [](const char *identifier, const QByteArray &file, const char *remark) {
            QTest::newRow(identifier) << file << QString::fromLatin1(remark) << false;
        };
        refused("LDS_A_01", tlv::encode(0x61, good));
        refused("LDS_A_02", withOuterLength(comFileOf(good), -1));
        refused("LDS_A_03", withOuterLength(comFileOf(good), +1));
        read("LDS_A_04", comFileOf(hex("5F010430333030") + comUnicodeVersion + comTagList), "LDS version");
        refused("LDS_A_05", comFileOf(comUnicodeVersion + comTagList));
        read("LDS_A_06", comFileOf(comLdsVersion + hex("5F3606303530303030") + comTagList), "Unicode version");
        refused("LDS_A_07", comFileOf(comLdsVersion + comTagList));
        read("LDS_A_08", comFileOf(comLdsVersion + comUnicodeVersion + hex("5C05756D6E6F63")), "DG1 not listed");
        refused("LDS_A_09", comFileOf(comLdsVersion + comUnicodeVersion));
        read("LDS_A_10", comFileOf(hex("5F010430313038") + comUnicodeVersion + comTagList), "");
    }
    void ldsA()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, remark);
        QFETCH(bool, refused);
        const Result<Com> com = parseCom(file);
        QCOMPARE(com.has_value(), !refused);
        if (com) {
            QCOMPARE(com->remarks.join(QLatin1Char('|')), remark);
            return;
        }
        QCOMPARE(com.error().code, ErrorCode::DamagedFile);
        QCOMPARE(com.error().stage, QStringLiteral("COM"));
    }

    void theFileTheyAreMadeOf()
    {
        const Result<Com> com = parseCom(comFileOf(comLdsVersion + comUnicodeVersion + comTagList));
        QVERIFY(com);
        QCOMPARE(com->remarks, QStringList());
        QCOMPARE(com->tags.size(), 6);
    }
};

DD_TEST(Tr03105LdsA)
#include "tr03105_lds_a.moc"
