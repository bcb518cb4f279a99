#include "nfc/authentication/pem.h"

#include "nfc/openssl_pointers.h"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace dd::nfc {

bool isPem(QByteArrayView file)
{
    // Text may stand before the first block. DER starts with a SEQUENCE's tag, which such text does not.
    return !file.startsWith('\x30') && file.first(qMin<qsizetype>(file.size(), 4096)).contains(QByteArrayView("-----BEGIN "));
}

QList<PemBlock> pemBlocks(QByteArrayView file)
{
    QList<PemBlock> blocks;
    const std::unique_ptr<BIO, ossl::Deleter<BIO_free_all>> in(BIO_new_mem_buf(file.data(), static_cast<int>(file.size())));
    char *label = nullptr;
    char *header = nullptr;
    unsigned char *bytes = nullptr;
    long size = 0;
    while (in && PEM_read_bio(in.get(), &label, &header, &bytes, &size) == 1) {
        blocks.append({QByteArray(label), QByteArray(reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(size))});
        OPENSSL_free(label);
        OPENSSL_free(header);
        OPENSSL_free(bytes);
    }
    ERR_clear_error(); // the end of the file is an error to it
    return blocks;
}

} // namespace dd::nfc
