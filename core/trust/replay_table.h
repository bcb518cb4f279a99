// The rules of the replay cache without its storage: what is remembered, and what a sighting means.
#pragma once

#include <QByteArray>
#include <QHash>

namespace dd::trust {

// One thing that happened, as it is remembered and, in a file, as it is stored.
struct ReplayEvent
{
    enum class Kind : quint8 {
        Accepted = 1,   // a code not seen before, answered Fresh
        Unanswered = 2, // a code not seen before, while nothing could be promised
        SeenAgain = 3,  // held to the camera: moves the last sighting
        Unsure = 4,     // from now until `issuedAt` nothing can be promised; also sets the highest time seen
    };
    Kind kind = Kind::Accepted;
    QByteArray code; // 32 bytes: SHA-256 of thumbprint ‖ cti
    QByteArray gate; // 16 bytes of SHA-256 of the gate's name
    qint64 issuedAt = 0;
    qint64 wall = 0;               // seconds UTC
    qint64 steadyMilliseconds = 0; // since boot
};

class ReplayTable
{
public:
    static constexpr qint64 keepSeconds = 180;        // after iat
    static constexpr qint64 unsureSeconds = 180;      // longer than a code of before the trouble can live (90 s + 60 s)
    static constexpr qint64 heldMilliseconds = 2000;
    // Far above what people can show in four minutes; only somebody who floods the post reaches it.
    static constexpr qsizetype mostEntries = 65'536;
    // A step back this small cannot bring a forgotten code back to life: codes are kept 90 s longer than they live.
    static constexpr qint64 clockToleranceSeconds = 2;

    enum class Sighting { New, Held, Unanswered, Again };

    void apply(const ReplayEvent &event);
    [[nodiscard]] Sighting look(const ReplayEvent &now) const;
    [[nodiscard]] bool isClockBehind(qint64 wall) const { return wall + clockToleranceSeconds < m_highest; }
    [[nodiscard]] bool isUnsure(qint64 wall) const { return wall < m_unsureUntil; }
    void forgetBefore(qint64 wall); // drops what may no longer be presented

    [[nodiscard]] qsizetype size() const { return m_entries.size(); }
    [[nodiscard]] static ReplayEvent unsureFrom(qint64 wall);
    // What a fresh table must be told to be like this one.
    [[nodiscard]] QList<ReplayEvent> snapshot() const;
    [[nodiscard]] static QByteArray codeOf(QByteArrayView thumbprint, QByteArrayView cti);

private:
    QHash<QByteArray, ReplayEvent> m_entries; // kind Accepted or Unanswered; times of the last sighting
    qint64 m_highest = 0;
    qint64 m_unsureUntil = 0;
};

} // namespace dd::trust
