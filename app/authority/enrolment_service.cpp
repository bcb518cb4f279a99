// Enrolment by docs/formats.md §7.
#include "app/authority/authority.h"
#include "app/authority/chip_files.h"
#include "app/authority/chip_person.h"
#include "app/authority/chip_proof.h"
#include "core/credential/credential.h"

namespace dd::authority {

namespace {

constexpr qint64 secondsOfDay = 86'400;
constexpr qint64 identityDays = 30;

struct ExaminedChip
{
    nfc::PassiveResult passive;
    ChipPerson person;
};

Result<ChipPerson> readPerson(const ChipFiles &files, qint64 now)
{
    const Result<identity::Mrz> mrz = nfc::parseDg1(files.value(nfc::FileId::Dg1));
    if (!mrz)
        return fail(mrz.error());
    std::optional<nfc::Dg13> details;
    if (files.contains(nfc::FileId::Dg13)) {
        Result<nfc::Dg13> parsed = nfc::parseDg13(files.value(nfc::FileId::Dg13));
        if (parsed)
            details = std::move(*parsed);
        else if (parsed.error().code != ErrorCode::UnsupportedProtocol) // the unpublished encoding since July 2024
            return fail(parsed.error());
    }
    return personFromChip(*mrz, details, now);
}

Result<ExaminedChip> examineChip(const credential::EnrolFinish &message, const EnrolmentSession &session, const nfc::CscaStore &anchors, qint64 now)
{
    const Result<ChipFiles> files = coveredFiles(message.files);
    if (!files)
        return fail(files.error());
    const Result<nfc::PassiveResult> passive = authenticateFiles(*files, anchors, now);
    if (!passive)
        return fail(passive.error());
    if (const Result<void> complete = requireListedFiles(*files, *passive); !complete)
        return fail(complete.error());
    if (const Result<void> genuine = authenticateChip(*files, *passive, message.answer, session); !genuine)
        return fail(genuine.error());
    const Result<ChipPerson> person = readPerson(*files, now);
    if (!person)
        return fail(person.error());
    return ExaminedChip{*passive, *person};
}

Result<void> checkProofs(const credential::EnrolFinish &message, const credential::EnrolKeys &keys, QByteArrayView hash)
{
    if (message.proofs.size() != keys.keys.size())
        return fail(ErrorCode::EnrolmentProofInvalid, QStringLiteral("one proof per key"));
    const QByteArray sod = message.files.value(static_cast<int>(nfc::FileId::Sod));
    for (qsizetype i = 0; i < keys.keys.size(); ++i) {
        if (!credential::checkProof(message.proofs.at(i), hash, sod, message.answer.bytes, keys.keys.at(i)))
            return fail(ErrorCode::EnrolmentProofInvalid, QStringLiteral("proof of key %1").arg(i + 1));
    }
    return {};
}

} // namespace

Result<credential::EnrolChallenge> Authority::openEnrolment(QByteArrayView body)
{
    const Result<credential::EnrolKeys> keys = credential::decodeEnrolKeys(body);
    if (!keys)
        return fail(keys.error());
    return m_sessions.open(*keys);
}

Result<credential::EnrolChipChallenge> Authority::challengeEnrolment(QByteArrayView body)
{
    const Result<credential::EnrolChip> message = credential::decodeEnrolChip(body);
    if (!message)
        return fail(message.error());
    const Result<EnrolmentSession *> session = m_sessions.find(message->session);
    if (!session)
        return fail(session.error());
    return challengeChip(*message, **session, m_anchors, m_clock.now(), m_random);
}

Result<credential::Tokens> Authority::finishEnrolment(QByteArrayView body)
{
    const Result<credential::EnrolFinish> message = credential::decodeEnrolFinish(body);
    if (!message)
        return fail(message.error());
    const Result<EnrolmentSession> session = m_sessions.take(message->session);
    if (!session)
        return fail(session.error());
    const QByteArray hash = credential::enrolmentHash(session->challenge, session->keys);
    // The cheap checks first; each of them alone refuses.
    if (const Result<void> proven = checkProofs(*message, session->keys, hash); !proven)
        return fail(proven.error());
    const qint64 now = m_clock.now();
    const Result<ExaminedChip> chip = examineChip(*message, *session, m_anchors, now);
    if (!chip)
        return fail(chip.error());

    EnrolledPerson person;
    person.number = chip->person.number;
    person.person = chip->person.person;
    person.address = chip->person.address;
    person.ageFlags = chip->person.ageFlags;
    person.cardExpires = chip->person.cardExpires;
    person.level = 1; // the access code follows from the number: holding the chip is not being the person
    person.evidence = credential::EvidencePassive | credential::EvidenceChip | (chip->passive.demo ? credential::EvidenceDemo : 0) | demoBit();
    person.enrolledAt = now;
    person.keys = session->keys.keys;
    m_registry->keepApproval(person);

    const Result<QList<QByteArray>> replaced = m_registry->replacedBy(person);
    if (!replaced)
        return fail(replaced.error());
    Result<QList<QByteArray>> tokens = issueIdentity(person, person.keys);
    if (!tokens)
        return fail(tokens.error());
    // What the earlier keys have, and every copy of it. Before the registry forgets whose they were: what a crash leaves undone, the
    // same person's next attempt does.
    const Result<StatusBook::Changes> revoked = m_book->set(
        [&replaced](const IssuedCredential &issued) { return replaced->contains(issued.asker) || replaced->contains(issued.thumbprint); },
        StatusValue::Revoked);
    if (!revoked)
        return fail(revoked.error());
    // Recorded before anything is handed out: a credential whose key is not known could never be used or revoked.
    if (const Result<void> recorded = m_registry->enrol(std::move(person)); !recorded)
        return fail(recorded.error());
    return credential::Tokens{std::move(*tokens)};
}

Result<QList<QByteArray>> Authority::issueIdentity(const EnrolledPerson &person, const QList<crypto::PublicKey> &keys)
{
    credential::IdentityClaims claims;
    claims.level = person.level;
    claims.evidence = person.evidence;
    claims.person = person.person;
    claims.address = person.address;
    claims.ageFlags = person.ageFlags;
    const qint64 expires = (m_clock.now() / secondsOfDay + identityDays) * secondsOfDay; // a midnight: exact times would link copies
    return desk().issue({person.number, keys, expires}, claims);
}

} // namespace dd::authority
