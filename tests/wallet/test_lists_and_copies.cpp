// Lists without tokens, copies that are shown once, and what was agreed to.
#include "core/crypto/symmetric.h"
#include "tests/support/registry.h"
#include "tests/wallet/vault_fixture.h"
#include "wallet/database.h"
#include "wallet/migrations/migrations.h"

#include <QSet>

using namespace dd;
using namespace dd::wallet;
using test::Profile;
using test::secretOf;

namespace {

ConsentRecord consentAt(qint64 at)
{
    return {at, QStringLiteral("vn:counter"), QString::fromUtf8("Quầy Mẫu"), true, QString::fromUtf8("cho quầy kiểm tra"), QStringLiteral("consent"), 65001,
            {2, 10}, crypto::sha256("words"), {}};
}

ActivityEntry shownAt(qint64 at)
{
    return {at, QStringLiteral("vn:counter"), 65001, {2, 10}};
}

// A vault with one credential in so many copies, each with a key in the ring.
struct Batch : Profile
{
    explicit Batch(int count)
    {
        vault = std::move(*create());
        for (int i = 0; i < count; ++i) {
            const auto key = KeyRing(*vault).generate();
            thumbprints.append(key->thumbprint());
            tokens.append(*issuing.identity(*key));
        }
        const auto inserted = CredentialStore(*vault).insertBatch(tokens, true);
        id = inserted ? *inserted : -1;
    }
    [[nodiscard]] qint64 number(const char *sql) const { return *vault->database()->integer(sql); }

    test::Issuing issuing;
    std::unique_ptr<Vault> vault;
    QList<QByteArray> thumbprints;
    QList<QByteArray> tokens;
    qint64 id = -1;
};

} // namespace

class TestListsAndCopies : public QObject
{
    Q_OBJECT
private slots:
    void aRowSaysWhatTheTokenSays()
    {
        Profile profile;
        test::Issuing issuing;
        auto vault = profile.create();
        DD_OK(vault);
        CredentialStore store(**vault);
        const auto ids = store.insertAll({*issuing.receipt(issuing.anyKey(), credential::DeclarationState::Accepted), *issuing.identity(issuing.anyKey()),
                                          *issuing.pass(issuing.anyKey())},
                                         true);
        DD_OK(ids);
        const auto check = [&](CredentialStore from) {
            const auto rows = from.page(10);
            DD_OK(rows);
            QCOMPARE(rows->size(), 3);
            for (const CredentialRow &row : *rows) {
                const auto stored = from.find(row.id);
                DD_OK(stored);
                const credential::Claims &claims = stored->credential.claims;
                QCOMPARE(row.type, claims.type);
                QCOMPARE(row.demo, true);
                QCOMPARE(row.addedAt, stored->addedAt);
                QCOMPARE(row.issuedAt, claims.issuedAt);
                QCOMPARE(row.validFrom, claims.validFrom());
                QCOMPARE(row.validTo, claims.validTo());
                QCOMPARE(row.expires, claims.expires);
            }
            QCOMPARE(rows->at(0).standing, 1); // level
            QCOMPARE(rows->at(1).kind, static_cast<int>(credential::PassKind::Work));
            QCOMPARE(rows->at(1).standing, static_cast<int>(credential::Trips::Return));
            QCOMPARE(rows->at(1).from, (credential::Place{QStringLiteral("01"), {}, 20250701}));
            QCOMPARE(rows->at(1).to, (credential::Place{QStringLiteral("79"), {}, 20250701}));
            QVERIFY(rows->at(1).validTo < rows->at(1).expires);
            QCOMPARE(rows->at(2).kind, static_cast<int>(credential::DeclarationKind::StayNotification));
            QCOMPARE(rows->at(2).standing, static_cast<int>(credential::DeclarationState::Accepted));
            QCOMPARE(rows->at(2).dossier, QStringLiteral("LT-0001"));
        };
        check(store);
        QVERIFY(!QTest::currentTestFailed());
        const QByteArray token = store.find(ids->first())->credential.token;

        // as the second schema left it: the same rows again, from the tokens, and the tokens byte for byte
        DD_OK((*vault)->database()->execute(test::backToSchema2));
        vault->reset();
        vault = profile.openUnlocked();
        DD_OK(vault);
        QCOMPARE(*schemaVersion(*(*vault)->database()), latestSchemaVersion());
        check(CredentialStore(**vault));
        QVERIFY(!QTest::currentTestFailed());
        QCOMPARE(CredentialStore(**vault).find(ids->first())->credential.token, token);
    }

    void aResidenceAndAPrintedCopyHaveTheirRows()
    {
        using namespace credential;
        Profile profile;
        test::Issuing issuing;
        auto vault = profile.create();
        DD_OK(vault);
        CredentialStore store(**vault);
        const auto issued = [&issuing](const auto &claims) {
            const IssueRequest request{QLatin1String(test::inventedNumber), issuing.anyKey(), issuing.clock.now() + 86400 * 30};
            return issue(request, claims, *issuing.issuer, issuing.random, issuing.clock);
        };
        const auto residence = issued(ResidenceStatusClaims{20270115, EvidenceDemo, test::inventedPerson(), {}, {}, {}});
        DD_OK(residence);
        const auto pass = parseCredential(*issuing.pass(issuing.anyKey()));
        DD_OK(pass);
        const auto printed = issued(printedCopyOf(pass->claims));
        DD_OK(printed);
        DD_OK(store.insertAll({*printed, *residence}, true));
        const auto rows = store.page(10);
        DD_OK(rows);
        QCOMPARE(rows->size(), 2);
        QCOMPARE(rows->at(0).type, CredentialType::ResidenceStatus);
        QCOMPARE(rows->at(0).standing, 20270115);
        QCOMPARE(rows->at(1).type, CredentialType::PrintedCopy);
        QCOMPARE(rows->at(1).kind, static_cast<int>(CredentialType::TravelPass));
        QCOMPARE(rows->at(1).standing, static_cast<int>(PassKind::Work));
        QCOMPARE(rows->at(1).from.province, QStringLiteral("01"));
        QCOMPARE(rows->at(1).to, (Place{QStringLiteral("79"), {}, 20250701}));
        QCOMPARE(rows->at(1).validFrom, pass->claims.validFrom());
        QCOMPARE(rows->at(1).validTo, pass->claims.validTo());
    }

    // A token that this version cannot read does not keep anybody out of the wallet: it stays, and no list shows it.
    void aTokenThatIsNotUnderstoodStays()
    {
        Profile profile;
        test::Issuing issuing;
        {
            auto vault = profile.create();
            DD_OK(vault);
            DD_OK(CredentialStore(**vault).insertAll({*issuing.identity(issuing.anyKey()), *issuing.pass(issuing.anyKey())}, false));
            DD_OK((*vault)->database()->execute(test::backToSchema2));
            DD_OK((*vault)->database()->execute("UPDATE credentials SET token = x'a0' WHERE id = 1"));
        }
        auto vault = profile.openUnlocked();
        DD_OK(vault);
        QCOMPARE(CredentialStore(**vault).page(10)->size(), 1);
        QCOMPARE(CredentialStore(**vault).page(10)->first().type, credential::CredentialType::TravelPass);
        QCOMPARE(*(*vault)->database()->integer("SELECT count(*) FROM credentials"), 2);
        const auto readable = CredentialStore(**vault).list();
        DD_OK(readable);
        QCOMPARE(readable->size(), 1);
        QCOMPARE(readable->first().credential.claims.type, credential::CredentialType::TravelPass);
        const auto others = CredentialStore(**vault).unreadable();
        DD_OK(others);
        QCOMPARE(others->size(), 1);
        QCOMPARE(others->first().id, 1);
        QCOMPARE(others->first().addedAt, profile.clock.now());
        QCOMPARE(others->first().token, QByteArray("\xa0"));
        (*vault)->lock();
        DD_ERROR_IS(CredentialStore(**vault).unreadable(), ErrorCode::VaultLocked);
    }

    void pagesAddUpToTheList()
    {
        Profile profile;
        test::Issuing issuing;
        auto vault = profile.create();
        DD_OK(vault);
        CredentialStore store(**vault);
        QCOMPARE(store.page(10)->size(), 0);
        QList<QByteArray> tokens;
        for (int i = 0; i < 17; ++i)
            tokens.append(i % 3 == 0 ? *issuing.pass(issuing.anyKey()) : i % 3 == 1 ? *issuing.identity(issuing.anyKey()) : *issuing.receipt(issuing.anyKey()));
        DD_OK(store.insertAll(tokens, false));
        const auto all = store.page(100);
        DD_OK(all);
        QCOMPARE(all->size(), 17);
        for (qsizetype i = 1; i < all->size(); ++i) {
            QVERIFY(static_cast<int>(all->at(i - 1).type) <= static_cast<int>(all->at(i).type));
            QVERIFY(all->at(i - 1).type != all->at(i).type || all->at(i - 1).id > all->at(i).id);
        }
        for (const int size : {1, 2, 5, 6, 16, 17}) {
            QList<qint64> seen;
            std::optional<CredentialRow> last;
            for (;;) {
                const auto rows = store.page(size, {}, last ? &*last : nullptr);
                DD_OK(rows);
                QVERIFY(rows->size() <= size);
                if (rows->isEmpty())
                    break;
                for (const CredentialRow &row : *rows)
                    seen.append(row.id);
                last = rows->constLast();
            }
            QCOMPARE(seen.size(), 17);
            for (qsizetype i = 0; i < seen.size(); ++i)
                QCOMPARE(seen.at(i), all->at(i).id);
        }
        const auto identities = store.page(3, credential::CredentialType::Identity);
        QCOMPARE(identities->size(), 3);
        const auto rest = store.page(100, credential::CredentialType::Identity, &identities->constLast());
        QCOMPARE(rest->size(), 3); // and not on into the passes
        QCOMPARE(rest->last().type, credential::CredentialType::Identity);
        QCOMPARE(store.page(100, credential::CredentialType::ResidenceStatus)->size(), 0);
    }

    void manyComeTogetherOrNotAtAll()
    {
        Profile profile;
        test::Issuing issuing;
        auto vault = profile.create();
        DD_OK(vault);
        CredentialStore store(**vault);
        const QByteArray first = *issuing.identity(issuing.anyKey());
        QVERIFY(!store.insertAll({first, "not a token"}, false));
        DD_ERROR_IS(store.insertAll({first, first}, false), ErrorCode::VaultDuplicate);
        QCOMPARE(store.page(10)->size(), 0);
        const auto ids = store.insertAll({first, *issuing.identity(issuing.anyKey())}, false);
        DD_OK(ids);
        QCOMPARE(store.page(10)->first().id, ids->last());
    }

    void eachCopyOnceThenTheOldest()
    {
        Batch phone(5);
        QVERIFY(phone.id > 0);
        QCOMPARE(CredentialStore(*phone.vault).page(10)->size(), 1); // one credential, however many copies
        QSet<QByteArray> shown;
        QList<QByteArray> order;
        for (int left = 4; left >= 0; --left) {
            const auto taken = CredentialStore(*phone.vault).takeCopy(phone.id);
            DD_OK(taken);
            QCOMPARE(taken->left, std::optional<int>(left));
            QCOMPARE(taken->reused, false);
            QCOMPARE(taken->refillDue(), left <= 3);
            QVERIFY(phone.tokens.contains(taken->credential.token));
            DD_OK(KeyRing(*phone.vault).signer(taken->credential.holderThumbprint));
            shown.insert(taken->credential.token);
            order.append(taken->credential.token);
            phone.clock.advance(60);
            // marked durably: a phone that is killed here and opened again goes on with the next one
            phone.vault.reset();
            phone.vault = std::move(*phone.openUnlocked());
        }
        QCOMPARE(shown.size(), 5);
        for (int again = 0; again < 7; ++again) {
            const auto taken = CredentialStore(*phone.vault).takeCopy(phone.id);
            DD_OK(taken);
            QCOMPARE(taken->left, std::optional<int>(0));
            QCOMPARE(taken->reused, true);
            QCOMPARE(taken->credential.token, order.at(again % 5)); // whose last time is longest ago
            phone.clock.advance(60);
        }
        DD_ERROR_IS(CredentialStore(*phone.vault).takeCopy(phone.id + 1), ErrorCode::InvalidInput);
    }

    void withoutCopiesTheCredentialItself()
    {
        Profile profile;
        test::Issuing issuing;
        auto vault = profile.create();
        DD_OK(vault);
        const auto id = CredentialStore(**vault).insert(*issuing.identity(issuing.anyKey()), true);
        DD_OK(id);
        for (int again = 0; again < 2; ++again) {
            const auto taken = CredentialStore(**vault).takeCopy(*id);
            DD_OK(taken);
            QCOMPARE(taken->credential.token, CredentialStore(**vault).find(*id)->credential.token);
            QVERIFY(!taken->left && !taken->reused && !taken->refillDue());
        }
    }

    void whatIsNoBatchIsRefused()
    {
        Profile profile;
        test::Issuing issuing;
        auto vault = profile.create();
        DD_OK(vault);
        CredentialStore store(**vault);
        const crypto::PublicKey key = issuing.anyKey();
        const QByteArray identity = *issuing.identity(key);
        DD_ERROR_IS(store.insertBatch({}, true), ErrorCode::InvalidInput);
        DD_ERROR_IS(store.insertBatch({identity, *issuing.pass(issuing.anyKey())}, true), ErrorCode::InvalidInput);
        DD_ERROR_IS(store.insertBatch({identity, *issuing.identity(key)}, true), ErrorCode::InvalidInput); // one key twice
        DD_ERROR_IS(store.insertBatch(QList<QByteArray>(65, identity), true), ErrorCode::InvalidInput);
        QVERIFY(!store.insertBatch({identity, "x"}, true));
        DD_OK(store.insertBatch({identity, *issuing.identity(issuing.anyKey())}, true));
        DD_ERROR_IS(store.insertBatch({identity, *issuing.identity(issuing.anyKey())}, true), ErrorCode::VaultDuplicate);
        QCOMPARE(store.page(10)->size(), 1);
        QCOMPARE(*(*vault)->database()->integer("SELECT count(*) FROM copies"), 2);
    }

    void moreCopiesOfTheSameCredential()
    {
        Batch phone(4);
        CredentialStore store(*phone.vault);
        QCOMPARE(*store.runningLow(), QList<qint64>());
        DD_OK(store.takeCopy(phone.id));
        QCOMPARE(*store.runningLow(), QList<qint64>{phone.id});
        const auto alone = store.insert(*phone.issuing.pass(phone.issuing.anyKey()), true); // it has no copies yet
        DD_OK(alone);
        DD_OK(store.insert(*phone.issuing.receipt(phone.issuing.anyKey()), true));
        QCOMPARE(store.runningLow()->size(), 3);
        QCOMPARE(store.runningLow()->first(), *alone + 1);

        const auto keys = KeyRing(*phone.vault).generateSeveral(2, KeyHome::Vault);
        DD_OK(keys);
        const QByteArray third = *phone.issuing.identity(keys->at(0));
        const QByteArray fourth = *phone.issuing.identity(keys->at(1));
        DD_ERROR_IS(store.addCopies(phone.id + 9, {third}), ErrorCode::InvalidInput);
        DD_ERROR_IS(store.addCopies(phone.id, {*phone.issuing.pass(keys->at(0))}), ErrorCode::InvalidInput);
        DD_ERROR_IS(store.addCopies(phone.id, {}), ErrorCode::InvalidInput);
        DD_ERROR_IS(store.addCopies(phone.id, {phone.tokens.first()}), ErrorCode::InvalidInput); // its key is bound already
        QCOMPARE(phone.number("SELECT count(*) FROM copies"), 4);

        // What may be on a screen still stays; an hour later it goes with its key, but for the one the credential itself is bound to.
        DD_OK(store.addCopies(phone.id, {third}));
        QCOMPARE(phone.number("SELECT count(*) FROM copies"), 5);
        DD_OK(store.takeCopy(phone.id));
        phone.clock.advance(3601);
        DD_OK(store.addCopies(phone.id, {fourth}));
        QCOMPARE(phone.number("SELECT count(*) FROM copies"), 4);
        QCOMPARE(phone.number("SELECT count(*) FROM copies WHERE presented_at IS NOT NULL"), 0);
        DD_OK(KeyRing(*phone.vault).signer(phone.thumbprints.at(0)));
        DD_ERROR_IS(KeyRing(*phone.vault).signer(phone.thumbprints.at(1)), ErrorCode::VaultKeyMissing);
        QCOMPARE(store.takeCopy(phone.id)->left, std::optional<int>(3));
        phone.vault->lock();
        DD_ERROR_IS(store.addCopies(phone.id, {third}), ErrorCode::VaultLocked);
        DD_ERROR_IS(store.runningLow(), ErrorCode::VaultLocked);
    }

    // As after a backup, which has no keys in it.
    void aCopyWithoutItsKeyIsNone()
    {
        Batch phone(5);
        CredentialStore store(*phone.vault);
        DD_OK(KeyRing(*phone.vault).remove({phone.thumbprints.at(0), phone.thumbprints.at(1)}));
        QCOMPARE(*store.runningLow(), QList<qint64>{phone.id});
        for (int left = 2; left >= 0; --left) {
            const auto taken = store.takeCopy(phone.id);
            DD_OK(taken);
            QCOMPARE(taken->left, std::optional<int>(left));
            QVERIFY(!taken->reused);
            DD_OK(KeyRing(*phone.vault).signer(taken->credential.holderThumbprint));
        }
        QVERIFY(store.takeCopy(phone.id)->reused);
        DD_OK(KeyRing(*phone.vault).remove(phone.thumbprints.mid(2)));
        QVERIFY(!store.takeCopy(phone.id)->left); // the credential itself
    }

    void severalKeysTogetherOrNone()
    {
        Profile profile;
        auto vault = profile.create();
        DD_OK(vault);
        KeyRing ring(**vault);
        DD_ERROR_IS(ring.generateSeveral(3, KeyHome::Device), ErrorCode::KeyStoreUnavailable);
        const auto keys = ring.generateSeveral(3, KeyHome::Vault);
        DD_OK(keys);
        QCOMPARE(ring.held()->size(), 3);
        DD_OK(ring.remove({keys->at(0).thumbprint(), keys->at(2).thumbprint()}));
        QCOMPARE(*ring.held(), QSet<QByteArray>{keys->at(1).thumbprint()});
        DD_OK((*vault)->database()->execute("CREATE TEMP TRIGGER full BEFORE INSERT ON holder_keys"
                                            " WHEN (SELECT count(*) FROM holder_keys) = 2 BEGIN SELECT RAISE(ABORT, 'full'); END"));
        QVERIFY(!ring.generateSeveral(3, KeyHome::Vault));
        QCOMPARE(ring.held()->size(), 1);
    }

    void copiesAndTheirKeysGoWithTheCredential()
    {
        Batch phone(4);
        test::Issuing &issuing = phone.issuing;
        // a pass bound to the second copy's key, and another credential altogether
        const auto bound = (*KeyRing(*phone.vault).signer(phone.thumbprints.at(1)))->publicKey();
        DD_OK(CredentialStore(*phone.vault).insert(*issuing.pass(bound), true));
        const auto other = KeyRing(*phone.vault).generate();
        const auto second = CredentialStore(*phone.vault).insertBatch({*issuing.receipt(*other)}, true);
        DD_OK(second);
        DD_OK(CredentialStore(*phone.vault).remove(phone.id));
        QCOMPARE(phone.number("SELECT count(*) FROM copies"), 1);
        DD_OK(KeyRing(*phone.vault).signer(phone.thumbprints.at(1)));
        DD_OK(KeyRing(*phone.vault).signer(other->thumbprint()));
        for (const int gone : {2, 3})
            DD_ERROR_IS(KeyRing(*phone.vault).signer(phone.thumbprints.at(gone)), ErrorCode::VaultKeyMissing);
        DD_OK(CredentialStore(*phone.vault).takeCopy(*second));
    }

    void aShowingIsWrittenWholeOrNotAtAll()
    {
        Batch phone(2);
        CredentialStore store(*phone.vault);
        const auto nothing = [&] {
            return phone.number("SELECT count(*) FROM copies WHERE presented_at IS NOT NULL") == 0 && phone.number("SELECT count(*) FROM activity") == 0
                   && phone.number("SELECT count(*) FROM consents") == 0;
        };
        int made = 0;
        const auto make = [&](const credential::Credential &copy) -> Result<void> {
            made += phone.tokens.contains(copy.token) ? 1 : 0;
            return {};
        };
        DD_ERROR_IS(store.show(phone.id, shownAt(5), consentAt(5), [](const auto &) -> Result<void> { return fail(ErrorCode::KeyStoreUnavailable); }),
                    ErrorCode::KeyStoreUnavailable);
        QVERIFY(nothing());
        for (const char *table : {"activity", "consents"}) {
            DD_OK(phone.vault->database()->execute(
                (QByteArray("CREATE TEMP TRIGGER full BEFORE INSERT ON ") + table + " BEGIN SELECT RAISE(ABORT, 'full'); END").constData()));
            QVERIFY(!store.show(phone.id, shownAt(5), consentAt(5), make));
            QVERIFY(nothing());
            DD_OK(phone.vault->database()->execute("DROP TRIGGER full"));
        }
        ConsentRecord noHash = consentAt(5);
        noHash.textHash.chop(1);
        DD_ERROR_IS(store.show(phone.id, shownAt(5), noHash, make), ErrorCode::InvalidInput);
        QVERIFY(nothing());
        made = 0;
        const auto shown = store.show(phone.id, shownAt(5), consentAt(5), make);
        DD_OK(shown);
        QCOMPARE(made, 1);
        QCOMPARE(shown->left, std::optional<int>(1));

        phone.vault.reset();
        phone.vault = std::move(*phone.openUnlocked());
        QCOMPARE(phone.number("SELECT count(*) FROM copies WHERE presented_at IS NOT NULL"), 1);
        const auto entries = ActivityLog(*phone.vault).list();
        const auto consents = ConsentLog(*phone.vault).list();
        DD_OK(entries);
        DD_OK(consents);
        QCOMPARE(entries->size(), 1);
        QCOMPARE(consents->size(), 1);
        const ConsentRecord &kept = consents->first();
        const ConsentRecord given = consentAt(5);
        QCOMPARE(kept.activity, std::optional<qint64>(entries->first().id));
        QCOMPARE(kept.at, given.at);
        QCOMPARE(kept.verifierId, given.verifierId);
        QCOMPARE(kept.verifierName, given.verifierName);
        QCOMPARE(kept.registered, true);
        QCOMPARE(kept.purpose, given.purpose);
        QCOMPARE(kept.legalBasis, given.legalBasis);
        QCOMPARE(kept.credentialType, 65001);
        QCOMPARE(kept.groups, given.groups);
        QCOMPARE(kept.textHash, given.textHash);
        DD_OK(ActivityLog(*phone.vault).verify());
    }

    void consentsAreErasedWithTheHistory()
    {
        Batch phone(1);
        CredentialStore store(*phone.vault);
        const auto make = [](const credential::Credential &) { return Result<void>(); };
        for (qint64 at = 1; at <= 3; ++at)
            DD_OK(store.show(phone.id, shownAt(at), consentAt(at), make));
        DD_OK(ConsentLog(*phone.vault).append(consentAt(1))); // without an entry
        DD_OK(ConsentLog(*phone.vault).append(consentAt(4)));
        QCOMPARE(ConsentLog(*phone.vault).list()->size(), 5);
        QCOMPARE(ConsentLog(*phone.vault).list(2)->size(), 2);
        QCOMPARE(ConsentLog(*phone.vault).list()->first().at, 4); // newest first
        DD_OK(ActivityLog(*phone.vault).eraseBefore(3));
        const auto left = ConsentLog(*phone.vault).list();
        DD_OK(left);
        QCOMPARE(left->size(), 2);
        QCOMPARE(left->at(0).at, 4);
        QCOMPARE(left->at(1).at, 3);
        DD_OK(ActivityLog(*phone.vault).verify());
    }
};

DD_TEST(TestListsAndCopies)
#include "test_lists_and_copies.moc"
