// Who is enrolled, with which keys. A new enrolment of a person revokes the keys of the earlier ones.
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
    // EnrolmentKeyUsed for a key that belongs to somebody else or was revoked. Durable when it returns.
    [[nodiscard]] Result<void> enrol(EnrolledPerson person);
    [[nodiscard]] qsizetype size() const { return m_people.size(); }

private:
    explicit Registry(RecordStore &records) : m_records(&records) {}
    void index(const EnrolledPerson &person);

    RecordStore *m_records;
    QHash<QString, EnrolledPerson> m_people;        // by number
    QHash<QByteArray, QString> m_active;            // thumbprint -> number
    QHash<QByteArray, QString> m_revoked;
};

} // namespace dd::authority
