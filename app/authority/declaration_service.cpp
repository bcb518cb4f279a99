// Thông báo lưu trú: received at once, answered by a receipt; idempotent by the notification's identifier.
#include "app/authority/authority.h"
#include "core/credential/credential.h"
#include "core/credential/stay_deadline.h"
#include "core/crypto/cose_sign1.h"
#include "core/crypto/symmetric.h"

namespace dd::authority {

namespace {

constexpr qint64 oneDay = 86'400;
constexpr qint64 receiptDays = 366;
constexpr qint64 oldestStay = 30 * oneDay; // a late notification is still accepted, marked late
constexpr qint64 furthestStay = 90 * oneDay;
constexpr qint64 clockLeeway = 600;

std::unexpected<Error> refuseDeclaration(const QString &field)
{
    return fail(ErrorCode::DeclarationNotAllowed, field);
}

// "LT" for lưu trú, the day in Vietnam, six random letters and digits of an alphabet without look-alikes.
QString dossierCode(qint64 now, Random &random)
{
    static constexpr char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    static_assert(sizeof alphabet == 32 + 1);
    QString code = QStringLiteral("LT-") + credential::vietnamDate(now).toString(QStringLiteral("yyyyMMdd")) + u'-';
    for (const char byte : random.bytes(6))
        code += QLatin1Char(alphabet[static_cast<unsigned char>(byte) % 32]);
    return code;
}

Result<void> checkDeclaration(const credential::StayNotification &notification, const identity::ProvinceTable &provinces, qint64 now)
{
    if (const Result<void> lawful = credential::check(notification); !lawful)
        return refuseDeclaration(lawful.error().stage);
    // The message names no guest but its signer; a notice by somebody else about the signer would be a false receipt.
    if (notification.notifier != credential::NotifierKind::GuestSelf)
        return refuseDeclaration(QStringLiteral("notifier"));
    if (notification.from < now - oldestStay || notification.from > now + furthestStay)
        return refuseDeclaration(QStringLiteral("from"));
    if (notification.createdAt > now + clockLeeway)
        return refuseDeclaration(QStringLiteral("createdAt"));
    // The commune table is not loaded here: a receipt would sign a commune that nobody looked up.
    if (const std::optional<credential::Place> &place = notification.address.place;
        place && (place->tableVersion != provinces.version() || !provinces.find(place->province) || !place->ward.isEmpty()))
        return refuseDeclaration(QStringLiteral("address"));
    return {};
}

} // namespace

Result<QByteArray> Authority::issueReceipt(const credential::StayNotification &notification, const QByteArray &thumbprint)
{
    const EnrolledPerson *holder = m_registry->findByKey(thumbprint);
    const crypto::PublicKey *key = m_registry->key(thumbprint);
    if (!holder || !key)
        return fail(ErrorCode::HolderNotEnrolled);
    const qint64 now = m_clock.now();
    credential::ReceiptClaims claims;
    claims.kind = credential::DeclarationKind::StayNotification;
    claims.dossierCode = dossierCode(now, m_random);
    claims.state = credential::DeclarationState::Received;
    claims.decidedAt = now;
    claims.validUntil = notification.to;
    claims.evidence = holder->evidence & credential::EvidenceDemo;
    claims.person = holder->person;
    claims.address = notification.address;
    const Result<QList<QByteArray>> tokens = desk().issue({holder->number, {*key}, (now / oneDay + receiptDays) * oneDay}, claims);
    if (!tokens)
        return fail(tokens.error());
    return tokens->constFirst();
}

std::optional<QByteArray> Authority::earlierReceipt(QByteArrayView body) const
{
    const Result<crypto::CoseSign1> message = crypto::parseCoseSign1(body);
    if (!message)
        return std::nullopt;
    const Result<credential::StayNotification> notification = credential::decodeStayNotification(message->payload);
    if (!notification)
        return std::nullopt;
    const RequestEntry *earlier = m_declarationLog->find(notification->id);
    // The whole message with its signature, which was verified when it was recorded.
    if (!earlier || earlier->content != body)
        return std::nullopt;
    return earlier->token;
}

Result<credential::Tokens> Authority::receiveDeclaration(QByteArrayView body)
{
    const Result<credential::SignedByHolder> opened = openRequest(body, credential::declarationTyp);
    if (!opened) {
        // A new enrolment revokes the key of what still waits in the outbox; what was received before it stays received.
        if (opened.error().code == ErrorCode::HolderNotEnrolled) {
            if (const std::optional<QByteArray> receipt = earlierReceipt(body))
                return credential::Tokens{{*receipt}};
        }
        return fail(opened.error());
    }
    const Result<credential::StayNotification> notification = credential::decodeStayNotification(opened->payload);
    if (!notification)
        return fail(notification.error());
    const QByteArray payloadHash = crypto::sha256(opened->payload);
    // Asked before the rules: an outbox that never saw the answer gets the same receipt however late it asks again.
    if (const RequestEntry *earlier = m_declarationLog->find(notification->id)) {
        if (earlier->thumbprint != opened->thumbprint || earlier->payloadHash != payloadHash)
            return fail(ErrorCode::RequestReplayed, QStringLiteral("id"));
        return credential::Tokens{{earlier->token}};
    }
    const qint64 now = m_clock.now();
    if (const Result<void> allowed = checkDeclaration(*notification, m_provinces, now); !allowed)
        return fail(allowed.error());
    const Result<QByteArray> token = issueReceipt(*notification, opened->thumbprint);
    if (!token)
        return fail(token.error());
    const bool late = credential::stayDeadlineState(notification->from, now) == credential::DeadlineState::Late;
    const RequestEntry entry{opened->thumbprint, payloadHash, *token, body.toByteArray(), now, late};
    if (const Result<void> recorded = m_declarationLog->insert(notification->id, entry); !recorded)
        return fail(recorded.error());
    return credential::Tokens{{*token}};
}

} // namespace dd::authority
