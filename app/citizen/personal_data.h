// Everything in the wallet about its owner, for the export: as JSON (docs/export.md) and as a document to read and print.
// Holder keys are not in it; they cannot be.
#pragma once

#include "app/citizen/card_summary.h"
#include "app/citizen/session.h"

#include <QMap>
#include <QSet>

namespace dd::citizen {

struct PersonalData
{
    qint64 exportedAt = 0; // seconds UTC
    qint64 cardReadAt = 0;
    bool cardDemo = false;
    std::optional<CardSummary> card;
    QByteArray faceImage;
    QList<wallet::StoredCredential> credentials; // newest first
    QList<wallet::UnreadableCredential> unreadable;
    QSet<QByteArray> heldKeys;
    QList<wallet::StoredDeclaration> declarations;
    QList<wallet::ActivityEntry> history;
    QList<wallet::ConsentRecord> consents;
    QMap<QString, QString> settings;    // in the vault
    QMap<QString, QString> preferences; // language and looks, beside it
};

// The session is open. Errors: those of the stores.
[[nodiscard]] Result<PersonalData> collectPersonalData(Session &session);

[[nodiscard]] QByteArray personalDataJson(const PersonalData &data);

// In the language of the screen. The words first, on the window's thread; laying out and painting may take their time elsewhere.
[[nodiscard]] QString personalDataHtml(const PersonalData &data);
[[nodiscard]] QString personalDataTitle(const PersonalData &data); // of every page
[[nodiscard]] QString personalDataPage();                          // "Trang %1/%2"
[[nodiscard]] QByteArray personalDataPdf(const QString &html, const QString &title, const QString &page);

} // namespace dd::citizen
