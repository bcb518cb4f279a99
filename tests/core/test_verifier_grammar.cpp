// The grammar of docs/formats.md §5, one broken rule per row, everything else signed and right.
#include "tests/core/judge.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::test;
using crypto::Algorithm;
using trust::Overall;
using trust::Step;

namespace {

QByteArray condition(qint64 type, qint64 maxAge)
{
    return raw::array({raw::integer(type), raw::text("TC-0001"), raw::integer(maxAge)});
}

QByteArray flight()
{
    return raw::array({raw::text("VN"), raw::integer(123), raw::integer(20261121), raw::text("HAN"), raw::text("DAD")});
}

QByteArray companions(int count)
{
    return Forge::disclosure('x', raw::array(QList<QByteArray>(count, raw::array({raw::text("A"), raw::integer(20100000)}))), raw::integer(11));
}

QByteArray status(const QByteArray &index, const QByteArray &uri)
{
    return raw::map({{raw::text("status_list"), raw::map({{raw::text("idx"), index}, {raw::text("uri"), raw::text(uri)}})}});
}

QByteArray personWith(qint64 label, const QByteArray &value)
{
    using namespace raw;
    Pairs pairs{{integer(1), raw::text("A")}, {integer(2), integer(19900101)}, {integer(3), integer(1)}, {integer(4), raw::text("VNM")}};
    raw::set(pairs, label, value);
    return Forge::disclosure('p', map(pairs), integer(10));
}

} // namespace

class TestVerifierGrammar : public QObject
{
    Q_OBJECT
private slots:
    void aSpoiltPresentationIsRefused_data()
    {
        using namespace raw;
        QTest::addColumn<Spoil>("spoil");
        QTest::addColumn<Step>("step");
        const auto row = [](const char *name, Step step, Spoil spoil) { QTest::newRow(name) << spoil << step; };
        // headers
        row("issuer typ 294", Step::Type, [](Forge &f) { set(f.issuerHeader, 16, integer(294)); });
        row("issuer typ as text", Step::Type, [](Forge &f) { set(f.issuerHeader, 16, raw::text("application/sd-cwt")); });
        row("holder typ 293", Step::Type, [](Forge &f) { set(f.bindingHeader, 16, integer(293)); });
        row("no holder typ", Step::Type, [](Forge &f) { drop(f.bindingHeader, 16); });
        row("no issuer kid", Step::Type, [](Forge &f) { drop(f.issuerHeader, 4); });
        row("issuer kid of 7 bytes", Step::Type, [](Forge &f) { set(f.issuerHeader, 4, raw::bytes(QByteArray(7, 'k'))); });
        row("no issuer alg", Step::Type, [](Forge &f) { drop(f.issuerHeader, 1); });
        row("ES384", Step::Type, [](Forge &f) { set(f.issuerHeader, 1, integer(-35)); });
        row("unknown alg", Step::Type, [](Forge &f) { set(f.bindingHeader, 1, integer(-257)); });
        row("sd_alg", Step::Type, [](Forge &f) { set(f.issuerHeader, 170, integer(-16)); });
        row("another issuer header", Step::Type, [](Forge &f) { set(f.issuerHeader, 33, raw::bytes("x")); });
        row("another holder header", Step::Type, [](Forge &f) { set(f.bindingHeader, 4, raw::bytes("x")); });
        row("another unprotected issuer header", Step::Type, [](Forge &f) { set(f.issuerUnprotected, 33, raw::bytes("x")); });
        row("a full KBT unprotected map", Step::Type, [](Forge &f) { set(f.bindingUnprotected, 33, raw::bytes("x")); });
        row("an empty list of disclosures", Step::Type, [](Forge &f) {
            f.presented.clear();
            set(f.issuerUnprotected, 17, array({}));
        });
        row("disclosures protected", Step::Type, [](Forge &f) {
            set(f.issuerHeader, 17, array({raw::bytes(f.sub)}));
            f.presented.clear();
        });
        // key binding payload
        row("neither cti nor cnonce", Step::Type, [](Forge &f) { drop(f.bindingPayload, 7); });
        row("cti and cnonce", Step::Type, [](Forge &f) { set(f.bindingPayload, 39, raw::bytes(QByteArray(16, 'n'))); });
        row("cti of 7 bytes", Step::Type, [](Forge &f) { set(f.bindingPayload, 7, raw::bytes("1234567")); });
        row("cnonce of 8 bytes", Step::Type, [](Forge &f) {
            drop(f.bindingPayload, 7);
            set(f.bindingPayload, 39, raw::bytes("12345678"));
        });
        row("no aud", Step::Type, [](Forge &f) { drop(f.bindingPayload, 3); });
        row("no iat", Step::Type, [](Forge &f) { drop(f.bindingPayload, 6); });
        row("iat as float", Step::Cbor, [](Forge &f) { set(f.bindingPayload, 6, doubleFloat(0x41dac00000000000)); });
        row("iat as text", Step::Type, [](Forge &f) { set(f.bindingPayload, 6, raw::text("1")); });
        row("another holder label", Step::Type, [](Forge &f) { set(f.bindingPayload, 8, integer(1)); });
        row("a statement of another form", Step::Disclosures, [](Forge &f) { set(f.bindingPayload, -65538, map({{integer(1), integer(1)}})); });
        // issuer payload
        row("another issuer label", Step::Type, [](Forge &f) { set(f.payload, 3, raw::text("vn:counter")); });
        row("sub in the clear", Step::Type, [](Forge &f) { set(f.payload, 2, raw::text("001200000017")); });
        row("no exp", Step::Type, [](Forge &f) { drop(f.payload, 4); });
        row("exp as float", Step::Cbor, [](Forge &f) { set(f.payload, 4, doubleFloat(0x41dac00000000000)); });
        row("exp as tag 1", Step::Type, [](Forge &f) { set(f.payload, 4, tag(1, integer(midnight + aDay))); });
        row("vct as text", Step::Type, [](Forge &f) { set(f.payload, 11, raw::text("65002")); });
        row("no outer digest", Step::Type, [](Forge &f) { f.outer.clear(); });
        row("two outer digests", Step::Type, [](Forge &f) { f.outer.append(QByteArray(32, 'd')); });
        row("no inner digest", Step::Type, [](Forge &f) {
            f.inner.clear();
            f.presented = {f.sub};
        });
        row("an empty inner list", Step::Type, [](Forge &f) {
            f.inner.clear();
            f.presented = {f.sub};
            f.shown.append({simple(59), array({})});
        });
        row("a digest of 31 bytes", Step::Type, [](Forge &f) { f.inner.append(QByteArray(31, 'd')); });
        row("a group in the clear", Step::Type, [](Forge &f) { set(f.shown, 11, integer(1)); });
        row("a text key among the claims", Step::Type, [](Forge &f) { set(f.shown, raw::text("x"), integer(1)); });
        row("a broken status reference", Step::Type, [](Forge &f) { set(f.payload, 65535, map({})); });
        row("a status index below 0", Step::Type, [](Forge &f) { set(f.payload, 65535, status(integer(-1), "https://status.example/1")); });
        row("a status index of 32 bits", Step::Type, [](Forge &f) { set(f.payload, 65535, status(integer(qint64(1) << 31), "https://status.example/1")); });
        row("a status without TLS", Step::Type, [](Forge &f) { set(f.payload, 65535, status(integer(7), "http://status.example/1")); });
        row("a status with a space", Step::Type, [](Forge &f) { set(f.payload, 65535, status(integer(7), "https://status.example/ 1")); });
        row("a status not in ASCII", Step::Type, [](Forge &f) { set(f.payload, 65535, status(integer(7), "https://stătus.example/1")); });
        row("a status URI of 65 bytes", Step::Type, [](Forge &f) { set(f.payload, 65535, status(integer(7), "https://" + QByteArray(57, 'x'))); });
        // keys
        row("cnf with two labels", Step::HolderKey, [](Forge &f) { set(f.payload, 8, map({{integer(1), integer(1)}, {integer(3), raw::bytes("k")}})); });
        row("cnf by thumbprint only", Step::HolderKey, [](Forge &f) { set(f.payload, 8, map({{integer(5), raw::bytes(QByteArray(32, 't'))}})); });
        row("cnf of another key", Step::HolderSignature,
            [](Forge &f) { set(f.payload, 8, map({{integer(1), makeSigner(Algorithm::Esp256, 77)->publicKey().cose()}})); });
        // times
        row("iat is not nbf", Step::Times, [](Forge &f) { set(f.payload, 5, integer(midnight - aDay)); });
        row("iat is no midnight", Step::Times, [](Forge &f) {
            set(f.payload, 5, integer(midnight + 60));
            set(f.payload, 6, integer(midnight + 60));
        });
        row("exp before the pass ends", Step::Times, [](Forge &f) { set(f.payload, 4, integer(noon + aDay - 1)); });
        row("the pass ends before it starts", Step::Times, [](Forge &f) { set(f.shown, 7, integer(noon - 3601)); });
        row("a pass of kind 7", Step::Times, [](Forge &f) { set(f.shown, 1, integer(7)); });
        row("a pass without a place", Step::Times, [](Forge &f) { drop(f.shown, 3); });
        row("conditions as integer", Step::Times, [](Forge &f) { set(f.shown, 9, integer(1)); });
        row("no condition", Step::Times, [](Forge &f) { set(f.shown, 9, array({})); });
        row("five conditions", Step::Times, [](Forge &f) { set(f.shown, 9, array(QList<QByteArray>(5, condition(1, 0)))); });
        row("a condition of type 4", Step::Times, [](Forge &f) { set(f.shown, 9, array({condition(4, 0)})); });
        row("a condition of more than a year", Step::Times, [](Forge &f) { set(f.shown, 9, array({condition(1, 31536001)})); });
        row("a flight on a pass for work", Step::Times, [](Forge &f) { set(f.shown, 5, flight()); });
        row("a pass for a flight without one", Step::Times, [](Forge &f) { set(f.shown, 1, integer(5)); });
        row("a pass for a flight with a plate", Step::Times, [](Forge &f) {
            set(f.shown, 1, integer(5));
            set(f.shown, 5, raw::text("29A-000.00"));
        });
        row("a goods vehicle without a plate", Step::Times, [](Forge &f) { set(f.shown, 1, integer(3)); });
        row("an identity with a claim too many", Step::Times, [](Forge &f) {
            set(f.payload, 11, integer(65001));
            f.shown = {{integer(1), integer(2)}, {integer(2), integer(1)}, {integer(3), integer(1)}};
        });
        row("a place without its table", Step::Times, [](Forge &f) { set(f.shown, 2, map({{integer(1), raw::text("01")}})); });
        row("simple(59) as a value", Step::Times, [](Forge &f) { set(f.shown, 5, simple(59)); });
        row("simple(59) inside a place", Step::Times,
            [](Forge &f) { set(f.shown, 2, map({{integer(1), raw::text("01")}, {integer(3), integer(20250701)}, {simple(59), array({raw::bytes(QByteArray(32, 'd'))})}})); });
        row("tag 60 in the claims", Step::Times, [](Forge &f) { set(f.shown, 4, tag(60, raw::bytes(QByteArray(32, 'd')))); });
        // audience and freshness
        row("another audience", Step::Audience, [](Forge &f) { set(f.bindingPayload, 3, raw::text("vn:gate")); });
        row("a printed copy in open mode", Step::Audience, [](Forge &f) {
            set(f.payload, 11, integer(65005));
            f.shown = {{integer(1), integer(65001)}, {integer(2), integer(1)}};
        });
        row("print audience", Step::Audience, [](Forge &f) { set(f.bindingPayload, 3, raw::text("vn:print")); });
        row("an answer to no challenge", Step::Audience, [](Forge &f) {
            drop(f.bindingPayload, 7);
            set(f.bindingPayload, 39, raw::bytes(QByteArray(16, 'n')));
        });
        row("a printed copy that answers a challenge", Step::Audience, [](Forge &f) {
            set(f.payload, 11, integer(65005));
            f.shown = {{integer(1), integer(65001)}, {integer(2), integer(1)}};
            drop(f.bindingPayload, 7);
            set(f.bindingPayload, 39, raw::bytes(QByteArray(16, 'n')));
            set(f.bindingPayload, 3, raw::text("vn:print"));
        });
        // disclosures
        row("a disclosure without a digest", Step::Disclosures, [](Forge &f) { f.presented.append(Forge::disclosure('x', raw::text("x"), integer(11))); });
        row("the same disclosure twice", Step::Disclosures, [](Forge &f) { f.presented.append(f.sub); });
        row("a changed salt", Step::Disclosures, [](Forge &f) { f.presented[1][5] = 'q'; });
        row("the same digest in both arrays", Step::Disclosures, [](Forge &f) { f.inner.append(f.outer.first()); });
        row("the same digest twice", Step::Disclosures, [](Forge &f) { f.inner.append(f.inner.first()); });
        row("unsorted digests", Step::Disclosures, [](Forge &f) {
            f.inner = {QByteArray(32, '\xff'), f.inner.first()};
            f.sortDigests = false;
        });
        row("key 2 inside", Step::Disclosures, [](Forge &f) {
            f.putGroup(f.sub);
            f.outer = {QByteArray(32, 'd')};
            f.presented = {f.sub};
        });
        row("a group key outside", Step::Disclosures, [](Forge &f) {
            f.outer = {Forge::digest(f.person)};
            f.inner = {QByteArray(32, 'd')};
            f.presented = {f.person};
        });
        row("an always-shown key outside", Step::Disclosures, [](Forge &f) {
            const QByteArray content = Forge::disclosure('x', integer(1), integer(1));
            f.outer = {Forge::digest(content)};
            f.presented = {content};
        });
        row("a group of another type", Step::Disclosures, [](Forge &f) { f.putGroup(Forge::disclosure('x', integer(1), integer(12))); });
        row("no companions", Step::Disclosures, [](Forge &f) { f.putGroup(companions(0)); });
        row("ten companions", Step::Disclosures, [](Forge &f) { f.putGroup(companions(10)); });
        row("companions of another shape", Step::Disclosures,
            [](Forge &f) { f.putGroup(Forge::disclosure('x', array({map({{integer(1), raw::text("A")}, {integer(2), integer(20100000)}})}), integer(11))); });
        row("key 1 redacted", Step::Disclosures, [](Forge &f) { f.putGroup(Forge::disclosure('x', integer(1), integer(1))); });
        row("a text key", Step::Disclosures, [](Forge &f) { f.putGroup(Forge::disclosure('x', integer(1), raw::text("10"))); });
        row("a key beyond 32 bits", Step::Disclosures, [](Forge &f) { f.putGroup(Forge::disclosure('x', integer(1), integer((qint64(1) << 32) + 10))); });
        row("two persons", Step::Disclosures, [](Forge &f) {
            const QByteArray other = personWith(1, raw::text("B"));
            f.inner = {Forge::digest(f.person), Forge::digest(other)};
            f.presented = {f.person, other};
        });
        row("two elements", Step::Disclosures, [](Forge &f) { f.putGroup(array({raw::bytes(QByteArray(16, 's')), integer(1)})); });
        row("one element", Step::Disclosures, [](Forge &f) { f.putGroup(array({raw::bytes(QByteArray(16, 's'))})); });
        row("four elements", Step::Disclosures, [](Forge &f) { f.putGroup(array({raw::bytes(QByteArray(16, 's')), integer(1), integer(10), integer(1)})); });
        row("a salt of 15 bytes", Step::Disclosures, [](Forge &f) { f.putGroup(array({raw::bytes(QByteArray(15, 's')), integer(1), integer(10)})); });
        row("not an array", Step::Disclosures, [](Forge &f) { f.putGroup(map({})); });
        row("a float inside", Step::Cbor, [](Forge &f) { f.putGroup(Forge::disclosure('x', doubleFloat(0), integer(10))); });
        row("an unsorted map inside", Step::Cbor, [](Forge &f) { f.putGroup(Forge::disclosure('x', mapAsGiven({{integer(2), integer(1)}, {integer(1), integer(1)}}), integer(10))); });
        row("a repeated key inside", Step::Cbor, [](Forge &f) { f.putGroup(Forge::disclosure('x', mapAsGiven({{integer(1), integer(1)}, {integer(1), integer(1)}}), integer(10))); });
        row("trailing bytes inside", Step::Cbor, [](Forge &f) { f.putGroup(f.person + '\0'); });
        row("simple(59) in a person", Step::Disclosures, [](Forge &f) { f.putGroup(personWith(5, simple(59))); });
        row("digests in a person", Step::Disclosures, [](Forge &f) {
            f.putGroup(Forge::disclosure('p', map({{integer(1), raw::text("A")}, {simple(59), array({raw::bytes(QByteArray(32, 'd'))})}}), integer(10)));
        });
        row("a person with another label", Step::Disclosures, [](Forge &f) { f.putGroup(personWith(5, integer(1))); });
        row("a person of sex 3", Step::Disclosures, [](Forge &f) { f.putGroup(personWith(3, integer(3))); });
        row("a person born on day 31/02", Step::Disclosures, [](Forge &f) { f.putGroup(personWith(2, integer(19900231))); });
        row("a name of 65 bytes", Step::Disclosures, [](Forge &f) { f.putGroup(personWith(1, raw::text(QByteArray(65, 'A')))); });
        for (const quint64 number : {58, 60, 62})
            row(qPrintable(QStringLiteral("tag %1 in a person").arg(number)), Step::Disclosures, [number](Forge &f) { f.putGroup(personWith(1, tag(number, raw::text("A")))); });
        row("a number of 11 digits", Step::Disclosures, [](Forge &f) {
            const QByteArray content = Forge::disclosure('x', raw::text("00120000001"), integer(2));
            f.outer = {Forge::digest(content)};
            f.presented = {content};
        });
        row("a number as integer", Step::Disclosures, [](Forge &f) {
            const QByteArray content = Forge::disclosure('x', integer(1200000017), integer(2));
            f.outer = {Forge::digest(content)};
            f.presented = {content};
        });
    }
    void aSpoiltPresentationIsRefused()
    {
        QFETCH(Spoil, spoil);
        QFETCH(Step, step);
        Parties parties;
        Forge forge(parties);
        spoil(forge);
        const Judged judged = judge(parties, forge.presentation());
        QCOMPARE(trust::name(judged.verdict.failedStep), trust::name(step));
        QCOMPARE(judged.verdict.overall, Overall::Invalid);
        QVERIFY(judged.verdict.error.has_value());
        QCOMPARE(judged.asked, 0);
        // Nothing personal comes from bytes that are not signed twice and right in their grammar.
        const bool mayShow = step == Step::Audience || step == Step::Freshness;
        QCOMPARE(judged.verdict.claims.has_value(), mayShow);
    }

    void bytesThatAreNotDeterministicAreRefused()
    {
        Parties parties;
        const QByteArray good = Forge(parties).bindingToken();
        QCOMPARE(judge(parties, Forge::textOf(good)).verdict.overall, Overall::Valid);
        // The empty unprotected map of the KBT, written with a longer head; a trailing byte; an indefinite array.
        QByteArray longer = good;
        const qsizetype at = longer.lastIndexOf(QByteArray::fromHex("a058"));
        QVERIFY(at > 0);
        longer.replace(at, 1, QByteArray::fromHex("b800"));
        QByteArray indefinite = good;
        indefinite[1] = '\x9f';
        for (const QByteArray &bad : {longer, good + '\0', indefinite + '\xff', good.mid(1)}) {
            const trust::Verdict verdict = judge(parties, Forge::textOf(bad)).verdict;
            QCOMPARE(verdict.overall, Overall::Invalid);
            QVERIFY(verdict.failedStep == Step::Cbor || verdict.failedStep == Step::Type);
        }
    }

    void theTextIsJudgedFirst_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<Step>("step");
        QTest::newRow("empty") << QString() << Step::Prefix;
        QTest::newRow("another version") << QStringLiteral("VN2:00") << Step::Prefix;
        QTest::newRow("lower case") << QStringLiteral("vn1:00") << Step::Prefix;
        QTest::newRow("leading space") << QStringLiteral(" VN1:00") << Step::Prefix;
        QTest::newRow("nothing after the prefix") << QStringLiteral("VN1:") << Step::Cbor;
        QTest::newRow("not the alphabet") << QStringLiteral("VN1:a0") << Step::Base45;
        QTest::newRow("not ASCII") << QStringLiteral("VN1:Ă0") << Step::Base45;
        QTest::newRow("length") << QStringLiteral("VN1:0000") << Step::Base45;
        QTest::newRow("too large a group") << QStringLiteral("VN1::::") << Step::Base45;
        QTest::newRow("4096 bytes") << QStringLiteral("VN1:") + QStringLiteral("000").repeated(2048) << Step::Cbor;
        QTest::newRow("4098 bytes") << QStringLiteral("VN1:") + QStringLiteral("000").repeated(2049) << Step::Size;
        QTest::newRow("a megabyte") << QStringLiteral("VN1:") + QStringLiteral("000").repeated(350000) << Step::Size;
        QTest::newRow("deep nesting") << Forge::textOf(QByteArray(4000, '\x81')) << Step::Cbor;
    }
    void theTextIsJudgedFirst()
    {
        QFETCH(QString, text);
        QFETCH(Step, step);
        const trust::Verdict verdict = judge(Parties(), text).verdict;
        QCOMPARE(trust::name(verdict.failedStep), trust::name(step));
        QCOMPARE(verdict.overall, Overall::Invalid);
    }
};

DD_TEST(TestVerifierGrammar)
#include "test_verifier_grammar.moc"
