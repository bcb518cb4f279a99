// What a verdict says of each type of credential, in JSON and in words.
#include "app/counter/verdict_json.h"
#include "app/counter/verdict_text.h"
#include "tests/support/registry.h"

#include <QJsonArray>
#include <QTest>

using namespace dd;
using namespace dd::credential;
using counter::VerdictText;

namespace {

constexpr qint64 now = 1795262400; // 2026-11-21 12:00 UTC

trust::Verdict of(Claims claims)
{
    claims.issuer = QStringLiteral("VN");
    claims.notBefore = now - 3600;
    claims.expires = now + 86400;
    claims.person = Person{QStringLiteral("NGUYỄN VĂN MẪU"), 19900115, identity::Sex::Male, QStringLiteral("VNM")};
    trust::Verdict verdict;
    verdict.overall = trust::Overall::Valid;
    verdict.claims = claims;
    return verdict;
}

Claims pass()
{
    TravelPassClaims said;
    said.kind = PassKind::AirDomestic;
    said.from = {QStringLiteral("01"), {}, 20250701};
    said.to = {QStringLiteral("48"), {}, 20250701};
    said.validFrom = now;
    said.validTo = now + 7200;
    said.flight = Flight{QStringLiteral("VN"), 123, 20261121, QStringLiteral("HAN"), QStringLiteral("DAD")};
    said.conditions = {{Condition::Type::Vaccine, QStringLiteral("TC-1"), 0},
                       {Condition::Type::Test, QStringLiteral("XN-2"), 72 * 3600},
                       {Condition::Type::Permit, QStringLiteral("GP-3"), 1800}};
    Claims claims;
    claims.type = CredentialType::TravelPass;
    claims.pass = said;
    claims.companions = {{QStringLiteral("TRẦN THỊ MẪU"), 20150000}, {QStringLiteral("NGUYỄN VÍ DỤ"), 20200102}};
    return claims;
}

QStringList valuesOf(const trust::Verdict &verdict, const QString &label)
{
    QStringList values;
    for (const counter::Row &row : VerdictText::rows(verdict)) {
        if (row.label == label)
            values.append(row.value);
    }
    return values;
}

QJsonObject part(const trust::Verdict &verdict, const char *name)
{
    return counter::toJson(verdict, now).value(QLatin1String(name)).toObject();
}

} // namespace

class TestVerdictReport : public QObject
{
    Q_OBJECT
private slots:
    void aPassNamesItsFlightItsConditionsAndWhoComesAlong()
    {
        const trust::Verdict verdict = of(pass());
        QCOMPARE(valuesOf(verdict, QStringLiteral("Chuyến bay")), QStringList{QStringLiteral("VN123 HAN → DAD, 21/11/2026")});
        QCOMPARE(valuesOf(verdict, QStringLiteral("Điều kiện kèm theo")),
                 (QStringList{QStringLiteral("tiêm chủng TC-1"), QStringLiteral("xét nghiệm XN-2, không quá 72 giờ"),
                              QStringLiteral("giấy phép GP-3, không quá 30 phút")}));
        QCOMPARE(valuesOf(verdict, QStringLiteral("Người đi cùng")),
                 (QStringList{QStringLiteral("TRẦN THỊ MẪU (2015)"), QStringLiteral("NGUYỄN VÍ DỤ (02/01/2020)")}));

        const QJsonObject what = part(verdict, "what");
        QCOMPARE(what.value(QLatin1String("kind")).toString(), QStringLiteral("air_domestic"));
        QCOMPARE(what.value(QLatin1String("flight")).toObject(),
                 (QJsonObject{{QStringLiteral("carrier"), QStringLiteral("VN")}, {QStringLiteral("number"), 123}, {QStringLiteral("date"), 20261121},
                              {QStringLiteral("from"), QStringLiteral("HAN")}, {QStringLiteral("to"), QStringLiteral("DAD")}}));
        const QJsonArray conditions = what.value(QLatin1String("conditions")).toArray();
        QCOMPARE(conditions.size(), 3);
        QCOMPARE(conditions.at(1).toObject(),
                 (QJsonObject{{QStringLiteral("type"), QStringLiteral("test")}, {QStringLiteral("reference"), QStringLiteral("XN-2")},
                              {QStringLiteral("maxAge"), 259200}}));
        QVERIFY(!what.contains(QLatin1String("vehiclePlate")));
        const QJsonArray companions = part(verdict, "who").value(QLatin1String("companions")).toArray();
        QCOMPARE(companions.size(), 2);
        QCOMPARE(companions.at(0).toObject(),
                 (QJsonObject{{QStringLiteral("fullName"), QStringLiteral("TRẦN THỊ MẪU")}, {QStringLiteral("birthDate"), 20150000}}));
    }

    void aResidenceStatusNamesWhatWasShared()
    {
        Claims claims;
        claims.type = CredentialType::ResidenceStatus;
        claims.residence = ResidenceStatusClaims{20261120, 0, {}, {}, {}, {}};
        QCOMPARE(part(of(claims), "what").value(QLatin1String("asOf")).toInt(), 20261120);
        QVERIFY(!part(of(claims), "who").contains(QLatin1String("household")));
        QCOMPARE(valuesOf(of(claims), QStringLiteral("Theo dữ liệu ngày")), QStringList{QStringLiteral("20/11/2026")});
        QVERIFY(valuesOf(of(claims), QStringLiteral("Nơi thường trú")).isEmpty());

        claims.permanentAddress = Address{QStringLiteral("Số 1, đường Mẫu"), Place{QStringLiteral("01"), {}, 20250701}};
        claims.currentResidence = Address{QStringLiteral("Số 2, đường Mẫu"), {}};
        claims.household = Household{QStringLiteral("HK-1"), 3, 4};
        const QJsonObject who = part(of(claims), "who");
        QCOMPARE(who.value(QLatin1String("permanentAddress")).toObject().value(QLatin1String("place")).toObject().value(QLatin1String("province")).toString(),
                 QStringLiteral("01"));
        QCOMPARE(who.value(QLatin1String("currentResidence")).toObject(), (QJsonObject{{QStringLiteral("text"), QStringLiteral("Số 2, đường Mẫu")}}));
        QCOMPARE(who.value(QLatin1String("household")).toObject(),
                 (QJsonObject{{QStringLiteral("number"), QStringLiteral("HK-1")}, {QStringLiteral("relation"), 3}, {QStringLiteral("count"), 4}}));
        QCOMPARE(valuesOf(of(claims), QStringLiteral("Nơi thường trú")), QStringList{QStringLiteral("Số 1, đường Mẫu")});
        QCOMPARE(valuesOf(of(claims), QStringLiteral("Nơi ở hiện tại")), QStringList{QStringLiteral("Số 2, đường Mẫu")});
        QCOMPARE(valuesOf(of(claims), QStringLiteral("Hộ gia đình")), QStringList{QStringLiteral("số HK-1 · 4 người")});
    }

    void theStatusStandsWithItsAge()
    {
        trust::Verdict verdict = of(pass());
        QCOMPARE(counter::toJson(verdict, now).value(QLatin1String("status")).toString(), QStringLiteral("unknown"));
        QVERIFY(!counter::toJson(verdict, now).contains(QLatin1String("statusAge")));
        verdict.status = trust::StatusState::Revoked;
        verdict.statusAge = 420;
        QCOMPARE(counter::toJson(verdict, now).value(QLatin1String("status")).toString(), QStringLiteral("revoked"));
        QCOMPARE(counter::toJson(verdict, now).value(QLatin1String("statusAge")).toInteger(), 420);
    }

    void howItCameAndWhatIsMissingStandThere()
    {
        trust::Verdict verdict = of(pass());
        for (const char *absent : {"mode", "clock", "askedButMissing"})
            QVERIFY(!counter::toJson(verdict, now).contains(QLatin1String(absent)));
        verdict.mode = trust::Mode::Challenge;
        verdict.askedButMissing = {Group::Number, Group::Companions};
        verdict.clock = trust::ClockFinding{trust::ClockFinding::Whose::Holder, -300};
        const QJsonObject json = counter::toJson(verdict, now);
        QCOMPARE(json.value(QLatin1String("mode")).toString(), QStringLiteral("challenge"));
        QCOMPARE(json.value(QLatin1String("askedButMissing")).toArray(), (QJsonArray{QStringLiteral("personalNumber"), QStringLiteral("companions")}));
        QCOMPARE(json.value(QLatin1String("clock")).toObject(),
                 (QJsonObject{{QStringLiteral("whose"), QStringLiteral("holder")}, {QStringLiteral("secondsAhead"), -300}}));
    }

    void aReceiptNamesItsMembers()
    {
        Claims claims;
        claims.type = CredentialType::ResidenceReceipt;
        claims.receipt = ReceiptClaims{};
        claims.members = {{QStringLiteral("TRẦN THỊ MẪU"), 19920304, 2}};
        QCOMPARE(part(of(claims), "who").value(QLatin1String("members")).toArray(),
                 (QJsonArray{QJsonObject{{QStringLiteral("fullName"), QStringLiteral("TRẦN THỊ MẪU")}, {QStringLiteral("birthDate"), 19920304},
                                         {QStringLiteral("relation"), 2}}}));
        QCOMPARE(valuesOf(of(claims), QStringLiteral("Thành viên")), QStringList{QStringLiteral("TRẦN THỊ MẪU (04/03/1992)")});
    }

    void aPrintedCopySaysWhatItCopies()
    {
        Claims claims;
        claims.type = CredentialType::PrintedCopy;
        claims.printed = printedCopyOf(pass());
        const QJsonObject what = part(of(claims), "what");
        QCOMPARE(what.value(QLatin1String("type")).toString(), QStringLiteral("printed-copy"));
        QCOMPARE(what.value(QLatin1String("copyOf")).toString(), QStringLiteral("travel-pass"));
        QCOMPARE(what.value(QLatin1String("code")).toInt(), static_cast<int>(PassKind::AirDomestic));
        QCOMPARE(what.value(QLatin1String("to")).toObject().value(QLatin1String("province")).toString(), QStringLiteral("48"));
        QCOMPARE(what.value(QLatin1String("label")).toString(), QStringLiteral("VN123 HAN-DAD"));
        QCOMPARE(counter::toJson(of(claims), now).value(QLatin1String("until")).toString(), QStringLiteral("2026-11-21T14:00:00Z"));
        QCOMPARE(valuesOf(of(claims), QStringLiteral("Bản in của")), QStringList{QStringLiteral("Thẻ thông hành")});
        QCOMPARE(valuesOf(of(claims), QStringLiteral("Ghi trên bản in")), QStringList{QStringLiteral("VN123 HAN-DAD")});
    }
};

DD_TEST(TestVerdictReport)
#include "test_verdict_report.moc"
