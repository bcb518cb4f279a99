#include "nfc/simulator/personalise.h"

#include "nfc/simulator/face_encoding.h"
#include "nfc/simulator/file_encoding.h"
#include "nfc/simulator/security_info_encoding.h"

namespace dd::nfc {
namespace {

Result<QList<ChipKey>> chipKeysOf(const CardProfile &profile)
{
    QList<ChipKey> keys;
    for (const CardProfile::KeyPlan &plan : profile.chipKeys) {
        Result<ChipKey> key = simulator::makeChipKey(plan.key.parameterId);
        if (!key)
            return fail(key.error());
        key->keyId = plan.key.keyId;
        key->protocols = plan.key.protocols;
        keys.append(std::move(*key));
    }
    return keys;
}

Result<void> addActiveAuthentication(CardImage &card, const CardProfile &profile)
{
    if (profile.aaKey.isEmpty())
        return {};
    const Result<simulator::Key> key = simulator::generateKey(profile.aaKey, false);
    if (!key)
        return fail(key.error());
    const Result<QByteArray> privateKey = simulator::privateKeyInfo(key->get());
    if (!privateKey)
        return fail(privateKey.error());
    card.aaPrivateKey = *privateKey;
    card.activeAuthentication = profile.activeAuthentication;
    card.files.insert(FileId::Dg15, simulator::dg15File(key->get()));
    return {};
}

Result<void> addDataGroups(CardImage &card, const DemoPerson &person, const CardProfile &profile)
{
    const bool jpeg = profile.faceFormat == CardProfile::FaceFormat::Jpeg;
    const Result<QByteArray> face = simulator::dg2File(jpeg ? person.faceJpeg : person.faceJpeg2000, profile.faceSize, profile.faceStandard);
    if (!face)
        return fail(face.error());
    card.files.insert(FileId::Dg1, simulator::dg1File(person.mrz));
    card.files.insert(FileId::Dg2, *face);
    if (profile.dg11)
        card.files.insert(FileId::Dg11, simulator::textsFile(0x6B, *profile.dg11, profile.bcdDates));
    if (profile.dg12)
        card.files.insert(FileId::Dg12, simulator::textsFile(0x6C, *profile.dg12, profile.bcdDates));
    if (profile.dg13 == CardProfile::Dg13Layout::Known)
        card.files.insert(FileId::Dg13, encodeDg13(person.details, profile.dg13Parents));
    else if (profile.dg13 == CardProfile::Dg13Layout::Unreadable)
        card.files.insert(FileId::Dg13, simulator::unreadableDg13File());
    return addActiveAuthentication(card, profile);
}

// EF.CardAccess, DG14 and EF.CardSecurity say the same about the protocols (9303-11 §9.2.11).
Result<void> addSecurityInfos(CardImage &card, const CardProfile &profile, const DemoIssuer &issuer, qint64 now)
{
    const Result<QList<QByteArray>> infos = simulator::signedSecurityInfos(profile, card.chipKeys);
    if (!infos)
        return fail(infos.error());
    if (!profile.pace.isEmpty())
        card.files.insert(FileId::CardAccess, simulator::cardAccessFile(profile));
    if (!infos->isEmpty())
        card.files.insert(FileId::Dg14, simulator::dg14File(*infos));
    if (!profile.cardSecurity)
        return {};
    QList<QByteArray> inMasterFile = *infos;
    if (profile.dir)
        inMasterFile.append(simulator::efDirInfo(simulator::dirFile()));
    const Result<QByteArray> cardSecurity = simulator::cardSecurityFile(inMasterFile, issuer, now);
    if (!cardSecurity)
        return fail(cardSecurity.error());
    card.files.insert(FileId::CardSecurity, *cardSecurity);
    return {};
}

QList<int> groupsOn(const CardImage &card, bool withDg3)
{
    QList<int> groups;
    for (int group = 1; group <= 16; ++group) {
        if (card.files.contains(static_cast<FileId>(0x0100 | group)) || (withDg3 && group == 3))
            groups.append(group);
    }
    return groups;
}

} // namespace

Result<CardImage> personalise(const DemoPerson &person, const DemoIssuer &issuer, const CardProfile &profile, qint64 now)
{
    const Result<QByteArray> mrz = simulator::accessInformation(person.mrz);
    if (!mrz)
        return fail(mrz.error());
    Result<QList<ChipKey>> keys = chipKeysOf(profile);
    if (!keys)
        return fail(keys.error());

    CardImage card;
    card.mrzInformation = *mrz;
    card.can = profile.can.value_or(profile.document.format == CardProfile::Format::Vietnam ? person.details.personalNumber.right(6) : QString());
    card.extendedLength = profile.extendedLength;
    card.behaviour = profile.behaviour;
    card.faults = profile.faults;
    card.link = profile.link;
    card.chipKeys = std::move(*keys);
    card.cscaCertificate = issuer.cscaCertificate;
    card.printedQr = person.printedQr;
    if (const Result<void> added = addDataGroups(card, person, profile); !added)
        return fail(added.error());
    if (const Result<void> added = addSecurityInfos(card, profile, issuer, now); !added)
        return fail(added.error());
    card.files.insert(FileId::Com, simulator::comFile(groupsOn(card, profile.dg3)));
    const Result<QByteArray> sod = simulator::sodFile(card.files, issuer, now, profile.dg3);
    if (!sod)
        return fail(sod.error());
    card.files.insert(FileId::Sod, *sod);
    if (profile.dir)
        card.files.insert(FileId::Dir, simulator::dirFile());
    if (profile.atrInfo)
        card.files.insert(FileId::AtrInfo, simulator::atrInfoFile(card));
    return card;
}

Result<CardImage> personalise(const CardProfile &profile, const DemoIssuer &issuer, qint64 now)
{
    const Result<DemoPerson> person = personOf(profile);
    return person ? personalise(*person, issuer, profile, now) : fail(person.error());
}

Result<CardImage> personalise(const DemoPerson &person, const DemoIssuer &issuer, ActiveAuthenticationKey key, qint64 now)
{
    CardProfile profile;
    profile.aaKey = key == ActiveAuthenticationKey::Rsa ? "rsa-1024" : key == ActiveAuthenticationKey::Rsa2048 ? "rsa-2048" : "ecdsa-brainpoolP256r1";
    return personalise(person, issuer, profile, now);
}

} // namespace dd::nfc
