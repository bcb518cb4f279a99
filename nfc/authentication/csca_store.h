// Country signing certificates the operator installed. Genuineness follows the anchor, never the channel.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace dd::nfc {

struct CscaAnchor
{
    QByteArray der;
    QString subject;     // one line, for people
    bool demo = false;   // subject carries OU=DEMO: everything that chains here is DEMO
    QString installedBy; // "demo set-up", "operator folder"
};

class CscaStore
{
public:
    // Adds one DER or PEM certificate. A demo anchor is refused (InvalidInput) unless allowDemo.
    [[nodiscard]] Result<void> add(QByteArrayView certificate, const QString &installedBy, bool allowDemo);
    // Every *.cer, *.der, *.crt, *.pem in a folder; the first bad file fails with its name in detail.
    [[nodiscard]] Result<void> addFolder(const QString &path, const QString &installedBy, bool allowDemo);
    [[nodiscard]] const QList<CscaAnchor> &anchors() const { return m_anchors; }

    // Certificates of document signers, for SODs that do not carry theirs. Trusted only as far as they chain to an anchor.
    [[nodiscard]] Result<void> addDocumentSigner(QByteArrayView certificate, bool allowDemo); // DER or PEM
    [[nodiscard]] const QList<QByteArray> &documentSigners() const { return m_documentSigners; }

private:
    QList<CscaAnchor> m_anchors;
    QList<QByteArray> m_documentSigners;
};

} // namespace dd::nfc
