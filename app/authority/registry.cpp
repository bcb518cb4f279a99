#include "app/authority/registry.h"

#include <algorithm>

namespace dd::authority {

namespace {

constexpr qint64 personFormat = 1;
const QString personKind = QStringLiteral("person");

cbor::Value personField(qint64 key)
{
    return cbor::Value::integer(key);
}

cbor::Value writePerson(const EnrolledPerson &person)
{
    QList<cbor::Value> keys;
    for (const crypto::PublicKey &key : person.keys)
        keys.append(cbor::Value::bytes(key.cose()));
    QList<cbor::Value> revoked;
    for (const QByteArray &thumbprint : person.revoked)
        revoked.append(cbor::Value::bytes(thumbprint));
    QList<cbor::Value> suspended;
    for (const QByteArray &thumbprint : person.suspended)
        suspended.append(cbor::Value::bytes(thumbprint));
    QList<cbor::Value> ages;
    for (const int age : person.ageFlags)
        ages.append(cbor::Value::integer(age));
    QList<cbor::Value::Pair> pairs{
        {personField(0), cbor::Value::integer(personFormat)},
        {personField(1), cbor::Value::text(person.number)},
        {personField(2), cbor::Value::text(person.person.fullName)},
        {personField(3), cbor::Value::integer(person.person.birthDate)},
        {personField(4), cbor::Value::integer(static_cast<int>(person.person.sex))},
        {personField(5), cbor::Value::text(person.person.nationality)},
        {personField(7), cbor::Value::array(ages)},
        {personField(8), cbor::Value::integer(person.level)},
        {personField(9), cbor::Value::integer(person.evidence)},
        {personField(10), cbor::Value::integer(person.enrolledAt)},
        {personField(11), cbor::Value::array(keys)},
        {personField(12), cbor::Value::array(revoked)},
        {personField(13), cbor::Value::integer(person.cardExpires)},
    };
    if (!suspended.isEmpty())
        pairs.append({personField(14), cbor::Value::array(suspended)});
    if (person.address)
        pairs.append({personField(6), cbor::Value::text(person.address->text)});
    return cbor::Value::map(pairs);
}

// The record was sealed by this program, so only its version and its keys are looked at twice.
Result<EnrolledPerson> readPerson(const cbor::Value &record)
{
    const auto value = [&record](qint64 key) {
        const cbor::Value *found = record.find(key);
        return found ? *found : cbor::Value();
    };
    if (value(0).toInteger() != personFormat)
        return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("record"), QStringLiteral("written by another version"));
    EnrolledPerson person;
    person.number = value(1).toText();
    person.person.fullName = value(2).toText();
    person.person.birthDate = static_cast<int>(value(3).toInteger());
    person.person.sex = value(4).toInteger() == static_cast<int>(identity::Sex::Female) ? identity::Sex::Female : identity::Sex::Male;
    person.person.nationality = value(5).toText();
    if (record.find(6))
        person.address = credential::Address{value(6).toText(), std::nullopt};
    for (const cbor::Value &age : value(7).toArray())
        person.ageFlags.append(static_cast<int>(age.toInteger()));
    person.level = static_cast<int>(value(8).toInteger());
    person.evidence = static_cast<int>(value(9).toInteger());
    person.enrolledAt = value(10).toInteger();
    for (const cbor::Value &bytes : value(11).toArray()) {
        const Result<crypto::PublicKey> key = crypto::PublicKey::fromCose(QByteArrayView(bytes.toBytes()));
        if (!key)
            return fail(ErrorCode::AuthorityStateInvalid, QStringLiteral("record"), QStringLiteral("malformed key"));
        person.keys.append(*key);
    }
    for (const cbor::Value &thumbprint : value(12).toArray())
        person.revoked.append(thumbprint.toBytes());
    person.cardExpires = static_cast<int>(value(13).toInteger()); // absent in older records
    for (const cbor::Value &thumbprint : value(14).toArray())
        person.suspended.append(thumbprint.toBytes());
    return person;
}

} // namespace

Result<Registry> Registry::load(RecordStore &records)
{
    Registry registry(records);
    const Result<QList<std::pair<QString, cbor::Value>>> stored = records.all(personKind);
    if (!stored)
        return fail(stored.error());
    for (const auto &[name, content] : *stored) {
        const Result<EnrolledPerson> person = readPerson(content);
        if (!person)
            return fail(person.error());
        registry.index(*person);
    }
    return registry;
}

void Registry::index(const EnrolledPerson &person)
{
    m_people.insert(person.number, person);
    for (const crypto::PublicKey &key : person.keys) {
        m_active.insert(key.thumbprint(), person.number);
        m_suspended.remove(key.thumbprint());
    }
    for (const QByteArray &thumbprint : person.revoked) {
        m_active.remove(thumbprint);
        m_suspended.remove(thumbprint);
        m_revoked.insert(thumbprint, person.number);
    }
    for (const QByteArray &thumbprint : person.suspended) {
        m_active.remove(thumbprint);
        m_suspended.insert(thumbprint, person.number);
    }
}

const EnrolledPerson *Registry::findByKey(QByteArrayView thumbprint) const
{
    const auto owner = m_active.constFind(thumbprint.toByteArray());
    if (owner == m_active.cend())
        return nullptr;
    const auto person = m_people.constFind(*owner);
    return person == m_people.cend() ? nullptr : &*person;
}

const crypto::PublicKey *Registry::key(QByteArrayView thumbprint) const
{
    const EnrolledPerson *person = findByKey(thumbprint);
    if (!person)
        return nullptr;
    const auto found = std::find_if(person->keys.cbegin(), person->keys.cend(),
                                    [thumbprint](const crypto::PublicKey &key) { return key.thumbprint() == thumbprint; });
    return found == person->keys.cend() ? nullptr : &*found;
}

Result<QList<QByteArray>> Registry::replacedBy(const EnrolledPerson &person) const
{
    QList<QByteArray> incoming;
    for (const crypto::PublicKey &key : person.keys) {
        const QByteArray thumbprint = key.thumbprint();
        if (m_revoked.contains(thumbprint) || m_suspended.contains(thumbprint) || m_active.value(thumbprint, person.number) != person.number)
            return fail(ErrorCode::EnrolmentKeyUsed, QStringLiteral("keys"));
        incoming.append(thumbprint);
    }
    QList<QByteArray> replaced = keysOf(person.number);
    // The same key again is the same device trying once more, for instance after a lost answer.
    replaced.removeIf([&incoming](const QByteArray &thumbprint) { return incoming.contains(thumbprint); });
    return replaced;
}

Result<void> Registry::enrol(EnrolledPerson person)
{
    const Result<QList<QByteArray>> replaced = replacedBy(person);
    if (!replaced)
        return fail(replaced.error());
    person.revoked = m_people.value(person.number).revoked + *replaced;
    return write(person);
}

QList<QByteArray> Registry::keysOf(const QString &number) const
{
    QList<QByteArray> thumbprints;
    if (const auto person = m_people.constFind(number); person != m_people.cend()) {
        for (const crypto::PublicKey &key : person->keys)
            thumbprints.append(key.thumbprint());
    }
    return thumbprints;
}

Result<int> Registry::setKeys(const QList<QByteArray> &thumbprints, KeyState state)
{
    int changed = 0;
    for (const QByteArray &thumbprint : thumbprints) {
        const bool isSuspended = m_suspended.contains(thumbprint);
        const QString number = isSuspended ? m_suspended.value(thumbprint) : m_active.value(thumbprint);
        if (number.isEmpty() || (state == KeyState::Suspended && isSuspended) || (state == KeyState::Active && !isSuspended))
            continue;
        EnrolledPerson person = m_people.value(number);
        person.suspended.removeAll(thumbprint);
        if (state == KeyState::Suspended)
            person.suspended.append(thumbprint);
        if (state == KeyState::Revoked) {
            person.keys.removeIf([&thumbprint](const crypto::PublicKey &key) { return key.thumbprint() == thumbprint; });
            person.revoked.append(thumbprint);
        }
        if (const Result<void> written = write(person); !written)
            return fail(written.error());
        ++changed;
    }
    return changed;
}

Result<void> Registry::write(const EnrolledPerson &person)
{
    const Result<void> written = m_records->put(m_records->nameOf(personKind, person.number.toUtf8()), writePerson(person));
    if (!written)
        return written;
    index(person);
    return {};
}

void Registry::keepApproval(EnrolledPerson &person) const
{
    const auto earlier = m_people.constFind(person.number);
    if (earlier == m_people.cend() || earlier->level < 2)
        return;
    const bool sameDevice = std::all_of(person.keys.cbegin(), person.keys.cend(), [&](const crypto::PublicKey &key) {
        return m_active.value(key.thumbprint()) == person.number;
    });
    if (!sameDevice)
        return;
    person.level = earlier->level;
    person.evidence |= earlier->evidence & credential::EvidenceInPerson;
}

Result<EnrolledPerson> Registry::approve(EnrolledPerson person)
{
    person.level = 2;
    person.evidence |= credential::EvidenceInPerson;
    if (const Result<void> written = write(person); !written)
        return fail(written.error());
    return person;
}

Result<EnrolledPerson> Registry::approveNumber(const QString &number)
{
    const auto person = m_people.constFind(number);
    if (person == m_people.cend())
        return fail(ErrorCode::HolderNotEnrolled, QStringLiteral("approve"));
    return approve(*person);
}

Result<EnrolledPerson> Registry::approveKey(QByteArrayView thumbprint)
{
    const EnrolledPerson *person = findByKey(thumbprint);
    if (!person)
        return fail(ErrorCode::HolderNotEnrolled, QStringLiteral("approve"));
    return approve(*person);
}

} // namespace dd::authority
