// A file out of a chip that answers whatever it likes. First byte: what the chip is known for; then answers, each behind two bytes of
// length.
#include "nfc/lds/file_reader.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace dd;
using namespace dd::nfc;

namespace {

class FuzzedChip final : public CardChannel
{
public:
    FuzzedChip(QByteArrayView answers, int longest) : m_answers(answers), m_longest(longest) {}
    Result<QByteArray> transceive(QByteArrayView command) override
    {
        if (command.size() > m_longest)
            std::abort(); // longer than this channel carries
        if (m_answers.size() < 2)
            return fail(ErrorCode::CardLost, QStringLiteral("fuzz"));
        const qsizetype wanted = static_cast<quint8>(m_answers[0]) << 8 | static_cast<quint8>(m_answers[1]);
        const qsizetype size = std::min<qsizetype>(wanted, m_answers.size() - 2);
        const QByteArray answer = m_answers.sliced(2, size).toByteArray();
        m_answers = m_answers.sliced(2 + size);
        return answer;
    }
    int maxCommandLength() const override { return m_longest; }

private:
    QByteArrayView m_answers;
    int m_longest;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::uint8_t known = data[0];
    FuzzedChip chip(QByteArrayView(data + 1, static_cast<qsizetype>(size - 1)), (known & 1) != 0 ? 65544 : 261);
    CardLink link(chip);
    ReadLimits limits;
    limits.extended = (known & 2) != 0 ? ReadLimits::Extended::Works : (known & 4) != 0 ? ReadLimits::Extended::Refused : ReadLimits::Extended::Unknown;
    limits.shortIdentifierWorks = (known & 8) == 0;
    limits.pastEndWorks = (known & 16) == 0;
    FileReader reader(link, limits);
    if ((known & 32) != 0) {
        const Result<FileOutcome> row = reader.readRow(FileId::AtrInfo);
        const QByteArray *bytes = row ? std::get_if<QByteArray>(&*row) : nullptr;
        if (bytes != nullptr && bytes->size() > FileReader::largestRow)
            std::abort();
    }
    PartialFile partial;
    for (int connection = 0; connection < 2; ++connection) {
        const Result<FileOutcome> file = reader.read(FileId::Dg2, partial, [](qint64 done, qint64 total) {
            if (done < 0 || done > total || total > FileReader::largestFile)
                std::abort();
        });
        if (partial.bytes.size() > FileReader::largestFile)
            std::abort();
        if (file)
            break;
    }
    return 0;
}
