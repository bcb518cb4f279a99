// One full presentation, changed in every bit and cut at every place: nothing of it may pass.
#include "core/codec/base45.h"
#include "core/trust/verifier.h"
#include "tests/core/forge.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::test;

class TestPresentationMutations : public QObject
{
    Q_OBJECT

    Parties m_parties;
    QString m_text;

    trust::Verdict judge(const QString &text) const
    {
        // Each in its own memory: a code must be refused for itself, not because another one came before it.
        const FixedClock clock(noon + 10);
        trust::MemoryReplayCache cache(clock);
        return trust::Verifier(&m_parties.trust, cache, clock).verify(text);
    }

    void insistOnRefusal(const QString &text, const char *what, qsizetype at) const
    {
        const trust::Verdict verdict = judge(text);
        QVERIFY2(verdict.overall != trust::Overall::Valid, qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(what)).arg(at)));
        QVERIFY2(verdict.failedStep != trust::Step::None && verdict.error, qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(what)).arg(at)));
    }

    QByteArray tokenBytes() const { return base45::decode(m_text.mid(4).toLatin1()).value_or(QByteArray()); }
    static QString textOf(const QByteArray &token) { return QStringLiteral("VN1:") + QString::fromLatin1(raw::base45(token)); }

private slots:
    void initTestCase()
    {
        CountingRandom random;
        const FixedClock clock(noon);
        credential::IdentityClaims claims{2, 7, samplePerson(),
                                          credential::Address{QStringLiteral("Số 1, đường Mẫu"), credential::Place{QStringLiteral("01"), QStringLiteral("00004"), 20250701}}, {14, 16, 18}};
        const auto token = credential::issue({sampleNumber(), m_parties.holder->publicKey(), midnight + 30 * aDay}, claims, *m_parties.issuer, random, clock);
        QVERIFY(token.has_value());
        const auto held = credential::parseCredential(*token);
        QVERIFY(held.has_value());
        credential::PresentationRequest request;
        request.groups = held->groups;
        request.statement = credential::StayStatement{credential::DeclarationKind::StayNotification, QStringLiteral("Nhà nghỉ Mẫu"), noon, noon + aDay, QStringLiteral("công tác")};
        const auto text = credential::present(*held, request, *m_parties.holder, random, clock);
        QVERIFY(text.has_value());
        m_text = *text;
        QCOMPARE(judge(m_text).overall, trust::Overall::Valid);
        QCOMPARE(textOf(tokenBytes()), m_text);
    }

    void everyFlippedBitOfTheText()
    {
        for (qsizetype at = 0; at < m_text.size(); ++at) {
            for (int bit = 0; bit < 8; ++bit) {
                QString changed = m_text;
                changed[at] = QChar(static_cast<char16_t>(changed[at].unicode() ^ (1 << bit)));
                insistOnRefusal(changed, "character", at);
            }
        }
    }

    void everyFlippedBitOfTheToken()
    {
        const QByteArray token = tokenBytes();
        for (qsizetype bit = 0; bit < token.size() * 8; ++bit) {
            QByteArray changed = token;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
            insistOnRefusal(textOf(changed), "bit", bit);
        }
    }

    void everyPrefix()
    {
        for (qsizetype size = 0; size < m_text.size(); ++size)
            insistOnRefusal(m_text.first(size), "text of", size);
        const QByteArray token = tokenBytes();
        for (qsizetype size = 0; size < token.size(); ++size)
            insistOnRefusal(textOf(token.first(size)), "token of", size);
        insistOnRefusal(textOf(token + '\0'), "token and", 1);
        insistOnRefusal(m_text + QLatin1Char(' '), "text and", 1);
        insistOnRefusal(m_text + QLatin1Char('\n'), "text and", 1);
    }

    void everyCharacterReplaced()
    {
        const QString alphabet = QStringLiteral("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:");
        for (qsizetype at = 0; at < m_text.size(); ++at) {
            QString changed = m_text;
            const qsizetype place = alphabet.indexOf(changed[at]);
            changed[at] = alphabet[(place + 1) % alphabet.size()];
            insistOnRefusal(changed, "character", at);
        }
    }
};

DD_TEST(TestPresentationMutations)
#include "test_presentation_mutations.moc"
