#include "app/counter/card_report.h"
#include "app/faces/face_picture.h"
#include "nfc/apdu/response.h"

namespace dd::counter {
namespace {

// The step and its detail, in the field's own (English) words.
QString technicalOf(const Error &error, Language language)
{
    const QString where = error.detail.isEmpty() ? error.stage : QStringLiteral("%1: %2").arg(error.stage, error.detail);
    return where.isEmpty() ? QString() : QStringLiteral(" (%1: %2)").arg(Words{"chi tiết kỹ thuật", "technical detail"}.in(language), where);
}

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

    // What the protocols call things stands in brackets behind the sentence, so that nobody takes it for one.
    [[nodiscard]] QString technical(const QString &text) const { return text.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(text); }

    void checks()
    {
        title({"Kiểm tra", "Checks"});
        for (const NamedCheck &named : namedChecks(m_result.report)) {
            const QString head = QStringLiteral("[%1] %2").arg(words(named.check.outcome).in(m_language), named.label.in(m_language));
            line(named.why ? head : head + technical(named.check.detail));
            if (named.why)
                line(named.why->in(m_language) + technical(named.check.detail), 6);
            if (named.check.reason)
                reason(*named.check.reason);
        }
    }

    void reason(const Error &error)
    {
        line(QStringLiteral("%1 %2").arg(errorId(error.code), errorMessage(error.code, m_language)) + technicalOf(error, m_language), 6);
        line(errorAdvice(error.code, m_language), 6);
    }

    void notes()
    {
        if (m_result.report.notes.isEmpty())
            return;
        title({"Ghi chú kỹ thuật (không làm đổi kết luận)", "Technical notes (they change no verdict)"});
        for (const QString &note : m_result.report.notes)
            line(QStringLiteral("- %1").arg(note));
    }

    void anchor()
    {
        row({"Chứng thư gốc", "Anchor"}, m_result.report.anchorName);
        row({"Nguồn cài đặt", "Installed by"}, m_result.report.anchorInstalledBy);
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
        if (m_result.holder)
            holder(*m_result.holder);
        if (m_result.document)
            document(*m_result.document);
    }

    void holder(const nfc::Dg11 &dg11)
    {
        title({"Thêm về người mang thẻ (DG11)", "More about the holder (DG11)"});
        row({"Họ tên", "Name"}, nameText(dg11.name));
        for (const nfc::HolderName &name : dg11.otherNames)
            row({"Tên khác", "Other name"}, nameText(name));
        row({"Số cá nhân", "Personal number"}, dg11.personalNumber);
        row({"Ngày sinh (yyyyMMdd)", "Birth date (yyyyMMdd)"}, dg11.birthDate);
        row({"Nơi sinh", "Place of birth"}, dg11.placeOfBirth.join(QStringLiteral(", ")));
        row({"Địa chỉ", "Address"}, dg11.address.join(QStringLiteral(", ")));
        row({"Điện thoại", "Telephone"}, dg11.telephone);
        row({"Nghề nghiệp", "Profession"}, dg11.profession);
        row({"Chức danh", "Title"}, dg11.title);
        row({"Tóm tắt", "Summary"}, dg11.summary);
        row({"Giấy tờ khác", "Other documents"}, dg11.otherDocuments.join(QStringLiteral(", ")));
        row({"Giám hộ", "Custody"}, dg11.custody);
        picture({"Giấy chứng nhận quốc tịch", "Proof of citizenship"}, dg11.proofOfCitizenship);
    }

    void document(const nfc::Dg12 &dg12)
    {
        title({"Thêm về giấy tờ (DG12)", "More about the document (DG12)"});
        row({"Cơ quan cấp", "Issuing authority"}, dg12.issuingAuthority);
        row({"Ngày cấp (yyyyMMdd)", "Issued (yyyyMMdd)"}, dg12.issueDate);
        for (const nfc::HolderName &name : dg12.otherPersons)
            row({"Người khác", "Other person"}, nameText(name));
        row({"Ghi nhận", "Endorsements"}, dg12.endorsements);
        row({"Thuế, xuất cảnh", "Tax or exit"}, dg12.taxOrExit);
        row({"Ghi dữ liệu lúc (giờ nơi cấp)", "Personalised at (issuer's time)"}, dg12.personalisedAt);
        row({"Hệ thống ghi", "Personalisation system"}, dg12.personalisationSystem);
        picture({"Ảnh mặt trước", "Front image"}, dg12.frontImage);
        picture({"Ảnh mặt sau", "Rear image"}, dg12.rearImage);
    }

    static QString nameText(const nfc::HolderName &name) { return QStringLiteral("%1 %2").arg(name.primary, name.secondary).trimmed(); }
    void picture(const Words &label, const QByteArray &image)
    {
        if (!image.isEmpty())
            row(label, QStringLiteral("%1 byte").arg(image.size()));
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
        if (const QImage picture = faceFromChip(m_result.face->data); !picture.isNull())
            text += QStringLiteral(", %1 × %2").arg(picture.width()).arg(picture.height());
        line(text + QStringLiteral(", %1 byte").arg(m_result.face->data.size()));
    }

    void files()
    {
        title({"Tệp đã đọc", "Files read"});
        QStringList list;
        for (auto file = m_result.files.begin(); file != m_result.files.end(); ++file)
            list.append(QStringLiteral("%1 %2").arg(nfc::name(file.key())).arg(file->size()));
        line(list.join(QStringLiteral(", ")));
        for (auto file = m_result.refused.begin(); file != m_result.refused.end(); ++file)
            row({"Chip không cho đọc", "Refused by the chip"}, nfc::name(file.key()) + technical(nfc::statusText(file.value())));
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
    text += QStringLiteral("\n  %1 %2%3\n  %4\n")
                .arg(errorId(error.code), errorMessage(error.code, language), printable(technicalOf(error, language)), errorAdvice(error.code, language));
    if (error.triesLeft)
        text += QStringLiteral("  ") + Words{"Còn %1 lần thử.", "%1 tries left."}.in(language).arg(*error.triesLeft) + QLatin1Char('\n');
    return text;
}

} // namespace dd::counter
