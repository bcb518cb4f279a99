// The demo card's files and issuer, checked with OpenSSL and by hand rather than with the reader's parsers.
#include "tests/nfc/simulator_terminal.h"
#include "tests/support/registry.h"

#include <QCryptographicHash>
#include <openssl/cms.h>
#include <openssl/x509v3.h>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

using CertificateOwner = std::unique_ptr<X509, decltype(&X509_free)>;
using MessageOwner = std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)>;

CertificateOwner certificateIn(const QByteArray &der)
{
    const auto *cursor = reinterpret_cast<const unsigned char *>(der.constData());
    return {d2i_X509(nullptr, &cursor, long(der.size())), &X509_free};
}

MessageOwner messageIn(const QByteArray &sod)
{
    const Result<tlv::Element> file = tlv::readSingle(sod, 0x77);
    if (!file)
        return {nullptr, &CMS_ContentInfo_free};
    const auto *cursor = reinterpret_cast<const unsigned char *>(file->value.data());
    return {d2i_CMS_ContentInfo(nullptr, &cursor, long(file->value.size())), &CMS_ContentInfo_free};
}

QByteArray contentOf(CMS_ContentInfo *message)
{
    ASN1_OCTET_STRING **content = CMS_get0_content(message);
    return {reinterpret_cast<const char *>(ASN1_STRING_get0_data(*content)), ASN1_STRING_length(*content)};
}

// Signature and chain. OpenSSL's own path check refuses explicit curve parameters, which 9303-12 §4.4.1 prescribes,
// so the one link there is gets checked by hand.
bool verifies(CMS_ContentInfo *message, const QByteArray &anchor)
{
    if (CMS_verify(message, nullptr, nullptr, nullptr, nullptr, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) != 1)
        return false;
    const CertificateOwner csca = certificateIn(anchor);
    STACK_OF(X509) *signers = CMS_get0_signers(message);
    const bool chained = sk_X509_num(signers) == 1 && X509_check_issued(csca.get(), sk_X509_value(signers, 0)) == X509_V_OK
                         && X509_verify(sk_X509_value(signers, 0), X509_get0_pubkey(csca.get())) == 1;
    sk_X509_free(signers);
    return chained;
}

int checkDigit(const QByteArray &characters)
{
    int sum = 0;
    for (qsizetype i = 0; i < characters.size(); ++i) {
        const char c = characters.at(i);
        const int value = c == '<' ? 0 : c <= '9' ? c - '0' : c - 'A' + 10;
        sum += value * (i % 3 == 0 ? 7 : i % 3 == 1 ? 3 : 1);
    }
    return '0' + sum % 10;
}

} // namespace

class TestSimulatorPersonalise : public QObject
{
    Q_OBJECT

private slots:
    void issuerIsMarkedDemo()
    {
        const CertificateOwner csca = certificateIn(test::demoIssuer().cscaCertificate);
        const CertificateOwner signer = certificateIn(test::demoIssuer().signerCertificate);
        QVERIFY(csca && signer);
        char text[64] = {};
        for (X509 *certificate : {csca.get(), signer.get()}) {
            QVERIFY(X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_organizationalUnitName, text, sizeof text) > 0);
            QCOMPARE(text, "DEMO");
            QVERIFY(X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_countryName, text, sizeof text) > 0);
            QCOMPARE(text, "VN");
            QCOMPARE(X509_get_signature_nid(certificate), NID_ecdsa_with_SHA256);
            QCOMPARE(X509_verify(certificate, X509_get0_pubkey(csca.get())), 1);
        }
        QVERIFY(X509_check_ca(csca.get()) == 1);
        QVERIFY(X509_check_ca(signer.get()) == 0);
        QCOMPARE(X509_get_key_usage(csca.get()), uint32_t(KU_KEY_CERT_SIGN | KU_CRL_SIGN));
        QCOMPARE(X509_get_key_usage(signer.get()), uint32_t(KU_DIGITAL_SIGNATURE));
        const Result<DemoIssuer> other = makeDemoIssuer(test::personalisedAt);
        QVERIFY(other && other->cscaCertificate != test::demoIssuer().cscaCertificate);
    }

    void securityObjectIsSignedAndCoversEveryGroup()
    {
        const CardImage &card = test::demoCard();
        const MessageOwner message = messageIn(card.files.value(FileId::Sod));
        QVERIFY(message != nullptr);
        QVERIFY(verifies(message.get(), card.cscaCertificate));
        char type[64] = {};
        OBJ_obj2txt(type, sizeof type, CMS_get0_eContentType(message.get()), 1);
        QCOMPARE(type, "2.23.136.1.1.1");

        const QByteArray content = contentOf(message.get());
        for (const auto &[number, file] : std::initializer_list<std::pair<int, FileId>>{
                 {1, FileId::Dg1}, {2, FileId::Dg2}, {13, FileId::Dg13}, {14, FileId::Dg14}, {15, FileId::Dg15}}) {
            const QByteArray digest = QCryptographicHash::hash(card.files.value(file), QCryptographicHash::Sha256);
            QVERIFY2(content.contains(hex("30250201") + char(number) + hex("0420") + digest), QByteArray::number(number).constData());
        }
        const Result<DemoIssuer> stranger = makeDemoIssuer(test::personalisedAt);
        QVERIFY(stranger);
        QVERIFY(!verifies(messageIn(card.files.value(FileId::Sod)).get(), stranger->cscaCertificate));
    }

    void changedSecurityObjectDoesNotVerify()
    {
        QByteArray sod = test::demoCard().files.value(FileId::Sod);
        const QByteArray digest = QCryptographicHash::hash(test::demoCard().files.value(FileId::Dg1), QCryptographicHash::Sha256);
        const qsizetype at = sod.indexOf(digest);
        QVERIFY(at > 0);
        sod[at] = char(sod.at(at) ^ 1);
        const MessageOwner message = messageIn(sod);
        QVERIFY(message != nullptr);
        QVERIFY(!verifies(message.get(), test::demoCard().cscaCertificate));
    }

    void smallFilesByteByByte()
    {
        const QMap<FileId, QByteArray> &files = test::demoCard().files;
        QCOMPARE(files.value(FileId::CardAccess).toHex(),
                 QByteArray("3134300d060804007f0007020202020101300f060a04007f00070202030202020101"
                            "3012060a04007f0007020204020202010202010d"));
        QCOMPARE(files.value(FileId::Com).toHex(), QByteArray("60185f0104303130375f36063034303030305c066175636d6e6f"));
        // DG14 repeats EF.CardAccess and adds the chip's key: id-PK-ECDH, ecPublicKey with the curve written out.
        QVERIFY(files.value(FileId::Dg14).startsWith(hex("6E82017E3182017A") + files.value(FileId::CardAccess).mid(2)
                                                     + hex("30820142060904007F00070202010230820133" "3081EC06072A8648CE3D02013081E0020101")));
        QVERIFY(test::demoCard(ActiveAuthenticationKey::Ecdsa).files.value(FileId::Dg14)
                    .contains(hex("30170606678108010105020101060A04007F00070101040103")));
        QVERIFY(files.value(FileId::Dg1).startsWith(hex("615D5F1F5A") + "IDVNM"));
        QCOMPARE(files.value(FileId::Dg1).size(), 95);
    }

    // The public key in DG14 is the one of the chip's private key, by OpenSSL's own multiplication.
    void chipKeyOfDg14()
    {
        const CardImage &card = test::demoCard();
        QCOMPARE(card.chipKeys.size(), 1);
        const QByteArray info = card.files.value(FileId::Dg14).mid(8 + 52);
        const QByteArray keyInfo = info.mid(4 + 11);
        const auto *cursor = reinterpret_cast<const unsigned char *>(keyInfo.constData());
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(d2i_PUBKEY(nullptr, &cursor, long(keyInfo.size())), &EVP_PKEY_free);
        QVERIFY(key != nullptr);
        QCOMPARE(reinterpret_cast<const char *>(cursor), keyInfo.constData() + keyInfo.size());
        unsigned char *encoded = nullptr;
        const size_t size = EVP_PKEY_get1_encoded_public_key(key.get(), &encoded);
        const QByteArray published(reinterpret_cast<const char *>(encoded), qsizetype(size));
        OPENSSL_free(encoded);

        const std::unique_ptr<EC_GROUP, decltype(&EC_GROUP_free)> group(EC_GROUP_new_by_curve_name(NID_brainpoolP256r1), &EC_GROUP_free);
        const std::unique_ptr<EC_POINT, decltype(&EC_POINT_free)> point(EC_POINT_new(group.get()), &EC_POINT_free);
        const QByteArray &secret = card.chipKeys.first().privateKey;
        const std::unique_ptr<BIGNUM, decltype(&BN_free)> scalar(
            BN_bin2bn(reinterpret_cast<const unsigned char *>(secret.constData()), int(secret.size()), nullptr), &BN_free);
        QCOMPARE(EC_POINT_mul(group.get(), point.get(), scalar.get(), nullptr, nullptr, nullptr), 1);
        QByteArray computed(65, '\0');
        QCOMPARE(EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, reinterpret_cast<unsigned char *>(computed.data()), 65, nullptr),
                 size_t(65));
        QCOMPARE(published, computed);
    }

    void faceRecord()
    {
        const QByteArray dg2 = test::demoCard().files.value(FileId::Dg2);
        const QByteArray jpeg = demoPerson().faceJpeg;
        QVERIFY(jpeg.size() > 4000 && jpeg.size() < 20000);
        QVERIFY(dg2.endsWith(jpeg));
        const QByteArray record = dg2.mid(dg2.indexOf("FAC"));
        QCOMPARE(record.left(8), QByteArray("FAC\0" "010\0", 8));
        QCOMPARE(record.mid(8, 4).toHex().toUInt(nullptr, 16), uint(record.size()));
        QCOMPARE(record.mid(12, 2), hex("0001"));
        QCOMPARE(record.mid(14, 4).toHex().toUInt(nullptr, 16), uint(record.size() - 14));
        QCOMPARE(record.mid(14 + 20, 6), hex("0100016801E0")); // frontal, JPEG, 360 by 480
        QCOMPARE(record.size(), 14 + 20 + 12 + jpeg.size());
    }

    void personAgreesWithItself()
    {
        const DemoPerson person = demoPerson();
        const QByteArrayList lines = person.mrz.toLatin1().split('\n');
        QCOMPARE(lines.size(), 3);
        const QByteArray number = person.details.personalNumber.toLatin1();
        QCOMPARE(lines[0].mid(5, 9), number.right(9));
        QCOMPARE(lines[0].mid(15, 12), number);
        QCOMPARE(int(lines[0].at(14)), checkDigit(number.right(9)));
        QCOMPARE(int(lines[0].at(29)), checkDigit(number));
        QCOMPARE(int(lines[1].at(6)), checkDigit(lines[1].left(6)));
        QCOMPARE(int(lines[1].at(14)), checkDigit(lines[1].mid(8, 6)));
        QCOMPARE(int(lines[1].at(29)), checkDigit(lines[0].mid(5) + lines[1].left(7) + lines[1].mid(8, 7) + lines[1].mid(18, 11)));
        QCOMPARE(person.details.birthDate, QStringLiteral("01/01/1990"));
        QVERIFY(lines[1].startsWith("900101") && lines[1].at(7) == 'M' && number.mid(3, 3) == "090");
        const QStringList printed = person.printedQr.split(QLatin1Char('|'));
        QCOMPARE(printed, QStringList({person.details.personalNumber, person.details.oldNumber, person.details.fullName, QStringLiteral("01011990"),
                                       person.details.sex, person.details.residence, QStringLiteral("15052021")}));
        QCOMPARE(test::demoCard().can.toLatin1(), number.right(6));
        QCOMPARE(test::demoCard().mrzInformation, lines[0].mid(5, 10) + lines[1].left(7) + lines[1].mid(8, 7));
    }

    void refusesWhatItCannotEncode()
    {
        DemoPerson person = demoPerson();
        person.faceJpeg.truncate(40);
        QVERIFY(!personalise(person, test::demoIssuer(), ActiveAuthenticationKey::Ecdsa, test::personalisedAt));
        person = demoPerson();
        person.mrz.chop(1);
        QVERIFY(!personalise(person, test::demoIssuer(), ActiveAuthenticationKey::Ecdsa, test::personalisedAt));
    }
};

DD_TEST(TestSimulatorPersonalise)
#include "simulator_personalise.moc"
