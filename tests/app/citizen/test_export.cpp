// All one's data: nothing missing, no key in it, as the document describes it, and readable on paper.
#include "app/citizen/personal_data.h"
#include "tests/app/citizen/phone.h"
#include "tests/support/registry.h"
#include "wallet/database.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>

namespace dd::citizen {
namespace {

// Names of everything in a value that is not a container, and of the containers that may be null.
void collectNames(const QString &name, const QJsonValue &value, QSet<QString> &names)
{
    if (value.isArray()) {
        for (const QJsonValue &element : value.toArray())
            collectNames(name + QStringLiteral("[]"), element, names);
    } else if (value.isObject()) {
        const bool map = name == QLatin1String("settings.vault") || name == QLatin1String("settings.device");
        const QJsonObject object = value.toObject();
        for (auto entry = object.begin(); entry != object.end(); ++entry)
            collectNames((name.isEmpty() ? QString() : name + QLatin1Char('.')) + (map ? QStringLiteral("*") : entry.key()), entry.value(), names);
    } else {
        names.insert(name);
    }
}

PersonalData everything()
{
    PersonalData data;
    data.exportedAt = dd::test::worldTime;
    data.cardReadAt = dd::test::worldTime - 60;
    data.card = CardSummary{nfc::ReadReport::Verdict::Genuine, true, true, QStringLiteral("CSCA Mẫu"), installedByDemo, QStringLiteral("CA"),
                            {{CardFieldKey::FullName, QStringLiteral("NGUYỄN VĂN MẪU"), FieldOrigin::Chip}}};
    data.faceImage = "face";
    credential::Claims identity;
    identity.person = credential::Person{QStringLiteral("NGUYỄN VĂN MẪU"), 19900115, identity::Sex::Male, QStringLiteral("VNM")};
    identity.address = credential::Address{QStringLiteral("Số 1 phố Mẫu"), credential::Place{QStringLiteral("01"), QStringLiteral("00004")}};
    identity.ageFlags = {14, 16};
    identity.level = 1;
    credential::Claims pass = identity;
    pass.type = credential::CredentialType::TravelPass;
    pass.pass = credential::TravelPassClaims{};
    pass.pass->flight = credential::Flight{QStringLiteral("VN"), 123, 20261121, QStringLiteral("HAN"), QStringLiteral("DAD")};
    pass.pass->conditions = {{credential::Condition::Type::Test, QStringLiteral("XN-0002"), 0}};
    pass.companions = {{QStringLiteral("TRẦN THỊ MẪU"), 20150607}};
    pass.status = credential::StatusReference{7, "https://status.example/1"};
    credential::Claims residence;
    residence.type = credential::CredentialType::ResidenceStatus;
    residence.residence = credential::ResidenceStatusClaims{20261121, 0, {}, {}, {}, {}};
    residence.permanentAddress = identity.address;
    residence.currentResidence = identity.address;
    residence.household = credential::Household{QStringLiteral("HK-000001"), 3, 4};
    credential::Claims printed;
    printed.type = credential::CredentialType::PrintedCopy;
    printed.printed = credential::printedCopyOf(pass);
    credential::Claims bareResidence; // what may be absent in one is null, as is a place within an address
    bareResidence.type = residence.type;
    bareResidence.residence = residence.residence;
    credential::Claims uncoded = residence;
    uncoded.permanentAddress->place.reset();
    uncoded.currentResidence->place.reset();
    credential::Claims printedIdentity;
    printedIdentity.type = printed.type;
    printedIdentity.printed = credential::printedCopyOf(identity);
    credential::Claims receipt;
    receipt.type = credential::CredentialType::ResidenceReceipt;
    receipt.receipt = credential::ReceiptClaims{};
    receipt.members = {{QStringLiteral("TRẦN THỊ MẪU"), 19920101, 1}};
    credential::Claims barePass = pass;
    barePass.pass->flight.reset();
    for (const credential::Claims &claims : {identity, pass, receipt, barePass, residence, bareResidence, uncoded, printed, printedIdentity}) {
        wallet::StoredCredential stored;
        stored.credential.claims = claims;
        data.credentials.append(stored);
    }
    credential::StayNotification stay;
    stay.id = QByteArray(16, 'i');
    stay.facilityName = QStringLiteral("Khách sạn Mẫu");
    stay.address = {QStringLiteral("Số 1 phố Mẫu"), credential::Place{QStringLiteral("01"), {}}};
    stay.reason = QStringLiteral("Công tác");
    stay.from = dd::test::worldTime;
    stay.to = dd::test::worldTime + 86'400;
    stay.createdAt = dd::test::worldTime;
    wallet::StoredDeclaration draft;
    draft.id = stay.id;
    draft.content = credential::encode(stay);
    wallet::StoredDeclaration unreadable = draft;
    unreadable.content = "?";
    data.declarations = {draft, unreadable};
    data.history = {{dd::test::worldTime, QStringLiteral("vn:counter"), 65001, {10, 2}}};
    data.consents = {{dd::test::worldTime, QStringLiteral("q-1"), QStringLiteral("Quầy Mẫu"), true, QStringLiteral("Lưu trú"), QStringLiteral("Điều 30"), 65001, {10}, QByteArray(32, 'h'), {}}};
    data.unreadable = {{9, dd::test::worldTime, true, "a token of a version to come"}};
    data.settings = {{QStringLiteral("theme"), QStringLiteral("dark")}};
    data.preferences = {{QStringLiteral("language"), QStringLiteral("vi")}};
    return data;
}

QString textOf(const QString &pdf, const QStringList &options = {})
{
    QProcess reader;
    reader.start(QStringLiteral("pdftotext"), QStringList(options) << QStringLiteral("-layout") << pdf << QStringLiteral("-"));
    if (!reader.waitForFinished(20'000) || reader.exitCode() != 0)
        return {};
    return QString::fromUtf8(reader.readAllStandardOutput()).normalized(QString::NormalizationForm_C);
}

} // namespace

class TestExport : public QObject
{
    Q_OBJECT
private slots:
    void theDocumentNamesWhatIsWritten()
    {
        QSet<QString> written;
        collectNames({}, QJsonDocument::fromJson(personalDataJson(everything())).object(), written);
        PersonalData bare;
        wallet::StoredCredential nobody;
        nobody.credential.claims.address = credential::Address{};
        bare.credentials = {nobody};
        collectNames({}, QJsonDocument::fromJson(personalDataJson(bare)).object(), written);
        // An address without a code, in a declaration: the same shape as in a credential.
        written.insert(QStringLiteral("declarations[].stay.address.place"));

        const QString document = QString::fromUtf8(dd::test::readFile(QStringLiteral(DINHDANH_SOURCE_DIR "/docs/export.md")));
        static const QRegularExpression row(QStringLiteral("^\\| `([^`]+)` \\|"), QRegularExpression::MultilineOption);
        QSet<QString> described;
        for (auto match = row.globalMatch(document); match.hasNext();)
            described.insert(match.next().captured(1));
        QVERIFY(described.size() > 60);
        QStringList undescribed = (written - described).values();
        QStringList unwritten = (described - written).values();
        undescribed.sort();
        unwritten.sort();
        QCOMPARE(undescribed, QStringList());
        QCOMPARE(unwritten, QStringList());
    }

    void everythingOfAStoryAndNoKey()
    {
        QTemporaryDir folder;
        dd::test::World world;
        dd::test::Phone phone(folder.path(), world);
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.enrol());
        QVERIFY(phone.requestPass());
        phone.app().present().begin();
        phone.app().present().share(QStringLiteral("person"), true);
        phone.app().present().show();
        phone.app().present().close();
        Session &session = phone.app().session();
        QVERIFY(session.vault()->database()->execute("INSERT INTO consents (at, verifier_id, verifier_name, registered, purpose, legal_basis, credential_type,"
                                                     " groups, text_hash) VALUES (1795258800, 'quay-1', 'Quầy Mẫu', 0, 'Lưu trú', 'Điều 30', 65001, '10,11', x'01')"));
        // And one that this version cannot read, which keeps nothing from being written.
        QVERIFY(session.vault()->database()->execute("INSERT INTO credentials (token, token_hash, holder_thumbprint, demo, added_at)"
                                                     " VALUES (x'a0', x'01', x'02', 0, 1795258800)"));
        QVERIFY(wallet::Settings(*session.vault()).setValue(QStringLiteral("theme"), QStringLiteral("dark")));

        QVERIFY(phone.click(QStringLiteral("home.settings")));
        QVERIFY(phone.click(QStringLiteral("settings.export")));
        QVERIFY(phone.waitFor("page.export"));
        QVERIFY(phone.text("export.path").endsWith(QStringLiteral("du-lieu-cua-toi-2026-11-21.pdf")));
        QVERIFY(phone.click(QStringLiteral("export.format.json")));
        QVERIFY(phone.text("export.path").endsWith(QStringLiteral("du-lieu-cua-toi-2026-11-21.json")));
        const QString json = folder.filePath(QStringLiteral("tất cả.json"));
        phone.app().exporting().setFile(json);
        QVERIFY(phone.click(QStringLiteral("export.ask")));
        QTRY_VERIFY(phone.has("export.warning"));
        QVERIFY(phone.text("export.warning").contains(QStringLiteral("KHÔNG mã hóa")));
        QVERIFY(!QFile::exists(json)); // not before the yes
        QVERIFY(phone.click(QStringLiteral("export.write")));
        QVERIFY(phone.waitFor("export.done"));
        QVERIFY(phone.text("export.done").contains(QStringLiteral("tất cả.json")));
        QCOMPARE(QFile::permissions(json) & ~(QFile::ReadUser | QFile::WriteUser), QFile::ReadOwner | QFile::WriteOwner);

        const QByteArray bytes = dd::test::readFile(json);
        const QJsonObject all = QJsonDocument::fromJson(bytes).object();
        QCOMPARE(all[QStringLiteral("exportedAt")].toString(), QStringLiteral("2026-11-21T11:00:00Z"));
        QVERIFY(bytes.contains(dd::nfc::demoPerson().details.fullName.toUtf8()));
        QCOMPARE(all[QStringLiteral("card")][QStringLiteral("verdict")].toString(), QStringLiteral("genuine"));
        QVERIFY(!QByteArray::fromBase64(all[QStringLiteral("card")][QStringLiteral("portrait")].toString().toLatin1()).isEmpty());
        const QJsonArray credentials = all[QStringLiteral("credentials")].toArray();
        QCOMPARE(credentials.size(), 3);
        const QJsonObject unknown{{QStringLiteral("id"), credentials[2][QStringLiteral("id")]}, {QStringLiteral("type"), QStringLiteral("unknown")},
                                  {QStringLiteral("addedAt"), QStringLiteral("2026-11-21T11:00:00Z")}, {QStringLiteral("demo"), false},
                                  {QStringLiteral("keyOnThisDevice"), false}, {QStringLiteral("token"), QStringLiteral("oA==")}};
        QCOMPARE(credentials[2].toObject(), unknown);
        QCOMPARE(credentials[0][QStringLiteral("type")].toString(), QStringLiteral("travel-pass"));
        QCOMPARE(credentials[1][QStringLiteral("type")].toString(), QStringLiteral("identity"));
        QCOMPARE(credentials[1][QStringLiteral("keyOnThisDevice")].toBool(), true);
        QCOMPARE(credentials[1][QStringLiteral("claims")][QStringLiteral("personalNumber")].toString(), dd::nfc::demoPerson().details.personalNumber);
        QCOMPARE(QByteArray::fromBase64(credentials[1][QStringLiteral("token")].toString().toLatin1()), (*session.identity())->credential.token);
        QCOMPARE(all[QStringLiteral("history")][0][QStringLiteral("groups")][0].toString(), QStringLiteral("person"));
        QCOMPARE(all[QStringLiteral("consents")][0][QStringLiteral("verifierName")].toString(), QStringLiteral("Quầy Mẫu"));
        QCOMPARE(all[QStringLiteral("consents")][0][QStringLiteral("groups")].toArray().size(), 2);
        QCOMPARE(all[QStringLiteral("settings")][QStringLiteral("vault")][QStringLiteral("theme")].toString(), QStringLiteral("dark"));
        QCOMPARE(all[QStringLiteral("settings")][QStringLiteral("device")][QStringLiteral("language")].toString(), QStringLiteral("vi"));

        const auto signer = session.identitySigner();
        QVERIFY(signer);
        const auto *software = dynamic_cast<crypto::SoftwareSigner *>(signer->get());
        QVERIFY(software && !software->privateKey().isEmpty());
        const QByteArray key = software->privateKey().view().toByteArray();
        for (const QByteArray &form : {key, key.toHex(), key.toBase64(), key.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)})
            QVERIFY(!bytes.contains(form));

        // The page again, for the PDF; a place that is not there is said.
        QVERIFY(phone.click(QStringLiteral("export.finish")));
        QVERIFY(phone.click(QStringLiteral("settings.export")));
        QVERIFY(phone.click(QStringLiteral("export.format.pdf")));
        phone.app().exporting().setFile(folder.filePath(QStringLiteral("nowhere/a.pdf")));
        QVERIFY(phone.click(QStringLiteral("export.ask")));
        QVERIFY(phone.click(QStringLiteral("export.write")));
        QTRY_COMPARE_WITH_TIMEOUT(phone.read("export.message", "code").toString(), QStringLiteral("VLT-009"), 20'000);
        const QString pdf = folder.filePath(QStringLiteral("a.pdf"));
        phone.app().exporting().setFile(pdf);
        QVERIFY(phone.click(QStringLiteral("export.ask")));
        QVERIFY(phone.click(QStringLiteral("export.write")));
        QVERIFY(phone.waitFor("export.done"));
        QVERIFY(dd::test::readFile(pdf).startsWith("%PDF-"));
        QCOMPARE(phone.trap.take(), QStringList());
        if (const QString keep = qEnvironmentVariable("DINHDANH_SHOTS"); !keep.isEmpty()) {
            QFile::remove(keep + QStringLiteral("/export.pdf"));
            QFile::copy(pdf, keep + QStringLiteral("/export.pdf"));
        }
        if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty())
            QSKIP("pdftotext (poppler-utils) is not installed");
        const QString text = textOf(pdf);
        for (const QString &part : {QStringLiteral("Dữ liệu của tôi — xuất ngày 21/11/2026"), QStringLiteral("Trang 1/"), dd::nfc::demoPerson().details.fullName,
                                    dd::nfc::demoPerson().details.personalNumber, QStringLiteral("Căn cước số"), QStringLiteral("Quầy Mẫu"), QStringLiteral("không đọc được 1 giấy tờ khác"), QStringLiteral("Thẻ thông hành")})
            QVERIFY2(text.contains(part), qPrintable(part));
    }

    // Many entries run over many pages: each with its heading and number, none lost at an edge.
    void manyPages()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty())
            QSKIP("pdftotext (poppler-utils) is not installed");
        PersonalData data = everything();
        data.history.clear();
        for (int entry = 0; entry < 300; ++entry)
            data.history.append({dd::test::worldTime - entry * 60, QStringLiteral("quay-%1.").arg(entry), 65001, {10}});
        QTemporaryDir folder;
        const QString pdf = folder.filePath(QStringLiteral("a.pdf"));
        QFile file(pdf);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(personalDataPdf(personalDataHtml(data), personalDataTitle(data), personalDataPage()));
        file.close();
        const QStringList pages = textOf(pdf).split(QLatin1Char('\f'), Qt::SkipEmptyParts);
        QVERIFY(pages.size() > 3);
        for (int page = 0; page < pages.size(); ++page) {
            QVERIFY(pages.at(page).contains(QStringLiteral("Dữ liệu của tôi — xuất ngày 21/11/2026")));
            QVERIFY(pages.at(page).contains(QStringLiteral("Trang %1/%2").arg(page + 1).arg(pages.size())));
        }
        const QString text = pages.join(QLatin1Char('\n'));
        for (int entry = 0; entry < 300; ++entry)
            QCOMPARE(text.count(QStringLiteral("quay-%1.").arg(entry)), 1);
    }
};

DD_TEST(TestExport)

} // namespace dd::citizen

#include "test_export.moc"
