#include "core/trust/post_rule.h"

namespace dd::trust {
namespace {

using credential::Claims;
using credential::CredentialType;
using credential::Place;

// What the rule is about, of a credential or of its copy on paper.
struct Ruled
{
    CredentialType type = CredentialType::Identity;
    int level = 0;
    std::optional<Place> from;
    std::optional<Place> to;
    bool plate = false;
};

Ruled ruledOf(const Claims &claims)
{
    Ruled ruled{claims.type, claims.level, {}, {}, false};
    if (claims.pass) {
        ruled.from = claims.pass->from;
        ruled.to = claims.pass->to;
        ruled.plate = !claims.pass->vehiclePlate.isEmpty();
    }
    if (claims.printed) {
        const credential::PrintedCopyClaims &printed = *claims.printed;
        ruled.type = printed.copyOf;
        ruled.level = printed.copyOf == CredentialType::Identity ? printed.code : 0;
        ruled.from = printed.from;
        ruled.to = printed.to;
        // A copy of a pass for a flight has the flight there, and no post on a road takes that for a vehicle.
        ruled.plate = !printed.label.isEmpty() && printed.code != static_cast<int>(credential::PassKind::AirDomestic);
    }
    return ruled;
}

enum class Whether { Yes, No, OtherTable };

Whether isHere(const std::optional<Place> &place, const Place &here)
{
    if (!place)
        return Whether::No;
    if (place->tableVersion != here.tableVersion)
        return Whether::OtherTable;
    const bool sameWard = place->ward.isEmpty() || here.ward.isEmpty() || place->ward == here.ward;
    return place->province == here.province && sameWard ? Whether::Yes : Whether::No;
}

RuleAnswer notMet(const char *detail)
{
    return {RuleAnswer::Kind::NotMet, QLatin1String(detail)};
}

} // namespace

RuleAnswer judgeRule(const PostRule &rule, const Claims &claims)
{
    const Ruled ruled = ruledOf(claims);
    if (!rule.types.isEmpty() && !rule.types.contains(ruled.type))
        return notMet("not a type that this post accepts");
    if (ruled.type == CredentialType::Identity && ruled.level < rule.leastLevel)
        return notMet("below the level that this post asks for");
    if (ruled.type != CredentialType::TravelPass)
        return {};
    if (rule.needsPlate && !ruled.plate)
        return notMet("no vehicle plate");
    if (!rule.here)
        return {};
    const Whether from = isHere(ruled.from, *rule.here);
    const Whether to = isHere(ruled.to, *rule.here);
    if (from == Whether::Yes || to == Whether::Yes)
        return {};
    if (from == Whether::OtherTable || to == Whether::OtherTable)
        return {RuleAnswer::Kind::CannotTell, QStringLiteral("a place under another table of codes")};
    return notMet("neither from here nor to here");
}

} // namespace dd::trust
