// Travel passes: an issuer-defined, time-limited authorisation to an enrolled person.
#include "app/authority/authority.h"
#include "core/credential/group_split.h"

#include <QDateTime>
#include <QRegularExpression>

namespace dd::authority {

namespace {

constexpr qint64 hour = 3600;
constexpr qint64 longestPass = 30 * 24 * hour;
constexpr qint64 earliestStart = 24 * hour; // before now: declared on the road
constexpr qint64 latestStart = 60 * 24 * hour;

std::unexpected<Error> refusePass(const char *field)
{
    return fail(ErrorCode::PassNotAllowed, QLatin1String(field));
}

// The commune table is not loaded here, so a commune cannot be vouched for.
Result<void> checkPlace(const credential::Place &place, const identity::ProvinceTable &provinces, const char *field)
{
    if (place.tableVersion != provinces.version() || !provinces.find(place.province) || !place.ward.isEmpty())
        return refusePass(field);
    return {};
}

Result<void> checkKind(const credential::PassRequest &request)
{
    using credential::PassKind;
    static const QRegularExpression plate(QStringLiteral("^[0-9A-ZĐ][0-9A-ZĐ. -]{3,10}[0-9A-ZĐ]$"));
    if ((request.kind == PassKind::Group) == request.companions.isEmpty())
        return refusePass("companions");
    if ((request.kind == PassKind::AirDomestic) != request.flight.has_value())
        return refusePass("flight");
    if (request.kind == PassKind::GoodsVehicle && request.vehiclePlate.isEmpty())
        return refusePass("vehiclePlate");
    if (!request.vehiclePlate.isEmpty() && !plate.match(request.vehiclePlate).hasMatch())
        return refusePass("vehiclePlate");
    return {};
}

// In the pass's own period, give or take the day that the place it leaves from is ahead of the clock here.
Result<void> checkFlight(const credential::PassRequest &request)
{
    if (!request.flight)
        return {};
    const QDate day = QDate::fromString(QString::number(request.flight->date), QStringLiteral("yyyyMMdd"));
    const auto dayOf = [](qint64 moment) { return QDateTime::fromSecsSinceEpoch(moment, Qt::UTC).date(); };
    if (request.flight->from == request.flight->to || day < dayOf(request.validFrom).addDays(-1) || day > dayOf(request.validTo).addDays(1))
        return refusePass("flight");
    if (!request.vehiclePlate.isEmpty())
        return refusePass("vehiclePlate");
    return {};
}

Result<void> checkPeriod(const credential::PassRequest &request, qint64 now)
{
    if (request.validFrom < now - earliestStart || request.validFrom > now + latestStart)
        return refusePass("validFrom");
    if (request.validTo <= request.validFrom || request.validTo <= now || request.validTo - request.validFrom > longestPass)
        return refusePass("validTo");
    return {};
}

} // namespace

Result<credential::Tokens> Authority::issuePass(QByteArrayView body)
{
    const Result<credential::SignedByHolder> opened = openRequest(body, credential::passRequestTyp);
    if (!opened)
        return fail(opened.error());
    const Result<credential::PassRequest> request = credential::decodePassRequest(opened->payload);
    if (!request)
        return fail(request.error());
    const qint64 now = m_clock.now();
    if (const Result<void> admitted = m_passLog->admit(request->id, request->requestedAt, now); !admitted)
        return fail(admitted.error());
    if (const Result<void> kind = checkKind(*request); !kind)
        return fail(kind.error());
    if (const Result<void> flight = checkFlight(*request); !flight)
        return fail(flight.error());
    if (const Result<void> from = checkPlace(request->from, m_provinces, "from"); !from)
        return fail(from.error());
    if (const Result<void> to = checkPlace(request->to, m_provinces, "to"); !to)
        return fail(to.error());
    if (const Result<void> period = checkPeriod(*request, now); !period)
        return fail(period.error());

    const EnrolledPerson *holder = m_registry->findByKey(opened->thumbprint);
    const crypto::PublicKey *key = m_registry->key(opened->thumbprint);
    if (!holder || !key)
        return fail(ErrorCode::HolderNotEnrolled);
    credential::TravelPassClaims claims;
    claims.kind = request->kind;
    claims.from = request->from;
    claims.to = request->to;
    claims.validFrom = request->validFrom;
    claims.validTo = request->validTo;
    claims.trips = request->trips;
    claims.vehiclePlate = request->vehiclePlate;
    claims.evidence = holder->evidence & credential::EvidenceDemo;
    claims.person = holder->person;
    claims.companions = request->companions;
    claims.flight = request->flight;
    claims.conditions = request->conditions;
    QList<credential::TravelPassClaims> passes{claims};
    if (!claims.companions.isEmpty()) {
        credential::SizeAssumptions sizes;
        sizes.statusUri = m_book->hasLists() ? m_state.statusPrefix().size() + 1 : 0;
        Result<QList<credential::TravelPassClaims>> split = credential::splitGroup(claims, sizes);
        if (!split)
            return refusePass("companions");
        passes = std::move(*split);
    }
    credential::Tokens tokens;
    for (const credential::TravelPassClaims &pass : std::as_const(passes)) {
        const Result<QList<QByteArray>> issued = desk().issue({holder->number, {*key}, request->validTo}, pass);
        if (!issued)
            return fail(issued.error());
        tokens.tokens += *issued;
    }
    if (const Result<void> recorded = m_passLog->noteAnswered(request->id, *opened, now); !recorded)
        return fail(recorded.error());
    return tokens;
}

} // namespace dd::authority
