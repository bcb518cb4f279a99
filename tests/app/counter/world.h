// A demo world made by core: a root, an issuer it trusts, one it does not, a holder, and the codes she shows.
#pragma once

#include "core/credential/credential.h"
#include "core/qr/qr_code.h"
#include "core/trust/trust_list.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <functional>

namespace dd::test {

class World
{
public:
    static constexpr qint64 now = 1'795'000'000; // 2026-11-18T11:06:40Z
    static constexpr qint64 day = 86400;

    explicit World(bool demo = true) : m_demo(demo)
    {
        const auto signer = [this] {
            auto made = crypto::generateSigner(crypto::Algorithm::Ed25519, m_random);
            if (!made)
                qFatal("no signer");
            return std::move(*made);
        };
        root = signer();
        issuer = signer();
        stranger = signer();
        holder = signer();
        write("root.cose", root->publicKey().cose());
        writeTrustList("trust-list.cwt", 3);
    }

    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    QString write(const char *name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write a test file");
        return path(name);
    }
    QString writeTrustList(const char *name, qint64 sequence, qint64 issued = now - 3600)
    {
        trust::TrustList list;
        list.sequence = sequence;
        list.issued = issued;
        list.nextUpdate = issued + 7 * day;
        list.demo = m_demo;
        list.issuers = {{QStringLiteral("VN"),
                         issuer->publicKey().keyId(),
                         issuer->publicKey(),
                         {65001, 65002, 65003, 65004, 65005},
                         now - 400 * day,
                         now + 400 * day,
                         QStringLiteral("Cơ quan cấp thí dụ")}};
        if (adjust)
            adjust(list);
        const auto bytes = trust::signTrustList(list, *root);
        if (!bytes)
            qFatal("no trust list");
        return write(name, *bytes);
    }

    [[nodiscard]] static credential::Person person()
    {
        return {QStringLiteral("NGUYỄN VĂN MẪU"), 19900115, identity::Sex::Male, QStringLiteral("VNM")};
    }
    [[nodiscard]] static QString personalNumber() { return QStringLiteral("001090000017"); }

    // Credentials
    [[nodiscard]] credential::Credential pass(crypto::Signer &by, qint64 from = now - day, qint64 to = now + 2 * day)
    {
        credential::TravelPassClaims claims;
        claims.from = {QStringLiteral("01"), {}, 20250701};
        claims.to = {QStringLiteral("48"), QStringLiteral("20242"), 20250701};
        claims.validFrom = from;
        claims.validTo = to;
        claims.trips = credential::Trips::Return;
        claims.vehiclePlate = QStringLiteral("29A-000.00");
        claims.evidence = m_demo ? credential::EvidenceDemo : 0;
        claims.person = person();
        return parsed(credential::issue(request(std::max(to, now) + day), claims, by, m_random, FixedClock(std::min(from, now) - 2 * day)));
    }
    [[nodiscard]] credential::Credential identity(crypto::Signer &by)
    {
        credential::IdentityClaims claims;
        claims.level = 1;
        claims.evidence = credential::EvidencePassive | credential::EvidenceChip | (m_demo ? credential::EvidenceDemo : 0);
        claims.person = person();
        claims.address = credential::Address{QStringLiteral("Số 1, đường Thí Dụ, phường Mẫu"), {}};
        claims.ageFlags = {14, 16, 18};
        return parsed(credential::issue(request(now + 300 * day), claims, by, m_random, FixedClock(now - 2 * day)));
    }
    [[nodiscard]] credential::Credential receipt(crypto::Signer &by)
    {
        credential::ReceiptClaims claims;
        claims.dossierCode = QStringLiteral("LT-2026-000001");
        claims.state = credential::DeclarationState::Received;
        claims.decidedAt = now - 600;
        claims.evidence = m_demo ? credential::EvidenceDemo : 0;
        claims.person = person();
        return parsed(credential::issue(request(now + 30 * day), claims, by, m_random, FixedClock(now - 2 * day)));
    }
    [[nodiscard]] static credential::StayStatement stay()
    {
        return {credential::DeclarationKind::StayNotification, QStringLiteral("Nhà nghỉ Thí Dụ"), now + 3600, now + 2 * day,
                QStringLiteral("Du lịch")};
    }

    // What the holder's screen shows at a moment
    [[nodiscard]] QString show(const credential::Credential &credential, qint64 at = now, bool everything = false,
                               std::optional<credential::StayStatement> statement = {})
    {
        credential::PresentationRequest presentation;
        presentation.groups = everything ? credential.groups : QList{credential::Group::Person};
        presentation.statement = std::move(statement);
        const auto text = credential::present(credential, presentation, *holder, m_random, FixedClock(at));
        if (!text)
            qFatal("cannot present: %s", qPrintable(text.error().detail));
        return *text;
    }

    // A picture of the code the way a screen shows it: four modules of quiet zone, here on a larger grey desk.
    [[nodiscard]] static QImage picture(const QStringList &texts, int module = 4)
    {
        QList<QImage> symbols;
        int width = 80;
        int height = 0;
        for (const QString &text : texts) {
            const auto matrix = qr::makeQrCode(text, qr::ErrorCorrection::Low);
            if (!matrix)
                qFatal("no symbol");
            const int side = (matrix->size + 8) * module;
            QImage symbol(side, side, QImage::Format_RGB32);
            symbol.fill(Qt::white);
            for (int y = 0; y < matrix->size * module; ++y)
                for (int x = 0; x < matrix->size * module; ++x)
                    if (matrix->isDark(x / module, y / module))
                        symbol.setPixelColor(x + 4 * module, y + 4 * module, Qt::black);
            symbols.append(symbol);
            width += side + 40;
            height = std::max(height, side + 120);
        }
        QImage desk(std::max(width, 300), std::max(height, 300), QImage::Format_RGB32);
        desk.fill(QColor(0xB8, 0xB4, 0xAC));
        int left = 60;
        for (const QImage &symbol : symbols) {
            for (int y = 0; y < symbol.height(); ++y)
                for (int x = 0; x < symbol.width(); ++x)
                    desk.setPixel(left + x, 60 + y, symbol.pixel(x, y));
            left += symbol.width() + 40;
        }
        return desk;
    }
    QString writePicture(const char *name, const QStringList &texts) const
    {
        if (!picture(texts).save(path(name)))
            qFatal("cannot save a picture");
        return path(name);
    }

    std::unique_ptr<crypto::SoftwareSigner> root, issuer, stranger, holder;
    std::function<void(trust::TrustList &)> adjust;           // the trust lists that are written from now on
    std::optional<credential::StatusReference> status;        // of the credentials that are issued from now on

private:
    [[nodiscard]] credential::IssueRequest request(qint64 expires) const
    {
        credential::IssueRequest made;
        made.personalNumber = personalNumber();
        made.holderKey = holder->publicKey();
        made.expires = expires;
        made.status = status;
        return made;
    }
    [[nodiscard]] static credential::Credential parsed(const Result<QByteArray> &token)
    {
        if (!token)
            qFatal("cannot issue: %s", qPrintable(token.error().detail));
        auto credential = credential::parseCredential(*token);
        if (!credential)
            qFatal("cannot read back");
        return *credential;
    }

    bool m_demo;
    SystemRandom m_random;
    QTemporaryDir m_folder;
};

} // namespace dd::test
