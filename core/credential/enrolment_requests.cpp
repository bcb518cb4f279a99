// What an enrolled holder asks for: a travel pass, the receipt of a stay notification.
#include "core/credential/enrolment.h"

#include "core/credential/message_reader.h"
#include "core/credential/stay_deadline.h"

#include <algorithm>

namespace dd::credential {

namespace {

constexpr cbor::Limits requestLimits{8, 16 * 1024};
constexpr qsizetype requestIdSize = 16;
constexpr qint64 earliestTime = 1'577'836'800; // 2020-01-01: before it no clock here was right
constexpr qint64 latestTime = 4'102'444'800;   // 2100-01-01
constexpr qsizetype maxReason = 200;           // the public form's own limits
constexpr qsizetype maxFacilityName = 200;
constexpr qsizetype maxAddress = 300;
constexpr qint64 maxStayDays = 30; // Law on Residence 68/2020 art. 30; Circular 116/2026 art. 14 (4)

cbor::Value requestKey(qint64 key)
{
    return cbor::Value::integer(key);
}

cbor::Value number(qint64 value)
{
    return cbor::Value::integer(value);
}

cbor::Value encodePlace(const Place &place)
{
    QList<cbor::Value::Pair> pairs{{requestKey(1), cbor::Value::text(place.province)}, {requestKey(3), number(place.tableVersion)}};
    if (!place.ward.isEmpty())
        pairs.append({requestKey(2), cbor::Value::text(place.ward)});
    return cbor::Value::map(pairs);
}

bool isDigits(const QString &text, qsizetype size)
{
    return text.size() == size && std::all_of(text.cbegin(), text.cend(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

Place readPlace(MessageReader &outer, const cbor::Value *value, const char *name)
{
    if (!value)
        return {};
    MessageReader reader(*value, QLatin1String(name));
    Place place;
    place.province = reader.text(1, "province", 2);
    place.ward = reader.optionalText(2, "ward", 5);
    place.tableVersion = static_cast<int>(reader.integer(3, "tableVersion", 19000101, 99991231));
    if (!isDigits(place.province, 2) || (!place.ward.isEmpty() && !isDigits(place.ward, 5)))
        reader.refuse(QStringLiteral("code"));
    if (const Result<void> done = reader.finish(); !done)
        outer.adopt(done.error());
    return place;
}

} // namespace

QByteArray encode(const PassRequest &message)
{
    QList<cbor::Value::Pair> pairs{
        {requestKey(1), cbor::Value::bytes(message.id)},
        {requestKey(2), number(static_cast<int>(message.kind))},
        {requestKey(3), encodePlace(message.from)},
        {requestKey(4), encodePlace(message.to)},
        {requestKey(5), number(message.validFrom)},
        {requestKey(6), number(message.validTo)},
        {requestKey(7), number(static_cast<int>(message.trips))},
        {requestKey(9), number(message.requestedAt)},
    };
    if (!message.vehiclePlate.isEmpty())
        pairs.append({requestKey(8), cbor::Value::text(message.vehiclePlate)});
    return cbor::encode(cbor::Value::map(pairs));
}

Result<PassRequest> decodePassRequest(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, requestLimits);
    if (!value)
        return fail(value.error());
    MessageReader reader(*value, QStringLiteral("pass-request"));
    PassRequest message;
    message.id = reader.bytes(1, "id", requestIdSize, requestIdSize);
    message.kind = static_cast<PassKind>(reader.integer(2, "kind", 1, 6));
    message.from = readPlace(reader, reader.map(3, "from"), "from");
    message.to = readPlace(reader, reader.map(4, "to"), "to");
    message.validFrom = reader.integer(5, "validFrom", earliestTime, latestTime);
    message.validTo = reader.integer(6, "validTo", earliestTime, latestTime);
    message.trips = static_cast<Trips>(reader.integer(7, "trips", 1, 3));
    message.vehiclePlate = reader.optionalText(8, "vehiclePlate", 16);
    message.requestedAt = reader.integer(9, "requestedAt", earliestTime, latestTime);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

QByteArray encode(const StayNotification &message)
{
    QList<cbor::Value::Pair> address{{requestKey(1), cbor::Value::text(message.address.text)}};
    if (message.address.place)
        address.append({requestKey(2), encodePlace(*message.address.place)});
    QList<cbor::Value::Pair> pairs{
        {requestKey(1), cbor::Value::bytes(message.id)},
        {requestKey(2), number(static_cast<int>(message.notifier))},
        {requestKey(3), number(static_cast<int>(message.facilityType))},
        {requestKey(5), cbor::Value::map(address)},
        {requestKey(6), cbor::Value::text(message.reason)},
        {requestKey(7), number(message.from)},
        {requestKey(8), number(message.to)},
        {requestKey(9), number(message.createdAt)},
    };
    if (!message.facilityName.isEmpty())
        pairs.append({requestKey(4), cbor::Value::text(message.facilityName)});
    return cbor::encode(cbor::Value::map(pairs));
}

Result<StayNotification> decodeStayNotification(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, requestLimits);
    if (!value)
        return fail(value.error());
    MessageReader reader(*value, QStringLiteral("stay-notification"));
    StayNotification message;
    message.id = reader.bytes(1, "id", requestIdSize, requestIdSize);
    message.notifier = static_cast<NotifierKind>(reader.integer(2, "notifier", 1, 5));
    message.facilityType = static_cast<FacilityType>(reader.integer(3, "facilityType", 1, 6));
    message.facilityName = reader.optionalText(4, "facilityName", maxFacilityName);
    if (const cbor::Value *address = reader.map(5, "address")) {
        MessageReader inner(*address, QStringLiteral("address"));
        message.address.text = inner.text(1, "text", maxAddress);
        if (const cbor::Value *place = inner.optionalMap(2, "place"))
            message.address.place = readPlace(inner, place, "place");
        if (const Result<void> done = inner.finish(); !done)
            reader.adopt(done.error());
    }
    message.reason = reader.text(6, "reason", maxReason);
    message.from = reader.integer(7, "from", earliestTime, latestTime);
    message.to = reader.integer(8, "to", earliestTime, latestTime);
    message.createdAt = reader.integer(9, "createdAt", earliestTime, latestTime);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

Result<void> check(const StayNotification &notification)
{
    const auto refuse = [](const char *name) { return fail(ErrorCode::InvalidInput, QLatin1String(name)); };
    const bool household = notification.facilityType == FacilityType::Household;
    const QString facility = notification.facilityName.trimmed();
    if (notification.id.size() != requestIdSize)
        return refuse("id");
    if (household != facility.isEmpty() || facility.size() > maxFacilityName)
        return refuse("facilityName");
    if (notification.address.text.trimmed().isEmpty() || notification.address.text.size() > maxAddress)
        return refuse("address");
    if (notification.reason.trimmed().isEmpty() || notification.reason.size() > maxReason)
        return refuse("reason");
    if (notification.from < earliestTime || notification.from > latestTime)
        return refuse("from");
    // The end of a stay is a date in the law's form, so its length is counted in calendar days of Vietnam.
    if (notification.to <= notification.from || notification.to > latestTime
        || vietnamDate(notification.from).daysTo(vietnamDate(notification.to)) > maxStayDays)
        return refuse("to");
    if (notification.createdAt < earliestTime || notification.createdAt > latestTime)
        return refuse("createdAt");
    return {};
}

} // namespace dd::credential
