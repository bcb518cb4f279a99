// BSI TR-03105-5.1, LDS_H: EF.SOD's template, SignedData, SignerInfo and the LDS security object, each element wrong or missing.
#include "core/base/clock.h"
#include "nfc/read_card.h"
#include "tests/nfc/demo_card.h"
#include "tests/nfc/der.h"
#include "tests/nfc/tr03105_passive.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;

namespace dd::test::pki {

namespace {

using Change = std::function<void(DocumentRecipe &)>;

Change inMessage(QByteArray MessageParts::*part, const QByteArray &value = {})
{
    return [part, value](DocumentRecipe &recipe) { recipe.message = [part, value](MessageParts &message) { message.*part = value; }; };
}

Change inSigner(QByteArray SignerParts::*part, const QByteArray &value = {})
{
    return [part, value](DocumentRecipe &recipe) { recipe.signerInfo = [part, value](SignerParts &signer) { signer.*part = value; }; };
}

Change inAttribute(const char *name, const QByteArray &value = {})
{
    return [name, value](DocumentRecipe &recipe) {
        recipe.signerInfo = [name, value](SignerParts &signer) {
            if (value.isEmpty())
                signer.attributes.remove(name);
            else
                signer.attributes[name] = value;
        };
    };
}

Change inObject(std::function<void(ObjectParts &)> change)
{
    return [change = std::move(change)](DocumentRecipe &recipe) { recipe.object = change; };
}

Change inFile(std::function<void(QByteArray &)> change)
{
    return [change = std::move(change)](DocumentRecipe &recipe) { recipe.file = change; };
}

QByteArray versionInfo(const char *ldsVersion)
{
    return sequence(der(0x13, ldsVersion) + der(0x13, "040000"));
}

Change withVersion(int objectVersion, const QByteArray &info, const char *comVersion)
{
    return [=](DocumentRecipe &recipe) {
        recipe.comLdsVersion = comVersion;
        recipe.object = [=](ObjectParts &object) {
            object.version = integer(objectVersion);
            object.versionInfo = info;
        };
    };
}

// The SOD lists `listed`; the chip holds those and EF.COM names `named`.
Change withGroups(const QList<int> &listed, const QList<int> &named)
{
    return [=](DocumentRecipe &recipe) {
        QMap<int, QByteArray> groups;
        for (const int group : listed)
            groups[group] = recipe.groups.value(group, der(0x6F, "another"));
        recipe.groups = groups;
        recipe.comGroups = named;
    };
}

// The template's length made other than its value's; the file is read as long as it says.
void setLength(QByteArray &sod, int difference)
{
    const int length = (static_cast<quint8>(sod.at(2)) << 8 | static_cast<quint8>(sod.at(3))) + difference;
    sod[2] = static_cast<char>(length >> 8);
    sod[3] = static_cast<char>(length & 0xFF);
    sod.truncate(4 + length);
}

const QByteArray wrongIdentifier = sequence(distinguishedName("UT", "Country Signing CA") + integer(4712));

const QList<PassiveCase> &structureCases()
{
    static const QByteArray keyAnotherHas = der(0x80, QByteArray(20, 'k'));
    static const QList<PassiveCase> cases{
        {"LDS_H_17", inFile([](QByteArray &sod) { sod[0] = '\x78'; }), isDamaged("SOD")},
        {"LDS_H_18", inFile([](QByteArray &sod) { setLength(sod, -1); }), isDamaged("SOD")},
        {"LDS_H_19", inFile([](QByteArray &sod) { setLength(sod, 1); }), isDamaged("SOD")},
        {"LDS_H_20", inMessage(&MessageParts::version, integer(1)), isDamaged("SOD SignedData version")},
        {"LDS_H_21", inMessage(&MessageParts::version), isDamaged("SOD SignedData version")},
        {"LDS_H_22", inMessage(&MessageParts::digestAlgorithms, setOf(digestIdentifier("MD5"))), isRefused("SOD digest algorithms")},
        {"LDS_H_23", inMessage(&MessageParts::digestAlgorithms), isDamaged("SOD digest algorithms")},
        {"LDS_H_24", inMessage(&MessageParts::contentType, oid("1.2.840.113549.1.7.1")), isRefused("SOD content type")},
        {"LDS_H_25", inMessage(&MessageParts::contentType), isDamaged("SOD content type")},
        {"LDS_H_26", inSigner(&SignerParts::version, integer(2)), isDamaged("SOD SignerInfo version")},
        {"LDS_H_27", inSigner(&SignerParts::version), isDamaged("SOD SignerInfo version")},
        {"LDS_H_28", inSigner(&SignerParts::identifier, wrongIdentifier), isRefused("SOD signer")},
        {"LDS_H_29",
         [](DocumentRecipe &recipe) {
             inSigner(&SignerParts::identifier, keyAnotherHas)(recipe);
             recipe.byKeyIdentifier = true;
         },
         isRefused("SOD signer")},
        {"LDS_H_30", inSigner(&SignerParts::digestAlgorithm, digestIdentifier("MD5")), isRefused("SOD SignerInfo digest algorithm")},
        {"LDS_H_31", inSigner(&SignerParts::digestAlgorithm), isDamaged("SOD SignerInfo digest algorithm")},
        {"LDS_H_32", inAttribute("messageDigest", attribute("1.2.840.113549.1.9.4", octetString(QByteArray(32, 'h')))),
         isRefused("SOD message digest")},
        {"LDS_H_33", inAttribute("messageDigest"), isRefused("SOD message digest")},
        {"LDS_H_34", inAttribute("signingTime", attribute("1.2.840.113549.1.9.5", der(0x17, "no time at all"))), isDamaged("SOD signing time")},
        {"LDS_H_35", inAttribute("signingTime"), passes()},
        {"LDS_H_36",
         [](DocumentRecipe &recipe) {
             recipe.signer = rsaPkcs1("MD5", KeyOwner::Signer);
             recipe.messageDigest = "SHA256";
         },
         isRefused("SOD SignerInfo signature algorithm")},
        {"LDS_H_37", [](DocumentRecipe &recipe) { recipe.spoilSignature = true; }, isRefused("SOD signature")},
        {"LDS_H_38", [](DocumentRecipe &recipe) { recipe.signerInfo = [](SignerParts &signer) { signer.signature = QByteArray(); }; },
         isDamaged("SOD SignerInfo signature")},
        {"LDS_H_39", inObject([](ObjectParts &object) { object.version = integer(2); }), isUnsupported("SOD LDS security object version")},
        {"LDS_H_40", inObject([](ObjectParts &object) { object.version.clear(); }), isDamaged("SOD LDS security object version")},
        {"LDS_H_41", [](DocumentRecipe &recipe) { recipe.groupDigest = "MD5"; }, isRefused("SOD LDS security object digest algorithm")},
        {"LDS_H_42", inObject([](ObjectParts &object) { object.digestAlgorithm.clear(); }), isDamaged("SOD LDS security object digest algorithm")},
        {"LDS_H_43", inObject([](ObjectParts &object) { object.hashes[2] = groupHash(integer(2), QByteArray(32, 'h')); }), isRefused("DG2 hash")},
        {"LDS_H_44", inObject([](ObjectParts &object) { object.hashes.remove(1); }), isRefused("DG1 hash")},
        {"LDS_H_45", inObject([](ObjectParts &object) { object.hashes[10] = groupHash(integer(10), QByteArray(32, 'h')); }), contradictsCom()},
        {"LDS_H_46", inObject([](ObjectParts &object) { object.hashes[2] = groupHash(integer(17), QByteArray(32, 'h')); }),
         isDamaged("SOD data group hashes")},
        {"LDS_H_47", inObject([](ObjectParts &object) { object.hashes[2] = groupHash({}, QByteArray(32, 'h')); }),
         isDamaged("SOD data group hashes")},
        {"LDS_H_69", // a wrong signature is told before the wrong hash that nobody signed
         [](DocumentRecipe &recipe) {
             recipe.spoilSignature = true;
             recipe.object = [](ObjectParts &object) { object.hashes[1] = groupHash(integer(1), QByteArray(32, 'h')); };
         },
         isRefused("SOD signature")},
        {"LDS_H_74", [](DocumentRecipe &recipe) { recipe.groupDigest = "SHA512"; }, passes()},
        {"LDS_H_84", inSigner(&SignerParts::version, integer(3)), isDamaged("SOD SignerInfo version")},
        {"LDS_H_85",
         [](DocumentRecipe &recipe) {
             inSigner(&SignerParts::version, integer(1))(recipe);
             recipe.byKeyIdentifier = true;
         },
         isDamaged("SOD SignerInfo version")},
        {"LDS_H_86", withVersion(1, versionInfo("0108"), "0108"), passes()},
        {"LDS_H_87", withVersion(0, versionInfo("0108"), "0108"), isDamaged("SOD LDS version")},
        {"LDS_H_88", withVersion(1, {}, "0107"), isDamaged("SOD LDS version")},
        {"LDS_H_89", withVersion(1, versionInfo("0109"), "0109"), passes("SOD: LDS version 0109 is newer than this reader")},
        {"LDS_H_90", withGroups({1, 2, 14}, {1, 2}), contradictsCom()},
        {"LDS_H_91", withGroups({1, 2}, {1, 2, 14}), contradictsCom()},
        {"LDS_H_92", withGroups({1, 2, 14}, {1, 2, 15}), contradictsCom()},
        // EF.CardSecurity is no data group and signed by itself (9303-10 §4.6.2.3 has numbers 1 to 16): nothing is missing.
        {"LDS_H_93", [](DocumentRecipe &) {}, passes()},
    };
    return cases;
}

} // namespace

class Tr03105LdsHSignedData : public QObject
{
    Q_OBJECT

private slots:
    void row_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < structureCases().size(); ++i)
            QTest::newRow(structureCases().at(i).identifier) << i;
    }
    void row()
    {
        QFETCH(int, index);
        const PassiveCase &one = structureCases().at(index);
        DocumentRecipe recipe;
        one.change(recipe);
        QCOMPARE(departure(makeDocument(recipe), one.expected), QString());
    }

    // What the rows above change is the only thing wrong with them.
    void goodDocuments()
    {
        DocumentRecipe recipe;
        QCOMPARE(departure(makeDocument(recipe), passes()), QString());
        recipe.byKeyIdentifier = true;
        QCOMPARE(departure(makeDocument(recipe), passes()), QString());
        recipe.signer = rsaPkcs1("SHA256", KeyOwner::Signer);
        QCOMPARE(departure(makeDocument(recipe), passes()), QString());
    }

    // A signing time the certificate was not valid at is told, and decides nothing (9303-10 table 37).
    void signingTimeOutsideTheCertificatesValidity()
    {
        DocumentRecipe recipe;
        inAttribute("signingTime", attribute("1.2.840.113549.1.9.5", utcTime(signedAt - 30 * 86'400LL)))(recipe);
        QCOMPARE(departure(makeDocument(recipe), passes("document signer: signing time outside the certificate's validity")), QString());
        inAttribute("signingTime", attribute("1.2.840.113549.1.9.5", utcTime(signedAt) + utcTime(signedAt)))(recipe);
        QCOMPARE(departure(makeDocument(recipe), isDamaged("SOD signed attributes")), QString());
    }

    // The reader tells it and goes by what the issuer signed: it reads what the SOD lists, whatever EF.COM leaves out.
    void readerTellsAContradictingCom()
    {
        CardImage card = test::demoCard(ActiveAuthenticationKey::Ecdsa);
        card.files[FileId::Com] = QByteArray::fromHex("60175F0104303130375F36063034303030305C056175636D6E"); // DG15, the chip's key, is left out
        SystemRandom random;
        const FixedClock clock(test::personalisedAt + 86'400);
        const std::unique_ptr<CardSource> source = makeSimulatedSource(card, random, Faults());
        ReadRequest request;
        request.access = {AccessKey::Kind::Can, card.can.toLatin1()};
        const Result<ReadResult> read = readCard(*source, request, test::demoAnchors(), random, clock, {}, {});
        QVERIFY(read);
        QCOMPARE(read->report.verdict(), ReadReport::Verdict::Genuine);
        QCOMPARE(read->report.notes.filter(QStringLiteral("COM: ")).size(), 1);
        QVERIFY(read->files.contains(FileId::Dg15));
        QCOMPARE(read->report.chipAuthentication.outcome, CheckOutcome::Passed);
    }

    // Every data group of an LDS1 application, the ones this reader has no use for among them.
    void everyDataGroup()
    {
        DocumentRecipe recipe;
        for (int group = 1; group <= 16; ++group) {
            recipe.groups[group] = QByteArray(10 * group, static_cast<char>(group));
            if (!recipe.comGroups.contains(group))
                recipe.comGroups.append(group);
        }
        SignedDocument document = makeDocument(recipe);
        QCOMPARE(departure(document, passes()), QString());
        QCOMPARE(passiveAuthentication(document.files, document.anchors, inspectedAt)->coveredGroups.size(), 16);
        for (int group = 1; group <= 16; ++group) {
            SignedDocument changed = document;
            changed.files[static_cast<FileId>(0x0100 + group)][0] = '!';
            QCOMPARE(departure(changed, isRefused(qPrintable(QStringLiteral("DG%1 hash").arg(group)))), QString());
        }
    }

    void whatTheResultSays()
    {
        DocumentRecipe recipe;
        withVersion(1, versionInfo("0108"), "0107")(recipe);
        const SignedDocument document = makeDocument(recipe);
        const Result<PassiveResult> result = passiveAuthentication(document.files, document.anchors, inspectedAt);
        QVERIFY(result);
        QCOMPARE(result->ldsVersion, QStringLiteral("0108"));
        QCOMPARE(result->signerCountry, QStringLiteral("UT"));
        QCOMPARE(result->signerSubject, QStringLiteral("C = UT, CN = Document Signer 1"));
        QCOMPARE(result->signature, QStringLiteral("ECDSA-SHA256, brainpoolP256r1"));
        QCOMPARE(result->coveredGroups, (QList<int>{1, 2, 14}));
        QCOMPARE(result->notes, QStringList{QStringLiteral("COM: states another LDS version than the SOD")});
        QVERIFY(!result->signerDer.isEmpty());
    }
};

DD_TEST(Tr03105LdsHSignedData)

} // namespace dd::test::pki

#include "tr03105_lds_h_signed_data.moc"
