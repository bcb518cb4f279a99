#include "core/trust/root_update.h"

#include "core/credential/map_reader.h"
#include "core/crypto/cose_sign1.h"

#include <limits>

namespace dd::trust {
namespace {

using cbor::Value;
using credential::MapReader;

constexpr qsizetype mostRootUpdates = 16;
constexpr int mostRootNumber = 1'000'000;
constexpr cbor::Limits rootChainLimits{.size = rootUpdatesSizeLimit};

QString outerType()
{
    return QStringLiteral("root-update+cwt");
}

QString innerType()
{
    return QStringLiteral("root-statement+cwt");
}

std::unexpected<Error> rootRefused(const QString &detail)
{
    return fail(ErrorCode::RootUpdateInvalid, QStringLiteral("root update"), detail);
}

struct Statement
{
    int number = 0;
    crypto::PublicKey key;
    qint64 notBefore = 0;
};

struct Update
{
    crypto::CoseSign1 outer;
    crypto::CoseSign1 inner;
};

Result<Update> splitUpdate(const Value &value)
{
    const Result<crypto::CoseSign1> outer = crypto::parseCoseSign1(value, rootChainLimits);
    if (!outer)
        return rootRefused(outer.error().detail);
    const Result<crypto::CoseSign1> inner = crypto::parseCoseSign1(outer->payload, rootChainLimits);
    if (!inner)
        return rootRefused(inner.error().detail);
    if (const Result<void> header = crypto::checkEnvelope(*outer, outerType(), 0); !header)
        return rootRefused(header.error().detail);
    if (const Result<void> header = crypto::checkEnvelope(*inner, innerType(), 0); !header)
        return rootRefused(header.error().detail);
    return Update{*outer, *inner};
}

Result<Statement> readStatement(QByteArrayView payload)
{
    const Result<Value> value = cbor::decode(payload, rootChainLimits);
    if (!value)
        return rootRefused(value.error().detail);
    MapReader reader(*value, QStringLiteral("root update"), ErrorCode::RootUpdateInvalid);
    Statement statement;
    statement.number = static_cast<int>(reader.integer(1, 2, mostRootNumber));
    if (const Result<crypto::PublicKey> key = crypto::profileKey(reader.value(2)); key)
        statement.key = *key;
    else
        reader.refuse(QStringLiteral("key"));
    statement.notBefore = reader.time(3);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return statement;
}

// The inner signature is the current root's; only then is it believed which key the outer one must be of.
Result<Statement> openUpdate(const Update &update, const crypto::PublicKey &current)
{
    if (!update.inner.verify(current))
        return rootRefused(QStringLiteral("not signed by the root before it"));
    Result<Statement> statement = readStatement(update.inner.payload);
    if (!statement)
        return statement;
    if (statement->key.cose() == current.cose())
        return rootRefused(QStringLiteral("the same key again"));
    if (!update.outer.verify(statement->key))
        return rootRefused(QStringLiteral("not signed by the root it names"));
    return statement;
}

} // namespace

Result<QByteArray> signRootUpdate(const Root &current, crypto::Signer &currentKey, crypto::Signer &nextKey, qint64 notBefore)
{
    const Result<Value> key = cbor::decode(nextKey.publicKey().cose());
    if (!key)
        return rootRefused(QStringLiteral("key"));
    const QByteArray statement = cbor::encode(
        Value::map({{Value::integer(1), Value::integer(current.number + 1)}, {Value::integer(2), *key}, {Value::integer(3), Value::integer(notBefore)}}));
    const Result<QByteArray> inner = crypto::signEnvelope(innerType(), {}, statement, currentKey);
    if (!inner)
        return inner;
    Result<QByteArray> outer = crypto::signEnvelope(outerType(), {}, *inner, nextKey);
    if (!outer)
        return outer;
    // What a counter would refuse is not signed.
    const Result<QByteArray> chain = extendRootChain({}, *outer);
    if (!chain)
        return chain;
    if (const Result<Root> next = applyRootUpdates(current, *chain, notBefore); !next)
        return fail(next.error());
    return outer;
}

Result<QByteArray> extendRootChain(QByteArrayView chain, QByteArrayView update)
{
    QList<Value> messages;
    if (!chain.isEmpty()) {
        const Result<Value> before = cbor::decode(chain, rootChainLimits);
        if (!before || !before->isArray())
            return rootRefused(QStringLiteral("the chain"));
        messages = before->toArray();
    }
    const Result<Value> message = cbor::decode(update, rootChainLimits);
    if (!message)
        return rootRefused(message.error().detail);
    messages.append(*message);
    if (messages.size() > mostRootUpdates)
        return rootRefused(QStringLiteral("too many"));
    return cbor::encode(Value::array(std::move(messages)));
}

Result<Root> applyRootUpdates(const Root &pinned, QByteArrayView chain, qint64 now)
{
    const Result<QList<Root>> roots = rootsUntil(pinned, chain, now);
    if (!roots)
        return fail(roots.error());
    return roots->constLast();
}

Result<QList<Root>> rootsUntil(const Root &pinned, QByteArrayView chain, qint64 now)
{
    QList<Root> inForce{pinned};
    if (chain.isEmpty())
        return inForce;
    const Result<Value> value = cbor::decode(chain, rootChainLimits);
    if (!value)
        return rootRefused(value.error().detail);
    const QList<Value> messages = value->toArray();
    if (messages.isEmpty() || messages.size() > mostRootUpdates)
        return rootRefused(QStringLiteral("how many"));
    Root last = pinned;
    qint64 notBefore = 0;
    for (const Value &message : messages) {
        const Result<Update> update = splitUpdate(message);
        if (!update)
            return fail(update.error());
        // A chain begins with the first root that ever was, and the pin may be a later one. What is passed over is not believed.
        const Result<Statement> claimed = readStatement(update->inner.payload);
        if (!claimed)
            return fail(claimed.error());
        if (last.number == pinned.number && claimed->number <= pinned.number)
            continue;
        if (claimed->number != last.number + 1)
            return rootRefused(QStringLiteral("not the next number"));
        const Result<Statement> statement = openUpdate(*update, last.key);
        if (!statement)
            return fail(statement.error());
        if (statement->notBefore < notBefore)
            return rootRefused(QStringLiteral("in force before the one before it"));
        notBefore = statement->notBefore;
        last = {statement->number, statement->key};
        if (now >= notBefore)
            inForce.append(last);
    }
    return inForce;
}

Result<void> extendsRoots(const Root &pinned, QByteArrayView held, QByteArrayView offered)
{
    constexpr qint64 always = std::numeric_limits<qint64>::max();
    const Result<QList<Root>> next = rootsUntil(pinned, offered, always);
    if (!next)
        return fail(next.error());
    const Result<QList<Root>> known = rootsUntil(pinned, held, always);
    if (!known)
        return fail(known.error());
    if (next->size() < known->size())
        return rootRefused(QStringLiteral("shorter than the chain held"));
    for (qsizetype at = 0; at < known->size(); ++at) {
        if (next->at(at).key.cose() != known->at(at).key.cose())
            return rootRefused(QStringLiteral("another root than the one held"));
    }
    return {};
}

Result<TrustList> openHeldTrustList(QByteArrayView held, const QList<Root> &roots)
{
    Result<TrustList> list = fail(ErrorCode::TrustListInvalid);
    for (auto root = roots.rbegin(); root != roots.rend() && !list; ++root)
        list = openTrustList(held, root->key);
    return list;
}

} // namespace dd::trust
