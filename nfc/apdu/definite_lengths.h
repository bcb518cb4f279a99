// BER with indefinite lengths (ITU-T X.690 §8.1.3.6) made definite. 9303-10 wants DER, yet the SODs of some countries, the
// USA's among them, are written by streams that close what they opened with 00 00.
#pragma once

#include <optional>
#include <QByteArray>

namespace dd::nfc::tlv {

// The same elements with definite lengths, the shortest where one had to be made; elements that were definite throughout stay
// as they stood, so that a signature over them holds. Nothing when there is no indefinite length to replace, or no way to read
// the bytes: then a strict reader says what is wrong with them.
[[nodiscard]] std::optional<QByteArray> withDefiniteLengths(QByteArrayView ber);

} // namespace dd::nfc::tlv
