// Passive authentication (ICAO 9303-11 §5.1): hashes of the raw files, the SOD's CMS signature, the chain to a CSCA.
// Used by the reader and, on its own, by an authority that trusts nothing an app computed.
#pragma once

#include "core/base/result.h"
#include "nfc/authentication/csca_store.h"
#include "nfc/lds/lds_files.h"

#include <optional>
#include <QStringList>

namespace dd::nfc {

struct PassiveOptions
{
    // Document signers (DER) the operator has, for a SOD that does not carry its own; beside those of the store.
    QList<QByteArray> signers;
};

struct PassiveResult
{
    bool issuerKnown = false; // the document signer chains to an anchor
    bool demo = false;
    QString anchorName;
    QString anchorInstalledBy;
    RevocationState revocation = RevocationState::NotChecked; // of the document signer and what is between it and the anchor
    QList<Deviation> deviations; // what installed lists say about this document, for certain or maybe; the caller tells
    QString digest;           // "SHA-256", of the data groups
    QString signature;        // "ECDSA-SHA256, brainpoolP256r1"
    QList<int> coveredGroups; // data groups whose hash was present and matched
    QList<int> listedGroups;  // data groups the SOD lists, whether given or not
    QString ldsVersion;       // "0108" where the SOD states it, signed
    QString signerSubject;    // the document signer, one line
    QString signerCountry;    // "VN", of the signer's issuer
    QByteArray signerDer;     // the document signer's certificate, for revocation and deviation lists
    // PassiveAuthenticationFailed, stage "COM": EF.COM, which nobody signs, lists other groups than the SOD. What is signed held
    // all the same, so the caller decides; a deviation list may excuse it (9303-3, id-Deviation-LDS-COMInconsistent).
    std::optional<Error> comMismatch;
    QStringList notes; // deviations from ICAO 9303 that decide nothing, in English for people who debug
};

// `files` holds SOD and the data groups as read, and COM if it was read. PassiveAuthenticationFailed with the part in `stage`
// for a wrong hash, signature or chain, and for a group the SOD does not list; DamagedFile and UnsupportedProtocol as in
// signed_data.h. A signer without an installed CSCA is a success with issuerKnown == false; a SOD whose signer is nowhere to
// be found is UnknownIssuer.
// `now` is seconds UTC, for certificate validity.
[[nodiscard]] Result<PassiveResult> passiveAuthentication(const QMap<FileId, QByteArray> &files, const CscaStore &anchors, qint64 now,
                                                          const PassiveOptions &options = {});

// The anchor behind the signer of a SOD that passive authentication refused, however bad the rest is; behind any certificate it
// carries where even its signature does not hold. For marking the report: it says nothing about the document.
[[nodiscard]] std::optional<CscaAnchor> anchorBehindSod(QByteArrayView sod, const CscaStore &anchors);

// What installed lists say about a document whose passive authentication failed, by what it says of itself: nobody vouches for
// that, so it excuses nothing; but a state that issued documents with a wrong signature says so in such a list (9303-3 §7).
[[nodiscard]] QList<Deviation> deviationsOfRefused(const QMap<FileId, QByteArray> &files, const CscaStore &anchors, const PassiveOptions &options = {});

// Whether such a failure is about whom the document signer belongs to: hashes and SOD signature held.
[[nodiscard]] bool isIssuerFailure(const Error &error);

} // namespace dd::nfc
