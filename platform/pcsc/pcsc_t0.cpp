#include "platform/pcsc/pcsc_t0.h"

namespace dd::platform::pcsc {

Result<QByteArray> transceiveT0(const Transmit &transmit, QByteArrayView command)
{
    QByteArray tpdu = command.toByteArray();
    if (tpdu.size() == 4)
        tpdu.append('\0'); // case 1: P3 = 0
    else if (tpdu.size() > 5 && tpdu.size() == 6 + static_cast<quint8>(tpdu.at(4)))
        tpdu.chop(1); // case 4: Le is not sent
    QByteArray collected;
    constexpr int mostRounds = 512; // 256 pieces of 256 bytes are all an extended response can be
    for (int round = 0; round < mostRounds; ++round) {
        const Result<QByteArray> response = transmit(tpdu);
        if (!response || response->size() < 2)
            return response;
        const char sw1 = response->at(response->size() - 2);
        const char sw2 = response->at(response->size() - 1);
        if (sw1 == '\x6C' && response->size() == 2 && tpdu.size() == 5) {
            tpdu[4] = sw2;
        } else if (sw1 == '\x61') {
            collected += response->chopped(2);
            tpdu = QByteArray(1, static_cast<char>(command[0] & 0x0C)) + QByteArray("\xC0\x00\x00", 3) + sw2;
        } else {
            return collected + *response;
        }
    }
    return fail(ErrorCode::CardLost, QStringLiteral("exchange with the card"), QStringLiteral("the answer has no end"));
}

} // namespace dd::platform::pcsc
