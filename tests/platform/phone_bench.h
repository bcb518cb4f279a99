// A phone to try the channel on: a fake field, a real NFC thread with its event loop, a real reader thread that blocks.
#pragma once

#include "platform/qtnfc/qtnfc_card_source.h"
#include "tests/platform/fake_nfc.h"

#include <future>

namespace dd::test {

using PhoneChannel = Result<std::unique_ptr<nfc::CardChannel>>;

inline const QByteArray someCommand = QByteArray::fromHex("00A4000C023F00");
inline const QByteArray extendedCommand = QByteArray::fromHex("00B00000000800");
inline const QByteArray success = QByteArray::fromHex("9000");

class PhoneBench
{
public:
    PhoneBench() { makeSource(); }
    ~PhoneBench() { source.reset(); } // before the phone, which its thread uses
    PhoneBench(const PhoneBench &) = delete;
    PhoneBench &operator=(const PhoneBench &) = delete;

    void makeSource(const platform::NfcOptions &options = {})
    {
        source = platform::makeNfcCardSource([this] { return std::make_unique<FakeField>(phone); }, options);
    }
    std::future<PhoneChannel> connecting(int timeoutMs = 20000)
    {
        return std::async(std::launch::async, [this, timeoutMs] { return source->connect(stop.get_token(), timeoutMs); });
    }
    static std::future<Result<QByteArray>> sending(nfc::CardChannel &channel, const QByteArray &command = someCommand)
    {
        return std::async(std::launch::async, [&channel, command] { return channel.transceive(command); });
    }
    bool searching()
    {
        return QTest::qWaitFor([this] { return phone.started > phone.stopped; });
    }
    FakeTag *lay(FakeTag::Behaviour behaviour, const std::function<void(FakeTag &)> &prepare = {})
    {
        FakeTag *tag = nullptr;
        onField(phone, [&](FakeField &field) { tag = field.lay(std::move(behaviour), prepare); });
        return tag;
    }
    // A channel to a tag that behaves so.
    std::unique_ptr<nfc::CardChannel> channelTo(FakeTag::Behaviour behaviour, const std::function<void(FakeTag &)> &prepare = {},
                                                FakeTag **tag = nullptr)
    {
        auto connection = connecting();
        if (!searching())
            return nullptr;
        FakeTag *laid = lay(std::move(behaviour), prepare);
        if (tag != nullptr)
            *tag = laid;
        PhoneChannel channel = connection.get();
        return channel ? std::move(*channel) : nullptr;
    }
    bool commandsReached(FakeTag *tag, int count)
    {
        return QTest::qWaitFor([&] {
            qsizetype sent = 0;
            onField(phone, [&](FakeField &) { sent = tag->commands.size(); });
            return sent >= count;
        });
    }

    FakePhone phone;
    std::unique_ptr<nfc::CardSource> source;
    std::stop_source stop;
};

} // namespace dd::test
