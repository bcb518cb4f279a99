// A whole list, and a payload that the pinned root did sign: what is read behind the signature.
#include "core/crypto/cose_sign1.h"
#include "core/trust/trust_list.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace dd;
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    static const auto root = crypto::makeEd25519Signer(Secret::copyOf(QByteArray(32, '\x01')));
    if (!root)
        __builtin_trap();
    const crypto::PublicKey &key = (*root)->publicKey();
    (void)trust::openTrustList(input, key);
    const QList<cbor::Value::Pair> header{{cbor::Value::integer(16), cbor::Value::text(QStringLiteral("trust-list+cwt"))}};
    const auto list = crypto::signCoseSign1(header, cbor::Value::map({}), input, **root);
    if (!list)
        __builtin_trap();
    // What it reads it also writes, and reads the same again.
    if (const auto read = trust::openTrustList(*list, key); read && trust::signTrustList(*read, **root) != *list)
        __builtin_trap();
    return 0;
}
