// What kind of card to make, as plain data and as a JSON file (docs/simchip.md says every key). The defaults are the
// Vietnamese identity card as it is known in the field.
#pragma once

#include "nfc/simulator/card_image.h"

#include <QDate>

namespace dd::nfc {

// How a file writes a public key: all parameters (9303-11 §9.5.2), the curve's name (which the standard forbids and issuers do),
// the standard's own number for them (§9.5.1), or PKCS #3, which leaves out the order of a Diffie-Hellman group.
enum class KeyForm { Explicit, Named, Standardized, Pkcs3 };

struct IssuerOptions
{
    QByteArray key = "ecdsa-brainpoolP256r1"; // or "rsa-2048": CSCA and document signer alike
    ActiveAuthenticationScheme::Hash hash = ActiveAuthenticationScheme::Hash::Sha256;
    bool pss = false;               // RSA
    bool explicitParameters = true; // elliptic curves (9303-12 §4.4.1 demands it)
    QString country = QStringLiteral("VN");
    int signerFiller = 0; // bytes of an extension that says nothing, in the document signer's certificate
    friend bool operator==(const IssuerOptions &, const IssuerOptions &) = default;
};

struct CardProfile
{
    enum class Format { Vietnam, Td1, Td2, Td3 };
    enum class Dg13Layout { Absent, Known, Unreadable }; // Unreadable: the encoding since July 2024, which nobody published

    enum class FaceFormat { Jpeg, Jpeg2000 };
    enum class FaceStandard { Iso19794, Iso39794 };

    struct Document
    {
        Format format = Format::Vietnam;
        QString code = QStringLiteral("ID");
        QString state = QStringLiteral("VNM");
        QString nationality = QStringLiteral("VNM");
        QString number = QStringLiteral("001090000017"); // Vietnam: all twelve digits
        QString surname = QStringLiteral("NGUYỄN");
        QString givenNames = QStringLiteral("VĂN MẪU");
        QDate birth{1990, 1, 1};
        QDate expiry{2030, 1, 1};
        QString sex = QStringLiteral("M");
        QString optionalData; // as it stands in the MRZ; Vietnam uses that place for the number
        friend bool operator==(const Document &, const Document &) = default;
    };
    struct PaceOffer
    {
        QByteArray protocol; // object identifier, content bytes
        int parameterId = 13;
        friend bool operator==(const PaceOffer &, const PaceOffer &) = default;
    };
    struct KeyPlan
    {
        ChipKey key; // its private half is made for each card
        KeyForm form = KeyForm::Explicit;
        friend bool operator==(const KeyPlan &, const KeyPlan &) = default;
    };

    QString title = QStringLiteral("Vietnamese identity card");
    Document document;
    Dg13 details;                // what DG13 says beside the document's own data
    std::optional<QString> can;  // unset: Vietnam's last six digits of the number, elsewhere none
    qsizetype faceSize = 0;      // the portrait is filled up to so many bytes
    FaceFormat faceFormat = FaceFormat::Jpeg;
    FaceStandard faceStandard = FaceStandard::Iso19794;

    Dg13Layout dg13 = Dg13Layout::Known;
    Dg13Parents dg13Parents = Dg13Parents::Siblings;
    bool dg3 = true; // listed and signed; the chip refuses to yield it
    std::optional<QMap<quint32, QString>> dg11; // by tag (9303-10 §4.7.11); dates as YYYYMMDD
    std::optional<QMap<quint32, QString>> dg12;
    bool bcdDates = false; // dates of DG11 and DG12 in four bytes, as many issuers write them
    bool dir = false;
    bool atrInfo = false;
    bool cardSecurity = false;

    bool accessNamesTerminalAuthentication = true; // EF.CardAccess names more than PACE, as Viet Nam's does
    bool accessNamesChipAuthentication = true;
    QList<PaceOffer> pace{{QByteArray::fromHex("04007F00070202040202"), 13}}; // ECDH-GM-AES-128
    QList<KeyPlan> chipKeys{{{13, {}, std::nullopt, {QByteArray::fromHex("04007F00070202030202")}}, KeyForm::Explicit}};
    QByteArray aaKey = "rsa-1024"; // "rsa-2048", "ecdsa-P-256", …; empty: none
    ActiveAuthenticationScheme activeAuthentication;
    IssuerOptions issuer;
    bool extendedLength = true;
    ChipBehaviour behaviour;
    Faults faults;  // on the way between reader and chip
    LinkModel link;
    friend bool operator==(const CardProfile &, const CardProfile &) = default;
};

// The usual card of a format: Viet Nam's identity card, or a document with an MRZ, BAC and PACE by MRZ, no DG3 and no DG13.
[[nodiscard]] CardProfile cardProfileOf(CardProfile::Format format);
// What the profile's own keys leave out has the defaults of its document format. InvalidInput with stage "card profile" names
// the first key that is unknown, of the wrong kind, out of range or in contradiction to another.
[[nodiscard]] Result<CardProfile> parseCardProfile(QByteArrayView json);
// "rsa-1024" to "rsa-4096", "ecdsa-" and a curve of 9303-11 §9.5.1.
[[nodiscard]] bool isKeySpecification(QByteArrayView text);

} // namespace dd::nfc
