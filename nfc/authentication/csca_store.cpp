#include "nfc/authentication/csca_store.h"

#include "nfc/authentication/certificate.h"

#include <QDir>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace dd::nfc {
namespace {

constexpr qint64 largestCertificate = 64 * 1024;

ossl::Certificate certificateFromPem(QByteArrayView pem)
{
    const std::unique_ptr<BIO, ossl::Deleter<BIO_free_all>> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return ossl::Certificate(in ? PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr) : nullptr);
}

ossl::Certificate certificateFromFile(QByteArrayView file)
{
    return file.trimmed().startsWith("-----BEGIN ") ? certificateFromPem(file) : certificateFromDer(file);
}

std::unexpected<Error> refusedAnchor(const QString &why)
{
    return fail(ErrorCode::InvalidInput, QStringLiteral("CSCA certificate"), why);
}

} // namespace

Result<void> CscaStore::add(QByteArrayView certificate, const QString &installedBy, bool allowDemo)
{
    const ossl::Certificate parsed = certificateFromFile(certificate);
    if (!parsed)
        return refusedAnchor(QStringLiteral("not a certificate"));
    if (X509_check_ca(parsed.get()) == 0)
        return refusedAnchor(QStringLiteral("not a certification authority"));
    if (X509_get0_pubkey(parsed.get()) == nullptr)
        return refusedAnchor(QStringLiteral("its key is not supported: ") + lastOpensslReason());
    const bool demo = hasDemoUnit(parsed.get());
    if (demo && !allowDemo)
        return refusedAnchor(QStringLiteral("demo certificate outside a demo"));
    const QByteArray der = certificateToDer(parsed.get());
    for (const CscaAnchor &known : m_anchors) {
        if (known.der == der)
            return {};
    }
    m_anchors.append({der, subjectLine(parsed.get()), demo, installedBy});
    return {};
}

Result<void> CscaStore::addDocumentSigner(QByteArrayView certificate, bool allowDemo)
{
    const ossl::Certificate parsed = certificateFromFile(certificate);
    if (!parsed)
        return fail(ErrorCode::InvalidInput, QStringLiteral("document signer certificate"), QStringLiteral("not a certificate"));
    if (!allowDemo && hasDemoUnit(parsed.get()))
        return fail(ErrorCode::InvalidInput, QStringLiteral("document signer certificate"), QStringLiteral("demo certificate outside a demo"));
    const QByteArray der = certificateToDer(parsed.get());
    if (!m_documentSigners.contains(der))
        m_documentSigners.append(der);
    return {};
}

Result<void> CscaStore::addFolder(const QString &path, const QString &installedBy, bool allowDemo)
{
    const QDir folder(path);
    if (!folder.exists())
        return refusedAnchor(QStringLiteral("folder missing"));
    const QStringList patterns{QStringLiteral("*.cer"), QStringLiteral("*.der"), QStringLiteral("*.crt"), QStringLiteral("*.pem")};
    for (const QString &entry : folder.entryList(patterns, QDir::Files | QDir::Readable, QDir::Name)) {
        QFile file(folder.filePath(entry));
        if (!file.open(QIODevice::ReadOnly) || file.size() > largestCertificate)
            return refusedAnchor(entry);
        if (const Result<void> added = add(file.readAll(), installedBy, allowDemo); !added)
            return refusedAnchor(entry + QStringLiteral(": ") + added.error().detail);
    }
    return {};
}

} // namespace dd::nfc
