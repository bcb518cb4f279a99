#include "nfc/simulator/file_encoding.h"

namespace dd::nfc {
namespace {

Result<simulator::Key> activeAuthenticationKey(ActiveAuthenticationKey kind)
{
    switch (kind) {
    case ActiveAuthenticationKey::Rsa:
        return simulator::generateRsaKey(1024);
    case ActiveAuthenticationKey::Rsa2048:
        return simulator::generateRsaKey(2048);
    case ActiveAuthenticationKey::Ecdsa:
        break;
    }
    return simulator::generateEcKey("brainpoolP256r1", false);
}

// Number, birth and expiry with their check digits, as printed (9303-11 §9.7.2): TD1 line 1 from the sixth character, line 2.
Result<QByteArray> accessInformation(const QString &mrz)
{
    const QStringList lines = mrz.split(QLatin1Char('\n'));
    if (lines.size() != 3 || lines.at(0).size() != 30 || lines.at(1).size() != 30 || lines.at(2).size() != 30)
        return fail(ErrorCode::MrzMalformed, QStringLiteral("personalise"), QStringLiteral("not three lines of TD1"));
    return (lines.at(0).mid(5, 10) + lines.at(1).left(7) + lines.at(1).mid(8, 7)).toLatin1();
}

} // namespace

Result<CardImage> personalise(const DemoPerson &person, const DemoIssuer &issuer, ActiveAuthenticationKey key, qint64 now)
{
    const Result<QByteArray> mrz = accessInformation(person.mrz);
    if (!mrz)
        return fail(mrz.error());
    const Result<QByteArray> face = simulator::dg2File(person.faceJpeg);
    if (!face)
        return fail(face.error());
    const Result<simulator::Key> aaKey = activeAuthenticationKey(key);
    if (!aaKey)
        return fail(aaKey.error());
    const Result<QByteArray> aaPrivate = simulator::privateKeyInfo(aaKey->get());
    if (!aaPrivate)
        return fail(aaPrivate.error());

    CardImage card;
    card.files.insert(FileId::CardAccess, simulator::cardAccessFile());
    card.files.insert(FileId::Com, simulator::comFile());
    card.files.insert(FileId::Dg1, simulator::dg1File(person.mrz));
    card.files.insert(FileId::Dg2, *face);
    card.files.insert(FileId::Dg13, encodeDg13(person.details));
    card.files.insert(FileId::Dg14, simulator::dg14File(key == ActiveAuthenticationKey::Ecdsa));
    card.files.insert(FileId::Dg15, simulator::dg15File(aaKey->get()));
    const Result<QByteArray> sod = simulator::sodFile(card.files, issuer, now);
    if (!sod)
        return fail(sod.error());
    card.files.insert(FileId::Sod, *sod);
    card.aaPrivateKey = *aaPrivate;
    card.can = person.details.personalNumber.right(6);
    card.mrzInformation = *mrz;
    card.cscaCertificate = issuer.cscaCertificate;
    card.printedQr = person.printedQr;
    return card;
}

} // namespace dd::nfc
