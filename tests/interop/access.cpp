// Our reader's way into a chip, with the chip at the other end of two pipes: commands go out as lines of hexadecimal, answers come in
// the same way. usage: interop_access bac MRZ_INFORMATION | pace EF_CARDACCESS_HEX CAN [DG14_HEX]
// Ends with "read HEX" (EF.COM, after chip authentication where DG14 was given) or "failed CODE STAGE DETAIL".
#include "core/base/random.h"
#include "nfc/lds/file_reader.h"
#include "nfc/secure_messaging/bac.h"
#include "nfc/secure_messaging/chip_authentication.h"
#include "nfc/secure_messaging/pace.h"

#include <cstdio>
#include <iostream>
#include <string>

using namespace dd;
using namespace dd::nfc;

namespace {

class PipeChannel final : public CardChannel
{
public:
    Result<QByteArray> transceive(QByteArrayView command) override
    {
        std::cout << command.toByteArray().toHex().constData() << std::endl;
        std::string line;
        if (!std::getline(std::cin, line))
            return fail(ErrorCode::CardLost, QStringLiteral("pipe"));
        return QByteArray::fromHex(QByteArray::fromStdString(line));
    }
    int maxCommandLength() const override { return 65544; }
};

Result<void> select(CardLink &link)
{
    const Result<ResponseApdu> answer = link.transmit({0x00, 0xA4, 0x04, 0x0C, QByteArray::fromHex("A0000002471001"), 0, false});
    if (!answer)
        return fail(answer.error());
    return answer->isSuccess() ? Result<void>() : fail(ErrorCode::NotAnIdCard, QStringLiteral("SELECT"), statusText(answer->status));
}

Result<void> openByBac(CardLink &link, const QByteArray &mrzInformation, Random &random)
{
    if (const Result<void> selected = select(link); !selected)
        return selected;
    return runBac(link, mrzInformation, random);
}

Result<void> openByPace(CardLink &link, const QByteArray &cardAccess, const QByteArray &can, Random &random)
{
    const Result<SecurityInfos> infos = parseCardAccess(cardAccess);
    if (!infos)
        return fail(infos.error());
    const Result<QList<PaceProfile>> profiles = paceProfiles(*infos);
    if (!profiles)
        return fail(profiles.error());
    if (const auto opened = runPace(link, profiles->first(), {AccessKey::Kind::Can, can}, random); !opened)
        return fail(opened.error());
    return select(link);
}

Result<void> authenticateChip(CardLink &link, const QByteArray &dg14, Random &random)
{
    const Result<SecurityInfos> infos = parseDg14(dg14);
    if (!infos)
        return fail(infos.error());
    const Result<QList<ChipAuthenticationProfile>> profiles = chipAuthenticationProfiles(*infos);
    return profiles ? runChipAuthentication(link, profiles->first(), random) : fail(profiles.error());
}

Result<QByteArray> readCom(const QList<QByteArray> &arguments)
{
    PipeChannel channel;
    CardLink link(channel);
    SystemRandom random;
    const Result<void> opened = arguments.at(0) == "bac" ? openByBac(link, arguments.at(1), random)
                                                         : openByPace(link, QByteArray::fromHex(arguments.at(1)), arguments.at(2), random);
    if (!opened)
        return fail(opened.error());
    if (arguments.size() > 3) {
        if (const Result<void> proved = authenticateChip(link, QByteArray::fromHex(arguments.at(3)), random); !proved)
            return fail(proved.error());
    }
    ReadLimits limits;
    const Result<FileOutcome> file = FileReader(link, limits).read(FileId::Com);
    if (!file)
        return fail(file.error());
    const auto *bytes = std::get_if<QByteArray>(&*file);
    return bytes != nullptr ? Result<QByteArray>(*bytes) : fail(ErrorCode::DamagedFile, QStringLiteral("COM"));
}

} // namespace

int main(int argc, char *argv[])
{
    const QList<QByteArray> arguments(argv + 1, argv + argc);
    if (arguments.size() < 2 || (arguments.first() == "pace" && arguments.size() < 3)) {
        std::fputs("usage: interop_access bac MRZ | pace CARDACCESS CAN [DG14]\n", stderr);
        return 2;
    }
    const Result<QByteArray> file = readCom(arguments);
    if (file)
        std::cout << "read " << file->toHex().constData() << std::endl;
    else
        std::cout << "failed " << qPrintable(errorId(file.error().code)) << ' ' << qPrintable(file.error().stage) << ' '
                  << qPrintable(file.error().detail) << std::endl;
    return 0;
}
