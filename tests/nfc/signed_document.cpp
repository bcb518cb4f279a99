#include "tests/nfc/signed_document.h"

#include "tests/nfc/der.h"

#include <QTest>

namespace dd::test::pki {
namespace {

constexpr qint64 yearOfSeconds = 365 * 86'400LL;
constexpr quint8 groupTags[] = {0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70};

QByteArray joinedValues(const QMap<QByteArray, QByteArray> &parts)
{
    QByteArray all;
    for (const QByteArray &part : parts)
        all += part;
    return all;
}

QByteArray keyIdentifierOf(EVP_PKEY *key)
{
    return hashWith("SHA1", publicKeyInfo(key));
}

// What both kinds of certificate share (9303-12 table 5).
CertificateParts commonParts(const DocumentRecipe &recipe, EVP_PKEY *key)
{
    CertificateParts parts;
    parts.version = der(0xA0, integer(2));
    parts.signature = recipe.issuer.algorithm;
    parts.issuer = distinguishedName("UT", "Country Signing CA");
    parts.publicKey = publicKeyInfo(key);
    parts.signatureAlgorithm = recipe.issuer.algorithm;
    parts.extensions["subjectKeyIdentifier"] = certificateExtension("2.5.29.14", false, octetString(keyIdentifierOf(key)));
    parts.extensions["authorityKeyIdentifier"] = certificateExtension("2.5.29.35", false, sequence(der(0x80, keyIdentifierOf(recipe.issuer.key))));
    return parts;
}

QByteArray comFile(const DocumentRecipe &recipe)
{
    QByteArray tags;
    for (const int group : recipe.comGroups)
        tags += static_cast<char>(groupTags[group - 1]);
    return der(0x60, QByteArray::fromHex("5F0104") + recipe.comLdsVersion + QByteArray::fromHex("5F3606") + "040000" + der(0x5C, tags));
}

QByteArray securityObject(const DocumentRecipe &recipe)
{
    ObjectParts parts;
    parts.version = integer(0);
    parts.digestAlgorithm = digestIdentifier(recipe.groupDigest);
    for (auto group = recipe.groups.begin(); group != recipe.groups.end(); ++group)
        parts.hashes[group.key()] = groupHash(integer(group.key()), hashWith(recipe.groupDigest, group.value()));
    if (recipe.object)
        recipe.object(parts);
    QByteArray hashes;
    for (const QByteArray &hash : parts.hashes)
        hashes += hash;
    return sequence(parts.version + parts.digestAlgorithm + sequence(hashes) + parts.versionInfo);
}

} // namespace

DocumentRecipe::DocumentRecipe()
    : groups{{1, der(0x61, "the person NGUYEN VAN MAU")}, {2, der(0x75, "the face")}, {14, der(0x6E, "the protocols")}}, comGroups{1, 2, 14},
      signer(ecdsa("brainpoolP256r1", "SHA256", KeyOwner::Signer)), issuer(ecdsa("brainpoolP384r1", "SHA384", KeyOwner::Issuer))
{
}

QByteArray certificateOf(const CertificateParts &parts, const SigningMethod &issuer, bool spoil)
{
    const QByteArray extensions = parts.extensions.isEmpty() ? QByteArray() : der(0xA3, sequence(joinedValues(parts.extensions)));
    const QByteArray content =
        sequence(parts.version + parts.serialNumber + parts.signature + parts.issuer + parts.validity + parts.subject + parts.publicKey + extensions);
    QByteArray signature = signWith(issuer, content);
    if (spoil)
        signature[signature.size() - 1] = static_cast<char>(signature.back() ^ 0x01);
    return sequence(content + parts.signatureAlgorithm + parts.signatureValue.value_or(bitString(signature)));
}

QByteArray anchorCertificate(const DocumentRecipe &recipe)
{
    if (recipe.issuer.digest == "MD5") { // no store takes an anchor whose own signature nobody can believe
        DocumentRecipe sound = recipe;
        sound.issuer = rsaPkcs1("SHA256", KeyOwner::Issuer);
        return anchorCertificate(sound);
    }
    CertificateParts parts = commonParts(recipe, recipe.issuer.key);
    parts.serialNumber = integer(1);
    parts.validity = sequence(utcTime(signedAt - yearOfSeconds) + utcTime(signedAt + 13 * yearOfSeconds));
    parts.subject = parts.issuer;
    parts.extensions["keyUsage"] = certificateExtension("2.5.29.15", true, QByteArray::fromHex("03020106")); // keyCertSign, cRLSign
    parts.extensions["basicConstraints"] = certificateExtension("2.5.29.19", true, QByteArray::fromHex("30060101FF020100"));
    if (recipe.anchor)
        recipe.anchor(parts);
    return certificateOf(parts, recipe.issuer);
}

QByteArray signerCertificate(const DocumentRecipe &recipe)
{
    CertificateParts parts = commonParts(recipe, recipe.signer.key);
    parts.serialNumber = integer(4711);
    parts.validity = sequence(utcTime(signedAt - 86'400) + utcTime(signedAt + 10 * yearOfSeconds));
    parts.subject = distinguishedName("UT", "Document Signer 1");
    parts.extensions["keyUsage"] = certificateExtension("2.5.29.15", true, QByteArray::fromHex("03020780")); // digitalSignature
    if (recipe.certificate)
        recipe.certificate(parts);
    return certificateOf(parts, recipe.issuer, recipe.spoilCertificate);
}

QByteArray attribute(const char *dotted, const QByteArray &value)
{
    return sequence(oid(dotted) + setOf(value));
}

QByteArray groupHash(const QByteArray &number, const QByteArray &hash)
{
    return sequence(number + octetString(hash));
}

QByteArray signedMessage(const DocumentRecipe &recipe, const char *contentType, const QByteArray &content)
{
    const QByteArray messageDigest = recipe.messageDigest.isEmpty() ? recipe.signer.digest : recipe.messageDigest;
    SignerParts signer;
    signer.version = integer(recipe.byKeyIdentifier ? 3 : 1);
    signer.identifier = recipe.byKeyIdentifier ? der(0x80, keyIdentifierOf(recipe.signer.key))
                                               : sequence(distinguishedName("UT", "Country Signing CA") + integer(4711));
    signer.digestAlgorithm = digestIdentifier(messageDigest);
    signer.attributes["contentType"] = attribute("1.2.840.113549.1.9.3", oid(contentType));
    signer.attributes["messageDigest"] = attribute("1.2.840.113549.1.9.4", octetString(hashWith(messageDigest, content)));
    signer.attributes["signingTime"] = attribute("1.2.840.113549.1.9.5", utcTime(signedAt));
    signer.signatureAlgorithm = recipe.signer.algorithm;
    if (recipe.signerInfo)
        recipe.signerInfo(signer);
    const QByteArray attributes = setOf(joinedValues(signer.attributes));
    QByteArray signature = signWith(recipe.signer, attributes);
    if (recipe.spoilSignature)
        signature[signature.size() - 1] = static_cast<char>(signature.back() ^ 0x01);
    const QByteArray implicitAttributes = signer.attributes.isEmpty() ? QByteArray() : der(0xA0, valueOf(attributes));

    MessageParts message;
    message.version = integer(3);
    message.digestAlgorithms = setOf(digestIdentifier(messageDigest));
    message.contentType = oid(contentType);
    message.content = der(0xA0, octetString(content));
    if (recipe.embedSigner)
        message.certificates = der(0xA0, signerCertificate(recipe));
    message.signers = setOf(sequence(signer.version + signer.identifier + signer.digestAlgorithm + implicitAttributes + signer.signatureAlgorithm +
                                     signer.signature.value_or(octetString(signature)) + signer.unsignedAttributes));
    if (recipe.message)
        recipe.message(message);
    return sequence(oid("1.2.840.113549.1.7.2") +
                    der(0xA0, sequence(message.version + message.digestAlgorithms + sequence(message.contentType + message.content) +
                                       message.certificates + message.revocations + message.signers)));
}

SignedDocument makeDocument(const DocumentRecipe &recipe)
{
    SignedDocument document;
    for (auto group = recipe.groups.begin(); group != recipe.groups.end(); ++group)
        document.files[static_cast<nfc::FileId>(0x0100 + group.key())] = group.value();
    document.files[nfc::FileId::Com] = comFile(recipe);
    QByteArray sod = der(0x77, signedMessage(recipe, "2.23.136.1.1.1", securityObject(recipe)));
    if (recipe.file)
        recipe.file(sod);
    document.files[nfc::FileId::Sod] = sod;
    document.signerCertificate = signerCertificate(recipe);
    if (const Result<void> added = document.anchors.add(anchorCertificate(recipe), QStringLiteral("test"), false); !added)
        qFatal("the test's CSCA is refused: %s", qPrintable(added.error().detail));
    return document;
}

} // namespace dd::test::pki
