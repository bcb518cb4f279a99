// What is known of a credential's revocation (docs/formats.md §6).
#pragma once

namespace dd::trust {

enum class StatusState { Unknown, Good, Revoked, Suspended };

} // namespace dd::trust
