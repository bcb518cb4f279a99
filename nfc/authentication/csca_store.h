// What the operator installed to judge documents by: country signing certificates, link certificates between them, document
// signers, revocation lists, deviation lists. Genuineness follows the anchor, never the channel.
#pragma once

#include "core/base/result.h"
#include "nfc/authentication/deviation_list.h"
#include "nfc/authentication/revocation.h"
#include "nfc/authentication/trust_report.h"
#include "nfc/openssl_pointers.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QSet>
#include <QString>

namespace dd::nfc {

struct CscaAnchor
{
    QByteArray der;
    QString subject;     // one line, for people
    bool demo = false;   // subject carries OU=DEMO: everything that chains here is DEMO
    QString installedBy; // "demo set-up", "operator folder"
};

// A certificate that may have issued another one.
struct PossibleIssuer
{
    QByteArray der;
    const CscaAnchor *anchor = nullptr; // null: a link certificate, trusted only if an anchor stands behind it. Not for keeping.
};

class CscaStore
{
public:
    // Adds one DER or PEM certificate of a CSCA: an anchor when it is signed by its own key, else a link certificate (ICAO
    // 9303-12 §7.1.1.5), which is believed only behind an anchor. A demo certificate is refused (InvalidInput) unless allowDemo.
    [[nodiscard]] Result<void> add(QByteArrayView certificate, const QString &installedBy, bool allowDemo);
    // A link certificate that must never become an anchor, whoever signed it: it came from where nobody vouches for it.
    [[nodiscard]] Result<void> addLinkCertificate(QByteArrayView certificate, bool allowDemo);
    // A document signer (DER or PEM), for SODs that do not carry theirs. Trusted only as far as it leads to an anchor, when used.
    [[nodiscard]] Result<void> addDocumentSigner(QByteArrayView certificate, bool allowDemo);
    // A CRL (DER or PEM), signed by a CSCA that is here already. Of one CSCA key the newest is kept, an older one is passed over.
    [[nodiscard]] Result<void> addCrl(QByteArrayView crl);
    // A deviation list whose signer leads to an anchor here; of one signing country and kind the newest is kept.
    // `now`, seconds UTC: a list signed later than that is refused.
    [[nodiscard]] Result<void> addDeviationList(QByteArrayView list, std::optional<qint64> now = {});
    [[nodiscard]] Result<void> addDeviationList(OpenedDeviationList opened, std::optional<qint64> now);
    // Every *.cer, *.der, *.crt, *.pem, *.crl, *.ml, *.dl, *.bin in a folder, each for what it is: certificates first, then master
    // lists, CRLs and deviation lists, whose signers must lead to what is here. A bad file keeps none of the others out; the report
    // names it, and the caller shows that to people. `now`, seconds UTC: lists signed later are bad. InvalidInput: no such folder.
    [[nodiscard]] Result<TrustFolderReport> addFolder(const QString &path, const QString &installedBy, bool allowDemo, qint64 now);

    [[nodiscard]] const QList<CscaAnchor> &anchors() const { return m_anchors; }
    [[nodiscard]] const QList<QByteArray> &linkCertificates() const { return m_links; }
    [[nodiscard]] const QList<QByteArray> &documentSigners() const { return m_documentSigners; }
    [[nodiscard]] const QList<RevocationList> &revocationLists() const { return m_revocationLists; }
    [[nodiscard]] const QList<DeviationList> &deviationLists() const { return m_deviationLists; }

    // Those named as this issuer (canonicalName) but for those that state another key identifier than this; anchors before links.
    [[nodiscard]] QList<PossibleIssuer> possibleIssuers(const QByteArray &canonicalIssuer, const QByteArray &authorityKey) const;

private:
    struct Place
    {
        bool link = false;
        qsizetype at = 0;
        QByteArray keyIdentifier; // empty when not stated
    };

    void keepLink(X509 *certificate, const QByteArray &der);
    [[nodiscard]] bool isNew(const QByteArray &der); // and from here on known
    void index(X509 *certificate, bool link, qsizetype at);

    QList<CscaAnchor> m_anchors;
    QList<QByteArray> m_links;
    QList<QByteArray> m_documentSigners;
    QList<RevocationList> m_revocationLists;
    QList<DeviationList> m_deviationLists;
    QSet<QByteArray> m_known; // SHA-256 of every certificate here
    QHash<QByteArray, QList<Place>> m_bySubject; // canonicalName
};

} // namespace dd::nfc
