// The period and the always-shown claims of every type (docs/formats.md §5): read once both signatures hold.
#include "tests/core/negative_table.h"

namespace dd::test {
namespace {

using trust::Step;

QByteArray rowCondition(qint64 type, qint64 maxAge, const QByteArray &reference = "TC-0001")
{
    return raw::array({raw::integer(type), raw::text(reference), raw::integer(maxAge)});
}

// One of its five parts may be another.
QByteArray rowFlight(qsizetype part = -1, const QByteArray &value = {})
{
    QList<QByteArray> parts{raw::text("VN"), raw::integer(123), raw::integer(20261121), raw::text("HAN"), raw::text("DAD")};
    if (part >= 0)
        parts[part] = value;
    return raw::array(parts);
}

void addPeriods(NegativeRows &rows)
{
    using namespace raw;
    rows.malformed("iat is not nbf", Step::Times, [](Forge &f) { set(f.payload, 5, integer(midnight - aDay)); });
    rows.malformed("iat is no midnight", Step::Times, [](Forge &f) {
        set(f.payload, 5, integer(midnight + 60));
        set(f.payload, 6, integer(midnight + 60));
    });
    rows.malformed("exp at nbf", Step::Times, [](Forge &f) {
        set(f.payload, 11, integer(65001));
        f.shown = {{integer(1), integer(2)}, {integer(2), integer(1)}};
        set(f.payload, 4, integer(midnight));
    });
    rows.malformed("exp before the pass ends", Step::Times, [](Forge &f) { set(f.payload, 4, integer(noon + aDay - 1)); });
    rows.malformed("the pass ends before it starts", Step::Times, [](Forge &f) { set(f.shown, 7, integer(noon - 3601)); });
}

void addPasses(NegativeRows &rows)
{
    using namespace raw;
    const auto pass = [&rows](const QByteArray &name, qint64 label, const QByteArray &value) {
        rows.malformed(name, Step::Times, [label, value](Forge &f) { set(f.shown, label, value); });
    };
    const auto byAir = [&rows](const QByteArray &name, const QByteArray &means) {
        rows.malformed(name, Step::Times, [means](Forge &f) {
            set(f.shown, 1, integer(5));
            set(f.shown, 5, means);
        });
    };
    const auto place = [](const Pairs &more) { return map(Pairs{{integer(1), raw::text("01")}} + more); };
    const Pair table{integer(3), integer(20250701)};
    for (const qint64 label : {1, 2, 3, 4, 6, 7})
        rows.malformed("a pass without claim " + QByteArray::number(label), Step::Times, [label](Forge &f) { drop(f.shown, label); });
    pass("a pass of kind 0", 1, integer(0));
    pass("a pass of kind 7", 1, integer(7));
    pass("a pass for 4 trips", 4, integer(4));
    pass("a pass of evidence 0", 8, integer(0));
    pass("a pass of evidence 16", 8, integer(16));
    pass("a plate of 17 bytes", 5, raw::text(QByteArray(17, '1')));
    pass("a plate of nothing", 5, raw::text(""));
    pass("a place without its table", 2, place({}));
    pass("a place under a table of no day", 2, place({{integer(3), integer(20250732)}}));
    pass("a place with a fourth label", 2, place({table, {integer(4), integer(1)}}));
    pass("a province of one digit", 2, map({{integer(1), raw::text("1")}, table}));
    pass("a ward of four digits", 2, place({{integer(2), raw::text("0004")}, table}));
    pass("a ward in letters", 2, place({{integer(2), raw::text("0000A")}, table}));
    pass("conditions as integer", 9, integer(1));
    pass("no condition", 9, array({}));
    pass("five conditions", 9, array(QList<QByteArray>(5, rowCondition(1, 0))));
    pass("a condition of type 0", 9, array({rowCondition(0, 0)}));
    pass("a condition of type 4", 9, array({rowCondition(4, 0)}));
    pass("a condition of more than a year", 9, array({rowCondition(1, 31536001)}));
    pass("a condition of 65 bytes", 9, array({rowCondition(1, 0, QByteArray(65, 'x'))}));
    pass("a condition of two parts", 9, array({array({integer(1), raw::text("TC-0001")})}));
    pass("a flight on a pass for work", 5, rowFlight());
    rows.malformed("a pass for a flight without one", Step::Times, [](Forge &f) { set(f.shown, 1, integer(5)); });
    rows.malformed("a goods vehicle without a plate", Step::Times, [](Forge &f) { set(f.shown, 1, integer(3)); });
    byAir("a pass for a flight with a plate", raw::text("29A-000.00"));
    byAir("a carrier of one letter", rowFlight(0, raw::text("V")));
    byAir("a carrier in small letters", rowFlight(0, raw::text("vn")));
    byAir("flight 0", rowFlight(1, integer(0)));
    byAir("flight 10000", rowFlight(1, integer(10000)));
    byAir("a flight on 31/11", rowFlight(2, integer(20261131)));
    byAir("an airport of four letters", rowFlight(3, raw::text("HANO")));
    byAir("an airport with a digit", rowFlight(4, raw::text("DA1")));
    byAir("a flight as a map", map({{integer(1), raw::text("VN")}}));
    pass("simple(59) as a value", 5, simple(59));
    pass("simple(59) inside a place", 2, place({table, {simple(59), array({raw::bytes(QByteArray(32, 'd'))})}}));
    pass("tag 60 in the claims", 4, tag(60, raw::bytes(QByteArray(32, 'd'))));
}

void addOthers(NegativeRows &rows)
{
    using namespace raw;
    const auto row = [&rows](const QByteArray &name, int type, const Pairs &good, qint64 label, const QByteArray &value) {
        Pairs shown = good;
        set(shown, label, value);
        rows.malformed(name, Step::Times, [type, shown](Forge &f) {
            set(f.payload, 11, integer(type));
            f.shown = shown;
        });
    };
    const auto identity = [&row](const QByteArray &name, qint64 label, const QByteArray &value) {
        row("an identity " + name, 65001, {{integer(1), integer(2)}, {integer(2), integer(1)}}, label, value);
    };
    identity("of level 0", 1, integer(0));
    identity("of level 3", 1, integer(3));
    identity("of evidence 16", 2, integer(16));
    identity("with a claim too many", 3, integer(1));

    const auto residence = [&row](const QByteArray &name, qint64 label, const QByteArray &value) {
        row("a residence " + name, 65003, {{integer(1), integer(20261121)}}, label, value);
    };
    residence("as of no day", 1, integer(20261131));
    residence("as of a month", 1, integer(20261100));
    residence("as of the day after tomorrow", 1, integer(20261123));
    residence("as of a text", 1, raw::text("20261121"));
    residence("of evidence 16", 8, integer(16));
    residence("with a level", 2, integer(1));

    const Pairs receiptClaims{{integer(1), integer(1)}, {integer(2), raw::text("TBLT-2026-000001")}, {integer(3), integer(2)}, {integer(6), integer(noon)}};
    const auto receipt = [&row, &receiptClaims](const QByteArray &name, qint64 label, const QByteArray &value) {
        row("a receipt " + name, 65004, receiptClaims, label, value);
    };
    receipt("of another declaration", 1, integer(2));
    receipt("without its code", 2, raw::text(""));
    receipt("with a code of 65 bytes", 2, raw::text(QByteArray(65, '1')));
    receipt("of state 0", 3, integer(0));
    receipt("of state 6", 3, integer(6));
    receipt("decided before 1970", 6, integer(-1));
    receipt("valid until a text", 7, raw::text("x"));
    receipt("with claim 4", 4, integer(1));

    const auto print = [&rows](const QByteArray &name, const Pairs &shown) {
        rows.malformed("a printed copy " + name, Step::Times, [shown](Forge &f) {
            set(f.payload, 11, integer(65005));
            set(f.bindingPayload, 3, raw::text("vn:print"));
            f.shown = shown;
        });
    };
    const Pair from{integer(3), Forge::place("01")}, to{integer(4), Forge::place("15")};
    const Pair begins{integer(6), integer(noon)}, ends{integer(7), integer(noon + aDay)};
    const auto copyOf = [](int type, int code) { return Pairs{{integer(1), integer(type)}, {integer(2), integer(code)}}; };
    print("of a copy", copyOf(65005, 1));
    print("of a type to come", copyOf(65006, 1));
    print("of an identity of level 3", copyOf(65001, 3));
    print("of an identity with a place", copyOf(65001, 1) + Pairs{from});
    print("of an identity with a period", copyOf(65001, 1) + Pairs{begins, ends});
    print("of an identity with a label", copyOf(65001, 1) + Pairs{{integer(5), raw::text("x")}});
    print("of a pass of kind 7", copyOf(65002, 7) + Pairs{from, to, begins, ends});
    print("of a pass to nowhere", copyOf(65002, 2) + Pairs{from, begins, ends});
    print("of a pass without its end", copyOf(65002, 2) + Pairs{from, to, begins});
    print("of a pass that ends before it starts", copyOf(65002, 2) + Pairs{from, to, {integer(6), integer(noon + 2 * aDay)}, ends});
    print("of a pass that outlives it", copyOf(65002, 2) + Pairs{from, to, begins, {integer(7), integer(midnight + 31 * aDay)}});
    print("of a residence as of no day", copyOf(65003, 20261131));
    print("of a receipt without its code", copyOf(65004, 2));
    print("of a receipt of state 6", copyOf(65004, 6) + Pairs{{integer(5), raw::text("TBLT-2026-000001")}});
}

} // namespace

QList<NegativeRow> claimRows()
{
    NegativeRows rows{"5. Presentation QR"};
    addPeriods(rows);
    addPasses(rows);
    addOthers(rows);
    return rows.all;
}

} // namespace dd::test
