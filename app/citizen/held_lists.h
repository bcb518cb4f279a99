// What the wallet trusts: the root that was pinned, what followed it, and the newest trust list, kept in the profile. All of it is
// public, and useful before the wallet is open. What came with the program serves until something newer was taken in (docs/formats.md §6).
#pragma once

#include "app/citizen/services.h"
#include "core/trust/root_update.h"
#include "core/trust/trust_list.h"

namespace dd::citizen {

class HeldLists
{
public:
    explicit HeldLists(const Services &services) : m_services(services) {}

    // Nothing when there is none. An error when it is of no root that was in force until now.
    [[nodiscard]] Result<std::optional<trust::TrustList>> trustList() const;
    // Under the root in force; durable when it is returned. Errors: those of updateTrustList; DemoNotAllowed, AuthorityUnverified.
    [[nodiscard]] Result<trust::TrustList> takeTrustList(const QByteArray &offered) const;
    // RootUpdateInvalid, also for one that leaves out what is held.
    [[nodiscard]] Result<void> takeRootUpdates(const QByteArray &chain) const;

private:
    [[nodiscard]] QByteArray read(QLatin1String name, qint64 limit) const; // of the profile, else of the bundle
    [[nodiscard]] Result<void> write(QLatin1String name, const QByteArray &bytes) const;
    [[nodiscard]] Result<QList<trust::Root>> roots(qint64 until) const;
    [[nodiscard]] Result<trust::TrustList> allowed(Result<trust::TrustList> list) const;

    const Services &m_services;
};

} // namespace dd::citizen
