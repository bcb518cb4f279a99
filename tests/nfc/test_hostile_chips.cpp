// Chips that want the reader to choke: whole readings of files that are as large, as many-parted or as wrong as a chip can make
// them. Each ends in a report or a named error, in little memory and few commands.
#include "nfc/apdu/tlv.h"
#include "tests/nfc/card_reading.h"
#include "tests/nfc/peak_memory.h"
#include "tests/nfc/signed_document.h"
#include "tests/support/registry.h"

#include <QLoggingCategory>

using namespace dd;
using namespace dd::nfc;
using dd::test::pki::DocumentRecipe;

namespace {

constexpr qsizetype atTheLimit = FileReader::largestFile - 16;
constexpr qint64 mostKilobytes = 8 * 1024;
constexpr int mostCommands = 6000; // a megabyte in the shortest reads

// `part` over and over, `size` bytes at most.
QByteArray manyOf(const QByteArray &part, qsizetype size)
{
    return part.repeated(size / part.size());
}

struct HostileChip
{
    QMap<int, QByteArray> groups;               // signed as they are; 1 and 2 are the demo person's unless given
    QMap<FileId, QByteArray> files;             // instead of what was signed
    std::function<void(DocumentRecipe &)> change = {};
    bool answersShort = false;
};

QMap<QByteArray, HostileChip> hostileChips()
{
    const auto text = [](int tag, qsizetype size) { return tlv::encode(static_cast<quint32>(tag), QByteArray(size, 'A')); };
    const QByteArray info = tlv::encode(0x30, QByteArray::fromHex("060804007F0007020299020101"));
    const QByteArray paceInfo = QByteArray::fromHex("3012060A04007F0007020204020202010202010D");
    QMap<QByteArray, HostileChip> all;
    // Every file as long as a file may be.
    HostileChip large;
    for (const int group : {2, 11, 12, 13, 14, 15})
        large.groups[group] = text(group == 2 ? 0x75 : 0x60 + group, atTheLimit);
    large.files[FileId::CardAccess] = text(0x31, atTheLimit);
    all["every file at the limit"] = large;
    all["every file at the limit, short answers"] = large;
    all["every file at the limit, short answers"].answersShort = true;
    HostileChip together; // each is a file that could be, and there are too many of them
    for (const int group : {2, 11, 12, 13, 15})
        together.groups[group] = text(group == 2 ? 0x75 : 0x60 + group, 300'000);
    all["more than one reading takes"] = together;
    HostileChip well = large; // nothing that stops the reading before the last group
    well.files.clear();
    well.groups.remove(14);
    for (const int group : {2, 11, 12, 13, 15})
        well.groups[group] = text(group == 2 ? 0x75 : 0x60 + group, 190'000);
    all["as much as is read"] = well;
    // Lengths that are lies.
    for (const char *header : {"83FFFFFF", "847FFFFFFF", "84FFFFFFFF", "83080000", "80", "88FFFFFFFFFFFFFFFF"}) {
        HostileChip lie;
        for (const FileId file : {FileId::Com, FileId::Sod, FileId::Dg1, FileId::Dg2})
            lie.files[file] = QByteArray(1, file == FileId::Com ? '\x60' : file == FileId::Sod ? '\x77' : file == FileId::Dg1 ? '\x61' : '\x75')
                + QByteArray::fromHex(header) + QByteArray(300, 'x');
        all[QByteArray("lengths of ") + header] = lie;
    }
    HostileChip shorter;
    shorter.files[FileId::Dg2] = text(0x75, atTheLimit).first(30'000);
    all["a file shorter than it says"] = shorter;
    // Small parts, a great many.
    HostileChip tags;
    tags.files[FileId::Com] = tlv::encode(0x60, {tlv::encode(0x5F01, "0107"), tlv::encode(0x5F36, "040000"),
                                                tlv::encode(0x5C, QByteArray(atTheLimit - 64, '\x61'))});
    all["EF.COM lists half a million groups"] = tags;
    HostileChip access;
    access.files[FileId::CardAccess] = tlv::encode(0x31, manyOf(paceInfo, atTheLimit));
    all["EF.CardAccess offers PACE 26,000 times"] = access;
    HostileChip infos;
    infos.groups[14] = tlv::encode(0x6E, tlv::encode(0x31, manyOf(info, atTheLimit - 16)));
    all["DG14 of 30,000 infos"] = infos;
    HostileChip both = infos;
    both.groups[14] = tlv::encode(0x6E, tlv::encode(0x31, manyOf(paceInfo, atTheLimit - 16)));
    both.files = access.files;
    all["26,000 offers against 26,000"] = both;
    HostileChip details;
    details.groups[13] = tlv::encode(0x6D, tlv::encode(0x30, {QByteArray::fromHex("020101060628D316010008"),
                                                              tlv::encode(0x31, manyOf(QByteArray::fromHex("30060201020C0141"), atTheLimit - 64))}));
    all["DG13 of 65,000 fields"] = details;
    HostileChip holder;
    holder.groups[11] = tlv::encode(0x6B, {tlv::encode(0x5C, manyOf(QByteArray::fromHex("5F0E"), 200'000)), manyOf(QByteArray::fromHex("5F0E0141"), 200'000)});
    holder.groups[12] = tlv::encode(0x6C, {tlv::encode(0x5C, QByteArray::fromHex("5F19")), tlv::encode(0x5F19, QByteArray(300'000, 'A'))});
    all["DG11 of 50,000 names, DG12 of a long one"] = holder;
    HostileChip key; // a modulus of four million bits
    const QByteArray rsa = tlv::encode(0x30, {tlv::encode(0x02, QByteArray(atTheLimit - 128, '\x71')), QByteArray::fromHex("0203010001")});
    key.groups[15] = tlv::encode(0x6F, tlv::encode(0x30, {QByteArray::fromHex("300D06092A864886F70D0101010500"), tlv::encode(0x03, QByteArray(1, '\0') + rsa)}));
    all["DG15 of four million bits"] = key;
    HostileChip certificates;
    certificates.change = [](DocumentRecipe &recipe) {
        recipe.message = [](test::pki::MessageParts &parts) {
            const tlv::Element own = *tlv::readSingle(parts.certificates, 0xA0);
            parts.certificates = tlv::encode(0xA0, manyOf(own.value.toByteArray(), atTheLimit - 4096));
        };
    };
    all["a SOD full of certificates"] = certificates;
    HostileChip nested;
    QByteArray depth;
    for (qsizetype size = 0; size < 200'000; size = depth.size())
        depth = tlv::encode(0x30, depth + depth.first(qMin<qsizetype>(depth.size(), 16)));
    nested.files[FileId::Sod] = tlv::encode(0x77, depth);
    nested.files[FileId::Com] = tlv::encode(0x60, depth);
    all["nesting without end"] = nested;
    return all;
}

test::Reading readingOfHostile(const HostileChip &chip)
{
    const CardImage &demo = test::demoCard(ActiveAuthenticationKey::Ecdsa);
    DocumentRecipe recipe;
    recipe.groups = chip.groups;
    for (const auto &[group, file] : {std::pair(1, FileId::Dg1), std::pair(2, FileId::Dg2)}) {
        if (!recipe.groups.contains(group))
            recipe.groups[group] = demo.files.value(file);
    }
    recipe.comGroups = recipe.groups.keys();
    if (chip.change)
        chip.change(recipe);
    const test::pki::SignedDocument document = test::pki::makeDocument(recipe);
    test::Reading reading{demo};
    reading.card.files = document.files;
    for (auto file = chip.files.begin(); file != chip.files.end(); ++file)
        reading.card.files[file.key()] = *file;
    reading.card.behaviour.basicAccessControl = false;
    reading.card.pace = QList<PaceInfo>(); // it only says that it has some
    reading.card.chipKeys.clear();
    reading.card.extendedLength = !chip.answersShort;
    reading.anchors = document.anchors;
    reading.at = test::pki::inspectedAt;
    reading.access = AccessKey{AccessKey::Kind::Mrz, demo.mrzInformation};
    return reading;
}

} // namespace

class TestHostileChips : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QLoggingCategory::setFilterRules(QStringLiteral("dinhdanh.nfc.info=false"));
        QVERIFY(readingOfHostile({}).run()); // a plain one first: tables and caches are not the reading's
    }

    void inLittleMemory_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const QByteArray &name : hostileChips().keys())
            QTest::newRow(name.constData()) << name;
    }
    void inLittleMemory()
    {
        QFETCH(QByteArray, name);
        test::Reading reading = readingOfHostile(hostileChips().value(name));
        const std::optional<test::PeakMemory> memory = test::PeakMemory::start();
        const Result<ReadResult> result = reading.run();
        const qint64 grown = memory ? memory->grownKilobytes() : 0;
        if (!result) {
            const QList<ErrorCode> named{ErrorCode::DamagedFile, ErrorCode::UnsupportedProtocol, ErrorCode::ProtocolDowngrade};
            QVERIFY2(named.contains(result.error().code), qPrintable(errorId(result.error().code) + result.error().stage));
            QVERIFY(!result.error().stage.isEmpty());
        } else {
            QVERIFY(result->report.verdict() != ReadReport::Verdict::Genuine);
        }
        QVERIFY2(reading.air.commands <= mostCommands, qPrintable(QString::number(reading.air.commands)));
        const QString ended = result ? QStringLiteral("a report") : errorId(result.error().code) + u' ' + result.error().stage + u' ' + result.error().detail;
        qInfo("%s: %d commands, %lld bytes from the card, %lld KiB; ends in %s", name.constData(), reading.air.commands,
              static_cast<long long>(reading.air.bytesFromCard), static_cast<long long>(grown), qPrintable(ended));
        if (test::heapIsInstrumented)
            return; // this build's heap keeps what is freed: the peak says nothing, all the rest held
        if (!memory)
            QSKIP("this system does not let a process measure its own peak");
        QVERIFY2(grown <= mostKilobytes, qPrintable(QStringLiteral("%1 KiB").arg(grown)));
    }
};

DD_TEST(TestHostileChips)
#include "test_hostile_chips.moc"
