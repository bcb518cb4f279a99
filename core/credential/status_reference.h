// Where the status of a credential stands: label 65535 of the issuer's payload (IETF Token Status List, CWT form),
// {"status_list": {"idx": index, "uri": uri}}.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <algorithm>

namespace dd::credential {

inline constexpr qint64 mostStatusIndex = 0x7fffffff; // 2^31 - 1
inline constexpr qsizetype statusUriLimit = 64;       // bytes; docs/formats.md §5 counts on 26 or fewer

struct StatusReference
{
    qint64 index = 0; // 0..mostStatusIndex
    QByteArray uri;   // as on the wire: printable ASCII, "https://…"; bytes, for it is looked up by them on every scan
    friend bool operator==(const StatusReference &, const StatusReference &) = default;
};

[[nodiscard]] inline bool isStatusUri(QByteArrayView uri)
{
    constexpr QByteArrayView scheme("https://");
    return uri.size() > scheme.size() && uri.size() <= statusUriLimit && uri.startsWith(scheme) &&
           std::ranges::all_of(uri, [](char character) { return character > ' ' && character <= '~'; });
}

} // namespace dd::credential
