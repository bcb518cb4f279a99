#include "nfc/simulator/card_profile.h"

#include "nfc/secure_messaging/pace_protocol.h"
#include "nfc/simulator/behaviour_fields.h"
#include "nfc/simulator/mrz_lines.h"
#include "nfc/simulator/personalise.h"
#include "nfc/simulator/standard_domains.h"

#include <QJsonDocument>
#include <algorithm>

namespace dd::nfc {
namespace {

using simulator::JsonReader;
using simulator::standardDomain;
using simulator::StandardDomain;
using simulator::Words;

constexpr auto profileStage = "card profile";
constexpr qsizetype largestProfile = 65536;
constexpr int largestFace = 60000; // a card folder's files are bounded

const QByteArray idPaceProtocols = QByteArray::fromHex("04007F0007020204");
const QByteArray idChipAuthenticationProtocols = QByteArray::fromHex("04007F0007020203");

// "ECDH-GM-AES-128": the standard's name of it without "id-PACE-".
QByteArray paceProtocolNamed(const QString &name)
{
    for (const char mapping : {'\x01', '\x02', '\x03', '\x04', '\x06'}) {
        for (const char cipher : {'\x01', '\x02', '\x03', '\x04'}) {
            const Result<PaceProtocol> protocol = paceProtocolFrom(idPaceProtocols + mapping + cipher);
            if (protocol && protocol->name() == QStringLiteral("PACE-") + name)
                return protocol->identifier;
        }
    }
    return {};
}

QByteArray chipAuthenticationNamed(const QString &cipher, bool elliptic)
{
    static const QStringList ciphers{QStringLiteral("3DES"), QStringLiteral("AES-128"), QStringLiteral("AES-192"), QStringLiteral("AES-256")};
    const qsizetype index = ciphers.indexOf(cipher);
    return index < 0 ? QByteArray() : idChipAuthenticationProtocols + (elliptic ? '\x02' : '\x01') + static_cast<char>(index + 1);
}

const StandardDomain *readDomain(JsonReader &reader)
{
    QString name = QStringLiteral("brainpoolP256r1");
    reader.text("domain", name);
    const StandardDomain *domain = standardDomain(name.toLatin1());
    if (domain == nullptr)
        reader.reject("domain", QStringLiteral("domain parameters like brainpoolP256r1, P-256, DH-2048/256"));
    return domain;
}

void readDocument(JsonReader &reader, CardProfile::Document &document)
{
    // The format was taken first: it decides the defaults of everything.
    reader.text("code", document.code);
    reader.text("state", document.state);
    reader.text("nationality", document.nationality);
    reader.text("number", document.number);
    reader.text("surname", document.surname);
    reader.text("givenNames", document.givenNames);
    reader.date("birth", document.birth);
    reader.date("expiry", document.expiry);
    reader.choice("sex", document.sex, Words<QString>{{"M", QStringLiteral("M")}, {"F", QStringLiteral("F")}, {"X", QStringLiteral("X")}});
    reader.text("optionalData", document.optionalData);
}

void readFormat(JsonReader &reader, CardProfile::Format &format)
{
    using Format = CardProfile::Format;
    reader.choice("format", format, Words<Format>{{"vietnam", Format::Vietnam}, {"td1", Format::Td1}, {"td2", Format::Td2}, {"td3", Format::Td3}});
}

void readDetails(JsonReader &reader, Dg13 &details)
{
    reader.text("nationality", details.nationality);
    reader.text("ethnicity", details.ethnicity);
    reader.text("religion", details.religion);
    reader.text("placeOfOrigin", details.placeOfOrigin);
    reader.text("residence", details.residence);
    reader.text("identifyingMarks", details.identifyingMarks);
    reader.text("issueDate", details.issueDate);
    reader.text("father", details.father);
    reader.text("mother", details.mother);
    reader.text("spouse", details.spouse);
    reader.text("oldNumber", details.oldNumber);
    reader.text("chipCode", details.chipCode);
}

// A file of texts by tag, with what the document says already in it.
void readTexts(JsonReader &reader, const char *key, std::optional<QMap<quint32, QString>> &texts, const QMap<quint32, QString> &defaults,
               Words<quint32> fields)
{
    reader.object(key, [&](JsonReader &nested) {
        texts = defaults;
        for (const auto &[name, tag] : fields) {
            QString text = texts->value(tag);
            nested.text(name, text);
            if (text.isEmpty())
                texts->remove(tag);
            else
                texts->insert(tag, text);
        }
    });
}

void readFiles(JsonReader &reader, CardProfile &profile)
{
    using Layout = CardProfile::Dg13Layout;
    using FaceFormat = CardProfile::FaceFormat;
    using FaceStandard = CardProfile::FaceStandard;
    const CardProfile::Document &document = profile.document;
    const QString compact = QStringLiteral("yyyyMMdd");
    int faceSize = static_cast<int>(profile.faceSize);
    reader.number("faceSize", faceSize, 0, largestFace);
    profile.faceSize = faceSize;
    reader.choice("faceFormat", profile.faceFormat, Words<FaceFormat>{{"jpeg", FaceFormat::Jpeg}, {"jpeg2000", FaceFormat::Jpeg2000}});
    reader.choice("faceStandard", profile.faceStandard,
                  Words<FaceStandard>{{"19794-5", FaceStandard::Iso19794}, {"39794-5", FaceStandard::Iso39794}});
    reader.flag("dg3", profile.dg3);
    readTexts(reader, "dg11", profile.dg11,
              {{0x5F0E, document.surname + QStringLiteral("<<") + document.givenNames}, {0x5F10, document.number},
               {0x5F2B, document.birth.toString(compact)}, {0x5F11, profile.details.placeOfOrigin}, {0x5F42, profile.details.residence}},
              {{"fullName", 0x5F0E}, {"personalNumber", 0x5F10}, {"birthDate", 0x5F2B}, {"placeOfBirth", 0x5F11}, {"address", 0x5F42},
               {"telephone", 0x5F12}, {"profession", 0x5F13}, {"title", 0x5F14}});
    readTexts(reader, "dg12", profile.dg12, {{0x5F19, QStringLiteral("CƠ QUAN MẪU")}, {0x5F26, QStringLiteral("20210515")}},
              {{"issuingAuthority", 0x5F19}, {"issueDate", 0x5F26}, {"endorsements", 0x5F1B}, {"taxOrExit", 0x5F1C}});
    reader.flag("bcdDates", profile.bcdDates);
    reader.choice("dg13", profile.dg13, Words<Layout>{{"absent", Layout::Absent}, {"known", Layout::Known}, {"unreadable", Layout::Unreadable}});
    reader.choice("dg13Parents", profile.dg13Parents, Words<Dg13Parents>{{"siblings", Dg13Parents::Siblings}, {"sequence", Dg13Parents::Sequence}});
    reader.flag("dir", profile.dir);
    reader.flag("atrInfo", profile.atrInfo);
    reader.flag("cardSecurity", profile.cardSecurity);
}

void readPace(JsonReader &reader, QList<CardProfile::PaceOffer> &offers, bool extendedLength)
{
    QList<CardProfile::PaceOffer> found;
    const bool given = reader.objects("pace", [&](JsonReader &nested) {
        QString name = QStringLiteral("ECDH-GM-AES-128");
        nested.text("protocol", name);
        const QByteArray identifier = paceProtocolNamed(name);
        const StandardDomain *domain = readDomain(nested);
        const Result<PaceProtocol> protocol = paceProtocolFrom(identifier);
        if (!protocol)
            return nested.reject("protocol", QStringLiteral("a protocol like ECDH-GM-AES-128, DH-IM-3DES, ECDH-CAM-AES-256"));
        if (domain == nullptr)
            return;
        if (domain->elliptic != protocol->elliptic)
            return nested.reject("domain", QStringLiteral("does not fit the protocol"));
        if (protocol->mapping == PaceMapping::Integrated && domain->parameterId == 10)
            return nested.reject("domain", QStringLiteral("P-224 has no integrated mapping"));
        if (!extendedLength && (domain->parameterId == 1 || domain->parameterId == 2))
            return nested.reject("domain", QStringLiteral("keys of 256 bytes need extended length"));
        found.append({identifier, domain->parameterId});
    });
    if (given)
        offers = found;
}

void readChipKeys(JsonReader &reader, QList<CardProfile::KeyPlan> &plans)
{
    QList<CardProfile::KeyPlan> found;
    const bool given = reader.objects("chipAuthentication", [&](JsonReader &nested) {
        CardProfile::KeyPlan plan;
        const StandardDomain *domain = readDomain(nested);
        QStringList ciphers{QStringLiteral("AES-128")};
        nested.texts("ciphers", ciphers);
        nested.optionalNumber("keyId", plan.key.keyId, 0, 255);
        nested.choice("form", plan.form,
                      Words<KeyForm>{{"explicit", KeyForm::Explicit}, {"named", KeyForm::Named}, {"standardized", KeyForm::Standardized},
                                     {"pkcs3", KeyForm::Pkcs3}});
        if (domain == nullptr)
            return;
        if (domain->elliptic ? plan.form == KeyForm::Pkcs3 : plan.form == KeyForm::Named)
            return nested.reject("form", QStringLiteral("does not fit the domain parameters"));
        plan.key.parameterId = domain->parameterId;
        for (const QString &cipher : std::as_const(ciphers)) {
            const QByteArray protocol = chipAuthenticationNamed(cipher, domain->elliptic);
            if (protocol.isEmpty())
                return nested.reject("ciphers", QStringLiteral("of 3DES, AES-128, AES-192, AES-256"));
            plan.key.protocols.append(protocol);
        }
        found.append(plan);
    });
    if (given)
        plans = found;
}

void readKey(JsonReader &reader, QByteArray &key, bool mayBeNone)
{
    QString word = key.isEmpty() ? QStringLiteral("none") : QString::fromLatin1(key);
    reader.text("key", word);
    const bool none = mayBeNone && word == QLatin1String("none");
    if (!none && !isKeySpecification(word.toLatin1()))
        return reader.reject("key", QStringLiteral("a key like rsa-2048, ecdsa-brainpoolP256r1, ecdsa-P-384"));
    key = none ? QByteArray() : word.toLatin1();
}

void readIssuer(JsonReader &reader, IssuerOptions &issuer)
{
    using Hash = ActiveAuthenticationScheme::Hash;
    readKey(reader, issuer.key, false);
    reader.choice("hash", issuer.hash,
                  Words<Hash>{{"SHA-1", Hash::Sha1}, {"SHA-224", Hash::Sha224}, {"SHA-256", Hash::Sha256}, {"SHA-384", Hash::Sha384},
                              {"SHA-512", Hash::Sha512}});
    reader.flag("pss", issuer.pss);
    reader.flag("explicitParameters", issuer.explicitParameters);
    reader.text("country", issuer.country);
    const bool letters = std::all_of(issuer.country.begin(), issuer.country.end(), [](QChar c) { return c >= u'A' && c <= u'Z'; });
    if (issuer.country.size() != 2 || !letters)
        reader.reject("country", QStringLiteral("two capital letters"));
}

// What no single key can see.
void checkTogether(JsonReader &reader, const CardProfile &profile)
{
    qsizetype forChipAuthentication = 0;
    for (const CardProfile::KeyPlan &plan : profile.chipKeys)
        forChipAuthentication += plan.key.protocols.isEmpty() ? 0 : 1;
    for (const CardProfile::KeyPlan &plan : profile.chipKeys) {
        if (forChipAuthentication > 1 && !plan.key.keyId)
            reader.reject("chipAuthentication", QStringLiteral("several keys need a keyId each"));
    }
    for (const CardProfile::PaceOffer &offer : profile.pace) {
        const Result<PaceProtocol> protocol = paceProtocolFrom(offer.protocol);
        const bool hasKey = std::any_of(profile.chipKeys.begin(), profile.chipKeys.end(),
                                        [&](const CardProfile::KeyPlan &plan) { return plan.key.parameterId == offer.parameterId; });
        if (protocol && protocol->mapping == PaceMapping::ChipAuthentication && !hasKey)
            reader.reject("pace", QStringLiteral("chip authentication mapping needs a key in chipAuthentication on the same curve"));
    }
    const QString can = profile.can.value_or(QString());
    if (!can.isEmpty() && (can.size() != 6 || !std::all_of(can.begin(), can.end(), [](QChar c) { return c >= u'0' && c <= u'9'; })))
        reader.reject("can", QStringLiteral("six digits, or null"));
}

} // namespace

CardProfile cardProfileOf(CardProfile::Format format)
{
    CardProfile profile;
    profile.details = demoPerson().details;
    profile.document.format = format;
    if (format == CardProfile::Format::Vietnam)
        return profile;
    const bool passport = format == CardProfile::Format::Td3;
    profile.title = passport ? QStringLiteral("Passport") : QStringLiteral("Travel document");
    profile.document.code = passport ? QStringLiteral("P") : QStringLiteral("I");
    profile.document.number = passport ? QStringLiteral("C0000017") : QStringLiteral("000000017");
    profile.dg3 = false;
    profile.dg13 = CardProfile::Dg13Layout::Absent;
    profile.accessNamesTerminalAuthentication = false;
    profile.accessNamesChipAuthentication = false;
    return profile;
}

bool isKeySpecification(QByteArrayView text)
{
    if (text.startsWith("rsa-")) {
        const QByteArray bits = text.sliced(4).toByteArray();
        return bits == "1024" || bits == "1536" || bits == "2048" || bits == "3072" || bits == "4096";
    }
    const StandardDomain *domain = text.startsWith("ecdsa-") ? standardDomain(text.sliced(6)) : nullptr;
    return domain != nullptr && domain->elliptic;
}

Result<CardProfile> parseCardProfile(QByteArrayView json)
{
    const auto malformed = [](const QString &why) { return fail(ErrorCode::InvalidInput, QLatin1String(profileStage), why); };
    if (json.size() > largestProfile)
        return malformed(QStringLiteral("larger than 64 KiB"));
    QJsonParseError error;
    const QJsonDocument parsed = QJsonDocument::fromJson(json.toByteArray(), &error);
    if (!parsed.isObject())
        return malformed(error.error == QJsonParseError::NoError ? QStringLiteral("not an object")
                                                                 : QStringLiteral("%1 at byte %2").arg(error.errorString()).arg(error.offset));
    JsonReader reader(parsed.object(), QLatin1String(profileStage));
    CardProfile::Format format = CardProfile::Format::Vietnam;
    CardProfile profile;
    reader.object("document", [&](JsonReader &document) {
        readFormat(document, format);
        profile = cardProfileOf(format);
        readDocument(document, profile.document);
    });
    if (!reader.has("document"))
        profile = cardProfileOf(format);
    reader.text("title", profile.title);
    reader.optionalText("can", profile.can);
    reader.object("details", [&](JsonReader &details) { readDetails(details, profile.details); });
    reader.object("chip", [&](JsonReader &chip) {
        chip.flag("extendedLength", profile.extendedLength);
        simulator::behaviourFields(chip, profile.behaviour);
    });
    reader.object("faults", [&](JsonReader &faults) { simulator::faultFields(faults, profile.faults); });
    reader.object("link", [&](JsonReader &link) {
        profile.link.wait = true; // who writes a link down wants to feel it
        simulator::linkFields(link, profile.link);
    });
    reader.object("cardAccess", [&](JsonReader &access) {
        access.flag("terminalAuthentication", profile.accessNamesTerminalAuthentication);
        access.flag("chipAuthentication", profile.accessNamesChipAuthentication);
    });
    readPace(reader, profile.pace, profile.extendedLength);
    readChipKeys(reader, profile.chipKeys);
    reader.object("activeAuthentication", [&](JsonReader &active) {
        readKey(active, profile.aaKey, true);
        simulator::signatureFields(active, profile.activeAuthentication);
    });
    reader.object("issuer", [&](JsonReader &issuer) { readIssuer(issuer, profile.issuer); });
    profile.cardSecurity = std::any_of(profile.pace.begin(), profile.pace.end(), [](const CardProfile::PaceOffer &offer) {
        return offer.protocol.startsWith(idPaceProtocols + '\x06'); // chip authentication mapping requires the file (§9.2.11)
    });
    reader.object("files", [&](JsonReader &files) { readFiles(files, profile); });
    checkTogether(reader, profile);
    reader.finish();
    if (reader.failure())
        return fail(*reader.failure());
    if (const Result<QString> mrz = simulator::mrzLines(profile.document); !mrz)
        return fail(mrz.error());
    return profile;
}

} // namespace dd::nfc
