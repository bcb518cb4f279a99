// BSI TR-03105 part 5.1, ISO7816_B_10: passive authentication while a revocation list names the document signer. The title is
// the guideline's; what happens is written from ICAO 9303-11 §5.1 and 9303-12 §6.1.2.
#include "nfc/authentication/certificate_path.h"
#include "nfc/authentication/signed_data.h"
#include "nfc/lds/security_object.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/pki_forge.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using namespace dd::test;

class Tr03105Iso7816B10 : public QObject
{
    Q_OBJECT

private slots:
    void passiveAuthentication_data()
    {
        QTest::addColumn<QList<long>>("harmless");
        QTest::addColumn<QList<long>>("fatal");
        QTest::newRow("ISO7816_B_10") << QList<long>{1000, 70000} << QList<long>{1000, 2, 70000}; // the demo document signer is number 2
    }
    void passiveAuthentication()
    {
        QFETCH(QList<long>, harmless);
        QFETCH(QList<long>, fatal);
        const QByteArray sod = demoCard(nfc::ActiveAuthenticationKey::Ecdsa).files.value(FileId::Sod);
        SignedDataRules rules;
        rules.stage = QStringLiteral("SOD");
        rules.contentType = QByteArray::fromHex("678108010101");
        const Result<SignedData> message = verifySignedData(sodContents(sod).value(), rules);
        QVERIFY(message); // the signature holds, whatever a list says of its signer
        const QByteArray &pkcs8 = demoIssuer().cscaPrivateKey;
        const unsigned char *at = ossl::bytesOf(pkcs8);
        const ossl::Key cscaKey(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(pkcs8.size())));
        CrlPlan plan;
        plan.issuer = "C=VN,O=utf8:Định Danh,OU=DEMO,CN=Demo CSCA";
        plan.issuerKey = cscaKey.get();
        plan.thisUpdate = personalisedAt;
        plan.nextUpdate = personalisedAt + 90 * day;
        plan.revoked = harmless;
        CscaStore store = demoAnchors();
        QVERIFY(store.addCrl(forgeCrl(plan)));
        Result<std::optional<TrustedPath>> path = findPath(message->signer.get(), store, personalisedAt + day);
        QVERIFY(path && *path);
        QCOMPARE((*path)->revocation, RevocationState::Good);
        QVERIFY((*path)->anchor.demo);

        plan.number = 2;
        plan.revoked = fatal;
        QVERIFY(store.addCrl(forgeCrl(plan)));
        path = findPath(message->signer.get(), store, personalisedAt + day);
        QVERIFY(!path);
        QCOMPARE(path.error().code, ErrorCode::PassiveAuthenticationFailed);
        QCOMPARE(path.error().stage, QStringLiteral("document signer: revocation"));
    }
};

DD_TEST(Tr03105Iso7816B10)
#include "tr03105_iso7816_b10.moc"
