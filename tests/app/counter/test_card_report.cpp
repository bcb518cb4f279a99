// What the counter prints about a card: readings of the simulated chip, in both languages and as JSON.
#include "app/faces/face_picture.h"
#include "tests/app/counter/card_world.h"
#include "tests/support/registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace dd;
using namespace dd::counter;
using dd::test::CardWorld;

namespace {

QStringList sortedKeys(const QJsonObject &object)
{
    QStringList keys = object.keys();
    keys.sort();
    return keys;
}

} // namespace

class TestCardReport : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<CardWorld> m_world;

    CardReading scene(const QString &name)
    {
        if (name == QLatin1String("genuine"))
            return m_world->genuine();
        if (name == QLatin1String("authentic"))
            return m_world->copyable();
        if (name == QLatin1String("unchecked"))
            return m_world->withheld();
        return name == QLatin1String("issuer-unknown") ? m_world->unknownIssuer() : m_world->altered();
    }

private slots:
    void init()
    {
        if (!m_world)
            m_world = std::make_unique<CardWorld>();
    }

    void verdicts_data()
    {
        QTest::addColumn<QString>("verdict");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("vi");
        QTest::addColumn<QString>("en");
        QTest::addColumn<QString>("passive");
        QTest::addColumn<QString>("issuer");
        QTest::addColumn<QString>("active");
        QTest::newRow("genuine") << "genuine" << 0 << "CHIP THẬT (DEMO)"
                                 << "GENUINE CHIP (DEMO)"
                                 << "passed"
                                 << "passed"
                                 << "passed";
        QTest::newRow("a copy is not ruled out") << "authentic" << 0 << "DỮ LIỆU ĐÚNG CHỮ KÝ, CHƯA LOẠI TRỪ BẢN SAO (DEMO)"
                                                 << "AUTHENTIC DATA, A COPY IS NOT RULED OUT (DEMO)"
                                                 << "passed"
                                                 << "passed"
                                                 << "not-offered";
        QTest::newRow("no CSCA") << "issuer-unknown" << 2 << "CHƯA XÁC MINH ĐƯỢC NƠI CẤP (DEMO)"
                                 << "ISSUER NOT VERIFIED (DEMO)"
                                 << "passed"
                                 << "not-possible"
                                 << "passed";
        QTest::newRow("a signed file withheld") << "unchecked" << 2 << "CHƯA KIỂM TRA ĐƯỢC ĐẦY ĐỦ (DEMO)"
                                                << "NOT FULLY CHECKED (DEMO)"
                                                << "not-possible"
                                                << "passed"
                                                << "passed";
        QTest::newRow("altered name") << "failed" << 1 << "KHÔNG QUA ĐƯỢC KIỂM TRA (DEMO)"
                                      << "CHECK FAILED (DEMO)"
                                      << "failed"
                                      << "not-possible"
                                      << "not-possible";
    }
    void verdicts()
    {
        QFETCH(QString, verdict);
        const CardReading reading = scene(verdict);
        QTEST(exitCodeOf(reading.result.report.verdict()), "exitCode");

        const QString vi = cardText(reading, Language::Vietnamese);
        const QString en = cardText(reading, Language::English);
        QTEST(vi.section(QLatin1Char('\n'), 0, 0), "vi"); // the verdict comes first
        QTEST(en.section(QLatin1Char('\n'), 0, 0), "en");

        const QJsonObject json = cardJson(reading);
        QCOMPARE(json.value(QLatin1String("verdict")).toString(), verdict);
        QCOMPARE(json.value(QLatin1String("demo")).toBool(), true);
        QCOMPARE(json.value(QLatin1String("simulated")).toBool(), true);
        const QJsonObject checks = json.value(QLatin1String("checks")).toObject();
        QTEST(checks.value(QLatin1String("passiveAuthentication")).toObject().value(QLatin1String("outcome")).toString(), "passive");
        QTEST(checks.value(QLatin1String("issuer")).toObject().value(QLatin1String("outcome")).toString(), "issuer");
        QTEST(checks.value(QLatin1String("chipAuthentication")).toObject().value(QLatin1String("outcome")).toString(), "active");

        // Every check stands in every form, with its outcome and why.
        const QList<NamedCheck> named = namedChecks(reading.result.report);
        QCOMPARE(checks.size(), named.size());
        QCOMPARE(named.size(), reading.result.report.checks().size()); // so that a new check cannot be left out
        for (const NamedCheck &one : named) {
            for (const auto &[text, language] : {std::pair(vi, Language::Vietnamese), std::pair(en, Language::English)}) {
                const QString line = QStringLiteral("  [%1] %2").arg(words(one.check.outcome).in(language), one.label.in(language));
                QVERIFY2(text.contains(line), qPrintable(line));
                // Whatever did not pass says why, in the reader's language.
                QCOMPARE(one.check.outcome == nfc::CheckOutcome::Passed, !one.check.reason && !one.why);
                if (one.why)
                    QVERIFY2(text.contains(line + QStringLiteral("\n      ") + one.why->in(language)), qPrintable(text));
                if (one.check.reason) {
                    QVERIFY(text.contains(errorId(one.check.reason->code)));
                    QVERIFY(text.contains(errorMessage(one.check.reason->code, language)));
                    QVERIFY(text.contains(errorAdvice(one.check.reason->code, language)));
                    QVERIFY(text.contains(one.check.reason->stage));
                }
            }
            const QJsonObject check = checks.value(QLatin1String(one.key)).toObject();
            QCOMPARE(check.value(QLatin1String("outcome")).toString(), QLatin1String(name(one.check.outcome)));
            QCOMPARE(check.contains(QLatin1String("code")), one.check.reason.has_value());
            QCOMPARE(check.contains(QLatin1String("advice")), one.check.reason.has_value());
            QCOMPARE(check.contains(QLatin1String("why")), one.why.has_value());
        }
        const bool vouched = verdict == QLatin1String("genuine") || verdict == QLatin1String("authentic");
        QCOMPARE(en.contains(QLatin1String("(not verified)")), !vouched);
        QCOMPARE(json.contains(QLatin1String("anchor")), verdict != QLatin1String("issuer-unknown")); // a failed one says whose it claims to be
    }

    void theAlteredGroupIsNamed()
    {
        const CardReading reading = m_world->altered();
        const auto &reason = reading.result.report.passive.reason;
        QVERIFY(reason);
        QCOMPARE(reason->code, ErrorCode::PassiveAuthenticationFailed);
        QVERIFY2((reason->stage + reason->detail).contains(QLatin1String("DG1")), qPrintable(reason->stage + reason->detail));
        QVERIFY(cardText(reading, Language::English).contains(QLatin1String("DG1")));
    }

    void whoAndWhatWasRead()
    {
        const CardReading reading = m_world->genuine();
        const nfc::Dg13 person = nfc::demoPerson().details;
        const QByteArray picture = nfc::demoPerson().faceJpeg;
        for (const Language language : {Language::Vietnamese, Language::English}) {
            const QString text = cardText(reading, language);
            for (const QString &value : {person.fullName, person.personalNumber, person.residence, person.father, person.mother, person.issueDate,
                                         reading.result.mrz.primaryName, reading.result.mrz.documentNumber, reading.reader,
                                         reading.result.report.anchorName, QStringLiteral("JPEG, 360 × 480, %1 byte").arg(picture.size())})
                QVERIFY2(!value.isEmpty() && text.contains(value), qPrintable(value));
        }
        const QJsonObject json = cardJson(reading);
        const QJsonObject who = json.value(QLatin1String("who")).toObject();
        QCOMPARE(who.value(QLatin1String("dg13")).toObject().value(QLatin1String("fullName")).toString(), person.fullName);
        QCOMPARE(who.value(QLatin1String("mrz")).toObject().value(QLatin1String("documentNumber")).toString(), reading.result.mrz.documentNumber);
        const QJsonObject face = json.value(QLatin1String("face")).toObject();
        QCOMPARE(face.value(QLatin1String("format")).toString(), QStringLiteral("jpeg"));
        QCOMPARE(face.value(QLatin1String("bytes")).toInt(), picture.size());
        QCOMPARE(face.value(QLatin1String("width")).toInt(), 360);
        QCOMPARE(face.value(QLatin1String("height")).toInt(), 480);
        QMap<QString, int> files;
        for (const QJsonValue &file : json.value(QLatin1String("files")).toArray())
            files.insert(file.toObject().value(QLatin1String("name")).toString(), file.toObject().value(QLatin1String("bytes")).toInt());
        QCOMPARE(files.size(), reading.result.files.size());
        QCOMPARE(files.value(QStringLiteral("DG2")), m_world->image.files.value(nfc::FileId::Dg2).size());
        QCOMPARE(files.value(QStringLiteral("CardAccess")), 54);
        QVERIFY(QJsonDocument(json).toJson().size() < picture.size()); // the picture itself is nobody's business here
    }

    // Programs rely on these names (docs/counter.md); a new one is added there, too.
    void keysAreStable()
    {
        const QJsonObject json = cardJson(m_world->genuine());
        const auto list = [](std::initializer_list<const char *> names) {
            QStringList keys;
            for (const char *name : names)
                keys.append(QLatin1String(name));
            keys.sort();
            return keys;
        };
        QCOMPARE(sortedKeys(json), list({"verdict", "demo", "simulated", "reader", "readAt", "checks", "anchor", "who", "face", "files"}));
        const QJsonObject checks = json.value(QLatin1String("checks")).toObject();
        for (const char *key : {"access", "passiveAuthentication", "issuer", "revocation", "chipAuthentication", "activeAuthentication"})
            QVERIFY2(checks.contains(QLatin1String(key)), key);
        QCOMPARE(checks.size(), 6);
        QCOMPARE(sortedKeys(checks.value(QLatin1String("access")).toObject()), list({"outcome", "detail"}));
        QCOMPARE(sortedKeys(json.value(QLatin1String("anchor")).toObject()), list({"name", "installedBy"}));
        QCOMPARE(sortedKeys(json.value(QLatin1String("face")).toObject()), list({"format", "bytes", "width", "height"}));
        const QJsonObject error = cardErrorJson({ErrorCode::WrongAccessKey, QStringLiteral("PACE step 4"), QStringLiteral("63C2"), 2}, {}, 0);
        QCOMPARE(sortedKeys(error), list({"verdict", "demo", "reader", "readAt", "code", "message", "advice", "stage", "reason", "triesLeft"}));
        QCOMPARE(error.value(QLatin1String("verdict")).toString(), QStringLiteral("not-read"));
        QCOMPARE(error.value(QLatin1String("readAt")).toString(), QStringLiteral("1970-01-01T00:00:00Z"));
        QCOMPARE(error.value(QLatin1String("triesLeft")).toInt(), 2);
    }

    // A chip's texts are anybody's: they must not reach the terminal as commands.
    void controlCharactersAreNotPrinted()
    {
        CardReading reading = m_world->genuine();
        reading.result.details->fullName = QStringLiteral("A\x1B[2JB\u0007\u009B1mC\u202ED\nCHIP\u2028E");
        reading.result.report.passive.detail = QStringLiteral("x\x1B]0;y\x07");
        const QString text = cardText(reading, Language::English);
        for (const char16_t bad : {u'\x1B', u'\x07', u'\x9B', u'\x202E', u'\x2028'})
            QVERIFY(!text.contains(QChar(bad)));
        QVERIFY(!text.contains(QLatin1String("\nCHIP")));
        QVERIFY(text.contains(QLatin1String("Full name: A")));
    }

    void facesThatAreNoPicture()
    {
        CardReading reading = m_world->genuine();
        reading.result.face->data = "not a picture";
        QVERIFY(!cardJson(reading).value(QLatin1String("face")).toObject().contains(QLatin1String("width")));
        reading.result.face->format = nfc::FaceImage::Format::Jpeg2000;
        QCOMPARE(cardJson(reading).value(QLatin1String("face")).toObject().value(QLatin1String("format")).toString(), QStringLiteral("jpeg2000"));
        QVERIFY(cardText(reading, Language::English).contains(QLatin1String("JPEG 2000, 13 byte")));
        reading.result.face.reset();
        QVERIFY(!cardJson(reading).contains(QLatin1String("face")));
        QVERIFY(cardText(reading, Language::English).contains(QLatin1String("none, or one that cannot be decoded")));
    }

    void newerDg13IsSaidToBeUnreadable()
    {
        CardReading reading = m_world->genuine();
        reading.result.details.reset();
        QVERIFY(cardText(reading, Language::English).contains(QLatin1String("DG13: this app cannot read")));
        QVERIFY(!cardJson(reading).value(QLatin1String("who")).toObject().contains(QLatin1String("dg13")));
    }

    // Every reason a check can have for not having passed, where no error gives it.
    void whyNot_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("why");
        QTest::addColumn<bool>("trusted");
        QTest::newRow("revocation, no list") << "revocation" << "No current list of revoked certificates" << true;
        QTest::newRow("revocation, no issuer") << "revocation" << "The issuer is not verified" << false;
        QTest::newRow("one proof is enough") << "activeAuthentication" << "Not run: the chip proved itself the other way" << true;
    }
    void whyNot()
    {
        QFETCH(QString, key);
        QFETCH(QString, why);
        QFETCH(bool, trusted);
        const CardReading reading = trusted ? m_world->genuine() : m_world->unknownIssuer();
        const QString text = cardText(reading, Language::English);
        QVERIFY2(text.contains(why), qPrintable(text));
        const QJsonObject check = cardJson(reading).value(QLatin1String("checks")).toObject().value(key).toObject();
        QCOMPARE(check.value(QLatin1String("outcome")).toString(), QStringLiteral("not-possible"));
        const QJsonObject words = check.value(QLatin1String("why")).toObject();
        QVERIFY(words.value(QLatin1String("en")).toString().startsWith(why));
        QVERIFY(cardText(reading, Language::Vietnamese).contains(words.value(QLatin1String("vi")).toString()));
    }

    void whyNothingIsProvenByUnsignedKeys()
    {
        CardReading reading = m_world->genuine();
        reading.result.report.passive = {nfc::CheckOutcome::Failed, Error{ErrorCode::PassiveAuthenticationFailed, QStringLiteral("DG1"), {}, {}}, {}};
        reading.result.report.activeAuthentication = {nfc::CheckOutcome::NotPossible, {}, QStringLiteral("some <technical> words")};
        const QLatin1String why("No signature vouches for the chip's key, so it proves nothing. (some <technical> words)");
        QVERIFY(cardText(reading, Language::English).contains(why));
        reading.result.report.activeAuthentication = {nfc::CheckOutcome::NotOffered, {}, {}};
        QVERIFY(cardText(reading, Language::English).contains(QLatin1String("This chip does not have it.")));
        reading.result.report.access = {nfc::CheckOutcome::NotOffered, {}, {}};
        QVERIFY(cardText(reading, Language::English).contains(QLatin1String("anybody can read it without a code")));
    }

    // Deviations and oddities, what the chip refused, and what else an issuer tells.
    void notesAndMoreGroups()
    {
        CardReading reading = m_world->genuine();
        reading.result.report.notes = {QStringLiteral("known deviation: wrong\x1B date"), QStringLiteral("DG2: gender")};
        reading.result.refused = {{nfc::FileId::Dg12, 0x6A82}};
        nfc::Dg11 holder;
        holder.name = {QStringLiteral("NGUYỄN"), QStringLiteral("VĂN MẪU")};
        holder.otherNames = {{QStringLiteral("MẪU"), QStringLiteral("CŨ")}};
        holder.placeOfBirth = {QStringLiteral("Hà Nội"), QStringLiteral("Việt Nam")};
        holder.telephone = QStringLiteral("0000000017");
        reading.result.holder = holder;
        nfc::Dg12 document;
        document.issuingAuthority = QStringLiteral("Cơ quan mẫu");
        document.frontImage = QByteArray(7, 'x');
        reading.result.document = document;
        for (const Language language : {Language::Vietnamese, Language::English}) {
            const QString text = cardText(reading, language);
            for (const char *value : {"known deviation: wrong", "DG2: gender", "DG12 (6A82", "NGUYỄN VĂN MẪU", "MẪU CŨ", "Hà Nội, Việt Nam", "0000000017",
                                      "Cơ quan mẫu", "7 byte"})
                QVERIFY2(text.contains(QString::fromUtf8(value)), value);
            QVERIFY(!text.contains(QChar(u'\x1B')));
        }
        const QJsonObject json = cardJson(reading);
        QCOMPARE(json.value(QLatin1String("notes")).toArray().size(), 2);
        const QJsonObject refused = json.value(QLatin1String("refused")).toArray().at(0).toObject();
        QCOMPARE(refused.value(QLatin1String("name")).toString(), QStringLiteral("DG12"));
        QVERIFY(refused.value(QLatin1String("status")).toString().contains(QLatin1String("6A82")));
        const QJsonObject who = json.value(QLatin1String("who")).toObject();
        const QJsonObject dg11 = who.value(QLatin1String("dg11")).toObject();
        QCOMPARE(dg11.value(QLatin1String("fullName")).toString(), QStringLiteral("NGUYỄN VĂN MẪU"));
        QCOMPARE(dg11.value(QLatin1String("placeOfBirth")).toArray().size(), 2);
        QCOMPARE(who.value(QLatin1String("dg12")).toObject().value(QLatin1String("issuingAuthority")).toString(), QStringLiteral("Cơ quan mẫu"));
    }

    void jpeg2000HasPixels()
    {
        CardReading reading = m_world->genuine();
        QFile corpus(QStringLiteral(DINHDANH_SOURCE_DIR "/tests/fuzz/corpus/fuzz_face/jp2"));
        QVERIFY(corpus.open(QIODevice::ReadOnly));
        reading.result.face = nfc::FaceImage{nfc::FaceImage::Format::Jpeg2000, corpus.readAll(), {}};
        const QImage picture = faceFromChip(reading.result.face->data);
        QVERIFY(!picture.isNull());
        const QJsonObject face = cardJson(reading).value(QLatin1String("face")).toObject();
        QCOMPARE(face.value(QLatin1String("width")).toInt(), picture.width());
        QCOMPARE(face.value(QLatin1String("height")).toInt(), picture.height());
        QVERIFY(cardText(reading, Language::English).contains(QStringLiteral("JPEG 2000, %1 × %2").arg(picture.width()).arg(picture.height())));
    }

    void errors_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("exitCode");
        const auto row = [](const char *name, ErrorCode code, int exitCode) { QTest::newRow(name) << int(code) << exitCode; };
        row("no card", ErrorCode::NoCard, 4);
        row("lost", ErrorCode::CardLost, 4);
        row("stopped", ErrorCode::Cancelled, 4);
        row("no reader", ErrorCode::ReaderUnavailable, 5);
        row("wrong code", ErrorCode::WrongAccessKey, 3);
        row("some other card", ErrorCode::NotAnIdCard, 6);
        row("protocol", ErrorCode::UnsupportedProtocol, 6);
        row("damaged", ErrorCode::DamagedFile, 6);
        row("channel", ErrorCode::SecureMessagingBroken, 6);
        row("contradiction", ErrorCode::ProtocolDowngrade, 1);
        row("clone", ErrorCode::ChipAuthenticationFailed, 1);
        row("altered", ErrorCode::PassiveAuthenticationFailed, 1);
        row("issuer", ErrorCode::UnknownIssuer, 2);
    }
    void errors()
    {
        QFETCH(int, code);
        const Error error{static_cast<ErrorCode>(code), QStringLiteral("some step"), QStringLiteral("some detail"), {}};
        QTEST(exitCodeOf(error), "exitCode");
        QVERIFY(exitCodeOf(error) != 0);
        for (const Language language : {Language::Vietnamese, Language::English}) {
            const QString text = cardErrorText(error, language);
            QVERIFY(text.contains(errorId(error.code)));
            QVERIFY(text.contains(errorMessage(error.code, language)));
            QVERIFY(text.contains(errorAdvice(error.code, language)));
            QVERIFY(text.contains(language == Language::English ? QStringLiteral(" (technical detail: some step: some detail)")
                                                                : QStringLiteral(" (chi tiết kỹ thuật: some step: some detail)")));
        }
        const Error limited{error.code, error.stage, error.detail, 2};
        QVERIFY(cardErrorText(limited, Language::English).contains(QLatin1String("2 tries left")));
    }

    void progressNamesNobody()
    {
        for (int phase = 0; phase <= int(nfc::ReadPhase::Done); ++phase) {
            for (const Language language : {Language::Vietnamese, Language::English}) {
                nfc::ReadProgress progress;
                progress.phase = static_cast<nfc::ReadPhase>(phase);
                progress.file = nfc::FileId::Dg2;
                progress.bytesDone = 10;
                progress.bytesTotal = 20;
                const QString before = progressText(progress, language);
                QVERIFY(!before.isEmpty());
                progress.personName = QStringLiteral("NGUYỄN VĂN MẪU");
                QCOMPARE(progressText(progress, language), before);
            }
        }
    }
};

DD_TEST(TestCardReport)
#include "test_card_report.moc"
