#include "nfc/authentication/deviation_list.h"

#include "nfc/authentication/certificate.h"
#include "nfc/authentication/list_kind.h"
#include "nfc/authentication/signature_algorithm.h"
#include "nfc/authentication/signed_data.h"

#include <algorithm>

namespace dd::nfc {
namespace {

constexpr qsizetype longestDescription = 400;
constexpr qsizetype largestMessage = 3 * 1024 * 1024 + 64 * 1024;

struct NamedDeviation
{
    const char *identifier; // hexadecimal
    const char *name;
};

constexpr NamedDeviation namedDeviations[] = {
    // id-icao-DeviationList 2.23.136.1.1.7 (9303-3 §7.3.5)
    {"67810801010701", "CertOrKey"},
    {"6781080101070101", "CertOrKey-DSSignature"},
    {"6781080101070102", "CertOrKey-DSEncoding"},
    {"6781080101070103", "CertOrKey-CSCAEncoding"},
    {"6781080101070104", "CertOrKey-AAKeyCompromised"},
    {"67810801010702", "LDS"},
    {"6781080101070201", "LDS-DGMalformed"},
    {"6781080101070202", "LDS-DGHashWrong"},
    {"6781080101070203", "LDS-SODSignatureWrong"},
    {"6781080101070204", "LDS-COMInconsistent"},
    {"67810801010703", "MRZ"},
    {"6781080101070301", "MRZ-WrongData"},
    {"6781080101070302", "MRZ-WrongCheckDigit"},
    {"67810801010704", "Chip"},
    {"67810801010705", "NationalUse"},
    // id-DefectList 0.4.0.127.0.7.3.1.5 (TR-03129-2 §7.3)
    {"04007F00070301050101", "CertRevoked"},
    {"04007F00070301050102", "CertReplaced"},
    {"04007F00070301050103", "ChipAuthKeyRevoked"},
    {"04007F00070301050104", "ActiveAuthKeyRevoked"},
    {"04007F00070301050105", "AuthenticationProtocolFailure"},
    {"04007F00070301050106", "ValidityPeriodIncorrect"},
    {"04007F00070301050201", "ePassportDGMalformed"},
    {"04007F00070301050202", "SODInvalid"},
    {"04007F00070301050203", "COMSODDiscrepancy"},
    {"04007F00070301050204", "sodWrongSignerIdentifier"},
    {"04007F00070301050205", "IssuingCountryDefect"},
};

QString deviationName(const QByteArray &type)
{
    const QByteArray hex = type.toHex().toUpper();
    for (const NamedDeviation &known : namedDeviations) {
        if (hex == known.identifier)
            return QLatin1String(known.name);
    }
    return QString::fromLatin1(hex);
}

QString withoutFillers(QString code)
{
    return code.remove(QLatin1Char('<'));
}

} // namespace

bool Deviation::revokesSigner() const
{
    return name == QStringLiteral("CertRevoked");
}

bool Deviation::spoilsActiveAuthentication() const
{
    return name == QStringLiteral("CertOrKey-AAKeyCompromised") || name == QStringLiteral("ActiveAuthKeyRevoked");
}

bool DeviationList::namesNumber(const Entry &entry, QByteArrayView number) const
{
    const auto first = m_numbers.begin() + entry.firstNumber;
    const auto last = first + entry.numberCount;
    const auto found =
        std::lower_bound(first, last, number, [this](quint32 offset, QByteArrayView wanted) { return numberAt(offset).compare(wanted) < 0; });
    return found != last && numberAt(*found) == number;
}

// Whatever the entry says about the signer's certificate fits; true when it says nothing.
bool DeviationList::namesSigner(const Entry &entry, X509 *signer) const
{
    if (!entry.serialNumber.isEmpty()
        && (shortestInteger(bytesAt(entry.serialNumber)) != serialNumberOf(signer)
            || canonicalName(bytesAt(entry.issuer)) != canonicalName(X509_get_issuer_name(signer))))
        return false;
    if (!entry.keyIdentifier.isEmpty() && bytesAt(entry.keyIdentifier) != subjectKeyIdentifier(signer))
        return false;
    if (entry.certificateDigest.isEmpty())
        return true;
    const Result<QByteArray> digest = m_digest == nullptr ? fail(ErrorCode::CryptoFailed) : digestOf(m_digest, certificateToDer(signer), {});
    return digest && *digest == bytesAt(entry.certificateDigest);
}

Deviation DeviationList::deviationAt(qsizetype index) const
{
    const Described &described = m_described.at(index);
    Deviation deviation;
    deviation.type = bytesAt(described.type).toByteArray();
    deviation.name = deviationName(deviation.type);
    deviation.description = QString::fromUtf8(bytesAt(described.description)).left(longestDescription);
    deviation.parameter = bytesAt(described.parameter).toByteArray();
    return deviation;
}

QList<Deviation> DeviationList::deviationsFor(const DocumentInQuestion &document) const
{
    QList<Deviation> found;
    // Document numbers are a state's own, and a deviation list speaks for its state only.
    if (document.signer == nullptr || (m_kind == Kind::Deviations && countryOf(X509_get_issuer_name(document.signer)) != m_country))
        return found;
    const QByteArray number = document.documentNumber.toLatin1();
    for (const Entry &entry : m_entries) {
        const bool aboutSigner = !entry.serialNumber.isEmpty() || !entry.keyIdentifier.isEmpty() || !entry.certificateDigest.isEmpty();
        if ((m_kind == Kind::Defects && !aboutSigner) || !namesSigner(entry, document.signer))
            continue;
        bool certain = true;
        if (!entry.documentCode.isEmpty()) {
            if (document.documentCode.isEmpty())
                certain = false;
            else if (withoutFillers(QString::fromLatin1(bytesAt(entry.documentCode))) != withoutFillers(document.documentCode))
                continue;
        }
        if (entry.firstIssued) {
            if (!document.issuedAt)
                certain = false;
            else if (*document.issuedAt < *entry.firstIssued || *document.issuedAt > *entry.lastIssued)
                continue;
        }
        if (entry.limitedToNumbers) {
            if (number.isEmpty())
                certain = false;
            else if (!namesNumber(entry, number))
                continue;
        }
        for (qsizetype i = 0; i < entry.describedCount; ++i) {
            Deviation deviation = deviationAt(entry.firstDescribed + i);
            deviation.certain = certain;
            found.append(std::move(deviation));
        }
    }
    return found;
}

Result<OpenedDeviationList> openDeviationList(QByteArrayView cms)
{
    const bool defects = listKindOf(cms) == ListKind::DefectList;
    SignedDataRules rules;
    rules.stage = defects ? QStringLiteral("defect list") : QStringLiteral("deviation list");
    rules.contentType = contentTypeOf(defects ? ListKind::DefectList : ListKind::DeviationList);
    if (cms.size() > largestMessage)
        return fail(ErrorCode::DamagedFile, rules.stage, QStringLiteral("too long"));
    Result<SignedData> message = verifySignedData(cms, rules);
    if (!message)
        return fail(message.error());
    if (!message->signingTime)
        return fail(ErrorCode::PassiveAuthenticationFailed, rules.stage + QStringLiteral(" signing time"), QStringLiteral("not stated"));
    const EVP_MD *digest = nullptr;
    for (const EVP_MD *known : {EVP_sha1(), EVP_sha224(), EVP_sha256(), EVP_sha384(), EVP_sha512()}) {
        if (digestName(known) == message->digest)
            digest = known;
    }
    Result<DeviationList> list = DeviationList::parse(defects ? DeviationList::Kind::Defects : DeviationList::Kind::Deviations, message->content,
                                                      digest, countryOf(X509_get_issuer_name(message->signer.get())));
    if (!list)
        return fail(list.error());
    list->signedAt = *message->signingTime;
    list->signedBy = subjectLine(message->signer.get());
    return OpenedDeviationList{std::move(*list), std::move(message->signer)};
}

} // namespace dd::nfc
