// The worked example of docs/formats.md is made again here, byte for byte, and then verified: the page cannot drift
// from the code. Prints the whole block when it differs, to be pasted after a deliberate change of format.
#include "core/codec/base45.h"
#include "core/trust/verifier.h"
#include "tests/support/fixed_random.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QTest>

namespace {

constexpr qint64 exampleTime = 1'790'000'000; // 2026-09-21T14:13:20Z

QString hexLines(const QString &title, const QByteArray &bytes)
{
    QString block = QStringLiteral("%1 (%2 bytes)\n").arg(title).arg(bytes.size());
    const QByteArray hex = bytes.toHex();
    for (qsizetype at = 0; at < hex.size(); at += 96)
        block += QString::fromLatin1(hex.mid(at, 96)) + QLatin1Char('\n');
    return block;
}

std::unique_ptr<dd::crypto::SoftwareSigner> signerFrom(char fill)
{
    auto signer = dd::crypto::makeEd25519Signer(dd::Secret::copyOf(QByteArray(32, fill)));
    return signer ? std::move(*signer) : nullptr;
}

} // namespace

class TestWorkedExample : public QObject
{
    Q_OBJECT
private slots:
    void theDocumentSaysWhatTheCodeWrites()
    {
        using namespace dd;
        const auto issuer = signerFrom('\x01');
        const auto holder = signerFrom('\x02');
        QVERIFY(issuer && holder);
        const FixedClock clock(exampleTime);
        QByteArray counting(251, Qt::Uninitialized);
        for (int i = 0; i < 251; ++i)
            counting[i] = static_cast<char>(i + 1);
        test::FixedRandom random(counting); // salts 01…, cti: what a reader can see is not random

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

        QString block = hexLines(QStringLiteral("issuer's COSE_Key"), issuer->publicKey().cose());
        block += hexLines(QStringLiteral("holder's COSE_Key"), holder->publicKey().cose());
        block += hexLines(QStringLiteral("credential as issued"), *token);
        block += hexLines(QStringLiteral("presentation (KBT)"), *presentation);
        block += QStringLiteral("QR text (%1 characters)\n").arg(text->size());
        for (qsizetype at = 0; at < text->size(); at += 96)
            block += text->mid(at, 96) + QLatin1Char('\n');
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
