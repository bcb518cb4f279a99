#include "core/crypto/secret_stream.h"

#include <sodium.h>

namespace dd::crypto {
namespace {

static_assert(streamKeySize == crypto_secretstream_xchacha20poly1305_KEYBYTES);
static_assert(streamHeaderSize == crypto_secretstream_xchacha20poly1305_HEADERBYTES);
static_assert(streamPieceOverhead == crypto_secretstream_xchacha20poly1305_ABYTES);

const unsigned char *streamBytes(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

} // namespace

struct StreamSealer::State
{
    ~State() { sodium_memzero(&inner, sizeof inner); }
    crypto_secretstream_xchacha20poly1305_state inner = {};
};

StreamSealer::StreamSealer(std::unique_ptr<State> state) : m_state(std::move(state)), m_header(streamHeaderSize, Qt::Uninitialized)
{
}
StreamSealer::StreamSealer(StreamSealer &&) noexcept = default;
StreamSealer::~StreamSealer() = default;

Result<StreamSealer> StreamSealer::begin(const Secret &key)
{
    if (sodium_init() < 0 || key.size() != streamKeySize)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("secretstream"));
    StreamSealer sealer(std::make_unique<State>());
    crypto_secretstream_xchacha20poly1305_init_push(&sealer.m_state->inner, reinterpret_cast<unsigned char *>(sealer.m_header.data()), key.data());
    return sealer;
}

QByteArray StreamSealer::seal(QByteArrayView piece, QByteArrayView associatedData, bool last)
{
    QByteArray sealed(piece.size() + streamPieceOverhead, Qt::Uninitialized);
    crypto_secretstream_xchacha20poly1305_push(&m_state->inner, reinterpret_cast<unsigned char *>(sealed.data()), nullptr, streamBytes(piece),
                                               static_cast<unsigned long long>(piece.size()), streamBytes(associatedData),
                                               static_cast<unsigned long long>(associatedData.size()),
                                               last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    return sealed;
}

struct StreamOpener::State
{
    ~State() { sodium_memzero(&inner, sizeof inner); }
    crypto_secretstream_xchacha20poly1305_state inner = {};
};

StreamOpener::StreamOpener(std::unique_ptr<State> state) : m_state(std::move(state))
{
}
StreamOpener::StreamOpener(StreamOpener &&) noexcept = default;
StreamOpener::~StreamOpener() = default;

Result<StreamOpener> StreamOpener::begin(const Secret &key, QByteArrayView header)
{
    if (sodium_init() < 0 || key.size() != streamKeySize || header.size() != streamHeaderSize)
        return fail(ErrorCode::CryptoFailed, QStringLiteral("secretstream"));
    StreamOpener opener(std::make_unique<State>());
    if (crypto_secretstream_xchacha20poly1305_init_pull(&opener.m_state->inner, streamBytes(header), key.data()) != 0)
        return fail(ErrorCode::CryptoOpenFailed, QStringLiteral("secretstream"));
    return opener;
}

Result<StreamOpener::Piece> StreamOpener::open(QByteArrayView sealed, QByteArrayView associatedData)
{
    if (sealed.size() < streamPieceOverhead)
        return fail(ErrorCode::CryptoOpenFailed, QStringLiteral("secretstream"));
    Piece piece{QByteArray(sealed.size() - streamPieceOverhead, Qt::Uninitialized)};
    unsigned char tag = 0;
    if (crypto_secretstream_xchacha20poly1305_pull(&m_state->inner, reinterpret_cast<unsigned char *>(piece.content.data()), nullptr, &tag,
                                                   streamBytes(sealed), static_cast<unsigned long long>(sealed.size()), streamBytes(associatedData),
                                                   static_cast<unsigned long long>(associatedData.size())) != 0)
        return fail(ErrorCode::CryptoOpenFailed, QStringLiteral("secretstream"));
    piece.last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return piece;
}

} // namespace dd::crypto
