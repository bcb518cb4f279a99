// From a signer's certificate to an installed CSCA: signer → (link certificates)* → CSCA (ICAO 9303-11 §5.1, 9303-12 §6.1, §7.1).
// The library's path builder is left out on purpose: it refuses the explicit EC parameters that 9303-12 §4.1.6 prescribes.
#pragma once

#include "nfc/authentication/csca_store.h"
#include "nfc/openssl_pointers.h"

#include <QStringList>

namespace dd::nfc {

// What the certificate was used for. 9303-12 table 6 gives the signers of lists an extended key usage of their own, so that
// none of them can pass for another, nor a document signer for one of them.
enum class SignerRole { Documents, MasterLists, DeviationLists, DefectLists };

struct TrustedPath
{
    QList<QByteArray> certificates; // link certificates between, then the anchor, DER
    CscaAnchor anchor;
    QString description;                                       // subjects from the signer to the anchor, for people
    RevocationState revocation = RevocationState::NotChecked;  // of the signer and the link certificates, the least certain
    QStringList notes;                                         // what a report should say besides, in English for people who debug
    QList<Deviation> deviations;                               // what installed lists say about the document, for certain or maybe
};

// No value when no installed anchor fits (the issuer is unknown). PassiveAuthenticationFailed with stage "document signer: …"
// when one fits by name and key identifier but signature, validity, key usage or a revocation list say no. A list that is
// missing or out of date refuses nothing: `revocation` says so, and revocationNote has the words.
// `now` is seconds UTC. `document` is what the signer signed, as far as that is known; its signer is filled in.
[[nodiscard]] Result<std::optional<TrustedPath>> findPath(X509 *signer, const CscaStore &store, qint64 now, SignerRole role = SignerRole::Documents,
                                                          DocumentInQuestion document = {});

// The anchor this certificate leads to by signatures alone, be it revoked, expired or no document signer's: what marks a report
// whose document failed.
[[nodiscard]] std::optional<CscaAnchor> anchorBehind(X509 *signer, const CscaStore &store);

// Whether this certificate of a CSCA is an anchor of the store, or leads to one by link certificates, all valid at `moment`.
[[nodiscard]] bool leadsToAnchor(X509 *csca, const CscaStore &store, qint64 moment);

// What the installed revocation lists say of one certificate.
[[nodiscard]] RevocationState revocationOf(X509 *certificate, const CscaStore &store, qint64 now);

} // namespace dd::nfc
