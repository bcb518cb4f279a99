// What stands behind a verdict (docs/formats.md §6): trust lists, roots and status lists, refused by the one who would hold them.
// The grammar of each has a table of its own beside its reader (test_trust_list, test_root_update, test_status_list).
#include "core/codec/inflate.h"
#include "core/trust/root_update.h"
#include "tests/core/negative_table.h"

#include <QTemporaryDir>

namespace dd::test {
namespace {

using crypto::Algorithm;

template <typename T>
Result<void> withoutResult(const Result<T> &read)
{
    if (!read)
        return fail(read.error());
    return {};
}

std::unique_ptr<crypto::SoftwareSigner> listRoot(quint64 seed = 44)
{
    return makeSigner(Algorithm::Ed25519, seed);
}

QByteArray trustListOf(qint64 sequence, bool demo = false)
{
    trust::TrustList list = Parties().trust;
    list.sequence = sequence;
    list.demo = demo;
    return trust::signTrustList(list, *listRoot()).value_or(QByteArray());
}

void addTrustLists(NegativeRows &rows)
{
    const auto update = [&rows](const QByteArray &name, ErrorCode code, const QByteArray &held, const QByteArray &offered) {
        rows.refused(name, code, [held, offered] { return withoutResult(trust::updateTrustList(held, offered, listRoot()->publicKey())); });
    };
    update("a trust list of a lower sequence", ErrorCode::TrustListRollback, trustListOf(6), trustListOf(5));
    update("another trust list of the same sequence", ErrorCode::TrustListRollback, trustListOf(5), trustListOf(5, true));
    update("a trust list with a tail", ErrorCode::TrustListInvalid, {}, trustListOf(5) + '\0');
    rows.refused("a trust list of another root", ErrorCode::SignatureInvalid,
                 [] { return withoutResult(trust::openTrustList(trustListOf(5), listRoot(45)->publicKey())); });
    rows.refused("a trust list without its type", ErrorCode::TrustListInvalid, [] {
        using namespace raw;
        const QByteArray header = map({{integer(1), integer(-19)}});
        return withoutResult(trust::openTrustList(Forge::sign1(header, map({}), map({}), *listRoot()), listRoot()->publicKey()));
    });
    rows.refused("a trust list with nobody's issuers", ErrorCode::TrustListInvalid, [] {
        using namespace raw;
        const QByteArray header = map({{integer(1), integer(-19)}, {integer(16), text("trust-list+cwt")}});
        const QByteArray payload = map({{integer(1), integer(5)}, {integer(2), integer(midnight)}, {integer(3), integer(noon)}, {integer(4), text("live")},
                                        {integer(5), integer(1)}, {integer(6), array({})}});
        return withoutResult(trust::openTrustList(Forge::sign1(header, map({}), payload, *listRoot()), listRoot()->publicKey()));
    });
}

QByteArray listWithParty(const QByteArray &key)
{
    using namespace raw;
    const QByteArray asked = array({array({integer(65001), array({integer(10)})})});
    const QByteArray party = map({{integer(1), text("quay-mau-01")}, {integer(2), text("Quầy mẫu")}, {integer(3), text("Sample counter")}, {integer(4), key},
                                  {integer(5), array({integer(1)})}, {integer(6), asked}});
    const QByteArray payload = map({{integer(1), integer(5)}, {integer(2), integer(midnight)}, {integer(3), integer(noon)}, {integer(4), text("live")},
                                    {integer(5), array({})}, {integer(6), array({})}, {integer(7), array({party})}});
    return Forge::sign1(map({{integer(1), integer(-19)}, {integer(16), text("trust-list+cwt")}}), map({}), payload, *listRoot());
}

void addParties(NegativeRows &rows)
{
    const auto party = [&rows](const QByteArray &name, const QByteArray &key) {
        rows.refused(name, ErrorCode::TrustListInvalid, [key]() -> Result<void> {
            if (!trust::openTrustList(listWithParty(listRoot()->publicKey().cose()), listRoot()->publicKey()))
                return {}; // then it is not what is tested
            return withoutResult(trust::openTrustList(listWithParty(key), listRoot()->publicKey()));
        });
    };
    party("a relying party with a key of P-384", p384Key());
    party("a relying party with the whole point for a key", uncompressedKey());
}

trust::Root rowRoot(int number)
{
    return {number, listRoot(400 + static_cast<quint64>(number))->publicKey()};
}

// From `number` to the next, by these two keys.
QByteArray rowRootUpdate(int number, const QByteArray &nextKey, crypto::Signer &inner, crypto::Signer &outer, qint64 notBefore = noon)
{
    using namespace raw;
    const auto typed = [](const char *type, const crypto::Signer &key) {
        return map({{integer(1), integer(static_cast<int>(key.algorithm()))}, {integer(16), text(type)}});
    };
    const QByteArray statement = map({{integer(1), integer(number + 1)}, {integer(2), nextKey}, {integer(3), integer(notBefore)}});
    return Forge::sign1(typed("root-update+cwt", outer), map({}), Forge::sign1(typed("root-statement+cwt", inner), map({}), statement, inner), outer);
}

QByteArray rowRootUpdate(int number, quint64 inner, quint64 outer, qint64 notBefore = noon, int nextKey = 0)
{
    return rowRootUpdate(number, rowRoot(nextKey != 0 ? nextKey : number + 1).key.cose(), *listRoot(400 + inner), *listRoot(400 + outer), notBefore);
}

void addRoots(NegativeRows &rows)
{
    const auto chain = [&rows](const QByteArray &name, const QList<QByteArray> &updates) {
        rows.refused(name, ErrorCode::RootUpdateInvalid, [updates] { return withoutResult(trust::applyRootUpdates(rowRoot(1), raw::array(updates), noon)); });
    };
    chain("roots out of order", {rowRootUpdate(2, 2, 3), rowRootUpdate(1, 1, 2)});
    chain("a root passed over", {rowRootUpdate(1, 1, 2), rowRootUpdate(3, 3, 4)});
    chain("a root twice", {rowRootUpdate(1, 1, 2), rowRootUpdate(1, 1, 2)});
    chain("a root that the next has not countersigned", {rowRootUpdate(1, 1, 1)});
    chain("a root that the one before has not named", {rowRootUpdate(1, 2, 2)});
    chain("a root to the same key again", {rowRootUpdate(1, 1, 1, noon, 1)});
    chain("a root in force before the one before it", {rowRootUpdate(1, 1, 2), rowRootUpdate(2, 2, 3, noon - 1)});
    chain("no root in the chain", {});
    const auto plain = basePointSigner();
    chain("a root with the whole point for a key", {rowRootUpdate(1, uncompressedKey(), *listRoot(401), *plain)});
    chain("17 roots", QList<QByteArray>(17, rowRootUpdate(1, 1, 2)));
}

const char rowStatusUri[] = "https://status.example/1";

trust::TrustedIssuer issuerWithLists()
{
    trust::TrustedIssuer issuer = Parties().trust.issuers.first();
    issuer.status = trust::StatusIssuer{{makeSigner(Algorithm::Ed25519, 66)->publicKey()}, "https://status.example/"};
    return issuer;
}

QByteArray statusListOf(qint64 bits, const QByteArray &stream, qint64 issued = noon, qint64 expires = noon + aDay, quint64 seed = 66,
                        const QByteArray &uri = rowStatusUri)
{
    using namespace raw;
    const auto key = makeSigner(Algorithm::Ed25519, seed);
    const QByteArray keyId = key->publicKey().keyId();
    const QByteArray header = map({{integer(1), integer(-19)}, {integer(4), raw::bytes(keyId)}, {integer(16), text("application/statuslist+cwt")}});
    const QByteArray list = map({{text("bits"), integer(bits)}, {text("lst"), raw::bytes(stream)}});
    const QByteArray payload = map({{integer(2), text(uri)}, {integer(4), integer(expires)}, {integer(6), integer(issued)}, {integer(65533), list}});
    return Forge::sign1(header, map({}), payload, *key);
}

Result<void> offeredToStore(const QByteArray &cwt, const QByteArray &uri = rowStatusUri)
{
    return trust::StatusStore().offer(cwt, uri, issuerWithLists());
}

void addStatusLists(NegativeRows &rows)
{
    const QByteArray four = deflateZlib(QByteArray(1, '\xe4'));
    const auto list = [&rows](const QByteArray &name, ErrorCode code, const QByteArray &cwt, const QByteArray &uri = rowStatusUri) {
        rows.refused(name, code, [cwt, uri] { return offeredToStore(cwt, uri); });
    };
    list("a status list of 3 bits", ErrorCode::StatusListInvalid, statusListOf(3, four));
    list("a status list without entries", ErrorCode::StatusListInvalid, statusListOf(2, deflateZlib({})));
    list("a status list that is not deflated", ErrorCode::StatusListInvalid, statusListOf(2, QByteArray(50, 'x')));
    list("a status list that ends when it begins", ErrorCode::StatusListInvalid, statusListOf(2, four, noon, noon));
    list("a status list of a byte too many", ErrorCode::StatusListTooLarge, statusListOf(8, deflateZlib(QByteArray((1 << 20) + 1, '\0'))));
    list("a bomb", ErrorCode::StatusListTooLarge, statusListOf(2, deflateZlib(QByteArray(1 << 26, '\0'))));
    list("a status list by a key that is not its issuer's", ErrorCode::SignatureInvalid, statusListOf(2, four, noon, noon + aDay, 67));
    list("a status list for another uri", ErrorCode::StatusListInvalid, statusListOf(2, four), "https://status.example/2");
    list("a status list outside its issuer's prefix", ErrorCode::StatusListInvalid, statusListOf(2, four, noon, noon + aDay, 66, "https://other.example/1"),
         "https://other.example/1");
    const auto second = [&rows](const QByteArray &name, const QByteArray &held, const QByteArray &cwt) {
        rows.refused(name, ErrorCode::StatusListRollback, [held, cwt]() -> Result<void> {
            trust::StatusStore store;
            if (!store.offer(held, rowStatusUri, issuerWithLists()))
                return {}; // then it is not what is tested
            return store.offer(cwt, rowStatusUri, issuerWithLists());
        });
    };
    second("an older status list", statusListOf(2, four, noon), statusListOf(2, four, noon - 1));
    second("another status list of the same moment", statusListOf(2, four), statusListOf(2, deflateZlib(QByteArray(1, '\0'))));
    rows.refused("a folder for status lists that is a file", ErrorCode::StatusStoreFailed, [] {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("status")));
        (void)file.open(QIODevice::WriteOnly);
        return trust::StatusStore().openFolder(file.fileName(), Parties().trust);
    });
}

} // namespace

QList<NegativeRow> listRows()
{
    NegativeRows lists{"6. Trust list"};
    addTrustLists(lists);
    addParties(lists);
    NegativeRows roots{"Root roll-over"};
    addRoots(roots);
    NegativeRows status{"Status lists"};
    addStatusLists(status);
    return lists.all + roots.all + status.all;
}

} // namespace dd::test
