// What a chip can say wrongly in the steps of PACE, and what the terminal must make of it.
#pragma once

#include "tests/nfc/pace_run.h"

namespace dd::test {

// What a mistake must lead to.
struct Mistake
{
    const char *what;
    PaceChange change;
    ErrorCode code = ErrorCode::SecureMessagingBroken;
};

// Every change in one step of a run, each on a fresh chip; the terminal stops there.
inline void expectAbort(const nfc::CardImage &image, int step, const QList<Mistake> &mistakes)
{
    for (const Mistake &mistake : mistakes) {
        const PaceRun run = runPaceWith(image, atPaceStep(step, mistake.change));
        QVERIFY2(!run.opened, mistake.what);
        QVERIFY2(run.opened.error().code == mistake.code,
                 qPrintable(QLatin1String(mistake.what) + QLatin1Char(' ') + errorId(run.opened.error().code)));
        QVERIFY2(!run.secure, mistake.what);
        QVERIFY2(run.sent.size() <= step + 1, mistake.what);
    }
}

inline PaceChange answering(quint16 status)
{
    return [status](const nfc::CommandApdu &, nfc::ResponseApdu &answer) { answer = {{}, status}; };
}

inline PaceChange answeringData(const QByteArray &data)
{
    return [data](const nfc::CommandApdu &, nfc::ResponseApdu &answer) { answer.data = data; };
}

inline PaceChange underTag(quint32 tag)
{
    return [tag](const nfc::CommandApdu &, nfc::ResponseApdu &answer) { answer.data = paceAnswer(tag, paceValueOf(answer.data)); };
}

inline PaceChange changedValue(quint32 tag, std::function<QByteArray(const QByteArray &)> change)
{
    return [=](const nfc::CommandApdu &, nfc::ResponseApdu &answer) { answer.data = paceAnswer(tag, change(paceValueOf(answer.data))); };
}

// Before the token a refusal is never about the password.
inline QList<Mistake> statusWords(bool tokenShown)
{
    const auto aboutPassword = tokenShown ? ErrorCode::WrongAccessKey : ErrorCode::SecureMessagingBroken;
    return {{"6300", answering(0x6300), aboutPassword},
            {"6982", answering(0x6982), aboutPassword},
            {"6400", answering(0x6400)},
            {"6700", answering(0x6700)},
            {"6985", answering(0x6985)},
            {"6F00", answering(0x6F00)},
            {"6A80", answering(0x6A80), ErrorCode::UnsupportedProtocol},
            {"6A86", answering(0x6A86), ErrorCode::UnsupportedProtocol},
            {"6A88", answering(0x6A88), ErrorCode::UnsupportedProtocol},
            {"6D00", answering(0x6D00), ErrorCode::UnsupportedProtocol},
            {"63C1", answering(0x63C1), ErrorCode::WrongAccessKey},
            {"6983", answering(0x6983), ErrorCode::WrongAccessKey}};
}

inline QList<Mistake> malformedAnswers(quint32 tag)
{
    return {{"no data", answeringData({})},
            {"empty template", answeringData(hex("7C00"))},
            {"template cut short", [](const nfc::CommandApdu &, nfc::ResponseApdu &answer) { answer.data.chop(1); }},
            {"bytes behind the template", [](const nfc::CommandApdu &, nfc::ResponseApdu &answer) { answer.data.append("00"); }},
            {"another template", [](const nfc::CommandApdu &, nfc::ResponseApdu &answer) { answer.data[0] = '\x7D'; }},
            {"two objects", [tag](const nfc::CommandApdu &, nfc::ResponseApdu &answer) {
                 const QByteArray one = nfc::tlv::encode(tag, paceValueOf(answer.data));
                 answer.data = nfc::tlv::encode(0x7C, one + one);
             }}};
}

inline QList<Mistake> badPoints(quint32 tag)
{
    const auto point = [tag](const char *what, std::function<QByteArray(QByteArray)> change) { return Mistake{what, changedValue(tag, change)}; };
    const auto flip = [](qsizetype at) { return [at](QByteArray key) { key[at] = static_cast<char>(key.at(at) ^ 1); return key; }; };
    return {point("x changed", flip(32)),
            point("y changed", flip(64)),
            point("x zero", [](QByteArray key) { return key.replace(1, 32, QByteArray(32, '\0')); }),
            point("y zero", [](QByteArray key) { return key.replace(33, 32, QByteArray(32, '\0')); }),
            point("both zero", [](QByteArray key) { return key.replace(1, 64, QByteArray(64, '\0')); }),
            point("both beyond the field", [](QByteArray key) { return key.replace(1, 64, QByteArray(64, '\xFF')); }),
            point("compressed", [](const QByteArray &key) { return '\x02' + key.mid(1, 32); }),
            point("another form", [](QByteArray key) { key[0] = '\x05'; return key; }),
            point("infinity", [](const QByteArray &) { return QByteArray(1, '\0'); }),
            point("one byte less", [](const QByteArray &key) { return key.chopped(1); }),
            point("one byte more", [](const QByteArray &key) { return key + '\0'; }),
            point("of another curve", [](const QByteArray &) { return nfc::AgreementDomain::standardized(12)->generator(); }),
            point("empty", [](const QByteArray &) { return QByteArray(); })};
}

inline QList<Mistake> badNumbers(quint32 tag)
{
    const auto number = [tag](const char *what, const QByteArray &key) {
        return Mistake{what, changedValue(tag, [key](const QByteArray &) { return key; })};
    };
    const QByteArray modulus = hex("B10B8F96A080E01DDE92DE5EAE5D54EC52C99FBCFB06A3C69A6A9DCA52D23B616073E28675A23D189838EF1E2EE652C0"
                                   "13ECB4AEA906112324975C3CD49B83BFACCBDD7D90C4BD7098488E9C219A73724EFFD6FAE5644738FAA31A4FF55BCCC0"
                                   "A151AF5F0DC8B4BD45BF37DF365C1A65E68CFDA76D4DA708DF1FB2BC2E4A4371");
    QByteArray below = modulus;
    below.back() = '\x70';
    return {number("0", hex("00")),
            number("1", hex("01")),
            number("p - 1", below),
            number("p", modulus),
            number("outside the subgroup", hex("02")),
            number("empty", {}),
            number("longer than the modulus", QByteArray(129, '\x11')),
            number("beyond p", QByteArray(128, '\xFF'))};
}

} // namespace dd::test
