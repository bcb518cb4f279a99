// What only the export of all one's data reads as a list: the consents that were given, and the settings kept in the vault.
#pragma once

#include "wallet/vault.h"

#include <QList>
#include <QMap>

namespace dd::wallet {

struct ConsentRecord
{
    qint64 at = 0; // seconds UTC
    QString verifierId;
    QString verifierName;
    bool registered = false; // the trust list named this verifier
    QString purpose;
    QString legalBasis;
    int credentialType = 0;
    QList<int> groups;
    QByteArray textHash; // SHA-256 of the words that were agreed to
};
[[nodiscard]] Result<QList<ConsentRecord>> readConsents(Vault &vault); // newest first
[[nodiscard]] Result<QMap<QString, QString>> readSettings(Vault &vault);

} // namespace dd::wallet
