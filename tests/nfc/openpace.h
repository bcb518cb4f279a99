// OpenPACE's types for our tests, and the protocols of ours that it has. Empty where that library was not found.
#pragma once

#include "nfc/openssl_pointers.h"
#include "nfc/secure_messaging/pace.h"
#include "tests/nfc/hex.h"

#include <QTest>

#ifdef DINHDANH_HAVE_OPENPACE
#include <eac/eac.h>
#include <eac/objects.h>
#include <eac/pace.h>
#endif

namespace dd::test {

// id-PACE-DH-GM or id-PACE-ECDH-GM, then the cipher.
inline QByteArray genericMapping(int parameterId, int cipher)
{
    return hex("04007F0007020204") + static_cast<char>(parameterId <= 2 ? 1 : 2) + static_cast<char>(cipher);
}

template <typename Each>
void forEveryGenericMapping(Each each)
{
    for (const int id : {0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}) {
        for (int cipher = 1; cipher <= 4; ++cipher) {
            const QString name = nfc::paceProtocolFrom(genericMapping(id, cipher))->name();
            each(QStringLiteral("%1, %2 (%3)").arg(name, nfc::AgreementDomain::standardized(id)->name()).arg(id), id, cipher);
        }
    }
}

#ifdef DINHDANH_HAVE_OPENPACE

using Buffer = std::unique_ptr<BUF_MEM, nfc::ossl::Deleter<BUF_MEM_free>>;
using PaceContext = std::unique_ptr<EAC_CTX, nfc::ossl::Deleter<EAC_CTX_clear_free>>;
using PaceSecret = std::unique_ptr<PACE_SEC, nfc::ossl::Deleter<PACE_SEC_clear_free>>;

inline Buffer bufferOf(const QByteArray &bytes)
{
    Buffer buffer(BUF_MEM_new());
    if (!buffer || BUF_MEM_grow(buffer.get(), static_cast<std::size_t>(bytes.size())) != static_cast<std::size_t>(bytes.size()))
        qFatal("no memory");
    std::copy(bytes.begin(), bytes.end(), buffer->data);
    return buffer;
}

inline QByteArray bytesOfBuffer(const Buffer &buffer)
{
    return buffer ? QByteArray(buffer->data, static_cast<qsizetype>(buffer->length)) : QByteArray();
}

// OpenPACE drops leading zeros of a DH secret, which PKCS #3 keeps: one run in 256 cannot agree.
inline bool hasShortSecret(const PaceContext &context)
{
    const KA_CTX *agreement = context->pace_ctx->ka_ctx;
    const int size = EVP_PKEY_get_size(agreement->key);
    return EVP_PKEY_is_a(agreement->key, "EC") != 1 && agreement->shared_secret != nullptr
        && agreement->shared_secret->length < static_cast<std::size_t>(size);
}

struct Opponent
{
    int protocol; // OpenPACE's number for it
    nfc::PaceProfile profile;
};

inline Opponent opponentFor(int parameterId, int cipher)
{
    EAC_init();
    const int numbers[2][4] = {
        {NID_id_PACE_DH_GM_3DES_CBC_CBC, NID_id_PACE_DH_GM_AES_CBC_CMAC_128, NID_id_PACE_DH_GM_AES_CBC_CMAC_192, NID_id_PACE_DH_GM_AES_CBC_CMAC_256},
        {NID_id_PACE_ECDH_GM_3DES_CBC_CBC, NID_id_PACE_ECDH_GM_AES_CBC_CMAC_128, NID_id_PACE_ECDH_GM_AES_CBC_CMAC_192,
         NID_id_PACE_ECDH_GM_AES_CBC_CMAC_256}};
    nfc::SecurityInfos infos;
    infos.pace.append({genericMapping(parameterId, cipher), 2, parameterId});
    const Result<QList<nfc::PaceProfile>> profiles = nfc::paceProfiles(infos);
    if (!profiles)
        qFatal("the terminal does not know this variant");
    return {numbers[parameterId <= 2 ? 0 : 1][cipher - 1], profiles->first()};
}

#endif

} // namespace dd::test
