#include "tests/wallet/fault_disk.h"

#include <cerrno>
#include <cstring>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <sqlite3.h>

namespace dd::test {
namespace {

FaultDisk *currentDisk = nullptr;

// Ours in front, SQLite's own behind it in the same memory.
struct ShimFile
{
    sqlite3_file base;
    const char *name; // valid until the file is closed, as xOpen promises
    bool syncsFolder; // with its next sync, and never again: SQLite does so for a journal that it may have made
    [[nodiscard]] sqlite3_file *real() { return reinterpret_cast<sqlite3_file *>(this + 1); }
};

ShimFile *shimOf(sqlite3_file *file)
{
    return reinterpret_cast<ShimFile *>(file);
}

sqlite3_file *realOf(sqlite3_file *file)
{
    return shimOf(file)->real();
}

int shimWrite(sqlite3_file *file, const void *data, int size, sqlite3_int64 position)
{
    qsizetype part = 0;
    const int result = currentDisk->sqliteStep(FaultDisk::Access::Write, shimOf(file)->name, QByteArrayView(static_cast<const char *>(data), size), position,
                                               false, &part);
    const int wanted = result == SQLITE_OK ? size : static_cast<int>(part);
    const int written = wanted > 0 ? realOf(file)->pMethods->xWrite(realOf(file), data, wanted, position) : SQLITE_OK;
    return result == SQLITE_OK ? written : result;
}

int shimTruncate(sqlite3_file *file, sqlite3_int64 size)
{
    const int result = currentDisk->sqliteStep(FaultDisk::Access::Truncate, shimOf(file)->name, {}, size, false, nullptr);
    return result == SQLITE_OK ? realOf(file)->pMethods->xTruncate(realOf(file), size) : result;
}

int shimSync(sqlite3_file *file, int flags)
{
    const int result = currentDisk->sqliteStep(FaultDisk::Access::Sync, shimOf(file)->name, {}, 0, shimOf(file)->syncsFolder, nullptr);
    if (result != SQLITE_OK)
        return result;
    shimOf(file)->syncsFolder = false;
    return realOf(file)->pMethods->xSync(realOf(file), flags);
}

const sqlite3_io_methods shimMethods = {
    2,
    [](sqlite3_file *file) { return realOf(file)->pMethods->xClose(realOf(file)); },
    [](sqlite3_file *file, void *data, int size, sqlite3_int64 at) { return realOf(file)->pMethods->xRead(realOf(file), data, size, at); },
    shimWrite,
    shimTruncate,
    shimSync,
    [](sqlite3_file *file, sqlite3_int64 *size) { return realOf(file)->pMethods->xFileSize(realOf(file), size); },
    [](sqlite3_file *file, int level) { return realOf(file)->pMethods->xLock(realOf(file), level); },
    [](sqlite3_file *file, int level) { return realOf(file)->pMethods->xUnlock(realOf(file), level); },
    [](sqlite3_file *file, int *out) { return realOf(file)->pMethods->xCheckReservedLock(realOf(file), out); },
    [](sqlite3_file *file, int what, void *argument) { return realOf(file)->pMethods->xFileControl(realOf(file), what, argument); },
    [](sqlite3_file *file) { return realOf(file)->pMethods->xSectorSize(realOf(file)); },
    [](sqlite3_file *file) { return realOf(file)->pMethods->xDeviceCharacteristics(realOf(file)); },
    [](sqlite3_file *file, int page, int size, int extend, void volatile **out) {
        return realOf(file)->pMethods->xShmMap(realOf(file), page, size, extend, out);
    },
    [](sqlite3_file *file, int offset, int count, int flags) { return realOf(file)->pMethods->xShmLock(realOf(file), offset, count, flags); },
    [](sqlite3_file *file) { realOf(file)->pMethods->xShmBarrier(realOf(file)); },
    [](sqlite3_file *file, int remove) { return realOf(file)->pMethods->xShmUnmap(realOf(file), remove); },
    nullptr,
    nullptr,
};

int shimOpen(sqlite3_vfs *, sqlite3_filename name, sqlite3_file *file, int flags, int *outFlags)
{
    sqlite3_vfs *real = currentDisk->realVfs();
    file->pMethods = nullptr;
    if (name && (flags & SQLITE_OPEN_CREATE) != 0 && !QFile::exists(QFile::decodeName(name))) {
        if (const int result = currentDisk->sqliteStep(FaultDisk::Access::Create, name, {}, 0, false, nullptr); result != SQLITE_OK)
            return result;
    }
    const int result = real->xOpen(real, name, realOf(file), flags, outFlags);
    if (realOf(file)->pMethods) {
        file->pMethods = &shimMethods;
        shimOf(file)->name = name;
        constexpr int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
        shimOf(file)->syncsFolder = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & journals) != 0;
    }
    return result;
}

int shimDelete(sqlite3_vfs *, const char *name, int syncFolder)
{
    const bool there = QFile::exists(QFile::decodeName(name));
    const int result = there ? currentDisk->sqliteStep(FaultDisk::Access::Remove, name, {}, 0, syncFolder != 0, nullptr) : SQLITE_OK;
    sqlite3_vfs *real = currentDisk->realVfs();
    return result == SQLITE_OK ? real->xDelete(real, name, syncFolder) : result;
}

bool isSharedMemory(const QString &name)
{
    return name.endsWith(QLatin1String("-shm"));
}

constexpr qint64 sector = 512; // what a disk writes whole

} // namespace

FileSet filesOf(const QString &folder)
{
    FileSet all;
    QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!isSharedMemory(file.fileName()) && file.open(QIODevice::ReadOnly))
            all.insert(file.fileName(), file.readAll());
    }
    return all;
}

void putFiles(const QString &folder, const FileSet &files)
{
    QDir(folder).removeRecursively();
    QDir().mkpath(folder);
    for (auto entry = files.begin(); entry != files.end(); ++entry) {
        QDir().mkpath(QFileInfo(entry.key()).path());
        QFile file(entry.key());
        if (!file.open(QIODevice::WriteOnly) || file.write(*entry) != entry->size())
            qFatal("the scratch folder cannot be written");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }
}

FaultDisk::FaultDisk(QString folder) : m_folder(std::move(folder)), m_real(sqlite3_vfs_find(nullptr))
{
    m_shim = new sqlite3_vfs(*m_real);
    m_shim->zName = "dinhdanh-faults";
    m_shim->pNext = nullptr;
    m_shim->szOsFile = m_real->szOsFile + static_cast<int>(sizeof(ShimFile));
    m_shim->xOpen = shimOpen;
    m_shim->xDelete = shimDelete;
    currentDisk = this;
    sqlite3_vfs_register(m_shim, 1);
    m_before = setFileFaults(this);
}

FaultDisk::~FaultDisk()
{
    setFileFaults(m_before);
    sqlite3_vfs_unregister(m_shim);
    sqlite3_vfs_register(m_real, 1);
    currentDisk = nullptr;
    delete m_shim;
}

void FaultDisk::start(Fault fault, int at)
{
    m_fault = fault;
    m_at = at;
    m_step = 0;
    m_counting = true;
    m_happened = m_dead = m_full = false;
    m_live.clear();
    m_content.clear();
    m_pending.clear();
    const FileSet files = filesOf(m_folder);
    for (auto file = files.begin(); file != files.end(); ++file) {
        m_live.insert(QFile::encodeName(file.key()), ++m_lastInode);
        m_content.insert(m_lastInode, *file);
    }
    m_kept = m_live;
}

FaultDisk::Verdict FaultDisk::nextStep(bool grows)
{
    if (!m_counting)
        return Verdict::GoOn;
    if (m_dead)
        return Verdict::Nothing;
    const bool now = ++m_step == m_at && m_fault != Fault::None;
    if (m_full)
        return grows ? Verdict::Nothing : Verdict::GoOn;
    if (!now)
        return Verdict::GoOn;
    m_happened = true;
    m_full = m_fault == Fault::Full;
    m_dead = m_fault == Fault::Dead || m_fault == Fault::DeadAfter;
    if (m_full)
        return grows ? Verdict::Half : Verdict::GoOn;
    return m_fault == Fault::Dead ? Verdict::Half : m_fault == Fault::DeadAfter ? Verdict::Whole : Verdict::Nothing;
}

int FaultDisk::keyStoreStep()
{
    switch (nextStep(false)) {
    case Verdict::GoOn:
        return 0;
    case Verdict::Whole:
        return 2;
    default: // an error that came too late is as bad as one that came in time: both happen
        return m_dead || m_step % 2 == 0 ? 1 : 2;
    }
}

void FaultDisk::note(Pending pending)
{
    if (pending.kind == Pending::Link || pending.kind == Pending::Rename || pending.kind == Pending::Unlink)
        applyFolder(pending, m_live);
    m_pending.append(std::move(pending));
}

void FaultDisk::noteWrite(const QByteArray &name, QByteArrayView content, qint64 position)
{
    if (!content.isEmpty())
        note({Pending::Data, m_live.value(name), position, content.toByteArray(), name});
}

void FaultDisk::noteCreate(const QByteArray &name)
{
    if (const int there = m_live.value(name); there != 0) {
        note({Pending::Size, there, 0, {}, name});
        return;
    }
    m_content.insert(++m_lastInode, {});
    note({Pending::Link, m_lastInode, 0, {}, name});
}

void FaultDisk::syncData(const QByteArray &name)
{
    const int inode = m_live.value(name);
    QList<Pending> left;
    for (const Pending &pending : m_pending) {
        if (pending.inode == inode && (pending.kind == Pending::Data || pending.kind == Pending::Size))
            apply(pending, m_content[inode]);
        else
            left.append(pending);
    }
    m_pending = left;
}

void FaultDisk::syncFolderNow()
{
    QList<Pending> left;
    for (const Pending &pending : m_pending) {
        if (pending.kind == Pending::Data || pending.kind == Pending::Size)
            left.append(pending);
        else
            applyFolder(pending, m_kept);
    }
    m_pending = left;
}

void FaultDisk::apply(const Pending &pending, QByteArray &content)
{
    if (pending.kind == Pending::Size) {
        content.resize(pending.position);
        return;
    }
    if (content.size() < pending.position)
        content.append(pending.position - content.size(), '\0');
    content.replace(pending.position, pending.content.size(), pending.content);
}

void FaultDisk::applyFolder(const Pending &pending, QMap<QByteArray, int> &folder)
{
    if (pending.kind == Pending::Link)
        folder.insert(pending.name, pending.inode);
    else if (pending.kind == Pending::Unlink)
        folder.remove(pending.name);
    else if (const int moved = folder.take(pending.content); moved != 0)
        folder.insert(pending.name, moved);
}

qsizetype FaultDisk::before(FileStep step, const QByteArray &name, QByteArrayView content, qsizetype position)
{
    if (!m_counting || !name.startsWith(QFile::encodeName(m_folder)))
        return goOn;
    const Verdict verdict = nextStep(step == FileStep::Create || step == FileStep::Write);
    const bool half = verdict == Verdict::Half && step == FileStep::Write;
    if (verdict == Verdict::GoOn || verdict == Verdict::Whole || half) {
        switch (step) {
        case FileStep::Create:
            noteCreate(name);
            break;
        case FileStep::Write:
            noteWrite(name, half ? content.first(content.size() / 2) : content, position);
            break;
        case FileStep::Sync:
            syncData(name);
            break;
        case FileStep::Rename:
            note({Pending::Rename, 0, 0, name + ".new", name});
            break;
        case FileStep::Remove:
            note({Pending::Unlink, 0, 0, {}, name});
            break;
        case FileStep::SyncFolder:
            syncFolderNow();
            break;
        }
    }
    if (verdict == Verdict::GoOn)
        return goOn;
    errno = m_full ? ENOSPC : EIO;
    return half ? content.size() / 2 : 0;
}

int FaultDisk::sqliteStep(Access access, const QByteArray &name, QByteArrayView content, qint64 position, bool syncFolder, qsizetype *part)
{
    if (!m_counting || !name.startsWith(QFile::encodeName(m_folder)))
        return SQLITE_OK;
    const Verdict verdict = nextStep(access == Access::Write || access == Access::Create);
    const bool half = verdict == Verdict::Half && access == Access::Write;
    if (half)
        *part = content.size() / 2;
    if (verdict == Verdict::GoOn || verdict == Verdict::Whole || half) {
        switch (access) {
        case Access::Write:
            noteWrite(name, half ? content.first(content.size() / 2) : content, position);
            break;
        case Access::Truncate:
            note({Pending::Size, m_live.value(name), position, {}, name});
            break;
        case Access::Sync:
            syncData(name);
            if (syncFolder)
                syncFolderNow();
            break;
        case Access::Remove:
            note({Pending::Unlink, 0, 0, {}, name});
            if (syncFolder)
                syncFolderNow();
            break;
        case Access::Create:
            noteCreate(name);
            break;
        }
    }
    if (verdict == Verdict::GoOn)
        return SQLITE_OK;
    if (m_full)
        return SQLITE_FULL;
    switch (access) {
    case Access::Write:
        return SQLITE_IOERR_WRITE;
    case Access::Truncate:
        return SQLITE_IOERR_TRUNCATE;
    case Access::Sync:
        return SQLITE_IOERR_FSYNC;
    case Access::Remove:
        return SQLITE_IOERR_DELETE;
    default:
        return SQLITE_CANTOPEN;
    }
}

FileSet FaultDisk::afterPowerCut(quint32 seed) const
{
    QRandomGenerator random(seed);
    QMap<QByteArray, int> folder = m_kept;
    QHash<int, QByteArray> contents = m_content;
    bool folderGoesOn = true;
    for (const Pending &pending : m_pending) {
        if (seed == 0)
            break;
        if (pending.kind != Pending::Data && pending.kind != Pending::Size) {
            folderGoesOn = folderGoesOn && (seed == 1 || random.bounded(3) > 0);
            if (folderGoesOn)
                applyFolder(pending, folder);
            continue;
        }
        const int fate = seed == 1 ? 0 : random.bounded(3);
        if (fate == 0) {
            apply(pending, contents[pending.inode]);
        } else if (fate == 1 && pending.kind == Pending::Data) { // some sectors of it
            for (qint64 at = 0; at < pending.content.size(); at += sector) {
                if (random.bounded(2) == 0)
                    apply({Pending::Data, pending.inode, pending.position + at, pending.content.mid(at, sector), {}}, contents[pending.inode]);
            }
        }
    }
    FileSet files;
    for (auto entry = folder.begin(); entry != folder.end(); ++entry)
        files.insert(QFile::decodeName(entry.key()), contents.value(*entry));
    return files;
}

Result<Secret> MemoryKeyStore::read(const QString &name)
{
    const auto entry = entries.constFind(name);
    return entry == entries.constEnd() ? fail(ErrorCode::KeyStoreEntryMissing, QStringLiteral("read")) : Result<Secret>(Secret::copyOf(*entry));
}

template <typename Change>
Result<void> MemoryKeyStore::step(Change &&change)
{
    const int verdict = m_disk ? m_disk->keyStoreStep() : 0;
    if (verdict != 1)
        change();
    return verdict == 0 ? Result<void>() : fail(ErrorCode::KeyStoreUnavailable, QStringLiteral("test"));
}

Result<void> MemoryKeyStore::write(const QString &name, const Secret &value)
{
    return step([&] { entries.insert(name, value.view().toByteArray()); });
}

Result<void> MemoryKeyStore::remove(const QString &name)
{
    return step([&] { entries.remove(name); });
}

} // namespace dd::test
