#include "tests/support/registry.h"
#include "tests/wallet/vault_fixture.h"
#include "wallet/declaration_states.h"

using namespace dd;
using namespace dd::wallet;
using test::Profile;
using Declared = StoredDeclaration::State;

namespace {

const QList<Declared> allStates{Declared::Draft,    Declared::ConsentPending, Declared::Queued, Declared::Submitted, Declared::Received,
                             Declared::SupplementRequired,
                             Declared::Accepted, Declared::Refused,        Declared::Issued, Declared::Withdrawn, Declared::Expired};

StoredDeclaration declarationIn(Declared state)
{
    StoredDeclaration declaration;
    declaration.id = QByteArray(16, 'i');
    declaration.createdAt = 100;
    declaration.content = "content";
    declaration.state = state;
    return declaration;
}

} // namespace

class TestDeclarationStates : public QObject
{
    Q_OBJECT
private slots:
    // Every state and what may follow it; whatever is not in its row may not.
    void transitions_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<QList<int>>("to");
        const auto row = [](const char *name, Declared from, std::initializer_list<Declared> to) {
            QList<int> numbers{static_cast<int>(from)};
            for (const Declared state : to)
                numbers.append(static_cast<int>(state));
            QTest::newRow(name) << static_cast<int>(from) << numbers;
        };
        row("draft", Declared::Draft, {Declared::ConsentPending, Declared::Queued, Declared::Withdrawn, Declared::Expired});
        row("consent pending", Declared::ConsentPending, {Declared::Draft, Declared::Queued, Declared::Withdrawn, Declared::Expired});
        row("queued", Declared::Queued, {Declared::Submitted, Declared::Received, Declared::Refused, Declared::Withdrawn, Declared::Expired});
        row("submitted", Declared::Submitted, {Declared::Queued, Declared::Received, Declared::Refused});
        row("received", Declared::Received, {Declared::SupplementRequired, Declared::Accepted, Declared::Refused, Declared::Withdrawn, Declared::Expired});
        row("supplement required", Declared::SupplementRequired,
            {Declared::Received, Declared::Accepted, Declared::Refused, Declared::Withdrawn, Declared::Expired});
        row("accepted", Declared::Accepted, {Declared::Issued});
        row("refused", Declared::Refused, {});
        row("issued", Declared::Issued, {});
        row("withdrawn", Declared::Withdrawn, {});
        row("expired", Declared::Expired, {});
    }
    void transitions()
    {
        QFETCH(int, from);
        QFETCH(QList<int>, to);
        for (const Declared state : allStates)
            QCOMPARE(canBecome(static_cast<Declared>(from), state), to.contains(static_cast<int>(state)));
    }

    // The store keeps to the table, and a step that is not in it changes nothing.
    void theOutboxKeepsToTheTable()
    {
        Profile profile;
        test::Issuing issuing;
        auto vault = profile.create();
        DD_OK(vault);
        const auto receipt = CredentialStore(**vault).insert(*issuing.receipt(issuing.anyKey()), true);
        DD_OK(receipt);
        DeclarationOutbox outbox(**vault);
        for (const Declared from : allStates) {
            for (const Declared to : allStates) {
                DD_OK((*vault)->database()->execute("DELETE FROM declarations"));
                StoredDeclaration declaration = declarationIn(from);
                declaration.receiptCredential = *receipt;
                DD_OK(outbox.save(declaration));
                declaration.state = to;
                declaration.content = "changed";
                const auto saved = outbox.save(declaration);
                QCOMPARE(saved.has_value(), canBecome(from, to));
                if (!saved)
                    DD_ERROR_IS(saved, ErrorCode::InvalidInput);
                const StoredDeclaration stored = outbox.list()->first();
                QVERIFY(stored.state == (saved ? to : from));
                QCOMPARE(stored.content, QByteArray(saved ? "changed" : "content"));
                QCOMPARE(stored.createdAt, 100);
            }
        }
    }

    void withoutAReceiptNothingIsReceived()
    {
        Profile profile;
        auto vault = profile.create();
        DD_OK(vault);
        DeclarationOutbox outbox(**vault);
        int refused = 0;
        for (const Declared state : allStates) {
            const auto saved = outbox.save(declarationIn(state));
            QCOMPARE(saved.has_value(), !needsReceipt(state));
            refused += saved ? 0 : 1;
            DD_OK((*vault)->database()->execute("DELETE FROM declarations"));
        }
        QCOMPARE(refused, 4);
    }

    // A receipt says in which state the dossier is. Steps that were never heard of are skipped; what was never sent has none.
    void receipts_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("says");
        QTest::addColumn<int>("expected"); // -1: refused
        const auto row = [](const char *name, Declared from, credential::DeclarationState says, int expected) {
            QTest::newRow(name) << static_cast<int>(from) << static_cast<int>(says) << expected;
        };
        using Says = credential::DeclarationState;
        row("received", Declared::Submitted, Says::Received, static_cast<int>(Declared::Received));
        row("received late", Declared::Queued, Says::Received, static_cast<int>(Declared::Received));
        row("to be completed", Declared::Received, Says::SupplementRequired, static_cast<int>(Declared::SupplementRequired));
        row("completed", Declared::SupplementRequired, Says::Received, static_cast<int>(Declared::Received));
        row("accepted at once", Declared::Submitted, Says::Accepted, static_cast<int>(Declared::Accepted));
        row("refused", Declared::Received, Says::Refused, static_cast<int>(Declared::Refused));
        row("issued, with steps missed", Declared::Submitted, Says::Issued, static_cast<int>(Declared::Issued));
        row("issued", Declared::Accepted, Says::Issued, static_cast<int>(Declared::Issued));
        row("never sent", Declared::Draft, Says::Received, -1);
        row("not agreed to", Declared::ConsentPending, Says::Received, -1);
        row("back from accepted", Declared::Accepted, Says::Received, -1);
        row("after a refusal", Declared::Refused, Says::Accepted, -1);
        row("after withdrawal", Declared::Withdrawn, Says::Received, -1);
    }
    void receipts()
    {
        QFETCH(int, from);
        QFETCH(int, says);
        QFETCH(int, expected);
        Profile profile;
        test::Issuing issuing;
        auto vault = profile.create();
        DD_OK(vault);
        DeclarationOutbox outbox(**vault);
        StoredDeclaration declaration = declarationIn(static_cast<Declared>(from));
        if (needsReceipt(declaration.state))
            declaration.receiptCredential = *CredentialStore(**vault).insert(*issuing.receipt(issuing.anyKey()), true);
        DD_OK(outbox.save(declaration));
        const qsizetype before = CredentialStore(**vault).page(10)->size();
        const auto token = issuing.receipt(issuing.anyKey(), static_cast<credential::DeclarationState>(says));
        DD_OK(token);
        const auto recorded = outbox.recordReceipt(declaration.id, *token, true, 200);
        const StoredDeclaration stored = outbox.list()->first();
        if (expected < 0) {
            DD_ERROR_IS(recorded, ErrorCode::InvalidInput);
            QCOMPARE(static_cast<int>(stored.state), from);
            QVERIFY(!stored.deliveredAt);
            QCOMPARE(CredentialStore(**vault).page(10)->size(), before);
        } else {
            DD_OK(recorded);
            QCOMPARE(static_cast<int>(stored.state), expected);
            QCOMPARE(stored.deliveredAt, std::optional<qint64>(200));
            QCOMPARE(stored.receiptCredential, std::optional<qint64>(*recorded));
            QCOMPARE(stored.createdAt, 100);
        }
    }
};

DD_TEST(TestDeclarationStates)
#include "test_declaration_states.moc"
