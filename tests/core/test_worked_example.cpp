// The worked example of docs/formats.md is made again here, byte for byte, and then verified: the page cannot drift
// from the code. Prints the whole block when it differs, to be pasted after a deliberate change of format.
#include "core/codec/base45.h"
#include "core/trust/verifier.h"
#include "tests/core/worked.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QTest>

namespace {

QString titled(const QString &title, const QByteArray &bytes)
{
    return QStringLiteral("%1 (%2 bytes)\n").arg(title).arg(bytes.size()) + dd::test::hexLines(bytes);
}

} // namespace

class TestWorkedExample : public QObject
{
    Q_OBJECT
private slots:
    void theDocumentSaysWhatTheCodeWrites()
    {
        using namespace dd;
        using test::exampleTime;
        const auto issuer = test::signerFrom('\x01');
        const auto holder = test::signerFrom('\x02');
        QVERIFY(issuer && holder);
        const FixedClock clock(exampleTime);
        test::FixedRandom random = test::countingUp();

        credential::TravelPassClaims claims;
        claims.from = {QStringLiteral("01"), {}, 20250701};
        claims.to = {QStringLiteral("48"), {}, 20250701};
        claims.validFrom = exampleTime - 3600;
        claims.validTo = exampleTime + 3 * 86400;
        claims.evidence = credential::EvidenceDemo;
        claims.person = {QStringLiteral("NGUYỄN VĂN MẪU"), 19900101, identity::Sex::Male, QStringLiteral("VNM")};
        const credential::IssueRequest request{.personalNumber = QStringLiteral("001090000017"), .holderKey = holder->publicKey(), .expires = claims.validTo};
        const auto token = credential::issue(request, claims, *issuer, random, clock);
        QVERIFY(token);
        const auto held = credential::parseCredential(*token);
        QVERIFY(held);
        credential::PresentationRequest shown;
        shown.groups = {credential::Group::Person};
        const auto text = credential::present(*held, shown, *holder, random, clock);
        QVERIFY(text);
        const auto presentation = base45::decode(text->mid(4).toLatin1());
        QVERIFY(presentation);

        QString block = titled(QStringLiteral("issuer's COSE_Key"), issuer->publicKey().cose());
        block += titled(QStringLiteral("holder's COSE_Key"), holder->publicKey().cose());
        block += titled(QStringLiteral("credential as issued"), *token);
        block += titled(QStringLiteral("presentation (KBT)"), *presentation);
        block += QStringLiteral("QR text (%1 characters)\n").arg(text->size());
        block += test::inLines(*text);
        const QString document = QString::fromUtf8(test::readFile(QStringLiteral(DINHDANH_SOURCE_DIR "/docs/formats.md")));
        if (!document.contains(block))
            qInfo().noquote() << block;
        QVERIFY2(document.contains(block), "docs/formats.md shows another example than the code writes");

        trust::TrustList list;
        list.sequence = 1;
        list.issued = exampleTime;
        list.nextUpdate = exampleTime + 86400;
        list.demo = true;
        list.issuers = {{QStringLiteral("VN"), issuer->publicKey().keyId(), issuer->publicKey(), {65002}, exampleTime - 90 * 86400, exampleTime + 86400,
                         QStringLiteral("Ví dụ")}};
        trust::MemoryReplayCache cache(clock);
        const trust::Verdict verdict = trust::Verifier(&list, cache, clock).verify(*text);
        QCOMPARE(trust::name(verdict.failedStep), trust::name(trust::Step::None));
        QVERIFY(verdict.overall == trust::Overall::Valid && verdict.demo);
    }
};

DD_TEST(TestWorkedExample)
#include "test_worked_example.moc"
