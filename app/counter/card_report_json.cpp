#include "app/counter/card_report.h"
#include "app/faces/face_picture.h"
#include "nfc/apdu/response.h"

#include <QJsonArray>

namespace dd::counter {
namespace {

QJsonObject readAtJson(const QString &reader, qint64 readAt)
{
    return {{QStringLiteral("reader"), reader}, {QStringLiteral("readAt"), QDateTime::fromSecsSinceEpoch(readAt, Qt::UTC).toString(Qt::ISODate)}};
}

QJsonObject bothLanguages(ErrorCode code, QString (*text)(ErrorCode, Language))
{
    return {{QStringLiteral("vi"), text(code, Language::Vietnamese)}, {QStringLiteral("en"), text(code, Language::English)}};
}

void addReason(QJsonObject &object, const Error &error)
{
    object.insert(QStringLiteral("code"), errorId(error.code));
    object.insert(QStringLiteral("message"), bothLanguages(error.code, &errorMessage));
    object.insert(QStringLiteral("advice"), bothLanguages(error.code, &errorAdvice));
    object.insert(QStringLiteral("stage"), error.stage);
    object.insert(QStringLiteral("reason"), error.detail);
    if (error.triesLeft)
        object.insert(QStringLiteral("triesLeft"), *error.triesLeft);
}

QJsonObject checksJson(const nfc::ReadReport &report)
{
    QJsonObject checks;
    for (const NamedCheck &named : namedChecks(report)) {
        QJsonObject check{{QStringLiteral("outcome"), QLatin1String(name(named.check.outcome))}};
        if (!named.check.detail.isEmpty())
            check.insert(QStringLiteral("detail"), named.check.detail);
        if (named.why)
            check.insert(QStringLiteral("why"), QJsonObject{{QStringLiteral("vi"), named.why->in(Language::Vietnamese)},
                                                           {QStringLiteral("en"), named.why->in(Language::English)}});
        if (named.check.reason)
            addReason(check, *named.check.reason);
        checks.insert(QLatin1String(named.key), check);
    }
    return checks;
}

// Members without a value are left out.
QJsonObject filled(std::initializer_list<std::pair<const char *, const QString &>> members)
{
    QJsonObject object;
    for (const auto &[key, value] : members) {
        if (!value.isEmpty())
            object.insert(QLatin1String(key), value);
    }
    return object;
}

QJsonObject mrzJson(const identity::Mrz &mrz)
{
    return filled({{"primaryName", mrz.primaryName},
                   {"secondaryName", mrz.secondaryName},
                   {"birthDate", mrz.birthDate},
                   {"sex", mrz.sex},
                   {"nationality", mrz.nationality},
                   {"personalNumber", mrz.personalNumber},
                   {"documentCode", mrz.documentCode},
                   {"issuingState", mrz.issuingState},
                   {"documentNumber", mrz.documentNumber},
                   {"expiryDate", mrz.expiryDate},
                   {"optionalData1", mrz.optionalData1},
                   {"optionalData2", mrz.optionalData2}});
}

QJsonObject dg13Json(const nfc::Dg13 &dg13)
{
    return filled({{"personalNumber", dg13.personalNumber},
                   {"fullName", dg13.fullName},
                   {"birthDate", dg13.birthDate},
                   {"sex", dg13.sex},
                   {"nationality", dg13.nationality},
                   {"ethnicity", dg13.ethnicity},
                   {"religion", dg13.religion},
                   {"placeOfOrigin", dg13.placeOfOrigin},
                   {"residence", dg13.residence},
                   {"identifyingMarks", dg13.identifyingMarks},
                   {"issueDate", dg13.issueDate},
                   {"expiryDate", dg13.expiryDate},
                   {"father", dg13.father},
                   {"mother", dg13.mother},
                   {"spouse", dg13.spouse},
                   {"oldNumber", dg13.oldNumber},
                   {"chipCode", dg13.chipCode}});
}

QString joined(const nfc::HolderName &name)
{
    return QStringLiteral("%1 %2").arg(name.primary, name.secondary).trimmed();
}

void addList(QJsonObject &object, const char *key, const QStringList &values)
{
    if (!values.isEmpty())
        object.insert(QLatin1String(key), QJsonArray::fromStringList(values));
}

void addNames(QJsonObject &object, const char *key, const QList<nfc::HolderName> &names)
{
    QStringList texts;
    for (const nfc::HolderName &name : names)
        texts.append(joined(name));
    addList(object, key, texts);
}

QJsonObject dg11Json(const nfc::Dg11 &dg11)
{
    QJsonObject object = filled({{"fullName", joined(dg11.name)},
                                 {"personalNumber", dg11.personalNumber},
                                 {"birthDate", dg11.birthDate},
                                 {"telephone", dg11.telephone},
                                 {"profession", dg11.profession},
                                 {"title", dg11.title},
                                 {"summary", dg11.summary},
                                 {"custody", dg11.custody}});
    addNames(object, "otherNames", dg11.otherNames);
    addList(object, "placeOfBirth", dg11.placeOfBirth);
    addList(object, "address", dg11.address);
    addList(object, "otherDocuments", dg11.otherDocuments);
    return object;
}

QJsonObject dg12Json(const nfc::Dg12 &dg12)
{
    QJsonObject object = filled({{"issuingAuthority", dg12.issuingAuthority},
                                 {"issueDate", dg12.issueDate},
                                 {"endorsements", dg12.endorsements},
                                 {"taxOrExit", dg12.taxOrExit},
                                 {"personalisedAt", dg12.personalisedAt},
                                 {"personalisationSystem", dg12.personalisationSystem}});
    addNames(object, "otherPersons", dg12.otherPersons);
    return object;
}

QJsonObject faceJson(const nfc::FaceImage &face)
{
    QJsonObject object{{QStringLiteral("format"), face.format == nfc::FaceImage::Format::Jpeg ? QStringLiteral("jpeg") : QStringLiteral("jpeg2000")},
                       {QStringLiteral("bytes"), face.data.size()}};
    if (const QImage picture = faceFromChip(face.data); !picture.isNull()) {
        object.insert(QStringLiteral("width"), picture.width());
        object.insert(QStringLiteral("height"), picture.height());
    }
    return object;
}

} // namespace

QJsonObject cardJson(const CardReading &reading)
{
    const nfc::ReadResult &result = reading.result;
    QJsonObject object = readAtJson(reading.reader, reading.readAt);
    object.insert(QStringLiteral("verdict"), QLatin1String(name(result.report.verdict())));
    object.insert(QStringLiteral("demo"), result.report.demo || result.report.simulated);
    object.insert(QStringLiteral("simulated"), result.report.simulated);
    object.insert(QStringLiteral("checks"), checksJson(result.report));
    if (!result.report.anchorName.isEmpty())
        object.insert(QStringLiteral("anchor"), filled({{"name", result.report.anchorName}, {"installedBy", result.report.anchorInstalledBy}}));
    QJsonObject who{{QStringLiteral("mrz"), mrzJson(result.mrz)}};
    if (result.details)
        who.insert(QStringLiteral("dg13"), dg13Json(*result.details));
    if (result.holder)
        who.insert(QStringLiteral("dg11"), dg11Json(*result.holder));
    if (result.document)
        who.insert(QStringLiteral("dg12"), dg12Json(*result.document));
    object.insert(QStringLiteral("who"), who);
    if (result.face)
        object.insert(QStringLiteral("face"), faceJson(*result.face));
    QJsonArray files;
    for (auto file = result.files.begin(); file != result.files.end(); ++file)
        files.append(QJsonObject{{QStringLiteral("name"), nfc::name(file.key())}, {QStringLiteral("bytes"), file->size()}});
    object.insert(QStringLiteral("files"), files);
    QJsonArray refused;
    for (auto file = result.refused.begin(); file != result.refused.end(); ++file)
        refused.append(QJsonObject{{QStringLiteral("name"), nfc::name(file.key())}, {QStringLiteral("status"), nfc::statusText(file.value())}});
    if (!refused.isEmpty())
        object.insert(QStringLiteral("refused"), refused);
    addList(object, "notes", result.report.notes);
    return object;
}

QJsonObject cardErrorJson(const Error &error, const QString &reader, qint64 readAt)
{
    QJsonObject object = readAtJson(reader, readAt);
    object.insert(QStringLiteral("verdict"), QStringLiteral("not-read"));
    object.insert(QStringLiteral("demo"), false);
    addReason(object, error);
    return object;
}

} // namespace dd::counter
