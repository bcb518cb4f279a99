// A folder of trust files, each taken for what it is.
#include "nfc/authentication/certificate.h"
#include "nfc/authentication/csca_store.h"
#include "nfc/authentication/list_kind.h"
#include "nfc/authentication/master_list.h"
#include "nfc/authentication/pem.h"

#include <QDir>
#include <algorithm>
#include <openssl/x509v3.h>

namespace dd::nfc {
namespace {

using Kind = TrustFile::Kind;

constexpr qint64 largestTrustFile = 4 * 1024 * 1024;

const QStringList &trustFilePatterns()
{
    static const QStringList patterns{QStringLiteral("*.cer"), QStringLiteral("*.der"), QStringLiteral("*.crt"), QStringLiteral("*.pem"),
                                      QStringLiteral("*.crl"), QStringLiteral("*.ml"),  QStringLiteral("*.dl"),  QStringLiteral("*.bin")};
    return patterns;
}

bool endsWith(const QString &name, const char *suffix)
{
    return name.endsWith(QLatin1String(suffix), Qt::CaseInsensitive);
}

// By content; by name where the content is of no kind, so that the refusal speaks of what was meant.
Kind kindOf(QByteArrayView der, const QString &name)
{
    switch (listKindOf(der)) {
    case ListKind::MasterList: return Kind::MasterList;
    case ListKind::DeviationList: return Kind::DeviationList;
    case ListKind::DefectList: return Kind::DefectList;
    case ListKind::None: break;
    }
    if (const ossl::Certificate certificate = certificateFromDer(der))
        return X509_check_ca(certificate.get()) != 0 ? Kind::Certificate : Kind::DocumentSigner;
    if (RevocationList::parse(der) || endsWith(name, ".crl"))
        return Kind::RevocationList;
    if (endsWith(name, ".ml"))
        return Kind::MasterList;
    return endsWith(name, ".dl") || endsWith(name, ".bin") ? Kind::DeviationList : Kind::Certificate;
}

struct FoundFile
{
    TrustFile report;
    QByteArray bytes; // DER
};

FoundFile unreadable(const QString &name, const char *why)
{
    FoundFile found{{name, kindOf({}, name)}, {}};
    found.report.refused = QLatin1String(why);
    return found;
}

QList<FoundFile> filesNamed(const QString &name, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {unreadable(name, "not readable")};
    const QByteArray bytes = file.read(largestTrustFile + 1);
    if (bytes.size() > largestTrustFile)
        return {unreadable(name, "too long")};
    if (!isPem(bytes))
        return {{{name, kindOf(bytes, name)}, bytes}};
    QList<FoundFile> found;
    for (const PemBlock &block : pemBlocks(bytes))
        found.append({{name, kindOf(block.der, name)}, block.der});
    return found.isEmpty() ? QList<FoundFile>{unreadable(name, "malformed PEM")} : found;
}

class FolderImport
{
public:
    FolderImport(CscaStore &store, const QString &installedBy, bool allowDemo, qint64 now)
        : m_store(store), m_installedBy(installedBy), m_allowDemo(allowDemo), m_now(now)
    {
    }

    void take(FoundFile &file)
    {
        const Result<void> taken = add(file);
        if (taken)
            return;
        QStringList why{taken.error().stage, taken.error().detail};
        why.removeAll(QString());
        file.report.refused = why.isEmpty() ? QStringLiteral("not taken") : why.join(QStringLiteral(": "));
    }

private:
    Result<void> add(FoundFile &file)
    {
        switch (file.report.kind) {
        case Kind::Certificate: return m_store.add(file.bytes, m_installedBy, m_allowDemo);
        case Kind::DocumentSigner: return m_store.addDocumentSigner(file.bytes, m_allowDemo);
        case Kind::MasterList: return addMasterList(file);
        case Kind::RevocationList: return addCrl(file);
        case Kind::DeviationList:
        case Kind::DefectList: break;
        }
        return addDeviationList(file);
    }

    Result<void> addMasterList(FoundFile &file)
    {
        Result<MasterListImport> import = importMasterList(file.bytes, m_store, m_store, m_allowDemo, m_now);
        if (!import)
            return fail(import.error());
        file.report.certificates = import->certificates;
        file.report.countries = static_cast<int>(import->countries.size());
        file.report.unusable = std::move(import->unusable);
        file.report.dated = import->signedAt;
        return {};
    }

    Result<void> addCrl(FoundFile &file)
    {
        if (const Result<void> added = m_store.addCrl(file.bytes); !added)
            return added;
        const QList<RevocationList> &held = m_store.revocationLists();
        file.report.superseded = std::none_of(held.begin(), held.end(), [&](const RevocationList &list) { return list.der() == file.bytes; });
        if (const Result<RevocationList> list = RevocationList::parse(file.bytes)) {
            file.report.entries = list->size();
            file.report.dated = list->thisUpdate();
            file.report.nextUpdate = list->nextUpdate();
        }
        return {};
    }

    Result<void> addDeviationList(FoundFile &file)
    {
        Result<OpenedDeviationList> opened = openDeviationList(file.bytes);
        if (!opened)
            return fail(opened.error());
        const DeviationList &list = opened->list;
        const auto isThis = [kind = list.kind(), country = list.country(), signedAt = list.signedAt](const DeviationList &held) {
            return held.kind() == kind && held.country() == country && held.signedAt == signedAt;
        };
        file.report.entries = list.size();
        file.report.documents = list.documentNumbers();
        file.report.dated = list.signedAt;
        if (const Result<void> added = m_store.addDeviationList(std::move(*opened), m_now); !added)
            return added;
        file.report.superseded = std::none_of(m_store.deviationLists().begin(), m_store.deviationLists().end(), isThis);
        return {};
    }

    CscaStore &m_store;
    const QString &m_installedBy;
    bool m_allowDemo;
    qint64 m_now;
};

} // namespace

Result<TrustFolderReport> CscaStore::addFolder(const QString &path, const QString &installedBy, bool allowDemo, qint64 now)
{
    const QDir folder(path);
    if (!folder.exists())
        return fail(ErrorCode::InvalidInput, QStringLiteral("trust folder"), QStringLiteral("folder missing"));
    TrustFolderReport report;
    QList<FoundFile> files;
    for (const QString &name : folder.entryList(QDir::Files, QDir::Name)) { // those one may not read as well, to be named
        if (QDir::match(trustFilePatterns(), name))
            files += filesNamed(name, folder.filePath(name));
        else
            report.ignored.append(name);
    }
    // Certificates bring the trust that the others' signatures need.
    FolderImport import(*this, installedBy, allowDemo, now);
    for (const Kind kind : {Kind::Certificate, Kind::DocumentSigner, Kind::MasterList, Kind::RevocationList, Kind::DeviationList, Kind::DefectList}) {
        for (FoundFile &file : files) {
            if (file.report.kind == kind && !file.report.refused)
                import.take(file);
        }
    }
    for (FoundFile &file : files)
        report.files.append(std::move(file.report));
    return report;
}

} // namespace dd::nfc
