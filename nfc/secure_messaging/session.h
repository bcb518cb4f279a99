// One secure messaging session (ICAO 9303-11 §9.8) with AES or two-key 3DES: encrypt-then-MAC, a send sequence counter that
// advances before every command and every response. The same class serves the terminal and the chip; each uses its two methods.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "nfc/apdu/command.h"
#include "nfc/apdu/response.h"
#include "nfc/secure_messaging/cipher_suite.h"

namespace dd::nfc {

class SecureSession
{
public:
    // The counter is one block: 16 bytes with AES, 8 with 3DES. Empty stands for zero, where it starts after PACE and chip
    // authentication (§9.8.6.3); after basic access control it starts from both sides' nonces.
    SecureSession(Secret encryptionKey, Secret macKey, CipherSuite suite, QByteArray counter = {});

    // Terminal. The plain command's `expected` becomes DO'97'; the result always asks for data.
    [[nodiscard]] Result<CommandApdu> protectCommand(const CommandApdu &plain);
    struct Answer
    {
        ResponseApdu response;
        bool isProtected = false; // false: a naked status word, no claim of the chip; the counter did not move for it
    };
    // Missing or wrong MAC, missing DO'99', disagreement of status words, bad padding: SecureMessagingBroken.
    // A naked success is refused; a naked error comes back unprotected.
    [[nodiscard]] Result<Answer> unprotectResponse(QByteArrayView raw);

    // Chip. Fails with SecureMessagingBroken: the caller answers 6987 (objects missing, detail "6987") or 6988.
    [[nodiscard]] Result<CommandApdu> unprotectCommand(const CommandApdu &secured);
    [[nodiscard]] Result<ResponseApdu> protectResponse(const ResponseApdu &plain, bool oddInstruction = false);

    [[nodiscard]] const QByteArray &counter() const { return m_counter; }
    [[nodiscard]] CipherSuite suite() const { return m_suite; }
    // Response data that fits into one protected response of `maxResponse` bytes (data and status word).
    [[nodiscard]] static int maxPlainData(int maxResponse, CipherSuite suite);
    // Bytes in the data field of the protected command.
    [[nodiscard]] static qsizetype protectedSize(const CommandApdu &plain, CipherSuite suite);

private:
    void advance();
    [[nodiscard]] qsizetype block() const { return blockSize(m_suite); }
    [[nodiscard]] Result<QByteArray> iv() const;
    [[nodiscard]] Result<QByteArray> encrypted(QByteArrayView plain) const;
    [[nodiscard]] Result<QByteArray> mac(QByteArrayView authenticated) const;
    [[nodiscard]] Result<QByteArray> decrypted(QByteArrayView cipher) const;

    Secret m_encryptionKey;
    Secret m_macKey;
    QByteArray m_counter;
    CipherSuite m_suite;
};

} // namespace dd::nfc
