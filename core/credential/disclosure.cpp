// The disclosure engine (draft-ietf-spice-sd-cwt-08, "SD-CWT verification"): digests are found while the payload is
// walked once, from the outside in, so that a disclosure can only be used by the array that really holds its digest.
#include "core/credential/sd_cwt.h"
#include "core/crypto/symmetric.h"

#include <algorithm>

namespace dd::credential {
namespace {

constexpr quint64 toBeRedactedTag = 58;
constexpr quint64 toBeDecoyTag = 62;

std::unexpected<Error> disclosureRefused(const char *detail)
{
    return fail(ErrorCode::CredentialMalformed, QStringLiteral("disclosures"), QLatin1String(detail));
}

struct Disclosed
{
    QByteArray digest;
    cbor::Value value;
    std::optional<cbor::Value> key; // none: an array element
    bool decoy = false;
    bool used = false;
};

// Nothing in it was redacted, and nothing says so where it may not: the walk leaves it as it is.
bool isPlain(const cbor::Value &value)
{
    switch (value.type()) {
    case cbor::Value::Type::Map:
        for (qsizetype i = 0; i < value.pairCount(); ++i) {
            if ((!value.keyAt(i).isInteger() && !value.keyAt(i).isText()) || !isPlain(value.valueAt(i)))
                return false;
        }
        return true;
    case cbor::Value::Type::Array:
        return std::ranges::all_of(value.toArray(), isPlain);
    case cbor::Value::Type::Tag:
        return false;
    case cbor::Value::Type::Simple:
        return !value.isSimple(redactedKeys);
    default:
        return true;
    }
}

class DisclosureWalk
{
public:
    explicit DisclosureWalk(const DisclosurePolicy &policy) : m_policy(policy) {}

    Result<void> add(const QByteArray &disclosure, const cbor::Value &content)
    {
        const QList<cbor::Value> items = content.toArray();
        if (items.isEmpty() || items.size() > 3 || !items[0].isBytes() || items[0].toBytes().size() != saltSize)
            return disclosureRefused("not [salt, value, key]");
        if ((items.size() == 1 && !m_policy.decoys) || (items.size() == 2 && !m_policy.arrayElements))
            return disclosureRefused("a shape this profile does not have");
        Disclosed parsed;
        parsed.decoy = items.size() == 1;
        if (items.size() > 1)
            parsed.value = items[1];
        if (items.size() > 2) {
            if (!items[2].isInteger() && !items[2].isText())
                return disclosureRefused("a key that is neither integer nor text");
            parsed.key = items[2];
        }
        parsed.digest = disclosureDigest(disclosure);
        if (find(parsed.digest) != nullptr)
            return disclosureRefused("the same disclosure twice");
        m_disclosed.append(std::move(parsed));
        return {};
    }

    Result<cbor::Value> walk(const cbor::Value &value, bool mayRedact)
    {
        switch (value.type()) {
        case cbor::Value::Type::Map:
            return walkMap(value, mayRedact);
        case cbor::Value::Type::Array:
            return walkArray(value, mayRedact);
        case cbor::Value::Type::Tag: {
            if (value.isTag(toBeRedactedTag) || value.isTag(redactedElementTag) || value.isTag(toBeDecoyTag))
                return disclosureRefused("a redaction tag where none may stand");
            Result<cbor::Value> inner = walk(value.tagged(), mayRedact);
            if (!inner)
                return inner;
            return cbor::Value::tagged(value.tag(), std::move(*inner));
        }
        case cbor::Value::Type::Simple:
            if (value.isSimple(redactedKeys))
                return disclosureRefused("simple(59) as a value");
            return value;
        default:
            return value;
        }
    }

    [[nodiscard]] bool everyDisclosureUsed() const
    {
        for (const Disclosed &each : m_disclosed) {
            if (!each.used)
                return false;
        }
        return true;
    }

private:
    Disclosed *find(const QByteArray &digest)
    {
        const auto found = std::ranges::find(m_disclosed, digest, &Disclosed::digest);
        return found == m_disclosed.end() ? nullptr : &*found;
    }

    // The disclosure behind a digest, or nullptr when the holder kept it back.
    Result<Disclosed *> take(const cbor::Value &digest, bool mayRedact)
    {
        if (!mayRedact)
            return disclosureRefused("a redaction inside a disclosed value");
        if (!digest.isBytes() || digest.toBytes().size() != digestSize)
            return disclosureRefused("a digest that is not 32 bytes");
        if (m_seen.contains(digest.toBytes()))
            return disclosureRefused("the same digest twice");
        m_seen.append(digest.toBytes());
        Disclosed *found = find(digest.toBytes());
        if (found != nullptr)
            found->used = true;
        return found;
    }

    // What stands under a key of the map that m_path leads to.
    Result<cbor::Value> walkUnder(const cbor::Value &key, const cbor::Value &value, bool mayRedact)
    {
        if (isPlain(value))
            return value;
        m_path.append(key);
        Result<cbor::Value> walked = walk(value, mayRedact);
        m_path.removeLast();
        return walked;
    }

    Result<cbor::Value> walkMap(const cbor::Value &value, bool mayRedact)
    {
        QList<cbor::Value> kept; // keys and values in turn, sorted as they come
        kept.reserve(2 * value.pairCount());
        for (qsizetype i = 0; i < value.pairCount(); ++i) {
            const cbor::Value &key = value.keyAt(i);
            if (key.isSimple(redactedKeys))
                continue;
            if (!key.isInteger() && !key.isText())
                return disclosureRefused("a map key that is neither integer nor text");
            Result<cbor::Value> claim = walkUnder(key, value.valueAt(i), mayRedact);
            if (!claim)
                return claim;
            kept << key << std::move(*claim);
        }
        cbor::Value clear = cbor::Value::sortedMap(std::move(kept));
        const cbor::Value *digests = value.findSimple(redactedKeys);
        if (digests == nullptr)
            return clear;
        QList<cbor::Value::Pair> disclosedHere;
        if (!digests->isArray() || digests->toArray().isEmpty())
            return disclosureRefused("simple(59) is not a filled array");
        QByteArray previous;
        for (const cbor::Value &digest : digests->toArray()) {
            const Result<Disclosed *> disclosed = take(digest, mayRedact);
            if (!disclosed)
                return fail(disclosed.error());
            if (m_policy.sortedDigests && digest.toBytes() <= previous)
                return disclosureRefused("digests are not sorted");
            previous = digest.toBytes();
            if (*disclosed == nullptr || (*disclosed)->decoy)
                continue;
            const Disclosed &claim = **disclosed;
            if (!claim.key || !m_policy.allows || !m_policy.allows(m_path, *claim.key))
                return disclosureRefused("a key that does not belong to the map that holds its digest");
            const auto isKey = [&claim](const cbor::Value &key) { return key == *claim.key; };
            bool present = std::ranges::any_of(disclosedHere, isKey, &cbor::Value::Pair::first);
            for (qsizetype i = 0; i < clear.pairCount(); ++i)
                present = present || isKey(clear.keyAt(i));
            if (present)
                return disclosureRefused("a key that is there already");
            Result<cbor::Value> resolved = walkUnder(*claim.key, claim.value, m_policy.nested);
            if (!resolved)
                return resolved;
            disclosedHere.append({*claim.key, std::move(*resolved)});
        }
        return disclosedHere.isEmpty() ? clear : cbor::Value::map(clear.toMap() + disclosedHere);
    }

    Result<cbor::Value> walkArray(const cbor::Value &value, bool mayRedact)
    {
        QList<cbor::Value> items;
        for (const cbor::Value &item : value.toArray()) {
            if (!m_policy.arrayElements || !item.isTag(redactedElementTag)) {
                Result<cbor::Value> inner = walk(item, mayRedact);
                if (!inner)
                    return inner;
                items.append(std::move(*inner));
                continue;
            }
            const Result<Disclosed *> disclosed = take(item.tagged(), mayRedact);
            if (!disclosed)
                return fail(disclosed.error());
            if (*disclosed == nullptr || (*disclosed)->decoy)
                continue;
            const Disclosed &element = **disclosed;
            if (element.key)
                return disclosureRefused("a keyed disclosure for an array element");
            Result<cbor::Value> resolved = walk(element.value, m_policy.nested);
            if (!resolved)
                return resolved;
            items.append(std::move(*resolved));
        }
        return cbor::Value::array(std::move(items));
    }

    const DisclosurePolicy &m_policy;
    QList<cbor::Value> m_path; // the keys from the payload down
    // A token has room for some hundred at most (tokenSizeLimit), and mostly has two: lists beat tables.
    QList<Disclosed> m_disclosed;
    QList<QByteArray> m_seen;
};

} // namespace

QByteArray disclosureDigest(QByteArrayView disclosure)
{
    return crypto::sha256(cbor::encodeBytes(disclosure));
}

Result<cbor::Value> resolveDisclosures(const cbor::Value &payload, const QList<QByteArray> &disclosures, const DisclosurePolicy &policy)
{
    SdCwt token;
    token.payload = payload;
    token.disclosures = disclosures;
    for (const QByteArray &disclosure : disclosures) {
        Result<cbor::Value> content = cbor::decode(disclosure);
        if (!content)
            return fail(content.error());
        token.disclosed.append(std::move(*content));
    }
    return resolveDisclosures(token, policy);
}

Result<cbor::Value> resolveDisclosures(const SdCwt &token, const DisclosurePolicy &policy)
{
    DisclosureWalk walk(policy);
    for (qsizetype i = 0; i < token.disclosures.size(); ++i) {
        if (const Result<void> added = walk.add(token.disclosures[i], token.disclosed[i]); !added)
            return fail(added.error());
    }
    Result<cbor::Value> resolved = walk.walk(token.payload, true);
    if (!resolved)
        return resolved;
    if (!walk.everyDisclosureUsed())
        return disclosureRefused("a disclosure without a digest");
    return resolved;
}

} // namespace dd::credential
