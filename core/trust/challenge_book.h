// The challenges a counter has shown, and which of them were answered. For one screen: in memory and of one thread. What was
// asked before a restart was asked by nobody, and the holder scans again.
#pragma once

#include "core/base/clock.h"
#include "core/credential/challenge.h"

#include <QHash>

namespace dd::trust {

class ChallengeBook
{
public:
    // By the steady clock: the wall clock may be set meanwhile, here and on the phone.
    static constexpr qint64 lifetimeSeconds = 120;
    static constexpr qsizetype mostOpen = 64; // the oldest is forgotten

    ChallengeBook(QString relyingParty, Random &random, const Clock &clock);
    ChallengeBook(const ChallengeBook &) = delete;
    ChallengeBook &operator=(const ChallengeBook &) = delete;

    [[nodiscard]] const QString &relyingParty() const { return m_relyingParty; }

    // A new challenge to show. With a key it is signed and `name` stands in the register; without one `name` is shown under a warning.
    [[nodiscard]] Result<credential::ChallengeCode> ask(const QList<credential::Asked> &asked, credential::Purpose purpose, const QString &name,
                                                        crypto::Signer *key);

    enum class Answer {
        Ours,
        NotOurs, // no such challenge, or it did not ask for this type of credential
        Late,
        Used
    };
    [[nodiscard]] Answer look(QByteArrayView answerNonce, credential::CredentialType type) const;
    // Once for each type asked for. `code` tells one answer from another: the same one again within 2 s is Ours still, as a code
    // held to the camera is; another one, or after a gap, is Used from then on.
    [[nodiscard]] Answer take(QByteArrayView answerNonce, credential::CredentialType type, QByteArrayView code);
    [[nodiscard]] QList<credential::Group> askedOf(QByteArrayView answerNonce, credential::CredentialType type) const;

private:
    struct Taken
    {
        QByteArray code; // empty once somebody used it a second time
        qint64 seen = 0;
    };
    struct Open
    {
        QByteArray answerNonce;
        QList<credential::Asked> asked;
        qint64 shownAt = 0; // steady milliseconds
        QHash<credential::CredentialType, Taken> taken;
    };
    [[nodiscard]] const Open *find(QByteArrayView answerNonce) const;

    QString m_relyingParty;
    Random &m_random;
    const Clock &m_clock;
    QList<Open> m_open; // oldest first
};

} // namespace dd::trust
