// Identifiers of requests that were answered, so that none is answered twice with different things. Survives a restart.
#pragma once

#include "app/authority/record_store.h"
#include "core/credential/enrolment.h"

#include <QHash>

namespace dd::authority {

struct RequestEntry
{
    QByteArray thumbprint;  // who signed
    QByteArray payloadHash; // SHA-256 of what was signed
    QByteArray token;       // what was answered
    QByteArray content;     // the message itself, where it is a declaration to keep
    qint64 receivedAt = 0;
    bool late = false;
};

class RequestLog
{
public:
    [[nodiscard]] static Result<RequestLog> load(RecordStore &records, const QString &kind);
    [[nodiscard]] const RequestEntry *find(QByteArrayView id) const;
    [[nodiscard]] Result<void> insert(QByteArrayView id, const RequestEntry &entry); // durable when it returns
    // Forgets what was received before `moment`.
    [[nodiscard]] Result<void> forgetBefore(qint64 moment);
    // Of a request that is answered once: made within ten minutes of our clock (RequestOutdated), under an id not seen (RequestReplayed).
    [[nodiscard]] Result<void> admit(QByteArrayView id, qint64 requestedAt, qint64 now) const;
    // Ids are kept for a day, far beyond those ten minutes.
    [[nodiscard]] Result<void> noteAnswered(QByteArrayView id, const credential::SignedByHolder &request, qint64 now);
    [[nodiscard]] qsizetype size() const { return m_entries.size(); }

private:
    RequestLog(RecordStore &records, QString kind) : m_records(&records), m_kind(std::move(kind)) {}

    RecordStore *m_records;
    QString m_kind;
    QHash<QString, RequestEntry> m_entries; // by record name
};

} // namespace dd::authority
