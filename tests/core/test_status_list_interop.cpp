// The examples of the Token Status List draft: its encoded lists of 1, 2, 4 and 8 bits, and its status list as a CWT, under a policy
// that admits the draft's header and order of labels, and under ours, which must not.
#include "core/trust/status_list.h"
#include "tests/core/forge.h"
#include "tests/support/registry.h"
#include "tests/support/shared_data.h"

#include <QRegularExpression>

using namespace dd;
using namespace dd::test;
using trust::StatusList;

namespace {

const QByteArray draftUri("https://example.com/statuslists/1");

// The draft names this key only by kid "12" and gives it nowhere. It is the one P-256 key under which both of its example tokens hold:
// each signature leaves two candidates, and they have one in common.
crypto::PublicKey draftKey()
{
    using namespace raw;
    const QByteArray x = QByteArray::fromHex("2371d69bfd03b3574f308f885a67f8981987f9869e0156cf56eeef076ec2c57a");
    const QByteArray y = QByteArray::fromHex("e8dfdde44963f5bb3586d815de890928875b1c4a6481398096e60a25e9b39f53");
    const auto key = crypto::PublicKey::fromCose(
        map({{integer(1), integer(2)}, {integer(-1), integer(1)}, {integer(-2), raw::bytes(x)}, {integer(-3), raw::bytes(y)}}));
    return key.value_or(crypto::PublicKey());
}

trust::StatusPolicy draftPolicy()
{
    trust::StatusPolicy policy;
    policy.sorted = false;
    policy.keyIdUnprotected = true;
    return policy;
}

// The files are lines of hex, some of them behind lines of words.
QByteArray draftBytes(const char *name)
{
    static const QRegularExpression hexLine(QStringLiteral("^[0-9a-f]+$"));
    QByteArray hex;
    for (const QByteArray &line : readFile(sharedDataPath(name)).split('\n')) {
        if (hexLine.match(QString::fromLatin1(line.trimmed())).hasMatch())
            hex += line.trimmed();
    }
    return QByteArray::fromHex(hex);
}

// The examples are the map under 65533, "bits" before "lst" (bytewise order has it the other way); the rest of a payload is put around it.
Result<StatusList> readExample(const char *name, const trust::StatusPolicy &policy = draftPolicy())
{
    using namespace raw;
    return trust::readStatusPayload(map({{integer(2), text(draftUri)}, {integer(4), integer(noon + aDay)}, {integer(6), integer(noon)},
                                         {integer(65533), draftBytes(name)}}),
                                    policy);
}

QList<int> firstEntries(const StatusList &list, qint64 count)
{
    QList<int> entries;
    for (qint64 index = 0; index < count; ++index)
        entries.append(list.at(index).value_or(99));
    return entries;
}

using Entries = QMap<qint64, int>;

} // namespace

class TestStatusListInterop : public QObject
{
    Q_OBJECT
private slots:
    void theDraftsTokenHolds()
    {
        DD_NEED_SHARED("qr/tsl/status_list_cwt.md");
        const QByteArray cwt = draftBytes("qr/tsl/status_list_cwt.md");
        const auto list = trust::openStatusList(cwt, draftUri, {draftKey()}, draftPolicy());
        QVERIFY(list.has_value());
        QCOMPARE(list->issuedAt, 1686920170);
        QCOMPARE(list->expires, 2291720170);
        QCOMPARE(list->ttl, std::optional<qint64>(43200));
        QCOMPARE(list->bits, 1);
        QCOMPARE(list->size(), 16);
        QCOMPARE(firstEntries(*list, 16), (QList<int>{1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1}));

        QVERIFY(!trust::openStatusList(cwt, "https://example.com/statuslists/2", {draftKey()}, draftPolicy()));
        QVERIFY(!trust::openStatusList(cwt, draftUri, {makeSigner(crypto::Algorithm::Esp256, 1)->publicKey()}, draftPolicy()));
        for (qsizetype size = 0; size < cwt.size(); ++size)
            QVERIFY(!trust::openStatusList(QByteArrayView(cwt).first(size), draftUri, {draftKey()}, draftPolicy()));
    }

    void ourProfileRefusesIt()
    {
        DD_NEED_SHARED("qr/tsl/status_list_cwt.md");
        const QByteArray cwt = draftBytes("qr/tsl/status_list_cwt.md");
        QVERIFY(!trust::openStatusList(cwt, draftUri, {draftKey()}));
        trust::StatusPolicy policy = draftPolicy();
        policy.sorted = true;
        QVERIFY(!trust::openStatusList(cwt, draftUri, {draftKey()}, policy));
        policy = draftPolicy();
        policy.keyIdUnprotected = false;
        QVERIFY(!trust::openStatusList(cwt, draftUri, {draftKey()}, policy));
        policy = draftPolicy();
        policy.algorithms = {crypto::Algorithm::Ed25519};
        QVERIFY(!trust::openStatusList(cwt, draftUri, {draftKey()}, policy));
    }

    // The same key made the token that refers to the list, and its reference is that list's first entry: revoked.
    void theDraftsReferencedTokenPointsIntoIt()
    {
        DD_NEED_SHARED("qr/tsl/referenced_token_cwt.md");
        const auto token = crypto::parseCoseSign1(draftBytes("qr/tsl/referenced_token_cwt.md"), {.requireSorted = false});
        QVERIFY(token.has_value());
        QVERIFY(token->verify(draftKey()).has_value());
        const auto payload = cbor::decode(token->payload, {.requireSorted = false});
        QVERIFY(payload.has_value());
        const cbor::Value *reference = payload->find(65535)->find(QStringLiteral("status_list"));
        QVERIFY(reference != nullptr);
        QCOMPARE(reference->find(QStringLiteral("uri"))->toText().toUtf8(), draftUri);
        const auto list = trust::openStatusList(draftBytes("qr/tsl/status_list_cwt.md"), draftUri, {draftKey()}, draftPolicy());
        QVERIFY(list.has_value());
        QCOMPARE(int(list->at(reference->find(QStringLiteral("idx"))->toInteger()).value_or(9)), 1);
    }

    void theDraftsShortListsAreRead()
    {
        DD_NEED_SHARED("qr/tsl/status_list_encoding_cbor.md");
        const auto one = readExample("qr/tsl/status_list_encoding_cbor.md");
        QVERIFY(one.has_value());
        QVERIFY(!readExample("qr/tsl/status_list_encoding_cbor.md", trust::StatusPolicy()));
        QCOMPARE(one->bits, 1);
        QCOMPARE(one->bitmap, QByteArray::fromHex("b9a3"));
        QCOMPARE(firstEntries(*one, one->size()), (QList<int>{1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1}));
        const auto two = readExample("qr/tsl/status_list_encoding2_cbor.md");
        QVERIFY(two.has_value());
        QCOMPARE(two->bits, 2);
        QCOMPARE(two->bitmap, QByteArray::fromHex("c944f9"));
        QCOMPARE(firstEntries(*two, two->size()), (QList<int>{1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3}));
    }

    // What they hold was read from the same bytes by another program (Python's zlib).
    void theDraftsLongListsAreRead_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<int>("bits");
        QTest::addColumn<qint64>("others"); // entries that are not 0
        QTest::addColumn<Entries>("entries");
        QTest::newRow("1 bit") << QByteArray("qr/tsl/status_list_encoding1_long_cbor.md") << 1 << qint64(11)
                               << Entries{{0, 1}, {1993, 1}, {25460, 1}, {159495, 1}, {495669, 1}, {554353, 1}, {645645, 1}, {723232, 1}, {854545, 1},
                                          {934534, 1}, {1000345, 1}, {1, 0}, {1048575, 0}};
        QTest::newRow("2 bits") << QByteArray("qr/tsl/status_list_encoding2_long_cbor.md") << 2 << qint64(11)
                                << Entries{{0, 1}, {1993, 2}, {25460, 1}, {159495, 3}, {495669, 1}, {554353, 1}, {645645, 2}, {723232, 1}, {854545, 1},
                                           {934534, 2}, {1000345, 3}, {1, 0}, {1048575, 0}};
        QTest::newRow("4 bits") << QByteArray("qr/tsl/status_list_encoding4_cbor.md") << 4 << qint64(15)
                                << Entries{{0, 1}, {1993, 2}, {35460, 3}, {459495, 4}, {595669, 5}, {754353, 6}, {845645, 7}, {923232, 8}, {924445, 9},
                                           {934534, 10}, {1000345, 12}, {1004534, 11}, {1030203, 13}, {1030204, 14}, {1030205, 15}, {1030206, 0}};
        QTest::newRow("8 bits") << QByteArray("qr/tsl/status_list_encoding8_cbor.md") << 8 << qint64(255)
                                << Entries{{1199, 121}, {4520, 213}, {6805, 112}, {13628, 20}, {15080, 156}, {19535, 255}, {1024680, 123}, {1034977, 91},
                                           {1046963, 78}, {0, 0}, {1048575, 0}};
    }
    void theDraftsLongListsAreRead()
    {
        QFETCH(QByteArray, file);
        QFETCH(int, bits);
        QFETCH(qint64, others);
        QFETCH(Entries, entries);
        DD_NEED_SHARED("qr/tsl/status_list_encoding8_cbor.md");
        const auto list = readExample(file.constData());
        QVERIFY(list.has_value());
        QCOMPARE(list->bits, bits);
        QCOMPARE(list->size(), 1 << 20);
        qint64 notValid = 0;
        for (qint64 index = 0; index < list->size(); ++index)
            notValid += *list->at(index) != 0;
        QCOMPARE(notValid, others);
        for (auto entry = entries.cbegin(); entry != entries.cend(); ++entry)
            QCOMPARE(int(*list->at(entry.key())), entry.value());
    }
};

DD_TEST(TestStatusListInterop)
#include "test_status_list_interop.moc"
