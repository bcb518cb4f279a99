// The chip of a replay: a card of the recorded kind for an invented person, each file brought to the recorded length.
#include "nfc/apdu/tlv.h"
#include "nfc/replay/replay.h"
#include "nfc/simulator/face_encoding.h"
#include "nfc/simulator/file_encoding.h"
#include "nfc/simulator/personalise.h"
#include "nfc/simulator/security_info_encoding.h"

#include <algorithm>

namespace dd::nfc {
namespace {

constexpr quint32 holderAddress = 0x5F42;
constexpr quint32 endorsements = 0x5F1B;
constexpr int mostRounds = 12;
// A length that two ECDSA signatures have by chance comes soon, but for one with a leading zero in it: one in some hundreds, and a
// filler cannot make up for it where there is none to take away.
constexpr int mostSignatures = 4000;
constexpr qsizetype dg2Overhead = 200;

// Finds how much filler makes something as long as wanted; lengths of lengths make jumps, hence the second filler.
template <typename Measure>
std::pair<int, int> fillersFor(int wanted, const Measure &measure)
{
    std::pair<int, int> best{0, 0};
    int nearest = std::abs(wanted - measure(0, 0));
    for (int second = 0; second < 4 && nearest != 0; ++second) {
        int first = 0;
        for (int round = 0; round < mostRounds; ++round) {
            const int missing = wanted - measure(first, second);
            if (std::abs(missing) < nearest) {
                nearest = std::abs(missing);
                best = {first, second};
            }
            if (missing == 0 || first + missing < 0)
                break;
            first += missing;
        }
    }
    return best;
}

QString fillerText(int size)
{
    return QString(size, QLatin1Char('X'));
}

int wantedSize(const ChipShape &shape, FileId file)
{
    return shape.files.value(file, 0);
}

bool isSigned(const ChipShape &shape, FileId file)
{
    return shape.signedGroups.contains(dataGroupNumber(file)) || shape.files.contains(file);
}

// As long as the recorded DG13: what is optional goes when it is too long, the residence is filled up when it is too short.
Dg13 detailsOfSize(Dg13 details, int wanted)
{
    const auto size = [](const Dg13 &fields) { return static_cast<int>(encodeDg13(fields).size()); };
    for (QString *field : {&details.mother, &details.father, &details.identifyingMarks, &details.placeOfOrigin, &details.chipCode, &details.religion,
                           &details.ethnicity, &details.residence, &details.oldNumber, &details.nationality, &details.issueDate}) {
        if (size(details) > wanted)
            field->clear();
    }
    const auto filled = [&details](int first, int second) {
        Dg13 fields = details;
        fields.residence += fillerText(first);
        fields.identifyingMarks += fillerText(second);
        return fields;
    };
    const auto [first, second] = fillersFor(wanted, [&](int one, int other) { return size(filled(one, other)); });
    return filled(first, second);
}

QMap<quint32, QString> textsOfSize(quint32 fileTag, QMap<quint32, QString> texts, quint32 filler, int wanted)
{
    const auto filled = [&](int size) {
        QMap<quint32, QString> more = texts;
        if (size > 0)
            more.insert(filler, fillerText(size));
        return more;
    };
    if (wanted < simulator::textsFile(fileTag, texts, false).size())
        texts.clear();
    const auto [first, second] =
        fillersFor(wanted, [&](int one, int other) { return static_cast<int>(simulator::textsFile(fileTag, filled(one + other), false).size()); });
    return filled(first + second);
}

// The picture is cut where it is too long; readers show what there is of it.
void fitFace(DemoPerson &person, CardProfile &profile, int wanted)
{
    const auto size = [&](int filled) {
        const Result<QByteArray> file = simulator::dg2File(person.faceJpeg, filled);
        return file ? static_cast<int>(file->size()) : 0;
    };
    if (const int excess = size(0) - wanted + 4; excess > 4 || (excess < 4 && excess > 0))
        person.faceJpeg.truncate(qMax(person.faceJpeg.size() - excess, dg2Overhead));
    const int base = static_cast<int>(person.faceJpeg.size());
    profile.faceSize = base + fillersFor(wanted, [&](int first, int) { return size(base + first); }).first;
}

// A SecurityInfo that nobody knows, to fill a file up; nothing where no such thing is short enough.
QByteArray fillerInfo(int size)
{
    const auto info = [](int content) {
        return tlv::encode(0x30, {tlv::encode(0x06, QByteArray::fromHex("8837")), tlv::encode(0x04, QByteArray(content, '\0'))}); // 2.999, for examples
    };
    const int smallest = static_cast<int>(info(0).size());
    if (size < smallest)
        return {};
    const int content = fillersFor(size, [&](int first, int) { return static_cast<int>(info(first).size()); }).first;
    return info(content);
}

CardProfile profileOf(const ChipShape &shape)
{
    CardProfile profile = cardProfileOf(shape.format);
    profile.pace = shape.access == ChipShape::Access::Pace && shape.pace.isEmpty() ? profile.pace : shape.pace;
    profile.accessNamesTerminalAuthentication = shape.namesTerminalAuthentication;
    profile.accessNamesChipAuthentication = shape.namesChipAuthentication;
    profile.chipKeys.clear();
    for (const ChipShape::Key &key : shape.chipKeys)
        profile.chipKeys.append({{key.domain, {}, key.keyId, key.protocols}, KeyForm::Explicit});
    for (const CardProfile::PaceOffer &offer : profile.pace) { // chip authentication mapping needs a key on the same curve
        const bool mapping = offer.protocol.size() > 8 && offer.protocol.at(8) == 6;
        const bool there = std::any_of(profile.chipKeys.begin(), profile.chipKeys.end(),
                                       [&](const CardProfile::KeyPlan &plan) { return plan.key.parameterId == offer.parameterId; });
        if (mapping && !there)
            profile.chipKeys.append({{offer.parameterId, {}, 200, {}}, KeyForm::Explicit});
    }
    profile.cardSecurity = shape.files.contains(FileId::CardSecurity);
    profile.aaKey = shape.activeAuthentication;
    profile.dg3 = shape.signedGroups.contains(3);
    profile.dg13 = isSigned(shape, FileId::Dg13) && shape.dg13 == CardProfile::Dg13Layout::Absent ? CardProfile::Dg13Layout::Known : shape.dg13;
    profile.dir = false;
    profile.atrInfo = shape.files.contains(FileId::AtrInfo);
    profile.dg11.reset();
    profile.dg12.reset();
    const QString name = QStringLiteral("NGUYEN<<VAN<MAU");
    if (isSigned(shape, FileId::Dg11))
        profile.dg11 = textsOfSize(0x6B, {{0x5F0E, name}}, holderAddress, wantedSize(shape, FileId::Dg11));
    if (isSigned(shape, FileId::Dg12))
        profile.dg12 = textsOfSize(0x6C, {{0x5F19, QStringLiteral("DEMO")}}, endorsements, wantedSize(shape, FileId::Dg12));
    profile.behaviour.basicAccessControl = shape.access != ChipShape::Access::Open;
    profile.behaviour.nakedWrongLength = true; // a status word that was recorded naked goes out so
    if (profile.pace.isEmpty())
        profile.behaviour.cardAccess = ChipBehaviour::CardAccess::Hidden;
    if (shape.access == ChipShape::Access::Pace && !shape.files.contains(FileId::CardAccess))
        profile.behaviour.cardAccess = ChipBehaviour::CardAccess::Hidden;
    for (auto file = shape.refused.begin(); file != shape.refused.end(); ++file) {
        if (file.value() != sw::fileNotFound || isSigned(shape, file.key()))
            profile.behaviour.refusedFiles.insert(identifierOf(file.key()), file.value());
    }
    return profile;
}

// DG14 in the form whose length comes nearest from below, filled up.
Result<void> fitDg14(CardImage &card, CardProfile &profile, int wanted)
{
    std::optional<QByteArray> best;
    KeyForm bestForm = KeyForm::Explicit;
    for (const KeyForm form : {KeyForm::Explicit, KeyForm::Named, KeyForm::Pkcs3, KeyForm::Standardized}) {
        for (CardProfile::KeyPlan &plan : profile.chipKeys)
            plan.form = form;
        const Result<QList<QByteArray>> infos = simulator::signedSecurityInfos(profile, card.chipKeys);
        if (!infos || infos->isEmpty())
            continue; // that form does not exist for such a key
        const QByteArray plain = simulator::dg14File(*infos);
        const auto filled = [&](int size) {
            const QByteArray filler = fillerInfo(size);
            return filler.isEmpty() ? plain : simulator::dg14File(*infos + QList<QByteArray>{filler});
        };
        const auto [size, unused] = fillersFor(wanted, [&](int first, int) { return static_cast<int>(filled(first).size()); });
        Q_UNUSED(unused)
        const QByteArray made = filled(size);
        if (!best || std::abs(made.size() - wanted) < std::abs(best->size() - wanted)) {
            best = made;
            bestForm = form;
        }
        if (best->size() == wanted)
            break;
    }
    for (CardProfile::KeyPlan &plan : profile.chipKeys)
        plan.form = bestForm;
    if (best)
        card.files.insert(FileId::Dg14, *best);
    return {};
}

// The SOD is filled up in the document signer's certificate, and signed until it has the length by chance that signatures have.
Result<DemoIssuer> signToSize(CardImage &card, const CardProfile &profile, int wanted, qint64 now)
{
    DemoIssuer signedBy;
    IssuerOptions options = profile.issuer;
    if (wanted > 0 && wanted < 1200)
        options.explicitParameters = false;
    std::optional<QByteArray> best;
    for (int round = 0; round < mostSignatures; ++round) {
        const Result<DemoIssuer> issuer = makeDemoIssuer(now, options);
        if (!issuer)
            return fail(issuer.error());
        const Result<QByteArray> sod = simulator::sodFile(card.files, *issuer, now, profile.dg3);
        if (!sod)
            return fail(sod.error());
        if (!best || std::abs(sod->size() - wanted) < std::abs(best->size() - wanted)) {
            best = *sod;
            card.files.insert(FileId::Sod, *sod);
            card.cscaCertificate = issuer->cscaCertificate;
            signedBy = *issuer;
        }
        const auto missing = static_cast<int>(wanted - sod->size());
        if (wanted == 0 || missing == 0)
            break;
        if (missing > 8 || missing < -8)
            options.signerFiller = qMax(0, options.signerFiller + missing);
        else if (round % 40 == 39) // this length never comes: move by one
            options.signerFiller = qMax(0, options.signerFiller + (missing > 0 ? 1 : -1));
    }
    return signedBy;
}

// By the same issuer: the SecurityInfos of before, and one more to fill it up.
Result<void> fitCardSecurity(CardImage &card, const CardProfile &profile, const DemoIssuer &issuer, int wanted, qint64 now)
{
    const Result<QList<QByteArray>> infos = simulator::signedSecurityInfos(profile, card.chipKeys);
    if (!infos)
        return fail(infos.error());
    int filler = 0;
    std::optional<QByteArray> best;
    for (int round = 0; round < mostSignatures; ++round) {
        const QByteArray more = fillerInfo(filler);
        const Result<QByteArray> file = simulator::cardSecurityFile(more.isEmpty() ? *infos : *infos + QList<QByteArray>{more}, issuer, now);
        if (!file)
            return fail(file.error());
        if (!best || std::abs(file->size() - wanted) < std::abs(best->size() - wanted))
            best = *file;
        const auto missing = static_cast<int>(wanted - file->size());
        if (missing == 0)
            break;
        if (missing > 8 || missing < -8)
            filler = qMax(0, filler + missing);
        else if (round % 40 == 39)
            filler = qMax(0, filler + (missing > 0 ? 1 : -1));
    }
    card.files.insert(FileId::CardSecurity, *best);
    return {};
}

} // namespace

Result<CardImage> replayCard(const ChipShape &shape, qint64 now)
{
    CardProfile profile = profileOf(shape);
    Result<DemoPerson> person = personOf(profile);
    if (!person)
        return fail(person.error());
    if (const int wanted = wantedSize(shape, FileId::Dg13); wanted > 0)
        person->details = detailsOfSize(person->details, wanted);
    if (const int wanted = wantedSize(shape, FileId::Dg2); wanted > 0)
        fitFace(*person, profile, wanted);
    const Result<DemoIssuer> issuer = makeDemoIssuer(now, profile.issuer);
    if (!issuer)
        return fail(issuer.error());
    Result<CardImage> card = personalise(*person, *issuer, profile, now);
    if (!card)
        return card;
    if (const int wanted = wantedSize(shape, FileId::Dg13); wanted > 0 && profile.dg13 == CardProfile::Dg13Layout::Unreadable) {
        const auto opaque = [](int size) { return tlv::encode(0x6D, tlv::encode(0x04, QByteArray(size, '\x5A'))); };
        card->files.insert(FileId::Dg13, opaque(fillersFor(wanted, [&](int first, int) { return static_cast<int>(opaque(first).size()); }).first));
    }
    if (const int wanted = wantedSize(shape, FileId::Dg14); wanted > 0) {
        if (const Result<void> fitted = fitDg14(*card, profile, wanted); !fitted)
            return fail(fitted.error());
    }
    const Result<DemoIssuer> signer = signToSize(*card, profile, wantedSize(shape, FileId::Sod), now);
    if (!signer)
        return fail(signer.error());
    if (const int wanted = wantedSize(shape, FileId::CardSecurity); wanted > 0) {
        if (const Result<void> fitted = fitCardSecurity(*card, profile, *signer, wanted, now); !fitted)
            return fail(fitted.error());
    }
    return card;
}

} // namespace dd::nfc
