// A folder of trust files, each taken for what it is.
#include "nfc/authentication/certificate.h"
#include "nfc/authentication/csca_store.h"
#include "nfc/authentication/list_kind.h"
#include "nfc/authentication/master_list.h"
#include "nfc/authentication/pem.h"

#include <QDir>
#include <openssl/x509v3.h>

namespace dd::nfc {
namespace {

constexpr qint64 largestTrustFile = 4 * 1024 * 1024;

enum class TrustFile { Certificate, MasterList, Crl, DeviationList };

struct FoundFile
{
    QString name;
    QByteArray bytes; // DER
    TrustFile kind = TrustFile::Certificate;
};

std::unexpected<Error> refusedFile(const QString &name, const QString &why)
{
    return fail(ErrorCode::InvalidInput, QStringLiteral("trust folder"), why.isEmpty() ? name : name + QStringLiteral(": ") + why);
}

// By content; by name where the content is of no kind, so that the refusal speaks of what was meant.
TrustFile kindOf(QByteArrayView der, const QString &name)
{
    switch (listKindOf(der)) {
    case ListKind::MasterList: return TrustFile::MasterList;
    case ListKind::DeviationList:
    case ListKind::DefectList: return TrustFile::DeviationList;
    case ListKind::None: break;
    }
    if (certificateFromDer(der))
        return TrustFile::Certificate;
    if (RevocationList::parse(der) || name.endsWith(QLatin1String(".crl")))
        return TrustFile::Crl;
    if (name.endsWith(QLatin1String(".ml")))
        return TrustFile::MasterList;
    return name.endsWith(QLatin1String(".bin")) ? TrustFile::DeviationList : TrustFile::Certificate;
}

Result<QList<FoundFile>> filesIn(const QDir &folder)
{
    const QStringList patterns{QStringLiteral("*.cer"), QStringLiteral("*.der"), QStringLiteral("*.crt"), QStringLiteral("*.pem"),
                               QStringLiteral("*.crl"), QStringLiteral("*.ml"),  QStringLiteral("*.dl")};
    QList<FoundFile> found;
    for (const QString &name : folder.entryList(patterns, QDir::Files | QDir::Readable, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            return refusedFile(name, QStringLiteral("not readable"));
        if (file.size() > largestTrustFile)
            return refusedFile(name, QStringLiteral("too long"));
        const QByteArray bytes = file.readAll();
        if (!isPem(bytes)) {
            found.append({name, bytes, kindOf(bytes, name)});
            continue;
        }
        const QList<PemBlock> blocks = pemBlocks(bytes);
        if (blocks.isEmpty())
            return refusedFile(name, QStringLiteral("malformed PEM"));
        for (const PemBlock &block : blocks)
            found.append({name, block.der, kindOf(block.der, name)});
    }
    return found;
}

bool isAuthority(const QByteArray &der)
{
    const ossl::Certificate certificate = certificateFromDer(der);
    return !certificate || X509_check_ca(certificate.get()) != 0;
}

} // namespace

Result<void> CscaStore::addFolder(const QString &path, const QString &installedBy, bool allowDemo, std::optional<qint64> now)
{
    const QDir folder(path);
    if (!folder.exists())
        return refusedFile(QStringLiteral("folder missing"), {});
    const Result<QList<FoundFile>> files = filesIn(folder);
    if (!files)
        return fail(files.error());
    CscaStore grown = *this;
    // Certificates bring the trust that the others' signatures need.
    for (const TrustFile kind : {TrustFile::Certificate, TrustFile::MasterList, TrustFile::Crl, TrustFile::DeviationList}) {
        for (const FoundFile &file : *files) {
            if (file.kind != kind)
                continue;
            Result<void> added;
            switch (kind) {
            case TrustFile::Certificate:
                added = isAuthority(file.bytes) ? grown.add(file.bytes, installedBy, allowDemo) : grown.addDocumentSigner(file.bytes, allowDemo);
                break;
            case TrustFile::MasterList:
                if (const Result<MasterListImport> import = importMasterList(file.bytes, grown, grown, allowDemo, now); !import)
                    added = fail(import.error());
                break;
            case TrustFile::Crl: added = grown.addCrl(file.bytes); break;
            case TrustFile::DeviationList: added = grown.addDeviationList(file.bytes, now); break;
            }
            if (!added)
                return refusedFile(file.name, added.error().detail);
        }
    }
    *this = std::move(grown);
    return {};
}

} // namespace dd::nfc
