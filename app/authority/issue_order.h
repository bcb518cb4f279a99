// What an officer has issued from a file: one JSON object (docs/authority.md lists its members).
#pragma once

#include "core/credential/credential.h"

namespace dd::authority {

struct IssueOrder
{
    QString number;
    QList<crypto::PublicKey> keys; // 1..credential::mostCopies
    qint64 expires = 0;
    bool printed = false; // its printed copy instead
    credential::AnyClaims claims;
};

// InvalidInput says which member is wrong and what it should be. Members that are not the type's are refused.
[[nodiscard]] Result<IssueOrder> readIssueOrder(const QByteArray &json);

} // namespace dd::authority
