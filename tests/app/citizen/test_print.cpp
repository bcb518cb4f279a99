// A sheet of paper from the wallet: what is printed can be read back by a scanner, says what it does not prove, and is written down.
#include "core/qr/qr_code.h"
#include "tests/app/citizen/asking_counter.h"
#include "tests/app/citizen/copy_desk.h"
#include "tests/support/registry.h"
#include "wallet/database.h"

#include <QImage>
#include <QProcess>
#include <QStandardPaths>

namespace dd::citizen {
namespace {

QByteArray outputOf(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    return process.waitForFinished(30'000) && process.exitCode() == 0 ? process.readAllStandardOutput() : QByteArray();
}

qr::GrayImage grayOf(const QImage &image)
{
    const QImage gray = image.convertToFormat(QImage::Format_Grayscale8);
    qr::GrayImage picture{gray.width(), gray.height(), {}};
    for (int y = 0; y < gray.height(); ++y)
        picture.pixels.append(reinterpret_cast<const char *>(gray.constScanLine(y)), gray.width());
    return picture;
}

} // namespace

class TestPrint : public QObject
{
    Q_OBJECT
private slots:
    void aSheetIsReadBack()
    {
        for (const char *program : {"pdftoppm", "pdftotext", "pdfimages"}) {
            if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty())
                QSKIP("pdftoppm, pdftotext and pdfimages (poppler-utils) are not installed");
        }
        QTemporaryDir folder;
        test::World world;
        test::Phone phone(folder.path(), world);
        test::ScriptedNetwork &network = test::interpose(phone);
        test::CopyDesk desk(world, phone);
        network.answerWith(test::copiesPath, [&desk](const QByteArray &body) { return desk.answer(body); });
        test::AskingCounter counter(world, phone.clock());
        network.answer(QStringLiteral("/trust-list"), {200, counter.printing()});
        QVERIFY(phone.setUpWallet());
        QVERIFY(phone.enrol());
        QTRY_COMPARE(desk.asked, 1); // the one-time copies
        const auto number = [&](const char *sql) { return phone.app().session().vault()->database()->integer(sql).value(); };
        QTRY_COMPARE(number("SELECT count(*) FROM holder_keys"), 11);

        PrintController &print = phone.app().print();
        QVERIFY(phone.click(QStringLiteral("home.present")));
        QVERIFY(phone.click(QStringLiteral("present.print")));
        QVERIFY(phone.waitFor("page.print"));
        QVERIFY(phone.has("print.doesNotProve") && phone.has("print.share.person") && !phone.has("print.share.address"));
        QVERIFY(print.groups()->shared().isEmpty());
        QVERIFY(phone.click(QStringLiteral("print.share.person")));

        // The authority says no: nothing is written, in the wallet or beside it.
        const QString pdf = folder.path() + QStringLiteral("/ban-in.pdf");
        print.setFile(QUrl::fromLocalFile(pdf).toString());
        network.answer(test::copiesPath, {503, "no"});
        QVERIFY(phone.click(QStringLiteral("print.write")));
        QTRY_COMPARE(print.message().code, errorId(ErrorCode::NetworkUnavailable));
        QVERIFY(!QFile::exists(pdf));
        QCOMPARE(number("SELECT count(*) FROM activity"), 0);

        network.answerWith(test::copiesPath, [&desk](const QByteArray &body) { return desk.answer(body); });
        QVERIFY(phone.click(QStringLiteral("print.write")));
        QVERIFY(phone.waitFor("print.done"));
        QCOMPARE(number("SELECT count(*) FROM holder_keys"), 11); // the sheet's key was used once and is nowhere
        QCOMPARE(number("SELECT count(*) FROM credentials"), 1);
        const auto entry = phone.app().session().activity().list().value().first();
        QCOMPARE(entry.audience, QStringLiteral("vn:print"));
        QCOMPARE(entry.groups, QList<int>{static_cast<int>(credential::Group::Person)});
        const auto consent = phone.app().session().consents().list().value().first();
        QCOMPARE(consent.activity, std::optional<qint64>(entry.id));
        QCOMPARE(consent.purpose, QStringLiteral("In «Căn cước số» ra giấy"));
        const ActivityModel &history = *phone.app().history().entries();
        QCOMPARE(history.data(history.index(0), ActivityModel::AudienceRole).toString(), QStringLiteral("Bản in trên giấy"));

        // As a scanner at 150 dots per inch sees the sheet.
        const QByteArray ppm = outputOf(QStringLiteral("pdftoppm"), {QStringLiteral("-r"), QStringLiteral("150"), pdf});
        QImage sheet;
        QVERIFY(sheet.loadFromData(ppm));
        const auto texts = qr::readQrCodes(grayOf(sheet));
        QVERIFY(texts.has_value());
        QCOMPARE(texts->size(), 1);
        const trust::Verdict verdict = counter.verdict(texts->first());
        QCOMPARE(trust::name(verdict.overall), trust::name(trust::Overall::CannotCheck)); // nobody knows who holds it
        QCOMPARE(verdict.mode, std::optional(trust::Mode::Print));
        QCOMPARE(verdict.error->code, ErrorCode::PrintedCopyHolderUnknown);
        QCOMPARE(verdict.claims->person->fullName, QStringLiteral("NGUYỄN VĂN MẪU"));
        QVERIFY(verdict.claims->personalNumber.isEmpty());

        // At level M: as many modules as that takes, eight pixels each, with the quiet zone; level L would take fewer.
        const QStringList picture = QString::fromLatin1(outputOf(QStringLiteral("pdfimages"), {QStringLiteral("-list"), pdf}))
                                        .section(QLatin1Char('\n'), 2, 2)
                                        .simplified()
                                        .split(QLatin1Char(' '));
        const auto sideAt = [&](qr::ErrorCorrection level) { return (qr::makeQrCode(texts->first(), level).value().size + 8) * 8; };
        QCOMPARE(picture.value(3).toInt(), sideAt(qr::ErrorCorrection::Medium));
        QVERIFY(sideAt(qr::ErrorCorrection::Low) < sideAt(qr::ErrorCorrection::Medium));

        const QString words = QString::fromUtf8(outputOf(QStringLiteral("pdftotext"), {QStringLiteral("-layout"), pdf, QStringLiteral("-")})).simplified();
        for (const QString &said : {QStringLiteral("Bản in của: Căn cước số (DEMO)"), QStringLiteral("NGUYỄN VĂN MẪU"),
                                    QStringLiteral("Không chứng minh người cầm giấy là chủ giấy tờ"), QStringLiteral("không dùng thay giấy tờ")})
            QVERIFY2(words.contains(said), qPrintable(words));
        QVERIFY(!words.contains(QStringLiteral("001090000017")));
        QVERIFY(phone.click(QStringLiteral("print.finish")));
        QVERIFY(phone.waitFor("page.present"));
        QCOMPARE(phone.trap.take(), QStringList());
    }
};

DD_TEST(TestPrint)

} // namespace dd::citizen

#include "test_print.moc"
