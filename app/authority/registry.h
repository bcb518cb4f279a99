// Who is enrolled, with which keys. A new enrolment of a person revokes the keys of the earlier ones. Level 2 belongs to the keys
// that were there when somebody looked the person in the face: other keys begin at level 1 again, because whoever holds the
// card can enrol them from afar.
#pragma once

#include "app/authority/record_store.h"
#include "core/credential/credential_types.h"
#include "core/crypto/signature.h"

#include <QHash>

namespace dd::authority {

struct EnrolledPerson
{
    QString number;
    credential::Person person;
    std::optional<credential::Address> address;
    QList<int> ageFlags;
    int level = 1;
    int evidence = 0;
    qint64 enrolledAt = 0;
    int cardExpires = 0; // yyyymmdd; 0 for a card without end
    QList<crypto::PublicKey> keys;
    QList<QByteArray> revoked; // thumbprints
    QList<QByteArray> suspended = {}; // of `keys`
};

class Registry
{
public:
    // Keeps `records` by reference.
    [[nodiscard]] static Result<Registry> load(RecordStore &records);
    // Null for a key that is unknown, revoked or suspended.
    [[nodiscard]] const EnrolledPerson *findByKey(QByteArrayView thumbprint) const;
    [[nodiscard]] const crypto::PublicKey *key(QByteArrayView thumbprint) const;
    // Level 2 for the keys a person has enrolled: met in person. HolderNotEnrolled when there is nobody; durable when it returns.
    [[nodiscard]] Result<EnrolledPerson> approveNumber(const QString &number);
    [[nodiscard]] Result<EnrolledPerson> approveKey(QByteArrayView thumbprint);
    // A person whose keys were all approved before stays approved: the same device, enrolling again.
    void keepApproval(EnrolledPerson &person) const;
    // The keys that this enrolment would take the place of. EnrolmentKeyUsed for a key that belongs to somebody else, was revoked or
    // is suspended.
    [[nodiscard]] Result<QList<QByteArray>> replacedBy(const EnrolledPerson &person) const;
    [[nodiscard]] Result<void> enrol(EnrolledPerson person); // durable when it returns
    // What becomes of enrolled keys; keys that are not there are passed over. Revoked ones do not come back. Durable when it returns.
    enum class KeyState { Active, Suspended, Revoked };
    [[nodiscard]] Result<int> setKeys(const QList<QByteArray> &thumbprints, KeyState state); // -> how many changed
    [[nodiscard]] QList<QByteArray> keysOf(const QString &number) const; // thumbprints, suspended ones too
    [[nodiscard]] qsizetype size() const { return m_people.size(); }

private:
    explicit Registry(RecordStore &records) : m_records(&records) {}
    [[nodiscard]] Result<EnrolledPerson> approve(EnrolledPerson person);
    [[nodiscard]] Result<void> write(const EnrolledPerson &person);
    void index(const EnrolledPerson &person);

    RecordStore *m_records;
    QHash<QString, EnrolledPerson> m_people;        // by number
    QHash<QByteArray, QString> m_active;            // thumbprint -> number
    QHash<QByteArray, QString> m_revoked;
    QHash<QByteArray, QString> m_suspended;
};

} // namespace dd::authority
