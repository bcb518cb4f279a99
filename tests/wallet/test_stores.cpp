#include "tests/support/registry.h"
#include "tests/wallet/vault_fixture.h"
#include "wallet/database.h"

using namespace dd;
using namespace dd::wallet;
using test::Profile;
using test::secretOf;

class TestStores : public QObject
{
    Q_OBJECT
private slots:
    void everythingIsThereAfterReopening()
    {
        Profile profile;
        test::Issuing issuing;
        QByteArray thumbprint;
        QByteArray token;
        qint64 id = 0;
        StoredCard card{1'800'000'001, true, QByteArray("\xa1\x01\x02", 3), QByteArray(50'000, 'j')};
        StoredDeclaration draft;
        draft.id = QByteArray(16, 'd');
        draft.createdAt = 11;
        draft.content = "draft";
        {
            auto vault = profile.create();
            DD_OK(vault);
            const auto key = KeyRing(**vault).generate();
            DD_OK(key);
            thumbprint = key->thumbprint();
            const auto issued = issuing.identity(*key);
            DD_OK(issued);
            token = *issued;
            const auto inserted = CredentialStore(**vault).insert(token, true);
            DD_OK(inserted);
            id = *inserted;
            DD_OK(CardStore(**vault).save(card));
            DD_OK(DeclarationOutbox(**vault).save(draft));
            DD_OK(ActivityLog(**vault).append({1, QStringLiteral("vn:counter"), 65001, {10, 11}}));
            DD_OK(ActivityLog(**vault).append({2, QString::fromUtf8("Khách sạn Mẫu"), 65004, {}}));
            DD_OK(Settings(**vault).setValue(QStringLiteral("language"), QStringLiteral("en")));
            DD_OK(Settings(**vault).setValue(QStringLiteral("language"), QStringLiteral("vi")));
        }
        auto vault = profile.openUnlocked();
        DD_OK(vault);
        const auto all = CredentialStore(**vault).list();
        DD_OK(all);
        QCOMPARE(all->size(), 1);
        QCOMPARE(all->first().id, id);
        QCOMPARE(all->first().demo, true);
        QCOMPARE(all->first().addedAt, profile.clock.now());
        QCOMPARE(all->first().credential.token, token);
        QCOMPARE(all->first().credential.holderThumbprint, thumbprint);
        QCOMPARE(all->first().credential.claims.person->fullName, QString::fromUtf8(test::inventedName));
        const auto one = CredentialStore(**vault).find(id);
        DD_OK(one);
        QCOMPARE(one->credential.token, token);
        DD_ERROR_IS(CredentialStore(**vault).find(id + 1), ErrorCode::InvalidInput);

        const auto loaded = CardStore(**vault).load();
        DD_OK(loaded);
        QVERIFY(loaded->has_value());
        QCOMPARE((*loaded)->readAt, card.readAt);
        QCOMPARE((*loaded)->demo, true);
        QCOMPARE((*loaded)->summary, card.summary);
        QCOMPARE((*loaded)->faceImage, card.faceImage);

        const auto declarations = DeclarationOutbox(**vault).list();
        DD_OK(declarations);
        QCOMPARE(declarations->size(), 1);
        QCOMPARE(declarations->first().id, draft.id);
        QCOMPARE(declarations->first().content, draft.content);
        QVERIFY(declarations->first().state == StoredDeclaration::State::Draft);
        QVERIFY(!declarations->first().deliveredAt);
        QVERIFY(!declarations->first().receiptCredential);

        const auto activity = ActivityLog(**vault).list();
        DD_OK(activity);
        QCOMPARE(activity->size(), 2);
        QCOMPARE(activity->at(0).audience, QString::fromUtf8("Khách sạn Mẫu"));
        QCOMPARE(activity->at(0).groups, QList<int>());
        QCOMPARE(activity->at(1).groups, (QList<int>{10, 11}));
        QCOMPARE(activity->at(1).credentialType, 65001);
        QCOMPARE(ActivityLog(**vault).list(1)->size(), 1);
        QCOMPARE(ActivityLog(**vault).list(-1)->size(), 0);
        QCOMPARE(*Settings(**vault).value(QStringLiteral("language")), QStringLiteral("vi"));
        QCOMPARE(*Settings(**vault).value(QStringLiteral("none"), QStringLiteral("fallback")), QStringLiteral("fallback"));

        // the key still signs for the credential it is bound to
        const auto signer = KeyRing(**vault).signer(thumbprint);
        DD_OK(signer);
        QCOMPARE((*signer)->publicKey().thumbprint(), thumbprint);
        const auto signature = (*signer)->sign("message");
        DD_OK(signature);
        DD_OK((*signer)->publicKey().verify((*signer)->algorithm(), "message", *signature));
    }

    void credentialsAreKeptOnceAndOnlyWhenTheyParse()
    {
        Profile profile;
        test::Issuing issuing;
        auto vault = profile.create();
        DD_OK(vault);
        CredentialStore store(**vault);
        const auto first = issuing.identity(issuing.anyKey());
        const auto second = issuing.identity(issuing.anyKey());
        DD_OK(first);
        DD_OK(second);
        const auto id = store.insert(*first, false);
        DD_OK(id);
        DD_ERROR_IS(store.insert(*first, false), ErrorCode::VaultDuplicate);
        QVERIFY(!store.insert(first->chopped(1), false));
        QVERIFY(!store.insert("not a token", false));
        const auto later = store.insert(*second, false);
        DD_OK(later);
        QCOMPARE(store.list()->size(), 2);
        QCOMPARE(store.list()->first().id, *later); // newest first
        DD_OK(store.remove(*later));
        QCOMPARE(store.list()->size(), 1);
        QVERIFY(*store.insert(*second, false) > *later); // ids are not used again
    }

    void onlyOneCardIsKept()
    {
        Profile profile;
        auto vault = profile.create();
        DD_OK(vault);
        CardStore store(**vault);
        QVERIFY(!store.load()->has_value());
        DD_OK(store.save({1, false, "first", "face"}));
        DD_OK(store.save({2, true, "second", {}}));
        QCOMPARE(store.load()->value().summary, QByteArray("second"));
        QCOMPARE(store.load()->value().faceImage, QByteArray());
        QCOMPARE(store.load()->value().readAt, 2);
    }

    void declarationsGoFromDraftToReceipt()
    {
        Profile profile;
        test::Issuing issuing;
        auto vault = profile.create();
        DD_OK(vault);
        DeclarationOutbox outbox(**vault);
        StoredDeclaration declaration;
        declaration.id = QByteArray(16, 'i');
        declaration.createdAt = 100;
        declaration.content = "signed";
        declaration.state = StoredDeclaration::State::Queued;
        declaration.refusal = QString::fromUtf8("thiếu địa chỉ");
        DD_OK(outbox.save(declaration));
        declaration.state = StoredDeclaration::State::Received;
        DD_ERROR_IS(outbox.save(declaration), ErrorCode::InvalidInput); // "received" needs a receipt
        declaration.id.chop(1);
        DD_ERROR_IS(outbox.save(declaration), ErrorCode::InvalidInput);

        const auto receipt = issuing.receipt(issuing.anyKey());
        DD_OK(receipt);
        const QByteArray id(16, 'i');
        const auto recorded = outbox.recordReceipt(id, *receipt, true, 200);
        DD_OK(recorded);
        const auto stored = outbox.list();
        DD_OK(stored);
        QCOMPARE(stored->size(), 1);
        QVERIFY(stored->first().state == StoredDeclaration::State::Received);
        QCOMPARE(stored->first().createdAt, 100);
        QCOMPARE(stored->first().deliveredAt, std::optional<qint64>(200));
        QCOMPARE(stored->first().receiptCredential, std::optional<qint64>(*recorded));
        QCOMPARE(stored->first().refusal, QString());
        QCOMPARE(CredentialStore(**vault).find(*recorded)->credential.token, *receipt);

        const auto repeated = outbox.recordReceipt(id, *receipt, true, 300);
        DD_OK(repeated);
        QCOMPARE(*repeated, *recorded);
        QCOMPARE(CredentialStore(**vault).list()->size(), 1);
        QCOMPARE(outbox.list()->first().deliveredAt, std::optional<qint64>(200));

        DD_OK(CredentialStore(**vault).remove(*recorded)); // the declaration outlives its receipt
        QCOMPARE(outbox.list()->size(), 1);
        QVERIFY(!outbox.list()->first().receiptCredential);
    }

    void aReceiptIsRecordedWholeOrNotAtAll()
    {
        Profile profile;
        test::Issuing issuing;
        auto vault = profile.create();
        DD_OK(vault);
        DeclarationOutbox outbox(**vault);
        CredentialStore credentials(**vault);
        const auto receipt = issuing.receipt(issuing.anyKey());
        const auto identity = issuing.identity(issuing.anyKey());
        DD_OK(receipt);
        DD_OK(identity);
        const QByteArray id(16, 'i');
        DD_ERROR_IS(outbox.recordReceipt(id, *receipt, true, 1), ErrorCode::InvalidInput); // no such declaration
        QCOMPARE(credentials.list()->size(), 0);

        StoredDeclaration declaration;
        declaration.id = id;
        declaration.state = StoredDeclaration::State::Submitted;
        DD_OK(outbox.save(declaration));
        DD_ERROR_IS(outbox.recordReceipt(id, *identity, true, 1), ErrorCode::InvalidInput); // not a receipt
        QVERIFY(!outbox.recordReceipt(id, receipt->chopped(1), true, 1));
        QCOMPARE(credentials.list()->size(), 0);

        // the second half fails: the first is taken back
        DD_OK((*vault)->database()->execute("CREATE TRIGGER stop BEFORE UPDATE ON declarations BEGIN SELECT RAISE(ABORT, 'stop'); END"));
        QVERIFY(!outbox.recordReceipt(id, *receipt, true, 1));
        QCOMPARE(credentials.list()->size(), 0);
        QVERIFY(outbox.list()->first().state == StoredDeclaration::State::Submitted);
        DD_OK((*vault)->database()->execute("DROP TRIGGER stop"));
        DD_OK(outbox.recordReceipt(id, *receipt, true, 1));
        QCOMPARE(credentials.list()->size(), 1);
    }

    void keysAreSealedOnceMore()
    {
        Profile profile;
        auto vault = profile.create();
        DD_OK(vault);
        KeyRing ring(**vault);
        const auto first = ring.generate();
        const auto second = ring.generate();
        DD_OK(first);
        DD_OK(second);
        QVERIFY(first->thumbprint() != second->thumbprint());
        const auto signer = ring.signer(first->thumbprint());
        DD_OK(signer);
        const auto *software = dynamic_cast<crypto::SoftwareSigner *>(signer->get());
        QVERIFY(software);
        const QByteArray seed = software->privateKey().view().toByteArray();
        QCOMPARE(seed.size(), 32);
        {
            auto rows = (*vault)->database()->prepare("SELECT sealed_private, public_key FROM holder_keys");
            DD_OK(rows);
            while (*rows->step()) {
                QCOMPARE(rows->blob(0).size(), 24 + 32 + 16);
                QVERIFY(!rows->blob(0).contains(seed));
                QVERIFY(!rows->blob(1).contains(seed));
            }
        }
        DD_ERROR_IS(ring.signer(QByteArray(32, 'x')), ErrorCode::VaultKeyMissing);
        // one row's secret under another row's name is refused
        DD_OK((*vault)->database()->execute(
            "UPDATE holder_keys SET sealed_private = (SELECT sealed_private FROM holder_keys ORDER BY thumbprint LIMIT 1)"));
        const bool firstIsLowest = first->thumbprint() < second->thumbprint();
        DD_ERROR_IS(ring.signer((firstIsLowest ? *second : *first).thumbprint()), ErrorCode::VaultDamaged);
        DD_OK(ring.signer((firstIsLowest ? *first : *second).thumbprint()));
        DD_OK(ring.remove(first->thumbprint()));
        DD_ERROR_IS(ring.signer(first->thumbprint()), ErrorCode::VaultKeyMissing);
    }

    void everyStoreIsShutWhileLocked()
    {
        Profile profile;
        auto vault = profile.create();
        DD_OK(vault);
        (*vault)->lock();
        StoredDeclaration declaration;
        declaration.id = QByteArray(16, 'i');
        DD_ERROR_IS(CredentialStore(**vault).insert("x", false), ErrorCode::VaultLocked);
        DD_ERROR_IS(CredentialStore(**vault).insertAll({"x"}, false), ErrorCode::VaultLocked);
        DD_ERROR_IS(CredentialStore(**vault).insertBatch({"x"}, false), ErrorCode::VaultLocked);
        DD_ERROR_IS(CredentialStore(**vault).takeCopy(1), ErrorCode::VaultLocked);
        DD_ERROR_IS(CredentialStore(**vault).show(1, {}, {}, {}), ErrorCode::VaultLocked);
        DD_ERROR_IS(CredentialStore(**vault).page(1), ErrorCode::VaultLocked);
        DD_ERROR_IS(ConsentLog(**vault).append({}), ErrorCode::VaultLocked);
        DD_ERROR_IS(ConsentLog(**vault).list(), ErrorCode::VaultLocked);
        DD_ERROR_IS(CredentialStore(**vault).list(), ErrorCode::VaultLocked);
        DD_ERROR_IS(CredentialStore(**vault).find(1), ErrorCode::VaultLocked);
        DD_ERROR_IS(CredentialStore(**vault).remove(1), ErrorCode::VaultLocked);
        DD_ERROR_IS(CardStore(**vault).save({}), ErrorCode::VaultLocked);
        DD_ERROR_IS(CardStore(**vault).load(), ErrorCode::VaultLocked);
        DD_ERROR_IS(DeclarationOutbox(**vault).save(declaration), ErrorCode::VaultLocked);
        DD_ERROR_IS(DeclarationOutbox(**vault).list(), ErrorCode::VaultLocked);
        DD_ERROR_IS(DeclarationOutbox(**vault).recordReceipt(declaration.id, "x", false, 1), ErrorCode::VaultLocked);
        DD_ERROR_IS(ActivityLog(**vault).append({}), ErrorCode::VaultLocked);
        DD_ERROR_IS(ActivityLog(**vault).list(), ErrorCode::VaultLocked);
        DD_ERROR_IS(Settings(**vault).value(QStringLiteral("a")), ErrorCode::VaultLocked);
        DD_ERROR_IS(Settings(**vault).setValue(QStringLiteral("a"), QStringLiteral("b")), ErrorCode::VaultLocked);
        DD_ERROR_IS(KeyRing(**vault).generate(), ErrorCode::VaultLocked);
        DD_ERROR_IS(KeyRing(**vault).signer("x"), ErrorCode::VaultLocked);
        DD_ERROR_IS(KeyRing(**vault).remove("x"), ErrorCode::VaultLocked);
    }
};

DD_TEST(TestStores)
#include "test_stores.moc"
