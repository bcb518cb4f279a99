// What a reading says about the card, check by check, for a counter to print.
#pragma once

#include "core/base/error.h"

#include <QList>
#include <QString>
#include <QStringList>
#include <optional>

namespace dd::nfc {

enum class CheckOutcome { Passed, Failed, NotPossible, NotOffered };

struct Check
{
    CheckOutcome outcome = CheckOutcome::NotPossible;
    std::optional<Error> reason; // why not passed
    QString detail;              // "RSA ISO 9796-2, SHA-256", "brainpoolP256r1"
};

enum class CheckName { Access, PassiveAuthentication, Issuer, Revocation, ChipAuthentication, ActiveAuthentication };

struct ReadReport
{
    Check access;               // PACE or BAC: which, over what
    Check passive;              // hashes and SOD signature; NotPossible + DamagedFile for a listed group the chip withholds
    Check issuer;               // chain to an installed CSCA; NotPossible + UnknownIssuer when none fits
    Check revocation;           // of the document signer and its CSCA, by an installed CRL; NotPossible without a fresh one
    Check chipAuthentication;   // also by PACE's chip authentication mapping
    Check activeAuthentication;
    bool demo = false;          // chains to a demo anchor
    bool simulated = false;     // the source said so
    QString anchorName;         // subject of the CSCA it chains to
    QString anchorInstalledBy;  // who put it there
    QStringList notes;          // known deviations of this document signer, oddities that change no verdict

    // Every check in the order in which a report prints them.
    [[nodiscard]] QList<std::pair<CheckName, Check>> checks() const;

    enum class Verdict {
        Genuine,              // passive to an installed CSCA and chip/active authentication passed with its key authenticated
        AuthenticButCopyable, // passive only
        IssuerUnknown,        // nothing contradicts it, but no CSCA, or no signer's certificate, to check it by
        Failed,               // a check says no
        Unchecked             // none says no, and not all could be made: a withheld file, an algorithm nobody here knows
    };
    [[nodiscard]] Verdict verdict() const;
};

} // namespace dd::nfc
