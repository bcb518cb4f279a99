#include "core/identity/personal_number.h"

#include <algorithm>

namespace dd::identity {

Result<PersonalNumber> parsePersonalNumber(const QString &text)
{
    const auto isDigit = [](QChar character) { return character >= u'0' && character <= u'9'; }; // not QChar::isDigit: ASCII only
    if (text.size() != 12 || !std::all_of(text.begin(), text.end(), isDigit))
        return fail(ErrorCode::PersonalNumberMalformed, QStringLiteral("personal number"));
    const int centuryAndSex = text.at(3).digitValue();
    const int year = text.at(4).digitValue() * 10 + text.at(5).digitValue();
    return PersonalNumber{text, text.first(3), centuryAndSex % 2 == 0 ? Sex::Male : Sex::Female, 1900 + centuryAndSex / 2 * 100 + year};
}

QString maskedPersonalNumber(const QString &digits)
{
    const qsizetype shown = digits.size() > 3 ? 3 : 0;
    return QString(digits.size() - shown, u'*') + digits.last(shown);
}

} // namespace dd::identity
