#include "nfc/authentication/certificate_path.h"

#include "nfc/authentication/certificate.h"
#include "tests/nfc/pki_forge.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using namespace dd::test;

namespace {

constexpr const char *utopianName = "C=UT,O=Utopia,CN=CSCA";

EVP_PKEY *generationKey(int generation = 1)
{
    return forgedKey("csca " + QByteArray::number(generation));
}

EVP_PKEY *pathSignerKey()
{
    return forgedKey("signer");
}

CscaStore storeWith(const QList<QByteArray> &certificates)
{
    CscaStore store;
    for (const QByteArray &certificate : certificates) {
        if (const Result<void> added = store.add(certificate, QStringLiteral("test"), true); !added)
            qFatal("%s", qPrintable(added.error().detail));
    }
    return store;
}

Result<std::optional<TrustedPath>> pathOf(const QByteArray &signer, const CscaStore &store, qint64 now = forgeNow, SignerRole role = SignerRole::Documents)
{
    return findPath(certificateOf(signer).get(), store, now, role);
}

// "path", "unknown", or the stage that says no.
QString pathOutcome(const Result<std::optional<TrustedPath>> &path)
{
    if (!path) {
        const bool known = path.error().code == ErrorCode::PassiveAuthenticationFailed && path.error().stage.startsWith(QStringLiteral("document signer: "));
        return known ? path.error().stage.mid(17) : QStringLiteral("another error: ") + path.error().stage;
    }
    return *path ? QStringLiteral("path") : QStringLiteral("unknown");
}

} // namespace

class TestCertificatePath : public QObject
{
    Q_OBJECT

private slots:
    void shortestPath()
    {
        const QByteArray csca = forgeCertificate(cscaPlan(generationKey()));
        const QByteArray signer = forgeCertificate(signerPlan(pathSignerKey(), generationKey()));
        const Result<std::optional<TrustedPath>> path = pathOf(signer, storeWith({csca}));
        QCOMPARE(pathOutcome(path), QStringLiteral("path"));
        QCOMPARE((*path)->certificates, QList<QByteArray>{csca});
        QCOMPARE((*path)->anchor.der, csca);
        QCOMPARE((*path)->anchor.installedBy, QStringLiteral("test"));
        QVERIFY(!(*path)->anchor.demo);
        QCOMPARE((*path)->description, QStringLiteral("C = UT, O = Utopia, CN = Document Signer 1 ← C = UT, O = Utopia, CN = CSCA"));
        QCOMPARE((*path)->revocation, RevocationState::NotChecked);
        QCOMPARE(revocationNote((*path)->revocation), QStringLiteral("revocation not checked"));
        QVERIFY((*path)->notes.isEmpty());
        QCOMPARE(pathOutcome(pathOf(signer, {})), QStringLiteral("unknown"));
        QCOMPARE(pathOutcome(pathOf(signer, storeWith({forgeCertificate(cscaPlan(generationKey(2)))}))), QStringLiteral("unknown"));
        QCOMPARE(pathOutcome(pathOf(signer, storeWith({forgeCertificate(cscaPlan(generationKey(), "C=UT,O=Other,CN=CSCA"))}))), QStringLiteral("unknown"));
    }

    void algorithms_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("digest");
        QTest::addColumn<bool>("pss");
        QTest::addColumn<QString>("outcome");
        for (const char *digest : {"SHA1", "SHA224", "SHA256", "SHA384", "SHA512"}) {
            QTest::addRow("RSA %s", digest) << QByteArray("RSA") << QByteArray(digest) << false << QStringLiteral("path");
            QTest::addRow("RSA-PSS %s", digest) << QByteArray("RSA") << QByteArray(digest) << true << QStringLiteral("path");
            QTest::addRow("ECDSA %s", digest) << QByteArray("explicit:brainpoolP256r1") << QByteArray(digest) << false << QStringLiteral("path");
        }
        for (const char *curve : {"P-256", "P-384", "P-521", "explicit:P-256", "explicit:P-384", "explicit:P-521", "explicit:brainpoolP224r1",
                                  "explicit:brainpoolP384r1", "explicit:brainpoolP512r1", "brainpoolP320r1"})
            QTest::addRow("curve %s", curve) << QByteArray(curve) << QByteArray("SHA256") << false << QStringLiteral("path");
        QTest::newRow("RSA MD5") << QByteArray("RSA") << QByteArray("MD5") << false << QStringLiteral("signature algorithm");
    }
    void algorithms()
    {
        QFETCH(QByteArray, kind);
        QFETCH(QByteArray, digest);
        QFETCH(bool, pss);
        QFETCH(QString, outcome);
        EVP_PKEY *issuerKey = forgedKey("csca", kind);
        const QByteArray csca = forgeCertificate(cscaPlan(issuerKey));
        CertificatePlan plan = signerPlan(pathSignerKey(), issuerKey);
        plan.digest = EVP_get_digestbyname(digest.constData());
        plan.pss = pss;
        QCOMPARE(pathOutcome(pathOf(forgeCertificate(plan), storeWith({csca}))), outcome);
    }

    // RFC 5280 §7.1, and ICAO 9303-12 §7.1 that leaves the kind of string to the state.
    void names_data()
    {
        QTest::addColumn<QByteArray>("subject"); // of the CSCA
        QTest::addColumn<QByteArray>("issuer");  // in the signer's certificate
        QTest::addColumn<QString>("outcome");
        const QByteArray plain = "C=UT,O=Ministry of Utopia,CN=CSCA";
        const QString path = QStringLiteral("path");
        const QString unknown = QStringLiteral("unknown");
        QTest::newRow("the same") << plain << plain << path;
        QTest::newRow("letter case") << plain << QByteArray("C=ut,O=MINISTRY OF UTOPIA,CN=csca") << path;
        QTest::newRow("white space") << plain << QByteArray("C=UT,O=  Ministry  of   Utopia ,CN=CSCA") << path;
        QTest::newRow("another kind of string") << plain << QByteArray("C=UT,O=utf8:Ministry of Utopia,CN=utf8:CSCA") << path;
        QTest::newRow("case beyond ASCII") << QByteArray("C=UT,O=utf8:ĐỊNH DANH,CN=CSCA") << QByteArray("C=UT,O=utf8:định danh,CN=CSCA") << path;
        QTest::newRow("another word") << plain << QByteArray("C=UT,O=Ministry of Dystopia,CN=CSCA") << unknown;
        QTest::newRow("another order") << plain << QByteArray("O=Ministry of Utopia,C=UT,CN=CSCA") << unknown;
        QTest::newRow("one name more") << plain << QByteArray("C=UT,O=Ministry of Utopia,CN=CSCA,CN=1") << unknown;
    }
    void names()
    {
        QFETCH(QByteArray, subject);
        QFETCH(QByteArray, issuer);
        QFETCH(QString, outcome);
        CertificatePlan csca = cscaPlan(generationKey(), subject);
        CertificatePlan signer = signerPlan(pathSignerKey(), generationKey(), issuer);
        csca.keyIdentifiers = false;
        signer.keyIdentifiers = false;
        QCOMPARE(pathOutcome(pathOf(forgeCertificate(signer), storeWith({forgeCertificate(csca)}))), outcome);
    }

    void severalKeysUnderOneName()
    {
        CscaStore store;
        for (int generation = 1; generation <= 5; ++generation) {
            QVERIFY(store.add(forgeCertificate(cscaPlan(generationKey(generation))), QStringLiteral("test"), false));
        }
        for (const bool identifiers : {true, false}) {
            CertificatePlan plan = signerPlan(pathSignerKey(), generationKey(4));
            plan.keyIdentifiers = identifiers;
            const Result<std::optional<TrustedPath>> path = pathOf(forgeCertificate(plan), store);
            QCOMPARE(pathOutcome(path), QStringLiteral("path"));
            QCOMPARE((*path)->anchor.der, store.anchors().at(3).der);
        }
    }

    // 9303-12 §4.1.4: the CSCA's next key, certified by the one before.
    void links_data()
    {
        QTest::addColumn<int>("links");
        QTest::addColumn<QString>("outcome");
        QTest::newRow("one") << 1 << QStringLiteral("path");
        QTest::newRow("three") << 3 << QStringLiteral("path");
        QTest::newRow("ten") << 10 << QStringLiteral("path");
        QTest::newRow("eleven: longer than any real chain") << 11 << QStringLiteral("unknown");
    }
    void links()
    {
        QFETCH(int, links);
        QFETCH(QString, outcome);
        CscaStore store = storeWith({forgeCertificate(cscaPlan(generationKey(0)))});
        QList<QByteArray> expected;
        for (int generation = 1; generation <= links; ++generation) {
            expected.prepend(forgeCertificate(linkPlan(generationKey(generation), generationKey(generation - 1))));
            QVERIFY(store.add(expected.first(), QStringLiteral("test"), false));
        }
        expected.append(store.anchors().first().der);
        QCOMPARE(store.anchors().size(), 1);
        QCOMPARE(store.linkCertificates().size(), links);
        const QByteArray signer = forgeCertificate(signerPlan(pathSignerKey(), generationKey(links)));
        const Result<std::optional<TrustedPath>> path = pathOf(signer, store);
        QCOMPARE(pathOutcome(path), outcome);
        if (outcome == QStringLiteral("path"))
            QCOMPARE((*path)->certificates, expected);
        // Without the first link nothing leads on.
        CscaStore broken = storeWith({store.anchors().first().der});
        for (qsizetype i = 1; i < store.linkCertificates().size(); ++i)
            QVERIFY(broken.add(store.linkCertificates().at(i), {}, false));
        QCOMPARE(pathOutcome(pathOf(signer, broken)), QStringLiteral("unknown"));
    }

    // 9303-12 §7.1.1.5: a change of name goes with a new key.
    void linkThatChangesTheName()
    {
        const CscaStore store = storeWith({forgeCertificate(cscaPlan(generationKey(1), utopianName)),
                                           forgeCertificate(linkPlan(generationKey(2), generationKey(1), "C=UT,O=New Utopia,CN=CSCA 2", utopianName))});
        QCOMPARE(pathOutcome(pathOf(forgeCertificate(signerPlan(pathSignerKey(), generationKey(2), "C=UT,O=New Utopia,CN=CSCA 2")), store)), QStringLiteral("path"));
        QCOMPARE(pathOutcome(pathOf(forgeCertificate(signerPlan(pathSignerKey(), generationKey(1), utopianName)), store)), QStringLiteral("path"));
    }

    // A link says that the older key stands by the newer one, not the other way round; unless the state issues that too.
    void anchorNewerThanTheIssuer()
    {
        const QByteArray newer = forgeCertificate(cscaPlan(generationKey(2)));
        const QByteArray signer = forgeCertificate(signerPlan(pathSignerKey(), generationKey(1)));
        QCOMPARE(pathOutcome(pathOf(signer, storeWith({newer, forgeCertificate(linkPlan(generationKey(2), generationKey(1)))}))), QStringLiteral("unknown"));
        QCOMPARE(pathOutcome(pathOf(signer, storeWith({newer, forgeCertificate(linkPlan(generationKey(1), generationKey(2)))}))), QStringLiteral("path"));
    }

    void loopsEnd()
    {
        CscaStore store;
        for (int from = 1; from <= 4; ++from) {
            for (int to = 1; to <= 4; ++to) {
                if (from != to)
                    QVERIFY(store.add(forgeCertificate(linkPlan(generationKey(to), generationKey(from))), {}, false));
            }
        }
        QVERIFY(store.anchors().isEmpty());
        const QByteArray signer = forgeCertificate(signerPlan(pathSignerKey(), generationKey(3)));
        QCOMPARE(pathOutcome(pathOf(signer, store)), QStringLiteral("unknown"));
        QVERIFY(store.add(forgeCertificate(cscaPlan(generationKey(1))), {}, false));
        QCOMPARE(pathOutcome(pathOf(signer, store)), QStringLiteral("path"));
    }

    // A hundred link certificates that all claim the name, none with the key: the search gives up, it does not hang.
    void crowdsEnd()
    {
        CscaStore store;
        for (int i = 0; i < 200; ++i) {
            CertificatePlan plan = linkPlan(generationKey(2), generationKey(1));
            plan.keyIdentifiers = false;
            plan.serial = i;
            QVERIFY(store.add(forgeCertificate(plan), {}, false));
        }
        CertificatePlan signer = signerPlan(pathSignerKey(), generationKey(3));
        signer.keyIdentifiers = false;
        QCOMPARE(pathOutcome(pathOf(forgeCertificate(signer), store)), QStringLiteral("unknown"));
    }

    void whatSaysNo_data()
    {
        QTest::addColumn<CertificatePlan>("csca");
        QTest::addColumn<CertificatePlan>("signer");
        QTest::addColumn<QString>("outcome");
        const auto row = [](const char *name, const QString &outcome, const std::function<void(CertificatePlan &, CertificatePlan &)> &edit) {
            CertificatePlan csca = cscaPlan(generationKey());
            CertificatePlan signer = signerPlan(pathSignerKey(), generationKey());
            edit(csca, signer);
            QTest::newRow(name) << csca << signer << outcome;
        };
        using Plan = CertificatePlan;
        row("as it should be", QStringLiteral("path"), [](Plan &, Plan &) {});
        row("signed by another", QStringLiteral("chain"), [](Plan &, Plan &signer) {
            signer.keyIdentifiers = false;
            signer.issuerKey = generationKey(2);
        });
        row("CSCA expired", QStringLiteral("CSCA validity"), [](Plan &csca, Plan &) { csca.to = forgeNow - 1; });
        row("CSCA on its last second", QStringLiteral("path"), [](Plan &csca, Plan &) { csca.to = forgeNow; });
        row("CSCA not yet valid", QStringLiteral("CSCA validity"), [](Plan &csca, Plan &) { csca.from = forgeNow + 1; });
        row("signer expired", QStringLiteral("validity"), [](Plan &, Plan &signer) { signer.to = forgeNow - 1; });
        row("signer not yet valid", QStringLiteral("validity"), [](Plan &, Plan &signer) { signer.from = forgeNow + 1; });
        row("signed by another, who names the CSCA's key", QStringLiteral("chain"), [](Plan &, Plan &signer) {
            signer.keyIdentifiers = false;
            signer.extensions.append(ExtensionText{"2.5.29.35", "DER:30168014" + keyIdentifierOf(generationKey()).toHex()});
            signer.issuerKey = generationKey(2);
        });
        row("country in small letters", QStringLiteral("path"), [](Plan &csca, Plan &) { csca.subject = "C=ut,O=Utopia,CN=CSCA"; });
        row("signer may not sign", QStringLiteral("key usage"), [](Plan &, Plan &signer) { signer.extensions = {{"keyUsage", "critical,keyAgreement"}}; });
        row("signer is a CA", QStringLiteral("key usage"), [](Plan &, Plan &signer) { signer.extensions.append(ExtensionText{"basicConstraints", "critical,CA:TRUE"}); });
        row("master list signer", QStringLiteral("key usage"), [](Plan &, Plan &signer) { signer.extensions.append(ExtensionText{"extendedKeyUsage", "critical,2.23.136.1.1.3"}); });
        row("bar code signer", QStringLiteral("key usage"), [](Plan &, Plan &signer) { signer.extensions.append(ExtensionText{"extendedKeyUsage", "critical,2.23.136.1.1.11.1"}); });
        row("some other purpose", QStringLiteral("path"), [](Plan &, Plan &signer) { signer.extensions.append(ExtensionText{"extendedKeyUsage", "1.3.6.1.4.1.99999.1"}); });
        row("unknown critical extension", QStringLiteral("key usage"), [](Plan &, Plan &signer) { signer.extensions.append(ExtensionText{"1.3.6.1.4.1.99999.2", "critical,DER:0500"}); });
        row("unknown extension", QStringLiteral("path"), [](Plan &, Plan &signer) { signer.extensions.append(ExtensionText{"1.3.6.1.4.1.99999.2", "DER:0500"}); });
        row("critical document type list", QStringLiteral("path"), [](Plan &, Plan &signer) { signer.extensions.append(ExtensionText{"2.23.136.1.1.6.2", "critical,DER:3009020100310413024944"}); });
        row("malformed extension", QStringLiteral("key usage"), [](Plan &, Plan &signer) { signer.extensions.append(ExtensionText{"basicConstraints", "DER:0500"}); });
    }
    void whatSaysNo()
    {
        QFETCH(CertificatePlan, csca);
        QFETCH(CertificatePlan, signer);
        QFETCH(QString, outcome);
        QCOMPARE(pathOutcome(pathOf(forgeCertificate(signer), storeWith({forgeCertificate(csca)}))), outcome);
    }

    // The same about a link certificate, with the anchor behind it.
    void whatALinkSaysNo_data()
    {
        QTest::addColumn<CertificatePlan>("link");
        QTest::addColumn<bool>("anchored");
        QTest::addColumn<QString>("outcome");
        const auto row = [](const char *name, bool anchored, const QString &outcome, const std::function<void(CertificatePlan &)> &edit) {
            CertificatePlan link = linkPlan(generationKey(2), generationKey(1), "C=UT,O=Utopia,CN=CSCA 2", utopianName);
            edit(link);
            QTest::newRow(name) << link << anchored << outcome;
        };
        row("as it should be", true, QStringLiteral("path"), [](CertificatePlan &) {});
        row("expired", true, QStringLiteral("CSCA validity"), [](CertificatePlan &link) { link.to = forgeNow - 1; });
        row("expired, and nothing behind it", false, QStringLiteral("unknown"), [](CertificatePlan &link) { link.to = forgeNow - 1; });
        row("of another country", true, QStringLiteral("country"), [](CertificatePlan &link) { link.subject = "C=DY,O=Utopia,CN=CSCA 2"; });
        row("a critical extension nobody knows", true, QStringLiteral("CSCA extensions"), [](CertificatePlan &link) {
            link.extensions.append(ExtensionText{"1.3.6.1.4.1.99999.1", "critical,DER:0500"});
        });
        row("names nobody", true, QStringLiteral("CSCA extensions"), [](CertificatePlan &link) {
            link.extensions.append(ExtensionText{"nameConstraints", "critical,permitted;email:nobody.example"});
        });
        row("not signed by the anchor", true, QStringLiteral("chain"), [](CertificatePlan &link) {
            link.keyIdentifiers = false;
            link.issuerKey = generationKey(3);
        });
        row("has not signed the signer", true, QStringLiteral("chain"), [](CertificatePlan &link) {
            link.key = generationKey(4);
            link.keyIdentifiers = false;
        });
        row("has not signed, and nothing behind it", false, QStringLiteral("unknown"), [](CertificatePlan &link) {
            link.key = generationKey(4);
            link.keyIdentifiers = false;
        });
    }
    void whatALinkSaysNo()
    {
        QFETCH(CertificatePlan, link);
        QFETCH(bool, anchored);
        QFETCH(QString, outcome);
        const CscaStore store = storeWith({forgeCertificate(cscaPlan(anchored ? generationKey(1) : generationKey(9))), forgeCertificate(link)});
        CertificatePlan signer = signerPlan(pathSignerKey(), generationKey(2), link.subject);
        signer.subject.replace("C=UT", link.subject.left(4));
        QCOMPARE(pathOutcome(pathOf(forgeCertificate(signer), store)), outcome);
    }

    void roles_data()
    {
        QTest::addColumn<QByteArray>("purpose");
        QTest::addColumn<int>("role");
        QTest::addColumn<bool>("accepted");
        const QList<QPair<QByteArray, SignerRole>> roles{{"", SignerRole::Documents},
                                                        {"2.23.136.1.1.3", SignerRole::MasterLists},
                                                        {"2.23.136.1.1.8", SignerRole::DeviationLists},
                                                        {"0.4.0.127.0.7.3.11.2.1.2", SignerRole::DefectLists}};
        for (const auto &[purpose, own] : roles) {
            for (const auto &[other, role] : roles) {
                const bool accepted = role == own || (role == SignerRole::Documents && own == SignerRole::DefectLists); // not one of ICAO's purposes
                QTest::addRow("%s as %d", purpose.constData(), static_cast<int>(role)) << purpose << static_cast<int>(role) << accepted;
            }
        }
    }
    void roles()
    {
        QFETCH(QByteArray, purpose);
        QFETCH(int, role);
        QFETCH(bool, accepted);
        CertificatePlan plan = signerPlan(pathSignerKey(), generationKey());
        if (!purpose.isEmpty())
            plan.extensions.append(ExtensionText{"extendedKeyUsage", "critical," + purpose});
        const Result<std::optional<TrustedPath>> path =
            pathOf(forgeCertificate(plan), storeWith({forgeCertificate(cscaPlan(generationKey()))}), forgeNow, static_cast<SignerRole>(role));
        QCOMPARE(path.has_value(), accepted);
        if (!accepted)
            QVERIFY(path.error().stage.endsWith(QStringLiteral(": key usage")));
    }

    void demoAnchorsAreDemo()
    {
        const CscaStore store = storeWith({forgeCertificate(cscaPlan(generationKey(), "C=UT,O=Utopia,OU=DEMO,CN=CSCA"))});
        const Result<std::optional<TrustedPath>> path = pathOf(forgeCertificate(signerPlan(pathSignerKey(), generationKey(), "C=UT,O=Utopia,OU=DEMO,CN=CSCA")), store);
        QCOMPARE(pathOutcome(path), QStringLiteral("path"));
        QVERIFY((*path)->anchor.demo);
    }

    // The signer's first day may lie outside the CSCA's own rule for its key: told, not refused, for it proves nothing.
    void privateKeyUsagePeriodIsNoted()
    {
        CertificatePlan csca = cscaPlan(generationKey());
        // notAfter [1] 20250101000000Z, before the signer's first day
        csca.extensions.append(ExtensionText{"2.5.29.16", "DER:3011810F32303235303130313030303030305A"});
        const Result<std::optional<TrustedPath>> path =
            pathOf(forgeCertificate(signerPlan(pathSignerKey(), generationKey())), storeWith({forgeCertificate(csca)}));
        QCOMPARE(pathOutcome(path), QStringLiteral("path"));
        QVERIFY((*path)->notes.first().contains(QStringLiteral("private key usage period")));
    }

    void revocation_data()
    {
        QTest::addColumn<CrlPlan>("crl");
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<int>("state");
        const auto row = [](const char *name, const QString &outcome, RevocationState state, const std::function<void(CrlPlan &)> &edit) {
            CrlPlan crl;
            crl.issuerKey = generationKey(1);
            edit(crl);
            QTest::newRow(name) << crl << outcome << static_cast<int>(state);
        };
        const QString path = QStringLiteral("path");
        const QString revoked = QStringLiteral("revocation");
        row("empty", path, RevocationState::Good, [](CrlPlan &) {});
        row("others", path, RevocationState::Good, [](CrlPlan &crl) { crl.revoked = {3, 99, 101, 70000}; });
        row("the signer", revoked, RevocationState::Revoked, [](CrlPlan &crl) { crl.revoked = {99, 100, 101}; });
        row("the CSCA itself", revoked, RevocationState::Revoked, [](CrlPlan &crl) { crl.revoked = {1}; });
        row("out of date", path, RevocationState::Stale, [](CrlPlan &crl) { crl.nextUpdate = forgeNow - 1; });
        row("out of date, the signer", revoked, RevocationState::Revoked, [](CrlPlan &crl) {
            crl.nextUpdate = forgeNow - 1;
            crl.revoked = {100};
        });
        row("dated in the future", path, RevocationState::Future, [](CrlPlan &crl) { crl.thisUpdate = forgeNow + 1; });
        row("dated in the future, the signer", revoked, RevocationState::Revoked, [](CrlPlan &crl) {
            crl.thisUpdate = forgeNow + day;
            crl.revoked = {100};
        });
        row("dated now", path, RevocationState::Good, [](CrlPlan &crl) { crl.thisUpdate = forgeNow; });
        row("without next update, fresh", path, RevocationState::Good, [](CrlPlan &crl) { crl.nextUpdate.reset(); });
        row("without next update, old", path, RevocationState::Stale, [](CrlPlan &crl) {
            crl.nextUpdate.reset();
            crl.thisUpdate = forgeNow - 91 * day;
        });
        // The CSCA's next key signs for all that went before (9303-12 §2).
        row("by the next key", revoked, RevocationState::Revoked, [](CrlPlan &crl) {
            crl.issuerKey = generationKey(2);
            crl.revoked = {100};
        });
        row("of a CSCA with another name", path, RevocationState::NotChecked, [](CrlPlan &crl) {
            crl.issuer = "C=UT,O=Utopia,CN=CSCA 3";
            crl.issuerKey = generationKey(3);
            crl.revoked = {100};
        });
        // Table 10, note 1: issuerAltName names the one it was before. C=UT,O=Utopia,CN=CSCA as [4] directoryName:
        const QByteArray former = "DER:30" "31" "A42F" "302D" "310B3009060355040613025554" "310F300D060355040A13065574" "6F706961" "310D300B0603550403130443534341";
        row("of a CSCA that changed its name", revoked, RevocationState::Revoked, [&](CrlPlan &crl) {
            crl.issuer = "C=UT,O=Utopia,CN=CSCA 3";
            crl.issuerKey = generationKey(3);
            crl.revoked = {100};
            crl.extensions = {{"2.5.29.18", former}};
        });
        row("of another country that claims the name", path, RevocationState::NotChecked, [&](CrlPlan &crl) {
            crl.issuer = "C=DY,O=Dystopia,CN=CSCA";
            crl.issuerKey = generationKey(5);
            crl.revoked = {100};
            crl.extensions = {{"2.5.29.18", former}};
        });
    }
    void revocation()
    {
        QFETCH(CrlPlan, crl);
        QFETCH(QString, outcome);
        QFETCH(int, state);
        CscaStore store = storeWith({forgeCertificate(cscaPlan(generationKey(1))), forgeCertificate(cscaPlan(generationKey(2))),
                                     forgeCertificate(cscaPlan(generationKey(3), "C=UT,O=Utopia,CN=CSCA 3")),
                                     forgeCertificate(cscaPlan(generationKey(5), "C=DY,O=Dystopia,CN=CSCA"))});
        const Result<void> added = store.addCrl(forgeCrl(crl));
        QVERIFY2(added, added ? "" : qPrintable(added.error().detail));
        const QByteArray signer = forgeCertificate(signerPlan(pathSignerKey(), generationKey(1)));
        const Result<std::optional<TrustedPath>> path = pathOf(signer, store);
        QCOMPARE(pathOutcome(path), outcome);
        if (outcome == QStringLiteral("path")) {
            QCOMPARE(static_cast<int>((*path)->revocation), state);
            QCOMPARE(revocationNote((*path)->revocation).isEmpty(), state == static_cast<int>(RevocationState::Good));
        }
    }

    void revokedLinkIsNoWay()
    {
        const QByteArray first = forgeCertificate(cscaPlan(generationKey(1)));
        const QByteArray link = forgeCertificate(linkPlan(generationKey(2), generationKey(1), "C=UT,O=Utopia,CN=CSCA 2", utopianName));
        const QByteArray signer = forgeCertificate(signerPlan(pathSignerKey(), generationKey(2), "C=UT,O=Utopia,CN=CSCA 2"));
        CrlPlan crl;
        crl.issuerKey = generationKey(1);
        crl.revoked = {2};
        CscaStore store = storeWith({first, link});
        QVERIFY(store.addCrl(forgeCrl(crl)));
        QCOMPARE(pathOutcome(pathOf(signer, store)), QStringLiteral("revocation"));
        // With the new CSCA installed itself, the revoked link is not needed.
        QVERIFY(store.add(forgeCertificate(cscaPlan(generationKey(2), "C=UT,O=Utopia,CN=CSCA 2")), {}, false));
        QCOMPARE(pathOutcome(pathOf(signer, store)), QStringLiteral("path"));
    }

};

DD_TEST(TestCertificatePath)
#include "test_certificate_path.moc"
