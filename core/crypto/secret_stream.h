// A file sealed piece by piece (libsodium secretstream: XChaCha20-Poly1305), so that no piece can be changed, left out, moved or
// repeated, and the end cannot be cut off unnoticed.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <QByteArray>
#include <memory>

namespace dd::crypto {

inline constexpr std::size_t streamKeySize = 32;
inline constexpr qsizetype streamHeaderSize = 24;
inline constexpr qsizetype streamPieceOverhead = 17;

class StreamSealer
{
public:
    // CryptoFailed for a key of another size.
    [[nodiscard]] static Result<StreamSealer> begin(const Secret &key);
    StreamSealer(StreamSealer &&) noexcept;
    ~StreamSealer();

    [[nodiscard]] const QByteArray &header() const { return m_header; } // 24 bytes, in clear before the first piece
    // The associated data are authenticated with the piece and not stored.
    [[nodiscard]] QByteArray seal(QByteArrayView piece, QByteArrayView associatedData, bool last);

private:
    struct State;
    explicit StreamSealer(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
    QByteArray m_header;
};

class StreamOpener
{
public:
    [[nodiscard]] static Result<StreamOpener> begin(const Secret &key, QByteArrayView header);
    StreamOpener(StreamOpener &&) noexcept;
    ~StreamOpener();

    struct Piece
    {
        QByteArray content;
        bool last = false;
    };
    // CryptoOpenFailed: another key, or not the piece that was sealed in this place.
    [[nodiscard]] Result<Piece> open(QByteArrayView sealed, QByteArrayView associatedData);

private:
    struct State;
    explicit StreamOpener(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace dd::crypto
