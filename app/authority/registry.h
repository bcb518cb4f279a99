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
};

class Registry
{
public:
    // Keeps `records` by reference.
    [[nodiscard]] static Result<Registry> load(RecordStore &records);
    // Null for a key that is unknown or revoked.
    [[nodiscard]] const EnrolledPerson *findByKey(QByteArrayView thumbprint) const;
    [[nodiscard]] const crypto::PublicKey *key(QByteArrayView thumbprint) const;
    // Level 2 for the keys a person has enrolled: met in person. HolderNotEnrolled when there is nobody; durable when it returns.
    [[nodiscard]] Result<EnrolledPerson> approveNumber(const QString &number);
    [[nodiscard]] Result<EnrolledPerson> approveKey(QByteArrayView thumbprint);
    // A person whose keys were all approved before stays approved: the same device, enrolling again.
    void keepApproval(EnrolledPerson &person) const;
    // EnrolmentKeyUsed for a key that belongs to somebody else or was revoked. Durable when it returns.
    [[nodiscard]] Result<void> enrol(EnrolledPerson person);
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
};

} // namespace dd::authority
