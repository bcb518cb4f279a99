// Errors are values: a stable code people can search for, the stage it happened in, and a detail
// that never carries a personal value. The text shown to people comes from one table per module
// (error_codes_*.def), Vietnamese and English side by side with the advice.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringView>
#include <optional>

namespace dd {

// Listed through an X-macro so that the enum, the texts and the test that walks them cannot drift apart.
enum class ErrorCode {
#ifndef Q_MOC_RUN // moc cannot follow an include inside an enum
#define DD_ERROR(name, id, vi, viAdvice, en, enAdvice) name,
#include "core/base/error_codes.def"
#undef DD_ERROR
#endif
};

struct ErrorText {
    const char *id;  // "NFC-014": stable for ever, printed with every message
    const char *vi;
    const char *viAdvice;
    const char *en;
    const char *enAdvice;
};

enum class Language { Vietnamese, English };

struct Error {
    ErrorCode code;
    QString stage;  // the step that failed, in the field's own words: "PACE step 2", "issuer signature"
    QString detail; // for people who debug; never a name, a number or key material
    std::optional<int> triesLeft = {}; // where a limited secret was refused
};

[[nodiscard]] const ErrorText &errorText(ErrorCode code);
[[nodiscard]] QString errorId(ErrorCode code);
[[nodiscard]] QString errorMessage(ErrorCode code, Language language);
[[nodiscard]] QString errorAdvice(ErrorCode code, Language language);
// Every code once, in declaration order; for the test that insists on texts and unique ids.
[[nodiscard]] const QList<ErrorCode> &allErrorCodes();

} // namespace dd
