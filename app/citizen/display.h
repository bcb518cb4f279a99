// Words and dates as the citizen reads them. Times are stored in UTC and shown at Vietnam's offset, +7 since 1975.
#pragma once

#include "core/credential/challenge_types.h"
#include "core/credential/credential.h"
#include "core/credential/enrolment.h"

#include <QCoreApplication>
#include <QDate>
#include <QDateTime>
#include <QStringList>

namespace dd::citizen {

[[nodiscard]] QStringList provinceNames(); // in the order of the table
[[nodiscard]] QString provinceName(const credential::Place &place); // the code itself when it is not in our table
// A province as credentials name it: code and table version. `row` is one of the table's.
[[nodiscard]] credential::Place placeAt(int row);

class Display
{
    Q_DECLARE_TR_FUNCTIONS(dd::citizen::Display)
public:
    [[nodiscard]] static QDateTime local(qint64 secondsUtc);
    [[nodiscard]] static qint64 fromLocal(const QDate &date, const QTime &time);
    [[nodiscard]] static QString date(qint64 secondsUtc);     // 21/11/2026
    [[nodiscard]] static QString dateTime(qint64 secondsUtc); // 22:05 21/11/2026
    // "21/11/2026", also "21-11-2026"; invalid when it is not a date.
    [[nodiscard]] static QDate parseDate(const QString &text);
    [[nodiscard]] static QTime parseTime(const QString &text);

    // As a statement inside a QR may carry it: NFC, one line, no invisible characters (core/credential/credential_types.h).
    [[nodiscard]] static QString statementText(const QString &text);
    static constexpr qsizetype statementBytes = 64;
    [[nodiscard]] static QString cutToStatement(const QString &text); // between characters, at most statementBytes

    [[nodiscard]] static QString title(credential::CredentialType type);
    [[nodiscard]] static QString groupName(credential::Group group);
    // Of an entry of the history: those that are nobody's in words, anybody else's id as it is.
    [[nodiscard]] static QString audience(const QString &id);
    [[nodiscard]] static QString purpose(credential::Purpose purpose); // why a counter asks
    [[nodiscard]] static QString facilityType(credential::FacilityType type);
    [[nodiscard]] static QString trips(credential::Trips trips);
    [[nodiscard]] static QString sex(identity::Sex sex);
    [[nodiscard]] static QString person(const credential::Person &person);
    // Each by name and birth date.
    [[nodiscard]] static QString people(const QList<credential::Companion> &companions);
    [[nodiscard]] static QString people(const QList<credential::Member> &members);
    [[nodiscard]] static QString address(const std::optional<credential::Address> &address); // with its province where the text lacks it
    [[nodiscard]] static QString household(const std::optional<credential::Household> &household);
    [[nodiscard]] static QString flight(const credential::Flight &flight);
    [[nodiscard]] static QString conditions(const QList<credential::Condition> &conditions);
    [[nodiscard]] static QString route(const credential::Place &from, const credential::Place &to);
    [[nodiscard]] static QString declarationState(credential::DeclarationState state);
};

} // namespace dd::citizen
