#include "app/citizen/card_summary.h"

#include "core/codec/cbor.h"

#include <algorithm>

namespace dd::citizen {
namespace {

using cbor::Value;

std::unexpected<Error> malformed(const char *what)
{
    return fail(ErrorCode::CborMalformed, QStringLiteral("card summary"), QString::fromLatin1(what));
}

// MRZ dates are YYMMDD; DG13 writes dd/MM/yyyy, which people read.
QString mrzDate(const QString &date, bool birth)
{
    if (date.size() != 6 || date.contains(QLatin1Char('<')))
        return {};
    const int year = date.left(2).toInt();
    const int century = birth && 2000 + year > QDate::currentDate().year() ? 1900 : 2000;
    const QDate parsed(century + year, date.mid(2, 2).toInt(), date.mid(4, 2).toInt());
    return parsed.isValid() ? parsed.toString(QStringLiteral("dd/MM/yyyy")) : QString();
}

QString mrzName(const identity::Mrz &mrz)
{
    return (mrz.primaryName + QLatin1Char(' ') + mrz.secondaryName).trimmed();
}

QString nameText(const nfc::HolderName &name)
{
    return (name.primary + QLatin1Char(' ') + name.secondary).trimmed();
}

// DG11 and DG12 write YYYYMMDD, 00 where a part is unknown (ICAO 9303-10 §4.7.11).
QString groupDate(const QString &date)
{
    const QDate parsed = QDate::fromString(date, QStringLiteral("yyyyMMdd"));
    return parsed.isValid() ? parsed.toString(QStringLiteral("dd/MM/yyyy")) : QString();
}

QString firstOf(const QStringList &candidates)
{
    const auto found = std::find_if(candidates.cbegin(), candidates.cend(), [](const QString &text) { return !text.trimmed().isEmpty(); });
    return found == candidates.cend() ? QString() : *found;
}

// What the person and the issuer stated beyond the card's own face.
template <typename Add>
void addOtherGroups(const nfc::ReadResult &result, const Add &add)
{
    if (result.holder) {
        const nfc::Dg11 &holder = *result.holder;
        QStringList others;
        for (const nfc::HolderName &name : holder.otherNames)
            others.append(nameText(name));
        add(CardFieldKey::HolderNumber, holder.personalNumber, FieldOrigin::Chip);
        add(CardFieldKey::OtherNames, others.join(QStringLiteral("; ")), FieldOrigin::Chip);
        add(CardFieldKey::PlaceOfBirth, holder.placeOfBirth.join(QStringLiteral(", ")), FieldOrigin::Chip);
        add(CardFieldKey::Address, holder.address.join(QStringLiteral(", ")), FieldOrigin::Chip);
    }
    if (result.document) {
        add(CardFieldKey::IssuingAuthority, result.document->issuingAuthority, FieldOrigin::Chip);
        add(CardFieldKey::Endorsements, result.document->endorsements, FieldOrigin::Chip);
    }
}

} // namespace

QString CardSummary::value(CardFieldKey key) const
{
    for (const FieldOrigin origin : {FieldOrigin::Chip, FieldOrigin::PrintedQr, FieldOrigin::Typed}) {
        for (const CardField &field : fields) {
            if (field.key == key && field.origin == origin)
                return field.value;
        }
    }
    return {};
}

CardSummary summarise(const nfc::ReadResult &result, const std::optional<identity::PrintedQr> &printed, const QString &typedNumber)
{
    CardSummary summary;
    summary.verdict = result.report.verdict();
    summary.demo = result.report.demo;
    summary.simulated = result.report.simulated;
    summary.anchorName = result.report.anchorName;
    summary.anchorInstalledBy = result.report.anchorInstalledBy;
    const bool active = result.report.activeAuthentication.outcome == nfc::CheckOutcome::Passed;
    summary.chipCheck = active ? result.report.activeAuthentication.detail : result.report.chipAuthentication.detail;

    const auto add = [&summary](CardFieldKey key, const QString &value, FieldOrigin origin) {
        if (!value.trimmed().isEmpty() && summary.value(key).isEmpty())
            summary.fields.append({key, value.trimmed(), origin});
    };
    const nfc::Dg13 details = result.details.value_or(nfc::Dg13());
    const nfc::Dg11 holder = result.holder.value_or(nfc::Dg11());
    const nfc::Dg12 document = result.document.value_or(nfc::Dg12());
    const identity::Mrz &mrz = result.mrz;
    add(CardFieldKey::FullName, firstOf({details.fullName, nameText(holder.name), mrzName(mrz)}), FieldOrigin::Chip);
    add(CardFieldKey::PersonalNumber, details.personalNumber.isEmpty() ? mrz.personalNumber : details.personalNumber, FieldOrigin::Chip);
    add(CardFieldKey::DocumentNumber, mrz.personalNumber.isEmpty() ? mrz.documentNumber : QString(), FieldOrigin::Chip);
    add(CardFieldKey::BirthDate, firstOf({details.birthDate, groupDate(holder.birthDate), mrzDate(mrz.birthDate, true)}), FieldOrigin::Chip);
    add(CardFieldKey::SexField, details.sex.isEmpty() && mrz.sex != QLatin1String("<") ? mrz.sex : details.sex, FieldOrigin::Chip);
    add(CardFieldKey::Nationality, details.nationality.isEmpty() ? mrz.nationality : details.nationality, FieldOrigin::Chip);
    add(CardFieldKey::PlaceOfOrigin, details.placeOfOrigin, FieldOrigin::Chip);
    add(CardFieldKey::Residence, details.residence, FieldOrigin::Chip);
    add(CardFieldKey::IssueDate, firstOf({details.issueDate, groupDate(document.issueDate)}), FieldOrigin::Chip);
    add(CardFieldKey::ExpiryDate, details.expiryDate.isEmpty() ? mrzDate(mrz.expiryDate, false) : details.expiryDate, FieldOrigin::Chip);
    addOtherGroups(result, add);
    if (printed) {
        const QString format = QStringLiteral("dd/MM/yyyy");
        add(CardFieldKey::FullName, printed->fullName, FieldOrigin::PrintedQr);
        add(CardFieldKey::PersonalNumber, printed->number.digits, FieldOrigin::PrintedQr);
        add(CardFieldKey::BirthDate, printed->birthDate.toString(format), FieldOrigin::PrintedQr);
        add(CardFieldKey::Residence, printed->residence, FieldOrigin::PrintedQr);
        add(CardFieldKey::IssueDate, printed->issueDate.toString(format), FieldOrigin::PrintedQr);
        add(CardFieldKey::OldNumber, printed->oldNumber, FieldOrigin::PrintedQr);
    }
    add(CardFieldKey::PersonalNumber, typedNumber, FieldOrigin::Typed);
    return summary;
}

QString personalNumberOf(const nfc::ReadResult &result)
{
    for (const QString &stated : {result.details ? result.details->personalNumber.trimmed() : QString(), result.mrz.personalNumber}) {
        if (const auto number = identity::parsePersonalNumber(stated))
            return number->digits;
    }
    return {};
}

bool isWorse(const CardSummary &reading, const CardSummary &held)
{
    if (held.verdict != nfc::ReadReport::Verdict::Genuine)
        return false;
    const bool readingDemo = reading.demo || reading.simulated;
    if (readingDemo != (held.demo || held.simulated))
        return readingDemo;
    return reading.verdict != nfc::ReadReport::Verdict::Genuine;
}

QByteArray encode(const CardSummary &summary)
{
    QList<Value> fields;
    for (const CardField &field : summary.fields)
        fields.append(Value::array({Value::integer(static_cast<int>(field.key)), Value::text(field.value), Value::integer(static_cast<int>(field.origin))}));
    return cbor::encode(Value::map({
        {Value::integer(1), Value::integer(static_cast<int>(summary.verdict))},
        {Value::integer(2), Value::boolean(summary.demo)},
        {Value::integer(3), Value::boolean(summary.simulated)},
        {Value::integer(4), Value::text(summary.anchorName)},
        {Value::integer(5), Value::text(summary.anchorInstalledBy)},
        {Value::integer(6), Value::text(summary.chipCheck)},
        {Value::integer(7), Value::array(fields)},
    }));
}

Result<CardSummary> decodeCardSummary(QByteArrayView bytes)
{
    const auto root = cbor::decode(bytes, {.depth = 4, .size = 64 * 1024});
    if (!root)
        return fail(root.error());
    const Value *verdict = root->find(1);
    const Value *demo = root->find(2);
    const Value *simulated = root->find(3);
    const Value *anchorName = root->find(4);
    const Value *installedBy = root->find(5);
    const Value *chipCheck = root->find(6);
    const Value *fields = root->find(7);
    if (!verdict || !verdict->isInteger() || !demo || !demo->isBool() || !simulated || !simulated->isBool() || !anchorName || !anchorName->isText()
        || !installedBy || !installedBy->isText() || !chipCheck || !chipCheck->isText() || !fields || !fields->isArray() || root->toMap().size() != 7)
        return malformed("members");
    if (verdict->toInteger() < 0 || verdict->toInteger() > static_cast<int>(nfc::ReadReport::Verdict::Unchecked))
        return malformed("verdict");
    CardSummary summary;
    summary.verdict = static_cast<nfc::ReadReport::Verdict>(verdict->toInteger());
    summary.demo = demo->toBool();
    summary.simulated = simulated->toBool();
    summary.anchorName = anchorName->toText();
    summary.anchorInstalledBy = installedBy->toText();
    summary.chipCheck = chipCheck->toText();
    for (const Value &item : fields->toArray()) {
        const QList<Value> parts = item.toArray();
        if (parts.size() != 3 || !parts.at(0).isInteger() || !parts.at(1).isText() || !parts.at(2).isInteger())
            return malformed("field");
        const qint64 key = parts.at(0).toInteger();
        const qint64 origin = parts.at(2).toInteger();
        if (key < 1 || key > static_cast<int>(CardFieldKey::Endorsements) || origin < 1 || origin > static_cast<int>(FieldOrigin::Typed))
            return malformed("field key");
        summary.fields.append({static_cast<CardFieldKey>(key), parts.at(1).toText(), static_cast<FieldOrigin>(origin)});
    }
    return summary;
}

} // namespace dd::citizen
