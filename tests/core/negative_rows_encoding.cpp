// The text of a code and the CBOR in it (docs/formats.md §3 and §5). Every CBOR violation stands where only it is wrong: in a payload
// that the holder, or the issuer, has signed.
#include "tests/core/negative_table.h"

namespace dd::test {
namespace {

using trust::Overall;
using trust::Step;

void addTexts(NegativeRows &rows)
{
    const auto text = [&rows](const QByteArray &name, Step step, ErrorCode code, const QString &shown) {
        rows.judged(name, Overall::Invalid, step, code, [shown](PostScene &s) { s.text = shown; });
    };
    const QString prefix = QStringLiteral("VN1:");
    text("no text", Step::Prefix, ErrorCode::NotOurQr, QStringLiteral(""));
    text("another version", Step::Prefix, ErrorCode::NotOurQr, QStringLiteral("VN2:00"));
    text("a prefix in lower case", Step::Prefix, ErrorCode::NotOurQr, QStringLiteral("vn1:00"));
    text("a leading space", Step::Prefix, ErrorCode::NotOurQr, QStringLiteral(" VN1:00"));
    text("a counter's request", Step::Prefix, ErrorCode::NotOurQr, QStringLiteral("VQ1:00"));
    text("nothing after the prefix", Step::Cbor, ErrorCode::CborMalformed, prefix);
    text("not of the alphabet", Step::Base45, ErrorCode::Base45Malformed, prefix + QStringLiteral("a0"));
    text("not ASCII", Step::Base45, ErrorCode::Base45Malformed, prefix + QStringLiteral("Ă0"));
    text("a length that base45 has not", Step::Base45, ErrorCode::Base45Malformed, prefix + QStringLiteral("0000"));
    text("a group beyond two bytes", Step::Base45, ErrorCode::Base45Malformed, prefix + QStringLiteral(":::"));
    text("a last group beyond a byte", Step::Base45, ErrorCode::Base45Malformed, prefix + QStringLiteral("::"));
    text("4096 bytes of nothing", Step::Cbor, ErrorCode::CborMalformed, prefix + QStringLiteral("000").repeated(2048));
    text("4098 bytes", Step::Size, ErrorCode::QrTooLarge, prefix + QStringLiteral("000").repeated(2049));
    text("a megabyte", Step::Size, ErrorCode::QrTooLarge, prefix + QStringLiteral("000").repeated(350000));
    text("4000 arrays in one another", Step::Cbor, ErrorCode::CborMalformed, Forge::textOf(QByteArray(4000, '\x81')));
}

// As the value of a label that the holder signs.
void addItems(NegativeRows &rows)
{
    const auto item = [&rows](const QByteArray &name, ErrorCode code, const QByteArray &bytes) {
        rows.invalid(name, Step::Cbor, code, [bytes](Forge &f) { raw::set(f.bindingPayload, -65538, bytes); });
    };
    const auto malformed = [&item](const QByteArray &name, const char *hex) { item(name, ErrorCode::CborMalformed, QByteArray::fromHex(hex)); };
    const auto other = [&item](const QByteArray &name, const char *hex) { item(name, ErrorCode::CborNotDeterministic, QByteArray::fromHex(hex)); };
    other("23 in two bytes", "1817");
    other("255 in three bytes", "1900ff");
    other("65535 in five bytes", "1a0000ffff");
    other("2^32-1 in nine bytes", "1b00000000ffffffff");
    other("-1 in two bytes", "3800");
    other("a byte string's length in two bytes", "580161");
    other("a text's length in two bytes", "780161");
    other("an array's length in two bytes", "980100");
    other("a map's length in two bytes", "b8010000");
    other("a tag's number in two bytes", "d81700");
    other("a byte string of indefinite length", "5f4100ff");
    other("a text of indefinite length", "7f6161ff");
    other("an array of indefinite length", "9f00ff");
    other("a map of indefinite length", "bf0000ff");
    other("a map out of order", "a202010101");
    other("a map with a key twice", "a201010102");
    other("a map in the order of RFC 7049", "a22000186400"); // the shorter key first
    other("a float of 16 bits", "f90000");
    other("a float of 32 bits", "fa00000000");
    other("a float of 64 bits", "fb0000000000000000");
    other("NaN", "f97e00");
    other("an integer beyond 63 bits", "1b8000000000000000");
    other("a negative integer beyond 63 bits", "3b8000000000000000");
    malformed("simple(24) in two bytes", "f818");
    malformed("false in two bytes", "f814");
    malformed("reserved additional information", "1c");
    malformed("a break with nothing to end", "ff");
    malformed("an integer of indefinite length", "1f");
    malformed("a tag of indefinite length", "df00");
    malformed("text that is not UTF-8", "61ff");
    malformed("an overlong text", "62c080");
    malformed("half a surrogate pair", "63eda080");
    malformed("half a head", "1b00");
    malformed("a string longer than the input", "5b7fffffffffffffff");
    malformed("an array longer than the input", "9b7fffffffffffffff");
    malformed("a map longer than the input", "bb7fffffffffffffff");
    // One more than may be: the payload's own map is the first.
    item("17 levels of arrays", ErrorCode::CborMalformed, QByteArray(15, '\x81') + '\x80');
    item("17 levels of tags", ErrorCode::CborMalformed, QByteArray(16, '\xc1') + '\x00');
    item("17 levels of maps", ErrorCode::CborMalformed, QByteArray::fromHex("a100").repeated(15) + '\xa0');
    item("an item too many", ErrorCode::CborMalformed, QByteArray("\x00\x00", 2));
}

void addPlaces(NegativeRows &rows)
{
    using namespace raw;
    const auto token = [&rows](const QByteArray &name, Step step, ErrorCode code, const std::function<QByteArray(QByteArray)> &spoil) {
        rows.judged(name, Overall::Invalid, step, code, [spoil](PostScene &s) { s.text = Forge::textOf(spoil(s.forge.bindingToken())); });
    };
    token("a trailing byte", Step::Cbor, ErrorCode::CborMalformed, [](const QByteArray &good) { return good + '\0'; });
    token("no first byte", Step::Type, ErrorCode::CoseMalformed, [](const QByteArray &good) { return good.mid(1); });
    token("no last byte", Step::Cbor, ErrorCode::CborMalformed, [](const QByteArray &good) { return good.chopped(1); });
    token("an array that does not say its length", Step::Cbor, ErrorCode::CborNotDeterministic, [](QByteArray good) {
        good[1] = '\x9f';
        return good + '\xff';
    });
    token("an empty map with a longer head", Step::Cbor, ErrorCode::CborNotDeterministic, [](QByteArray good) {
        return good.replace(good.lastIndexOf(QByteArray::fromHex("a058")), 1, QByteArray::fromHex("b800")); // the KBT's unprotected one
    });
    token("another tag", Step::Type, ErrorCode::CoseMalformed, [](const QByteArray &good) { return raw::tag(98, good.mid(1)); });
    token("five parts", Step::Type, ErrorCode::CoseMalformed, [](QByteArray good) {
        good[1] = '\x85';
        return good + '\0';
    });
    rows.invalid("the holder's iat as a float", Step::Cbor, ErrorCode::CborNotDeterministic,
                 [](Forge &f) { set(f.bindingPayload, 6, doubleFloat(0x41dac00000000000)); });
    rows.invalid("exp as a float", Step::Cbor, ErrorCode::CborNotDeterministic, [](Forge &f) { set(f.payload, 4, doubleFloat(0x41dac00000000000)); });
    rows.invalid("a float in an issuer's header", Step::Cbor, ErrorCode::CborNotDeterministic, [](Forge &f) { set(f.issuerHeader, 33, doubleFloat(0)); });
    rows.invalid("a float in an unprotected header", Step::Cbor, ErrorCode::CborNotDeterministic,
                 [](Forge &f) { set(f.issuerUnprotected, 33, doubleFloat(0)); });
    rows.invalid("a label twice in the issuer's payload", Step::Cbor, ErrorCode::CborNotDeterministic,
                 [](Forge &f) { f.payload.append({integer(1), raw::text("VN")}); });
    rows.invalid("a label twice in the holder's payload", Step::Cbor, ErrorCode::CborNotDeterministic,
                 [](Forge &f) { f.bindingPayload.append({integer(3), raw::text("vn:counter")}); });
    rows.invalid("a claim twice", Step::Cbor, ErrorCode::CborNotDeterministic, [](Forge &f) { f.shown.append({integer(1), integer(2)}); });
    rows.invalid("a float in a disclosure", Step::Cbor, ErrorCode::CborNotDeterministic,
                 [](Forge &f) { f.putGroup(Forge::disclosure('x', doubleFloat(0), integer(10))); });
    rows.invalid("an unsorted map in a disclosure", Step::Cbor, ErrorCode::CborNotDeterministic,
                 [](Forge &f) { f.putGroup(Forge::disclosure('x', mapAsGiven({{integer(2), integer(1)}, {integer(1), integer(1)}}), integer(10))); });
    rows.invalid("a key twice in a disclosure", Step::Cbor, ErrorCode::CborNotDeterministic,
                 [](Forge &f) { f.putGroup(Forge::disclosure('x', mapAsGiven({{integer(1), integer(1)}, {integer(1), integer(1)}}), integer(10))); });
    rows.invalid("a disclosure with a tail", Step::Cbor, ErrorCode::CborMalformed, [](Forge &f) { f.putGroup(f.person + '\0'); });
    rows.invalid("a disclosure of nothing", Step::Cbor, ErrorCode::CborMalformed, [](Forge &f) { f.putGroup({}); });
}

} // namespace

QList<NegativeRow> encodingRows()
{
    NegativeRows page{"5. Presentation QR"};
    addTexts(page);
    NegativeRows cbor{"3. CBOR"};
    addItems(cbor);
    addPlaces(cbor);
    return page.all + cbor.all;
}

} // namespace dd::test
