// A phone's NFC that does what a test says, on the thread it was made on, like the real one.
#pragma once

#include "platform/qtnfc/nfc_field.h"

#include <atomic>
#include <QTest>
#include <QThread>

namespace dd::test {

using platform::qtnfc::NfcField;
using platform::qtnfc::NfcTag;

class FakeTag final : public NfcTag
{
public:
    // What happens to a command; it answers through `later()`, or not at all.
    using Behaviour = std::function<Request(FakeTag &tag, const QByteArray &command)>;

    FakeTag(Behaviour behaviour, QObject *parent) : NfcTag(parent), m_behaviour(std::move(behaviour)) {}

    bool isChipCard() const override { return chipCard; }
    int maxCommandLength() const override { return maxLength; }
    Request send(const QByteArray &command) override
    {
        commands.append(command);
        threads.append(QThread::currentThread());
        return m_behaviour(*this, command);
    }
    void close() override { ++closed; }

    Request next() { return ++m_last; }
    // An answer the way phones give it: when the event loop comes round.
    void later(Request request, const QByteArray &response)
    {
        QMetaObject::invokeMethod(
            this, [this, request, response] { emit answered(request, response); }, Qt::QueuedConnection);
    }
    void laterFault(Request request, Fault fault)
    {
        QMetaObject::invokeMethod(
            this, [this, request, fault] { emit failed(request, fault); }, Qt::QueuedConnection);
    }

    bool chipCard = true;
    int maxLength = 65279;
    QByteArrayList commands;
    QList<QThread *> threads;
    int closed = 0;

private:
    Behaviour m_behaviour;
    Request m_last = 0;
};

// What the test sees of the field; safe from any thread.
struct FakePhone
{
    std::atomic_bool supported = true;
    std::atomic_bool switchedOn = true;
    std::atomic_bool starts = true;
    std::atomic_int started = 0;
    std::atomic_int stopped = 0;
    std::atomic<class FakeField *> field = nullptr;
    QString message; // read inside FakeField::run() only
};

class FakeField final : public NfcField
{
public:
    explicit FakeField(FakePhone &phone) : m_phone(phone) { m_phone.field = this; }
    ~FakeField() override
    {
        FakeField *self = this;
        m_phone.field.compare_exchange_strong(self, nullptr); // isAvailable() makes short-lived ones
    }

    bool isSupported() const override { return m_phone.supported; }
    bool isSwitchedOn() const override { return m_phone.switchedOn; }
    bool startDetection() override
    {
        if (m_detecting || !m_phone.starts)
            return false; // the real one refuses a second start, too
        m_detecting = true;
        ++m_phone.started;
        return true;
    }
    void stopDetection() override
    {
        if (!std::exchange(m_detecting, false))
            return;
        ++m_phone.stopped;
        emit detectionStopped();
    }
    void setMessage(const QString &text) override { m_phone.message = text; }

    FakeTag *lay(FakeTag::Behaviour behaviour, const std::function<void(FakeTag &)> &prepare = {})
    {
        auto *tag = new FakeTag(std::move(behaviour), this);
        if (prepare)
            prepare(*tag);
        emit tagFound(tag);
        return tag;
    }
    void takeAway(FakeTag *tag) { emit tagLost(tag); }
    void closeSheet()
    {
        m_detecting = false;
        emit detectionStopped();
    }
    void switchOff()
    {
        m_phone.switchedOn = false;
        emit switchedOff();
    }
    [[nodiscard]] bool isDetecting() const { return m_detecting; }

private:
    FakePhone &m_phone;
    bool m_detecting = false;
};

// Something done on the field's own thread, waited for.
template <typename Call>
void onField(FakePhone &phone, Call call)
{
    FakeField *field = phone.field;
    QVERIFY(field != nullptr);
    QMetaObject::invokeMethod(
        field, [field, &call] { call(*field); }, Qt::BlockingQueuedConnection);
}

// Tag behaviours
inline FakeTag::Behaviour answering(QByteArray response)
{
    return [response](FakeTag &tag, const QByteArray &) {
        const auto request = tag.next();
        tag.later(request, response);
        return request;
    };
}
inline FakeTag::Behaviour silent()
{
    return [](FakeTag &tag, const QByteArray &) { return tag.next(); };
}
inline FakeTag::Behaviour failing(NfcTag::Fault fault)
{
    return [fault](FakeTag &tag, const QByteArray &) {
        const auto request = tag.next();
        tag.laterFault(request, fault);
        return request;
    };
}
inline FakeTag::Behaviour refusing()
{
    return [](FakeTag &, const QByteArray &) -> NfcTag::Request { return 0; };
}

} // namespace dd::test
