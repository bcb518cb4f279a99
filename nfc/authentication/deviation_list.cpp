#include "nfc/authentication/deviation_list.h"

#include "nfc/authentication/certificate.h"
#include "nfc/authentication/list_kind.h"
#include "nfc/authentication/signature_algorithm.h"
#include "nfc/authentication/signed_data.h"

#include <QDateTime>
#include <algorithm>

namespace dd::nfc {
namespace {

constexpr qsizetype longestDescription = 400;
constexpr qint64 secondsPerDay = 86400;
constexpr qsizetype largestMessage = 3 * 1024 * 1024 + 64 * 1024;

// What a counter should think of it, for each kind of deviation.
constexpr const char *fault = "its issuer knows this fault of manufacture: a check that fails here is no forgery for that alone, and proves nothing either; "
                              "judge the document by other means";
constexpr const char *copyable = "what its chip proves about itself does not count: it may be a copy";
constexpr const char *revoked = "its signer is not to be believed";
constexpr const char *harmless = "the list of files is wrong, what is signed is not touched by that";
constexpr const char *misprint = "what is printed or stored as its MRZ may be wrong: compare it with the rest of the document";
constexpr const char *words = "the issuer's own words say what it means";

struct NamedDeviation
{
    const char *identifier; // hexadecimal
    const char *name;
    const char *meaning;
};

constexpr NamedDeviation namedDeviations[] = {
    // id-icao-DeviationList 2.23.136.1.1.7 (9303-3 §7.3.5)
    {"67810801010701", "CertOrKey", fault},
    {"6781080101070101", "CertOrKey-DSSignature", fault},
    {"6781080101070102", "CertOrKey-DSEncoding", fault},
    {"6781080101070103", "CertOrKey-CSCAEncoding", fault},
    {"6781080101070104", "CertOrKey-AAKeyCompromised", copyable},
    {"67810801010702", "LDS", fault},
    {"6781080101070201", "LDS-DGMalformed", fault},
    {"6781080101070202", "LDS-DGHashWrong", fault},
    {"6781080101070203", "LDS-SODSignatureWrong", fault},
    {"6781080101070204", "LDS-COMInconsistent", harmless},
    {"67810801010703", "MRZ", misprint},
    {"6781080101070301", "MRZ-WrongData", misprint},
    {"6781080101070302", "MRZ-WrongCheckDigit", misprint},
    {"67810801010704", "Chip", fault},
    {"67810801010705", "NationalUse", words},
    // id-DefectList 0.4.0.127.0.7.3.1.5 (TR-03129-2 §7.3)
    {"04007F00070301050101", "CertRevoked", revoked},
    {"04007F00070301050102", "CertReplaced", words},
    {"04007F00070301050103", "ChipAuthKeyRevoked", copyable},
    {"04007F00070301050104", "ActiveAuthKeyRevoked", copyable},
    {"04007F00070301050105", "AuthenticationProtocolFailure", fault},
    {"04007F00070301050106", "ValidityPeriodIncorrect", fault},
    {"04007F00070301050201", "ePassportDGMalformed", fault},
    {"04007F00070301050202", "SODInvalid", fault},
    {"04007F00070301050203", "COMSODDiscrepancy", harmless},
    {"04007F00070301050204", "sodWrongSignerIdentifier", fault},
    {"04007F00070301050205", "IssuingCountryDefect", fault},
};

NamedDeviation known(const QByteArray &type)
{
    const QByteArray hex = type.toHex().toUpper();
    for (const NamedDeviation &one : namedDeviations) {
        if (hex == one.identifier)
            return one;
    }
    return {nullptr, nullptr, words};
}

qint64 dayOf(qint64 moment)
{
    return moment / secondsPerDay - (moment % secondsPerDay < 0 ? 1 : 0);
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

bool Deviation::spoilsChipAuthentication() const
{
    return name == QStringLiteral("ChipAuthKeyRevoked");
}

QString Deviation::note() const
{
    const QString what = description.isEmpty() ? name : QStringLiteral("%1, \"%2\"").arg(name, description.simplified());
    const QString whose = certain ? QStringLiteral("known deviation") : QStringLiteral("known deviation of documents like this, maybe of this one");
    return QStringLiteral("%1 (%2): %3; %4").arg(whose, source, what, QLatin1String(known(type).meaning));
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
    const char *name = known(deviation.type).name;
    deviation.name = name != nullptr ? QString::fromLatin1(name) : QString::fromLatin1(deviation.type.toHex().toUpper());
    deviation.source = QStringLiteral("%1, %2").arg(m_country, QDateTime::fromSecsSinceEpoch(signedAt, Qt::UTC).date().toString(Qt::ISODate));
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
    const QByteArray number = withoutFillers(document.documentNumber).toLatin1();
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
            else if (dayOf(*document.issuedAt) < dayOf(*entry.firstIssued) || dayOf(*document.issuedAt) > dayOf(*entry.lastIssued))
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
