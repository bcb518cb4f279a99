// A whole reading of a chip that passes access control and then says what it likes, each lie under a right checksum. First byte:
// which way in, which lengths. Then one step for each answer: how many bytes, what to do, and with what.
#include "core/base/clock.h"
#include "nfc/read_card.h"
#include "nfc/simulator/soft_card.h"

#include <QLoggingCategory>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace dd;
using namespace dd::nfc;

namespace {

constexpr qint64 now = 1'760'000'000;

class CountingRandom final : public Random // reproducible
{
public:
    void fill(unsigned char *data, std::size_t size) override
    {
        for (std::size_t i = 0; i < size; ++i)
            data[i] = static_cast<unsigned char>((m_next = m_next * 1103515245 + 12345) >> 16);
    }

private:
    std::uint32_t m_next = 1;
};

const DemoIssuer &issuer()
{
    static const DemoIssuer made = [] {
        QLoggingCategory::setFilterRules(QStringLiteral("dinhdanh.*=false"));
        return *makeDemoIssuer(now);
    }();
    return made;
}

const CardImage &honestCard()
{
    static const CardImage card = *personalise(demoPerson(), issuer(), ActiveAuthenticationKey::Ecdsa, now);
    return card;
}

const CscaStore &anchors()
{
    static const CscaStore store = [] {
        CscaStore trusted;
        if (!trusted.add(issuer().cscaCertificate, QStringLiteral("fuzz"), true))
            std::abort();
        return trusted;
    }();
    return store;
}

// One step of the input for one answer; with no steps left the chip is honest.
class Lies
{
public:
    explicit Lies(QByteArrayView steps) : m_steps(steps) {}
    void tellOne(ResponseApdu &answer)
    {
        if (m_steps.size() < 2)
            return;
        const qsizetype size = std::min<qsizetype>(static_cast<quint8>(m_steps[0]), m_steps.size() - 2);
        const auto what = static_cast<quint8>(m_steps[1]);
        const QByteArrayView with = m_steps.sliced(2, size);
        m_steps = m_steps.sliced(2 + size);
        switch (what % 6) {
        case 1:
            answer.data = with.toByteArray();
            break;
        case 2:
            answer.data.replace(what / 6, std::min<qsizetype>(with.size(), std::max<qsizetype>(0, answer.data.size() - what / 6)), with.toByteArray());
            break;
        case 3:
            answer.data.truncate(what / 6);
            break;
        case 4:
            if (with.size() >= 2)
                answer.status = static_cast<quint16>(static_cast<quint8>(with[0]) << 8 | static_cast<quint8>(with[1]));
            break;
        case 5:
            answer.data += with.toByteArray();
            break;
        default:
            break; // this answer is honest
        }
    }

private:
    QByteArrayView m_steps;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const bool basic = (data[0] & 1) != 0;
    CardImage card = honestCard();
    card.extendedLength = (data[0] & 2) == 0;
    Lies lies(QByteArrayView(data + 1, static_cast<qsizetype>(size - 1)));
    SimulatedOptions options;
    if ((data[0] & 4) != 0)
        options.faults.dropAt = {20, 40};
    options.tampering.answer = [&](const CommandApdu &, ResponseApdu &answer) { lies.tellOne(answer); };
    CountingRandom random;
    const FixedClock clock(now + 86400);
    const std::unique_ptr<SimulatedSource> source = makeSimulatedCard(card, random, std::move(options));
    ReadRequest request;
    request.access = basic ? AccessKey{AccessKey::Kind::Mrz, card.mrzInformation} : AccessKey{AccessKey::Kind::Can, card.can.toLatin1()};
    request.basicAccessControl = basic;
    const Result<ReadResult> result = readCard(*source, request, anchors(), random, clock, {}, {});
    // A genuine chip is one whose signed files are its own.
    if (result && result->report.verdict() == ReadReport::Verdict::Genuine) {
        for (const FileId file : {FileId::Sod, FileId::Dg1, FileId::Dg2, FileId::Dg13, FileId::Dg14, FileId::Dg15}) {
            if (result->files.contains(file) && result->files.value(file) != card.files.value(file))
                std::abort();
        }
    }
    return 0;
}
