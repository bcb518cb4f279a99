// issue, revoke, suspend, reinstate, approve.
#include "app/authority/commands/command.h"
#include "app/authority/issue_order.h"
#include "app/authority/issuing_desk.h"
#include "app/authority/registry.h"
#include "core/crypto/symmetric.h"

namespace dd::authority {

namespace {

constexpr qsizetype largestChosenFile = 64 * 1024;
constexpr qsizetype keyThumbprintSize = 32;

struct Books
{
    State state;
    std::unique_ptr<RecordStore> records;
    std::optional<Registry> registry;
    std::optional<StatusBook> book;
};

Result<Books> openBooks(const QCommandLineParser &options, const Environment &environment, Needs needs)
{
    Result<State> state = openState(option(options, "state"), environment.clock, needs);
    if (!state)
        return fail(state.error());
    Books books{std::move(*state), {}, {}, {}};
    books.records = std::make_unique<RecordStore>(books.state.recordsFolder(), books.state.recordKey, environment.random);
    Result<Registry> registry = Registry::load(*books.records);
    if (!registry)
        return fail(registry.error());
    books.registry.emplace(std::move(*registry));
    Result<StatusBook> book = StatusBook::load(*books.records, environment.random, books.state.statusPrefix(), environment.clock.now());
    if (!book)
        return fail(book.error());
    books.book.emplace(std::move(*book));
    return books;
}

// Somebody saw the person, the card and the phone: the keys enrolled now get level 2, from their next refresh on.
int approve(const QCommandLineParser &options, const Environment &environment)
{
    const QString number = option(options, "number");
    const QString digits = option(options, "thumbprint");
    const std::optional<QByteArray> thumbprint = hexBytes(digits, keyThumbprintSize);
    if (number.isEmpty() == digits.isEmpty() || (!digits.isEmpty() && !thumbprint))
        return usage(QStringLiteral("approve needs either --number or --thumbprint (64 hexadecimal digits)"), environment);
    Result<Books> books = openBooks(options, environment, Needs::Nothing);
    if (!books)
        return report(books.error(), environment);
    const Result<EnrolledPerson> person = number.isEmpty() ? books->registry->approveKey(*thumbprint) : books->registry->approveNumber(number);
    if (!person)
        return report(person.error(), environment);
    // Whom it was is on the card in the officer's hand; here are the keys, to be compared where that is possible.
    environment.out << "level " << person->level << ", enrolled " << QDateTime::fromSecsSinceEpoch(person->enrolledAt, Qt::UTC).toString(Qt::ISODate)
                    << ", keys:\n";
    for (const crypto::PublicKey &key : person->keys)
        environment.out << key.thumbprint().toHex() << '\n';
    return exitDone;
}

// What a printed copy of it says is told from the credential itself, which is made for that and thrown away.
Result<credential::AnyClaims> printedClaims(const IssueOrder &order, const State &state, const Environment &environment)
{
    const auto type = static_cast<credential::CredentialType>(static_cast<int>(credential::CredentialType::Identity) + order.claims.index());
    const Result<crypto::Signer *> issuer = state.issuerFor(type, environment.clock.now());
    if (!issuer)
        return fail(issuer.error());
    const Result<QList<QByteArray>> tokens = credential::issueBatch({order.number, {}, order.expires}, {{order.keys.constFirst()}}, order.claims, **issuer,
                                                                    environment.random, environment.clock);
    if (!tokens)
        return fail(tokens.error());
    const Result<credential::Credential> read = credential::parseCredential(tokens->constFirst());
    if (!read)
        return fail(read.error());
    return credential::printedCopyOf(read->claims);
}

int issueFromFile(const QCommandLineParser &options, const Environment &environment)
{
    const QString folder = option(options, "out");
    if (option(options, "in").isEmpty() || folder.isEmpty())
        return usage(QStringLiteral("issue needs --in FILE and --out DIR"), environment);
    const Result<QByteArray> json = readChosen(option(options, "in"), largestChosenFile);
    if (!json)
        return report(json.error(), environment);
    Result<IssueOrder> order = readIssueOrder(*json);
    if (!order)
        return report(order.error(), environment);
    Result<Books> books = openBooks(options, environment, Needs::Issuer);
    if (!books)
        return report(books.error(), environment);
    if (books->state.isDemo())
        std::visit([](auto &claims) { claims.evidence |= credential::EvidenceDemo; }, order->claims);
    if (order->printed) {
        const Result<credential::AnyClaims> printed = printedClaims(*order, books->state, environment);
        if (!printed)
            return report(printed.error(), environment);
        order->claims = *printed;
    }
    // The folder first: what is issued is in the book, and should not be lost for want of a place.
    const Result<bool> made = makePrivateFolder(folder, {ErrorCode::InvalidInput});
    if (!made)
        return report(made.error(), environment);
    IssuingDesk desk(books->state, *books->book, environment.random, environment.clock);
    const Result<QList<QByteArray>> tokens = desk.issue({order->number, order->keys, order->expires}, order->claims);
    if (!tokens)
        return report(tokens.error(), environment);
    for (const QByteArray &token : *tokens) {
        const QByteArray hash = crypto::sha256(token);
        const QString name = QString::fromLatin1(hash.first(8).toHex()) + QStringLiteral(".cwt");
        if (const Result<void> written = writeDurably(folder + u'/' + name, token, {ErrorCode::InvalidInput}); !written)
            return report(written.error(), environment);
        environment.out << name;
        const IssuedCredential *issued = books->book->find(hash);
        if (issued && issued->status)
            environment.out << ' ' << issued->status->uri << '#' << issued->status->index;
        environment.out << '\n';
    }
    return exitDone;
}

struct Chosen
{
    StatusBook::Choice credentials;
    QList<QByteArray> keys; // of the registry
};

// A person or a key: what was issued to it, every copy of that, and that it gets nothing new. A credential: that one alone.
Result<Chosen> choose(const QCommandLineParser &options, const Registry &registry)
{
    const auto wrong = [](const char *option, const char *what) { return fail(ErrorCode::InvalidInput, QLatin1String(option), QLatin1String(what)); };
    if (const QString number = option(options, "number"); !number.isEmpty())
        return Chosen{[number](const IssuedCredential &issued) { return issued.number == number; }, registry.keysOf(number)};
    if (const QString digits = option(options, "thumbprint"); !digits.isEmpty()) {
        const std::optional<QByteArray> thumbprint = hexBytes(digits, keyThumbprintSize);
        if (!thumbprint)
            return wrong("--thumbprint", "must be 64 hexadecimal digits");
        const auto ofKey = [key = *thumbprint](const IssuedCredential &issued) { return issued.thumbprint == key || issued.asker == key; };
        return Chosen{ofKey, {*thumbprint}};
    }
    if (const QString path = option(options, "token"); !path.isEmpty()) {
        const Result<QByteArray> token = readChosen(path, largestChosenFile);
        if (!token)
            return fail(token.error());
        return Chosen{[hash = crypto::sha256(*token)](const IssuedCredential &issued) { return issued.hash == hash; }, {}};
    }
    const QStringList parts = option(options, "index").split(u'#');
    bool isNumber = false;
    const credential::StatusReference place{parts.last().toLongLong(&isNumber), parts.first().toUtf8()};
    if (parts.size() != 2 || !isNumber)
        return wrong("--index", "must be the uri of a status list and the index in it, URI#N");
    return Chosen{[place](const IssuedCredential &issued) { return issued.status == place; }, {}};
}

int changeStatus(const QCommandLineParser &options, const Environment &environment, StatusValue value, Registry::KeyState keyState, const char *done)
{
    int ways = 0;
    for (const char *way : {"number", "thumbprint", "token", "index"})
        ways += option(options, way).isEmpty() ? 0 : 1;
    if (ways != 1)
        return usage(QStringLiteral("needs one of --number, --thumbprint, --token and --index"), environment);
    Result<Books> books = openBooks(options, environment, Needs::Nothing);
    if (!books)
        return report(books.error(), environment);
    const Result<Chosen> chosen = choose(options, *books->registry);
    if (!chosen)
        return report(chosen.error(), environment);
    // The lists before the registry: what a crash leaves undone, the same command again does.
    const Result<StatusBook::Changes> changes = books->book->set(chosen->credentials, value);
    if (!changes)
        return report(changes.error(), environment);
    const Result<int> keys = books->registry->setKeys(chosen->keys, keyState);
    if (!keys)
        return report(keys.error(), environment);
    if (changes->chosen == 0 && *keys == 0)
        return report({ErrorCode::InvalidInput, QStringLiteral("status"), QStringLiteral("nothing of this authority is meant by it"), {}}, environment);
    environment.out << done << ": " << changes->changed << " of " << changes->chosen << " credentials, " << *keys << " keys\n";
    if (changes->unlisted > 0)
        environment.err << changes->unlisted << " of them stand in no status list: counters will not notice\n";
    return exitDone;
}

int revoke(const QCommandLineParser &options, const Environment &environment)
{
    return changeStatus(options, environment, StatusValue::Revoked, Registry::KeyState::Revoked, "revoked");
}

int suspend(const QCommandLineParser &options, const Environment &environment)
{
    return changeStatus(options, environment, StatusValue::Suspended, Registry::KeyState::Suspended, "suspended");
}

int reinstate(const QCommandLineParser &options, const Environment &environment)
{
    return changeStatus(options, environment, StatusValue::Good, Registry::KeyState::Active, "reinstated");
}

} // namespace

QList<Command> credentialCommands()
{
    const QStringList ways{QStringLiteral("number"), QStringLiteral("thumbprint"), QStringLiteral("token"), QStringLiteral("index")};
    return {{QStringLiteral("issue"), {QStringLiteral("in"), QStringLiteral("out")}, &issueFromFile},
            {QStringLiteral("revoke"), ways, &revoke},
            {QStringLiteral("suspend"), ways, &suspend},
            {QStringLiteral("reinstate"), ways, &reinstate},
            {QStringLiteral("approve"), ways.first(2), &approve}};
}

} // namespace dd::authority
