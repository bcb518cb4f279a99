// What a person types to open a chip: the CAN, the three values of the MRZ, or its lines. It stays through errors, is checked
// while it is typed, says what to do about it, and is never logged.
#pragma once

#include "app/citizen/access_policy.h"
#include "core/base/clock.h"
#include "core/identity/printed_qr.h"
#include "nfc/access_key.h"

#include <QObject>
#include <QQmlEngine>

namespace dd::citizen {

class AccessEntry : public QObject
{
    Q_OBJECT
    QML_NAMED_ELEMENT(AccessEntry)
    QML_UNCREATABLE("Part of adding a card")
    Q_PROPERTY(Way way READ way WRITE setWay NOTIFY changed FINAL)
    Q_PROPERTY(QStringList ways READ ways NOTIFY changed FINAL)
    Q_PROPERTY(QString can READ can WRITE setCan NOTIFY changed FINAL)
    Q_PROPERTY(bool canDerived READ isCanDerived NOTIFY changed FINAL)
    Q_PROPERTY(QString number READ number WRITE setNumber NOTIFY changed FINAL)
    Q_PROPERTY(QString numberHint READ numberHint NOTIFY changed FINAL)
    Q_PROPERTY(QString numberError READ numberError NOTIFY changed FINAL)
    Q_PROPERTY(QString birth READ birth WRITE setBirth NOTIFY changed FINAL)
    Q_PROPERTY(QString birthError READ birthError NOTIFY changed FINAL)
    Q_PROPERTY(QString expiry READ expiry WRITE setExpiry NOTIFY changed FINAL)
    Q_PROPERTY(QString expiryError READ expiryError NOTIFY changed FINAL)
    Q_PROPERTY(QString lines READ lines WRITE setLines NOTIFY changed FINAL)
    Q_PROPERTY(QString linesHint READ linesHint NOTIFY changed FINAL)
    Q_PROPERTY(QString linesError READ linesError NOTIFY changed FINAL)
    Q_PROPERTY(QString missing READ missing NOTIFY changed FINAL) // what is still to be done; empty when complete
public:
    enum class Way { Can, Values, Lines };
    Q_ENUM(Way)

    explicit AccessEntry(const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] Way way() const { return m_way; }
    void setWay(Way way) { assign(m_way, way); }
    [[nodiscard]] QStringList ways() const;
    [[nodiscard]] QString can() const { return m_can; }
    void setCan(const QString &can);
    [[nodiscard]] bool isCanDerived() const { return m_canDerived; }
    [[nodiscard]] QString number() const { return m_number; }
    void setNumber(const QString &number) { assign(m_number, number); }
    [[nodiscard]] QString numberHint() const;
    [[nodiscard]] QString numberError() const;
    [[nodiscard]] QString birth() const { return m_birth; }
    void setBirth(const QString &birth) { assign(m_birth, birth); }
    [[nodiscard]] QString birthError() const;
    [[nodiscard]] QString expiry() const { return m_expiry; }
    void setExpiry(const QString &expiry) { assign(m_expiry, expiry); }
    [[nodiscard]] QString expiryError() const;
    [[nodiscard]] QString lines() const { return m_lines; }
    void setLines(const QString &lines) { assign(m_lines, lines); }
    [[nodiscard]] QString linesHint() const;
    [[nodiscard]] QString linesError() const;
    [[nodiscard]] QString missing() const;

    // Nothing while it is incomplete or wrong.
    [[nodiscard]] std::optional<nfc::AccessKey> key() const;
    [[nodiscard]] access::Key origin() const;

    // What follows from a number and from the printed QR; what the person typed in the MRZ's fields stays.
    void suggestFrom(const QString &personalNumber, const std::optional<identity::PrintedQr> &printed);
    // The derived CAN is spent: it makes room for the one that is printed.
    void dropDerivedCan();
    void askForMrz();
    void clear();
    void retranslate() { emit changed(); }

signals:
    void changed();

private:
    template <typename T>
    void assign(T &member, const T &value)
    {
        if (member == value)
            return;
        member = value;
        emit changed();
    }
    static void suggest(QString &field, QString &suggested, const QString &value);
    [[nodiscard]] QDate today() const;
    [[nodiscard]] QString documentNumber() const;

    const Clock &m_clock;
    Way m_way = Way::Can;
    QString m_can;
    bool m_canDerived = false;
    QString m_number;
    QString m_birth;
    QString m_expiry;
    QString m_lines;
    QString m_suggestedNumber;
    QString m_suggestedBirth;
};

} // namespace dd::citizen
