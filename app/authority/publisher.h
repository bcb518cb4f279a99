// What everybody may fetch: the root, its updates, the trust list and the status lists, as plain static files (docs/authority.md).
#pragma once

#include "app/authority/state.h"
#include "app/authority/status_book.h"


namespace dd::authority {

class Publisher
{
public:
    struct File
    {
        QByteArray content;
        const char *type = "application/cbor"; // for an HTTP answer
    };

    // Keeps all of them by reference.
    Publisher(const State &state, StatusBook &book, const Clock &clock) : m_state(state), m_book(book), m_clock(clock) {}

    // By its path below the root of the site: root.cose, root-updates.cbor (once there was another root), trust-list.cwt,
    // status/lists.json, status/<n>. Status lists are signed again when something changed and when counters ask again (their ttl).
    [[nodiscard]] Result<std::optional<File>> file(const QString &path);
    // All of them, signed anew, each put in its place in one step; what refers to others comes after them. The folder is made when it is
    // not there. PublishFailed.
    [[nodiscard]] Result<QStringList> writeAll(const QString &folder); // -> paths

private:
    [[nodiscard]] Result<void> signLists();
    [[nodiscard]] QList<std::pair<QString, File>> files() const;

    const State &m_state;
    StatusBook &m_book;
    const Clock &m_clock;
    QList<std::pair<QString, File>> m_lists; // status/<n>
    std::optional<qint64> m_signedAt;
    quint64 m_signedChanges = 0;
};

} // namespace dd::authority
