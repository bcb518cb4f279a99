// A disk that fails when it is told to, and that knows what a power cut would have left of it: a VFS below SQLCipher, a seam below
// core/base/durable_file, and a key store that counts in the same row. Every step that changes something has a number.
#pragma once

#include "core/base/file_faults.h"
#include "core/base/key_store.h"

#include <QHash>
#include <QList>
#include <QMap>
#include <QRandomGenerator>
#include <QString>

struct sqlite3_vfs;

namespace dd::test {

using FileSet = QMap<QString, QByteArray>;

// Everything below a folder but SQLite's shared memory, which no power cut survives.
[[nodiscard]] FileSet filesOf(const QString &folder);
// Makes it exactly so.
void putFiles(const QString &folder, const FileSet &files);

class FaultDisk final : public FileFaults
{
public:
    enum class Fault {
        None,     // only counts
        Once,     // one step fails with an I/O error and does nothing; the next works again
        Full,     // from here on nothing grows (disk full); of the first write half arrives
        Dead,     // the step is half done, then nothing happens any more: the process is gone, or the power
        DeadAfter // the step is done and nobody hears of it
    };

    // While it lives, SQLite opens its files through it, and durable_file asks it. Only files below the folder count.
    explicit FaultDisk(QString folder);
    ~FaultDisk() override;
    Q_DISABLE_COPY_MOVE(FaultDisk)

    // What lies in the folder now has long been on the disk. Counting starts at 1; the fault is at step `at`.
    void start(Fault fault, int at);
    void stop() { m_fault = Fault::None; m_counting = false; }
    [[nodiscard]] int steps() const { return m_step; }
    [[nodiscard]] bool happened() const { return m_happened; }
    [[nodiscard]] bool isDead() const { return m_counting && m_dead; }

    // After a power cut. Seed 0: nothing that was not synced; 1: all of it; else some of it, writes whole, torn or absent, each on
    // its own, and the folder's changes up to some point.
    [[nodiscard]] FileSet afterPowerCut(quint32 seed) const;

    // For the key store, whose writes are durable and whole: 0 go on, 1 fail before, 2 fail afterwards.
    int keyStoreStep();

    qsizetype before(FileStep step, const QByteArray &name, QByteArrayView content, qsizetype position) override;

    // For the VFS.
    enum class Access { Write, Truncate, Sync, Remove, Create };
    // SQLITE_OK, or the error; `part` is how much of a write still arrives then.
    int sqliteStep(Access access, const QByteArray &name, QByteArrayView content, qint64 position, bool syncFolder, qsizetype *part);
    [[nodiscard]] sqlite3_vfs *realVfs() const { return m_real; }

private:
    struct Pending
    {
        enum Kind { Data, Size, Link, Rename, Unlink } kind;
        int inode = 0;
        qint64 position = 0; // Size: the new one
        QByteArray content;
        QByteArray name;
    };
    enum class Verdict { GoOn, Nothing, Half, Whole }; // of the step that fails: how much of it arrives
    Verdict nextStep(bool grows);
    void note(Pending pending);
    void noteWrite(const QByteArray &name, QByteArrayView content, qint64 position);
    void noteCreate(const QByteArray &name);
    void syncData(const QByteArray &name);
    void syncFolderNow();
    static void apply(const Pending &pending, QByteArray &content);
    static void applyFolder(const Pending &pending, QMap<QByteArray, int> &folder);

    QString m_folder;
    sqlite3_vfs *m_real = nullptr;
    sqlite3_vfs *m_shim = nullptr;
    FileFaults *m_before = nullptr;
    Fault m_fault = Fault::None;
    int m_at = 0;
    int m_step = 0;
    bool m_counting = false;
    bool m_happened = false;
    bool m_dead = false;
    bool m_full = false;
    int m_lastInode = 0;
    QMap<QByteArray, int> m_live; // names now…
    QMap<QByteArray, int> m_kept; // …and names as they are on the disk
    QHash<int, QByteArray> m_content; // as on the disk
    QList<Pending> m_pending;
};

// In memory; a class H store, whose writes are steps of the disk's count where one is given.
class MemoryKeyStore final : public KeyStore
{
public:
    explicit MemoryKeyStore(FaultDisk *disk = nullptr) : m_disk(disk) {}
    bool isAvailable() const override { return true; }
    KeyStoreClass storeClass() const override { return KeyStoreClass::Hardware; }
    QString name() const override { return QStringLiteral("memory"); }
    bool isFake() const override { return true; }
    Result<Secret> read(const QString &name) override;
    Result<void> write(const QString &name, const Secret &value) override;
    Result<void> remove(const QString &name) override;

    QMap<QString, QByteArray> entries;

private:
    template <typename Change>
    Result<void> step(Change &&change);
    FaultDisk *m_disk;
};

} // namespace dd::test
