// A SOD changed by one byte, cut anywhere or blown up: a named error or the same verdict over the same content, never another.
#include "nfc/authentication/passive.h"
#include "nfc/authentication/signed_data.h"
#include "nfc/lds/security_object.h"
#include "tests/nfc/der.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/prefixes.h"
#include "tests/nfc/signed_document.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using dd::test::hex;

namespace dd::test::pki {

namespace {

DocumentRecipe recipeNamed(const QByteArray &name)
{
    DocumentRecipe recipe;
    if (name == "RSA-PSS, key identifier") {
        recipe.signer = rsaPss("SHA256", KeyOwner::Signer);
        recipe.byKeyIdentifier = true;
    } else if (name == "RSA by key algorithm") {
        recipe.signer = rsaByKeyAlgorithm("SHA256", KeyOwner::Signer);
    } else if (name == "plain ECDSA, LDS 1.8") {
        recipe.signer = ecdsaPlain("brainpoolP256r1", "SHA256", KeyOwner::Signer);
        recipe.object = [](ObjectParts &object) {
            object.version = integer(1);
            object.versionInfo = sequence(der(0x13, "0108") + der(0x13, "040000"));
        };
    }
    return recipe;
}

} // namespace

class TestSodMutations : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<QByteArray>("recipe");
        for (const char *name : {"ECDSA", "RSA-PSS, key identifier", "RSA by key algorithm", "plain ECDSA, LDS 1.8"})
            QTest::newRow(name) << QByteArray(name);
    }

    // Not one byte may change: content, certificate, attributes, signature, or what describes them. Three changes to each.
    void everyByteMatters()
    {
        QFETCH_GLOBAL(QByteArray, recipe);
        const SignedDocument document = makeDocument(recipeNamed(recipe));
        const QByteArray sod = document.files.value(nfc::FileId::Sod);
        QVERIFY(nfc::passiveAuthentication(document.files, document.anchors, inspectedAt)->issuerKnown);
        QMap<nfc::FileId, QByteArray> files = document.files;
        for (qsizetype at = 0; at < sod.size(); ++at) {
            for (const char change : {'\x01', '\x80', '\xFF'}) {
                QByteArray changed = sod;
                changed[at] = static_cast<char>(changed.at(at) ^ change);
                files[nfc::FileId::Sod] = changed;
                const Result<nfc::PassiveResult> result = nfc::passiveAuthentication(files, document.anchors, inspectedAt);
                if (!result) {
                    QVERIFY(!result.error().stage.isEmpty());
                    continue;
                }
                const QByteArray where =
                    QByteArray::number(at) + ": " + QByteArray(1, sod.at(at)).toHex() + " to " + QByteArray(1, changed.at(at)).toHex();
                QVERIFY2(!result->issuerKnown, where.constData()); // at most another issuer is named, whom nobody knows
            }
        }
    }

    void everyPrefixIsRefused()
    {
        QFETCH_GLOBAL(QByteArray, recipe);
        const SignedDocument document = makeDocument(recipeNamed(recipe));
        QMap<nfc::FileId, QByteArray> files = document.files;
        QVERIFY(test::refusesEveryPrefix(document.files.value(nfc::FileId::Sod), [&](QByteArrayView view) {
            files[nfc::FileId::Sod] = view.toByteArray();
            const Result<nfc::PassiveResult> result = nfc::passiveAuthentication(files, document.anchors, inspectedAt);
            return result.has_value() || result.error().stage.isEmpty();
        }));
        QVERIFY(
            test::refusesEveryPrefix(document.files.value(nfc::FileId::Sod), [](QByteArrayView view) { return nfc::listedInSod(view).has_value(); }));
    }
};

DD_TEST(TestSodMutations)

} // namespace dd::test::pki

#include "test_sod_mutations.moc"
