#include "app/counter/trust_summary.h"

#include <QDateTime>
#include <QJsonArray>

namespace dd::counter {
namespace {

using Kind = nfc::TrustFile::Kind;

const char *nameOf(Kind kind)
{
    switch (kind) {
    case Kind::Certificate: return "certificate";
    case Kind::DocumentSigner: return "document-signer";
    case Kind::MasterList: return "master-list";
    case Kind::RevocationList: return "crl";
    case Kind::DeviationList: return "deviation-list";
    case Kind::DefectList: break;
    }
    return "defect-list";
}

Words wordsOf(Kind kind)
{
    switch (kind) {
    case Kind::Certificate: return {"chứng thư CSCA", "CSCA certificate"};
    case Kind::DocumentSigner: return {"chứng thư người ký giấy tờ", "document signer certificate"};
    case Kind::MasterList: return {"danh sách CSCA", "master list"};
    case Kind::RevocationList: return {"danh sách thu hồi", "revocation list"};
    case Kind::DeviationList: return {"danh sách sai lệch", "deviation list"};
    case Kind::DefectList: break;
    }
    return {"danh sách khiếm khuyết", "defect list"};
}

QString dayOf(qint64 moment)
{
    return QDateTime::fromSecsSinceEpoch(moment, Qt::UTC).date().toString(Qt::ISODate);
}

qint64 ageInDays(qint64 moment, qint64 now)
{
    return (now - moment) / 86400;
}

bool isCurrent(const nfc::TrustFile &file, qint64 now)
{
    return file.dated.value_or(now) <= now && now <= file.nextUpdate.value_or(now);
}

// A file's name, and what stands in a certificate, must not move the cursor.
QString printable(QString text)
{
    for (QChar &character : text) {
        if (!character.isPrint())
            character = QChar::ReplacementCharacter;
    }
    return text;
}

QString contentOf(const nfc::TrustFile &file, qint64 now, Language language)
{
    const auto say = [language](const Words &words) { return words.in(language); };
    QStringList parts;
    if (file.kind == Kind::MasterList)
        parts.append(say({"%1 chứng thư của %2 nước", "%1 certificates of %2 countries"}).arg(file.certificates).arg(file.countries));
    if (file.kind == Kind::RevocationList)
        parts.append(say({"%1 chứng thư bị thu hồi", "%1 revoked certificates"}).arg(file.entries));
    if (file.kind == Kind::DeviationList || file.kind == Kind::DefectList)
        parts.append(say({"%1 mục, %2 số giấy tờ", "%1 entries, %2 document numbers"}).arg(file.entries).arg(file.documents));
    if (file.dated)
        parts.append(say({"ngày %1 (%2 ngày trước)", "of %1 (%2 days ago)"}).arg(dayOf(*file.dated)).arg(ageInDays(*file.dated, now)));
    if (!file.unusable.isEmpty())
        parts.append(say({"%1 không dùng được", "%1 unusable"}).arg(file.unusable.size()));
    if (file.superseded)
        parts.append(say({"đã có bản mới hơn", "a newer one is in use"}));
    else if (!isCurrent(file, now))
        parts.append(say({"KHÔNG CÒN HIỆU LỰC: chưa rõ chứng thư có bị thu hồi hay không", "NOT CURRENT: whether certificates are revoked is unknown"}));
    return parts.join(QStringLiteral(", "));
}

} // namespace

QStringList trustLines(const nfc::TrustFolderReport &report, qint64 now, Language language)
{
    const auto say = [language](const Words &words) { return words.in(language); };
    qsizetype taken = 0;
    QStringList lines;
    for (const nfc::TrustFile &file : report.files) {
        taken += file.refused ? 0 : 1;
        if (file.refused)
            lines.append(QStringLiteral("--csca: %1: %2 (%3): %4")
                             .arg(say({"KHÔNG NHẬN", "NOT TAKEN"}), file.name, say(wordsOf(file.kind)), *file.refused));
        else if (file.kind != Kind::Certificate && file.kind != Kind::DocumentSigner)
            lines.append(QStringLiteral("--csca: %1 (%2): %3").arg(file.name, say(wordsOf(file.kind)), contentOf(file, now, language)));
        for (const nfc::UnusableCertificate &one : file.unusable)
            lines.append(QStringLiteral("--csca: %1: %2: %3: %4").arg(file.name, say({"không dùng được", "unusable"}), one.subject, one.why));
    }
    if (!report.ignored.isEmpty())
        lines.append(QStringLiteral("--csca: %1: %2").arg(say({"bỏ qua theo tên", "passed over by name"}), report.ignored.join(QStringLiteral(", "))));
    lines.prepend(QStringLiteral("--csca: ") + say({"nhận %1, không nhận %2", "%1 taken, %2 not taken"}).arg(taken).arg(report.files.size() - taken));
    for (QString &line : lines)
        line = printable(line);
    return lines;
}

QJsonObject trustJson(const nfc::TrustFolderReport &report, qint64 now)
{
    QJsonArray files;
    qsizetype refused = 0;
    for (const nfc::TrustFile &file : report.files) {
        QJsonObject object{{QStringLiteral("file"), file.name},
                           {QStringLiteral("kind"), QLatin1String(nameOf(file.kind))},
                           {QStringLiteral("taken"), !file.refused}};
        if (file.refused) {
            ++refused;
            object.insert(QStringLiteral("why"), *file.refused);
        } else if (file.kind == Kind::MasterList) {
            QJsonArray unusable;
            for (const nfc::UnusableCertificate &one : file.unusable)
                unusable.append(QJsonObject{{QStringLiteral("subject"), one.subject}, {QStringLiteral("why"), one.why}});
            object.insert(QStringLiteral("certificates"), file.certificates);
            object.insert(QStringLiteral("countries"), file.countries);
            object.insert(QStringLiteral("unusable"), unusable);
        } else if (file.kind != Kind::Certificate && file.kind != Kind::DocumentSigner) {
            object.insert(QStringLiteral("entries"), file.entries);
            if (file.documents > 0)
                object.insert(QStringLiteral("documents"), file.documents);
        }
        if (!file.refused && file.dated) {
            object.insert(QStringLiteral("dated"), QDateTime::fromSecsSinceEpoch(*file.dated, Qt::UTC).toString(Qt::ISODate));
            object.insert(QStringLiteral("ageDays"), ageInDays(*file.dated, now));
            object.insert(QStringLiteral("superseded"), file.superseded);
        }
        if (!file.refused && file.nextUpdate) {
            object.insert(QStringLiteral("nextUpdate"), QDateTime::fromSecsSinceEpoch(*file.nextUpdate, Qt::UTC).toString(Qt::ISODate));
            object.insert(QStringLiteral("current"), isCurrent(file, now));
        }
        files.append(object);
    }
    return {{QStringLiteral("files"), files},
            {QStringLiteral("taken"), report.files.size() - refused},
            {QStringLiteral("notTaken"), refused},
            {QStringLiteral("ignored"), QJsonArray::fromStringList(report.ignored)}};
}

} // namespace dd::counter
