#include "nfc/secure_messaging/pace_protocol.h"

#include "nfc/apdu/tlv.h"
#include "nfc/secure_messaging/block_cipher.h"

namespace dd::nfc {
namespace {

const QByteArray idPaceArc = QByteArray::fromHex("04007F0007020204"); // 0.4.0.127.0.7.2.2.4

// The arcs below id-PACE: key agreement and mapping, then the cipher.
constexpr char dhGeneric = 1;
constexpr char ecdhGeneric = 2;
constexpr char dhIntegrated = 3;
constexpr char ecdhIntegrated = 4;
constexpr char ecdhChipAuthentication = 6;

Result<QByteArray> chipDataVector(CipherSuite suite, QByteArrayView key)
{
    const QByteArray zero(blockSize(suite), '\0');
    return cbcEncrypt(suite, key, zero, QByteArray(blockSize(suite), '\xFF'));
}

} // namespace

QString PaceProtocol::name() const
{
    const QLatin1String mappingName(mapping == PaceMapping::Generic ? "GM" : mapping == PaceMapping::Integrated ? "IM" : "CAM");
    return QStringLiteral("PACE-%1-%2-%3").arg(QLatin1String(elliptic ? "ECDH" : "DH"), mappingName, cipherName(suite));
}

Result<PaceProtocol> paceProtocolFrom(QByteArrayView identifier)
{
    const auto unknown = [] { return fail(ErrorCode::UnsupportedProtocol, QStringLiteral("PACE"), QStringLiteral("object identifier")); };
    if (identifier.size() != idPaceArc.size() + 2 || !identifier.startsWith(idPaceArc))
        return unknown();
    PaceProtocol protocol{identifier.toByteArray(), true, PaceMapping::Generic, CipherSuite::Aes128};
    switch (identifier[idPaceArc.size()]) {
    case dhGeneric: protocol.elliptic = false; break;
    case ecdhGeneric: break;
    case dhIntegrated: protocol.elliptic = false; protocol.mapping = PaceMapping::Integrated; break;
    case ecdhIntegrated: protocol.mapping = PaceMapping::Integrated; break;
    case ecdhChipAuthentication: protocol.mapping = PaceMapping::ChipAuthentication; break;
    default: return unknown();
    }
    switch (identifier.back()) {
    case 1: protocol.suite = CipherSuite::TripleDes; break;
    case 2: protocol.suite = CipherSuite::Aes128; break;
    case 3: protocol.suite = CipherSuite::Aes192; break;
    case 4: protocol.suite = CipherSuite::Aes256; break;
    default: return unknown();
    }
    if (protocol.mapping == PaceMapping::ChipAuthentication && protocol.suite == CipherSuite::TripleDes)
        return unknown(); // table 3 has no such protocol
    return protocol;
}

qsizetype integratedNonceSize(CipherSuite suite)
{
    const qsizetype block = blockSize(suite);
    return (keySize(suite) + block - 1) / block * block;
}

Result<QByteArray> pacePseudoRandom(CipherSuite suite, QByteArrayView s, QByteArrayView t, int modulusBits)
{
    static const QByteArray short0 = QByteArray::fromHex("a668892a7c41e3ca739f40b057d85904");
    static const QByteArray short1 = QByteArray::fromHex("a4e136ac725f738b01c1f60217c188ad");
    static const QByteArray long0 = QByteArray::fromHex("d463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676");
    static const QByteArray long1 = QByteArray::fromHex("54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517");
    const qsizetype length = integratedNonceSize(suite); // l of the standard, in bytes
    if (s.size() != length || t.size() != keySize(suite))
        return fail(ErrorCode::InvalidInput, QStringLiteral("integrated mapping"), QStringLiteral("nonce length"));
    const QByteArray zero(blockSize(suite), '\0');
    const QByteArray &c0 = length == short0.size() ? short0 : long0;
    const QByteArray &c1 = length == short1.size() ? short1 : long1;
    Result<QByteArray> key = cbcEncrypt(suite, t, zero, s);
    QByteArray out;
    while (key && 8 * out.size() < modulusBits + 64) {
        key->truncate(keySize(suite)); // AES-192 uses 24 of the 32 bytes
        const Result<QByteArray> piece = cbcEncrypt(suite, *key, zero, c1);
        if (!piece)
            return piece;
        out.append(*piece);
        key = cbcEncrypt(suite, *key, zero, c0);
    }
    if (!key)
        return key;
    wipe(*key);
    return out;
}

QByteArray paceTokenInput(QByteArrayView protocol, quint32 publicKeyTag, QByteArrayView publicKey)
{
    return tlv::encode(0x7F49, {tlv::encode(0x06, protocol), tlv::encode(publicKeyTag, publicKey)});
}

Result<QByteArray> paceToken(const PaceProtocol &protocol, QByteArrayView macKey, const AgreementDomain &domain, QByteArrayView publicKey)
{
    return macOf(protocol.suite, macKey, paceTokenInput(protocol.identifier, domain.publicKeyTag(), publicKey));
}

Result<QByteArray> encryptChipAuthenticationData(CipherSuite suite, QByteArrayView encryptionKey, QByteArrayView data)
{
    const Result<QByteArray> vector = chipDataVector(suite, encryptionKey);
    return vector ? cbcEncrypt(suite, encryptionKey, *vector, isoPad(data, blockSize(suite))) : vector;
}

Result<QByteArray> decryptChipAuthenticationData(CipherSuite suite, QByteArrayView encryptionKey, QByteArrayView encrypted)
{
    const Result<QByteArray> vector = chipDataVector(suite, encryptionKey);
    if (!vector)
        return vector;
    const Result<QByteArray> padded = cbcDecrypt(suite, encryptionKey, *vector, encrypted);
    return padded ? isoUnpad(*padded, blockSize(suite)) : padded;
}

} // namespace dd::nfc
