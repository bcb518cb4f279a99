#include "core/credential/enrolment.h"

#include "core/credential/map_reader.h"
#include "core/crypto/symmetric.h"

#include <QSet>

namespace dd::credential {

namespace {

constexpr cbor::Limits enrolmentLimits{8, maxMessageSize};
constexpr qsizetype maxFileSize = 512 * 1024;
constexpr qsizetype maxAnswerSize = 1024;
constexpr qsizetype maxSodSize = 64 * 1024;  // the largest known ones carry a few kilobytes of certificates
constexpr qsizetype maxDg14Size = 16 * 1024;
constexpr cbor::Limits chipLimits{4, maxSodSize + maxDg14Size + 64};
constexpr cbor::Limits chipChallengeLimits{4, 3 * maxAnswerSize + 64};
constexpr qsizetype maxTokenSize = 64 * 1024;
constexpr qsizetype maxRefusalText = 2000;
constexpr qsizetype mostFiles = 16;

cbor::Value label(qint64 key)
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

MapReader messageReader(const cbor::Value &message, const char *name)
{
    return MapReader(message, QLatin1String(name), ErrorCode::InvalidInput);
}

QByteArray readBytes(MapReader &reader, qint64 label, qsizetype most)
{
    const cbor::Value value = reader.value(label);
    if (!value.isBytes() || value.toBytes().isEmpty() || value.toBytes().size() > most) {
        reader.refuse(QStringLiteral("label %1").arg(label));
        return {};
    }
    return value.toBytes();
}

QList<QByteArray> readByteStrings(MapReader &reader, qint64 label, qsizetype most, qsizetype mostBytes)
{
    const cbor::Value array = reader.value(label);
    QList<QByteArray> items;
    for (const cbor::Value &item : array.toArray()) {
        if (!item.isBytes() || item.toBytes().isEmpty() || item.toBytes().size() > mostBytes)
            reader.refuse(QStringLiteral("label %1").arg(label));
        items.append(item.toBytes());
    }
    if (items.isEmpty() || items.size() > most)
        reader.refuse(QStringLiteral("label %1").arg(label));
    return items;
}

} // namespace

QByteArray encode(const EnrolKeys &message)
{
    return cbor::encode(cbor::Value::map({{label(1), keyArray(message)}}));
}

Result<EnrolKeys> decodeEnrolKeys(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, enrolmentLimits);
    if (!value)
        return fail(value.error());
    MapReader reader = messageReader(*value, "enrol-keys");
    EnrolKeys message;
    QSet<QByteArray> seen;
    const QList<cbor::Value> items = reader.value(1).toArray();
    if (items.isEmpty() || items.size() > maxEnrolKeys)
        reader.refuse(QStringLiteral("keys"));
    for (const cbor::Value &item : items) {
        const Result<crypto::PublicKey> key = crypto::profileKey(item);
        if (!key)
            return fail(key.error());
        if (seen.contains(key->cose())) // would make linkable copies
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
    return cbor::encode(cbor::Value::map({{label(1), cbor::Value::bytes(message.session)}, {label(2), cbor::Value::bytes(message.nonce)}}));
}

Result<EnrolChallenge> decodeEnrolChallenge(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, {4, 256});
    if (!value)
        return fail(value.error());
    MapReader reader = messageReader(*value, "enrol-challenge");
    EnrolChallenge message;
    message.session = reader.bytes(1, 16);
    message.nonce = reader.bytes(2, 32);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

QByteArray encode(const EnrolChip &message)
{
    return cbor::encode(cbor::Value::map({
        {label(1), cbor::Value::bytes(message.session)},
        {label(2), cbor::Value::bytes(message.sod)},
        {label(3), cbor::Value::bytes(message.dg14)},
    }));
}

Result<EnrolChip> decodeEnrolChip(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, chipLimits);
    if (!value)
        return fail(value.error());
    MapReader reader = messageReader(*value, "enrol-chip");
    EnrolChip message;
    message.session = reader.bytes(1, 16);
    message.sod = readBytes(reader, 2, maxSodSize);
    message.dg14 = readBytes(reader, 3, maxDg14Size);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

QByteArray encode(const EnrolChipChallenge &message)
{
    QList<cbor::Value::Pair> pairs{{label(1), cbor::Value::bytes(message.mse)}, {label(3), cbor::Value::bytes(message.firstCommand)}};
    if (!message.generalAuthenticate.isEmpty())
        pairs.append({label(2), cbor::Value::bytes(message.generalAuthenticate)});
    return cbor::encode(cbor::Value::map(pairs));
}

Result<EnrolChipChallenge> decodeEnrolChipChallenge(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, chipChallengeLimits);
    if (!value)
        return fail(value.error());
    MapReader reader = messageReader(*value, "enrol-chip-challenge");
    EnrolChipChallenge message;
    message.mse = readBytes(reader, 1, maxAnswerSize);
    if (reader.has(2))
        message.generalAuthenticate = readBytes(reader, 2, maxAnswerSize);
    message.firstCommand = readBytes(reader, 3, maxAnswerSize);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

QByteArray encode(const EnrolFinish &message)
{
    QList<cbor::Value::Pair> files;
    for (auto file = message.files.cbegin(); file != message.files.cend(); ++file)
        files.append({label(file.key()), cbor::Value::bytes(file.value())});
    return cbor::encode(cbor::Value::map({
        {label(1), cbor::Value::bytes(message.session)},
        {label(2), cbor::Value::map(files)},
        {label(static_cast<int>(message.answer.kind)), cbor::Value::bytes(message.answer.bytes)},
        {label(4), byteStrings(message.proofs)},
    }));
}

Result<EnrolFinish> decodeEnrolFinish(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, enrolmentLimits);
    if (!value)
        return fail(value.error());
    MapReader reader = messageReader(*value, "enrol-finish");
    EnrolFinish message;
    message.session = reader.bytes(1, 16);
    const QList<cbor::Value::Pair> pairs = reader.value(2).toMap();
    if (pairs.isEmpty() || pairs.size() > mostFiles)
        reader.refuse(QStringLiteral("files"));
    for (const cbor::Value::Pair &pair : pairs) {
        const qint64 id = pair.first.toInteger();
        const QByteArray content = pair.second.toBytes();
        if (id < 1 || id > 0xFFFF || content.isEmpty() || content.size() > maxFileSize)
            reader.refuse(QStringLiteral("files"));
        message.files.insert(static_cast<int>(id), content);
    }
    using Kind = ChipAnswer::Kind;
    const bool active = reader.has(static_cast<int>(Kind::ActiveAuthentication));
    if (active == reader.has(static_cast<int>(Kind::ChipAuthentication)))
        reader.refuse(QStringLiteral("not exactly one answer of the chip"));
    message.answer.kind = active ? Kind::ActiveAuthentication : Kind::ChipAuthentication;
    message.answer.bytes = readBytes(reader, static_cast<int>(message.answer.kind), maxAnswerSize);
    message.proofs = readByteStrings(reader, 4, maxEnrolKeys, maxAnswerSize);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

QByteArray encode(const Tokens &message)
{
    return cbor::encode(cbor::Value::map({{label(1), byteStrings(message.tokens)}}));
}

Result<Tokens> decodeTokens(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, enrolmentLimits);
    if (!value)
        return fail(value.error());
    MapReader reader = messageReader(*value, "tokens");
    Tokens message;
    message.tokens = readByteStrings(reader, 1, maxEnrolKeys, maxTokenSize);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

QByteArray encode(const Refusal &message)
{
    return cbor::encode(cbor::Value::map({{label(1), cbor::Value::text(message.code)}, {label(2), cbor::Value::text(message.message)}}));
}

Result<Refusal> decodeRefusal(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, {4, 2 * maxRefusalText});
    if (!value)
        return fail(value.error());
    MapReader reader = messageReader(*value, "refusal");
    Refusal message;
    message.code = reader.text(1, 16);
    message.message = reader.text(2, maxRefusalText);
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
