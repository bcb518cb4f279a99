// BSI TR-03105 part 5.1, unit ISO7816_G: PACE. Each row is one test case. What concerns the whole reading (EF.CardAccess against
// EF.CardSecurity and DG14, the key of chip authentication mapping) is tested on the functions that decide it.
#include "tests/nfc/pace_mistakes.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;
using dd::test::Mistake;

namespace {

constexpr int gm = 2, dhGm = 1, im = 4, dhIm = 3, cam = 6; // arcs below id-PACE
constexpr int aes128 = 2;

// CAM: what a whole reading would conclude from the run and EF.CardSecurity.
Result<void> mappingOutcome(const CardImage &image, Tampering tampering)
{
    const test::PaceRun run = test::runPaceWith(image, std::move(tampering));
    if (!run.opened)
        return fail(run.opened.error());
    if (!run.opened->has_value())
        return fail(ErrorCode::Internal, QStringLiteral("no proof"));
    return verifyChipMapping(run.opened->value(), *parseCardSecurityContent(test::cardSecurityContentOf(image)));
}

Tampering chipData(std::function<void(QByteArray &)> change)
{
    Tampering tampering;
    tampering.value = [change = std::move(change)](Tampering::Value which, QByteArray &data) {
        if (which == Tampering::Value::ChipAuthenticationData)
            change(data);
    };
    return tampering;
}

// The last answer of PACE-CAM with the object 8A put differently: 86 and what follows.
Tampering lastObjects(std::function<QByteArray(const QByteArray &token, const QByteArray &encrypted)> arrange)
{
    return test::atPaceStep(4, [arrange](const CommandApdu &, ResponseApdu &answer) {
        tlv::Reader reader(tlv::readSingle(answer.data, 0x7C)->value);
        const QByteArray token = reader.next()->encoded.toByteArray();
        const QByteArray encrypted = reader.next()->value.toByteArray();
        answer.data = tlv::encode(0x7C, token + arrange(token, encrypted));
    });
}

void paceRow(const char *identifier)
{
    QTest::addColumn<bool>("only");
    QTest::newRow(identifier) << true;
}

} // namespace

class Tr03105Iso7816G : public QObject
{
    Q_OBJECT

private slots:
    void correctExecution_data()
    {
        QTest::addColumn<QList<int>>("mappings");
        QTest::addColumn<QList<int>>("ciphers");
        QTest::addColumn<QList<int>>("groups");
        const QList<int> curves{8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18};
        const QList<int> all{1, 2, 3, 4};
        QTest::newRow("ISO7816_G_01") << QList<int>{gm, im, cam} << QList<int>{aes128} << QList<int>{13};
        QTest::newRow("ISO7816_G_02") << QList<int>{gm} << QList<int>{aes128} << curves;
        QTest::newRow("ISO7816_G_03") << QList<int>{im} << QList<int>{aes128} << QList<int>{8, 9, 11, 12, 13, 14, 15, 16, 17, 18};
        QTest::newRow("ISO7816_G_04") << QList<int>{gm, im, cam} << all << QList<int>{13};
        QTest::newRow("ISO7816_G_41") << QList<int>{cam} << QList<int>{2, 3, 4} << curves;
    }
    void correctExecution()
    {
        QFETCH(QList<int>, mappings);
        QFETCH(QList<int>, ciphers);
        QFETCH(QList<int>, groups);
        int runs = 0;
        const auto run = [&](int mapping, int cipher, int group) {
            if (mapping == cam && cipher == 1)
                return; // table 3 has no such protocol
            const CardImage image = test::paceCard(mapping, cipher, group);
            for (const bool mrz : {true, false}) {
                const test::PaceRun one = test::runPaceWith(image, {}, mrz);
                QVERIFY2(one.opened, one.opened ? "" : qPrintable(one.opened.error().stage + one.opened.error().detail));
                QVERIFY(one.selected);
                QCOMPARE(one.opened->has_value(), mapping == cam);
                if (mapping == cam)
                    QVERIFY(verifyChipMapping(one.opened->value(), *parseCardSecurityContent(test::cardSecurityContentOf(image))));
                ++runs;
            }
        };
        for (const int mapping : mappings) {
            for (const int cipher : ciphers) {
                for (const int group : groups)
                    run(mapping, cipher, group);
                // The prime fields belong to the same cases.
                for (int field = 0; field <= 2 && mapping != cam; ++field)
                    run(mapping == gm ? dhGm : dhIm, cipher, field);
            }
        }
        QVERIFY(runs >= 2 * mappings.size() * groups.size());
    }

    void additionalEntries_data() { paceRow("ISO7816_G_05"); }
    void additionalEntries()
    {
        CardImage image = test::paceCard(gm, aes128, 13);
        const QByteArray unknown = hex("300906072A030405060708"); // an identifier of nobody's
        const QByteArray withData = hex("301006072A030405060709040201020101FF");
        const QByteArray terminal = hex("300D060804007F0007020202020101");
        image.files[FileId::CardAccess] = test::cardAccessOf({unknown, test::chipInfo(2, 2), test::paceInfo(gm, aes128, 13), withData, terminal});
        QVERIFY(parseCardAccess(image.files.value(FileId::CardAccess)));
        QVERIFY(test::runPaceWith(image).selected);
    }

    void selection_data() { paceRow("ISO7816_G_06"); }
    void selection()
    {
        CardImage image = test::paceCard(gm, aes128, 13);
        image.files[FileId::CardAccess] = test::cardAccessOf(
            {test::paceInfo(gm, 1, 12), test::paceInfo(dhGm, 4, 0), test::paceInfo(gm, 4, 13), test::paceInfo(im, 4, 16), test::paceInfo(gm, 3, 18)});
        const test::PaceRun run = test::runPaceWith(image);
        QVERIFY(run.selected);
        // AES-256 on the largest group it is offered with, and its parameters named, because there are several.
        QCOMPARE(run.sent.first(), hex("0022C1A412800A04007F00070202040404830101840110"));
    }

    void explicitParameters_data() { paceRow("ISO7816_G_07"); }
    void explicitParameters()
    {
        CardImage image = test::paceCard(gm, aes128, 13);
        const QByteArray algorithm = tlv::readSingle(test::curveKey("brainpoolP384r1", true), 0x30)->value.toByteArray();
        const QByteArray parameters =
            tlv::readHeader(algorithm)->totalSize() > 0 ? algorithm.first(tlv::readHeader(algorithm)->totalSize()) : QByteArray();
        const QByteArray domainInfo = tlv::encode(0x30, {hex("060904007F000702020402"), parameters, hex("020120")});
        image.files[FileId::CardAccess] = test::cardAccessOf({test::paceInfo(gm, aes128, 32), test::paceInfo(gm, aes128, 13), domainInfo});
        QCOMPARE(parseCardAccess(image.files.value(FileId::CardAccess))->paceDomainParameters.size(), 1);
        const test::PaceRun run = test::runPaceWith(image);
        QVERIFY(run.selected); // with the standardized ones: §9.2.2 forbids parameters that the terminal does not know
        QCOMPARE(run.sent.first(), hex("0022C1A412800A04007F0007020204020283010184010D"));
    }

    // §4.4.4.1: MSE:Set AT. 6A.. is asked again with the domain parameters named.
    void errorAtSetAt_data() { paceRow("ISO7816_G_08"); }
    void errorAtSetAt()
    {
        for (const Mistake &mistake : test::statusWords(false)) {
            const test::PaceRun run = test::runPaceWith(test::paceCard(gm, aes128, 13), test::atPaceStep(0, mistake.change));
            if (QLatin1String(mistake.what) == QLatin1String("63C1")) { // a warning: one try is left, and it is taken
                QVERIFY(run.selected);
                continue;
            }
            QVERIFY2(!run.opened && !run.secure, mistake.what);
            QVERIFY2(run.opened.error().code == mistake.code, mistake.what);
            QVERIFY(run.sent.size() <= 2);
        }
    }

    void nonce_data() { paceRow("ISO7816_G_09"); }
    void nonce()
    {
        const CardImage image = test::paceCard(gm, aes128, 13);
        test::expectAbort(image, 1, {{"15 bytes", test::changedValue(0x80, [](const QByteArray &nonce) { return nonce.chopped(1); })},
                               {"17 bytes", test::changedValue(0x80, [](const QByteArray &nonce) { return nonce + 'x'; })},
                               {"8 bytes", test::changedValue(0x80, [](const QByteArray &nonce) { return nonce.first(8); })},
                               {"48 bytes", test::changedValue(0x80, [](const QByteArray &nonce) { return nonce + nonce + nonce; })},
                               {"empty", test::changedValue(0x80, [](const QByteArray &) { return QByteArray(); })}});
        // Another nonce is another generator: it ends as with a wrong password, at the chip's own check.
        for (const qsizetype at : {0, 15}) {
            const test::PaceRun run = test::runPaceWith(image, test::atPaceStep(1, test::changedValue(0x80, [at](QByteArray nonce) {
                                                            nonce[at] = static_cast<char>(nonce.at(at) ^ 1);
                                                            return nonce;
                                                        })));
            QCOMPARE(run.opened.error().code, ErrorCode::WrongAccessKey);
            QVERIFY(!run.secure);
        }
    }

    void statusWordsInSteps_data()
    {
        QTest::addColumn<int>("step");
        QTest::newRow("ISO7816_G_10") << 1;
        QTest::newRow("ISO7816_G_12") << 2;
        QTest::newRow("ISO7816_G_18") << 3;
        QTest::newRow("ISO7816_G_24") << 4;
    }
    void statusWordsInSteps()
    {
        QFETCH(int, step);
        for (const int mapping : {gm, im, cam})
            test::expectAbort(test::paceCard(mapping, aes128, 13), step, test::statusWords(step == 4));
    }

    void wrongTags_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<quint32>("tag");
        QTest::newRow("ISO7816_G_11") << 1 << 0x90u;
        QTest::newRow("ISO7816_G_13") << 2 << 0x92u;
        QTest::newRow("ISO7816_G_19") << 3 << 0x94u;
        QTest::newRow("ISO7816_G_25") << 4 << 0x96u;
    }
    void wrongTags()
    {
        QFETCH(int, step);
        QFETCH(quint32, tag);
        for (const int mapping : {gm, im})
            test::expectAbort(test::paceCard(mapping, aes128, 13), step, {{"tag", test::underTag(tag)}});
    }

    void malformedSteps_data()
    {
        QTest::addColumn<int>("mapping");
        QTest::addColumn<int>("step");
        QTest::newRow("ISO7816_G_14") << gm << 2;
        QTest::newRow("ISO7816_G_15") << im << 2;
        QTest::newRow("ISO7816_G_20") << gm << 3;
        QTest::newRow("ISO7816_G_26") << gm << 4;
    }
    void malformedSteps()
    {
        QFETCH(int, mapping);
        QFETCH(int, step);
        const auto tag = static_cast<quint32>(0x80 + 2 * (step - 1));
        QList<Mistake> mistakes = test::malformedAnswers(tag);
        if (mapping == im)
            mistakes.append({"mapping data where there is none", test::changedValue(tag, [](const QByteArray &) { return QByteArray(16, 'x'); })});
        if (step == 4) {
            mistakes.append({"wrong token", test::changedValue(tag, [](QByteArray token) {
                                 token[7] = static_cast<char>(token.at(7) ^ 1);
                                 return token;
                             })});
            mistakes.append({"short token", test::changedValue(tag, [](const QByteArray &token) { return token.chopped(1); })});
            mistakes.append({"the terminal's token", [tag](const CommandApdu &command, ResponseApdu &answer) {
                                 answer.data = test::paceAnswer(tag, test::paceValueOf(command.data));
                             }});
        }
        test::expectAbort(test::paceCard(mapping, aes128, 13), step, mistakes);
    }

    void badKeys_data()
    {
        QTest::addColumn<bool>("elliptic");
        QTest::addColumn<int>("step");
        QTest::newRow("ISO7816_G_16") << true << 2;
        QTest::newRow("ISO7816_G_17") << false << 2;
        QTest::newRow("ISO7816_G_21") << true << 3;
        QTest::newRow("ISO7816_G_22") << false << 3;
    }
    void badKeys()
    {
        QFETCH(bool, elliptic);
        QFETCH(int, step);
        const auto tag = static_cast<quint32>(0x80 + 2 * (step - 1));
        test::expectAbort(elliptic ? test::paceCard(gm, aes128, 13) : test::paceCard(dhGm, aes128, 0), step,
                          elliptic ? test::badPoints(tag) : test::badNumbers(tag));
    }

    void reflectedKey_data() { paceRow("ISO7816_G_23"); }
    void reflectedKey()
    {
        const Mistake reflected{"reflected", [](const CommandApdu &command, ResponseApdu &answer) {
                                    answer.data = test::paceAnswer(0x84, test::paceValueOf(command.data));
                                }};
        const Mistake padded{"reflected with a leading zero", [](const CommandApdu &command, ResponseApdu &answer) {
                                 answer.data = test::paceAnswer(0x84, test::paceValueOf(command.data).rightJustified(128, '\0'));
                             }};
        test::expectAbort(test::paceCard(gm, aes128, 13), 3, {reflected});
        test::expectAbort(test::paceCard(im, aes128, 13), 3, {reflected});
        test::expectAbort(test::paceCard(dhGm, aes128, 0), 3, {reflected, padded});
    }

    void damagedCardAccess_data() { paceRow("ISO7816_G_27"); }
    void damagedCardAccess()
    {
        const QByteArray good = test::cardAccessOf({test::paceInfo(gm, aes128, 13), test::chipInfo(2, 2)});
        QVERIFY(parseCardAccess(good));
        for (qsizetype size = 0; size < good.size(); ++size)
            QCOMPARE(parseCardAccess(good.first(size)).error().code, ErrorCode::DamagedFile);
        for (const qsizetype length : {1, 3, 17, 20}) { // of the SET, the SEQUENCE, the version, the parameters
            for (const char other : {'\x00', '\x7F', '\x80', '\x84'}) {
                QByteArray damaged = good;
                damaged[length] = other;
                QCOMPARE(parseCardAccess(damaged).error().code, ErrorCode::DamagedFile);
            }
        }
    }

    void parameterIds_data() { paceRow("ISO7816_G_28"); }
    void parameterIds()
    {
        for (const int id : {3, 4, 5, 6, 7, 19, 25, 31, 32, 127})
            QCOMPARE(test::runPaceWith(test::accessCard(test::cardAccessOf({test::paceInfo(gm, aes128, id)}))).opened.error().code,
                     ErrorCode::UnsupportedProtocol);
        for (const auto &[mapping, id] :
             {std::pair(gm, 0), std::pair(dhGm, 13), std::pair(im, 10), std::pair(cam, 2)}) // a group that the protocol cannot use
            QCOMPARE(test::runPaceWith(test::accessCard(test::cardAccessOf({test::paceInfo(mapping, aes128, id)}))).opened.error().code,
                     ErrorCode::UnsupportedProtocol);
    }

    void chipAuthenticationData_data()
    {
        QTest::addColumn<Tampering>("tampering");
        const auto with = [](const QByteArray &object) { return [object](const QByteArray &, const QByteArray &) { return object; }; };
        QTest::newRow("ISO7816_G_29") << lastObjects([](const QByteArray &, const QByteArray &encrypted) { return encrypted; });
        QTest::newRow("ISO7816_G_30") << chipData([](QByteArray &data) { data = test::integer(data); });
        QTest::newRow("ISO7816_G_31") << chipData([](QByteArray &data) { data[31] = static_cast<char>(data.at(31) ^ 1); });
        QTest::newRow("ISO7816_G_32") << lastObjects([](const QByteArray &, const QByteArray &encrypted) { return tlv::encode(0x8B, encrypted); });
        QTest::newRow("ISO7816_G_33") << lastObjects(with(hex("8A00")));
    }
    void chipAuthenticationData()
    {
        QFETCH(Tampering, tampering);
        for (const int cipher : {2, 3, 4}) {
            const CardImage image = test::paceCard(cam, cipher, 13);
            QVERIFY(mappingOutcome(image, {}));
            const Result<void> outcome = mappingOutcome(image, tampering);
            QVERIFY(!outcome);
            // Not an answer of this protocol at all, or one that proves nothing.
            QVERIFY(outcome.error().code == ErrorCode::SecureMessagingBroken || outcome.error().code == ErrorCode::ChipAuthenticationFailed);
        }
        // The object left out altogether.
        QCOMPARE(mappingOutcome(test::paceCard(cam, aes128, 13), lastObjects([](const QByteArray &, const QByteArray &) { return QByteArray(); }))
                     .error()
                     .code,
                 ErrorCode::ChipAuthenticationFailed);
    }

    // The signature of EF.CardSecurity is passive authentication's part; here what follows once it holds.
    void mappingWithCardSecurity_data() { paceRow("ISO7816_G_34"); }
    void mappingWithCardSecurity()
    {
        const CardImage image = test::paceCard(cam, aes128, 13);
        QVERIFY(mappingOutcome(image, {}));
        const SecurityInfos access = *parseCardAccess(image.files.value(FileId::CardAccess));
        QVERIFY(checkCardAccessAgainstCardSecurity(access, *parseCardSecurityContent(test::cardSecurityContentOf(image))));
    }

    void chipDataInGenericMapping_data() { paceRow("ISO7816_G_35"); }
    void chipDataInGenericMapping()
    {
        for (const int mapping : {gm, im}) {
            test::expectAbort(test::paceCard(mapping, aes128, 13), 4,
                              {{"8A", [](const CommandApdu &, ResponseApdu &answer) {
                                    answer.data =
                                        tlv::encode(0x7C, tlv::encode(0x86, test::paceValueOf(answer.data)) + tlv::encode(0x8A, QByteArray(48, 'x')));
                                }}});
        }
    }

    void invalidIdentifiers_data()
    {
        QTest::addColumn<bool>("besideGenericMapping");
        QTest::newRow("ISO7816_G_36") << false;
        QTest::newRow("ISO7816_G_37") << true;
    }
    void invalidIdentifiers()
    {
        QFETCH(bool, besideGenericMapping);
        // 3DES and an unknown cipher below id-PACE-ECDH-CAM, DH with this mapping, one arc too many.
        for (const char *identifier : {"04007F00070202040601", "04007F00070202040605", "04007F00070202040502", "04007F0007020204060201"}) {
            const QByteArray invalid = test::paceInfo(hex(identifier), 13);
            CardImage image = test::paceCard(gm, aes128, 13);
            image.files[FileId::CardAccess] =
                besideGenericMapping ? test::cardAccessOf({invalid, test::paceInfo(gm, aes128, 13)}) : test::cardAccessOf({invalid});
            const test::PaceRun run = test::runPaceWith(image);
            if (besideGenericMapping) {
                QVERIFY(run.selected && !run.opened->has_value());
            } else {
                QCOMPARE(run.opened.error().code, ErrorCode::UnsupportedProtocol);
                QVERIFY(run.sent.isEmpty());
            }
            // The signed file names the right one: somebody changed the unsigned one.
            const Result<SecurityInfos> access = parseCardAccess(image.files.value(FileId::CardAccess));
            const SecurityInfos signedInfos = *parseCardSecurityContent(test::cardSecurityContentOf(test::paceCard(cam, aes128, 13)));
            QCOMPARE(checkCardAccessAgainstCardSecurity(*access, signedInfos).error().code, ErrorCode::ProtocolDowngrade);
        }
    }

    // §4.2: EF.CardAccess is confirmed by DG14 or EF.CardSecurity. A DG14 that says nothing confirms nothing and denies nothing.
    void dg14WithoutSecurityInfos_data() { paceRow("ISO7816_G_38"); }
    void dg14WithoutSecurityInfos()
    {
        const CardImage image = test::paceCard(cam, aes128, 13);
        const SecurityInfos access = *parseCardAccess(image.files.value(FileId::CardAccess));
        QVERIFY(checkCardAccessAgainstDg14(access, *parseDg14(test::dg14Of({}))));
        QVERIFY(checkCardAccessAgainstCardSecurity(access, *parseCardSecurityContent(test::cardSecurityContentOf(image))));
        QVERIFY(mappingOutcome(image, {}));
        // With nothing in either file the proof has no key to be checked against.
        const test::PaceRun run = test::runPaceWith(image);
        QCOMPARE(verifyChipMapping(run.opened->value(), *parseDg14(test::dg14Of({}))).error().code, ErrorCode::ChipAuthenticationFailed);
    }

    void cardSecurityKeys_data()
    {
        QTest::addColumn<QByteArray>("keyInfo");
        CardImage other = test::paceCard(cam, aes128, 13);
        other.chipKeys.first().privateKey = hex("2222222222222222");
        QTest::newRow("ISO7816_G_39") << test::chipKeyInfo(2, test::subjectPublicKeyInfoOf(other.chipKeys.first()), hex("0D"));
        QTest::newRow("ISO7816_G_40") << QByteArray();
    }
    void cardSecurityKeys()
    {
        QFETCH(QByteArray, keyInfo);
        const CardImage image = test::paceCard(cam, aes128, 13);
        const test::PaceRun run = test::runPaceWith(image);
        QVERIFY(run.selected);
        const ChipMappingProof &proof = run.opened->value();
        const QByteArray rightKey = test::chipKeyInfo(2, test::subjectPublicKeyInfoOf(image.chipKeys.first()), hex("0D"));
        const QByteArray numberedElsewise = test::chipKeyInfo(2, test::subjectPublicKeyInfoOf(image.chipKeys.first()), hex("0C"));
        const auto verify = [&](std::initializer_list<QByteArray> infos) {
            return verifyChipMapping(proof, *parseCardSecurityContent(tlv::encode(0x31, infos)));
        };
        const QByteArray access = test::paceInfo(cam, aes128, 13);
        QCOMPARE(verify({access, keyInfo}).error().code, ErrorCode::ChipAuthenticationFailed);
        QCOMPARE(verify({access, numberedElsewise}).error().code, ErrorCode::ChipAuthenticationFailed);
        QVERIFY(verify({access, keyInfo, rightKey}));
    }
};

DD_TEST(Tr03105Iso7816G)
#include "tr03105_iso7816_g.moc"
