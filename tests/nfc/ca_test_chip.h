// A chip in the middle of a session that knows chip authentication and little else, with every way to get it wrong.
#pragma once

#include "nfc/apdu/tlv.h"
#include "nfc/card_channel.h"
#include "nfc/secure_messaging/agreement_domain.h"
#include "nfc/secure_messaging/key_derivation.h"
#include "nfc/secure_messaging/session.h"
#include "tests/nfc/hex.h"
#include "tests/nfc/public_keys.h"

namespace dd::test {

// SecurityInfos of DG14 and EF.CardSecurity (9303-11 §9.2.5, §9.2.6). `agreement` is 1 for DH, 2 for ECDH; `cipher` 1 to 4.
inline QByteArray chipProtocol(int agreement, int cipher)
{
    return hex("04007F0007020203") + static_cast<char>(agreement) + static_cast<char>(cipher);
}

inline QByteArray chipInfo(int agreement, int cipher, const QByteArray &keyId = {}, int version = 1)
{
    const QByteArray id = keyId.isEmpty() ? QByteArray() : nfc::tlv::encode(0x02, keyId);
    return nfc::tlv::encode(0x30, {nfc::tlv::encode(0x06, chipProtocol(agreement, cipher)), integer(QByteArray(1, static_cast<char>(version))), id});
}

inline QByteArray chipKeyInfo(int agreement, const QByteArray &subjectPublicKeyInfo, const QByteArray &keyId = {})
{
    const QByteArray id = keyId.isEmpty() ? QByteArray() : nfc::tlv::encode(0x02, keyId);
    return nfc::tlv::encode(0x30, {nfc::tlv::encode(0x06, hex("04007F0007020201") + static_cast<char>(agreement)), subjectPublicKeyInfo, id});
}

inline QByteArray dg14Of(std::initializer_list<QByteArray> infos)
{
    return nfc::tlv::encode(0x6E, nfc::tlv::encode(0x31, infos));
}

class CaTestChip final : public nfc::CardChannel
{
public:
    CaTestChip(nfc::AgreementDomain domain, QByteArray privateKey) : m_domain(std::move(domain)), m_privateKey(std::move(privateKey)) {}

    // The session that is open on both sides; 3DES unless told otherwise.
    [[nodiscard]] nfc::SecureSession session() const
    {
        return makeSession(QByteArray(nfc::keySize(sessionSuite), 'e'), QByteArray(nfc::keySize(sessionSuite), 'm'), sessionSuite);
    }
    void begin() { m_session.emplace(session()); }

    nfc::CipherSuite sessionSuite = nfc::CipherSuite::TripleDes;
    int commandLimit = 65544;
    bool chaining = false;
    bool knowsKat = true;
    bool knowsAt = true;
    std::optional<QByteArray> reference; // DO'84' it insists on
    quint16 mseStatus = nfc::sw::success;
    quint16 authenticateStatus = nfc::sw::success;
    quint16 proofStatus = nfc::sw::success;
    bool nakedProof = false;      // answers the first command under the new keys without protection
    bool keepsOldKeys = false;    // says yes and goes on as before
    bool otherKeys = false;       // has another private key than the one its issuer signed
    QByteArray authenticateAnswer = hex("7C00");
    QByteArray sod;
    int lostAt = -1;

    QList<nfc::CommandApdu> plain;   // what it understood
    QList<QByteArray> terminalKeys;  // of every key agreement
    QList<qsizetype> lengths;        // of every command as sent

    int maxCommandLength() const override { return commandLimit; }
    Result<QByteArray> transceive(QByteArrayView bytes) override
    {
        if (static_cast<int>(lengths.size()) == lostAt)
            return fail(ErrorCode::CardLost, QStringLiteral("test"));
        lengths.append(bytes.size());
        const Result<nfc::CommandApdu> secured = nfc::CommandApdu::parse(bytes);
        const Result<nfc::CommandApdu> command = secured && m_session ? m_session->unprotectCommand(*secured) : secured;
        if (!command || !m_session)
            return hex("6988");
        plain.append(*command);
        const bool proof = std::exchange(m_proofComes, false);
        const nfc::ResponseApdu answer = respond(*command);
        if (proof && nakedProof)
            return nfc::ResponseApdu{{}, proofStatus}.encoded();
        const Result<nfc::ResponseApdu> sealed =
            m_session->protectResponse(proof && answer.data.isEmpty() ? nfc::ResponseApdu{{}, proofStatus} : answer);
        if (m_next) {
            m_session = std::exchange(m_next, std::nullopt);
            m_proofComes = true;
        }
        return sealed ? Result<QByteArray>(sealed->encoded()) : fail(sealed.error());
    }

private:
    static nfc::SecureSession makeSession(QByteArrayView encryption, QByteArrayView mac, nfc::CipherSuite suite)
    {
        return nfc::SecureSession(Secret::copyOf(encryption), Secret::copyOf(mac), suite);
    }

    nfc::ResponseApdu respond(nfc::CommandApdu command)
    {
        if (command.isChained()) {
            if (!chaining)
                return {{}, 0x6884};
            m_chain.append(command.data);
            return {{}, nfc::sw::success};
        }
        command.data.prepend(std::exchange(m_chain, {}));
        const int parameters = command.p1 << 8 | command.p2;
        if (command.ins == 0x22 && parameters == 0x41A6 && knowsKat)
            return setKeyAgreementTemplate(command);
        if (command.ins == 0x22 && parameters == 0x41A4 && knowsAt)
            return setAuthenticationTemplate(command);
        if (command.ins == 0x86)
            return generalAuthenticate(command);
        if (command.ins == 0xA4)
            return {{}, nfc::sw::success};
        if (command.ins == 0xB0 && command.p1 == 0x9D)
            return {sod.left(command.expected), nfc::sw::success};
        return {{}, command.ins == 0x22 ? nfc::sw::incorrectParameters : nfc::sw::instructionNotSupported};
    }

    bool referenceFits(nfc::tlv::Reader &reader) const
    {
        if (reader.atEnd())
            return !reference;
        const Result<nfc::tlv::Element> object = reader.next(0x84);
        return object && reader.atEnd() && (!reference || object->value == *reference);
    }

    nfc::ResponseApdu setKeyAgreementTemplate(const nfc::CommandApdu &command)
    {
        nfc::tlv::Reader reader(command.data);
        const Result<nfc::tlv::Element> key = reader.next(0x91);
        if (!key)
            return {{}, nfc::sw::incorrectData};
        if (!referenceFits(reader))
            return {{}, nfc::sw::referencedDataNotFound};
        if (mseStatus != nfc::sw::success)
            return {{}, mseStatus};
        return {{}, agree(key->value, nfc::CipherSuite::TripleDes)};
    }

    nfc::ResponseApdu setAuthenticationTemplate(const nfc::CommandApdu &command)
    {
        nfc::tlv::Reader reader(command.data);
        const Result<nfc::tlv::Element> protocol = reader.next(0x80);
        if (!protocol || protocol->value.size() != 10)
            return {{}, nfc::sw::incorrectData};
        if (!referenceFits(reader))
            return {{}, nfc::sw::referencedDataNotFound};
        m_suite = static_cast<nfc::CipherSuite>(protocol->value.back() - 1);
        return {{}, mseStatus};
    }

    nfc::ResponseApdu generalAuthenticate(const nfc::CommandApdu &command)
    {
        const Result<nfc::tlv::Element> outer = nfc::tlv::readSingle(command.data, 0x7C);
        const Result<nfc::tlv::Element> key = outer ? nfc::tlv::readSingle(outer->value, 0x80) : outer;
        if (!key || !m_suite)
            return {{}, nfc::sw::incorrectData};
        if (authenticateStatus != nfc::sw::success)
            return {{}, authenticateStatus};
        const quint16 status = agree(key->value, *m_suite);
        return {status == nfc::sw::success ? authenticateAnswer : QByteArray(), status};
    }

    quint16 agree(QByteArrayView terminalKey, nfc::CipherSuite suite)
    {
        const QByteArray privateKey = otherKeys ? QByteArray(16, '\x5A') : m_privateKey;
        const Result<Secret> shared = m_domain.sharedSecret(privateKey, terminalKey);
        if (!shared)
            return nfc::sw::incorrectData;
        terminalKeys.append(terminalKey.toByteArray());
        if (keepsOldKeys)
            return nfc::sw::success;
        m_next.emplace(makeSession(nfc::deriveKey(shared->view(), nfc::KeyPurpose::Encryption, suite)->view(),
                                   nfc::deriveKey(shared->view(), nfc::KeyPurpose::Mac, suite)->view(), suite));
        return nfc::sw::success;
    }

    nfc::AgreementDomain m_domain;
    QByteArray m_privateKey;
    QByteArray m_chain;
    std::optional<nfc::CipherSuite> m_suite;
    std::optional<nfc::SecureSession> m_session;
    std::optional<nfc::SecureSession> m_next;
    bool m_proofComes = false;
};

} // namespace dd::test
