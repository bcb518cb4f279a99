#include "app/authority/chip_proof.h"

#include "core/crypto/symmetric.h"
#include "nfc/authentication/active.h"
#include "nfc/authentication/remote_chip_authentication.h"

namespace dd::authority {

namespace {

constexpr qsizetype challengeSize = 8;

std::unexpected<Error> notProven(const char *stage)
{
    return fail(ErrorCode::EnrolmentChipNotProven, QLatin1String(stage));
}

Result<void> checkActiveAnswer(const ChipFiles &files, QByteArrayView answer, QByteArrayView hash)
{
    using nfc::FileId;
    if (!files.contains(FileId::Dg15)) {
        const Result<nfc::SecurityInfos> infos = nfc::parseDg14(files.value(FileId::Dg14));
        if (infos && !infos->chipAuthenticationKeys.isEmpty())
            return notProven("no DG15");
        return fail(ErrorCode::EnrolmentChipCannotProve, QStringLiteral("no DG15, no chip authentication"));
    }
    const Result<QString> verified =
        nfc::verifyActiveAuthentication(files.value(FileId::Dg15), files.value(FileId::Dg14), hash.first(challengeSize), answer);
    if (verified)
        return {};
    // A wrong answer may be a copy or an answer to another session's challenge; from here both look the same.
    if (verified.error().code == ErrorCode::ChipAuthenticationFailed)
        return notProven("active authentication");
    return fail(verified.error());
}

Result<void> checkRemoteAnswer(const ChipFiles &files, QByteArrayView answer, QByteArrayView hash, const std::optional<ChipExchange> &exchange)
{
    using nfc::FileId;
    if (!exchange)
        return notProven("chip authentication was not asked for");
    // The keys of step 1 and the nonce cannot change while a session lives; that this holds is not left to the code around.
    if (!constantTimeEqual(exchange->enrolmentHash, hash))
        return notProven("chip authentication for other keys");
    const QByteArray sod = files.value(FileId::Sod);
    const QByteArray dg14 = files.value(FileId::Dg14);
    if (crypto::sha256(sod) != exchange->sodHash || crypto::sha256(dg14) != exchange->dg14Hash)
        return fail(ErrorCode::EnrolmentDataMismatch, QStringLiteral("SOD and DG14 of chip authentication"));
    const Result<void> verified = nfc::checkRemoteChipAuthentication(exchange->state.view(), answer, dg14, sod);
    if (!verified && verified.error().code == ErrorCode::ChipAuthenticationFailed)
        return notProven("chip authentication");
    return verified;
}

} // namespace

Result<credential::EnrolChipChallenge> challengeChip(const credential::EnrolChip &message, EnrolmentSession &session,
                                                     const nfc::CscaStore &anchors, qint64 now, Random &random)
{
    const QByteArray sodHash = crypto::sha256(message.sod);
    const QByteArray dg14Hash = crypto::sha256(message.dg14);
    if (session.chip) {
        if (session.chip->sodHash != sodHash || session.chip->dg14Hash != dg14Hash)
            return fail(ErrorCode::RequestReplayed, QStringLiteral("another chip in this session"));
        return session.chip->challenge;
    }
    const Result<nfc::PassiveResult> passive =
        authenticateFiles({{nfc::FileId::Sod, message.sod}, {nfc::FileId::Dg14, message.dg14}}, anchors, now);
    if (!passive)
        return fail(passive.error());
    const Result<nfc::SecurityInfos> infos = nfc::parseDg14(message.dg14);
    if (!infos)
        return fail(infos.error());
    if (infos->chipAuthenticationKeys.isEmpty()) // the protocol alone, which some DG14 name, proves nothing
        return fail(ErrorCode::EnrolmentChipCannotProve, QStringLiteral("no chip authentication"));
    Result<nfc::RemoteChipStart> started = nfc::startRemoteChipAuthentication(message.dg14, random);
    if (!started)
        return fail(started.error());
    const nfc::RemoteChipMessage &told = started->message;
    session.chip = ChipExchange{credential::enrolmentHash(session.challenge, session.keys), sodHash, dg14Hash,
                                {told.request.mse, told.request.generalAuthenticate, told.firstCommand}, std::move(started->state)};
    return session.chip->challenge;
}

Result<void> authenticateChip(const ChipFiles &files, const nfc::PassiveResult &passive, const credential::ChipAnswer &answer,
                              const EnrolmentSession &session)
{
    const bool active = answer.kind == credential::ChipAnswer::Kind::ActiveAuthentication;
    for (const nfc::Deviation &deviation : passive.deviations) {
        if (active ? deviation.spoilsActiveAuthentication() : deviation.spoilsChipAuthentication())
            return fail(ErrorCode::EnrolmentChipCannotProve, QStringLiteral("the chip's key was revoked"), deviation.source);
    }
    const QByteArray hash = credential::enrolmentHash(session.challenge, session.keys);
    switch (answer.kind) {
    case credential::ChipAnswer::Kind::ActiveAuthentication:
        return checkActiveAnswer(files, answer.bytes, hash);
    case credential::ChipAnswer::Kind::ChipAuthentication:
        return checkRemoteAnswer(files, answer.bytes, hash, session.chip);
    }
    return notProven("answer of the chip");
}

} // namespace dd::authority
