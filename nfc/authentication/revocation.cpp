#include "nfc/authentication/revocation.h"

#include "nfc/apdu/tlv.h"
#include "nfc/authentication/certificate.h"

#include <algorithm>

namespace dd::nfc {
namespace {

constexpr qsizetype largestCrl = 2 * 1024 * 1024;
constexpr qint64 longestInterval = 90 * 86400;

const QByteArray idAuthorityKeyIdentifier = QByteArray::fromHex("551D23"); // 2.5.29.35
const QByteArray idCrlNumber = QByteArray::fromHex("551D14");              // 2.5.29.20
const QByteArray idIssuerAltName = QByteArray::fromHex("551D12");          // 2.5.29.18
const QByteArray idDeltaCrlIndicator = QByteArray::fromHex("551D1B");      // 2.5.29.27

QString crlStage()
{
    return QStringLiteral("CRL");
}

std::unexpected<Error> damagedCrl(const char *why)
{
    return fail(ErrorCode::DamagedFile, crlStage(), QLatin1String(why));
}

struct CrlExtension
{
    QByteArrayView identifier;
    bool critical = false;
    QByteArrayView value;
};

// Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
Result<CrlExtension> nextExtension(tlv::Reader &list)
{
    const Result<tlv::Element> sequence = list.next(0x30);
    if (!sequence)
        return fail(sequence.error());
    tlv::Reader fields(sequence->value, crlStage());
    const Result<tlv::Element> identifier = fields.next(0x06);
    if (!identifier)
        return fail(identifier.error());
    CrlExtension extension{identifier->value, false, {}};
    if (fields.peekTag() == 0x01) {
        const Result<tlv::Element> critical = fields.next();
        if (!critical || critical->value.size() != 1)
            return damagedCrl("BOOLEAN");
        extension.critical = critical->value.front() != '\0';
    }
    const Result<tlv::Element> value = fields.next(0x04);
    if (!value)
        return fail(value.error());
    if (const Result<void> end = fields.finish(); !end)
        return fail(end.error());
    extension.value = value->value;
    return extension;
}

// The serial number of one entry of revokedCertificates; the rest of it is checked for shape.
Result<tlv::Element> serialOfEntry(QByteArrayView entry)
{
    tlv::Reader fields(entry, crlStage());
    const Result<tlv::Element> serial = fields.next(0x02);
    if (!serial)
        return serial;
    if (serial->value.isEmpty())
        return damagedCrl("serial number");
    const Result<tlv::Element> date = fields.next();
    if (!date)
        return date;
    if (date->tag != 0x17 && date->tag != 0x18)
        return damagedCrl("revocation date");
    if (!fields.atEnd()) {
        const Result<tlv::Element> extensions = fields.next(0x30);
        if (!extensions)
            return extensions;
        for (tlv::Reader list(extensions->value, crlStage()); !list.atEnd();) {
            const Result<CrlExtension> extension = nextExtension(list);
            if (!extension)
                return fail(extension.error());
            if (extension->critical) // certificateIssuer: the entry is not about this issuer's certificate
                return fail(ErrorCode::UnsupportedProtocol, crlStage(), QStringLiteral("an entry with a critical extension"));
        }
    }
    if (const Result<void> end = fields.finish(); !end)
        return fail(end.error());
    return serial;
}

bool comesBefore(QByteArrayView left, QByteArrayView right) // any order that is one
{
    return left.size() != right.size() ? left.size() < right.size() : left.compare(right) < 0;
}

} // namespace

QString revocationNote(RevocationState state)
{
    switch (state) {
    case RevocationState::NotChecked: return QStringLiteral("revocation not checked");
    case RevocationState::Stale: return QStringLiteral("revocation not checked: the list is out of date");
    case RevocationState::Future: return QStringLiteral("revocation not checked: the list is dated in the future");
    case RevocationState::Good:
    case RevocationState::Revoked: break;
    }
    return {};
}

QByteArrayView RevocationList::serialAt(quint32 offset) const
{
    const Result<tlv::Header> header = tlv::readHeader(QByteArrayView(m_der).sliced(offset));
    return header ? shortestInteger(QByteArrayView(m_der).sliced(offset + header->headerSize, header->valueSize)) : QByteArrayView();
}

Result<void> RevocationList::readEntries(QByteArrayView entries)
{
    for (tlv::Reader list(entries, crlStage()); !list.atEnd();) {
        const Result<tlv::Element> entry = list.next(0x30);
        if (!entry)
            return fail(entry.error());
        const Result<tlv::Element> serial = serialOfEntry(entry->value);
        if (!serial)
            return fail(serial.error());
        m_serials.append(static_cast<quint32>(serial->encoded.data() - m_der.constData()));
    }
    std::sort(m_serials.begin(), m_serials.end(), [this](quint32 left, quint32 right) { return comesBefore(serialAt(left), serialAt(right)); });
    return {};
}

// A CSCA that changed its name lists the former one, so that its older certificates stay covered. Of its own country only:
// no state speaks about another's certificates.
Result<void> RevocationList::readFormerNames(QByteArrayView generalNames)
{
    const Result<tlv::Element> names = tlv::readSingle(generalNames, 0x30, crlStage());
    if (!names)
        return fail(names.error());
    for (tlv::Reader list(names->value, crlStage()); !list.atEnd();) {
        const Result<tlv::Element> former = list.next();
        if (!former)
            return fail(former.error());
        if (former->tag != 0xA4 || countryOf(former->value) != m_country) // [4] directoryName
            continue;
        if (const QByteArray canonical = canonicalName(former->value); !canonical.isEmpty())
            m_formerNames.append(canonical);
    }
    return {};
}

Result<void> RevocationList::readExtensions(QByteArrayView extensions)
{
    for (tlv::Reader list(extensions, crlStage()); !list.atEnd();) {
        const Result<CrlExtension> extension = nextExtension(list);
        if (!extension)
            return fail(extension.error());
        if (extension->identifier == idAuthorityKeyIdentifier) {
            const Result<tlv::Element> value = tlv::readSingle(extension->value, 0x30, crlStage());
            if (!value)
                return fail(value.error());
            tlv::Reader fields(value->value, crlStage());
            if (fields.peekTag() == 0x80) {
                const Result<tlv::Element> key = fields.next();
                if (!key)
                    return fail(key.error());
                m_authorityKey = key->value.toByteArray();
            }
        } else if (extension->identifier == idCrlNumber) {
            const Result<tlv::Element> value = tlv::readSingle(extension->value, 0x02, crlStage());
            if (!value)
                return fail(value.error());
            m_number = shortestInteger(value->value).toByteArray();
            if (m_number.isEmpty() || (static_cast<quint8>(m_number.front()) & 0x80) != 0 || m_number.size() > 21)
                return damagedCrl("CRL number");
        } else if (extension->identifier == idIssuerAltName) {
            if (const Result<void> names = readFormerNames(extension->value); !names)
                return names;
        } else if (extension->critical || extension->identifier == idDeltaCrlIndicator) {
            return fail(ErrorCode::UnsupportedProtocol, crlStage(), QStringLiteral("a critical extension: the list may say only part of it"));
        }
    }
    return {};
}

// CertificateList ::= SEQUENCE { SEQUENCE { version, signature, issuer, thisUpdate, nextUpdate OPTIONAL, revokedCertificates
// OPTIONAL, [0] extensions OPTIONAL }, AlgorithmIdentifier, BIT STRING }
Result<RevocationList> RevocationList::parse(QByteArrayView der)
{
    if (der.size() > largestCrl)
        return damagedCrl("too long");
    RevocationList crl;
    crl.m_der = der.toByteArray();
    const Result<tlv::Element> outer = tlv::readSingle(crl.m_der, 0x30, crlStage());
    if (!outer)
        return fail(outer.error());
    tlv::Reader parts(outer->value, crlStage());
    const Result<tlv::Element> content = parts.next(0x30);
    if (!content)
        return fail(content.error());
    const Result<tlv::Element> outerAlgorithm = parts.next(0x30);
    if (!outerAlgorithm)
        return fail(outerAlgorithm.error());
    if (const Result<tlv::Element> signature = parts.next(0x03); !signature)
        return fail(signature.error());
    if (const Result<void> end = parts.finish(); !end)
        return fail(end.error());

    tlv::Reader fields(content->value, crlStage());
    if (fields.peekTag() == 0x02) { // absent in version 1, which has no extensions
        const Result<tlv::Element> version = fields.next();
        const Result<int> number = version ? tlv::smallInteger(version->value, crlStage()) : fail(version.error());
        if (!number)
            return fail(number.error());
        if (*number != 1)
            return fail(ErrorCode::UnsupportedProtocol, crlStage(), QStringLiteral("version %1").arg(*number));
    }
    const Result<tlv::Element> algorithm = fields.next(0x30);
    if (!algorithm)
        return fail(algorithm.error());
    if (algorithm->encoded != outerAlgorithm->encoded) // only the inner one is signed
        return damagedCrl("two signature algorithms");
    const Result<tlv::Element> issuer = fields.next(0x30);
    if (!issuer)
        return fail(issuer.error());
    crl.m_issuer = canonicalName(issuer->encoded);
    if (crl.m_issuer.isEmpty())
        return damagedCrl("issuer");
    crl.m_country = countryOf(issuer->encoded);
    const Result<tlv::Element> thisUpdate = fields.next();
    if (!thisUpdate)
        return fail(thisUpdate.error());
    const std::optional<qint64> issued = secondsOf(*thisUpdate);
    if (!issued)
        return damagedCrl("thisUpdate");
    crl.m_thisUpdate = *issued;
    crl.m_nextUpdate = *issued + longestInterval;
    if (const std::optional<quint32> tag = fields.peekTag(); tag == 0x17 || tag == 0x18) {
        const Result<tlv::Element> nextUpdate = fields.next();
        const std::optional<qint64> due = nextUpdate ? secondsOf(*nextUpdate) : std::nullopt;
        if (!due)
            return damagedCrl("nextUpdate");
        crl.m_nextUpdate = *due;
    }
    if (fields.peekTag() == 0x30) {
        const Result<tlv::Element> revoked = fields.next();
        if (!revoked)
            return fail(revoked.error());
        if (const Result<void> read = crl.readEntries(revoked->value); !read)
            return fail(read.error());
    }
    if (fields.peekTag() == 0xA0) {
        const Result<tlv::Element> wrapper = fields.next();
        const Result<tlv::Element> extensions = wrapper ? tlv::readSingle(wrapper->value, 0x30, crlStage()) : fail(wrapper.error());
        if (!extensions)
            return fail(extensions.error());
        if (const Result<void> read = crl.readExtensions(extensions->value); !read)
            return fail(read.error());
    }
    if (const Result<void> end = fields.finish(); !end)
        return fail(end.error());
    return crl;
}

bool RevocationList::isRevoked(QByteArrayView serialNumber) const
{
    const QByteArrayView wanted = shortestInteger(serialNumber);
    const auto found = std::lower_bound(m_serials.begin(), m_serials.end(), wanted,
                                        [this](quint32 offset, QByteArrayView serial) { return comesBefore(serialAt(offset), serial); });
    return found != m_serials.end() && serialAt(*found) == wanted;
}

bool RevocationList::isNewerThan(const RevocationList &other) const
{
    if (!m_number.isEmpty() && !other.m_number.isEmpty() && m_number != other.m_number)
        return comesBefore(other.m_number, m_number);
    return m_thisUpdate > other.m_thisUpdate;
}

} // namespace dd::nfc
