// One credential of every type, invented, with every group it can have.
#pragma once

#include "core/codec/base45.h"
#include "tests/core/forge.h"

namespace dd::test {

inline credential::IssueRequest sampleRequest(const Parties &parties)
{
    return {sampleNumber(), parties.holder->publicKey(), midnight + 30 * aDay};
}

inline credential::Address sampleAddress()
{
    return {QStringLiteral("Số 1, đường Mẫu, phường Mẫu"), credential::Place{QStringLiteral("01"), QStringLiteral("00004"), 20250701}};
}

inline credential::IdentityClaims sampleIdentity()
{
    using namespace credential;
    return {2, EvidencePassive | EvidenceChip | EvidenceInPerson, samplePerson(), sampleAddress(), {14, 16, 18}};
}

inline credential::TravelPassClaims sampleGroupPass(int companions = 2)
{
    credential::TravelPassClaims pass = samplePass();
    pass.kind = credential::PassKind::Group;
    for (int i = 0; i < companions; ++i)
        pass.companions.append({QStringLiteral("TRẦN THỊ MẪU %1").arg(i + 1), 20100101 + i});
    return pass;
}

inline credential::TravelPassClaims sampleFlightPass()
{
    using namespace credential;
    TravelPassClaims pass = samplePass();
    pass.kind = PassKind::AirDomestic;
    pass.flight = Flight{QStringLiteral("VN"), 123, 20261121, QStringLiteral("HAN"), QStringLiteral("DAD")};
    pass.conditions = {{Condition::Type::Vaccine, QStringLiteral("TC-0001"), 0}, {Condition::Type::Test, QStringLiteral("XN-0002"), 72 * 3600}};
    return pass;
}

inline credential::ResidenceStatusClaims sampleResidence()
{
    using namespace credential;
    return {20261121, EvidenceDemo, samplePerson(), sampleAddress(), Address{QStringLiteral("Số 2, đường Ví Dụ"), std::nullopt},
            Household{QStringLiteral("HK-000001"), 3, 4}};
}

inline credential::ReceiptClaims sampleReceipt()
{
    using namespace credential;
    return {DeclarationKind::StayNotification, QStringLiteral("TBLT-2026-000001"), DeclarationState::Accepted, noon, noon + aDay, EvidenceDemo,
            samplePerson(), Address{QStringLiteral("Nhà nghỉ Mẫu"), std::nullopt},
            {{QStringLiteral("TRẦN THỊ MẪU"), 19920000, 1}, {QStringLiteral("NGUYỄN VĂN VÍ DỤ"), 20150607, 3}}};
}

inline credential::StatusReference sampleStatus(qint64 index = (1 << 20) - 1)
{
    return {index, "https://tt.example.vn/s/01"};
}

inline QByteArray bindingBytes(const QString &text)
{
    return base45::decode(text.mid(4).toLatin1()).value_or(QByteArray());
}

} // namespace dd::test
