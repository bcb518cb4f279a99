// How large a credential is when it is shown, and groups too large for one code (docs/formats.md §5, budgets).
#pragma once

#include "core/credential/credential.h"

namespace dd::credential {

// Bytes of the key binding token that discloses these groups in answer to a challenge, for an audience of so many bytes;
// 0 for groups that the credential does not have.
[[nodiscard]] qsizetype presentationSize(const Credential &credential, const QList<Group> &groups, qsizetype audience = 15);
[[nodiscard]] qsizetype fullestPresentationSize(const Credential &credential); // every group

struct SizeAssumptions
{
    qsizetype limit = 830;    // bytes of a key binding token: QR version 20 at level L
    qsizetype statusUri = 26; // bytes of the URI the status will have; 0: none
    qsizetype audience = 15;  // bytes of the name of a counter that asks
    bool number = false;      // whether the holder's number is counted too; without, it makes the code a version larger
};
// The same pass, with its companions dealt out in their order to as few passes as keep to the limit when a P-256 holder
// shows the person and the companions. QrTooLong when not even one companion fits beside the person.
[[nodiscard]] Result<QList<TravelPassClaims>> splitGroup(const TravelPassClaims &claims, const SizeAssumptions &assumptions = {});

} // namespace dd::credential
