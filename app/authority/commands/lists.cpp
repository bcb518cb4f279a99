// party add, party remove, list sign (renew), publish.
#include "app/authority/commands/command.h"
#include "app/authority/list_keeper.h"
#include "app/authority/publisher.h"
#include "core/trust/verdict_json.h"

#include <algorithm>

namespace dd::authority {

namespace {

constexpr qint64 mostListDays = 365;
constexpr qint64 mostPartyDays = 3660;
constexpr qsizetype largestKeyFile = 1024;
// "65001:2,10"; "65002:" asks for what is always shown and no more.
std::optional<credential::Asked> readAsked(const QString &text)
{
    const QStringList parts = text.split(u':');
    const int type = parts.first().toInt();
    if (parts.size() != 2 || type < static_cast<int>(credential::CredentialType::Identity) ||
        type > static_cast<int>(credential::CredentialType::PrintedCopy))
        return std::nullopt;
    credential::Asked asked{static_cast<credential::CredentialType>(type), {}};
    for (const QString &key : parts.last().split(u',', Qt::SkipEmptyParts)) {
        const std::optional<credential::Group> group = credential::groupFromKey(asked.type, key.toInt());
        if (!group || asked.groups.contains(*group))
            return std::nullopt;
        asked.groups.append(*group);
    }
    std::ranges::sort(asked.groups, {}, [&asked](credential::Group group) { return credential::groupKey(asked.type, group); });
    return asked;
}

int addParty(const QCommandLineParser &options, const Environment &environment)
{
    trust::RelyingParty party;
    party.id = option(options, "id");
    party.nameVi = option(options, "name-vi").normalized(QString::NormalizationForm_C);
    party.nameEn = option(options, "name-en").normalized(QString::NormalizationForm_C);
    if (!credential::isPartyId(party.id) || party.nameVi.isEmpty() || party.nameEn.isEmpty() || option(options, "key").isEmpty())
        return usage(QStringLiteral("party add needs --id (1 to 32 ASCII characters, not vn:…), --name-vi, --name-en and --key"), environment);
    for (const QString &text : options.values(QStringLiteral("ask"))) {
        const std::optional<credential::Asked> asked = readAsked(text);
        const bool again = asked && std::ranges::any_of(party.mayAsk, [&asked](const credential::Asked &other) { return other.type == asked->type; });
        if (!asked || again)
            return usage(QStringLiteral("--ask is a type with its groups, like 65001:2,10, each type once"), environment);
        party.mayAsk.append(*asked);
    }
    for (const QString &text : option(options, "purpose").split(u',', Qt::SkipEmptyParts)) {
        const std::optional<credential::Purpose> purpose = trust::named(text, trust::purposes);
        if (!purpose || party.purposes.contains(*purpose)) {
            QStringList words;
            for (const credential::Purpose each : trust::purposes)
                words.append(trust::name(each));
            return usage(QStringLiteral("--purpose is some of ") + words.join(u','), environment);
        }
        party.purposes.append(*purpose);
    }
    std::ranges::sort(party.purposes);
    if (party.mayAsk.isEmpty() || party.purposes.isEmpty())
        return usage(QStringLiteral("party add needs --ask and --purpose"), environment);
    if (options.isSet(QStringLiteral("days"))) {
        const std::optional<qint64> days = numberOption(options, "days", 1, mostPartyDays);
        if (!days)
            return usage(QStringLiteral("--days is a whole number from 1 to %1").arg(mostPartyDays), environment);
        party.notBefore = environment.clock.now();
        party.expires = environment.clock.now() + *days * daySeconds;
    }
    const Result<QByteArray> bytes = readChosen(option(options, "key"), largestKeyFile);
    if (!bytes)
        return report(bytes.error(), environment);
    const Result<crypto::PublicKey> key = crypto::PublicKey::fromCose(QByteArrayView(*bytes));
    if (!key)
        return report(key.error(), environment);
    party.key = *key;
    // With the same id: the party as it is from now on.
    const auto add = [&party](trust::TrustList &list) {
        list.relyingParties.removeIf([&party](const trust::RelyingParty &other) { return other.id == party.id; });
        list.relyingParties.append(party);
        return Result<void>();
    };
    if (const Result<void> edited = editTrustList(option(options, "state"), environment.clock, add); !edited)
        return report(edited.error(), environment);
    environment.out << "party " << party.id << " with key " << party.key.keyId().toHex() << '\n';
    return exitDone;
}

int removeParty(const QCommandLineParser &options, const Environment &environment)
{
    const QString id = option(options, "id");
    if (id.isEmpty())
        return usage(QStringLiteral("party remove needs --id"), environment);
    const auto remove = [&id](trust::TrustList &list) -> Result<void> {
        if (list.relyingParties.removeIf([&id](const trust::RelyingParty &party) { return party.id == id; }) == 0)
            return fail(ErrorCode::InvalidInput, QStringLiteral("id"), QStringLiteral("the trust list has no party with this id"));
        return {};
    };
    if (const Result<void> edited = editTrustList(option(options, "state"), environment.clock, remove); !edited)
        return report(edited.error(), environment);
    environment.out << "party " << id << " is off the list\n";
    return exitDone;
}

int signList(const QCommandLineParser &options, const Environment &environment)
{
    const std::optional<qint64> days = numberOption(options, "days", listDays, mostListDays);
    if (!days)
        return usage(QStringLiteral("--days is a whole number from 1 to %1").arg(mostListDays), environment);
    const QString folder = option(options, "state");
    const QByteArray prefix = option(options, "status-prefix").toUtf8();
    const auto edit = [&](trust::TrustList &list) {
        return prefix.isEmpty() ? Result<void>() : setStatusPrefix(folder, list, prefix, environment.random);
    };
    if (const Result<void> edited = editTrustList(folder, environment.clock, edit, *days); !edited)
        return report(edited.error(), environment);
    environment.out << "signed for " << *days << " days\n";
    return exitDone;
}

int renewList(const QCommandLineParser &options, const Environment &environment)
{
    if (const Result<void> renewed = renewTrustList(option(options, "state"), environment.clock); !renewed)
        return report(renewed.error(), environment);
    environment.out << "renewed\n";
    return exitDone;
}

int publishFiles(const QCommandLineParser &options, const Environment &environment)
{
    if (option(options, "out").isEmpty())
        return usage(QStringLiteral("publish needs --out DIR"), environment);
    const Result<State> state = openState(option(options, "state"), environment.clock, Needs::Nothing);
    if (!state)
        return report(state.error(), environment);
    RecordStore records(state->recordsFolder(), state->recordKey, environment.random);
    Result<StatusBook> book = StatusBook::load(records, environment.random, state->statusPrefix(), environment.clock.now());
    if (!book)
        return report(book.error(), environment);
    Publisher publisher(*state, *book, environment.clock);
    const Result<QStringList> written = publisher.writeAll(option(options, "out"));
    if (!written)
        return report(written.error(), environment);
    for (const QString &path : *written)
        environment.out << path << '\n';
    if (state->isListBehind)
        environment.err << "the trust list is signed by an earlier root than the one in force: run list sign\n";
    if (environment.clock.now() > state->list.nextUpdate)
        environment.err << "the trust list is past its update date: run list sign\n";
    return exitDone;
}

} // namespace

QList<Command> listCommands()
{
    const auto names = [](const char *list) { return QString::fromLatin1(list).split(u' ', Qt::SkipEmptyParts); };
    return {{QStringLiteral("party add"), names("id name-vi name-en key ask purpose days"), &addParty},
            {QStringLiteral("party remove"), names("id"), &removeParty},
            {QStringLiteral("list sign"), names("days status-prefix"), &signList},
            {QStringLiteral("renew"), {}, &renewList},
            {QStringLiteral("publish"), names("out"), &publishFiles}};
}

} // namespace dd::authority
