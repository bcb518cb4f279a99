#include "core/credential/copies.h"

#include "core/credential/message_parts.h"
#include "core/crypto/symmetric.h"

namespace dd::credential {

namespace {

constexpr cbor::Limits copiesLimits{8, 16 * 1024};
constexpr qsizetype copyProofLimit = 512;
constexpr qsizetype hashSize = 32;

std::unexpected<Error> wrongCopies(const char *detail)
{
    return fail(ErrorCode::AuthorityAnswerInvalid, QStringLiteral("copies"), QLatin1String(detail));
}

QByteArray possessionHash(const CopiesRequest &request, QByteArrayView asker)
{
    static constexpr char label[] = "DD-copies-v1"; // its terminating 00 is part of the hash
    return crypto::sha256({QByteArrayView(label, sizeof label), request.id, request.copied, asker});
}

} // namespace

QByteArray copiedHash(QByteArrayView token)
{
    return crypto::sha256(token);
}

QByteArray encode(const CopiesRequest &message)
{
    using cbor::Value;
    QList<Value::Pair> pairs{{Value::integer(1), Value::bytes(message.id)},          {Value::integer(2), Value::bytes(message.copied)},
                             {Value::integer(3), keyArray(message.keys)},            {Value::integer(4), byteStrings(message.proofs)},
                             {Value::integer(5), Value::integer(message.requestedAt)}};
    if (message.printed)
        pairs.append({Value::integer(6), Value::boolean(true)});
    return cbor::encode(Value::map(std::move(pairs)));
}

Result<CopiesRequest> decodeCopiesRequest(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, copiesLimits);
    if (!value)
        return fail(value.error());
    MapReader reader(*value, QStringLiteral("copies-request"), ErrorCode::InvalidInput);
    CopiesRequest message;
    message.id = reader.bytes(1, 16);
    message.copied = reader.bytes(2, hashSize);
    message.keys = readKeys(reader, 3, mostCopies);
    message.proofs = readByteStrings(reader, 4, mostCopies, copyProofLimit);
    if (message.proofs.size() != message.keys.size())
        reader.refuse(QStringLiteral("not one proof for each key"));
    message.requestedAt = reader.time(5);
    if (reader.has(6)) {
        message.printed = reader.boolean(6);
        if (!message.printed) // written one way only
            reader.refuse(QStringLiteral("label 6"));
    }
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

Result<QByteArray> makeKeyProof(const CopiesRequest &request, QByteArrayView asker, crypto::Signer &key)
{
    return provePossession(keyProofTyp, possessionHash(request, asker), key);
}

Result<void> checkKeyProofs(const CopiesRequest &request, QByteArrayView asker)
{
    if (request.proofs.size() != request.keys.size())
        return fail(ErrorCode::EnrolmentProofInvalid, QStringLiteral("one proof per key"));
    const QByteArray payload = possessionHash(request, asker);
    for (qsizetype i = 0; i < request.keys.size(); ++i) {
        const crypto::PublicKey &key = request.keys.at(i);
        if (key.thumbprint() == asker || !checkPossession(request.proofs.at(i), keyProofTyp, payload, key))
            return fail(ErrorCode::EnrolmentProofInvalid, QStringLiteral("proof of key %1").arg(i + 1));
    }
    return {};
}

AnyClaims copyOf(const Claims &original)
{
    const Person person = original.person.value_or(Person());
    if (original.pass) {
        TravelPassClaims pass = *original.pass;
        pass.evidence = original.evidence;
        pass.person = person;
        pass.companions = original.companions;
        return pass;
    }
    if (original.residence) {
        ResidenceStatusClaims residence = *original.residence;
        residence.evidence = original.evidence;
        residence.person = person;
        residence.permanent = original.permanentAddress;
        residence.current = original.currentResidence;
        residence.household = original.household;
        return residence;
    }
    if (original.receipt) {
        ReceiptClaims receipt = *original.receipt;
        receipt.evidence = original.evidence;
        receipt.person = person;
        receipt.address = original.address;
        receipt.members = original.members;
        return receipt;
    }
    if (original.printed)
        return printedCopyOf(original);
    return IdentityClaims{original.level, original.evidence, person, original.address, original.ageFlags};
}

Result<QList<Credential>> readCopies(const CopiesRequest &request, const Credential &original, const Tokens &answer)
{
    if (answer.tokens.size() != request.keys.size())
        return wrongCopies("not one for each key");
    QList<Credential> copies;
    for (qsizetype i = 0; i < answer.tokens.size(); ++i) {
        Result<Credential> copy = parseCredential(answer.tokens.at(i));
        if (!copy)
            return wrongCopies("no credential");
        if (copy->holderThumbprint != request.keys.at(i).thumbprint())
            return fail(ErrorCode::HolderKeyMismatch, QStringLiteral("copies"));
        const AnyClaims wanted = request.printed ? AnyClaims(printedCopyOf(original.claims)) : copyOf(original.claims);
        if (copy->claims.issuer != original.claims.issuer || copy->claims.personalNumber != original.claims.personalNumber ||
            copyOf(copy->claims) != wanted)
            return wrongCopies("they say something else");
        copies.append(std::move(*copy));
    }
    return copies;
}

} // namespace dd::credential
