// What can be held back (docs/formats.md §5): digests, disclosures, and the groups of every type.
#include "tests/core/negative_table.h"

namespace dd::test {
namespace {

using trust::Step;

raw::Pairs rowPersonPairs()
{
    using namespace raw;
    return {{integer(1), raw::text("A")}, {integer(2), integer(19900101)}, {integer(3), integer(1)}, {integer(4), raw::text("VNM")}};
}

QByteArray rowPerson(const QByteArray &label, const QByteArray &value)
{
    raw::Pairs pairs = rowPersonPairs();
    raw::set(pairs, label, value);
    return Forge::disclosure('p', raw::map(pairs), raw::integer(10));
}

QByteArray rowPerson(qint64 label, const QByteArray &value)
{
    return rowPerson(raw::integer(label), value);
}

void putRowNumber(Forge &forge, const QByteArray &value, qint64 key = 2)
{
    const QByteArray content = Forge::disclosure('x', value, raw::integer(key));
    forge.outer = {Forge::digest(content)};
    forge.presented = {content};
}

void addDigests(NegativeRows &rows)
{
    using namespace raw;
    rows.malformed("a disclosure without a digest", Step::Disclosures,
                   [](Forge &f) { f.presented.append(Forge::disclosure('x', raw::text("x"), integer(11))); });
    rows.malformed("a disclosure of another credential", Step::Disclosures, [](Forge &f) { f.presented[1] = rowPerson(1, raw::text("B")); });
    rows.malformed("the same disclosure twice", Step::Disclosures, [](Forge &f) { f.presented.append(f.sub); });
    rows.malformed("a changed salt", Step::Disclosures, [](Forge &f) { f.presented[1][5] = 'q'; });
    rows.malformed("the number's digest in both arrays", Step::Disclosures, [](Forge &f) { f.inner.append(f.outer.first()); });
    rows.malformed("a digest of nothing shown in both arrays", Step::Disclosures, [](Forge &f) {
        f.outer = {QByteArray(32, '\1')};
        f.inner.append(f.outer.first());
        f.presented = {f.person};
    });
    rows.malformed("the same digest twice", Step::Disclosures, [](Forge &f) { f.inner.append(f.inner.first()); });
    rows.malformed("the digest of the content without its head", Step::Disclosures, [](Forge &f) { f.inner = {crypto::sha256(f.person)}; });
    rows.malformed("unsorted digests", Step::Disclosures, [](Forge &f) {
        f.inner = {QByteArray(32, '\xff'), f.inner.first()};
        f.sortDigests = false;
    });
    rows.malformed("the number inside", Step::Disclosures, [](Forge &f) {
        f.putGroup(f.sub);
        f.outer = {QByteArray(32, 'd')};
        f.presented = {f.sub};
    });
    rows.malformed("a group outside", Step::Disclosures, [](Forge &f) {
        f.outer = {Forge::digest(f.person)};
        f.inner = {QByteArray(32, 'd')};
        f.presented = {f.person};
    });
    rows.malformed("an always-shown key outside", Step::Disclosures, [](Forge &f) { putRowNumber(f, integer(1), 1); });
    rows.malformed("a label of the payload outside", Step::Disclosures, [](Forge &f) { putRowNumber(f, integer(noon + 365 * aDay), 4); });
}

void addShapes(NegativeRows &rows)
{
    using namespace raw;
    const auto content = [&rows](const QByteArray &name, const QByteArray &disclosure) {
        rows.malformed(name, Step::Disclosures, [disclosure](Forge &f) { f.putGroup(disclosure); });
    };
    const QByteArray salt = raw::bytes(QByteArray(16, 's'));
    const QByteArray person = map(rowPersonPairs()); // right, but for what stands beside it
    content("key 1 redacted", Forge::disclosure('x', integer(1), integer(1)));
    content("a period redacted", Forge::disclosure('x', integer(noon + 365 * aDay), integer(7)));
    content("a text key", Forge::disclosure('x', person, raw::text("10")));
    content("a key in bytes", Forge::disclosure('x', person, raw::bytes("10")));
    content("a key below 0", Forge::disclosure('x', person, integer(-10)));
    content("a key beyond 32 bits", Forge::disclosure('x', person, integer((qint64(1) << 32) + 10)));
    content("no element", array({}));
    content("one element", array({salt})); // a decoy, in the draft
    content("two elements", array({salt, raw::text("A")}));
    content("four elements", array({salt, person, integer(10), integer(1)}));
    content("a salt of 15 bytes", array({raw::bytes(QByteArray(15, 's')), person, integer(10)}));
    content("a salt of 17 bytes", array({raw::bytes(QByteArray(17, 's')), person, integer(10)}));
    content("a salt as text", array({raw::text(QByteArray(16, 's')), person, integer(10)}));
    content("not an array", map({}));
    content("simple(59) in a person", rowPerson(5, simple(59)));
    content("a person labelled by bytes", Forge::disclosure('p', map({{raw::bytes("1"), raw::text("A")}}), integer(10)));
    content("digests in a person", rowPerson(simple(59), array({raw::bytes(QByteArray(32, 'd'))})));
    for (const quint64 number : {58, 60, 62})
        content("tag " + QByteArray::number(number) + " in a person", rowPerson(1, tag(number, raw::text("A"))));
    rows.malformed("two persons", Step::Disclosures, [](Forge &f) {
        const QByteArray other = rowPerson(1, raw::text("B"));
        f.inner = {Forge::digest(f.person), Forge::digest(other)};
        f.presented = {f.person, other};
    });
}

void addPeople(NegativeRows &rows)
{
    using namespace raw;
    const auto person = [&rows](const QByteArray &name, qint64 label, const QByteArray &value) {
        rows.malformed(name, Step::Disclosures, [label, value](Forge &f) { f.putGroup(rowPerson(label, value)); });
    };
    person("a person with another label", 5, integer(1));
    person("a person of sex 3", 3, integer(3));
    person("a person born on 31/02", 2, integer(19900231));
    person("a person of a nation in small letters", 4, raw::text("vnm"));
    person("a name of nothing", 1, raw::text(""));
    person("a name of 65 bytes", 1, raw::text(QByteArray(65, 'A')));
    person("a name that is not NFC", 1, raw::text("E\xcc\x81"));
    person("a name with a control character", 1, raw::text("A\x1b[2J"));
    person("a name with a zero width", 1, raw::text("A\xe2\x80\x8b"));
    person("a name that nobody sees", 1, raw::text("\xe3\x85\xa4"));                   // U+3164
    person("a name of an empty cell", 1, raw::text("\xe2\xa0\x80"));                   // U+2800
    person("a name with a joiner inside", 1, raw::text("A\xcd\x8f" "B"));               // U+034F
    person("a name with a variation selector", 1, raw::text("A\xef\xb8\x8f"));         // U+FE0F
    person("a name of spaces", 1, raw::text("  "));
    person("a name of a space that does not break", 1, raw::text("\xc2\xa0"));
    person("a name that ends in a space", 1, raw::text("A "));
    person("a letter with four marks", 1, raw::text("A\xcc\x96\xcc\x96\xcc\x96\xcc\x96")); // U+0316 has no precomposed form
    person("a name that reads backwards", 1, raw::text("A\xe2\x80\xae"));
    rows.malformed("a number of 11 digits", Step::Disclosures, [](Forge &f) { putRowNumber(f, raw::text("00120000001")); });
    rows.malformed("a number with a letter", Step::Disclosures, [](Forge &f) { putRowNumber(f, raw::text("00120000001A")); });
    rows.malformed("a number as integer", Step::Disclosures, [](Forge &f) { putRowNumber(f, integer(1200000017)); });
}

void addGroups(NegativeRows &rows)
{
    using namespace raw;
    const auto group = [&rows](const QByteArray &name, int type, const Pairs &shown, qint64 key, const QByteArray &value) {
        rows.malformed(name, Step::Disclosures, [type, shown, key, value](Forge &f) {
            set(f.payload, 11, integer(type));
            if (!shown.isEmpty()) // else the pass that the forge makes
                f.shown = shown;
            f.putGroup(Forge::disclosure('x', value, integer(key)));
        });
    };
    const auto companions = [&group](const QByteArray &name, const QByteArray &value) { group(name, 65002, {}, 11, value); };
    const QByteArray companion = array({raw::text("A"), integer(20100000)});
    companions("no companions", array({}));
    companions("ten companions", array(QList<QByteArray>(10, companion)));
    companions("a companion as a map", array({map({{integer(1), raw::text("A")}, {integer(2), integer(20100000)}})}));
    companions("companions as a map", map({{integer(1), companion}}));
    companions("a companion of three parts", array({array({raw::text("A"), integer(20100000), integer(1)})}));
    companions("a companion without a name", array({array({raw::text(""), integer(20100000)})}));
    companions("a companion born in month 13", array({array({raw::text("A"), integer(20101300)})}));
    group("age flags on a pass", 65002, {}, 12, integer(1));
    group("a household on a pass", 65002, {}, 13, integer(1));

    const Pairs identity{{integer(1), integer(2)}, {integer(2), integer(1)}};
    const auto ages = [](int first, int second, int third) {
        return map({{integer(14), simple(first)}, {integer(16), simple(second)}, {integer(18), simple(third)}});
    };
    group("18 and not 16", 65001, identity, 12, ages(21, 20, 21));
    group("age flags as integers", 65001, identity, 12, map({{integer(14), integer(1)}, {integer(16), integer(1)}, {integer(18), integer(1)}}));
    group("an age flag too few", 65001, identity, 12, map({{integer(14), simple(21)}, {integer(16), simple(21)}}));
    group("an address of 65 bytes", 65001, identity, 11, map({{integer(1), raw::text(QByteArray(65, 'A'))}}));
    group("an address that is text", 65001, identity, 11, raw::text("A"));
    group("companions on an identity", 65001, identity, 11, array({companion}));
    group("a household on an identity", 65001, identity, 13, integer(1));

    const Pairs residence{{integer(1), integer(20261121)}};
    const auto household = [&group, &residence](const QByteArray &name, const QByteArray &number, int relation, int count) {
        group(name, 65003, residence, 13, map({{integer(1), raw::text(number)}, {integer(2), integer(relation)}, {integer(3), integer(count)}}));
    };
    household("a household without a number", "", 1, 1);
    household("a household number of 17 bytes", QByteArray(17, '1'), 1, 1);
    household("a household of relation 0", "HK-1", 0, 1);
    household("a household of relation 100", "HK-1", 100, 1);
    household("a household of nobody", "HK-1", 1, 0);
    household("a household of 100", "HK-1", 1, 100);
    group("a residence with a place under no table", 65003, residence, 12,
          map({{integer(1), raw::text("A")}, {integer(2), map({{integer(1), raw::text("01")}})}}));
    group("a fourth address", 65003, residence, 14, map({{integer(1), raw::text("A")}}));

    const Pairs receipt{{integer(1), integer(1)}, {integer(2), raw::text("TBLT-1")}, {integer(3), integer(2)}, {integer(6), integer(noon)}};
    const auto member = [](qint64 birthDate, qint64 relation) { return array({raw::text("A"), integer(birthDate), integer(relation)}); };
    group("ten members", 65004, receipt, 12, array(QList<QByteArray>(10, member(20100000, 1))));
    group("a member of relation 0", 65004, receipt, 12, array({member(20100000, 0)}));
    group("a member of relation 100", 65004, receipt, 12, array({member(20100000, 100)}));
    group("a member born on 31/11", 65004, receipt, 12, array({member(20101131, 1)}));
    group("a member of two parts", 65004, receipt, 12, array({companion}));
    rows.judged("an address on a printed copy", trust::Overall::Invalid, Step::Disclosures, ErrorCode::CredentialMalformed, [](PostScene &s) {
        s.print();
        s.forge.putGroup(Forge::disclosure('x', map({{integer(1), raw::text("A")}}), integer(11)));
    });
}

} // namespace

QList<NegativeRow> disclosureRows()
{
    NegativeRows rows{"5. Presentation QR"};
    addDigests(rows);
    addShapes(rows);
    addPeople(rows);
    addGroups(rows);
    return rows.all;
}

} // namespace dd::test
