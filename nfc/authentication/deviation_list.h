// Deviation lists (ICAO 9303-3 §7, structure in 9303-12 §10): where a state's documents do not conform, in its own words.
// Defect lists of BSI TR-03129-2 §7 say the like about any state's documents, and of a document signer also that it is revoked.
#pragma once

#include "core/base/result.h"
#include "nfc/apdu/tlv.h"
#include "nfc/openssl_pointers.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <optional>

namespace dd::nfc {

struct Deviation
{
    QByteArray type;      // object identifier, content bytes
    QString name;         // "LDS-SODSignatureWrong", "CertRevoked"; the bytes in hex for a type nobody here knows
    QString description;  // the list's own words; may be empty
    QByteArray parameter; // DER; which data group or field, by type
    QString source;       // whose list it is and of what day: "EE, 2018-06-26"
    bool certain = true;  // false: the list limits it to documents by something the question did not tell
    [[nodiscard]] bool revokesSigner() const;           // the document signer's key is compromised
    [[nodiscard]] bool spoilsActiveAuthentication() const; // a passed active authentication proves nothing
    [[nodiscard]] bool spoilsChipAuthentication() const;   // nor does a passed chip authentication, or the mapping of PACE
    // A line for a report: which deviation, in whose words, and what to think of it. It excuses nothing by itself.
    [[nodiscard]] QString note() const;
};

// What is known about a document when a list is asked. Everything a list names must fit at once (9303-3 §7.3.6).
struct DocumentInQuestion
{
    X509 *signer = nullptr;
    QString documentNumber = {};
    QString documentCode = {}; // as in the MRZ: "P", "ID"
    std::optional<qint64> issuedAt = {}; // seconds UTC; documents and lists mean a day
};

// One list, its signature not looked at: openDeviationList does that. Keeps the content and where the document numbers stand in it.
class DeviationList
{
public:
    enum class Kind { Deviations, Defects };

    // DamagedFile with stage "deviation list" or "defect list" when malformed or larger than any real one.
    // `signatureDigest` is the one certificate digests are of unless the list names another; `country` whose documents
    // a list of deviations speaks about.
    [[nodiscard]] static Result<DeviationList> parse(Kind kind, const QByteArray &content, const EVP_MD *signatureDigest, const QString &country);

    [[nodiscard]] QList<Deviation> deviationsFor(X509 *signer) const { return deviationsFor(DocumentInQuestion{signer}); }
    [[nodiscard]] QList<Deviation> deviationsFor(const DocumentInQuestion &document) const;

    [[nodiscard]] Kind kind() const { return m_kind; }
    [[nodiscard]] const QString &country() const { return m_country; }
    [[nodiscard]] qsizetype size() const { return m_entries.size(); }
    [[nodiscard]] qsizetype documentNumbers() const { return m_numbers.size(); }

    qint64 signedAt = 0; // seconds UTC, as its signer states; set by openDeviationList
    QString signedBy;    // the signer's subject

private:
    struct Span // of m_content: what a list says is not copied out of it
    {
        quint32 at = 0;
        quint32 size = 0;
        [[nodiscard]] bool isEmpty() const { return size == 0; }
    };
    struct Described
    {
        Span type;
        Span description;
        Span parameter;
    };
    struct Entry
    {
        Span documentCode;
        Span issuer; // Name
        Span serialNumber;
        Span keyIdentifier;
        Span certificateDigest;
        std::optional<qint64> firstIssued;
        std::optional<qint64> lastIssued;
        bool limitedToNumbers = false;
        qsizetype firstNumber = 0; // in m_numbers
        qsizetype numberCount = 0;
        qsizetype firstDescribed = 0; // in m_described
        qsizetype describedCount = 0;
    };

    [[nodiscard]] QByteArrayView bytesAt(Span span) const { return QByteArrayView(m_content).sliced(span.at, span.size); }
    [[nodiscard]] Span spanOf(QByteArrayView part) const;
    [[nodiscard]] QByteArrayView numberAt(quint32 offset) const;
    [[nodiscard]] bool namesNumber(const Entry &entry, QByteArrayView number) const;
    [[nodiscard]] bool namesSigner(const Entry &entry, X509 *signer) const;
    [[nodiscard]] Deviation deviationAt(qsizetype index) const;
    [[nodiscard]] Result<void> readDeviations(QByteArrayView set);
    [[nodiscard]] Result<void> readDocuments(QByteArrayView documents, Entry &entry);
    [[nodiscard]] Result<void> readNumbers(QByteArrayView set, Entry &entry);
    [[nodiscard]] Result<void> readDescriptions(QByteArrayView set, Entry &entry);
    [[nodiscard]] Result<void> readDefects(QByteArrayView set);
    [[nodiscard]] Result<void> readSignerIdentifier(const tlv::Element &identifier, Entry &entry);

    Kind m_kind = Kind::Deviations;
    QByteArray m_content;
    QString m_country;
    const EVP_MD *m_digest = nullptr;
    QList<Entry> m_entries;
    QList<Described> m_described;
    QList<quint32> m_numbers; // offsets into m_content, sorted within each entry
};

struct OpenedDeviationList
{
    DeviationList list;
    ossl::Certificate signer; // whom it belongs to is asked elsewhere
};

// The CMS signature and the content. Errors as verifySignedData's and parse's; also PassiveAuthenticationFailed when no
// signing time is stated (9303-12 table 19).
[[nodiscard]] Result<OpenedDeviationList> openDeviationList(QByteArrayView cms);

} // namespace dd::nfc
