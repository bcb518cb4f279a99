// BSI TR-03105-5.1, LDS_J: EF.CardSecurity against EF.CardAccess, and the key it signs for PACE with chip authentication mapping.
#include "nfc/authentication/card_security.h"
#include "tests/nfc/der.h"
#include "tests/nfc/prefixes.h"
#include "tests/nfc/signed_document.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;

namespace dd::test::pki {

namespace {

constexpr auto idPaceGm = "0.4.0.127.0.7.2.2.4.2.2";  // ECDH, generic mapping, AES-128
constexpr auto idPaceCam = "0.4.0.127.0.7.2.2.4.6.2"; // ECDH, chip authentication mapping, AES-128

QByteArray paceInfo(const char *protocol, int parameterId)
{
    return sequence(oid(protocol) + integer(2) + integer(parameterId));
}

// A point of brainpoolP256r1, by default its generator; written with standardized domain parameters 13, or with the curve itself.
QByteArray curvePoint()
{
    return QByteArray::fromHex("048BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262"
                               "547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997");
}

QByteArray chipKeyInfo(const QByteArray &point)
{
    const QByteArray algorithm = algorithmIdentifier("0.4.0.127.0.7.1.2", integer(13));
    return sequence(oid("0.4.0.127.0.7.2.2.1.2") + sequence(algorithm + bitString(point)));
}

QByteArray offTheCurve()
{
    QByteArray point = curvePoint();
    point[64] = static_cast<char>(point.at(64) ^ 0x01);
    return point;
}

struct CardSecurityFiles
{
    QByteArray cardAccess;
    QByteArray cardSecurity;
    nfc::CscaStore anchors;
};

constexpr auto idSecurityObjectOfCards = "0.4.0.127.0.7.3.2.1";

CardSecurityFiles cardSecurityFiles(const QByteArray &accessInfos, const QByteArray &securityInfos, const DocumentRecipe &recipe = {},
                                    const char *contentType = idSecurityObjectOfCards)
{
    CardSecurityFiles files{setOf(accessInfos), signedMessage(recipe, contentType, setOf(securityInfos)), {}};
    if (!files.anchors.add(anchorCertificate(recipe), QStringLiteral("test"), false))
        qFatal("the test's CSCA is refused");
    return files;
}

Result<nfc::CardSecurity> verified(const CardSecurityFiles &files)
{
    return nfc::verifyCardSecurity(files.cardSecurity, files.cardAccess, files.anchors, inspectedAt);
}

const QByteArray &goodAccess()
{
    static const QByteArray infos = paceInfo(idPaceGm, 13) + paceInfo(idPaceCam, 13);
    return infos;
}

const QByteArray &goodSecurity()
{
    static const QByteArray infos = goodAccess() + chipKeyInfo(curvePoint());
    return infos;
}

} // namespace

class Tr03105LdsJ : public QObject
{
    Q_OBJECT

private slots:
    void row_data()
    {
        QTest::addColumn<QByteArray>("cardAccess");
        QTest::addColumn<QByteArray>("cardSecurity");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("stage");
        const QString contradiction = QStringLiteral("CardAccess against CardSecurity");
        // More: signed is a PACE that EF.CardAccess does not offer. A weaker one would be chosen.
        QTest::newRow("LDS_J_01") << paceInfo(idPaceGm, 13) << goodSecurity() << ErrorCode::ProtocolDowngrade << contradiction;
        QTest::newRow("LDS_J_02") << goodAccess() << paceInfo(idPaceCam, 13) + chipKeyInfo(curvePoint()) << ErrorCode::ProtocolDowngrade
                                  << contradiction;
        QTest::newRow("LDS_J_03") << goodAccess() << paceInfo(idPaceGm, 13) + paceInfo(idPaceCam, 12) + chipKeyInfo(curvePoint())
                                  << ErrorCode::ProtocolDowngrade << contradiction;
        QTest::newRow("LDS_J_04") << goodAccess() << goodAccess() + chipKeyInfo(offTheCurve()) << ErrorCode::DamagedFile
                                  << QStringLiteral("CardSecurity chip authentication key");
    }
    void row()
    {
        QFETCH(QByteArray, cardAccess);
        QFETCH(QByteArray, cardSecurity);
        QFETCH(ErrorCode, code);
        QFETCH(QString, stage);
        const Result<nfc::CardSecurity> result = verified(cardSecurityFiles(cardAccess, cardSecurity));
        QVERIFY(!result);
        QCOMPARE(result.error().code, code);
        QCOMPARE(result.error().stage, stage);
    }

    void goodFile()
    {
        const CardSecurityFiles files = cardSecurityFiles(goodAccess(), goodSecurity());
        const Result<nfc::CardSecurity> result = verified(files);
        QVERIFY2(result, result ? "" : qPrintable(result.error().stage + result.error().detail));
        QVERIFY(result->issuerKnown);
        QVERIFY(!result->demo);
        QCOMPARE(result->infos.pace.size(), 2);
        QCOMPARE(result->infos.protocols.size(), 3);
        QCOMPARE(result->signature, QStringLiteral("ECDSA-SHA256, brainpoolP256r1"));
        QCOMPARE(result->signerCountry, QStringLiteral("UT"));
        QVERIFY(result->notes.isEmpty());
        QVERIFY(nfc::verifyCardSecurity(files.cardSecurity, {}, files.anchors, inspectedAt)); // EF.CardAccess out of reach
        const Result<nfc::CardSecurity> unknown = nfc::verifyCardSecurity(files.cardSecurity, files.cardAccess, {}, inspectedAt);
        QVERIFY(unknown);
        QVERIFY(!unknown->issuerKnown);
        QVERIFY(test::refusesEveryPrefix(files.cardSecurity, [&](QByteArrayView view) {
            return nfc::verifyCardSecurity(view, files.cardAccess, files.anchors, inspectedAt).has_value();
        }));
    }

    void keyWithTheCurveWrittenOut()
    {
        const auto keyInfo = [](const QByteArray &publicKey) { return sequence(oid("0.4.0.127.0.7.2.2.1.2") + publicKey); };
        QByteArray publicKey = publicKeyInfo(ecKey("brainpoolP256r1", KeyOwner::Stranger));
        QVERIFY(verified(cardSecurityFiles(goodAccess(), goodAccess() + keyInfo(publicKey))));
        publicKey[publicKey.size() - 1] = static_cast<char>(publicKey.back() ^ 0x01);
        const Result<nfc::CardSecurity> refused = verified(cardSecurityFiles(goodAccess(), goodAccess() + keyInfo(publicKey)));
        QCOMPARE(refused.error().stage, QStringLiteral("CardSecurity chip authentication key"));
    }

    // The same signer signs SODs: one must not pass for the other.
    void otherMessages()
    {
        const Result<nfc::CardSecurity> asSod = verified(cardSecurityFiles(goodAccess(), goodSecurity(), {}, "2.23.136.1.1.1"));
        QCOMPARE(asSod.error().code, ErrorCode::PassiveAuthenticationFailed);
        QCOMPARE(asSod.error().stage, QStringLiteral("CardSecurity content type"));

        DocumentRecipe recipe;
        recipe.spoilSignature = true;
        QCOMPARE(verified(cardSecurityFiles(goodAccess(), goodSecurity(), recipe)).error().stage, QStringLiteral("CardSecurity signature"));
        recipe.spoilSignature = false;
        recipe.spoilCertificate = true;
        QCOMPARE(verified(cardSecurityFiles(goodAccess(), goodSecurity(), recipe)).error().stage, QStringLiteral("document signer: chain"));
    }

    void damagedInfos()
    {
        const Result<nfc::CardSecurity> result = verified(cardSecurityFiles(goodAccess(), QByteArray::fromHex("300106")));
        QCOMPARE(result.error().code, ErrorCode::DamagedFile);
        QCOMPARE(result.error().stage, QStringLiteral("CardSecurity"));
        CardSecurityFiles files = cardSecurityFiles(goodAccess(), goodSecurity());
        files.cardAccess.chop(1);
        QCOMPARE(verified(files).error().stage, QStringLiteral("CardAccess"));
    }
};

DD_TEST(Tr03105LdsJ)

} // namespace dd::test::pki

#include "tr03105_lds_j.moc"
