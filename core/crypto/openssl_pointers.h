// Owners for OpenSSL's objects. Private to this room.
#pragma once

#include <memory>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

namespace dd::crypto {

template <auto Free>
struct OpenSslFree
{
    template <typename T>
    void operator()(T *object) const
    {
        Free(object);
    }
};

using PkeyPointer = std::unique_ptr<EVP_PKEY, OpenSslFree<EVP_PKEY_free>>;
using PkeyContextPointer = std::unique_ptr<EVP_PKEY_CTX, OpenSslFree<EVP_PKEY_CTX_free>>;
using DigestContextPointer = std::unique_ptr<EVP_MD_CTX, OpenSslFree<EVP_MD_CTX_free>>;
using BigNumberPointer = std::unique_ptr<BIGNUM, OpenSslFree<BN_clear_free>>;
using EcGroupPointer = std::unique_ptr<EC_GROUP, OpenSslFree<EC_GROUP_free>>;
using EcPointPointer = std::unique_ptr<EC_POINT, OpenSslFree<EC_POINT_clear_free>>;
using EcdsaSignaturePointer = std::unique_ptr<ECDSA_SIG, OpenSslFree<ECDSA_SIG_free>>;
using ParamBuilderPointer = std::unique_ptr<OSSL_PARAM_BLD, OpenSslFree<OSSL_PARAM_BLD_free>>;
using ParamsPointer = std::unique_ptr<OSSL_PARAM, OpenSslFree<OSSL_PARAM_free>>;

} // namespace dd::crypto
