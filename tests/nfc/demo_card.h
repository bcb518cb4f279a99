// One demo country and its cards, made once per test program: key generation is slow.
#pragma once

#include "nfc/authentication/csca_store.h"
#include "nfc/simulator/soft_card.h"

#include <QTest>
#include <map>

namespace dd::test::reader {

inline constexpr qint64 personalisedAt = 1'760'000'000; // October 2025

inline const nfc::DemoIssuer &demoIssuer()
{
    static const nfc::DemoIssuer issuer = [] {
        Result<nfc::DemoIssuer> made = nfc::makeDemoIssuer(personalisedAt);
        if (!made)
            qFatal("no demo issuer");
        return *made;
    }();
    return issuer;
}

inline const nfc::CardImage &demoCard(nfc::ActiveAuthenticationKey key)
{
    static std::map<nfc::ActiveAuthenticationKey, nfc::CardImage> cards;
    auto found = cards.find(key);
    if (found == cards.end()) {
        Result<nfc::CardImage> card = nfc::personalise(nfc::demoPerson(), demoIssuer(), key, personalisedAt);
        if (!card)
            qFatal("no demo card");
        found = cards.emplace(key, std::move(*card)).first;
    }
    return found->second;
}

inline nfc::CscaStore demoAnchors()
{
    nfc::CscaStore store;
    if (!store.add(demoIssuer().cscaCertificate, QStringLiteral("test"), true))
        qFatal("the demo CSCA is refused");
    return store;
}

} // namespace dd::test::reader
