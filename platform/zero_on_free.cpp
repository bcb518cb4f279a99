// free() and realloc() of our programs: zero first, then give back. Names and numbers pass through QString, QByteArray, SQLite and
// JSON, which free their blocks as they stand; this is the one place that all of them go through. mallopt(M_PERTURB) is no substitute:
// glibc keeps small blocks in its per-thread cache without filling them.
//
// An object of its own, linked by name (dd_private_memory), so that no program gets another free() by accident. Sanitizers bring
// their own allocator, and other C libraries than glibc have no __libc_free.
#include <features.h>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <malloc.h>

extern "C" {

// glibc's own, under the names it keeps for those who stand in front of them.
void *__libc_malloc(std::size_t size);
void __libc_free(void *block);

void free(void *block) noexcept
{
    if (!block)
        return;
    std::memset(block, 0, malloc_usable_size(block));
    asm volatile("" : : "r"(block) : "memory"); // the compiler may not call these zeros useless
    __libc_free(block);
}

// glibc's realloc() would give the old block back as it stands.
void *realloc(void *block, std::size_t size) noexcept
{
    if (!block)
        return __libc_malloc(size);
    if (size == 0) { // as glibc has it
        free(block);
        return nullptr;
    }
    const std::size_t usable = malloc_usable_size(block);
    if (size <= usable && size >= usable / 2) {
        std::memset(static_cast<char *>(block) + size, 0, usable - size);
        return block;
    }
    void *const fresh = __libc_malloc(size);
    if (!fresh)
        return nullptr;
    std::memcpy(fresh, block, std::min(size, usable));
    free(block);
    return fresh;
}

} // extern "C"

#endif
