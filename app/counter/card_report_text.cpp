#include "app/counter/card_report.h"

namespace dd::counter {
namespace {

// What a chip or a certificate says must not move the cursor, clear the screen or turn the reading direction.
QString printable(QString text)
{
    for (QChar &character : text) {
        const QChar::Category category = character.category();
        if (category == QChar::Other_Control || category == QChar::Other_Format || category == QChar::Separator_Line ||
            category == QChar::Separator_Paragraph)
            character = QChar::ReplacementCharacter;
    }
    return text;
}

// One report in one language.
class CardText
{
public:
    CardText(const CardReading &reading, Language language) : m_reading(reading), m_result(reading.result), m_language(language) {}

    QString all()
    {
        verdict();
        checks();
        anchor();
        notes();
        person();
        face();
        files();
        return m_text;
    }

private:
    void title(const Words &words) { m_text += QLatin1Char('\n') + words.in(m_language) + QLatin1Char('\n'); }
    void line(const QString &text, int indent = 2) { m_text += QString(indent, QLatin1Char(' ')) + printable(text) + QLatin1Char('\n'); }
    void row(const Words &label, const QString &value)
    {
        if (!value.isEmpty())
            line(QStringLiteral("%1: %2").arg(label.in(m_language), value));
    }

    void verdict()
    {
        m_text += words(m_result.report.verdict()).in(m_language);
        if (m_result.report.demo || m_result.report.simulated)
            m_text += QStringLiteral(" (DEMO)");
        m_text += QLatin1Char('\n');
        if (m_result.report.demo)
            line(Words{"Dựa trên chứng thư DEMO: không có giá trị ngoài buổi trình diễn.",
                       "Rests on a DEMO certificate: worth nothing outside a demo."}
                     .in(m_language));
        if (m_result.report.simulated)
            line(Words{"Chip giả lập, không phải thẻ.", "A simulated chip, not a card."}.in(m_language));
    }

    void checks()
    {
        title({"Kiểm tra", "Checks"});
        for (const NamedCheck &named : namedChecks(m_result.report)) {
            QString text = QStringLiteral("[%1] %2").arg(words(named.check.outcome).in(m_language), named.label.in(m_language));
            if (!named.check.detail.isEmpty())
                text += QStringLiteral(": ") + named.check.detail;
            line(text);
            if (named.check.reason)
                reason(*named.check.reason);
        }
    }

    void reason(const Error &error)
    {
        const QString where = error.detail.isEmpty() ? error.stage : QStringLiteral("%1: %2").arg(error.stage, error.detail);
        line(QStringLiteral("%1 %2 [%3]").arg(errorId(error.code), errorMessage(error.code, m_language), where), 6);
        line(errorAdvice(error.code, m_language), 6);
    }

    void anchor()
    {
        row({"Chứng thư gốc", "Anchor"}, m_result.report.anchorName);
        row({"Nguồn cài đặt", "Installed by"}, m_result.report.anchorInstalledBy);
    }

    void notes()
    {
        if (m_result.report.notes.isEmpty())
            return;
        title({"Ghi chú", "Notes"});
        for (const QString &note : m_result.report.notes)
            line(note);
    }

    void person()
    {
        const auto verdict = m_result.report.verdict();
        const bool vouched = verdict == nfc::ReadReport::Verdict::Genuine || verdict == nfc::ReadReport::Verdict::AuthenticButCopyable;
        title(vouched ? Words{"Người mang thẻ", "Holder"} : Words{"Chip nói (chưa được xác minh)", "What the chip says (not verified)"});
        const identity::Mrz &mrz = m_result.mrz;
        row({"Họ tên (MRZ)", "Name (MRZ)"}, QStringLiteral("%1 %2").arg(mrz.primaryName, mrz.secondaryName).trimmed());
        row({"Ngày sinh (yyMMdd)", "Birth date (yyMMdd)"}, mrz.birthDate);
        row({"Giới tính", "Sex"}, mrz.sex);
        row({"Quốc tịch", "Nationality"}, mrz.nationality);
        row({"Số định danh", "Personal number"}, mrz.personalNumber);
        row({"Loại giấy tờ", "Document"}, mrz.documentCode);
        row({"Nơi cấp", "Issuing state"}, mrz.issuingState);
        row({"Số giấy tờ", "Document number"}, mrz.documentNumber);
        row({"Hết hạn (yyMMdd)", "Expires (yyMMdd)"}, mrz.expiryDate);
        if (m_result.details)
            details(*m_result.details);
        else if (m_result.files.contains(nfc::FileId::Dg13))
            line(Words{"DG13: ứng dụng này không đọc được cách mã hóa trên thẻ.", "DG13: this app cannot read the way the card encodes it."}.in(
                m_language));
    }

    void details(const nfc::Dg13 &dg13)
    {
        title({"Trên thẻ căn cước (DG13)", "On the identity card (DG13)"});
        row({"Số định danh", "Personal number"}, dg13.personalNumber);
        row({"Họ và tên", "Full name"}, dg13.fullName);
        row({"Ngày sinh", "Birth date"}, dg13.birthDate);
        row({"Giới tính", "Sex"}, dg13.sex);
        row({"Quốc tịch", "Nationality"}, dg13.nationality);
        row({"Dân tộc", "Ethnicity"}, dg13.ethnicity);
        row({"Tôn giáo", "Religion"}, dg13.religion);
        row({"Quê quán", "Place of origin"}, dg13.placeOfOrigin);
        row({"Nơi cư trú", "Residence"}, dg13.residence);
        row({"Đặc điểm nhận dạng", "Identifying marks"}, dg13.identifyingMarks);
        row({"Ngày cấp", "Issued"}, dg13.issueDate);
        row({"Giá trị đến", "Valid until"}, dg13.expiryDate);
        row({"Cha", "Father"}, dg13.father);
        row({"Mẹ", "Mother"}, dg13.mother);
        row({"Vợ hoặc chồng", "Spouse"}, dg13.spouse);
        row({"Số CMND cũ", "Old number"}, dg13.oldNumber);
    }

    void face()
    {
        title({"Ảnh chân dung", "Portrait"});
        if (!m_result.face)
            return line(Words{"không có, hoặc không giải mã được", "none, or one that cannot be decoded"}.in(m_language));
        QString text = m_result.face->format == nfc::FaceImage::Format::Jpeg ? QStringLiteral("JPEG") : QStringLiteral("JPEG 2000");
        if (const std::optional<QSize> pixels = pixelsOf(*m_result.face))
            text += QStringLiteral(", %1 × %2").arg(pixels->width()).arg(pixels->height());
        line(text + QStringLiteral(", %1 byte").arg(m_result.face->data.size()));
    }

    void files()
    {
        title({"Tệp đã đọc", "Files read"});
        QStringList list;
        for (auto file = m_result.files.begin(); file != m_result.files.end(); ++file)
            list.append(QStringLiteral("%1 %2").arg(nfc::name(file.key())).arg(file->size()));
        line(list.join(QStringLiteral(", ")));
        row({"Đầu đọc", "Reader"}, m_reading.reader);
    }

    const CardReading &m_reading;
    const nfc::ReadResult &m_result;
    Language m_language;
    QString m_text;
};

} // namespace

QString cardText(const CardReading &reading, Language language)
{
    return CardText(reading, language).all();
}

QString cardErrorText(const Error &error, Language language)
{
    QString text = Words{"KHÔNG ĐỌC ĐƯỢC THẺ", "THE CARD COULD NOT BE READ"}.in(language);
    const QString where = error.detail.isEmpty() ? error.stage : QStringLiteral("%1: %2").arg(error.stage, error.detail);
    text += QStringLiteral("\n  %1 %2 [%3]\n  %4\n")
                .arg(errorId(error.code), errorMessage(error.code, language), printable(where), errorAdvice(error.code, language));
    if (error.triesLeft)
        text += QStringLiteral("  ") + Words{"Còn %1 lần thử.", "%1 tries left."}.in(language).arg(*error.triesLeft) + QLatin1Char('\n');
    return text;
}

} // namespace dd::counter
