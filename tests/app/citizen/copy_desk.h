// The authority's side of POST /copies, under the world's issuer key, right or wrong as a test wants it.
#pragma once

#include "core/credential/copies.h"
#include "tests/app/citizen/phone.h"
#include "tests/app/citizen/scripted_network.h"

namespace dd::test {

inline const QString copiesPath = QStringLiteral("/copies");

// Answers as an authority does: the request by the key that the credential is bound to, each new key proven, a copy for each.
struct CopyDesk
{
    enum class Mood { Good, Swapped, AnotherPerson, OneTooFew, Twice };

    CopyDesk(World &world, Phone &phone)
        : m_world(world)
        , m_phone(phone)
        , m_issuer(crypto::makeEd25519Signer(Secret::copyOf(readFile(world.stateFolder() + QStringLiteral("/issuer.key")))).value())
    {
    }

    platform::HttpResponse answer(const QByteArray &body)
    {
        ++asked;
        citizen::Session &session = m_phone.app().session();
        const auto asker = credential::holderThumbprint(body).value();
        const auto opened = credential::verifySignedByHolder(body, credential::copiesRequestTyp, (*session.keys().signer(asker))->publicKey());
        const auto request = credential::decodeCopiesRequest(opened.value().payload).value();
        const auto held = session.credentials().list().value();
        const auto original = std::ranges::find_if(held, [&](const wallet::StoredCredential &each) {
            return credential::copiedHash(each.credential.token) == request.copied && each.credential.holderThumbprint == asker;
        });
        if (original == held.end() || !credential::checkKeyProofs(request, asker))
            return {403, credential::encode(credential::Refusal{QStringLiteral("AUT-004"), QStringLiteral("không")})};
        credential::Claims claims = original->credential.claims;
        if (mood == Mood::AnotherPerson)
            claims.person->fullName = QStringLiteral("NGƯỜI KHÁC");
        const credential::AnyClaims said = request.printed ? credential::AnyClaims(credential::printedCopyOf(claims)) : credential::copyOf(claims);
        QList<credential::CopyKey> keys;
        for (const crypto::PublicKey &key : request.keys)
            keys.append({key});
        credential::Tokens tokens{credential::issueBatch({claims.personalNumber, {}, claims.expires}, keys, said, *m_issuer, m_world.random, m_phone.clock())
                                      .value()};
        if (mood == Mood::Swapped)
            tokens.tokens.swapItemsAt(0, 1);
        if (mood == Mood::OneTooFew)
            tokens.tokens.removeLast();
        if (mood == Mood::Twice)
            tokens.tokens.last() = tokens.tokens.first();
        return {200, credential::encode(tokens)};
    }

    Mood mood = Mood::Good;
    int asked = 0;

private:
    World &m_world;
    Phone &m_phone;
    std::unique_ptr<crypto::SoftwareSigner> m_issuer;
};

} // namespace dd::test
