// What a counter with the world's trust list says of a code.
#pragma once

#include "core/trust/verifier.h"
#include "tests/app/authority/authority_world.h"

namespace dd::test {

inline trust::Verdict verified(const QString &text, World &world, const Clock &clock)
{
    const auto root = crypto::PublicKey::fromCose(readFile(world.stateFolder() + QStringLiteral("/root.cose"))).value();
    const auto list = trust::openTrustList(readFile(world.stateFolder() + QStringLiteral("/trust-list.cwt")), root).value();
    trust::MemoryReplayCache cache(clock);
    return trust::Verifier(&list, cache, clock).verify(text);
}

} // namespace dd::test
