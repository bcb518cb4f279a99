// The reference authority without its transport: a body in, a status and a body out. Safe to call from several threads.
// It trusts nothing an app computed: passive authentication is repeated here over the bytes that were sent, and the chip proves
// itself to this authority.
#pragma once

#include "app/authority/enrolment_sessions.h"
#include "app/authority/issuing_desk.h"
#include "app/authority/publisher.h"
#include "app/authority/registry.h"
#include "app/authority/request_log.h"
#include "app/authority/state.h"
#include "core/identity/code_lists.h"
#include "nfc/authentication/csca_store.h"

#include <memory>
#include <mutex>

namespace dd::authority {

struct Reply
{
    int status = 500;
    QByteArray body; // deterministic CBOR, but of what is published
    const char *type = "application/cbor";
};

class Authority
{
public:
    // Keeps `random` and `clock` by reference. An anchor of the other environment (demo or not) than the state's is
    // refused: the two never mix (docs/formats.md §8).
    [[nodiscard]] static Result<std::unique_ptr<Authority>> open(State state, nfc::CscaStore anchors, identity::ProvinceTable provinces,
                                                                 Random &random, const Clock &clock);

    [[nodiscard]] Reply published(const QString &path); // of Publisher
    [[nodiscard]] Reply enrolKeys(QByteArrayView body);
    [[nodiscard]] Reply enrolChip(QByteArrayView body);
    [[nodiscard]] Reply enrolFinish(QByteArrayView body);
    [[nodiscard]] Reply enrolRefresh(QByteArrayView body);
    [[nodiscard]] Reply passes(QByteArrayView body);
    [[nodiscard]] Reply declarations(QByteArrayView body);
    [[nodiscard]] Reply copies(QByteArrayView body);
    // Called from time to time: sessions and their keys do not outlive their time where nobody asks.
    void forgetExpired();

    [[nodiscard]] static Reply refusal(const Error &error);

private:
    Authority(State state, nfc::CscaStore anchors, identity::ProvinceTable provinces, Random &random, const Clock &clock);
    [[nodiscard]] Result<credential::EnrolChallenge> openEnrolment(QByteArrayView body);
    [[nodiscard]] Result<credential::EnrolChipChallenge> challengeEnrolment(QByteArrayView body);
    [[nodiscard]] Result<credential::Tokens> finishEnrolment(QByteArrayView body);
    [[nodiscard]] Result<credential::Tokens> refreshIdentity(QByteArrayView body);
    [[nodiscard]] Result<QList<QByteArray>> issueIdentity(const EnrolledPerson &person, const QList<crypto::PublicKey> &keys);
    [[nodiscard]] Result<credential::Tokens> issuePass(QByteArrayView body);
    [[nodiscard]] Result<credential::Tokens> receiveDeclaration(QByteArrayView body);
    [[nodiscard]] Result<credential::Tokens> issueCopies(QByteArrayView body);
    [[nodiscard]] Result<credential::SignedByHolder> openRequest(QByteArrayView body, const QString &typ) const;
    // The receipt of exactly this message, if it was received before; no key is needed to see that it is the same.
    [[nodiscard]] std::optional<QByteArray> earlierReceipt(QByteArrayView body) const;
    [[nodiscard]] Result<QByteArray> issueReceipt(const credential::StayNotification &notification, const QByteArray &thumbprint);
    [[nodiscard]] IssuingDesk desk() { return {m_state, *m_book, m_random, m_clock}; }
    [[nodiscard]] int demoBit() const { return m_state.isDemo() ? credential::EvidenceDemo : 0; }

    std::mutex m_mutex;
    State m_state;
    nfc::CscaStore m_anchors;
    identity::ProvinceTable m_provinces;
    Random &m_random;
    const Clock &m_clock;
    RecordStore m_records;
    EnrolmentSessions m_sessions;
    std::optional<Registry> m_registry;
    std::optional<StatusBook> m_book;
    std::optional<Publisher> m_publisher;
    std::optional<RequestLog> m_refreshLog;
    std::optional<RequestLog> m_copiesLog;
    std::optional<RequestLog> m_passLog;
    std::optional<RequestLog> m_declarationLog;
};

} // namespace dd::authority
