// The real binary, from outside: files and standard input in; exit code, JSON and words out.
#include "tests/app/counter/world.h"
#include "tests/support/registry.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

using dd::test::World;

namespace {

struct Run
{
    int exitCode = -1;
    QByteArray output;
    QByteArray errors;
    QList<QJsonObject> objects;
};

Run runCounter(const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_LOGGING_RULES"), QStringLiteral("*.debug=true;qt.*=false"));
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("none-needed")); // verify asks for no display
    static const QTemporaryDir home; // codes seen without a state folder stay out of the developer's own
    environment.insert(QStringLiteral("XDG_DATA_HOME"), home.path());
    process.setProcessEnvironment(environment);
    process.start(QCoreApplication::applicationDirPath() + QStringLiteral("/dinhdanh-counter"), arguments);
    if (!process.waitForStarted())
        qFatal("dinhdanh-counter is not built beside this test");
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(120000))
        qFatal("dinhdanh-counter does not end");
    Run run{
        process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError(), {}};
    for (const QByteArray &line : run.output.split('\n')) {
        if (const QJsonDocument document = QJsonDocument::fromJson(line); document.isObject())
            run.objects.append(document.object());
    }
    return run;
}

QString at(qint64 moment)
{
    return QString::number(moment);
}

} // namespace

class TestVerifyBinary : public QObject
{
    Q_OBJECT
private:
    World m_world;

    QStringList base(qint64 moment = World::now) const
    {
        return {QStringLiteral("verify"),  QStringLiteral("--json"),       QStringLiteral("--demo"),
                QStringLiteral("--trust"), m_world.path("trust-list.cwt"), QStringLiteral("--root"),
                m_world.path("root.cose"), QStringLiteral("--at"),         at(moment)};
    }
    Run check(const QString &code, qint64 moment = World::now, const QStringList &more = {})
    {
        return runCounter(base(moment) + more + QStringList{QStringLiteral("-")}, code.toUtf8() + '\n');
    }

private slots:
    void aPassInAPictureIsValidAndSaysWhoWhatUntil()
    {
        const QString code = m_world.show(m_world.pass(*m_world.issuer));
        const Run run = runCounter(base() + QStringList{QStringLiteral("--image"), m_world.writePicture("pass.png", {code})});
        QCOMPARE(run.exitCode, 0);
        QCOMPARE(run.objects.size(), 1);
        const QJsonObject verdict = run.objects.constFirst();
        QCOMPARE(verdict.value(QLatin1String("overall")).toString(), QStringLiteral("valid"));
        QCOMPARE(verdict.value(QLatin1String("failedStep")).toString(), QStringLiteral("none"));
        QCOMPARE(verdict.value(QLatin1String("holder")).toString(), QStringLiteral("proven"));
        QCOMPARE(verdict.value(QLatin1String("demo")).toBool(), true);
        QVERIFY(!verdict.contains(QLatin1String("code")));
        QCOMPARE(verdict.value(QLatin1String("trustListAge")).toInt(), 3600);
        const QJsonObject who = verdict.value(QLatin1String("who")).toObject();
        QCOMPARE(who.value(QLatin1String("fullName")).toString(), World::person().fullName);
        QCOMPARE(who.value(QLatin1String("birthDate")).toInt(), 19900115);
        QVERIFY(!who.contains(QLatin1String("personalNumber"))); // was not shared
        const QJsonObject what = verdict.value(QLatin1String("what")).toObject();
        QCOMPARE(what.value(QLatin1String("type")).toString(), QStringLiteral("travel-pass"));
        QCOMPARE(what.value(QLatin1String("to")).toObject().value(QLatin1String("ward")).toString(), QStringLiteral("20242"));
        QCOMPARE(what.value(QLatin1String("trips")).toString(), QStringLiteral("return"));
        QCOMPARE(verdict.value(QLatin1String("until")).toString(), QStringLiteral("2026-11-20T11:06:40Z"));
        QCOMPARE(verdict.value(QLatin1String("issuer")).toObject().value(QLatin1String("name")).toString(), QStringLiteral("Cơ quan cấp thí dụ"));
    }

    void everyTypeIsTold_data()
    {
        QTest::addColumn<QString>("type");
        QTest::newRow("identity") << QStringLiteral("identity");
        QTest::newRow("receipt") << QStringLiteral("residence-receipt");
        QTest::newRow("pass") << QStringLiteral("travel-pass");
    }
    void everyTypeIsTold()
    {
        QFETCH(QString, type);
        const auto credential = type == QLatin1String("identity")            ? m_world.identity(*m_world.issuer)
                                : type == QLatin1String("residence-receipt") ? m_world.receipt(*m_world.issuer)
                                                                             : m_world.pass(*m_world.issuer);
        const Run run = check(m_world.show(credential, World::now, true, World::stay()));
        QCOMPARE(run.exitCode, 0);
        const QJsonObject verdict = run.objects.value(0);
        QCOMPARE(verdict.value(QLatin1String("what")).toObject().value(QLatin1String("type")).toString(), type);
        QCOMPARE(verdict.value(QLatin1String("who")).toObject().value(QLatin1String("personalNumber")).toString(), World::personalNumber());
        const QJsonObject stay = verdict.value(QLatin1String("statement")).toObject();
        QCOMPARE(stay.value(QLatin1String("facility")).toString(), World::stay().facility);
        QCOMPARE(stay.value(QLatin1String("reason")).toString(), World::stay().reason);
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<qint64>("moment");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("step");
        QTest::addColumn<QString>("errorId");
        const QString good = m_world.show(m_world.pass(*m_world.issuer));
        constexpr qint64 now = World::now;
        QTest::newRow("two minutes old") << good << now + 120 << 2 << QStringLiteral("freshness") << QStringLiteral("QRV-010");
        QTest::newRow("unknown issuer") << m_world.show(m_world.pass(*m_world.stranger)) << now << 2 << QStringLiteral("issuer")
                                        << QStringLiteral("QRV-004");
        QTest::newRow("expired") << m_world.show(m_world.pass(*m_world.issuer, now - 3 * World::day, now - 3600)) << now << 1
                                 << QStringLiteral("times") << QStringLiteral("QRV-007");
        QTest::newRow("not yet") << m_world.show(m_world.pass(*m_world.issuer, now + 3600)) << now << 1 << QStringLiteral("times")
                                 << QStringLiteral("QRV-008");
        QTest::newRow("not our QR") << QStringLiteral("https://example.org/") << now << 1 << QStringLiteral("prefix") << QStringLiteral("QRV-002");
        QTest::newRow("list overdue by weeks") << m_world.show(m_world.identity(*m_world.issuer), now + 20 * World::day) << now + 20 * World::day << 2
                                               << QStringLiteral("issuer") << QStringLiteral("TRU-003");
    }
    void refusals()
    {
        QFETCH(QString, code);
        QFETCH(qint64, moment);
        QFETCH(QString, step);
        QFETCH(QString, errorId);
        const Run run = check(code, moment);
        QTEST(run.exitCode, "exitCode");
        QCOMPARE(run.objects.size(), 1);
        const QJsonObject verdict = run.objects.constFirst();
        QCOMPARE(verdict.value(QLatin1String("overall")).toString(), run.exitCode == 1 ? QStringLiteral("invalid") : QStringLiteral("cannot-check"));
        QCOMPARE(verdict.value(QLatin1String("failedStep")).toString(), step);
        QCOMPARE(verdict.value(QLatin1String("code")).toString(), errorId);
        for (const char *language : {"vi", "en"}) {
            QVERIFY(verdict.value(QLatin1String("message")).toObject().value(QLatin1String(language)).toString().size() > 5);
            QVERIFY(verdict.value(QLatin1String("advice")).toObject().value(QLatin1String(language)).toString().size() > 5);
        }
    }

    // One flipped character anywhere is invalid or, where it hits the issuer's name, unknown; never valid.
    void oneFlippedCharacterIsRefused()
    {
        const QString good = m_world.show(m_world.pass(*m_world.issuer));
        QByteArray lines;
        int count = 0;
        for (qsizetype i = 4; i < good.size(); i += 7) {
            QString flipped = good;
            flipped[i] = flipped.at(i) == QLatin1Char('0') ? QLatin1Char('1') : QLatin1Char('0');
            lines += flipped.toUtf8() + '\n';
            ++count;
        }
        const Run run = runCounter(base() + QStringList{QStringLiteral("-")}, lines);
        QCOMPARE(run.exitCode, 1);
        QCOMPARE(run.objects.size(), count);
        int invalid = 0;
        for (const QJsonObject &verdict : run.objects) {
            QVERIFY(verdict.value(QLatin1String("overall")).toString() != QLatin1String("valid"));
            QVERIFY(verdict.value(QLatin1String("failedStep")).toString() != QLatin1String("none"));
            invalid += verdict.value(QLatin1String("overall")).toString() == QLatin1String("invalid") ? 1 : 0;
        }
        QVERIFY2(invalid > count * 9 / 10, qPrintable(QString::number(invalid)));
        QVERIFY(!run.output.contains(World::person().fullName.toUtf8())); // nothing of an unverified code is shown
    }

    void heldIsNotAReplayButLaterIs()
    {
        const QString code = m_world.show(m_world.pass(*m_world.issuer));
        const QStringList state{QStringLiteral("--state"), m_world.path("state-held")};
        const Run held = runCounter(base() + state + QStringList{QStringLiteral("-")}, (code + QLatin1Char('\n')).repeated(3).toUtf8());
        QCOMPARE(held.exitCode, 0);
        QCOMPARE(held.objects.size(), 3);
        // Another process, ten seconds later: the state folder remembers.
        const Run later = check(code, World::now + 10, state);
        QCOMPARE(later.exitCode, 1);
        QCOMPARE(later.objects.value(0).value(QLatin1String("code")).toString(), QStringLiteral("QRV-011"));
        QCOMPARE(later.objects.value(0).value(QLatin1String("failedStep")).toString(), QStringLiteral("replay"));
        // A new code of the same pass is welcome.
        QCOMPARE(check(m_world.show(m_world.pass(*m_world.issuer), World::now + 10), World::now + 10, state).exitCode, 0);
        QVERIFY(!(QFile::permissions(m_world.path("state-held")) & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void anotherGateOfTheSamePostRefusesIt()
    {
        const QString code = m_world.show(m_world.pass(*m_world.issuer));
        const QStringList state{QStringLiteral("--state"), m_world.path("state-gates")};
        QCOMPARE(check(code, World::now, state + QStringList{QStringLiteral("--gate"), QStringLiteral("A")}).exitCode, 0);
        const Run other = check(code, World::now, state + QStringList{QStringLiteral("--gate"), QStringLiteral("B")});
        QCOMPARE(other.exitCode, 1);
        QCOMPARE(other.objects.value(0).value(QLatin1String("code")).toString(), QStringLiteral("QRV-011"));
    }

    void theStateKeepsRootAndListAndRefusesARollback()
    {
        const QStringList state{QStringLiteral("--state"), m_world.path("state-trust")};
        QCOMPARE(check(m_world.show(m_world.pass(*m_world.issuer)), World::now, state).exitCode, 0);
        // Nothing named on the command line: the folder is enough.
        const QStringList bare{QStringLiteral("verify"), QStringLiteral("--json"), QStringLiteral("--demo"), QStringLiteral("--at"),
                               at(World::now + 5)};
        const QByteArray line = m_world.show(m_world.pass(*m_world.issuer), World::now + 5).toUtf8();
        QCOMPARE(runCounter(bare + state + QStringList{QStringLiteral("-")}, line).exitCode, 0);
        // An older list is refused; the one held stays in force.
        const QString older = m_world.writeTrustList("older.cwt", 2);
        const Run run = runCounter(bare + state + QStringList{QStringLiteral("--trust"), older, QStringLiteral("-")},
                                   m_world.show(m_world.pass(*m_world.issuer), World::now + 5).toUtf8());
        QCOMPARE(run.exitCode, 0);
        QVERIFY2(run.errors.contains("TRU-002"), run.errors.constData());
        // Another root is not taken either.
        const QString other = m_world.write("other-root.cose", m_world.stranger->publicKey().cose());
        const Run changed = runCounter(bare + state + QStringList{QStringLiteral("--root"), other, QStringLiteral("-")}, line);
        QCOMPARE(changed.exitCode, 2);
        QCOMPARE(changed.objects.value(0).value(QLatin1String("code")).toString(), QStringLiteral("CTR-004"));
        // Without --demo the same folder is refused.
        const Run live = runCounter(QStringList{QStringLiteral("verify"), QStringLiteral("--json"), QStringLiteral("-")} + state, line);
        QCOMPARE(live.exitCode, 2);
        QCOMPARE(live.objects.value(0).value(QLatin1String("code")).toString(), QStringLiteral("CTR-003"));
    }

    void whatCannotBeRead_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("errorId");
        QImage empty(400, 300, QImage::Format_RGB32);
        empty.fill(Qt::white);
        empty.save(m_world.path("empty.png"));
        const QStringList trusted = base();
        const auto image = [](const QString &path) { return QStringList{QStringLiteral("--image"), path}; };
        QTest::newRow("no QR in the picture") << trusted + image(m_world.path("empty.png")) << QStringLiteral("COR-012");
        QTest::newRow("no such picture") << trusted + image(m_world.path("nothing.png")) << QStringLiteral("CTR-001");
        QTest::newRow("not a picture") << trusted + image(m_world.path("root.cose")) << QStringLiteral("CTR-001");
        QTest::newRow("no such text") << trusted + QStringList{QStringLiteral("--text"), m_world.path("nothing.txt")} << QStringLiteral("CTR-002");
        QTest::newRow("empty text") << trusted + QStringList{QStringLiteral("--text"), m_world.write("empty.txt", "\n  \n")}
                                    << QStringLiteral("COR-003");
        const QStringList bare{QStringLiteral("verify"), QStringLiteral("--json"), QStringLiteral("--demo"), QStringLiteral("-")};
        QTest::newRow("no such list") << bare + QStringList{QStringLiteral("--trust"), m_world.path("nothing.cwt"), QStringLiteral("--root"),
                                                            m_world.path("root.cose")}
                                      << QStringLiteral("CTR-002");
        QTest::newRow("no such root") << bare + QStringList{QStringLiteral("--root"), m_world.path("nothing.cose")} << QStringLiteral("CTR-002");
        QTest::newRow("list without a root") << bare + QStringList{QStringLiteral("--trust"), m_world.path("trust-list.cwt")}
                                             << QStringLiteral("CTR-005");
        QTest::newRow("list of another root") << bare + QStringList{QStringLiteral("--trust"), m_world.path("trust-list.cwt"),
                                                                    QStringLiteral("--root"),
                                                                    m_world.write("stranger.cose", m_world.stranger->publicKey().cose())}
                                              << QString();
    }
    void whatCannotBeRead()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, errorId);
        const Run run = runCounter(arguments, "VN1:ABC\n");
        QCOMPARE(run.exitCode, 2);
        QCOMPARE(run.objects.size(), 1);
        QCOMPARE(run.objects.constFirst().value(QLatin1String("overall")).toString(), QStringLiteral("cannot-check"));
        const QString id = run.objects.constFirst().value(QLatin1String("code")).toString();
        if (errorId.isEmpty())
            QVERIFY(id == QLatin1String("TRU-001") || id == QLatin1String("COR-008"));
        else
            QCOMPARE(id, errorId);
    }

    void wrongUsageIs64_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing to verify") << QStringList{QStringLiteral("verify")};
        QTest::newRow("two inputs") << QStringList{QStringLiteral("verify"), QStringLiteral("-"), QStringLiteral("--text"), QStringLiteral("a")};
        QTest::newRow("unknown option") << QStringList{QStringLiteral("verify"), QStringLiteral("-"), QStringLiteral("--fast")};
        QTest::newRow("a moment without a zone") << QStringList{QStringLiteral("verify"), QStringLiteral("-"), QStringLiteral("--at"),
                                                                QStringLiteral("2026-11-21T10:00:00")};
        QTest::newRow("not a moment") << QStringList{QStringLiteral("verify"), QStringLiteral("-"), QStringLiteral("--at"), QStringLiteral("noon")};
        QTest::newRow("a stray word") << QStringList{QStringLiteral("verify"), QStringLiteral("code.png")};
    }
    void wrongUsageIs64()
    {
        QFETCH(QStringList, arguments);
        const Run run = runCounter(arguments);
        QCOMPARE(run.exitCode, 64);
        QVERIFY(run.output.isEmpty());
        QVERIFY(run.errors.contains("verify [--image FILE"));
    }

    void manyCodesGiveOneObjectEachAndTheWorstExit()
    {
        const QString good = m_world.show(m_world.pass(*m_world.issuer));
        const QString unknown = m_world.show(m_world.pass(*m_world.stranger));
        const QByteArray text = (good + QStringLiteral("\r\n\n") + unknown + QLatin1Char('\n')).toUtf8();
        const Run two = runCounter(base() + QStringList{QStringLiteral("--text"), m_world.write("codes.txt", text)});
        QCOMPARE(two.exitCode, 2);
        QCOMPARE(two.objects.size(), 2);
        QCOMPARE(two.objects.at(0).value(QLatin1String("overall")).toString(), QStringLiteral("valid"));
        const Run three = runCounter(base() + QStringList{QStringLiteral("-")}, text + "nonsense\n");
        QCOMPARE(three.exitCode, 1);
        QCOMPARE(three.objects.size(), 3);
        const Run picture = runCounter(base() + QStringList{QStringLiteral("--image"), m_world.writePicture("two.png", {good, unknown})});
        QCOMPARE(picture.exitCode, 2);
        QCOMPARE(picture.objects.size(), 2);
        // A poster in the picture is not the traveller's code.
        const Run poster = runCounter(
            base() + QStringList{QStringLiteral("--image"), m_world.writePicture("poster.png", {QStringLiteral("https://example.org/"), good})});
        QCOMPARE(poster.exitCode, 0);
        QCOMPARE(poster.objects.size(), 1);
        // A line longer than any code is one refusal, and the next line is read as itself.
        const Run longLine = runCounter(base() + QStringList{QStringLiteral("-")}, "VN1:" + QByteArray(300000, 'A') + '\n' + good.toUtf8() + '\n');
        QCOMPARE(longLine.exitCode, 1);
        QCOMPARE(longLine.objects.size(), 2);
        QCOMPARE(longLine.objects.at(0).value(QLatin1String("failedStep")).toString(), QStringLiteral("size"));
        QCOMPARE(longLine.objects.at(1).value(QLatin1String("overall")).toString(), QStringLiteral("valid"));
    }

    // A space is a digit of base45: those inside belong to the code, those around it came with a paste.
    void spacesAroundACodeAreNotPartOfIt()
    {
        const auto pass = m_world.pass(*m_world.issuer);
        QString code = m_world.show(pass);
        for (int i = 0; i < 100 && !code.contains(QLatin1Char(' ')); ++i)
            code = m_world.show(pass);
        QVERIFY(code.contains(QLatin1Char(' ')));
        QCOMPARE(check(QStringLiteral("\t  ") + code + QStringLiteral("  ")).exitCode, 0);
        const QString without = QString(code).remove(QLatin1Char(' '));
        QCOMPARE(check(without).exitCode, 1);
    }

    void personalValuesAreInTheOutputOnly()
    {
        const QString code = m_world.show(m_world.identity(*m_world.issuer), World::now, true);
        const QStringList state{QStringLiteral("--state"), m_world.path("state-canary")};
        const Run json = check(code, World::now, state);
        QVERIFY(json.output.contains(World::personalNumber().toUtf8()));
        QStringList plainArguments = base(World::now + 1) + state + QStringList{QStringLiteral("-")};
        plainArguments.removeOne(QStringLiteral("--json"));
        const Run plain = runCounter(plainArguments, m_world.show(m_world.identity(*m_world.issuer), World::now + 1).toUtf8());
        QCOMPARE(plain.exitCode, 0);
        QVERIFY(plain.output.startsWith(QStringLiteral("CHO QUA (DEMO)\n").toUtf8()));
        QVERIFY(plain.output.contains(World::person().fullName.toUtf8()));
        const QByteArray logs = json.errors + plain.errors;
        QDir folder(m_world.path("state-canary"));
        QByteArray kept;
        for (const QString &name : folder.entryList(QDir::Files)) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            kept += file.readAll();
        }
        QVERIFY(!kept.isEmpty());
        for (const QByteArray &secret :
             {World::person().fullName.toUtf8(), World::personalNumber().toUtf8(), QByteArray("19900115"), code.toUtf8()}) {
            QVERIFY(!logs.contains(secret));
            QVERIFY(!kept.contains(secret));
        }
    }

    void hundredsPerSecond()
    {
        const QString unknown = m_world.show(m_world.pass(*m_world.stranger));
        const QByteArray lines = (unknown + QLatin1Char('\n')).repeated(2000).toUtf8();
        QElapsedTimer timer;
        timer.start();
        const Run run = runCounter(base() + QStringList{QStringLiteral("-")}, lines);
        QCOMPARE(run.objects.size(), 2000);
        // 2000 in 10 s leaves room for a slow, busy machine; a fresh one does this in well under a second.
        QVERIFY2(timer.elapsed() < 10000, qPrintable(QString::number(timer.elapsed())));
    }
};

DD_TEST(TestVerifyBinary)
#include "test_verify_binary.moc"
