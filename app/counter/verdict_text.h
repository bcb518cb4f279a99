// A verdict in words: for the window (in the language installed) and for the plain output of `verify`.
#pragma once

#include "core/trust/verifier.h"

#include <QCoreApplication>
#include <QStringList>

namespace dd::counter {

struct Row
{
    QString label;
    QString value;
    QString origin; // "declared" where only the holder says so; else the issuer does
    friend bool operator==(const Row &, const Row &) = default;
};

class VerdictText
{
    Q_DECLARE_TR_FUNCTIONS(dd::counter::VerdictText)
public:
    [[nodiscard]] static QString headline(trust::Overall overall);
    [[nodiscard]] static QString credentialKind(credential::CredentialType type);
    [[nodiscard]] static QString group(credential::Group group);
    // One line each for the top of the screen; empty where nothing was shown.
    [[nodiscard]] static QString who(const trust::Verdict &verdict);
    [[nodiscard]] static QString what(const trust::Verdict &verdict);
    [[nodiscard]] static QString until(const trust::Verdict &verdict);
    [[nodiscard]] static QList<Row> rows(const trust::Verdict &verdict);
    // "3 giờ trước"
    [[nodiscard]] static QString age(qint64 seconds);
    // Vietnam's time of day, which has been UTC+7 without daylight saving since 1975.
    [[nodiscard]] static QString moment(qint64 secondsUtc);
    // "Hà Nội", with the ward's code where there is one; the bare code and the table's date where the table is unknown.
    [[nodiscard]] static QString place(const credential::Place &place);
};

} // namespace dd::counter
