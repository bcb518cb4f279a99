// Cards read from the simulated chip, for what the counter prints about them.
#pragma once

#include "app/counter/card_report.h"
#include "nfc/simulator/soft_card.h"

#include <QTest>

namespace dd::test {

class CardWorld
{
public:
    CardWorld()
    {
        const Result<nfc::DemoIssuer> issuer = nfc::makeDemoIssuer(clock.now());
        const auto made =
            issuer ? nfc::personalise(nfc::demoPerson(), *issuer, nfc::ActiveAuthenticationKey::Ecdsa, clock.now()) : fail(issuer.error());
        if (!made || !anchors.add(made->cscaCertificate, QStringLiteral("demo set-up"), true))
            qFatal("no demo card");
        image = *made;
    }

    [[nodiscard]] Result<nfc::ReadResult> read(const nfc::CardImage &card, const nfc::CscaStore &trusted)
    {
        const auto source = nfc::makeSimulatedSource(card, random);
        nfc::ReadRequest request;
        request.access = {nfc::AccessKey::Kind::Can, card.can.toLatin1()};
        return nfc::readCard(*source, request, trusted, random, clock, {}, [](const nfc::ReadProgress &) {});
    }
    [[nodiscard]] counter::CardReading reading(const nfc::CardImage &card, const nfc::CscaStore &trusted)
    {
        auto result = read(card, trusted);
        if (!result)
            qFatal("the demo card cannot be read");
        return {QStringLiteral("Test reader"), clock.now(), std::move(*result)};
    }
    [[nodiscard]] counter::CardReading genuine() { return reading(image, anchors); }
    [[nodiscard]] counter::CardReading unknownIssuer() { return reading(image, {}); }
    [[nodiscard]] counter::CardReading altered()
    {
        nfc::CardImage card = image;
        QByteArray &mrz = card.files[nfc::FileId::Dg1];
        mrz.replace("VAN<MAU", "VAN<GIA");
        return reading(card, anchors);
    }
    // The chip keeps DG13 to itself, which the issuer signed.
    [[nodiscard]] counter::CardReading withheld()
    {
        nfc::CardImage card = image;
        card.behaviour.refusedFiles.insert(nfc::identifierOf(nfc::FileId::Dg13), nfc::sw::securityStatusNotSatisfied);
        return reading(card, anchors);
    }
    // A genuine reading of a chip without a key of its own.
    [[nodiscard]] counter::CardReading copyable()
    {
        counter::CardReading made = genuine();
        made.result.report.activeAuthentication = {nfc::CheckOutcome::NotOffered, {}, {}};
        made.result.report.chipAuthentication = {nfc::CheckOutcome::NotOffered, {}, {}};
        return made;
    }

    SystemClock clock;
    SystemRandom random;
    nfc::CscaStore anchors;
    nfc::CardImage image;
};

} // namespace dd::test
