// The signed lists an operator may be handed, told apart by their content type (for .cpp files of this folder).
#pragma once

#include <QByteArray>

namespace dd::nfc {

enum class ListKind { None, MasterList, DeviationList, DefectList };

[[nodiscard]] const QByteArray &contentTypeOf(ListKind kind); // object identifier, content bytes
[[nodiscard]] ListKind listKindOf(QByteArrayView cms);        // None for whatever is not a SignedData over one of them

} // namespace dd::nfc
