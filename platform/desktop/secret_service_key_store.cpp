// The desktop's secret service (org.freedesktop.secrets) through libsecret.
//
// A name that is not found counts as missing only while the default collection, where write() puts everything, is open: some
// services find nothing in what is locked, and a vault would take that for another device.
#include "platform/key_store_entry.h"
#include "platform/key_stores.h"

#include <QFileInfo>
#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

#pragma push_macro("signals") // GIO names a member as Qt names a keyword
#undef signals
#include <libsecret/secret.h>
#pragma pop_macro("signals")

namespace dd::platform {
namespace {

using namespace std::chrono_literals;

constexpr auto probePatience = 5s;  // at start; nothing is asked of the person then
constexpr auto cancelPatience = 1s; // for the service to take its prompt away

struct Unref
{
    void operator()(gpointer object) const { g_object_unref(object); }
};
template <typename T>
using Object = std::unique_ptr<T, Unref>;

template <auto Free>
struct FreeWith
{
    template <typename T>
    void operator()(T *object) const
    {
        Free(object);
    }
};
using Attributes = std::unique_ptr<GHashTable, FreeWith<g_hash_table_unref>>;
using Schema = std::unique_ptr<SecretSchema, FreeWith<secret_schema_unref>>;
using Value = std::unique_ptr<SecretValue, FreeWith<secret_value_unref>>;

using Items = std::vector<Object<SecretItem>>;

std::unexpected<Error> unavailable(const char *detail)
{
    return fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("secret service"), QLatin1String(detail));
}

// Where the error came from and its number: the text may name paths of this machine.
std::unexpected<Error> unavailable(GError *error, const char *otherwise)
{
    const QString detail = error ? QStringLiteral("%1 %2").arg(QLatin1String(g_quark_to_string(error->domain))).arg(error->code) : QString();
    g_clear_error(&error);
    return detail.isEmpty() ? unavailable(otherwise) : fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("secret service"), detail);
}

// GIO would start a bus of its own where there is none.
bool hasSessionBus()
{
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS") || QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/bus"));
}

Schema makeSchema()
{
    return Schema(secret_schema_new("DinhDanh.KeyStore", SECRET_SCHEMA_NONE, "entry", SECRET_SCHEMA_ATTRIBUTE_STRING, nullptr));
}

Attributes attributesOf(const SecretSchema *schema, const QString &name)
{
    return Attributes(secret_attributes_build(schema, "entry", name.toLatin1().constData(), nullptr));
}

// One conversation with the service. A new one for every call: sessions end when the service is started again.
class Conversation
{
public:
    static Result<Conversation> begin(GCancellable *cancellable)
    {
        if (!hasSessionBus())
            return unavailable("no session bus");
        GError *error = nullptr;
        const Object<GDBusConnection> bus(g_bus_get_sync(G_BUS_TYPE_SESSION, cancellable, &error));
        if (!bus)
            return unavailable(error, "no session bus");
        g_dbus_connection_set_exit_on_close(bus.get(), FALSE);
        Object<SecretService> service(
            SECRET_SERVICE(secret_service_open_sync(SECRET_TYPE_SERVICE, nullptr, SECRET_SERVICE_OPEN_SESSION, cancellable, &error)));
        if (!service)
            return unavailable(error, "no service");
        return Conversation(std::move(service), cancellable);
    }

    [[nodiscard]] Result<Object<SecretCollection>> defaultCollection()
    {
        GError *error = nullptr;
        Object<SecretCollection> found(
            secret_collection_for_alias_sync(m_service.get(), SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, m_cancellable, &error));
        if (!found)
            return unavailable(error, "no default collection");
        return found;
    }

    // Unlocked, with their secrets, the newest first; empty when it is certain that there is none.
    [[nodiscard]] Result<Items> find(const QString &name)
    {
        auto items = search(name);
        if (!items)
            return items;
        const bool locked = std::any_of(items->begin(), items->end(), [](const auto &item) { return secret_item_get_locked(item.get()) != FALSE; });
        if (!items->empty() && !locked)
            return items;
        const auto collection = defaultCollection();
        if (!collection)
            return fail(collection.error());
        if (items->empty() && !secret_collection_get_locked(collection->get()))
            return items;

        GList *objects = nullptr;
        for (const auto &item : *items)
            objects = g_list_prepend(objects, item.get());
        if (items->empty())
            objects = g_list_prepend(objects, collection->get());
        GError *error = nullptr;
        const int unlocked = secret_service_unlock_sync(m_service.get(), objects, m_cancellable, nullptr, &error);
        const auto wanted = static_cast<int>(g_list_length(objects));
        g_list_free(objects);
        if (error || unlocked < wanted)
            return unavailable(error, "locked");
        items = search(name); // what was read before says "locked" still
        if (items && std::any_of(items->begin(), items->end(), [](const auto &item) { return secret_item_get_locked(item.get()) != FALSE; }))
            return unavailable("locked");
        return items;
    }

    [[nodiscard]] Result<void> store(const QString &name, const Secret &value)
    {
        const Schema schema = makeSchema();
        const Attributes attributes = attributesOf(schema.get(), name);
        const Value held(secret_value_new(value.view().data(), static_cast<gssize>(value.size()), "application/octet-stream"));
        const QByteArray label = QByteArrayLiteral("Định Danh ") + name.toLatin1();
        GError *error = nullptr;
        if (!secret_service_store_sync(m_service.get(), schema.get(), attributes.get(), SECRET_COLLECTION_DEFAULT, label.constData(), held.get(),
                                       m_cancellable, &error))
            return unavailable(error, "refused");
        return {};
    }

    [[nodiscard]] Result<void> remove(const Items &items)
    {
        for (const auto &item : items) {
            GError *error = nullptr;
            if (!secret_item_delete_sync(item.get(), m_cancellable, &error))
                return unavailable(error, "refused");
        }
        return {};
    }

private:
    Conversation(Object<SecretService> service, GCancellable *cancellable) : m_service(std::move(service)), m_cancellable(cancellable) {}

    [[nodiscard]] Result<Items> search(const QString &name)
    {
        const Schema schema = makeSchema();
        const Attributes attributes = attributesOf(schema.get(), name);
        GError *error = nullptr;
        GList *found = secret_service_search_sync(m_service.get(), schema.get(), attributes.get(),
                                                  static_cast<SecretSearchFlags>(SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS), m_cancellable, &error);
        Items items;
        for (const GList *entry = found; entry; entry = entry->next)
            items.emplace_back(static_cast<SecretItem *>(entry->data));
        g_list_free(found);
        if (error)
            return unavailable(error, "search");
        std::stable_sort(items.begin(), items.end(),
                         [](const auto &a, const auto &b) { return secret_item_get_modified(a.get()) > secret_item_get_modified(b.get()); });
        return items;
    }

    Object<SecretService> m_service;
    GCancellable *m_cancellable;
};

// One call at a time, each on a thread that can be left behind: a prompt that nobody answers, or a service that hangs, must not
// take the caller with it. Whatever was left behind is waited for before the next call, lest an old value overwrite a new one.
class Line
{
public:
    template <typename T>
    [[nodiscard]] static Result<T> ask(const std::shared_ptr<Line> &line, std::chrono::milliseconds patience,
                                       std::function<Result<T>(Conversation &)> question)
    {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        if (!line->take(deadline))
            return unavailable("an earlier call has not come back");
        const std::shared_ptr<GCancellable> cancellable(g_cancellable_new(), Unref());
        std::promise<Result<T>> promise;
        std::future<Result<T>> answer = promise.get_future();
        std::thread([line, cancellable, question = std::move(question), promise = std::move(promise)]() mutable {
            // Signals of the service go here, and not into the event loop of the program.
            GMainContext *context = g_main_context_new();
            g_main_context_push_thread_default(context);
            Result<T> result = answerTo<T>(question, cancellable.get());
            while (g_main_context_iteration(context, FALSE)) { // GIO frees what it subscribed with on the next turn
            }
            g_main_context_pop_thread_default(context);
            g_main_context_unref(context);
            line->leave();
            promise.set_value(std::move(result));
        }).detach();
        if (answer.wait_until(deadline) != std::future_status::ready) {
            g_cancellable_cancel(cancellable.get());
            if (answer.wait_for(cancelPatience) != std::future_status::ready)
                return unavailable("no answer in time");
        }
        return answer.get();
    }

private:
    template <typename T>
    static Result<T> answerTo(const std::function<Result<T>(Conversation &)> &question, GCancellable *cancellable)
    {
        auto conversation = Conversation::begin(cancellable);
        return conversation ? question(*conversation) : fail(conversation.error());
    }

    bool take(std::chrono::steady_clock::time_point deadline)
    {
        std::unique_lock lock(m_mutex);
        if (!m_free.wait_until(lock, deadline, [this] { return !m_taken; }))
            return false;
        m_taken = true;
        return true;
    }
    void leave()
    {
        const std::lock_guard lock(m_mutex);
        m_taken = false;
        m_free.notify_one();
    }

    std::mutex m_mutex;
    std::condition_variable m_free;
    bool m_taken = false;
};

class SecretServiceKeyStore final : public KeyStore
{
public:
    explicit SecretServiceKeyStore(std::chrono::milliseconds patience) : m_patience(patience)
    {
        m_available = Line::ask<bool>(m_line, std::min<std::chrono::milliseconds>(patience, probePatience), [](Conversation &service) -> Result<bool> {
                          const auto collection = service.defaultCollection();
                          return collection ? Result<bool>(true) : fail(collection.error());
                      }).has_value();
    }
    [[nodiscard]] bool isAvailable() const override { return m_available; }
    [[nodiscard]] KeyStoreClass storeClass() const override { return KeyStoreClass::Software; }
    [[nodiscard]] QString name() const override { return secretServiceName; }
    [[nodiscard]] bool isFake() const override { return false; }

    [[nodiscard]] Result<Secret> read(const QString &name) override
    {
        if (!isKeyStoreEntryName(name))
            return badKeyStoreEntry();
        return Line::ask<Secret>(m_line, m_patience, [name](Conversation &service) -> Result<Secret> {
            const auto items = service.find(name);
            if (!items)
                return fail(items.error());
            if (items->empty())
                return fail(ErrorCode::KeyStoreEntryMissing, QStringLiteral("read"));
            const Value value(secret_item_get_secret(items->front().get()));
            gsize size = 0;
            const gchar *bytes = value ? secret_value_get(value.get(), &size) : nullptr;
            if (!bytes || size == 0 || size > static_cast<gsize>(keyStoreEntryLimit))
                return unavailable("no value");
            return Secret::copyOf(QByteArrayView(bytes, static_cast<qsizetype>(size)));
        });
    }

    [[nodiscard]] Result<void> write(const QString &name, const Secret &value) override
    {
        if (!isKeyStoreEntry(name, value))
            return badKeyStoreEntry();
        const auto held = std::make_shared<Secret>(value.clone()); // the caller's may be gone by then
        return Line::ask<void>(m_line, m_patience, [name, held](Conversation &service) { return service.store(name, *held); });
    }

    [[nodiscard]] Result<void> remove(const QString &name) override
    {
        if (!isKeyStoreEntryName(name))
            return badKeyStoreEntry();
        return Line::ask<void>(m_line, m_patience, [name](Conversation &service) -> Result<void> {
            const auto items = service.find(name);
            return items ? service.remove(*items) : fail(items.error());
        });
    }

private:
    const std::shared_ptr<Line> m_line = std::make_shared<Line>();
    std::chrono::milliseconds m_patience;
    bool m_available = false;
};

} // namespace

std::unique_ptr<KeyStore> makeSecretServiceKeyStore(std::chrono::milliseconds patience)
{
    return std::make_unique<SecretServiceKeyStore>(patience);
}

} // namespace dd::platform
