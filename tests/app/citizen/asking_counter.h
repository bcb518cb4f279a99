// A counter that asks: its entry in the register, the book of what it asked, and its verdict on the answer.
#pragma once

#include "core/trust/verifier.h"
#include "tests/app/citizen/phone.h"

namespace dd::test {

class AskingCounter
{
public:
    // The world's list with this counter in it, signed by the world's root.
    AskingCounter(World &world, const Clock &clock)
        : book(QStringLiteral("ubnd-mau"), world.random, clock)
        , m_clock(clock)
        , m_replay(clock)
    {
        m_root = crypto::makeEd25519Signer(Secret::copyOf(readFile(world.stateFolder() + QStringLiteral("/root.key")))).value();
        list = trust::openTrustList(readFile(world.stateFolder() + QStringLiteral("/trust-list.cwt")), m_root->publicKey()).value();
        key = crypto::generateSigner(crypto::Algorithm::Ed25519, world.random).value();
        using credential::Group;
        list.relyingParties = {{book.relyingParty(), QStringLiteral("UBND phường Mẫu"), QStringLiteral("Mẫu ward office"), key->publicKey(),
                                {credential::Purpose::Desk, credential::Purpose::Checkpoint},
                                {{credential::CredentialType::Identity, {Group::Number, Group::Person}},
                                 {credential::CredentialType::TravelPass, {Group::Person}},
                                 {credential::CredentialType::ResidenceStatus, {Group::Person, Group::CurrentResidence}}}}};
        list.sequence += 1;
    }

    // As if the phone had fetched it.
    void registerAt(const Phone &phone) { write(phone, signedList()); }
    // One whose issuer may issue printed copies too.
    [[nodiscard]] QByteArray printing()
    {
        QList<int> &types = list.issuers[0].types;
        if (const int printed = static_cast<int>(credential::CredentialType::PrintedCopy); !types.contains(printed))
            types.append(printed);
        return signedList();
    }
    [[nodiscard]] QByteArray signedList() { return trust::signTrustList(list, *m_root).value(); }
    static void write(const Phone &phone, const QByteArray &bytes)
    {
        QFile file(const_cast<Phone &>(phone).app().services().profile + QStringLiteral("/trust-list.cwt"));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size())
            qFatal("the trust list could not be put there");
    }

    [[nodiscard]] QString ask(const QList<credential::Asked> &asked, bool isSigned = true, credential::Purpose purpose = credential::Purpose::Desk)
    {
        return book.ask(asked, purpose, isSigned ? QString() : QStringLiteral("Chốt Mẫu"), isSigned ? key.get() : nullptr).value().text;
    }
    [[nodiscard]] trust::Verdict verdict(const QString &answer)
    {
        return trust::Verifier({.replay = m_replay, .trust = &list, .challenges = &book}, m_clock).verify(answer);
    }

    trust::TrustList list;
    trust::ChallengeBook book;
    std::unique_ptr<crypto::SoftwareSigner> key;

private:
    const Clock &m_clock;
    trust::MemoryReplayCache m_replay;
    std::unique_ptr<crypto::SoftwareSigner> m_root;
};

} // namespace dd::test
