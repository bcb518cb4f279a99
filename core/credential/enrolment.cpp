#include "core/credential/enrolment.h"

#include "core/credential/message_reader.h"
#include "core/crypto/symmetric.h"

#include <QSet>

namespace dd::credential {

namespace {

constexpr cbor::Limits enrolmentLimits{8, maxMessageSize};
constexpr qsizetype maxFileSize = 512 * 1024;
constexpr qsizetype maxAnswerSize = 1024;
constexpr qsizetype maxTokenSize = 64 * 1024;

cbor::Value field(qint64 key)
{
    return cbor::Value::integer(key);
}

cbor::Value keyArray(const EnrolKeys &message)
{
    QList<cbor::Value> keys;
    for (const crypto::PublicKey &key : message.keys) {
        const Result<cbor::Value> coseKey = cbor::decode(key.cose()); // always well formed: fromCose() read these bytes
        keys.append(coseKey ? *coseKey : cbor::Value());
    }
    return cbor::Value::array(keys);
}

cbor::Value byteStrings(const QList<QByteArray> &items)
{
    QList<cbor::Value> values;
    for (const QByteArray &item : items)
        values.append(cbor::Value::bytes(item));
    return cbor::Value::array(values);
}

QList<QByteArray> readByteStrings(MessageReader &reader, qint64 key, const char *name, qsizetype most, qsizetype mostBytes)
{
    QList<QByteArray> items;
    for (const cbor::Value &item : reader.array(key, name, 1, most)) {
        if (!item.isBytes() || item.toBytes().isEmpty() || item.toBytes().size() > mostBytes)
            reader.refuse(QLatin1String(name));
        items.append(item.toBytes());
    }
    return items;
}

} // namespace

QByteArray encode(const EnrolKeys &message)
{
    return cbor::encode(cbor::Value::map({{field(1), keyArray(message)}}));
}

Result<EnrolKeys> decodeEnrolKeys(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, enrolmentLimits);
    if (!value)
        return fail(value.error());
    MessageReader reader(*value, QStringLiteral("enrol-keys"));
    EnrolKeys message;
    QSet<QByteArray> seen;
    for (const cbor::Value &item : reader.array(1, "keys", 1, maxEnrolKeys)) {
        const Result<crypto::PublicKey> key = crypto::PublicKey::fromCose(item);
        if (!key) {
            reader.adopt(key.error());
            break;
        }
        // Holders sign with Ed25519 or P-256 (docs/formats.md §5); one key twice would make linkable copies.
        if (key->type() == crypto::PublicKey::Type::P384 || seen.contains(key->cose()))
            reader.refuse(QStringLiteral("keys"));
        seen.insert(key->cose());
        message.keys.append(*key);
    }
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

QByteArray encode(const EnrolChallenge &message)
{
    return cbor::encode(cbor::Value::map({{field(1), cbor::Value::bytes(message.session)}, {field(2), cbor::Value::bytes(message.nonce)}}));
}

Result<EnrolChallenge> decodeEnrolChallenge(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, {4, 256});
    if (!value)
        return fail(value.error());
    MessageReader reader(*value, QStringLiteral("enrol-challenge"));
    EnrolChallenge message;
    message.session = reader.bytes(1, "session", 16, 16);
    message.nonce = reader.bytes(2, "nonce", 32, 32);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

QByteArray encode(const EnrolFinish &message)
{
    QList<cbor::Value::Pair> files;
    for (auto file = message.files.cbegin(); file != message.files.cend(); ++file)
        files.append({field(file.key()), cbor::Value::bytes(file.value())});
    return cbor::encode(cbor::Value::map({
        {field(1), cbor::Value::bytes(message.session)},
        {field(2), cbor::Value::map(files)},
        {field(3), cbor::Value::bytes(message.activeAuthentication)},
        {field(4), byteStrings(message.proofs)},
    }));
}

Result<EnrolFinish> decodeEnrolFinish(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, enrolmentLimits);
    if (!value)
        return fail(value.error());
    MessageReader reader(*value, QStringLiteral("enrol-finish"));
    EnrolFinish message;
    message.session = reader.bytes(1, "session", 16, 16);
    if (const cbor::Value *files = reader.map(2, "files")) {
        const QList<cbor::Value::Pair> pairs = files->toMap();
        if (pairs.isEmpty() || pairs.size() > 16)
            reader.refuse(QStringLiteral("files"));
        for (const cbor::Value::Pair &pair : pairs) {
            const qint64 id = pair.first.toInteger();
            const QByteArray content = pair.second.toBytes();
            if (id < 1 || id > 0xFFFF || content.isEmpty() || content.size() > maxFileSize)
                reader.refuse(QStringLiteral("files"));
            message.files.insert(static_cast<int>(id), content);
        }
    }
    // Empty when the chip has no active authentication; the authority says so in its own words.
    message.activeAuthentication = reader.bytes(3, "activeAuthentication", 0, maxAnswerSize);
    message.proofs = readByteStrings(reader, 4, "proofs", maxEnrolKeys, maxAnswerSize);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

QByteArray encode(const Tokens &message)
{
    return cbor::encode(cbor::Value::map({{field(1), byteStrings(message.tokens)}}));
}

Result<Tokens> decodeTokens(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, enrolmentLimits);
    if (!value)
        return fail(value.error());
    MessageReader reader(*value, QStringLiteral("tokens"));
    Tokens message;
    message.tokens = readByteStrings(reader, 1, "tokens", maxEnrolKeys, maxTokenSize);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

QByteArray encode(const Refusal &message)
{
    return cbor::encode(cbor::Value::map({{field(1), cbor::Value::text(message.code)}, {field(2), cbor::Value::text(message.message)}}));
}

Result<Refusal> decodeRefusal(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, {4, 4096});
    if (!value)
        return fail(value.error());
    MessageReader reader(*value, QStringLiteral("refusal"));
    Refusal message;
    message.code = reader.text(1, "code", 16);
    message.message = reader.text(2, "message", 1000);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

QByteArray enrolmentHash(const EnrolChallenge &challenge, const EnrolKeys &keys)
{
    static constexpr char label[] = "DD-enrol-v1"; // its terminating 00 is part of the hash
    const QByteArray keysHash = crypto::sha256(cbor::encode(keyArray(keys)));
    return crypto::sha256({QByteArrayView(label, sizeof label), challenge.session, challenge.nonce, keysHash});
}

} // namespace dd::credential
