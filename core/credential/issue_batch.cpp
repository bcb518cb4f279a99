#include "core/credential/credential.h"

#include <QSet>

namespace dd::credential {

Result<QList<QByteArray>> issueBatch(const IssueRequest &common, const QList<CopyKey> &keys, const AnyClaims &claims, crypto::Signer &issuer,
                                     Random &random, const Clock &clock)
{
    const auto refused = [](const char *detail) { return fail(ErrorCode::InvalidInput, QStringLiteral("issue"), QLatin1String(detail)); };
    if (keys.isEmpty() || keys.size() > mostCopies)
        return refused("not 1 to 10 copies");
    QSet<QByteArray> thumbprints;
    QList<StatusReference> references;
    for (const CopyKey &key : keys) {
        if (thumbprints.contains(key.holderKey.thumbprint()))
            return refused("two copies with one key");
        thumbprints.insert(key.holderKey.thumbprint());
        if (!key.status)
            continue;
        if (references.contains(*key.status))
            return refused("two copies with one status");
        references.append(*key.status);
    }

    // Read once: a batch made around the hour its date changes at still has one date.
    const FixedClock once(clock.now());
    QList<QByteArray> tokens;
    for (const CopyKey &key : keys) {
        IssueRequest request = common;
        request.holderKey = key.holderKey;
        request.status = key.status;
        Result<QByteArray> token = std::visit([&](const auto &each) { return issue(request, each, issuer, random, once); }, claims);
        if (!token)
            return fail(token.error());
        tokens.append(std::move(*token));
    }
    return tokens;
}

} // namespace dd::credential
