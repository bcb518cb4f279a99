#include "nfc/lds/security_infos.h"

#include "nfc/apdu/tlv.h"

#include <algorithm>

namespace dd::nfc {
namespace {

const QByteArray idPace = QByteArray::fromHex("04007F0007020204");         // 0.4.0.127.0.7.2.2.4
const QByteArray idActiveAuthentication = QByteArray::fromHex("6781080101" "05"); // 2.23.136.1.1.5

// A PACEInfo names mapping, cipher and length: two arcs below id-PACE. One arc less is a PACEDomainParameterInfo.
bool isPaceInfo(const QByteArray &protocol)
{
    return protocol.startsWith(idPace) && protocol.size() == idPace.size() + 2;
}

Result<PaceInfo> parsePaceInfo(const QByteArray &protocol, tlv::Reader &reader, const QString &stage)
{
    PaceInfo info{protocol, 0, std::nullopt};
    const Result<tlv::Element> version = reader.next(0x02);
    const Result<int> number = version ? tlv::smallInteger(version->value, stage) : fail(version.error());
    if (!number)
        return fail(number.error());
    info.version = *number;
    if (!reader.atEnd()) {
        const Result<tlv::Element> parameter = reader.next(0x02);
        const Result<int> id = parameter ? tlv::smallInteger(parameter->value, stage) : fail(parameter.error());
        if (!id)
            return fail(id.error());
        info.parameterId = *id;
    }
    if (const Result<void> end = reader.finish(); !end)
        return fail(end.error());
    return info;
}

Result<ActiveAuthenticationInfo> parseActiveAuthenticationInfo(tlv::Reader &reader, const QString &stage)
{
    const Result<tlv::Element> version = reader.next(0x02);
    const Result<int> number = version ? tlv::smallInteger(version->value, stage) : fail(version.error());
    if (!number)
        return fail(number.error());
    const Result<tlv::Element> algorithm = reader.next(0x06);
    if (!algorithm)
        return fail(algorithm.error());
    if (const Result<void> end = reader.finish(); !end)
        return fail(end.error());
    return ActiveAuthenticationInfo{*number, algorithm->value.toByteArray()};
}

} // namespace

Result<SecurityInfos> parseSecurityInfos(QByteArrayView set, const QString &stage)
{
    const Result<tlv::Element> outer = tlv::readSingle(set, 0x31, stage);
    if (!outer)
        return fail(outer.error());
    SecurityInfos infos;
    tlv::Reader reader(outer->value, stage);
    while (!reader.atEnd()) {
        const Result<tlv::Element> sequence = reader.next(0x30);
        if (!sequence)
            return fail(sequence.error());
        tlv::Reader fields(sequence->value, stage);
        const Result<tlv::Element> identifier = fields.next(0x06);
        if (!identifier)
            return fail(identifier.error());
        const QByteArray protocol = identifier->value.toByteArray();
        infos.protocols.append(protocol);
        if (isPaceInfo(protocol)) {
            Result<PaceInfo> info = parsePaceInfo(protocol, fields, stage);
            if (!info)
                return fail(info.error());
            infos.pace.append(std::move(*info));
        } else if (protocol == idActiveAuthentication) {
            Result<ActiveAuthenticationInfo> info = parseActiveAuthenticationInfo(fields, stage);
            if (!info)
                return fail(info.error());
            infos.activeAuthentication = std::move(*info);
        } else {
            while (!fields.atEnd()) {
                if (const Result<tlv::Element> skipped = fields.next(); !skipped)
                    return fail(skipped.error());
            }
        }
    }
    return infos;
}

Result<SecurityInfos> parseCardAccess(QByteArrayView file)
{
    return parseSecurityInfos(file, QStringLiteral("CardAccess"));
}

Result<SecurityInfos> parseDg14(QByteArrayView file)
{
    const QString stage = QStringLiteral("DG14");
    const Result<tlv::Element> outer = tlv::readSingle(file, 0x6E, stage);
    if (!outer)
        return fail(outer.error());
    return parseSecurityInfos(outer->value, stage);
}

const SecurityInfos &builtInCardAccess()
{
    static const SecurityInfos infos = [] {
        SecurityInfos known;
        known.pace.append({QByteArray::fromHex("04007F00070202040202"), 2, 13}); // ECDH-GM, AES-128, brainpoolP256r1
        known.protocols.append(known.pace.first().protocol);
        return known;
    }();
    return infos;
}

Result<void> checkCardAccessAgainstDg14(const SecurityInfos &cardAccess, const SecurityInfos &dg14)
{
    if (dg14.pace.isEmpty())
        return {}; // some issuers sign nothing about PACE: nothing to compare with
    const auto listed = [](const QList<PaceInfo> &all, const PaceInfo &one) { return std::find(all.begin(), all.end(), one) != all.end(); };
    const bool same = std::all_of(cardAccess.pace.begin(), cardAccess.pace.end(), [&](const PaceInfo &info) { return listed(dg14.pace, info); })
        && std::all_of(dg14.pace.begin(), dg14.pace.end(), [&](const PaceInfo &info) { return listed(cardAccess.pace, info); });
    if (!same)
        return fail(ErrorCode::ProtocolDowngrade, QStringLiteral("CardAccess against DG14"));
    return {};
}

} // namespace dd::nfc
