// A chip that answers whatever it likes, to every way in. First byte: which; then answers, each behind its length.
#include "nfc/authentication/remote_chip_authentication.h"
#include "nfc/secure_messaging/bac.h"
#include "nfc/secure_messaging/pace.h"

#include <cstddef>
#include <cstdint>

using namespace dd;
using namespace dd::nfc;

namespace {

class FuzzedChip final : public CardChannel
{
public:
    explicit FuzzedChip(QByteArrayView answers) : m_answers(answers) {}
    Result<QByteArray> transceive(QByteArrayView) override
    {
        if (m_answers.isEmpty())
            return fail(ErrorCode::CardLost, QStringLiteral("fuzz"));
        const qsizetype size = qMin<qsizetype>(static_cast<quint8>(m_answers[0]), m_answers.size() - 1);
        const QByteArray answer = m_answers.sliced(1, size).toByteArray();
        m_answers = m_answers.sliced(1 + size);
        return answer;
    }
    int maxCommandLength() const override { return 65544; }

private:
    QByteArrayView m_answers;
};

class CountingRandom final : public Random
{
public:
    void fill(unsigned char *data, std::size_t size) override
    {
        for (std::size_t i = 0; i < size; ++i)
            data[i] = static_cast<unsigned char>(m_next++);
    }

private:
    unsigned m_next = 1;
};

const PaceProfile &profile(quint8 which)
{
    static const QList<PaceProfile> all = [] {
        SecurityInfos infos;
        for (const auto &[mapping, id] : {std::pair(1, 0), std::pair(2, 13), std::pair(3, 0), std::pair(4, 13), std::pair(6, 13)})
            infos.pace.append({QByteArray::fromHex("04007F0007020204") + static_cast<char>(mapping) + '\x02', 2, id});
        return *paceProfiles(infos);
    }();
    return all.at(which % all.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    FuzzedChip chip(QByteArrayView(data + 1, static_cast<qsizetype>(size - 1)));
    CardLink link(chip);
    CountingRandom random;
    const quint8 which = data[0] % 8;
    if (which == 7) {
        (void)runBac(link, "T22000129364081251010318", random);
    } else if (which == 6) {
        const AgreementDomain curve = *AgreementDomain::standardized(13);
        const ChipAuthenticationProfile chipProfile{
            QByteArray::fromHex("04007F00070202030202"), CipherSuite::Aes128, curve, curve.generator(), std::nullopt, false};
        (void)runChipAuthentication(link, chipProfile, random);
    } else {
        (void)runPace(link, profile(which), {AccessKey::Kind::Can, "123456"}, random);
    }
    return 0;
}
