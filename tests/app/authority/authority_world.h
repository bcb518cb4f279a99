// An authority over real HTTP on the loopback address, a demo country with its cards, and a wallet that enrols.
#pragma once

#include "app/authority/http_server.h"
#include "app/authority/list_keeper.h"
#include "core/credential/copies.h"
#include "core/crypto/symmetric.h"
#include "nfc/simulator/chip_signature.h"
#include "nfc/simulator/soft_card.h"
#include "tests/app/authority/chip_reader.h"
#include "tests/app/authority/http_client.h"
#include "tests/support/shared_data.h"

#include <QTemporaryDir>
#include <functional>
#include <vector>

namespace dd::test {

inline constexpr qint64 worldTime = 1'795'258'800; // 2026-11-21 18:00 in Vietnam

// Made once: keys and cards cost time.
struct DemoCountry
{
    nfc::DemoIssuer issuer;
    nfc::DemoIssuer stranger; // another country, whose CSCA nobody installed
    nfc::CardImage card;      // ECDSA, and chip authentication, as every card here that says nothing else
    nfc::CardImage rsaCard;
    nfc::CardImage strangersCard;
    nfc::CardImage chipCard;   // chip authentication only
    nfc::CardImage activeCard; // active authentication only
    nfc::CardImage muteCard;   // neither: its chip has no key

    static const DemoCountry &instance()
    {
        static const DemoCountry country = [] {
            DemoCountry made;
            made.issuer = nfc::makeDemoIssuer(worldTime).value();
            made.stranger = nfc::makeDemoIssuer(worldTime).value();
            made.card = made.cardOf(nfc::demoPerson());
            made.rsaCard = nfc::personalise(nfc::demoPerson(), made.issuer, nfc::ActiveAuthenticationKey::Rsa, worldTime).value();
            made.strangersCard = nfc::personalise(nfc::demoPerson(), made.stranger, nfc::ActiveAuthenticationKey::Ecdsa, worldTime).value();
            made.chipCard = made.cardWith({}, true);
            made.activeCard = made.cardWith("ecdsa-brainpoolP256r1", false);
            made.muteCard = made.cardWith({}, false);
            return made;
        }();
        return country;
    }
    nfc::CardImage cardOf(const nfc::DemoPerson &person) const
    {
        return nfc::personalise(person, issuer, nfc::ActiveAuthenticationKey::Ecdsa, worldTime).value();
    }
    nfc::CardImage cardWith(const QByteArray &activeKey, bool chipKey, const nfc::DemoPerson &person = nfc::demoPerson()) const
    {
        nfc::CardProfile profile;
        profile.aaKey = activeKey;
        if (!chipKey)
            profile.chipKeys.clear();
        return nfc::personalise(person, issuer, profile, worldTime).value();
    }
};

// Somebody else: an invented woman of the year 2000.
inline nfc::DemoPerson secondPerson()
{
    nfc::DemoPerson person = nfc::demoPerson();
    person.details.personalNumber = QStringLiteral("001300000024");
    person.details.fullName = QStringLiteral("TRẦN THỊ THỬ");
    person.details.birthDate = QStringLiteral("02/03/2000");
    person.details.sex = QStringLiteral("Nữ");
    const auto digit = [](const QString &text) { return QString::number(identity::mrzCheckDigit(text.toLatin1())); };
    const QString number = person.details.personalNumber;
    const QString first = QStringLiteral("IDVNM") + number.right(9) + digit(number.right(9)) + number + QStringLiteral("<<") + digit(number);
    const QString birth = QStringLiteral("000302") + digit(QStringLiteral("000302"));
    const QString expiry = QStringLiteral("400302") + digit(QStringLiteral("400302"));
    const QString composite = digit(first.mid(5) + birth + expiry + QString(11, u'<'));
    person.mrz = first + u'\n' + birth + u'F' + expiry + QStringLiteral("VNM") + QString(11, u'<') + composite
                 + QStringLiteral("\nTRAN<<THI<THU<<<<<<<<<<<<<<<<<");
    person.details.expiryDate = QStringLiteral("02/03/2040");
    return person;
}

struct Enrolment
{
    std::vector<std::unique_ptr<crypto::SoftwareSigner>> holders;
    credential::EnrolKeys keys;
    credential::EnrolChallenge challenge;
    credential::EnrolFinish finish;
};

class World
{
public:
    explicit World(bool demo = true, const QByteArray &statusPrefix = {})
    {
        authority::InitOptions options;
        options.demo = demo;
        options.statusPrefix = statusPrefix;
        if (!authority::initState(stateFolder(), options, random, clock))
            qFatal("the state could not be made");
        start();
    }

    [[nodiscard]] QString stateFolder() const { return m_folder.path() + QStringLiteral("/state"); }
    [[nodiscard]] int port() const { return m_port; }

    void restart() { whileClosed([] {}); }
    // What an operator does at the command line: the folder belongs to one process at a time.
    template <typename Work>
    void whileClosed(Work work)
    {
        m_server.reset();
        m_authority.reset();
        work();
        start();
    }

    std::unique_ptr<crypto::SoftwareSigner> newHolder() { return crypto::generateSigner(crypto::Algorithm::Ed25519, random).value(); }

    // Step 1: keys, then the challenge.
    Enrolment begin(int keys = 1)
    {
        Enrolment enrolment;
        for (int i = 0; i < keys; ++i) {
            enrolment.holders.push_back(newHolder());
            enrolment.keys.keys.append(enrolment.holders.back()->publicKey());
        }
        const HttpAnswer answer = post(m_port, "/enrol/keys", credential::encode(enrolment.keys));
        enrolment.challenge = credential::decodeEnrolChallenge(answer.body).value();
        return enrolment;
    }

    [[nodiscard]] static QByteArray hashOf(const Enrolment &enrolment)
    {
        return credential::enrolmentHash(enrolment.challenge, enrolment.keys);
    }

    [[nodiscard]] QByteArray chipAnswer(const nfc::CardImage &card, QByteArrayView challenge)
    {
        return nfc::simulator::signChallenge(card.aaPrivateKey, challenge, random).value();
    }

    static void prove(Enrolment &enrolment)
    {
        enrolment.finish.proofs.clear();
        for (const auto &holder : enrolment.holders)
            enrolment.finish.proofs.append(credential::makeProof(hashOf(enrolment), enrolment.finish.files.value(0x011D),
                                                                 enrolment.finish.answer.bytes, *holder)
                                               .value());
    }

    static void takeFiles(Enrolment &enrolment, const nfc::CardImage &card)
    {
        enrolment.finish.session = enrolment.challenge.session;
        enrolment.finish.files.clear();
        for (auto file = card.files.cbegin(); file != card.files.cend(); ++file)
            enrolment.finish.files.insert(static_cast<int>(file.key()), file.value());
    }

    // Step 3: the chip answers, the keys prove themselves.
    void readCard(Enrolment &enrolment, const nfc::CardImage &card)
    {
        takeFiles(enrolment, card);
        enrolment.finish.answer = {credential::ChipAnswer::Kind::ActiveAuthentication, chipAnswer(card, QByteArrayView(hashOf(enrolment)).first(8))};
        prove(enrolment);
    }

    // Step 4: the authority's bytes for this chip …
    HttpAnswer askForChip(const QByteArray &session, const nfc::CardImage &card)
    {
        return post(m_port, "/enrol/chip", credential::encode(credential::EnrolChip{session, card.files.value(nfc::FileId::Sod), card.files.value(nfc::FileId::Dg14)}));
    }
    credential::EnrolChipChallenge chipChallenge(const Enrolment &enrolment, const nfc::CardImage &card)
    {
        return credential::decodeEnrolChipChallenge(askForChip(enrolment.challenge.session, card).body).value();
    }
    // … and the chip's answer to them.
    void readChipCard(Enrolment &enrolment, const nfc::CardImage &card)
    {
        takeFiles(enrolment, card);
        enrolment.finish.answer = {credential::ChipAnswer::Kind::ChipAuthentication, carryToChip(card, chipChallenge(enrolment, card), random).value()};
        prove(enrolment);
    }
    HttpAnswer finish(const Enrolment &enrolment)
    {
        return post(m_port, "/enrol/finish", credential::encode(enrolment.finish));
    }

    // Steps 1 to 5 as a good wallet does them.
    HttpAnswer enrol(Enrolment &enrolment, const nfc::CardImage &card, int keys = 1)
    {
        enrolment = begin(keys);
        readCard(enrolment, card);
        return post(m_port, "/enrol/finish", credential::encode(enrolment.finish));
    }

    [[nodiscard]] credential::PassRequest passRequest()
    {
        credential::PassRequest request;
        request.id = random.bytes(16);
        request.from = {QStringLiteral("01"), {}, 20250701};
        request.to = {QStringLiteral("79"), {}, 20250701};
        request.validFrom = clock.now();
        request.validTo = clock.now() + 3 * 86'400;
        request.requestedAt = clock.now();
        return request;
    }

    [[nodiscard]] credential::StayNotification stay()
    {
        credential::StayNotification notification;
        notification.id = random.bytes(16);
        notification.facilityName = QStringLiteral("Nhà nghỉ Mẫu");
        notification.address = {QStringLiteral("Số 9 Ngõ Thử Nghiệm, Phường Mẫu, Hà Nội"), std::nullopt};
        notification.reason = QStringLiteral("Du lịch");
        notification.from = clock.now();
        notification.to = clock.now() + 2 * 86'400;
        notification.createdAt = clock.now();
        return notification;
    }

    HttpAnswer refresh(const credential::RefreshRequest &request, crypto::Signer &holder)
    {
        return post(m_port, "/enrol/refresh", credential::signByHolder(credential::refreshTyp, credential::encode(request), holder).value());
    }
    HttpAnswer refresh(crypto::Signer &holder) { return refresh({random.bytes(16), clock.now()}, holder); }
    HttpAnswer ask(const credential::PassRequest &request, crypto::Signer &holder)
    {
        return post(m_port, "/passes", credential::signByHolder(credential::passRequestTyp, credential::encode(request), holder).value());
    }
    // `signedBy` sends it; the copies are for `keys`.
    HttpAnswer copy(credential::CopiesRequest request, const std::vector<crypto::Signer *> &keys, crypto::Signer &signedBy)
    {
        for (crypto::Signer *key : keys) {
            request.keys.append(key->publicKey());
            request.proofs.append(credential::makeKeyProof(request, signedBy.publicKey().thumbprint(), *key).value());
        }
        return sendCopies(request, signedBy);
    }
    HttpAnswer sendCopies(const credential::CopiesRequest &request, crypto::Signer &signedBy)
    {
        const QByteArray message = credential::signByHolder(credential::copiesRequestTyp, credential::encode(request), signedBy).value();
        return post(m_port, "/copies", message);
    }
    HttpAnswer declare(const credential::StayNotification &notification, crypto::Signer &holder)
    {
        return post(m_port, "/declarations", credential::signByHolder(credential::declarationTyp, credential::encode(notification), holder).value());
    }

    FixedClock clock{worldTime};
    SystemRandom random;

private:
    void start()
    {
        authority::State state = authority::openState(stateFolder(), clock).value();
        nfc::CscaStore anchors;
        if (state.isDemo() && !anchors.add(DemoCountry::instance().issuer.cscaCertificate, QStringLiteral("test"), true))
            qFatal("the demo CSCA was refused");
        m_authority = authority::Authority::open(std::move(state), std::move(anchors), identity::ProvinceTable::builtIn(), random, clock).value();
        m_server = std::make_unique<authority::HttpServer>(*m_authority, authority::HttpLimits{.timeoutSeconds = 2});
        m_port = m_server->start(0).value();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<authority::Authority> m_authority;
    std::unique_ptr<authority::HttpServer> m_server;
    int m_port = 0;
};

// What a row of a table does to a good enrolment.
using Change = std::function<void(World &, Enrolment &)>;

inline QString refusalCode(const HttpAnswer &answer)
{
    const auto refusal = credential::decodeRefusal(answer.body);
    return refusal ? refusal->code : QString();
}

} // namespace dd::test
Q_DECLARE_METATYPE(dd::test::Change)

// The step answered with this status and this refusal code; prints both when it did not.
#define DD_REFUSED(answer, expectedStatus, expectedCode)                                                                                             \
    do {                                                                                                                                             \
        const dd::test::HttpAnswer ddAnswer = (answer);                                                                                              \
        QCOMPARE(dd::test::refusalCode(ddAnswer), QString(expectedCode));                                                                            \
        QCOMPARE(ddAnswer.status, (expectedStatus));                                                                                                 \
    } while (false)
