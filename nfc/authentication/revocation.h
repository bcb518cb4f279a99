// Certificate revocation lists of CSCAs (ICAO 9303-12 §7.1.4, RFC 5280 §5): which of its certificates a state no longer stands by.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <optional>

namespace dd::nfc {

enum class RevocationState {
    NotChecked, // no list of this issuer is installed
    Good,       // a current list does not name it
    Stale,      // a list does not name it, but a newer one is due
    Future,     // a list does not name it, and is dated after now: either clock may be wrong
    Revoked
};
// For a report's notes: "revocation not checked", "revocation not checked: the list is out of date" or "… dated in the future";
// empty where it was.
[[nodiscard]] QString revocationNote(RevocationState state);

// One list, its signature not looked at: CscaStore::addCrl does that. Keeps the DER and, per entry, where its serial number stands.
class RevocationList
{
public:
    // DamagedFile with stage "CRL" when malformed; UnsupportedProtocol for a list that says only part of it (delta lists,
    // distribution points, entries of other issuers: all critical extensions that 9303-12 table 10 forbids).
    [[nodiscard]] static Result<RevocationList> parse(QByteArrayView der);

    [[nodiscard]] const QByteArray &der() const { return m_der; }
    [[nodiscard]] const QByteArray &issuer() const { return m_issuer; } // canonicalName
    [[nodiscard]] const QByteArray &authorityKey() const { return m_authorityKey; }
    [[nodiscard]] const QByteArray &number() const { return m_number; } // INTEGER's content; empty when not stated
    [[nodiscard]] qint64 thisUpdate() const { return m_thisUpdate; }
    [[nodiscard]] qint64 nextUpdate() const { return m_nextUpdate; } // where not stated, 90 days after thisUpdate (9303-12 §4.1.5)
    [[nodiscard]] qsizetype size() const { return m_serials.size(); }

    // Whether it speaks of certificates issued under this name: its issuer's, or one that issuer had before (9303-12 table 10, note 1).
    [[nodiscard]] bool covers(const QByteArray &canonicalIssuer) const { return m_issuer == canonicalIssuer || m_formerNames.contains(canonicalIssuer); }
    [[nodiscard]] bool isRevoked(QByteArrayView serialNumber) const; // INTEGER's content, as serialNumberOf gives it
    [[nodiscard]] bool isFuture(qint64 now) const { return now < m_thisUpdate; }
    [[nodiscard]] bool isCurrent(qint64 now) const { return !isFuture(now) && now <= m_nextUpdate; }
    [[nodiscard]] bool isNewerThan(const RevocationList &other) const; // by number, else by thisUpdate

private:
    [[nodiscard]] QByteArrayView serialAt(quint32 offset) const;
    [[nodiscard]] Result<void> readEntries(QByteArrayView entries);
    [[nodiscard]] Result<void> readExtensions(QByteArrayView extensions);
    [[nodiscard]] Result<void> readFormerNames(QByteArrayView generalNames);

    QByteArray m_der;
    QString m_country;
    QByteArray m_issuer;
    QList<QByteArray> m_formerNames;
    QByteArray m_authorityKey;
    QByteArray m_number;
    qint64 m_thisUpdate = 0;
    qint64 m_nextUpdate = 0;
    QList<quint32> m_serials; // offsets into m_der, in the order of the numbers
};

} // namespace dd::nfc
