// Every check of a reading, what came of it and why, in the language of the screen; then the oddities that change no verdict.
#pragma once

#include "core/base/error.h"
#include "nfc/read_report.h"

#include <QAbstractListModel>
#include <QQmlEngine>

namespace dd::citizen {

class ReportModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ANONYMOUS
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
public:
    // kind: ok, warn, error, info as in DdBanner. reason: what happened, what to do, the code and where; empty where all is well.
    enum Role { LabelRole = Qt::UserRole + 1, OutcomeRole, KindRole, DetailRole, ReasonRole };

    using QAbstractListModel::QAbstractListModel;
    void setReport(const std::optional<nfc::ReadReport> &report);
    void setLanguage(Language language);

    [[nodiscard]] int count() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    [[nodiscard]] static QString label(nfc::CheckName name);
    [[nodiscard]] static QString outcome(nfc::CheckName name, nfc::CheckOutcome outcome);

signals:
    void countChanged();

private:
    struct Row
    {
        std::optional<nfc::CheckName> name; // none: a note
        nfc::Check check;
    };
    [[nodiscard]] QString reason(const Error &error) const;

    QList<Row> m_rows;
    Language m_language = Language::Vietnamese;
};

} // namespace dd::citizen
