// JSON objects read strictly and written, by one description of their fields: a function that calls the same methods on
// either of the two classes below. A field that is absent leaves its variable as it was.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QDate>
#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QString>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <utility>

namespace dd::nfc::simulator {

template <typename E>
using Words = std::initializer_list<std::pair<const char *, E>>;

// Takes values out of an object. The first thing wrong is kept for failure(), with the path of its key; after it nothing is
// read any more. Readers of nested objects share it.
class JsonReader
{
public:
    JsonReader(QJsonObject object, QString stage);

    void flag(const char *key, bool &value);
    void number(const char *key, int &value, int least, int most);
    void optionalNumber(const char *key, std::optional<int> &value, int least, int most);
    void text(const char *key, QString &value);
    void optionalText(const char *key, std::optional<QString> &value); // null: empty
    void date(const char *key, QDate &value);                          // "1990-01-31"
    void bytes(const char *key, QByteArray &value);                    // hexadecimal
    void status(const char *key, quint16 &value);                      // a status word, "6A82"
    template <typename E>
    void choice(const char *key, E &value, Words<E> words)
    {
        const std::optional<QString> word = wordOf(key);
        if (!word)
            return;
        QStringList known;
        for (const auto &[name, meaning] : words) {
            if (*word == QLatin1String(name)) {
                value = meaning;
                return;
            }
            known.append(QLatin1String(name));
        }
        reject(key, QStringLiteral("one of %1").arg(known.join(QStringLiteral(", "))));
    }
    void object(const char *key, const std::function<void(JsonReader &)> &read);
    // Calls `read` for every object of an array; false when the key is absent.
    bool objects(const char *key, const std::function<void(JsonReader &)> &read);
    void texts(const char *key, QStringList &values);
    void statuses(const char *key, QMap<quint16, quint16> &values); // {"0103": "6982"}
    void real(const char *key, double &value, double least, double most);
    void numbers(const char *key, QList<int> &values, int least, int most);
    void numberedStatuses(const char *key, QMap<int, quint16> &values, int most); // {"12": "6982"}

    [[nodiscard]] bool has(const char *key) const { return m_object.contains(QLatin1String(key)); }
    void reject(const char *key, const QString &why);
    // Refuses the keys nobody asked for. For the outermost object; nested ones finish by themselves.
    void finish();
    [[nodiscard]] const std::optional<Error> &failure() const { return m_shared->failure; }

private:
    struct Shared
    {
        QString stage;
        std::optional<Error> failure;
    };
    JsonReader(QJsonObject object, QString path, std::shared_ptr<Shared> shared);
    [[nodiscard]] QJsonValue take(const char *key);
    [[nodiscard]] std::optional<QString> wordOf(const char *key);
    [[nodiscard]] static std::optional<quint16> word16(const QString &text);

    QJsonObject m_object;
    QSet<QString> m_asked;
    QString m_path; // "document.", empty outside
    std::shared_ptr<Shared> m_shared;
};

class JsonWriter
{
public:
    void flag(const char *key, bool value) { put(key, value); }
    void number(const char *key, int value, int, int) { put(key, value); }
    void optionalNumber(const char *key, std::optional<int> value, int, int) { put(key, value ? QJsonValue(*value) : QJsonValue()); }
    void text(const char *key, const QString &value) { put(key, value); }
    void bytes(const char *key, const QByteArray &value) { put(key, QString::fromLatin1(value.toHex())); }
    void status(const char *key, quint16 value) { put(key, hex16(value)); }
    template <typename E>
    void choice(const char *key, E value, Words<E> words)
    {
        for (const auto &[name, meaning] : words) {
            if (meaning == value)
                put(key, QLatin1String(name));
        }
    }
    void statuses(const char *key, const QMap<quint16, quint16> &values);
    void real(const char *key, double value, double, double) { put(key, value); }
    void numbers(const char *key, const QList<int> &values, int, int);
    void numberedStatuses(const char *key, const QMap<int, quint16> &values, int);
    void put(const char *key, const QJsonValue &value);
    [[nodiscard]] const QJsonObject &object() const { return m_object; }

private:
    [[nodiscard]] static QString hex16(quint16 value);
    QJsonObject m_object;
};

} // namespace dd::nfc::simulator
