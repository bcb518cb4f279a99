// A printed copy as a sheet of paper: its code, what stands in it in words, what it proves and what it does not.
#pragma once

#include "core/credential/credential.h"

namespace dd::citizen {

struct PrintedSheet
{
    QString code;              // "VN1:…", presented to "vn:print"
    credential::Claims claims; // of the printed copy
    QList<credential::Group> shown;
    bool demo = false;
    qint64 madeAt = 0; // seconds UTC
};

[[nodiscard]] QString printedSheetTitle(const PrintedSheet &sheet);
// For personalDataPdf(). The code at error correction level M: paper is folded and stained. QrTooLong.
[[nodiscard]] Result<QString> printedSheetHtml(const PrintedSheet &sheet);

} // namespace dd::citizen
