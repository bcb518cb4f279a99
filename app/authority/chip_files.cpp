#include "app/authority/chip_files.h"

namespace dd::authority {

Result<ChipFiles> coveredFiles(const QMap<int, QByteArray> &files)
{
    using nfc::FileId;
    ChipFiles result;
    for (auto file = files.cbegin(); file != files.cend(); ++file) {
        switch (static_cast<FileId>(file.key())) {
        case FileId::Sod:
        case FileId::Dg1:
        case FileId::Dg2:
        case FileId::Dg11:
        case FileId::Dg12:
        case FileId::Dg13:
        case FileId::Dg14:
        case FileId::Dg15:
            result.insert(static_cast<FileId>(file.key()), file.value());
            break;
        case FileId::Com:
        case FileId::CardAccess:
            break;
        default:
            return fail(ErrorCode::InvalidInput, QStringLiteral("enrol-finish.files"));
        }
    }
    if (!result.contains(FileId::Sod) || !result.contains(FileId::Dg1))
        return fail(ErrorCode::EnrolmentDataMismatch, QStringLiteral("SOD and DG1"));
    return result;
}

Result<nfc::PassiveResult> authenticateFiles(const ChipFiles &files, const nfc::CscaStore &anchors, qint64 now)
{
    Result<nfc::PassiveResult> passive = nfc::passiveAuthentication(files, anchors, now);
    if (!passive)
        return passive;
    if (!passive->issuerKnown)
        return fail(ErrorCode::UnknownIssuer, QStringLiteral("passive authentication"));
    for (auto file = files.cbegin(); file != files.cend(); ++file) {
        const int group = nfc::dataGroupNumber(file.key());
        if (group != 0 && !passive->coveredGroups.contains(group))
            return fail(ErrorCode::PassiveAuthenticationFailed, nfc::name(file.key()) + QStringLiteral(" is not in the SOD"));
    }
    return passive;
}

// What the issuer signed is given whole: a file left out could be the one that says the card has expired. Only what terminal
// authentication guards is beyond an app; DG11 and DG12 decide nothing here, and chips list them without giving them.
Result<void> requireListedFiles(const ChipFiles &files, const nfc::PassiveResult &passive)
{
    for (const nfc::FileId file : {nfc::FileId::Dg1, nfc::FileId::Dg2, nfc::FileId::Dg13, nfc::FileId::Dg14, nfc::FileId::Dg15}) {
        if (passive.listedGroups.contains(nfc::dataGroupNumber(file)) && !files.contains(file))
            return fail(ErrorCode::EnrolmentDataMismatch, nfc::name(file) + QStringLiteral(" is missing"));
    }
    return {};
}

} // namespace dd::authority
