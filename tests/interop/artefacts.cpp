// interop_artefacts emit DIR NOW    writes presentations, the trust list and its root key
// interop_artefacts verify DIR NOW  judges every *.txt of DIR under DIR/trust-list.cwt and DIR/root.cose, one JSON object per line
#include "core/trust/verifier.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>
#include <cstdio>

using namespace dd;

namespace {

constexpr qint64 aDaySeconds = 86400;

bool save(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

QByteArray load(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Result<void> presentInto(const QString &path, const Result<QByteArray> &token, const credential::PresentationRequest &request, crypto::Signer &holder,
                         Random &random, const Clock &clock)
{
    if (!token)
        return fail(token.error());
    const Result<credential::Credential> held = credential::parseCredential(*token);
    if (!held)
        return fail(held.error());
    const Result<QString> text = credential::present(*held, request, holder, random, clock);
    if (!text)
        return fail(text.error());
    return save(path, text->toUtf8()) ? Result<void>() : fail(ErrorCode::Internal, QStringLiteral("write"));
}

Result<void> emitInto(const QDir &folder, qint64 now)
{
    using namespace credential;
    SystemRandom random;
    const FixedClock clock(now);
    const qint64 midnight = now / aDaySeconds * aDaySeconds;
    const auto root = crypto::generateSigner(crypto::Algorithm::Ed25519, random);
    const auto issuer = crypto::generateSigner(crypto::Algorithm::Ed25519, random);
    const auto holder = crypto::generateSigner(crypto::Algorithm::Esp256, random);
    const auto softHolder = crypto::generateSigner(crypto::Algorithm::Ed25519, random);
    if (!root || !issuer || !holder || !softHolder)
        return fail(ErrorCode::CryptoFailed);

    trust::TrustList list;
    list.sequence = 7;
    list.issued = midnight;
    list.nextUpdate = midnight + 30 * aDaySeconds;
    list.demo = true;
    list.issuers = {{QStringLiteral("VN"), (*issuer)->publicKey().keyId(), (*issuer)->publicKey(), {65001, 65002}, midnight - 10 * aDaySeconds,
                     midnight + 400 * aDaySeconds, QStringLiteral("Cơ quan cấp mẫu")}};
    const Result<QByteArray> signedList = trust::signTrustList(list, **root);
    if (!signedList)
        return fail(signedList.error());
    if (!save(folder.filePath(QStringLiteral("trust-list.cwt")), *signedList) ||
        !save(folder.filePath(QStringLiteral("root.cose")), (*root)->publicKey().cose()))
        return fail(ErrorCode::Internal, QStringLiteral("write"));

    const Person person{QStringLiteral("NGUYỄN VĂN MẪU"), 19900101, identity::Sex::Male, QStringLiteral("VNM")};
    const QString number = QStringLiteral("001200000017");
    TravelPassClaims pass;
    pass.from = {QStringLiteral("01"), QStringLiteral("00004"), 20250701};
    pass.to = {QStringLiteral("15"), {}, 20250701};
    pass.validFrom = now - 60;
    pass.validTo = now + aDaySeconds;
    pass.evidence = EvidenceDemo;
    pass.person = person;
    PresentationRequest request;
    request.groups = {Group::Person};
    if (const auto done = presentInto(folder.filePath(QStringLiteral("pass.txt")),
                                      issue({number, (*holder)->publicKey(), midnight + 20 * aDaySeconds}, pass, **issuer, random, clock), request,
                                      **holder, random, clock);
        !done)
        return done;

    const IdentityClaims identity{2, EvidencePassive | EvidenceChip | EvidenceDemo, person,
                                  Address{QStringLiteral("Số 1, đường Mẫu"), Place{QStringLiteral("01"), QStringLiteral("00004"), 20250701}}, {14, 16, 18}};
    request.groups = {Group::Number, Group::Person, Group::AgeFlags};
    request.statement = StayStatement{DeclarationKind::StayNotification, QStringLiteral("Nhà nghỉ Mẫu"), now, now + aDaySeconds, QStringLiteral("công tác")};
    return presentInto(folder.filePath(QStringLiteral("identity.txt")),
                       issue({number, (*softHolder)->publicKey(), midnight + 20 * aDaySeconds}, identity, **issuer, random, clock), request, **softHolder,
                       random, clock);
}

Result<void> verifyAll(const QDir &folder, qint64 now)
{
    const FixedClock clock(now);
    const Result<crypto::PublicKey> root = crypto::PublicKey::fromCose(load(folder.filePath(QStringLiteral("root.cose"))));
    if (!root)
        return fail(root.error());
    const Result<trust::TrustList> list = trust::openTrustList(load(folder.filePath(QStringLiteral("trust-list.cwt"))), *root);
    if (!list)
        return fail(list.error());
    for (const QString &name : folder.entryList({QStringLiteral("*.txt")}, QDir::Files, QDir::Name)) {
        trust::MemoryReplayCache cache(clock);
        const trust::Verdict verdict = trust::Verifier(&*list, cache, clock).verify(QString::fromUtf8(load(folder.filePath(name))));
        QJsonObject line{{QStringLiteral("file"), name},
                         {QStringLiteral("overall"), trust::name(verdict.overall)},
                         {QStringLiteral("step"), trust::name(verdict.failedStep)},
                         {QStringLiteral("demo"), verdict.demo}};
        if (verdict.error)
            line.insert(QStringLiteral("detail"), verdict.error->detail);
        if (verdict.claims && verdict.claims->person)
            line.insert(QStringLiteral("name"), verdict.claims->person->fullName);
        if (verdict.claims)
            line.insert(QStringLiteral("number"), verdict.claims->personalNumber);
        if (verdict.statement)
            line.insert(QStringLiteral("facility"), verdict.statement->facility);
        std::puts(QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    }
    return {};
}

} // namespace

int main(int argc, char *argv[])
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    if (arguments.size() != 3)
        return 64;
    const QDir folder(arguments[1]);
    const qint64 now = arguments[2].toLongLong();
    const Result<void> done = arguments[0] == QLatin1String("emit") ? emitInto(folder, now) : verifyAll(folder, now);
    if (!done)
        std::fprintf(stderr, "%s %s %s\n", qPrintable(errorId(done.error().code)), qPrintable(done.error().stage), qPrintable(done.error().detail));
    return done ? 0 : 1;
}
