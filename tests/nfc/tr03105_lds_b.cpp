// BSI TR-03105 part 5.1, LDS_B: EF.DG1, on a passport (TD3) of our own invention. Whether the printed page says the same is
// for the eye of who checks, and for the access key: a chip opened with the printed lines has agreed to number and dates.
#include "nfc/lds/lds_files.h"

#include "core/identity/mrz.h"
#include "nfc/apdu/tlv.h"
#include "tests/nfc/hex.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

// ICAO 9303-4 §4.2.2; check digits are worked out unless a test states one.
struct PassportLines
{
    QByteArray code = "P<", state = "VNM", name = "NGUYEN<<VAN<MAU";
    QByteArray number = "C0000001", nationality = "VNM", birth = "900101", sex = "M", expiry = "300101", optional = "";
    QByteArray numberDigit, birthDigit, expiryDigit, optionalDigit, compositeDigit;
};

QByteArray mrzOf(const PassportLines &lines)
{
    const auto filled = [](const QByteArray &text, qsizetype width) { return text.leftJustified(width, '<'); };
    const auto digit = [](const QByteArray &stated, const QByteArray &field) {
        return stated.isEmpty() ? QByteArray::number(identity::mrzCheckDigit(field)) : stated;
    };
    const QByteArray number = filled(lines.number, 9);
    const QByteArray optional = filled(lines.optional, 14);
    const QByteArray numbered = number + digit(lines.numberDigit, number);
    const QByteArray born = lines.birth + digit(lines.birthDigit, lines.birth);
    const QByteArray valid = lines.expiry + digit(lines.expiryDigit, lines.expiry);
    const QByteArray unused = lines.optional.isEmpty() ? QByteArray("<") : QByteArray();
    const QByteArray extra = optional + digit(lines.optionalDigit.isEmpty() ? unused : lines.optionalDigit, optional);
    return lines.code + lines.state + filled(lines.name, 39) + numbered + lines.nationality + born + lines.sex + valid + extra
        + digit(lines.compositeDigit, numbered + born + valid + extra);
}

QByteArray dg1Of(const PassportLines &lines)
{
    return tlv::encode(0x61, tlv::encode(0x5F1F, mrzOf(lines)));
}

QByteArray dg1With(const std::function<void(PassportLines &)> &change)
{
    PassportLines lines;
    change(lines);
    return dg1Of(lines);
}

// A check digit that is off by one.
QByteArray wrongDigit(const QByteArray &field)
{
    return QByteArray::number((identity::mrzCheckDigit(field) + 1) % 10);
}

} // namespace

class Tr03105LdsB : public QObject
{
    Q_OBJECT

private slots:
    void ldsB_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("why"); // empty: read; else what the refusal names
        QTest::addColumn<QString>("remark");
        const auto read = [](const char *identifier, const QByteArray &file, const char *remark = "") {
            QTest::newRow(identifier) << file << QString() << QString::fromLatin1(remark);
        };
        const QString form = errorId(ErrorCode::MrzMalformed);
        const QString digit = errorId(ErrorCode::MrzCheckDigit);
        const auto refused = [](const char *identifier, const QByteArray &file, const QString &why) { QTest::newRow(identifier) << file << why << QString(); };
        const QByteArray good = dg1Of({});
        const auto outerLength = [&](int difference) {
            QByteArray file = good;
            file[1] = static_cast<char>(file[1] + difference);
            return file;
        };
        read("LDS_B_01", dg1With([](auto &l) { l.optional = "001090000017"; }));
        read("LDS_B_02", dg1With([](auto &l) { l.name = "NGUYEN<<VAN<RAT<LA<DAI<DEN<NOI<PHAI<CAT"; })); // cut at the 39th character
        read("LDS_B_03", dg1With([](auto &l) { l.name = "MAU"; }));
        read("LDS_B_04", dg1With([](auto &l) { l.optionalDigit = "0"; }));
        refused("LDS_B_05", QByteArray(good).replace(0, 1, hex("62")), QStringLiteral("tag 62 where 61 belongs"));
        refused("LDS_B_06", outerLength(-1), QStringLiteral("bytes left over"));
        refused("LDS_B_07", outerLength(+1), QStringLiteral("value cut short"));
        refused("LDS_B_08", dg1With([](auto &l) { l.code = "Z<"; }), form);
        refused("LDS_B_09", dg1With([](auto &l) { l.state = "V1M"; }), form);
        refused("LDS_B_10", dg1With([](auto &l) { l.name = ""; }), form);
        read("LDS_B_11", dg1With([](auto &l) { l.name = "TRAN<<THI<THU"; }));
        read("LDS_B_12", dg1With([](auto &l) { l.number = "C0000002"; }));
        refused("LDS_B_13", dg1With([](auto &l) { l.numberDigit = wrongDigit("C0000001<"); }), digit);
        refused("LDS_B_14", dg1With([](auto &l) { l.nationality = "VN1"; }), form);
        refused("LDS_B_15", dg1With([](auto &l) { l.birth = "9O0101"; }), form);
        // Six digits, rightly checked, that no calendar knows: an issuer's slip, as signed. Refusing the file would hide the
        // person from who checks; the remark tells.
        read("LDS_B_16", dg1With([](auto &l) { l.birth = "901301"; }), "birth date");
        refused("LDS_B_17", dg1With([](auto &l) { l.birthDigit = wrongDigit("900101"); }), digit);
        refused("LDS_B_18", dg1With([](auto &l) { l.sex = "X"; }), form); // an unspecified sex is '<' in an MRZ
        refused("LDS_B_19", dg1With([](auto &l) { l.expiry = "3O0101"; }), form);
        read("LDS_B_20", dg1With([](auto &l) { l.expiry = "300230"; }), "expiry date"); // as LDS_B_16
        refused("LDS_B_21", dg1With([](auto &l) { l.expiryDigit = wrongDigit("300101"); }), digit);
        refused("LDS_B_22", dg1With([](auto &l) { l.optional = "001090000017", l.optionalDigit = wrongDigit("001090000017<<"); }), digit);
        refused("LDS_B_23", dg1With([](auto &l) { l.compositeDigit = QByteArray::number((mrzOf({}).back() - '0' + 1) % 10); }), digit);
        refused("LDS_B_24", tlv::encode(0x61, QByteArray()), QStringLiteral("tag missing"));
        read("LDS_B_25", dg1With([](auto &l) { l.birth = "9001<<"; }));
        read("LDS_B_26", dg1With([](auto &l) { l.birth = "90<<01"; }));
        read("LDS_B_27", dg1With([](auto &l) { l.birth = "<<0101"; }));
        read("LDS_B_28", dg1With([](auto &l) { l.birth = "<<<<<<"; }));
    }
    void ldsB()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, why);
        QFETCH(QString, remark);
        const Result<identity::Mrz> mrz = parseDg1(file);
        QCOMPARE(mrz.has_value(), why.isEmpty());
        if (mrz) {
            QCOMPARE(mrz->remarks.join(QLatin1Char('|')), remark);
            QCOMPARE(mrz->lines.join(QString()).toLatin1(), file.last(88)); // what is shown is what is there
            return;
        }
        QCOMPARE(mrz.error().code, ErrorCode::DamagedFile);
        QCOMPARE(mrz.error().stage, QStringLiteral("DG1"));
        QCOMPARE(mrz.error().detail, why);
    }

    // What the rows that are read yield, beyond being read.
    void whatIsRead()
    {
        const auto read = [](const std::function<void(PassportLines &)> &change) { return parseDg1(dg1With(change)).value(); };
        const identity::Mrz page = parseDg1(dg1Of({})).value();
        QCOMPARE(page.remarks, QStringList());
        QCOMPARE(read([](auto &l) { l.optional = "001090000017"; }).optionalData1, QStringLiteral("001090000017"));
        QCOMPARE(read([](auto &l) { l.name = "NGUYEN<<VAN<RAT<LA<DAI<DEN<NOI<PHAI<CAT"; }).secondaryName, QStringLiteral("VAN RAT LA DAI DEN NOI PHAI CAT"));
        QCOMPARE(read([](auto &l) { l.name = "MAU"; }).secondaryName, QString());
        // LDS_B_11: only the eye can tell; the name shown is the chip's. LDS_B_12: the printed number would not open this chip.
        QCOMPARE(read([](auto &l) { l.name = "TRAN<<THI<THU"; }).primaryName, QStringLiteral("TRAN"));
        QVERIFY(identity::mrzInformation(read([](auto &l) { l.number = "C0000002"; })) != identity::mrzInformation(page));
        QCOMPARE(read([](auto &l) { l.birth = "90<<01"; }).birthDate, QStringLiteral("90<<01"));
    }
};

DD_TEST(Tr03105LdsB)
#include "tr03105_lds_b.moc"
