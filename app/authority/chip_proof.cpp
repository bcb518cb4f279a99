#include "app/authority/chip_proof.h"

#include "nfc/authentication/active.h"

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
    if (!files.contains(FileId::Dg15))
        return fail(ErrorCode::EnrolmentChipCannotProve, QStringLiteral("no DG15"));
    const Result<QString> verified =
        nfc::verifyActiveAuthentication(files.value(FileId::Dg15), files.value(FileId::Dg14), hash.first(challengeSize), answer);
    if (verified)
        return {};
    // A wrong answer may be a copy or an answer to another session's challenge; from here both look the same.
    if (verified.error().code == ErrorCode::ChipAuthenticationFailed)
        return notProven("active authentication");
    return fail(verified.error());
}

} // namespace

Result<void> authenticateChip(const ChipFiles &files, const credential::ChipAnswer &answer, const EnrolmentSession &session)
{
    const QByteArray hash = credential::enrolmentHash(session.challenge, session.keys);
    switch (answer.kind) {
    case credential::ChipAnswer::Kind::ActiveAuthentication:
        return checkActiveAnswer(files, answer.bytes, hash);
    case credential::ChipAnswer::Kind::ChipAuthentication:
        break;
    }
    return notProven("chip authentication was not asked for");
}

} // namespace dd::authority
