// What the holder reads of each group before it is shared, and of each type in the list.
#include "app/citizen/credential_model.h"
#include "app/citizen/group_model.h"
#include "tests/support/registry.h"

#include <QTest>

using namespace dd;
using namespace dd::citizen;
using namespace dd::credential;

namespace {

Credential of(CredentialType type, const QList<Group> &groups, Claims claims)
{
    claims.type = type;
    Credential credential;
    credential.claims = std::move(claims);
    credential.groups = groups;
    return credential;
}

// key: label: what is seen
QStringList texts(const Credential &credential)
{
    GroupModel model;
    model.setCredential(credential);
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row);
        const QString key = model.data(index, GroupModel::KeyRole).toString();
        lines.append(QStringLiteral("%1: %2: %3").arg(key, model.data(index, GroupModel::LabelRole).toString(),
                                                      model.data(index, GroupModel::SeenRole).toString()));
        if (model.find(key) != credential.groups.at(row))
            lines.append(QStringLiteral("no group of its own"));
    }
    return lines;
}

} // namespace

class TestClaimTexts : public QObject
{
    Q_OBJECT
private slots:
    void aResidenceStatusGroupByGroup()
    {
        Claims claims;
        claims.household = Household{QStringLiteral("HK-1"), 3, 4};
        claims.permanentAddress = Address{QStringLiteral("Số 1, đường Mẫu"), Place{QStringLiteral("01"), {}, 20250701}};
        claims.currentResidence = Address{QStringLiteral("Số 2, đường Mẫu"), {}};
        QCOMPARE(texts(of(CredentialType::ResidenceStatus, {Group::Household, Group::PermanentAddress, Group::CurrentResidence}, claims)),
                 (QStringList{QStringLiteral("household: Hộ gia đình: số HK-1 · 4 người"),
                              QStringLiteral("permanentAddress: Nơi thường trú: Số 1, đường Mẫu, Hà Nội"),
                              QStringLiteral("currentResidence: Nơi ở hiện tại: Số 2, đường Mẫu")}));
    }

    void companionsAndMembersByName()
    {
        Claims claims;
        claims.companions = {{QStringLiteral("TRẦN THỊ MẪU"), 20150000}, {QStringLiteral("NGUYỄN VÍ DỤ"), 20200102}};
        QCOMPARE(texts(of(CredentialType::TravelPass, {Group::Companions}, claims)),
                 QStringList{QStringLiteral("companions: Người đi cùng: TRẦN THỊ MẪU (2015), NGUYỄN VÍ DỤ (02/01/2020)")});
        Claims receipt;
        receipt.members = {{QStringLiteral("TRẦN THỊ MẪU"), 19920304, 2}};
        QCOMPARE(texts(of(CredentialType::ResidenceReceipt, {Group::Members}, receipt)),
                 QStringList{QStringLiteral("members: Thành viên: TRẦN THỊ MẪU (04/03/1992)")});
    }

    void onlyWhatFindsNobodyIsSharedAtOnce()
    {
        QList<Group> atOnce;
        for (const CredentialType type : {CredentialType::Identity, CredentialType::TravelPass, CredentialType::ResidenceStatus,
                                          CredentialType::ResidenceReceipt, CredentialType::PrintedCopy}) {
            for (const Group group : groupsOf(type)) {
                if (!GroupModel::isDelicate(group) && !atOnce.contains(group))
                    atOnce.append(group);
            }
        }
        QCOMPARE(atOnce, (QList{Group::Person, Group::AgeFlags}));
    }

    void theListSaysOfWhatDayAndOfWhat()
    {
        wallet::CredentialRow residence;
        residence.type = CredentialType::ResidenceStatus;
        residence.standing = 20261120;
        wallet::CredentialRow printed;
        printed.type = CredentialType::PrintedCopy;
        printed.kind = static_cast<int>(CredentialType::TravelPass);
        CredentialModel model;
        const auto pages = [&](int, const wallet::CredentialRow *) -> Result<QList<wallet::CredentialRow>> { return QList{residence, printed}; };
        QVERIFY(model.load(pages, 0, {}).has_value());
        QCOMPARE(model.data(model.index(0), CredentialModel::TitleRole).toString(), QStringLiteral("Xác nhận cư trú"));
        QCOMPARE(model.data(model.index(0), CredentialModel::SubtitleRole).toString(), QStringLiteral("Theo dữ liệu ngày 20/11/2026"));
        QCOMPARE(model.data(model.index(1), CredentialModel::TitleRole).toString(), QStringLiteral("Bản in"));
        QCOMPARE(model.data(model.index(1), CredentialModel::SubtitleRole).toString(), QStringLiteral("Bản in của: Thẻ thông hành"));
    }
};

DD_TEST(TestClaimTexts)
#include "test_claim_texts.moc"
