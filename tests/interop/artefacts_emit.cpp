#include "core/credential/challenge.h"
#include "core/credential/credential.h"
#include "core/trust/root_update.h"
#include "core/trust/status_list.h"
#include "core/trust/trust_list.h"
#include "tests/interop/artefacts.h"

#include <array>

namespace dd::interop {
namespace {

using namespace credential;

constexpr qint64 aDaySeconds = 86400;
constexpr qint64 goodIndex = 7; // says "valid" in the list of two bits

// Entry i of a list is (7 i + 3) mod 2^bits, so that each value stands in it and none where its neighbour could.
QByteArray patternOf(int bits)
{
    QByteArray bitmap(256, '\0');
    for (qsizetype i = 0; i < bitmap.size() * 8 / bits; ++i) {
        const auto value = static_cast<unsigned>(7 * i + 3) % (1U << bits);
        bitmap[i * bits / 8] = static_cast<char>(static_cast<unsigned char>(bitmap[i * bits / 8]) | value << (i * bits % 8));
    }
    return bitmap;
}

Place hanoi()
{
    return {QStringLiteral("01"), QStringLiteral("00004"), 20250701};
}

class Emitter
{
public:
    Emitter(const QDir &folder, qint64 now) : m_folder(folder), m_now(now), m_midnight(now / aDaySeconds * aDaySeconds), m_clock(now) {}

    Result<void> run()
    {
        for (std::size_t i = 0; i < m_keys.size(); ++i) {
            auto made = crypto::generateSigner(i < 5 ? crypto::Algorithm::Ed25519 : crypto::Algorithm::Esp256, m_random);
            if (!made)
                return fail(made.error());
            m_keys[i] = std::move(*made);
        }
        for (const auto step : {&Emitter::roots, &Emitter::lists, &Emitter::challenges, &Emitter::plain, &Emitter::everyType, &Emitter::copies}) {
            if (const Result<void> done = (this->*step)(); !done)
                return done;
        }
        return {};
    }

private:
    enum Key : std::size_t { Root1, Root2, Issuer, Status1, SoftHolder, Holder, Status2, Counter, Root3, HowMany };
    crypto::Signer &key(Key which) { return *m_keys[which]; }

    Result<void> save(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? Result<void>() : fail(ErrorCode::Internal, QStringLiteral("write"));
    }
    Result<void> save(const QString &name, const Result<QByteArray> &bytes) { return bytes ? save(name, *bytes) : fail(bytes.error()); }

    // Root 2 is in force since a minute ago, root 3 tomorrow.
    Result<void> roots()
    {
        const auto second = trust::signRootUpdate({1, key(Root1).publicKey()}, key(Root1), key(Root2), m_now - 60);
        const auto third = trust::signRootUpdate({2, key(Root2).publicKey()}, key(Root2), key(Root3), m_now + aDaySeconds);
        if (!second || !third)
            return fail(second ? third.error() : second.error());
        const auto chain = trust::extendRootChain({}, *second);
        if (const auto done = save(QStringLiteral("root.cose"), key(Root1).publicKey().cose()); !done)
            return done;
        return save(QStringLiteral("root-updates.cbor"), chain ? trust::extendRootChain(*chain, *third) : chain);
    }

    Result<void> lists()
    {
        trust::TrustList list;
        list.sequence = 7;
        list.issued = m_midnight;
        list.nextUpdate = m_midnight + 30 * aDaySeconds;
        list.demo = true;
        const crypto::PublicKey &issuer = key(Issuer).publicKey();
        list.issuers = {{QStringLiteral("VN"), issuer.keyId(), issuer, {65001, 65002, 65003, 65004, 65005}, m_midnight - 10 * aDaySeconds,
                         m_midnight + 400 * aDaySeconds, QStringLiteral("Cơ quan cấp mẫu"),
                         trust::StatusIssuer{{key(Status1).publicKey(), key(Status2).publicKey()}, "https://tt.example.vn/s/"}}};
        list.cscaSha256 = {QByteArray(32, 'c')};
        list.relyingParties = {{counterId(), QStringLiteral("Quầy mẫu"), QStringLiteral("Sample desk"), key(Counter).publicKey(),
                                {Purpose::Lodging, Purpose::Desk}, m_asked, m_midnight, m_midnight + 30 * aDaySeconds}};
        if (const auto done = save(QStringLiteral("trust-list.cwt"), trust::signTrustList(list, key(Root1))); !done)
            return done;
        ++list.sequence;
        if (const auto done = save(QStringLiteral("trust-list-2.cwt"), trust::signTrustList(list, key(Root2))); !done)
            return done;
        for (const int bits : {1, 2, 4, 8}) {
            const QString name = QString::number(bits);
            const trust::StatusList status{"https://tt.example.vn/s/" + name.toLatin1(), m_now - 60, m_now + aDaySeconds,
                                           bits == 1 ? std::nullopt : std::optional<qint64>(900), bits, patternOf(bits)};
            if (const auto done = save(name + QStringLiteral(".status"), trust::signStatusList(status, key(bits == 1 || bits == 4 ? Status1 : Status2)));
                !done)
                return done;
        }
        return {};
    }

    Result<void> challenges()
    {
        const auto anybody = makeChallenge({QStringLiteral("quan-nuoc-01"), m_random.bytes(challengeNonceSize),
                                            {{CredentialType::Identity, {Group::Person, Group::AgeFlags}}}, Purpose::AgeCheck,
                                            QStringLiteral("Quán nước mẫu"), m_now}, nullptr);
        const auto ours = makeChallenge({counterId(), m_random.bytes(challengeNonceSize), m_asked, Purpose::Lodging, {}, m_now}, &key(Counter));
        if (!anybody || !ours)
            return fail(anybody ? ours.error() : anybody.error());
        m_answerNonce = ours->answerNonce;
        if (const auto done = save(QStringLiteral("unsigned.vq1"), anybody->text.toLatin1()); !done)
            return done;
        return save(QStringLiteral("signed.vq1"), ours->text.toLatin1());
    }

    Result<QByteArray> issued(const AnyClaims &claims, crypto::Signer &holder, std::optional<StatusReference> status)
    {
        const IssueRequest request{m_number, holder.publicKey(), m_midnight + 20 * aDaySeconds, std::move(status)};
        return std::visit([&](const auto &each) { return issue(request, each, key(Issuer), m_random, m_clock); }, claims);
    }

    Result<void> show(const QString &name, const Result<QByteArray> &token, PresentationRequest request, crypto::Signer &holder)
    {
        const Result<Credential> held = token ? parseCredential(*token) : fail(token.error());
        if (!held)
            return fail(held.error());
        if (request.groups.isEmpty())
            request.groups = held->groups;
        const Result<QString> text = present(*held, request, holder, m_random, m_clock);
        return text ? save(name + QStringLiteral(".txt"), text->toUtf8()) : fail(text.error());
    }

    TravelPassClaims pass() const
    {
        TravelPassClaims pass;
        pass.from = hanoi();
        pass.to = {QStringLiteral("15"), {}, 20250701};
        pass.validFrom = m_now - 60;
        pass.validTo = m_now + aDaySeconds;
        pass.evidence = EvidenceDemo;
        pass.person = m_person;
        return pass;
    }

    // Without a status: they hold before a counter that has no status list.
    Result<void> plain()
    {
        PresentationRequest request;
        request.groups = {Group::Person};
        if (const auto done = show(QStringLiteral("pass"), issued(pass(), key(Holder), {}), request, key(Holder)); !done)
            return done;
        const IdentityClaims identity{2, EvidencePassive | EvidenceChip | EvidenceDemo, m_person, m_address, {14, 16, 18}};
        request.groups = {Group::Number, Group::Person, Group::AgeFlags};
        request.statement = StayStatement{DeclarationKind::StayNotification, QStringLiteral("Nhà nghỉ Mẫu"), m_now, m_now + aDaySeconds,
                                          QStringLiteral("công tác")};
        return show(QStringLiteral("identity"), issued(identity, key(SoftHolder), {}), request, key(SoftHolder));
    }

    Result<void> everyType()
    {
        TravelPassClaims group = pass();
        group.kind = PassKind::Group;
        group.companions = {{QStringLiteral("TRẦN THỊ MẪU"), 19920000}, {QStringLiteral("NGUYỄN VĂN VÍ DỤ"), 20150607}};
        group.conditions = {{Condition::Type::Test, QStringLiteral("XN-0002"), 3 * aDaySeconds}};
        TravelPassClaims flight = pass();
        flight.kind = PassKind::AirDomestic;
        flight.flight = Flight{QStringLiteral("VN"), 123, 20261121, QStringLiteral("HAN"), QStringLiteral("DAD")};
        TravelPassClaims goods = pass();
        goods.kind = PassKind::GoodsVehicle;
        goods.vehiclePlate = QStringLiteral("29C-123.45");
        const int today = QDateTime::fromSecsSinceEpoch(m_now - aDaySeconds, Qt::UTC).toString(QStringLiteral("yyyyMMdd")).toInt();
        const Address elsewhere{QStringLiteral("Số 2, đường Ví Dụ"), std::nullopt};
        const ResidenceStatusClaims residence{today, EvidenceDemo, m_person, m_address, elsewhere, Household{QStringLiteral("HK-000001"), 3, 4}};
        const ReceiptClaims receipt{DeclarationKind::StayNotification, QStringLiteral("TBLT-2026-000001"), DeclarationState::Accepted, m_now,
                                    m_now + aDaySeconds, EvidenceDemo, m_person, elsewhere, {{QStringLiteral("TRẦN THỊ MẪU"), 19920000, 1}}};
        const IdentityClaims identity{1, EvidencePassive | EvidenceChip | EvidenceDemo, m_person, m_address, {14}};
        const QList<std::pair<QString, AnyClaims>> shown{{QStringLiteral("identity"), identity}, {QStringLiteral("group"), group},
                                                         {QStringLiteral("flight"), flight},     {QStringLiteral("goods"), goods},
                                                         {QStringLiteral("residence"), residence}, {QStringLiteral("receipt"), receipt}};
        for (qsizetype i = 0; i < shown.size(); ++i) {
            const auto &[name, claims] = shown[i];
            crypto::Signer &holder = key(i % 2 == 0 ? Holder : SoftHolder);
            const Result<QByteArray> token = issued(claims, holder, StatusReference{goodIndex + 4 * i, "https://tt.example.vn/s/2"});
            if (const auto done = show(name + QStringLiteral("-open"), token, {}, holder); !done)
                return done;
            PresentationRequest answer;
            answer.audience = counterId();
            answer.challengeNonce = m_answerNonce;
            if (const auto done = show(name + QStringLiteral("-challenge"), token, answer, holder); !done)
                return done;
            if (const auto done = print(name, token); !done)
                return done;
        }
        return {};
    }

    Result<void> print(const QString &name, const Result<QByteArray> &token)
    {
        const Result<Credential> held = token ? parseCredential(*token) : fail(token.error());
        if (!held)
            return fail(held.error());
        PresentationRequest request;
        request.audience = QStringLiteral("vn:print");
        const Result<QByteArray> copy = issued(printedCopyOf(held->claims), key(Holder), StatusReference{goodIndex, "https://tt.example.vn/s/2"});
        return show(name + QStringLiteral("-print"), copy, request, key(Holder));
    }

    // Ten copies of one pass; every second one can be revoked.
    Result<void> copies()
    {
        QList<CopyKey> keys;
        for (int i = 0; i < mostCopies; ++i) {
            const auto holder = crypto::generateSigner(i % 2 == 0 ? crypto::Algorithm::Ed25519 : crypto::Algorithm::Esp256, m_random);
            if (!holder)
                return fail(holder.error());
            keys.append({(*holder)->publicKey(), i % 2 == 0 ? std::optional(StatusReference{1000 - 13 * i, "https://tt.example.vn/s/2"}) : std::nullopt});
        }
        const IssueRequest common{.personalNumber = m_number, .holderKey = {}, .expires = m_midnight + 20 * aDaySeconds};
        const auto tokens = issueBatch(common, keys, pass(), key(Issuer), m_random, m_clock);
        if (!tokens)
            return fail(tokens.error());
        QList<cbor::Value> values;
        for (const QByteArray &token : *tokens)
            values.append(cbor::Value::bytes(token));
        return save(QStringLiteral("copies.cbor"), cbor::encode(cbor::Value::array(std::move(values))));
    }

    const QDir m_folder;
    const qint64 m_now;
    const qint64 m_midnight;
    const FixedClock m_clock;
    SystemRandom m_random;
    std::array<std::unique_ptr<crypto::SoftwareSigner>, HowMany> m_keys;
    QByteArray m_answerNonce;
    const QString m_number = QStringLiteral("001200000017");
    const Person m_person{QStringLiteral("NGUYỄN VĂN MẪU"), 19900101, identity::Sex::Male, QStringLiteral("VNM")};
    const Address m_address{QStringLiteral("Số 1, đường Mẫu"), hanoi()};
    const QList<Asked> m_asked{{CredentialType::Identity, groupsOf(CredentialType::Identity)},
                               {CredentialType::TravelPass, groupsOf(CredentialType::TravelPass)},
                               {CredentialType::ResidenceStatus, groupsOf(CredentialType::ResidenceStatus)},
                               {CredentialType::ResidenceReceipt, groupsOf(CredentialType::ResidenceReceipt)}};
};

} // namespace

Result<void> emitInto(const QDir &folder, qint64 now)
{
    return Emitter(folder, now).run();
}

} // namespace dd::interop
