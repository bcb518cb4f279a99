// What an enrolled holder asks for: its identity credential anew, a travel pass, the receipt of a stay notification.
#include "core/credential/enrolment.h"

#include "core/credential/claims_codec.h"
#include "core/credential/map_reader.h"
#include "core/credential/stay_deadline.h"

namespace dd::credential {

namespace {

constexpr cbor::Limits requestLimits{8, 16 * 1024};
constexpr qsizetype requestIdSize = 16;
constexpr qint64 earliestTime = 1'577'836'800; // 2020-01-01: before it no clock here was right
constexpr qint64 lastTime = 4'102'444'800;     // 2100-01-01
constexpr qsizetype maxReason = 200;           // the public form's own limits
constexpr qsizetype maxFacilityName = 200;
constexpr qsizetype maxAddress = 300;
constexpr qsizetype maxPlate = 16;

cbor::Value requestKey(qint64 key)
{
    return cbor::Value::integer(key);
}

cbor::Value number(qint64 value)
{
    return cbor::Value::integer(value);
}

// Encoders tidy what a person typed; decoders only accept it tidy.
QString tidy(const QString &text)
{
    return text.trimmed().normalized(QString::NormalizationForm_C);
}

// Texts are counted in characters as the public form does; the reader's own limit is in bytes of UTF-8.
QString requestText(MapReader &reader, qint64 label, qsizetype characters)
{
    QString text = reader.text(label, 4 * characters);
    if (text.size() > characters)
        reader.refuse(QStringLiteral("label %1").arg(label));
    return text;
}

Place requestPlace(MapReader &reader, qint64 label)
{
    const Result<Place> place = decodePlace(reader.value(label));
    if (!place)
        reader.refuse(QStringLiteral("label %1").arg(label));
    return place.value_or(Place());
}

// A part that may be absent, as a credential has it; what is wrong with it is the request's error.
template <typename T>
std::optional<T> requestPart(MapReader &reader, qint64 label, Result<T> (*decode)(const cbor::Value &))
{
    if (!reader.has(label))
        return std::nullopt;
    Result<T> part = decode(reader.value(label));
    if (!part) {
        reader.refuse(QStringLiteral("label %1").arg(label));
        return std::nullopt;
    }
    return std::move(*part);
}

qint64 requestTime(MapReader &reader, qint64 label)
{
    return reader.integer(label, earliestTime, lastTime);
}

} // namespace

QByteArray encode(const RefreshRequest &message)
{
    return cbor::encode(cbor::Value::map({{requestKey(1), cbor::Value::bytes(message.id)}, {requestKey(2), number(message.requestedAt)}}));
}

Result<RefreshRequest> decodeRefreshRequest(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, requestLimits);
    if (!value)
        return fail(value.error());
    MapReader reader(*value, QStringLiteral("refresh-request"), ErrorCode::InvalidInput);
    RefreshRequest message;
    message.id = reader.bytes(1, requestIdSize);
    message.requestedAt = requestTime(reader, 2);
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

QByteArray encode(const PassRequest &message)
{
    QList<cbor::Value::Pair> pairs{
        {requestKey(1), cbor::Value::bytes(message.id)},
        {requestKey(2), number(static_cast<int>(message.kind))},
        {requestKey(3), encode(message.from)},
        {requestKey(4), encode(message.to)},
        {requestKey(5), number(message.validFrom)},
        {requestKey(6), number(message.validTo)},
        {requestKey(7), number(static_cast<int>(message.trips))},
        {requestKey(9), number(message.requestedAt)},
    };
    if (const QString plate = tidy(message.vehiclePlate); !plate.isEmpty())
        pairs.append({requestKey(8), cbor::Value::text(plate)});
    if (!message.companions.isEmpty())
        pairs.append({requestKey(10), encode(message.companions)});
    if (message.flight)
        pairs.append({requestKey(11), encode(*message.flight)});
    if (!message.conditions.isEmpty())
        pairs.append({requestKey(12), encode(message.conditions)});
    return cbor::encode(cbor::Value::map(pairs));
}

Result<PassRequest> decodePassRequest(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, requestLimits);
    if (!value)
        return fail(value.error());
    MapReader reader(*value, QStringLiteral("pass-request"), ErrorCode::InvalidInput);
    PassRequest message;
    message.id = reader.bytes(1, requestIdSize);
    message.kind = static_cast<PassKind>(reader.integer(2, 1, 6));
    message.from = requestPlace(reader, 3);
    message.to = requestPlace(reader, 4);
    message.validFrom = requestTime(reader, 5);
    message.validTo = requestTime(reader, 6);
    message.trips = static_cast<Trips>(reader.integer(7, 1, 3));
    if (reader.has(8))
        message.vehiclePlate = requestText(reader, 8, maxPlate);
    message.requestedAt = requestTime(reader, 9);
    message.companions = requestPart(reader, 10, &decodeCompanions).value_or(QList<Companion>());
    message.flight = requestPart(reader, 11, &decodeFlight);
    message.conditions = requestPart(reader, 12, &decodeConditions).value_or(QList<Condition>());
    if (const Result<void> done = reader.finish(); !done)
        return fail(done.error());
    return message;
}

QByteArray encode(const StayNotification &message)
{
    QList<cbor::Value::Pair> address{{requestKey(1), cbor::Value::text(tidy(message.address.text))}};
    if (message.address.place)
        address.append({requestKey(2), encode(*message.address.place)});
    QList<cbor::Value::Pair> pairs{
        {requestKey(1), cbor::Value::bytes(message.id)},
        {requestKey(2), number(static_cast<int>(message.notifier))},
        {requestKey(3), number(static_cast<int>(message.facilityType))},
        {requestKey(5), cbor::Value::map(address)},
        {requestKey(6), cbor::Value::text(tidy(message.reason))},
        {requestKey(7), number(message.from)},
        {requestKey(8), number(message.to)},
        {requestKey(9), number(message.createdAt)},
    };
    if (const QString facility = tidy(message.facilityName); !facility.isEmpty())
        pairs.append({requestKey(4), cbor::Value::text(facility)});
    return cbor::encode(cbor::Value::map(pairs));
}

Result<StayNotification> decodeStayNotification(QByteArrayView bytes)
{
    const Result<cbor::Value> value = cbor::decode(bytes, requestLimits);
    if (!value)
        return fail(value.error());
    MapReader reader(*value, QStringLiteral("stay-notification"), ErrorCode::InvalidInput);
    StayNotification message;
    message.id = reader.bytes(1, requestIdSize);
    message.notifier = static_cast<NotifierKind>(reader.integer(2, 1, 5));
    message.facilityType = static_cast<FacilityType>(reader.integer(3, 1, 6));
    if (reader.has(4))
        message.facilityName = requestText(reader, 4, maxFacilityName);
    // The whole address, longer than what a QR has room for.
    MapReader address(reader.value(5), QStringLiteral("stay-notification.address"), ErrorCode::InvalidInput);
    message.address.text = requestText(address, 1, maxAddress);
    if (address.has(2))
        message.address.place = requestPlace(address, 2);
    if (const Result<void> done = address.finish(); !done)
        return fail(done.error());
    message.reason = requestText(reader, 6, maxReason);
    message.from = requestTime(reader, 7);
    message.to = requestTime(reader, 8);
    message.createdAt = requestTime(reader, 9);
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
    if (notification.from < earliestTime || notification.from > lastTime)
        return refuse("from");
    if (notification.to > lastTime || !isStay(notification.from, notification.to))
        return refuse("to");
    if (notification.createdAt < earliestTime || notification.createdAt > lastTime)
        return refuse("createdAt");
    return {};
}

} // namespace dd::credential
