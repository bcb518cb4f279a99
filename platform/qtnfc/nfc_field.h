// What a phone's NFC does for us, one to one over QNearFieldManager and QNearFieldTarget (qt_nfc_field.h), so that everything
// else can be tested without a phone. Objects of this file live on the NFC thread and are called there only.
#pragma once

#include <functional>
#include <memory>
#include <QByteArray>
#include <QObject>

namespace dd::platform::qtnfc {

class NfcTag : public QObject
{
    Q_OBJECT

public:
    using Request = quint64; // 0 is none
    enum class Fault {
        Gone,       // out of reach, no answer, a broken frame: phones cannot tell these apart
        NotSuitable // the tag or the phone cannot do such a thing at all
    };
    Q_ENUM(Fault)

    using QObject::QObject;
    // Speaks ISO/IEC 14443-4, which carries APDUs.
    [[nodiscard]] virtual bool isChipCard() const = 0;
    // Longest command in bytes; 0 where the phone does not say, or the tag is gone.
    [[nodiscard]] virtual int maxCommandLength() const = 0;
    // May block for seconds (Android). The outcome is a signal, never emitted from inside; 0 when it was refused outright.
    [[nodiscard]] virtual Request send(const QByteArray &command) = 0;
    virtual void close() = 0;

signals:
    void answered(dd::platform::qtnfc::NfcTag::Request request, const QByteArray &response);
    void failed(dd::platform::qtnfc::NfcTag::Request request, dd::platform::qtnfc::NfcTag::Fault fault);
};

class NfcField : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    // Whether the phone can send APDUs to a card at all.
    [[nodiscard]] virtual bool isSupported() const = 0;
    [[nodiscard]] virtual bool isSwitchedOn() const = 0;
    [[nodiscard]] virtual bool startDetection() = 0;
    virtual void stopDetection() = 0;
    // On the system's own sheet (iOS); elsewhere does nothing.
    virtual void setMessage(const QString &text) = 0;

signals:
    // The tag belongs to the field and lives until tagLost() has been emitted for it. The same card found again is a new tag.
    void tagFound(dd::platform::qtnfc::NfcTag *tag);
    void tagLost(dd::platform::qtnfc::NfcTag *tag);
    // By stopDetection(), or by the person who closed the system's sheet.
    void detectionStopped();
    void switchedOff();
};

using NfcFieldFactory = std::function<std::unique_ptr<NfcField>()>; // called on the thread the field will live on

} // namespace dd::platform::qtnfc
