#include "core/base/error.h"

#include <array>

namespace dd {
namespace {

constexpr std::array errorTexts{
#define DD_ERROR(name, id, vi, viAdvice, en, enAdvice) ErrorText{id, vi, viAdvice, en, enAdvice},
#include "core/base/error_codes.def"
#undef DD_ERROR
};

} // namespace

const ErrorText &errorText(ErrorCode code)
{
    return errorTexts.at(static_cast<std::size_t>(code));
}

QString errorId(ErrorCode code)
{
    return QString::fromLatin1(errorText(code).id);
}

QString errorMessage(ErrorCode code, Language language)
{
    const ErrorText &text = errorText(code);
    return QString::fromUtf8(language == Language::Vietnamese ? text.vi : text.en);
}

QString errorAdvice(ErrorCode code, Language language)
{
    const ErrorText &text = errorText(code);
    return QString::fromUtf8(language == Language::Vietnamese ? text.viAdvice : text.enAdvice);
}

const QList<ErrorCode> &allErrorCodes()
{
    static const QList<ErrorCode> codes = [] {
        QList<ErrorCode> all;
        for (std::size_t i = 0; i < errorTexts.size(); ++i)
            all.append(static_cast<ErrorCode>(i));
        return all;
    }();
    return codes;
}

} // namespace dd
