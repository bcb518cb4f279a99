// docs/formats-examples.md is made here, byte for byte, one example of every format, and each is read back by the code that reads it
// in earnest: the page cannot drift from the code. DINHDANH_UPDATE=1 writes it anew after a deliberate change of format.
// tests/interop/formats.py holds the same page against docs/formats.cddl.
#include "core/codec/base45.h"
#include "core/credential/copies.h"
#include "core/credential/enrolment.h"
#include "core/trust/challenge_judge.h"
#include "core/trust/root_update.h"
#include "core/trust/verifier.h"
#include "tests/core/worked.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

using namespace dd;
using namespace dd::credential;
using dd::test::exampleTime;

namespace {

const QString examplesPage = QStringLiteral(DINHDANH_SOURCE_DIR "/docs/formats-examples.md");
constexpr qint64 exampleDay = 86400;
const QByteArray exampleUri = "https://tt.example.vn/s/01";

struct Example
{
    QString title;
    QString about;
    QString rule; // of docs/formats.cddl
    QByteArray bytes;
    QString text = {}; // what its QR code holds
    bool holds = false;
};

// Everybody who signs, and a counter that trusts them.
class Examples
{
public:
    // None where something could not be made.
    QList<Example> all()
    {
        lists();
        challenges();
        credentials();
        messages();
        return m_failed ? QList<Example>() : m_all;
    }

private:
    using Signer = std::unique_ptr<crypto::SoftwareSigner>;

    template <typename T>
    T made(Result<T> result)
    {
        m_failed = m_failed || !result;
        return result ? std::move(*result) : T();
    }
    void add(const char *title, const char *about, const char *rule, const QByteArray &bytes, bool holds, const QString &text = {})
    {
        m_all.append({QString::fromUtf8(title), QString::fromUtf8(about), QString::fromUtf8(rule), bytes, text, holds});
    }

    void lists()
    {
        const Signer second = made(crypto::makeP256Signer(Secret::copyOf(QByteArray(32, '\x07'))));
        const crypto::PublicKey &issuer = m_issuer->publicKey();
        m_trust.sequence = 1;
        m_trust.issued = exampleTime;
        m_trust.nextUpdate = exampleTime + 30 * exampleDay;
        m_trust.demo = true;
        m_trust.issuers = {{QStringLiteral("VN"), issuer.keyId(), issuer, {65001, 65002, 65003, 65004, 65005}, exampleTime - 90 * exampleDay,
                            exampleTime + 90 * exampleDay, QStringLiteral("Cơ quan cấp mẫu"),
                            trust::StatusIssuer{{m_status->publicKey(), second->publicKey()}, "https://tt.example.vn/s/"}}};
        m_trust.cscaSha256 = {QByteArray(32, 'c')};
        m_trust.relyingParties = {{QStringLiteral("so-tt-01"), QStringLiteral("Quầy mẫu"), QStringLiteral("Sample desk"), m_desk->publicKey(),
                                   {Purpose::Lodging, Purpose::Desk},
                                   {{CredentialType::Identity, {Group::Number, Group::Person}},
                                    {CredentialType::ResidenceStatus, groupsOf(CredentialType::ResidenceStatus)}},
                                   exampleTime, std::nullopt}};
        const QByteArray list = made(trust::signTrustList(m_trust, *m_root));
        add("Trust list", "One issuer with two status keys, one CSCA certificate's digest, one counter that may ask for the number.", "trust-list", list,
            trust::openTrustList(list, m_root->publicKey()).has_value());

        const Signer next = test::signerFrom('\x04');
        const QByteArray update = made(trust::signRootUpdate({1, m_root->publicKey()}, *m_root, *next, exampleTime));
        const QByteArray chain = made(trust::extendRootChain({}, update));
        const auto root = trust::applyRootUpdates({1, m_root->publicKey()}, chain, exampleTime);
        add("Root roll-over", "A chain of one: from root 1 to root 2, whose seed is 32 times `04`.", "root-updates", chain,
            root && root->number == 2 && root->key.cose() == next->publicKey().cose());

        // Not compressed: what deflate makes of the same bits differs from one zlib to the next.
        const trust::StatusList status{exampleUri, exampleTime, exampleTime + exampleDay, 900, 2, QByteArray("\x10\x02\0\0", 4)};
        const QByteArray signedStatus = made(trust::signStatusList(status, *m_status, 0));
        const bool taken = m_store.offer(signedStatus, exampleUri, m_trust.issuers.first()).has_value();
        add("Status list", "Sixteen entries of two bits, number 2 revoked and number 4 suspended; the zlib stream is stored, not compressed.", "status-list",
            signedStatus, taken && status.at(2) == 1 && status.at(4) == 2 && status.at(3) == 0);
    }

    void challenges()
    {
        const ChallengeCode code = made(m_book.ask({{CredentialType::Identity, {Group::Number, Group::Person}},
                                                    {CredentialType::ResidenceStatus, groupsOf(CredentialType::ResidenceStatus)}},
                                                   Purpose::Desk, {}, m_desk.get()));
        const auto received = parseChallenge(code.text);
        const auto judged = received ? trust::judgeChallenge(*received, &m_trust, m_clock) : fail(received.error());
        add("Challenge, signed", "The counter of the register asks for an identity with its number, and for a residence status.", "signed-challenge",
            bytesOf(code.text), judged && judged->registered && judged->refused.isEmpty(), code.text);
        m_answerNonce = code.answerNonce;

        test::FixedRandom random = test::countingUp();
        const Challenge asked{QStringLiteral("quan-nuoc-01"), random.bytes(challengeNonceSize), {{CredentialType::Identity, {Group::AgeFlags}}},
                              Purpose::AgeCheck, QStringLiteral("Quán nước mẫu"), exampleTime};
        const ChallengeCode anybody = made(makeChallenge(asked, nullptr));
        const auto readBack = parseChallenge(anybody.text);
        add("Challenge, unsigned", "A counter that is in no register asks for ages. The wallet warns, and would give it the person alone.",
            "unsigned-challenge", bytesOf(anybody.text), readBack && readBack->challenge == asked, anybody.text);
    }

    static QByteArray bytesOf(const QString &text) { return base45::decode(text.mid(4).toLatin1()).value_or(QByteArray()); }

    Credential issued(const AnyClaims &claims, test::FixedRandom &random, std::optional<qint64> statusIndex)
    {
        IssueRequest request{m_number, m_holder->publicKey(), exampleTime + 3 * exampleDay};
        if (statusIndex)
            request.status = StatusReference{*statusIndex, exampleUri};
        const QByteArray token = made(std::visit([&](const auto &each) { return issue(request, each, *m_issuer, random, m_clock); }, claims));
        return made(parseCredential(token));
    }

    void show(const char *title, const char *about, const char *rule, const AnyClaims &claims, PresentationRequest request,
              std::optional<qint64> statusIndex = {}, trust::Overall expected = trust::Overall::Valid)
    {
        test::FixedRandom random = test::countingUp();
        const Credential held = issued(claims, random, statusIndex);
        if (request.groups.isEmpty())
            request.groups = held.groups;
        const QString text = made(present(held, request, *m_holder, random, m_clock));
        trust::MemoryReplayCache cache(m_clock);
        const trust::Judges judges{.replay = cache, .trust = &m_trust, .status = &m_store, .challenges = &m_book};
        const trust::Verdict verdict = trust::Verifier(judges, m_clock).verify(text);
        add(title, about, rule, bytesOf(text), verdict.overall == expected && verdict.claims.has_value() && verdict.demo, text);
    }

    void credentials()
    {
        PresentationRequest open;
        PresentationRequest answer;
        answer.audience = QStringLiteral("so-tt-01");
        answer.challengeNonce = m_answerNonce;
        PresentationRequest print;
        print.audience = QStringLiteral("vn:print");

        const IdentityClaims identity{1, EvidencePassive | EvidenceChip | EvidenceDemo, m_person, m_address, {14, 16, 18}};
        PresentationRequest who = answer;
        who.groups = {Group::Number, Group::Person};
        show("Identity, answering the challenge above", "Number and person; address and ages stay redacted. Entry 3 of the status list above is valid.",
             "identity-presentation", identity, who, 3);
        PresentationRequest stay = open;
        stay.groups = {Group::Person};
        stay.statement = StayStatement{DeclarationKind::StayNotification, QStringLiteral("Nhà nghỉ Mẫu"), exampleTime, exampleTime + exampleDay,
                                       QStringLiteral("công tác")};
        show("Identity with a statement, open", "The holder declares a stay.", "identity-presentation", identity, stay);

        TravelPassClaims group;
        group.kind = PassKind::Group;
        group.from = *m_address.place;
        group.to = {QStringLiteral("48"), {}, 20250701};
        group.validFrom = exampleTime - 3600;
        group.validTo = exampleTime + exampleDay;
        group.evidence = EvidenceDemo;
        group.person = m_person;
        group.companions = {{QStringLiteral("TRẦN THỊ MẪU"), 19920000}, {QStringLiteral("NGUYỄN VĂN VÍ DỤ"), 20150607}};
        group.conditions = {{Condition::Type::Test, QStringLiteral("XN-0002"), 3 * exampleDay}};
        PresentationRequest everybody = open;
        everybody.groups = {Group::Person, Group::Companions};
        show("Pass of a group, open", "Two companions, one condition; the number stays redacted.", "pass-presentation", group, everybody);
        TravelPassClaims flight = group;
        flight.kind = PassKind::AirDomestic;
        flight.companions.clear();
        flight.conditions.clear();
        flight.flight = Flight{QStringLiteral("VN"), 123, 20260922, QStringLiteral("HAN"), QStringLiteral("DAD")};
        show("Pass for a flight, open", "Label 5 is a flight.", "pass-presentation", flight, open);

        const Address elsewhere{QStringLiteral("Số 2, đường Ví Dụ"), std::nullopt};
        const ResidenceStatusClaims residence{20260921, EvidenceDemo, m_person, m_address, elsewhere, Household{QStringLiteral("HK-000001"), 3, 4}};
        show("Residence status, answering the challenge above", "Every group.", "residence-presentation", residence, answer, 0);
        const ReceiptClaims receipt{DeclarationKind::StayNotification, QStringLiteral("LT-20260921-ABCDEF"), DeclarationState::Received, exampleTime,
                                    exampleTime + exampleDay, EvidenceDemo, m_person, elsewhere, {{QStringLiteral("TRẦN THỊ MẪU"), 19920000, 1}}};
        show("Residence receipt, open", "One member beside the holder.", "receipt-presentation", receipt, open);

        test::FixedRandom random = test::countingUp();
        show("Printed copy of the pass for a flight", "For paper, which never shows who holds it: the verdict is \"cannot check\".", "printed-presentation",
             printedCopyOf(issued(flight, random, {}).claims), print, {}, trust::Overall::CannotCheck);
    }

    void messages()
    {
        test::FixedRandom random = test::countingUp();
        const QByteArray session = random.bytes(16);
        const EnrolKeys keys{{m_holder->publicKey()}};
        const EnrolChallenge challenge{session, random.bytes(32)};
        const QByteArray sod("\x77\x04 SOD", 6);
        const QByteArray answered("signature of the chip");
        const auto same = [](const QByteArray &bytes, const auto &read) { return read && encode(*read) == bytes; };
        const auto message = [&](const char *title, const char *about, const char *rule, const auto &value, const auto &decode) {
            const QByteArray bytes = encode(value);
            add(title, about, rule, bytes, same(bytes, decode(bytes)));
        };
        message("Enrolment: the wallet's keys", "`POST /enrol/keys`.", "enrol-keys", keys, &decodeEnrolKeys);
        message("Enrolment: session and nonce", "The answer.", "enrol-challenge", challenge, &decodeEnrolChallenge);
        message("Enrolment: the chip's files", "`POST /enrol/chip`, for a chip without active authentication; the files are invented.", "enrol-chip",
                EnrolChip{session, sod, QByteArray("\x6e\x05 DG14", 7)}, &decodeEnrolChip);
        message("Enrolment: what the app carries to the chip", "The answer.", "enrol-chip-challenge",
                EnrolChipChallenge{QByteArray("\x80\x01\x07", 3), QByteArray("\x7c\x02\x80\0", 4), QByteArray("\x0c\xb0\x9d\0", 4)}, &decodeEnrolChipChallenge);
        const QByteArray proof = made(makeProof(enrolmentHash(challenge, keys), sod, answered, *m_holder));
        add("Enrolment: proof of a key", "One for each key.", "enrol-proof", proof,
            checkProof(proof, enrolmentHash(challenge, keys), sod, answered, m_holder->publicKey()).has_value());
        message("Enrolment: files, answer, proofs", "`POST /enrol/finish`; 0x011d is the SOD, 0x0101 DG1.", "enrol-finish",
                EnrolFinish{session, {{0x0101, QByteArray("\x61\x05 MRZ", 6)}, {0x011d, sod}}, {ChipAnswer::Kind::ActiveAuthentication, answered}, {proof}},
                &decodeEnrolFinish);
        const IdentityClaims identity{1, EvidencePassive | EvidenceChip | EvidenceDemo, m_person, std::nullopt, {14, 16, 18}};
        message("Credentials, issued", "The answer to it and to each of the requests below: here one identity, with all its disclosures.", "tokens",
                Tokens{{issued(identity, random, {}).token}}, &decodeTokens);
        message("Refusal", "The body beside a status of 400 and above.", "refusal",
                Refusal{QStringLiteral("AUT-010"), QStringLiteral("Yêu cầu này đã được dùng.")}, &decodeRefusal);

        const QByteArray id = random.bytes(16);
        const auto request = [&](const char *title, const char *about, const char *rule, QLatin1String typ, const auto &value, const auto &decode) {
            const QByteArray payload = encode(value);
            const QByteArray bytes = made(signByHolder(typ, payload, *m_holder));
            const auto opened = verifySignedByHolder(bytes, typ, m_holder->publicKey());
            add(title, about, rule, bytes, opened && same(payload, decode(opened->payload)));
        };
        request("Refresh of an identity", "`POST /enrol/refresh`.", "refresh-request", refreshTyp, RefreshRequest{id, exampleTime}, &decodeRefreshRequest);
        const Place there{QStringLiteral("48"), {}, 20250701};
        request("Request for a pass", "`POST /passes`.", "pass-request", passRequestTyp,
                PassRequest{id, PassKind::GoodsVehicle, *m_address.place, there, exampleTime, exampleTime + exampleDay, Trips::Return,
                            QStringLiteral("29C-123.45"), exampleTime}, &decodePassRequest);
        const Signer fresh = test::signerFrom('\x08');
        CopiesRequest copies{id, copiedHash(issued(identity, random, {}).token), {fresh->publicKey()}, {}, exampleTime};
        copies.proofs = {made(makeKeyProof(copies, m_holder->publicKey().thumbprint(), *fresh))};
        add("Copies: proof of a key", "One for each key; its seed is 32 times `08`.", "key-proof", copies.proofs.first(),
            checkKeyProofs(copies, m_holder->publicKey().thumbprint()).has_value());
        request("Request for copies", "`POST /copies`, of the identity that is held.", "copies-request", copiesRequestTyp, copies, &decodeCopiesRequest);
        request("Notification of a stay", "`POST /declarations`.", "stay-notification", declarationTyp,
                StayNotification{id, NotifierKind::GuestSelf, FacilityType::TouristLodging, QStringLiteral("Nhà nghỉ Mẫu"), m_address,
                                 QStringLiteral("công tác"), exampleTime, exampleTime + exampleDay, exampleTime}, &decodeStayNotification);
    }

    bool m_failed = false;
    QList<Example> m_all;
    const FixedClock m_clock{exampleTime};
    const Signer m_issuer = test::signerFrom('\x01');
    const Signer m_holder = test::signerFrom('\x02');
    const Signer m_root = test::signerFrom('\x03');
    const Signer m_status = test::signerFrom('\x05');
    const Signer m_desk = test::signerFrom('\x06');
    trust::TrustList m_trust;
    trust::StatusStore m_store;
    test::FixedRandom m_asking = test::countingUp();
    trust::ChallengeBook m_book{QStringLiteral("so-tt-01"), m_asking, m_clock};
    QByteArray m_answerNonce;
    const QString m_number = QStringLiteral("001090000017");
    const Person m_person{QStringLiteral("NGUYỄN VĂN MẪU"), 19900101, identity::Sex::Male, QStringLiteral("VNM")};
    const Address m_address{QStringLiteral("Số 1, đường Mẫu"), Place{QStringLiteral("01"), QStringLiteral("00004"), 20250701}};
};

QString pageOf(const QList<Example> &examples)
{
    QString page = QStringLiteral(
        "# Worked examples\n\n"
        "One of every format of [formats.md](formats.md), made by `tests/core/test_worked_examples.cpp`, which fails when a byte here differs from\n"
        "what the code writes (`DINHDANH_UPDATE=1` writes the page anew). Each satisfies its rule of [formats.cddl](formats.cddl);\n"
        "`tests/interop/formats.py` checks that.\n\n"
        "Everything is invented. It is 1790000000 (2026-09-21 14:13:20 UTC). All keys are Ed25519; a seed is 32 times one byte: issuer `01`, holder `02`,\n"
        "root `03`, status lists `05`, counter `06`; the second status key is P-256 with the private key 32 times `07`. \"Random\" bytes count up from\n"
        "`01` in each example anew.\n");
    for (qsizetype i = 0; i < examples.size(); ++i) {
        const Example &each = examples[i];
        page += QStringLiteral("\n## %1. %2\n\n%3 Rule `%4`, %5 bytes:\n\n```\n%6```\n")
                    .arg(i + 1)
                    .arg(each.title, each.about, each.rule)
                    .arg(each.bytes.size())
                    .arg(test::hexLines(each.bytes));
        if (!each.text.isEmpty())
            page += QStringLiteral("\nIts code, %1 characters:\n\n```text\n%2```\n").arg(each.text.size()).arg(test::inLines(each.text));
    }
    return page;
}

} // namespace

class TestWorkedExamples : public QObject
{
    Q_OBJECT
private slots:
    void thePageIsWhatTheCodeWrites()
    {
        const QList<Example> examples = Examples().all();
        QVERIFY(!examples.isEmpty());
        for (const Example &each : examples)
            QVERIFY2(each.holds, qPrintable(each.title));
        const QByteArray page = pageOf(examples).toUtf8();
        if (qEnvironmentVariableIsSet("DINHDANH_UPDATE")) {
            QFile file(examplesPage);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(page) == page.size());
        }
        QVERIFY2(test::readFile(examplesPage) == page, "docs/formats-examples.md shows other examples than the code writes; DINHDANH_UPDATE=1 writes it");
    }
};

DD_TEST(TestWorkedExamples)
#include "test_worked_examples.moc"
