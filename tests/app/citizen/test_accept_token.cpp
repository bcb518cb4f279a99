// Nothing enters the wallet whose issuer is not vouched for by the root.
#include "app/citizen/authority_client.h"
#include "tests/app/authority/authority_world.h"
#include "tests/support/registry.h"

namespace dd::citizen {
class TestAcceptToken : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_holder = crypto::generateSigner(crypto::Algorithm::Ed25519, m_random).value();
        m_issuer = crypto::generateSigner(crypto::Algorithm::Ed25519, m_random).value();
        credential::IssueRequest request;
        request.personalNumber = QStringLiteral("001090000017");
        request.holderKey = m_holder->publicKey();
        request.expires = test::worldTime + 86400 * 30;
        credential::IdentityClaims claims;
        claims.person = {QStringLiteral("NGUYỄN VĂN MẪU"), 19900101, identity::Sex::Male, QStringLiteral("VNM")};
        m_token = credential::issue(request, claims, *m_issuer, m_random, m_clock).value();
        trust::TrustedIssuer entry;
        entry.issuer = QStringLiteral("VN");
        entry.key = m_issuer->publicKey();
        entry.keyId = entry.key.keyId();
        entry.types = {static_cast<int>(credential::CredentialType::Identity)};
        entry.notBefore = test::worldTime - 86400 * 10;
        entry.expires = test::worldTime + 86400 * 365;
        m_list.issuers = {entry};
        m_list.nextUpdate = test::worldTime + 86400;
    }

    void aGoodOneIsTaken()
    {
        const auto taken = accept(m_token, m_list);
        QVERIFY(taken.has_value());
        QCOMPARE(taken->token, m_token);
        QVERIFY(!taken->demo);
    }

    void otherIssuersAreNot()
    {
        trust::TrustList list = m_list;
        list.issuers.clear();
        QCOMPARE(codeOf(list), ErrorCode::AuthorityUnverified);
        list = m_list;
        list.issuers[0].types = {static_cast<int>(credential::CredentialType::TravelPass)};
        QCOMPARE(codeOf(list), ErrorCode::AuthorityUnverified);
        list = m_list;
        list.issuers[0].expires = test::worldTime;
        QCOMPARE(codeOf(list), ErrorCode::AuthorityUnverified);
        list = m_list;
        list.issuers[0].notBefore = test::worldTime;
        QCOMPARE(codeOf(list), ErrorCode::AuthorityUnverified);
        list = m_list;
        list.issuers[0].key = m_holder->publicKey(); // the key id still fits: only the signature can tell
        QCOMPARE(codeOf(list), ErrorCode::AuthorityUnverified);
    }

    void anOldListVouchesForNobody()
    {
        trust::TrustList list = m_list;
        list.nextUpdate = test::worldTime - 7 * 86400;
        QVERIFY(accept(m_token, list).has_value());
        list.nextUpdate -= 1;
        QCOMPARE(codeOf(list), ErrorCode::TrustListOutdated);
    }

    void anotherHolderOrKindIsRefused()
    {
        const QByteArray stranger = m_issuer->publicKey().thumbprint();
        QCOMPARE(acceptToken(m_token, m_list, credential::CredentialType::Identity, stranger, true, test::worldTime).error().code,
                 ErrorCode::HolderKeyMismatch);
        QCOMPARE(acceptToken(m_token, m_list, credential::CredentialType::TravelPass, m_holder->publicKey().thumbprint(), true, test::worldTime).error().code,
                 ErrorCode::AuthorityAnswerInvalid);
    }

    void demoNeedsLeave()
    {
        trust::TrustList list = m_list;
        list.demo = true;
        QVERIFY(accept(m_token, list)->demo);
        QCOMPARE(acceptToken(m_token, list, credential::CredentialType::Identity, m_holder->publicKey().thumbprint(), false, test::worldTime).error().code,
                 ErrorCode::DemoNotAllowed);
    }

    void everyPrefixAndEveryFlippedByteIsRefused()
    {
        for (qsizetype length = 0; length < m_token.size(); ++length)
            QVERIFY(!accept(m_token.first(length), m_list));
        for (qsizetype at = 0; at < m_token.size(); ++at) {
            QByteArray changed = m_token;
            changed[at] = static_cast<char>(changed.at(at) ^ 0x01);
            QVERIFY2(!accept(changed, m_list), qPrintable(QString::number(at)));
        }
    }

private:
    Result<citizen::AcceptedToken> accept(QByteArrayView token, const trust::TrustList &list) const
    {
        return acceptToken(token, list, credential::CredentialType::Identity, m_holder->publicKey().thumbprint(), true, test::worldTime);
    }
    ErrorCode codeOf(const trust::TrustList &list) const
    {
        const auto taken = accept(m_token, list);
        return taken ? ErrorCode::Internal : taken.error().code;
    }

    SystemRandom m_random;
    FixedClock m_clock{test::worldTime};
    std::unique_ptr<crypto::SoftwareSigner> m_holder;
    std::unique_ptr<crypto::SoftwareSigner> m_issuer;
    QByteArray m_token;
    trust::TrustList m_list;
};

DD_TEST(TestAcceptToken)

} // namespace dd::citizen

#include "test_accept_token.moc"
