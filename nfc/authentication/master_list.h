// CSCA master lists (ICAO 9303-12 §9): one state's signed collection of the CSCA certificates it trusts.
#pragma once

#include "core/base/result.h"
#include "nfc/authentication/csca_store.h"

#include <QStringList>

namespace dd::nfc {

struct MasterListImport
{
    using Unusable = UnusableCertificate;
    int certificates = 0; // in the list
    int selfSigned = 0;   // of them
    int links = 0;        // the others: signed by another key of a CSCA
    int added = 0;        // not in the store before
    QList<Unusable> unusable;
    QStringList countries; // of every certificate, two letters, sorted
    QString signedBy;      // the list signer's subject
    QString anchor;        // the CSCA its certificate leads to
    qint64 signedAt = 0;   // seconds UTC, as the signer states
    [[nodiscard]] qint64 ageInDays(qint64 now) const { return (now - signedAt) / 86400; }
};

// The certificates of a list's content (DER, views into it), no signature looked at. DamagedFile with stage "master list".
[[nodiscard]] Result<QList<QByteArrayView>> listedCertificates(QByteArrayView content);

// Checks the CMS signature, that its signer may sign master lists and led to one of `trusted`'s anchors when it signed, and adds
// every usable certificate to `store`. All or nothing: on failure `store` is as before. Lists are published for months and read
// for years, so the signer's validity counts at the signing time; how old that is, the result tells.
// DamagedFile: not a master list. PassiveAuthenticationFailed: the signature or the signer does not hold. UnknownIssuer: the
// signer leads to no anchor of `trusted`. `now`, seconds UTC: a list signed later than that is refused.
[[nodiscard]] Result<MasterListImport> importMasterList(QByteArrayView file, const CscaStore &trusted, CscaStore &store, bool allowDemo,
                                                        std::optional<qint64> now = {});

} // namespace dd::nfc
