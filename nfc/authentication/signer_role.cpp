#include "nfc/authentication/signer_role.h"

#include <algorithm>
#include <iterator>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace dd::nfc {
namespace {

using Purposes = std::unique_ptr<EXTENDED_KEY_USAGE, ossl::Deleter<EXTENDED_KEY_USAGE_free>>;

const QByteArray icaoSecurity = QByteArray::fromHex("6781080101");                        // 2.23.136.1.1
const QByteArray idMasterListSigning = QByteArray::fromHex("678108010103");               // 2.23.136.1.1.3
const QByteArray idDeviationListSigning = QByteArray::fromHex("678108010108");            // 2.23.136.1.1.8
const QByteArray idDefectListSigning = QByteArray::fromHex("04007F0007030B020102");       // 0.4.0.127.0.7.3.11.2.1.2

// Critical extensions that are either looked at or change nothing about what the signer may do here.
const int understoodExtensions[] = {NID_key_usage,        NID_ext_key_usage,           NID_basic_constraints,
                                    NID_subject_alt_name, NID_issuer_alt_name,         NID_subject_key_identifier,
                                    NID_authority_key_identifier, NID_private_key_usage_period, NID_certificate_policies,
                                    NID_crl_distribution_points};
const QByteArray idDocumentTypeList = QByteArray::fromHex("67810801010602"); // 2.23.136.1.1.6.2

QByteArray contentOfIdentifier(const ASN1_OBJECT *identifier)
{
    return QByteArray(reinterpret_cast<const char *>(OBJ_get0_data(identifier)), static_cast<qsizetype>(OBJ_length(identifier)));
}

QList<QByteArray> purposesOf(X509 *certificate)
{
    const Purposes purposes(static_cast<EXTENDED_KEY_USAGE *>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
    ERR_clear_error();
    QList<QByteArray> identifiers;
    for (int i = 0; purposes && i < sk_ASN1_OBJECT_num(purposes.get()); ++i)
        identifiers.append(contentOfIdentifier(sk_ASN1_OBJECT_value(purposes.get(), i)));
    return identifiers;
}

} // namespace

QString stagePrefix(SignerRole role)
{
    switch (role) {
    case SignerRole::Documents: break;
    case SignerRole::MasterLists: return QStringLiteral("master list signer: ");
    case SignerRole::DeviationLists: return QStringLiteral("deviation list signer: ");
    case SignerRole::DefectLists: return QStringLiteral("defect list signer: ");
    }
    return QStringLiteral("document signer: ");
}

bool hasUnknownCriticalExtension(X509 *certificate)
{
    for (int at = -1; (at = X509_get_ext_by_critical(certificate, 1, at)) >= 0;) {
        const ASN1_OBJECT *identifier = X509_EXTENSION_get_object(X509_get_ext(certificate, at));
        const int known = OBJ_obj2nid(identifier);
        if (std::find(std::begin(understoodExtensions), std::end(understoodExtensions), known) == std::end(understoodExtensions)
            && contentOfIdentifier(identifier) != idDocumentTypeList)
            return true;
    }
    return false;
}

QString roleProblem(X509 *signer, SignerRole role)
{
    const quint32 flags = X509_get_extension_flags(signer);
    if ((flags & EXFLAG_INVALID) != 0)
        return QStringLiteral("an extension is malformed");
    // All bits are set when the extension is absent.
    if ((X509_get_key_usage(signer) & KU_DIGITAL_SIGNATURE) == 0 || (flags & EXFLAG_CA) != 0)
        return role == SignerRole::Documents ? QStringLiteral("may not sign documents") : QStringLiteral("may not sign");
    if (hasUnknownCriticalExtension(signer))
        return QStringLiteral("a critical extension that nobody here knows");
    const QList<QByteArray> purposes = purposesOf(signer);
    switch (role) {
    case SignerRole::Documents: // states put none there; a list signer's or bar-code signer's purpose must not open documents
        if (std::any_of(purposes.begin(), purposes.end(), [](const QByteArray &purpose) { return purpose.startsWith(icaoSecurity); }))
            return QStringLiteral("a certificate for another purpose");
        return {};
    case SignerRole::MasterLists: return purposes.contains(idMasterListSigning) ? QString() : QStringLiteral("not for master lists");
    case SignerRole::DeviationLists: return purposes.contains(idDeviationListSigning) ? QString() : QStringLiteral("not for deviation lists");
    case SignerRole::DefectLists: return purposes.contains(idDefectListSigning) ? QString() : QStringLiteral("not for defect lists");
    }
    return QStringLiteral("not for this");
}

} // namespace dd::nfc
