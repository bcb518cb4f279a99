// Passive authentication (ICAO 9303-11 §5.1): hashes of the raw files, the SOD's CMS signature, the chain to a CSCA.
// Used by the reader and, on its own, by an authority that trusts nothing an app computed.
#pragma once

#include "core/base/result.h"
#include "nfc/authentication/csca_store.h"
#include "nfc/lds/lds_files.h"

namespace dd::nfc {

struct PassiveResult
{
    bool issuerKnown = false; // the document signer chains to an anchor
    bool demo = false;
    QString anchorName;
    QString anchorInstalledBy;
    QString digest;           // "SHA-256"
    QString signature;        // "ECDSA-SHA256 brainpoolP256r1"
    QList<int> coveredGroups; // data groups whose hash was present and matched
    QList<int> listedGroups;  // data groups the SOD lists, whether given or not
};

// `files` holds SOD and the data groups as read. A wrong hash, signature or chain is PassiveAuthenticationFailed with
// the part in `stage`; a signer without an installed CSCA is a success with issuerKnown == false.
// `now` is seconds UTC, for certificate validity.
[[nodiscard]] Result<PassiveResult> passiveAuthentication(const QMap<FileId, QByteArray> &files, const CscaStore &anchors, qint64 now);

// Whether such a failure is about whom the document signer belongs to: hashes and SOD signature held.
[[nodiscard]] bool isIssuerFailure(const Error &error);

} // namespace dd::nfc
