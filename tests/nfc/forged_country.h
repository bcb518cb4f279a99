// A country that issues cards of the simulator and is no demo, or is one, as a test wants it.
#pragma once

#include "core/base/random.h"
#include "nfc/simulator/file_encoding.h"
#include "nfc/simulator/soft_card.h"
#include "nfc/read_card.h"
#include "tests/nfc/pki_forge.h"

#include <QTest>

namespace dd::test {

struct ForgedCountry
{
    QByteArray name; // of its CSCA
    nfc::DemoIssuer issuer;
    EVP_PKEY *cscaKey = nullptr;
};

inline ForgedCountry forgedCountry(const QByteArray &code = "UT", const QByteArray &unit = {}, long signerSerial = 100)
{
    const QByteArray prefix = "C=" + code + ",O=Utopia" + (unit.isEmpty() ? QByteArray() : ",OU=" + unit);
    ForgedCountry country;
    country.name = prefix + ",CN=CSCA";
    country.cscaKey = forgedKey("csca of " + prefix);
    EVP_PKEY *signerKey = forgedKey("signer of " + prefix);
    CertificatePlan signer = signerPlan(signerKey, country.cscaKey, country.name);
    signer.subject = prefix + ",CN=Document Signer";
    signer.serial = signerSerial;
    const Result<QByteArray> cscaPrivate = nfc::simulator::privateKeyInfo(country.cscaKey);
    const Result<QByteArray> signerPrivate = nfc::simulator::privateKeyInfo(signerKey);
    if (!cscaPrivate || !signerPrivate)
        qFatal("no keys of %s", code.constData());
    country.issuer = {forgeCertificate(cscaPlan(country.cscaKey, country.name)), *cscaPrivate, forgeCertificate(signer), *signerPrivate, {}};
    return country;
}

inline nfc::CscaStore anchorsOf(const QList<ForgedCountry> &countries)
{
    nfc::CscaStore store;
    for (const ForgedCountry &country : countries) {
        if (!store.add(country.issuer.cscaCertificate, QStringLiteral("test"), true))
            qFatal("a CSCA is refused");
    }
    return store;
}

inline nfc::CardImage forgedCard(const nfc::CardProfile &profile, const ForgedCountry &country)
{
    Result<nfc::CardImage> card = nfc::personalise(profile, country.issuer, forgeNow - day);
    if (!card)
        qFatal("no card: %s", qPrintable(card.error().detail));
    return std::move(*card);
}

// After a data group was changed by its issuer.
inline void signAgain(nfc::CardImage &card, const ForgedCountry &country)
{
    const Result<QByteArray> sod = nfc::simulator::sodFile(card.files, country.issuer, forgeNow - day, false);
    if (!sod)
        qFatal("no SOD");
    card.files[nfc::FileId::Sod] = *sod;
}

inline Result<nfc::ReadResult> readForged(const nfc::CardImage &card, const nfc::CscaStore &anchors)
{
    SystemRandom random;
    const FixedClock clock(forgeNow);
    const std::unique_ptr<nfc::CardSource> source = nfc::makeSimulatedSource(card, random);
    nfc::ReadRequest request;
    request.access = {nfc::AccessKey::Kind::Can, card.can.toLatin1()};
    return nfc::readCard(*source, request, anchors, random, clock, {}, {});
}

} // namespace dd::test
