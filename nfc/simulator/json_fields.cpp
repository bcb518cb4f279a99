#include "nfc/simulator/json_fields.h"

#include <cmath>

namespace dd::nfc::simulator {

JsonReader::JsonReader(QJsonObject object, QString stage)
    : JsonReader(std::move(object), {}, std::make_shared<Shared>(Shared{std::move(stage), {}}))
{
}

JsonReader::JsonReader(QJsonObject object, QString path, std::shared_ptr<Shared> shared)
    : m_object(std::move(object)), m_path(std::move(path)), m_shared(std::move(shared))
{
}

void JsonReader::reject(const char *key, const QString &why)
{
    if (!m_shared->failure)
        m_shared->failure = Error{ErrorCode::InvalidInput, m_shared->stage, m_path + QString::fromUtf8(key) + QStringLiteral(": ") + why, {}};
}

// Undefined where the key is absent or something was wrong before.
QJsonValue JsonReader::take(const char *key)
{
    m_asked.insert(QLatin1String(key));
    return m_shared->failure ? QJsonValue(QJsonValue::Undefined) : m_object.value(QLatin1String(key));
}

std::optional<QString> JsonReader::wordOf(const char *key)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return std::nullopt;
    if (!value.isString()) {
        reject(key, QStringLiteral("a text"));
        return std::nullopt;
    }
    return value.toString();
}

std::optional<quint16> JsonReader::word16(const QString &text)
{
    bool isNumber = false;
    const uint value = text.toUInt(&isNumber, 16);
    return isNumber && text.size() == 4 ? std::optional(static_cast<quint16>(value)) : std::nullopt;
}

void JsonReader::flag(const char *key, bool &value)
{
    const QJsonValue found = take(key);
    if (found.isBool())
        value = found.toBool();
    else if (!found.isUndefined())
        reject(key, QStringLiteral("true or false"));
}

void JsonReader::number(const char *key, int &value, int least, int most)
{
    const QJsonValue found = take(key);
    if (found.isUndefined())
        return;
    const double number = found.toDouble(std::nan(""));
    if (!(number >= least && number <= most) || number != std::floor(number))
        return reject(key, QStringLiteral("a number from %1 to %2").arg(least).arg(most));
    value = static_cast<int>(number);
}

void JsonReader::optionalNumber(const char *key, std::optional<int> &value, int least, int most)
{
    if (m_object.value(QLatin1String(key)).isNull()) {
        m_asked.insert(QLatin1String(key));
        value.reset();
        return;
    }
    int number = least;
    this->number(key, number, least, most);
    if (has(key) && !failure())
        value = number;
}

void JsonReader::text(const char *key, QString &value)
{
    if (const std::optional<QString> word = wordOf(key))
        value = *word;
}

void JsonReader::optionalText(const char *key, std::optional<QString> &value)
{
    if (m_object.value(QLatin1String(key)).isNull()) {
        m_asked.insert(QLatin1String(key));
        value = QString();
        return;
    }
    if (const std::optional<QString> word = wordOf(key))
        value = *word;
}

void JsonReader::date(const char *key, QDate &value)
{
    const std::optional<QString> word = wordOf(key);
    if (!word)
        return;
    const QDate date = QDate::fromString(*word, QStringLiteral("yyyy-MM-dd"));
    if (!date.isValid())
        return reject(key, QStringLiteral("a date, year-month-day"));
    value = date;
}

void JsonReader::bytes(const char *key, QByteArray &value)
{
    const std::optional<QString> word = wordOf(key);
    if (!word)
        return;
    const QByteArray digits = word->toLatin1().toLower();
    const QByteArray decoded = QByteArray::fromHex(digits);
    if (decoded.toHex() != digits)
        return reject(key, QStringLiteral("hexadecimal digits"));
    value = decoded;
}

void JsonReader::status(const char *key, quint16 &value)
{
    const std::optional<QString> word = wordOf(key);
    if (!word)
        return;
    const std::optional<quint16> status = word16(*word);
    if (!status)
        return reject(key, QStringLiteral("a status word of four hexadecimal digits"));
    value = *status;
}

void JsonReader::object(const char *key, const std::function<void(JsonReader &)> &read)
{
    const QJsonValue found = take(key);
    if (found.isUndefined())
        return;
    if (!found.isObject())
        return reject(key, QStringLiteral("an object"));
    JsonReader nested(found.toObject(), m_path + QLatin1String(key) + u'.', m_shared);
    read(nested);
    nested.finish();
}

bool JsonReader::objects(const char *key, const std::function<void(JsonReader &)> &read)
{
    const QJsonValue found = take(key);
    if (found.isUndefined())
        return false;
    if (!found.isArray()) {
        reject(key, QStringLiteral("a list"));
        return true;
    }
    const QJsonArray array = found.toArray();
    for (qsizetype i = 0; i < array.size(); ++i) {
        const QString path = QStringLiteral("%1[%2]").arg(QLatin1String(key)).arg(i);
        if (!array.at(i).isObject()) {
            reject(path.toLatin1().constData(), QStringLiteral("an object"));
            return true;
        }
        JsonReader nested(array.at(i).toObject(), m_path + path + u'.', m_shared);
        read(nested);
        nested.finish();
    }
    return true;
}

void JsonReader::texts(const char *key, QStringList &values)
{
    const QJsonValue found = take(key);
    if (found.isUndefined())
        return;
    QStringList texts;
    const QJsonArray array = found.toArray();
    for (const QJsonValue &item : array)
        texts.append(item.toString());
    if (!found.isArray() || texts.contains(QString()))
        return reject(key, QStringLiteral("a list of texts"));
    values = texts;
}

void JsonReader::statuses(const char *key, QMap<quint16, quint16> &values)
{
    const QJsonValue found = take(key);
    if (found.isUndefined())
        return;
    QMap<quint16, quint16> statuses;
    const QJsonObject object = found.toObject();
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        const std::optional<quint16> file = word16(entry.key());
        const std::optional<quint16> status = word16(entry.value().toString());
        if (!file || !status)
            return reject(key, QStringLiteral("file identifiers with status words, four hexadecimal digits each"));
        statuses.insert(*file, *status);
    }
    if (!found.isObject())
        return reject(key, QStringLiteral("an object"));
    values = statuses;
}

void JsonReader::real(const char *key, double &value, double least, double most)
{
    const QJsonValue found = take(key);
    if (found.isUndefined())
        return;
    const double number = found.toDouble(std::nan(""));
    if (!(number >= least && number <= most))
        return reject(key, QStringLiteral("a number from %1 to %2").arg(least, 0, 'f', 0).arg(most, 0, 'f', 0));
    value = number;
}

void JsonReader::numbers(const char *key, QList<int> &values, int least, int most)
{
    const QJsonValue found = take(key);
    if (found.isUndefined())
        return;
    QList<int> numbers;
    bool right = found.isArray();
    const QJsonArray array = found.toArray();
    for (const QJsonValue &item : array) {
        const double number = item.toDouble(std::nan(""));
        right = right && number >= least && number <= most && number == std::floor(number);
        numbers.append(right ? static_cast<int>(number) : least);
    }
    if (!right)
        return reject(key, QStringLiteral("a list of numbers from %1 to %2").arg(least).arg(most));
    values = numbers;
}

void JsonReader::numberedStatuses(const char *key, QMap<int, quint16> &values, int most)
{
    const QJsonValue found = take(key);
    if (found.isUndefined())
        return;
    QMap<int, quint16> statuses;
    const QJsonObject object = found.toObject();
    bool right = found.isObject();
    for (auto entry = object.begin(); right && entry != object.end(); ++entry) {
        const int number = entry.key().toInt(&right);
        const std::optional<quint16> status = word16(entry.value().toString());
        right = right && QString::number(number) == entry.key() && number >= 0 && number <= most && status;
        statuses.insert(number, status.value_or(0));
    }
    if (!right)
        return reject(key, QStringLiteral("numbers from 0 to %1 with status words of four hexadecimal digits").arg(most));
    values = statuses;
}

void JsonReader::finish()
{
    for (const QString &key : m_object.keys()) {
        if (!m_asked.contains(key))
            return reject(key.toUtf8().constData(), QStringLiteral("unknown key"));
    }
}

void JsonWriter::numbers(const char *key, const QList<int> &values, int, int)
{
    QJsonArray array;
    for (const int value : values)
        array.append(value);
    put(key, array);
}

void JsonWriter::numberedStatuses(const char *key, const QMap<int, quint16> &values, int)
{
    QJsonObject object;
    for (auto entry = values.begin(); entry != values.end(); ++entry)
        object.insert(QString::number(entry.key()), hex16(entry.value()));
    put(key, object);
}

void JsonWriter::put(const char *key, const QJsonValue &value)
{
    m_object.insert(QLatin1String(key), value);
}

QString JsonWriter::hex16(quint16 value)
{
    return QStringLiteral("%1").arg(value, 4, 16, QLatin1Char('0')).toUpper();
}

void JsonWriter::statuses(const char *key, const QMap<quint16, quint16> &values)
{
    QJsonObject object;
    for (auto entry = values.begin(); entry != values.end(); ++entry)
        object.insert(hex16(entry.key()), hex16(entry.value()));
    put(key, object);
}

} // namespace dd::nfc::simulator
