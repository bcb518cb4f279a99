// What came of a folder of trust files, file by file, for the operator to read.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <algorithm>
#include <optional>

namespace dd::nfc {

struct UnusableCertificate
{
    QString subject; // empty where it is no certificate at all
    QString why;
};

// One file, or one block of a PEM file.
struct TrustFile
{
    enum class Kind { Certificate, DocumentSigner, MasterList, RevocationList, DeviationList, DefectList };
    QString name;
    Kind kind = Kind::Certificate; // by its content; by its name where the content is of no kind
    std::optional<QString> refused = {}; // why nothing of it was taken
    bool superseded = false;             // a newer one of its issuer is held instead
    int certificates = 0;                // of a master list
    int countries = 0;
    QList<UnusableCertificate> unusable = {}; // among those
    qsizetype entries = 0;                // of a revocation list or a list of deviations or defects
    qsizetype documents = 0;              // named by number in a list of deviations
    std::optional<qint64> dated = {};     // when its signer says it was made, seconds UTC
    std::optional<qint64> nextUpdate = {}; // of a revocation list
};

struct TrustFolderReport
{
    QList<TrustFile> files;
    QStringList ignored; // files whose names say that they are something else

    [[nodiscard]] bool anyRefused() const
    {
        return std::any_of(files.begin(), files.end(), [](const TrustFile &file) { return file.refused.has_value(); });
    }
    [[nodiscard]] QStringList refusals() const // "name: why"
    {
        QStringList lines;
        for (const TrustFile &file : files) {
            if (file.refused)
                lines.append(QStringLiteral("%1: %2").arg(file.name, *file.refused));
        }
        return lines;
    }
};

} // namespace dd::nfc
