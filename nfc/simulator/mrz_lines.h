// Machine-readable zones of demo documents (ICAO 9303-4, -5, -6), written apart from the parser that reads them.
#pragma once

#include "nfc/simulator/card_profile.h"

namespace dd::nfc::simulator {

// Two or three lines joined by '\n', every check digit computed. InvalidInput with stage "card profile" and the key at fault.
[[nodiscard]] Result<QString> mrzLines(const CardProfile::Document &document);

// Letters as an MRZ writes them: capitals without marks, Đ as D, blanks and hyphens as fillers. No value for anything else.
[[nodiscard]] std::optional<QString> mrzLetters(const QString &text);

} // namespace dd::nfc::simulator
