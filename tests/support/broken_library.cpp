// Loaded before libsodium: its SHA-256 with the last bit turned over. Shows that a program with it does not run.
#include <cstddef>
#include <dlfcn.h>

extern "C" int crypto_hash_sha256_final(void *state, unsigned char *out)
{
    using Final = int (*)(void *, unsigned char *);
    const auto real = reinterpret_cast<Final>(dlsym(RTLD_NEXT, "crypto_hash_sha256_final"));
    const int result = real ? real(state, out) : -1;
    out[31] = static_cast<unsigned char>(out[31] ^ 1);
    return result;
}
