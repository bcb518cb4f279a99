// Commands to the simulated chip, each with a length byte before it. Nobody has the password, so no guarded file may come out.
#include "nfc/simulator/soft_card.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

class CountingRandom final : public dd::Random // reproducible, and good enough for keys that nobody is meant to keep
{
public:
    void fill(unsigned char *data, std::size_t size) override
    {
        for (std::size_t i = 0; i < size; ++i)
            data[i] = static_cast<unsigned char>(m_next = m_next * 1103515245 + 12345);
    }

private:
    std::uint32_t m_next = 1;
};

const QByteArray guarded("NOBODY MAY READ THIS");

dd::nfc::CardImage guardedCard()
{
    dd::nfc::CardImage image;
    image.files.insert(dd::nfc::FileId::CardAccess, QByteArray::fromHex("31283012060A04007F0007020204020202010202010D"
                                                                        "3012060A04007F0007020204040202010202010C"));
    image.files.insert(dd::nfc::FileId::Dg1, guarded);
    image.files.insert(dd::nfc::FileId::Com, guarded);
    image.can = QStringLiteral("190017");
    image.mrzInformation = "L898902C<369080619406236";
    return image;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    CountingRandom random;
    dd::nfc::SoftCard card(guardedCard(), random);
    card.powerOn();
    for (std::size_t at = 0; at < size;) {
        const std::size_t length = std::min<std::size_t>(data[at], size - at - 1);
        const QByteArray response = card.respond(QByteArrayView(data + at + 1, static_cast<qsizetype>(length)));
        if (response.size() < 2 || response.contains(guarded.first(4)))
            std::abort();
        at += 1 + length;
    }
    return 0;
}
