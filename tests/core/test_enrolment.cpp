#include "core/credential/enrolment.h"
#include "core/credential/stay_deadline.h"
#include "core/crypto/cose_sign1.h"
#include "core/crypto/symmetric.h"
#include "tests/support/registry.h"

#include <QTest>
#include <functional>
#include <memory>

using namespace dd::credential;
namespace cbor = dd::cbor;
namespace crypto = dd::crypto;

namespace {

constexpr qint64 stayDay = 86'400;
constexpr qint64 stayMoment = 1'795'000'000; // 2026-11-18

std::unique_ptr<crypto::SoftwareSigner> holderFrom(char fill)
{
    auto signer = crypto::makeEd25519Signer(dd::Secret::copyOf(QByteArray(32, fill)));
    return signer ? std::move(*signer) : nullptr;
}

EnrolKeys twoKeys()
{
    return {{holderFrom('a')->publicKey(), holderFrom('b')->publicKey()}};
}

EnrolFinish finishMessage()
{
    EnrolFinish message;
    message.session = QByteArray(16, 's');
    message.files = {{0x0101, QByteArray(40, '1')}, {0x011D, QByteArray(300, 'd')}};
    message.answer = {ChipAnswer::Kind::ActiveAuthentication, QByteArray(64, 'x')};
    message.proofs = {QByteArray(90, 'p'), QByteArray(91, 'q')};
    return message;
}

EnrolChip chipMessage()
{
    return {QByteArray(16, 's'), QByteArray(900, 'd'), QByteArray(200, 'k')};
}

EnrolChipChallenge chipChallenge()
{
    return {QByteArray(12, 'm'), QByteArray(70, 'g'), QByteArray(40, 'c')};
}

PassRequest passRequest()
{
    PassRequest request;
    request.id = QByteArray(16, 'i');
    request.kind = PassKind::GoodsVehicle;
    request.from = {QStringLiteral("01"), {}, 20250701};
    request.to = {QStringLiteral("79"), QStringLiteral("26734"), 20250701};
    request.validFrom = stayMoment;
    request.validTo = stayMoment + 3 * stayDay;
    request.trips = Trips::Return;
    request.vehiclePlate = QStringLiteral("29A-123.45");
    request.requestedAt = stayMoment - 60;
    return request;
}

StayNotification stay()
{
    StayNotification notification;
    notification.id = QByteArray(16, 'n');
    notification.facilityType = FacilityType::TouristLodging;
    notification.facilityName = QStringLiteral("Nhà nghỉ Mẫu");
    notification.address = {QStringLiteral("Số 1 phố Mẫu, phường Thử, Hà Nội"), Place{QStringLiteral("01"), {}, 20250701}};
    notification.reason = QStringLiteral("Du lịch");
    notification.from = stayMoment;
    notification.to = stayMoment + 2 * stayDay;
    notification.createdAt = stayMoment - 100;
    return notification;
}

// What an encoder wrote, changed by hand and written again: the decoders' view of somebody else's message.
QByteArray withField(const QByteArray &message, qint64 key, const std::optional<cbor::Value> &value)
{
    const auto decoded = cbor::decode(message);
    QList<cbor::Value::Pair> pairs;
    for (const cbor::Value::Pair &pair : decoded->toMap()) {
        if (pair.first.toInteger() != key)
            pairs.append(pair);
    }
    if (value)
        pairs.append({cbor::Value::integer(key), *value});
    return cbor::encode(cbor::Value::map(pairs));
}

using Decoder = std::function<bool(QByteArrayView)>;

} // namespace
Q_DECLARE_METATYPE(Decoder)
Q_DECLARE_METATYPE(std::function<void(StayNotification &)>)

class TestEnrolment : public QObject
{
    Q_OBJECT
private slots:
    void messagesSurviveTheWire()
    {
        const auto keys = decodeEnrolKeys(encode(twoKeys()));
        QVERIFY(keys.has_value());
        QCOMPARE(keys->keys.size(), 2);
        QCOMPARE(keys->keys.at(1).cose(), twoKeys().keys.at(1).cose());

        const EnrolChallenge challenge{QByteArray(16, 's'), QByteArray(32, 'N')};
        const auto challengeBack = decodeEnrolChallenge(encode(challenge));
        QVERIFY(challengeBack.has_value());
        QCOMPARE(challengeBack->session, challenge.session);
        QCOMPARE(challengeBack->nonce, challenge.nonce);

        const auto finish = decodeEnrolFinish(encode(finishMessage()));
        QVERIFY(finish.has_value());
        QCOMPARE(finish->files, finishMessage().files);
        QCOMPARE(finish->proofs, finishMessage().proofs);
        QVERIFY(finish->answer.kind == ChipAnswer::Kind::ActiveAuthentication);
        QCOMPARE(finish->answer.bytes, finishMessage().answer.bytes);

        EnrolFinish remote = finishMessage();
        remote.answer = {ChipAnswer::Kind::ChipAuthentication, QByteArray(190, 'r')};
        const auto remoteBack = decodeEnrolFinish(encode(remote));
        QVERIFY(remoteBack.has_value());
        QVERIFY(remoteBack->answer.kind == ChipAnswer::Kind::ChipAuthentication);
        QCOMPARE(remoteBack->answer.bytes, remote.answer.bytes);

        const auto chip = decodeEnrolChip(encode(chipMessage()));
        QVERIFY(chip.has_value());
        QCOMPARE(chip->session, chipMessage().session);
        QCOMPARE(chip->sod, chipMessage().sod);
        QCOMPARE(chip->dg14, chipMessage().dg14);

        const auto told = decodeEnrolChipChallenge(encode(chipChallenge()));
        QVERIFY(told.has_value());
        QCOMPARE(told->mse, chipChallenge().mse);
        QCOMPARE(told->generalAuthenticate, chipChallenge().generalAuthenticate);
        QCOMPARE(told->firstCommand, chipChallenge().firstCommand);
        EnrolChipChallenge oneCommand = chipChallenge();
        oneCommand.generalAuthenticate.clear();
        const auto oneCommandBack = decodeEnrolChipChallenge(encode(oneCommand));
        QVERIFY(oneCommandBack.has_value());
        QVERIFY(oneCommandBack->generalAuthenticate.isEmpty());

        const auto tokens = decodeTokens(encode(Tokens{{QByteArray("one"), QByteArray("two")}}));
        QVERIFY(tokens.has_value());
        QCOMPARE(tokens->tokens, (QList<QByteArray>{"one", "two"}));

        const auto refusal = decodeRefusal(encode(Refusal{QStringLiteral("AUT-001"), QStringLiteral("Phiên đã hết hạn")}));
        QVERIFY(refusal.has_value());
        QCOMPARE(refusal->code, QStringLiteral("AUT-001"));
        QCOMPARE(refusal->message, QStringLiteral("Phiên đã hết hạn"));
    }

    void requestsSurviveTheWire()
    {
        const auto refresh = decodeRefreshRequest(encode(RefreshRequest{QByteArray(16, 'i'), stayMoment}));
        QVERIFY(refresh.has_value());
        QCOMPARE(refresh->id, QByteArray(16, 'i'));
        QCOMPARE(refresh->requestedAt, stayMoment);

        const auto pass = decodePassRequest(encode(passRequest()));
        QVERIFY(pass.has_value());
        QCOMPARE(encode(*pass), encode(passRequest()));
        QCOMPARE(pass->to.ward, QStringLiteral("26734"));
        QCOMPARE(pass->vehiclePlate, QStringLiteral("29A-123.45"));
        QCOMPARE(pass->kind, PassKind::GoodsVehicle);
        QCOMPARE(pass->validTo, stayMoment + 3 * stayDay);

        const auto notification = decodeStayNotification(encode(stay()));
        QVERIFY(notification.has_value());
        QCOMPARE(encode(*notification), encode(stay()));
        QCOMPARE(notification->address.text, stay().address.text);
        QCOMPARE(notification->address.place->province, QStringLiteral("01"));
        QCOMPARE(notification->facilityName, stay().facilityName);
        QCOMPARE(notification->createdAt, stayMoment - 100);

        PassRequest group = passRequest();
        group.kind = PassKind::Group;
        group.companions = {{QStringLiteral("TRẦN THỊ MẪU"), 19920000}, {QStringLiteral("NGUYỄN VĂN VÍ DỤ"), 20150607}};
        group.conditions = {{Condition::Type::Test, QStringLiteral("XN-0001"), 3600}};
        const auto groupBack = decodePassRequest(encode(group));
        QVERIFY(groupBack.has_value());
        QCOMPARE(groupBack->companions, group.companions);
        QCOMPARE(groupBack->conditions, group.conditions);
        QVERIFY(!groupBack->flight);
        PassRequest byAir = passRequest();
        byAir.flight = Flight{QStringLiteral("VN"), 123, 20261122, QStringLiteral("HAN"), QStringLiteral("DAD")};
        QCOMPARE(decodePassRequest(encode(byAir))->flight, byAir.flight);

        StayNotification household = stay();
        household.facilityType = FacilityType::Household;
        household.facilityName.clear();
        household.address.place.reset();
        const auto householdBack = decodeStayNotification(encode(household));
        QVERIFY(householdBack.has_value());
        QVERIFY(householdBack->facilityName.isEmpty());
        QVERIFY(!householdBack->address.place);
    }

    void typedTextIsTidied()
    {
        StayNotification typed = stay();
        typed.reason = QStringLiteral("  Du lịch ").normalized(QString::NormalizationForm_D);
        typed.facilityName += u' ';
        QCOMPARE(encode(typed), encode(stay()));
    }

    void everyPrefixAndTrailingByteIsRefused_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<Decoder>("decode");
        QTest::newRow("keys") << encode(twoKeys()) << Decoder([](QByteArrayView b) { return decodeEnrolKeys(b).has_value(); });
        QTest::newRow("challenge") << encode(EnrolChallenge{QByteArray(16, 's'), QByteArray(32, 'N')})
                                   << Decoder([](QByteArrayView b) { return decodeEnrolChallenge(b).has_value(); });
        QTest::newRow("finish") << encode(finishMessage()) << Decoder([](QByteArrayView b) { return decodeEnrolFinish(b).has_value(); });
        QTest::newRow("chip") << encode(chipMessage()) << Decoder([](QByteArrayView b) { return decodeEnrolChip(b).has_value(); });
        QTest::newRow("chip challenge") << encode(chipChallenge()) << Decoder([](QByteArrayView b) { return decodeEnrolChipChallenge(b).has_value(); });
        QTest::newRow("tokens") << encode(Tokens{{"one"}}) << Decoder([](QByteArrayView b) { return decodeTokens(b).has_value(); });
        QTest::newRow("refusal") << encode(Refusal{QStringLiteral("AUT-001"), QStringLiteral("không")})
                                 << Decoder([](QByteArrayView b) { return decodeRefusal(b).has_value(); });
        QTest::newRow("refresh") << encode(RefreshRequest{QByteArray(16, 'i'), stayMoment})
                                 << Decoder([](QByteArrayView b) { return decodeRefreshRequest(b).has_value(); });
        QTest::newRow("pass") << encode(passRequest()) << Decoder([](QByteArrayView b) { return decodePassRequest(b).has_value(); });
        QTest::newRow("stay") << encode(stay()) << Decoder([](QByteArrayView b) { return decodeStayNotification(b).has_value(); });
        const auto signer = holderFrom('a');
        QTest::newRow("signed") << signByHolder(passRequestTyp, encode(passRequest()), *signer).value_or(QByteArray())
                                << Decoder([](QByteArrayView b) { return holderThumbprint(b).has_value(); });
    }
    void everyPrefixAndTrailingByteIsRefused()
    {
        QFETCH(QByteArray, message);
        QFETCH(Decoder, decode);
        QVERIFY(decode(message));
        for (qsizetype size = 0; size < message.size(); ++size)
            QVERIFY2(!decode(QByteArrayView(message).first(size)), qPrintable(QString::number(size)));
        QVERIFY(!decode(message + '\0'));
    }

    void unknownAndMissingFieldsAreRefused_data() { everyPrefixAndTrailingByteIsRefused_data(); }
    void unknownAndMissingFieldsAreRefused()
    {
        QFETCH(QByteArray, message);
        QFETCH(Decoder, decode);
        const auto value = cbor::decode(message);
        QVERIFY(value.has_value());
        if (!value->isMap())
            return; // the signed message has a fixed shape of its own, tested below
        QVERIFY(!decode(withField(message, 77, cbor::Value::integer(1))));
        for (const cbor::Value::Pair &pair : value->toMap()) {
            const qint64 key = pair.first.toInteger();
            const bool mayBeAbsent = (key == 8 && value->toMap().size() == 9) || (key == 4 && value->find(9) && value->find(4)->isText())
                                     || (key == 2 && message == encode(chipChallenge()));
            const bool accepted = decode(withField(message, key, std::nullopt));
            QVERIFY2(!accepted || mayBeAbsent, qPrintable(QString::number(key)));
            QVERIFY(!decode(withField(message, key, cbor::Value::boolean(true))));
        }
    }

    void valuesOutOfRangeAreRefused_data()
    {
        using cbor::Value;
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<Decoder>("decode");
        const Decoder pass = [](QByteArrayView b) { return decodePassRequest(b).has_value(); };
        const Decoder notification = [](QByteArrayView b) { return decodeStayNotification(b).has_value(); };
        const Decoder keys = [](QByteArrayView b) { return decodeEnrolKeys(b).has_value(); };
        const Decoder finish = [](QByteArrayView b) { return decodeEnrolFinish(b).has_value(); };
        QTest::newRow("no companions") << withField(encode(passRequest()), 10, Value::array({})) << pass;
        QTest::newRow("companions that are none") << withField(encode(passRequest()), 10, Value::array({Value::integer(1)})) << pass;
        QTest::newRow("half a flight") << withField(encode(passRequest()), 11, Value::array({Value::text(QStringLiteral("VN"))})) << pass;
        QTest::newRow("no conditions") << withField(encode(passRequest()), 12, Value::array({})) << pass;
        QTest::newRow("short id") << withField(encode(passRequest()), 1, Value::bytes(QByteArray(15, 'i'))) << pass;
        QTest::newRow("kind 0") << withField(encode(passRequest()), 2, Value::integer(0)) << pass;
        QTest::newRow("kind 7") << withField(encode(passRequest()), 2, Value::integer(7)) << pass;
        QTest::newRow("trips 4") << withField(encode(passRequest()), 7, Value::integer(4)) << pass;
        QTest::newRow("time before 2020") << withField(encode(passRequest()), 5, Value::integer(1)) << pass;
        QTest::newRow("empty plate") << withField(encode(passRequest()), 8, Value::text(QString())) << pass;
        PassRequest letters = passRequest();
        letters.from.province = QStringLiteral("0A");
        QTest::newRow("province of letters") << encode(letters) << pass;
        PassRequest arabic = passRequest();
        arabic.from.province = QStringLiteral("٠١");
        QTest::newRow("digits of another script") << encode(arabic) << pass;
        QTest::newRow("line break in the reason") << withField(encode(stay()), 6, Value::text(QStringLiteral("a\nb"))) << notification;
        QTest::newRow("direction override") << withField(encode(stay()), 6, Value::text(QStringLiteral("a\u202Eb"))) << notification;
        QTest::newRow("decomposed letters") << withField(encode(stay()), 6, Value::text(QStringLiteral("e\u0301"))) << notification;
        QTest::newRow("long reason") << withField(encode(stay()), 6, Value::text(QString(201, u'a'))) << notification;
        QTest::newRow("facility type 7") << withField(encode(stay()), 3, Value::integer(7)) << notification;
        QTest::newRow("no key") << encode(EnrolKeys{}) << keys;
        QTest::newRow("a key twice") << encode(EnrolKeys{{holderFrom('a')->publicKey(), holderFrom('a')->publicKey()}}) << keys;
        QList<crypto::PublicKey> eleven;
        for (char fill = 'a'; fill <= 'k'; ++fill)
            eleven.append(holderFrom(fill)->publicKey());
        QTest::newRow("eleven keys") << encode(EnrolKeys{eleven}) << keys;
        QTest::newRow("not a key") << cbor::encode(Value::map({{Value::integer(1), Value::array({Value::map({})})}})) << keys;
        QTest::newRow("file 0") << withField(encode(finishMessage()), 2, Value::map({{Value::integer(0), Value::bytes("x")}})) << finish;
        QTest::newRow("empty file") << withField(encode(finishMessage()), 2, Value::map({{Value::integer(0x101), Value::bytes(QByteArray())}})) << finish;
        QTest::newRow("no files") << withField(encode(finishMessage()), 2, Value::map({})) << finish;
        const Decoder chip = [](QByteArrayView b) { return decodeEnrolChip(b).has_value(); };
        const Decoder told = [](QByteArrayView b) { return decodeEnrolChipChallenge(b).has_value(); };
        QTest::newRow("both answers of the chip") << withField(encode(finishMessage()), 5, Value::bytes(QByteArray(64, 'r'))) << finish;
        QTest::newRow("no answer of the chip") << withField(encode(finishMessage()), 3, std::nullopt) << finish;
        QTest::newRow("empty answer of the chip") << withField(encode(finishMessage()), 3, Value::bytes(QByteArray())) << finish;
        QTest::newRow("long answer of the chip") << withField(encode(finishMessage()), 3, Value::bytes(QByteArray(1025, 'x'))) << finish;
        QTest::newRow("chip: session of 15 bytes") << withField(encode(chipMessage()), 1, Value::bytes(QByteArray(15, 's'))) << chip;
        QTest::newRow("chip: empty SOD") << withField(encode(chipMessage()), 2, Value::bytes(QByteArray())) << chip;
        QTest::newRow("chip: SOD over 64 KiB") << withField(encode(chipMessage()), 2, Value::bytes(QByteArray(65'537, 'd'))) << chip;
        QTest::newRow("chip: DG14 over 16 KiB") << withField(encode(chipMessage()), 3, Value::bytes(QByteArray(16'385, 'k'))) << chip;
        QTest::newRow("chip challenge: empty GENERAL AUTHENTICATE") << withField(encode(chipChallenge()), 2, Value::bytes(QByteArray())) << told;
        QTest::newRow("chip challenge: long C1") << withField(encode(chipChallenge()), 3, Value::bytes(QByteArray(1025, 'c'))) << told;
        QTest::newRow("session of 17 bytes") << withField(encode(finishMessage()), 1, Value::bytes(QByteArray(17, 's'))) << finish;
    }
    void valuesOutOfRangeAreRefused()
    {
        QFETCH(QByteArray, message);
        QFETCH(Decoder, decode);
        QVERIFY(!message.isEmpty());
        QVERIFY(!decode(message));
    }

    // Written out by hand from docs/formats.md §7, with no help from the code under test.
    void enrolmentHashIsPinned()
    {
        const EnrolKeys keys = twoKeys();
        const EnrolChallenge challenge{QByteArray(16, '\x11'), QByteArray(32, '\x22')};
        const QByteArray array = QByteArray("\x82") + keys.keys.at(0).cose() + keys.keys.at(1).cose();
        const QByteArray input = QByteArray("DD-enrol-v1\0", 12) + challenge.session + challenge.nonce + crypto::sha256(array);
        QCOMPARE(enrolmentHash(challenge, keys), crypto::sha256(input));
        QCOMPARE(enrolmentHash(challenge, keys).size(), 32);
        QVERIFY(enrolmentHash(challenge, {{keys.keys.at(1), keys.keys.at(0)}}) != enrolmentHash(challenge, keys));
    }

    void proofBindsEverything()
    {
        const auto signer = holderFrom('a');
        const auto other = holderFrom('b');
        const QByteArray hash(32, 'h');
        const auto proof = makeProof(hash, "sod", "answer", *signer);
        QVERIFY(proof.has_value());
        QVERIFY(checkProof(*proof, hash, "sod", "answer", signer->publicKey()).has_value());
        QVERIFY(!checkProof(*proof, QByteArray(32, 'i'), "sod", "answer", signer->publicKey()));
        QVERIFY(!checkProof(*proof, hash, "sodx", "answer", signer->publicKey()));
        QVERIFY(!checkProof(*proof, hash, "sod", "answers", signer->publicKey()));
        QVERIFY(!checkProof(*proof, hash, "sod", "answer", other->publicKey()));
        for (qsizetype i = 0; i < proof->size(); ++i) {
            QByteArray flipped = *proof;
            flipped[i] = static_cast<char>(flipped.at(i) ^ 1);
            QVERIFY2(!checkProof(flipped, hash, "sod", "answer", signer->publicKey()), qPrintable(QString::number(i)));
        }
        // A signature over the right bytes for another purpose is no proof.
        const auto message = signByHolder(enrolProofTyp, hash + crypto::sha256("sod") + crypto::sha256("answer"), *signer);
        QVERIFY(message.has_value());
        QVERIFY(!checkProof(*message, hash, "sod", "answer", signer->publicKey()));
    }

    void holderMessages()
    {
        const auto signer = holderFrom('a');
        const auto message = signByHolder(declarationTyp, "payload", *signer);
        QVERIFY(message.has_value());
        const auto thumbprint = holderThumbprint(*message);
        QVERIFY(thumbprint.has_value());
        QCOMPARE(*thumbprint, crypto::sha256(signer->publicKey().cose()));
        const auto opened = verifySignedByHolder(*message, declarationTyp, signer->publicKey());
        QVERIFY(opened.has_value());
        QCOMPARE(opened->payload, QByteArray("payload"));
        QCOMPARE(opened->thumbprint, *thumbprint);

        const auto otherTyp = verifySignedByHolder(*message, passRequestTyp, signer->publicKey());
        QVERIFY(!otherTyp);
        QCOMPARE(otherTyp.error().code, dd::ErrorCode::InvalidInput);
        const auto otherKey = verifySignedByHolder(*message, declarationTyp, holderFrom('b')->publicKey());
        QVERIFY(!otherKey);
        QCOMPARE(otherKey.error().code, dd::ErrorCode::HolderKeyMismatch);
        for (qsizetype i = 0; i < message->size(); ++i) {
            QByteArray flipped = *message;
            flipped[i] = static_cast<char>(flipped.at(i) ^ 1);
            QVERIFY2(!verifySignedByHolder(flipped, declarationTyp, signer->publicKey()), qPrintable(QString::number(i)));
        }
    }

    void holderMessagesWithOtherHeadersAreRefused()
    {
        using cbor::Value;
        const auto signer = holderFrom('a');
        const QByteArray thumbprint = signer->publicKey().thumbprint();
        const QList<Value::Pair> good{{Value::integer(4), Value::bytes(thumbprint)}, {Value::integer(16), Value::text(declarationTyp)}};
        const auto accepted = [&](const QList<Value::Pair> &header, const Value &unprotected) {
            const auto message = crypto::signCoseSign1(header, unprotected, "payload", *signer);
            return message && verifySignedByHolder(*message, declarationTyp, signer->publicKey()).has_value();
        };
        QVERIFY(accepted(good, Value::map({})));
        QVERIFY(!accepted(good, Value::map({{Value::integer(99), Value::integer(1)}})));
        QVERIFY(!accepted(good + QList<Value::Pair>{{Value::integer(99), Value::integer(1)}}, Value::map({})));
        QVERIFY(!accepted({good.at(1)}, Value::map({{Value::integer(4), Value::bytes(thumbprint)}})));
        QVERIFY(!accepted({good.at(0)}, Value::map({})));
        QVERIFY(!accepted({{Value::integer(4), Value::bytes(thumbprint.first(8))}, good.at(1)}, Value::map({})));
    }

    void theLawsLimits_data()
    {
        QTest::addColumn<std::function<void(StayNotification &)>>("change");
        QTest::addColumn<QString>("field"); // empty: allowed
        const auto row = [](const char *name, const char *field, std::function<void(StayNotification &)> change) {
            QTest::newRow(name) << std::move(change) << QString::fromLatin1(field);
        };
        row("as it is", "", [](StayNotification &) {});
        row("no reason", "reason", [](StayNotification &n) { n.reason = QStringLiteral("  "); });
        row("no address", "address", [](StayNotification &n) { n.address.text.clear(); });
        row("no facility name", "facilityName", [](StayNotification &n) { n.facilityName.clear(); });
        row("household with a name", "facilityName", [](StayNotification &n) { n.facilityType = FacilityType::Household; });
        row("household", "", [](StayNotification &n) {
            n.facilityType = FacilityType::Household;
            n.facilityName.clear();
        });
        row("ends when it starts", "to", [](StayNotification &n) { n.to = n.from; });
        row("ends before it starts", "to", [](StayNotification &n) { n.to = n.from - 1; });
        row("30 days", "", [](StayNotification &n) { n.to = vietnamTime(vietnamDate(n.from).addDays(30), 23, 59); });
        row("31 days", "to", [](StayNotification &n) { n.to = vietnamTime(vietnamDate(n.from).addDays(31), 0); });
        row("short id", "id", [](StayNotification &n) { n.id.chop(1); });
        row("never created", "createdAt", [](StayNotification &n) { n.createdAt = 0; });
    }
    void theLawsLimits()
    {
        QFETCH(std::function<void(StayNotification &)>, change);
        QFETCH(QString, field);
        StayNotification notification = stay();
        change(notification);
        const dd::Result<void> result = check(notification);
        QCOMPARE(result.has_value(), field.isEmpty());
        if (!result)
            QCOMPARE(result.error().stage, field);
    }
};

DD_TEST(TestEnrolment)
#include "test_enrolment.moc"
