// BSI TR-03105 part 5.1, unit ISO7816_D: chip authentication. Each row is one test case: DG14 as the reader got it, and the chip that
// goes with it.
#include "nfc/secure_messaging/chip_authentication.h"
#include "nfc/secure_messaging/pace.h"
#include "tests/nfc/access_card.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

ChipKey chipKeyOn(int parameterId, std::optional<int> keyId = std::nullopt, const QByteArray &privateKey = test::accessChipKey)
{
    const int agreement = parameterId <= 2 ? 1 : 2;
    return {parameterId, privateKey, keyId, {test::chipProtocol(agreement, 2)}};
}

QByteArray keyIdOf(const ChipKey &key)
{
    return key.keyId ? QByteArray(1, static_cast<char>(*key.keyId)) : QByteArray();
}

QByteArray chipInfosOf(const ChipKey &key)
{
    const int agreement = key.parameterId <= 2 ? 1 : 2;
    return test::chipInfo(agreement, 2, keyIdOf(key)) + test::chipKeyInfo(agreement, test::subjectPublicKeyInfoOf(key), keyIdOf(key));
}

QByteArray dg14For(const QList<ChipKey> &keys)
{
    QByteArray infos;
    for (const ChipKey &key : keys)
        infos.append(chipInfosOf(key));
    return tlv::encode(0x6E, tlv::encode(0x31, infos));
}

struct CaOutcome
{
    Result<void> result;
    int proved = 0;   // profiles that were run to the end
    QByteArrayList sent;
};

// PACE, then chip authentication by every profile of DG14 until one fails; each begins in the session the last one left.
CaOutcome authenticateAfterPace(const QByteArray &dg14, const QList<ChipKey> &keys, Tampering tampering = {}, bool extendedReader = true)
{
    CardImage image = test::accessCard(test::cardAccessOf({test::paceInfo(2, 2, 13)}));
    image.files.insert(FileId::Dg14, dg14);
    image.chipKeys = keys;
    test::SoftCardChannel channel(image, std::move(tampering));
    channel.extendedReader = extendedReader;
    CardLink link(channel);
    SystemRandom random;
    const Result<QList<PaceProfile>> access = paceProfiles(*parseCardAccess(image.files.value(FileId::CardAccess)));
    if (!runPace(link, access->first(), {AccessKey::Kind::Mrz, test::accessMrz}, random) || !test::selectApplication(link))
        qFatal("the simulated chip does not open");
    channel.sent.clear();
    const Result<SecurityInfos> infos = parseDg14(dg14);
    const Result<QList<ChipAuthenticationProfile>> profiles = infos ? chipAuthenticationProfiles(*infos) : fail(infos.error());
    if (!profiles)
        return {fail(profiles.error()), 0, channel.sent};
    CaOutcome outcome{{}, 0, {}};
    for (const ChipAuthenticationProfile &profile : *profiles) {
        outcome.result = runChipAuthentication(link, profile, random);
        if (!outcome.result)
            break;
        ++outcome.proved;
    }
    outcome.sent = channel.sent;
    return outcome;
}

void onlyRow(const char *identifier)
{
    QTest::addColumn<bool>("only");
    QTest::newRow(identifier) << true;
}

QByteArray changed(const QByteArray &bytes, const QByteArray &part, const QByteArray &by)
{
    QByteArray out = bytes;
    if (out.count(part) != 1 || part.size() != by.size())
        qFatal("the file does not hold it once");
    return out.replace(part, by);
}

} // namespace

class Tr03105Iso7816D : public QObject
{
    Q_OBJECT

private slots:
    void positive_data()
    {
        QTest::addColumn<QList<ChipKey>>("keys");
        const QByteArray second = hex("2222222222222222222222222222222222222222");
        const QByteArray third = hex("3333333333333333333333333333333333333333");
        QTest::newRow("ISO7816_D_01") << QList<ChipKey>{chipKeyOn(0)};
        QTest::newRow("ISO7816_D_02") << QList<ChipKey>{chipKeyOn(13)};
        QTest::newRow("ISO7816_D_03") << QList<ChipKey>{chipKeyOn(13, 1)};
        QTest::newRow("ISO7816_D_04") << QList<ChipKey>{chipKeyOn(13, 1), chipKeyOn(13, 2, second)};
        QTest::newRow("ISO7816_D_05") << QList<ChipKey>{chipKeyOn(13, 1), chipKeyOn(12, 2, second), chipKeyOn(0, 3, third)};
    }
    void positive()
    {
        QFETCH(QList<ChipKey>, keys);
        const CaOutcome outcome = authenticateAfterPace(dg14For(keys), keys);
        QVERIFY2(outcome.result, outcome.result ? "" : qPrintable(outcome.result.error().stage + outcome.result.error().detail));
        QCOMPARE(outcome.proved, static_cast<int>(keys.size()));
    }

    void invalidReference_data() { onlyRow("ISO7816_D_06"); }
    void invalidReference()
    {
        const CaOutcome outcome = authenticateAfterPace(dg14For({chipKeyOn(13, 9)}), {chipKeyOn(13, 1), chipKeyOn(12, 2)});
        QCOMPARE(outcome.result.error().code, ErrorCode::ChipAuthenticationFailed);
        QCOMPARE(outcome.result.error().detail, QStringLiteral("6A88"));
        QCOMPARE(outcome.proved, 0);
    }

    // Corrupted so that it can be seen, and so that it cannot: then the chip's own key does not fit.
    void corruptedKeys_data()
    {
        QTest::addColumn<int>("parameterId");
        QTest::newRow("ISO7816_D_07") << 0;
        QTest::newRow("ISO7816_D_08") << 13;
    }
    void corruptedKeys()
    {
        QFETCH(int, parameterId);
        const ChipKey key = chipKeyOn(parameterId);
        const QByteArray good = test::publicKeyOf(key);
        QByteArray flipped = good;
        flipped.back() = static_cast<char>(flipped.back() ^ 1);
        QCOMPARE(authenticateAfterPace(changed(dg14For({key}), good, flipped), {key}).result.error().code, ErrorCode::DamagedFile);
        const QByteArray another = test::publicKeyOf(chipKeyOn(parameterId, std::nullopt, hex("22222222")));
        QCOMPARE(authenticateAfterPace(changed(dg14For({key}), good, another), {key}).result.error().code, ErrorCode::ChipAuthenticationFailed);
    }

    // The chip agrees to the new keys and answers under the old ones.
    void oldSessionKeys_data() { onlyRow("ISO7816_D_09"); }
    void oldSessionKeys()
    {
        test::CaTestChip chip(*AgreementDomain::standardized(13), test::accessChipKey);
        chip.keepsOldKeys = true;
        CardLink link(chip);
        link.startSecureMessaging(chip.session());
        chip.begin();
        SystemRandom random;
        const QList<ChipAuthenticationProfile> profiles = *chipAuthenticationProfiles(*parseDg14(dg14For({chipKeyOn(13)})));
        QCOMPARE(runChipAuthentication(link, profiles.first(), random).error().code, ErrorCode::ChipAuthenticationFailed);
        // Nor does the terminal ever again: what it sends now the chip cannot read.
        QVERIFY(!link.transmit({0x00, 0xA4, 0x02, 0x0C, hex("0101"), 0, false}));
    }

    void ephemeralKeys_data() { onlyRow("ISO7816_D_10"); }
    void ephemeralKeys()
    {
        test::CaTestChip chip(*AgreementDomain::standardized(13), test::accessChipKey);
        CardLink link(chip);
        link.startSecureMessaging(chip.session());
        chip.begin();
        SystemRandom random;
        const QList<ChipAuthenticationProfile> profiles = *chipAuthenticationProfiles(*parseDg14(dg14For({chipKeyOn(13)})));
        for (int run = 0; run < 10; ++run)
            QVERIFY(runChipAuthentication(link, profiles.first(), random));
        QCOMPARE(QSet<QByteArray>(chip.terminalKeys.begin(), chip.terminalKeys.end()).size(), 10);
    }

    // The SubjectPublicKeyInfo is not one of the kind that its SecurityInfo names.
    void keySpecifications_data()
    {
        QTest::addColumn<int>("agreement");
        QTest::addColumn<QByteArrayList>("keys");
        const QByteArray curveKey = test::subjectPublicKeyInfoOf(chipKeyOn(13));
        const QByteArray fieldKey = test::subjectPublicKeyInfoOf(chipKeyOn(0));
        QByteArray badModulus = test::orderlessKey(); // an even modulus
        badModulus.replace(hex("DF1FB2BC2E4A4371"), hex("DF1FB2BC2E4A4370"));
        QByteArray badCurve = test::curveKey("brainpoolP256r1", true); // another coefficient
        badCurve.replace(hex("26DC5C6CE94A4B44F330B5D9BBD77CBF"), hex("26DC5C6CE94A4B44F330B5D9BBD77CBE"));
        QTest::newRow("ISO7816_D_11") << 1 << QByteArrayList{curveKey, badModulus, test::standardizedKeyOf(0, hex("020100")), hex("30023000")};
        QTest::newRow("ISO7816_D_12") << 2 << QByteArrayList{fieldKey, badCurve, test::standardizedKeyOf(13, hex("0400")), hex("30023000")};
    }
    void keySpecifications()
    {
        QFETCH(int, agreement);
        QFETCH(QByteArrayList, keys);
        for (const QByteArray &key : keys) {
            const CaOutcome outcome =
                authenticateAfterPace(test::dg14Of({test::chipInfo(agreement, 2), test::chipKeyInfo(agreement, key)}), {chipKeyOn(13), chipKeyOn(0)});
            QVERIFY(!outcome.result);
            const ErrorCode code = outcome.result.error().code;
            QVERIFY(code == ErrorCode::DamagedFile || code == ErrorCode::UnsupportedProtocol);
            QVERIFY(outcome.sent.isEmpty()); // nothing went to the chip
        }
    }

    void referencesThatDoNotMatch_data() { onlyRow("ISO7816_D_13"); }
    void referencesThatDoNotMatch()
    {
        const ChipKey key = chipKeyOn(13, 1);
        const QByteArray dg14 = test::dg14Of({test::chipInfo(2, 2, hex("02")), test::chipKeyInfo(2, test::subjectPublicKeyInfoOf(key), hex("01"))});
        const CaOutcome outcome = authenticateAfterPace(dg14, {key});
        QCOMPARE(outcome.result.error().code, ErrorCode::DamagedFile);
        QVERIFY(outcome.sent.isEmpty());
    }

    void extendedLength_data() { onlyRow("ISO7816_D_14"); }
    void extendedLength()
    {
        const ChipKey key = chipKeyOn(2); // a public key of 256 bytes
        const CaOutcome outcome = authenticateAfterPace(dg14For({key}), {key});
        QVERIFY(outcome.result);
        QVERIFY(std::any_of(outcome.sent.begin(), outcome.sent.end(),
                            [](const QByteArray &command) { return command.size() > 261 && command.at(4) == '\0'; }));
        // On a reader without it the chip would have to take a chain, and this one does not: said as it is, not as a copy.
        QCOMPARE(authenticateAfterPace(dg14For({key}), {key}, {}, false).result.error().code, ErrorCode::UnsupportedProtocol);
    }

    void statusWordsForAnInvalidReference_data() { onlyRow("ISO7816_D_15"); }
    void statusWordsForAnInvalidReference()
    {
        for (const int status : {0x6300, 0x63C1, 0x6400, 0x6581, 0x6700, 0x6900, 0x6982, 0x6983, 0x6984, 0x6985, 0x6A80, 0x6A81, 0x6A82, 0x6A86,
                                 0x6A88, 0x6D00, 0x6F00}) {
            for (const quint8 instruction : {quint8(0x22), quint8(0x86)}) { // at once, or only when the key is used (§6.2.4.2)
                Tampering tampering;
                tampering.answer = [&](const CommandApdu &command, ResponseApdu &answer) {
                    if (command.ins == instruction && command.p1 != 0xC1 && !command.isChained() &&
                        (command.ins == 0x22 || !command.data.startsWith(hex("7C0A85"))))
                        answer = {{}, static_cast<quint16>(status)};
                };
                const CaOutcome outcome = authenticateAfterPace(dg14For({chipKeyOn(13, 9)}), {chipKeyOn(13, 9)}, tampering);
                QCOMPARE(outcome.result.error().code, ErrorCode::ChipAuthenticationFailed);
                QCOMPARE(outcome.result.error().detail, statusText(static_cast<quint16>(status)));
                QVERIFY(!outcome.result.error().triesLeft);
            }
        }
    }
};

DD_TEST(Tr03105Iso7816D)
#include "tr03105_iso7816_d.moc"
