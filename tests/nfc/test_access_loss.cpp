// The card leaves before every single command of every way in: it is always CardLost and never anybody's mistake.
#include "nfc/authentication/remote_chip_authentication.h"
#include "nfc/secure_messaging/bac.h"
#include "tests/nfc/pace_run.h"
#include "tests/support/registry.h"

using namespace dd;
using namespace dd::nfc;
using dd::test::hex;

namespace {

constexpr int basicAccess = 0; // else the arc of PACE's mapping

// Access, then chip authentication here or for a server. The number of commands it takes, or what went wrong.
Result<int> wayIn(int access, int chipCipher, bool remote, int lostAt)
{
    const int parameterId = access == 1 || access == 3 ? 0 : 13;
    CardImage image = access == basicAccess ? test::accessCard({}) : test::paceCard(access, 2, parameterId);
    const ChipKey key{13, test::accessChipKey, 1, {test::chipProtocol(2, chipCipher)}};
    const QByteArray dg14 =
        test::dg14Of({test::chipInfo(2, chipCipher, hex("01")), test::chipKeyInfo(2, test::subjectPublicKeyInfoOf(key), hex("01"))});
    image.files.insert(FileId::Dg14, dg14);
    if (access != 6)
        image.chipKeys = {key};
    else
        image.chipKeys.append(key);
    test::SoftCardChannel channel(image);
    channel.lostAt = lostAt;
    CardLink link(channel);
    SystemRandom random;
    const auto select = [&]() -> Result<void> {
        const Result<ResponseApdu> answer = link.transmit({0x00, 0xA4, 0x04, 0x0C, hex("A0000002471001"), 0, false});
        return answer ? Result<void>() : fail(answer.error());
    };
    if (access == basicAccess) {
        if (const Result<void> selected = select(); !selected)
            return fail(selected.error());
        if (const Result<void> opened = runBac(link, test::accessMrz, random); !opened)
            return fail(opened.error());
    } else {
        const PaceProfile profile = paceProfiles(*parseCardAccess(image.files.value(FileId::CardAccess)))->first();
        if (const auto opened = runPace(link, profile, {AccessKey::Kind::Mrz, test::accessMrz}, random); !opened)
            return fail(opened.error());
        if (const Result<void> selected = select(); !selected)
            return fail(selected.error());
    }
    if (remote) {
        const Result<RemoteChipStart> start = startRemoteChipAuthentication(dg14, random);
        const Result<QByteArray> answer = performRemoteChipAuthentication(link, start->message);
        if (!answer)
            return fail(answer.error());
        if (const Result<void> checked = checkRemoteChipAuthentication(start->state.view(), *answer, dg14, image.files.value(FileId::Sod)); !checked)
            return fail(checked.error());
    } else {
        const Result<QList<ChipAuthenticationProfile>> profiles = chipAuthenticationProfiles(*parseDg14(dg14));
        if (const Result<void> proved = runChipAuthentication(link, profiles->first(), random); !proved)
            return fail(proved.error());
    }
    return static_cast<int>(channel.sent.size());
}

} // namespace

class TestAccessLoss : public QObject
{
    Q_OBJECT

private slots:
    void everyCommand_data()
    {
        QTest::addColumn<int>("access");
        QTest::addColumn<int>("chipCipher");
        QTest::addColumn<bool>("remote");
        const char *names[] = {"BAC", "PACE DH-GM", "PACE ECDH-GM", "PACE DH-IM", "PACE ECDH-IM", "", "PACE ECDH-CAM"};
        for (const int access : {0, 1, 2, 3, 4, 6}) {
            for (const int cipher : {1, 2}) {
                for (const bool remote : {false, true})
                    QTest::addRow("%s, %s%s", names[access], cipher == 1 ? "3DES" : "AES-128", remote ? ", for a server" : "")
                        << access << cipher << remote;
            }
        }
    }
    void everyCommand()
    {
        QFETCH(int, access);
        QFETCH(int, chipCipher);
        QFETCH(bool, remote);
        const Result<int> commands = wayIn(access, chipCipher, remote, -1);
        QVERIFY2(commands, commands ? "" : qPrintable(commands.error().stage + commands.error().detail));
        for (int lost = 0; lost < *commands; ++lost) {
            const Result<int> outcome = wayIn(access, chipCipher, remote, lost);
            QVERIFY(!outcome);
            QCOMPARE(outcome.error().code, ErrorCode::CardLost);
        }
        QVERIFY(wayIn(access, chipCipher, remote, *commands));
    }
};

DD_TEST(TestAccessLoss)
#include "test_access_loss.moc"
