// Presentations of every type in every mode, changed in every bit and cut at every place: nothing of them may pass, and nothing of what
// they say may be shown. What stands behind them is changed likewise beside its reader: test_challenge, test_status_list,
// test_root_update, test_trust_list.
#include "tests/core/judge.h"
#include "tests/core/mutations.h"
#include "tests/core/sample_claims.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::test;
using credential::CredentialType;
using trust::Overall;

namespace {

struct MutatedType
{
    const char *name;
    credential::AnyClaims claims;
};

QList<MutatedType> mutatedTypes()
{
    return {{"identity", sampleIdentity()}, {"group pass", sampleGroupPass()}, {"air pass", sampleFlightPass()}, {"residence status", sampleResidence()},
            {"receipt", sampleReceipt()}};
}

QString askingCounter()
{
    return QStringLiteral("quay-mau-01");
}

} // namespace

class TestPresentationMutations : public QObject
{
    Q_OBJECT

    Parties m_parties;
    CountingRandom m_random;
    FixedClock m_clock{noon + 10};
    SpyReplayCache m_cache; // a code must be refused for itself, not because another one came before it
    trust::StatusStore m_lists;
    trust::ChallengeBook m_book{askingCounter(), m_random, m_clock};
    const trust::Judges m_judges{m_cache, &m_parties.trust, &m_lists, &m_book};

    trust::Verdict judge(const QString &text) const { return trust::Verifier(m_judges, m_clock).verify(text); }

    bool passes(const QString &text) const
    {
        const trust::Verdict verdict = judge(text);
        return verdict.overall == Overall::Valid || verdict.failedStep == trust::Step::None || !verdict.error || verdict.claims || verdict.statement;
    }

    // With all that can be held back; in answer to a challenge for all of it, or to anybody.
    QString present(const credential::AnyClaims &claims, const QString &audience)
    {
        credential::IssueRequest request = sampleRequest(m_parties);
        request.status = sampleStatus(0);
        const FixedClock noonClock(noon);
        const auto token = std::visit([&](const auto &each) { return credential::issue(request, each, *m_parties.issuer, m_random, noonClock); }, claims);
        const auto held = token ? credential::parseCredential(*token) : Result<credential::Credential>(fail(token.error()));
        if (!held)
            return {};
        credential::PresentationRequest shown;
        shown.groups = held->groups;
        shown.audience = audience;
        if (audience == askingCounter()) {
            const auto code = m_book.ask({{held->claims.type, held->groups}}, credential::Purpose::Desk, {}, nullptr);
            shown.challengeNonce = code ? code->answerNonce : QByteArray();
        }
        if (held->claims.type == CredentialType::Identity)
            shown.statement = credential::StayStatement{credential::DeclarationKind::StayNotification, QStringLiteral("Nhà nghỉ Mẫu"), noon, noon + aDay,
                                                        QStringLiteral("công tác")};
        return credential::present(*held, shown, *m_parties.holder, m_random, noonClock).value_or(QString());
    }

private slots:
    void initTestCase()
    {
        const auto key = makeSigner(crypto::Algorithm::Ed25519, 66);
        const credential::StatusReference reference = sampleStatus(0);
        m_parties.trust.demo = true; // as some of the samples are
        m_parties.trust.issuers.first().status = trust::StatusIssuer{{key->publicKey()}, reference.uri.first(reference.uri.lastIndexOf('/') + 1)};
        const auto list = trust::signStatusList({reference.uri, noon, noon + aDay, 900, 2, QByteArray(64, '\0')}, *key);
        QVERIFY(list && m_lists.offer(*list, reference.uri, m_parties.trust.issuers.first()));
    }

    void nothingPassesThatWasChanged_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("printed");
        for (const MutatedType &each : mutatedTypes()) {
            QTest::addRow("%s, open", each.name) << present(each.claims, QStringLiteral("vn:counter")) << false;
            QTest::addRow("%s, challenge", each.name) << present(each.claims, askingCounter()) << false;
        }
        credential::Claims pass;
        pass.type = CredentialType::TravelPass;
        pass.pass = samplePass();
        pass.person = samplePerson();
        QTest::newRow("printed copy") << present(credential::printedCopyOf(pass), QStringLiteral("vn:print")) << true;
    }
    void nothingPassesThatWasChanged()
    {
        QFETCH(QString, text);
        QFETCH(bool, printed);
        const trust::Verdict good = judge(text);
        QCOMPARE(good.overall, printed ? Overall::CannotCheck : Overall::Valid); // of paper everything holds but who carries it
        QVERIFY(good.claims && good.status == trust::StatusState::Good && good.statusAge && passes(text));
        const QByteArray token = bindingBytes(text);
        QCOMPARE(Forge::textOf(token), text);
        const int asked = m_cache.asked;
        QCOMPARE(firstChangeTaken(token, [this](const QByteArray &changed) { return passes(Forge::textOf(changed)); }), QByteArray());
        QCOMPARE(m_cache.asked, asked);
    }

    void nothingPassesOfAChangedText()
    {
        const QString text = present(sampleIdentity(), QStringLiteral("vn:counter"));
        QVERIFY(passes(text));
        const QString alphabet = QStringLiteral("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:");
        for (qsizetype at = 0; at < text.size(); ++at) {
            QString changed = text;
            changed[at] = alphabet[(alphabet.indexOf(text[at]) + 1) % alphabet.size()];
            QVERIFY2(!passes(changed), QByteArray::number(at).constData());
        }
        QCOMPARE(firstChangeTaken(text.toLatin1(), [this](const QByteArray &changed) { return passes(QString::fromLatin1(changed)); }), QByteArray());
        for (const QChar more : {QLatin1Char(' '), QLatin1Char('\n'), QLatin1Char('0')})
            QVERIFY(!passes(text + more));
    }
};

DD_TEST(TestPresentationMutations)
#include "test_presentation_mutations.moc"
