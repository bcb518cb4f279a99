// The operator's commands on a state folder, and a counter that knows nothing but what was published.
#pragma once

#include "app/authority/commands/command.h"
#include "core/trust/verifier.h"
#include "tests/support/shared_data.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

namespace dd::test {

inline const QByteArray sitePrefix("https://dd.test/status/");

struct Ran
{
    int code = -1;
    QString out;
    QString err;
};

class Operator
{
public:
    explicit Operator(FixedClock &clock) : m_clock(clock) {}

    [[nodiscard]] QString path(const QString &name = {}) const { return m_folder.path() + (name.isEmpty() ? QString() : u'/' + name); }
    [[nodiscard]] QString state() const { return path(QStringLiteral("state")); }
    [[nodiscard]] QString site() const { return path(QStringLiteral("site")); }
    // "revoke --number 001090000017"; the state folder is added.
    Ran operator()(const QString &line, const QStringList &more = {})
    {
        Ran ran;
        QTextStream out(&ran.out);
        QTextStream err(&ran.err);
        QStringList arguments{QStringLiteral("dinhdanh-authority"), QStringLiteral("--state"), state()};
        arguments += line.split(u' ') + more;
        ran.code = authority::runCommand(arguments, {random, m_clock, out, err});
        out.flush();
        err.flush();
        return ran;
    }
    Ran publish() { return (*this)(QStringLiteral("publish --out ") + site()); }
    QString save(const QString &name, const QByteArray &content) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("a test file could not be written");
        return file.fileName();
    }
    SystemRandom random;

private:
    FixedClock &m_clock;
    QTemporaryDir m_folder;
};

// Updates from the folder as it would over HTTP: roots, then the trust list, then the catalogue, then each list.
class PublishedCounter
{
public:
    PublishedCounter(QString site, FixedClock &clock) : m_site(std::move(site)), m_clock(clock), m_replay(clock)
    {
        m_pin = crypto::PublicKey::fromCose(QByteArrayView(readFile(m_site + QStringLiteral("/root.cose")))).value();
    }
    // The first thing that went wrong; empty: nothing.
    QString update()
    {
        const auto root = trust::applyRootUpdates({1, m_pin}, readFile(m_site + QStringLiteral("/root-updates.cbor")), m_clock.now());
        if (!root)
            return root.error().detail;
        const QByteArray offered = readFile(m_site + QStringLiteral("/trust-list.cwt"));
        // What is held may be an earlier root's.
        const auto list = m_root.cose() == root->key.cose() ? trust::updateTrustList(m_held, offered, root->key) : trust::openTrustList(offered, root->key);
        if (!list)
            return errorId(list.error().code);
        if (list->sequence < m_list.sequence)
            return QStringLiteral("an older list");
        m_root = root->key;
        m_held = offered;
        m_list = *list;
        const QJsonObject catalogue = QJsonDocument::fromJson(readFile(m_site + QStringLiteral("/status/lists.json"))).object();
        for (const QJsonValue &value : catalogue.value(QStringLiteral("status_lists")).toArray()) {
            const QByteArray uri = value.toString().toLatin1();
            const QByteArray cwt = readFile(m_site + QStringLiteral("/status/") + QString::fromLatin1(uri.sliced(sitePrefix.size())));
            if (const auto taken = m_store.offer(cwt, uri, m_list.issuers.constLast()); !taken)
                return errorId(taken.error().code);
        }
        return {};
    }
    trust::Verdict look(const QByteArray &token, crypto::Signer &holder)
    {
        const auto credential = credential::parseCredential(token);
        if (!credential)
            return {};
        credential::PresentationRequest request;
        request.groups = {credential::Group::Person};
        if (credential->claims.type == credential::CredentialType::PrintedCopy)
            request.audience = QStringLiteral("vn:print");
        const auto text = credential::present(*credential, request, holder, m_random, m_clock);
        trust::Verifier verifier({.replay = m_replay, .trust = &m_list, .status = &m_store}, m_clock);
        return text ? verifier.verify(*text) : trust::Verdict();
    }
    [[nodiscard]] const trust::TrustList &list() const { return m_list; }

private:
    QString m_site;
    FixedClock &m_clock;
    crypto::PublicKey m_pin;
    crypto::PublicKey m_root;
    QByteArray m_held;
    trust::TrustList m_list;
    trust::StatusStore m_store;
    trust::MemoryReplayCache m_replay;
    SystemRandom m_random;
};

} // namespace dd::test
