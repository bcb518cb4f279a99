#include "app/citizen/backup_controller.h"

#include "app/citizen/display.h"

#include <QFuture>
#include <QtConcurrentRun>

namespace dd::citizen {

BackupController::BackupController(Session &session, Localization &localization, QObject *parent)
    : FileController(session, localization, parent)
{
    connect(&m_session, &Session::locked, this, &BackupController::close);
}

void BackupController::setStep(Step step)
{
    m_step = step;
    emit stepChanged();
}

QString BackupController::madeAt() const
{
    return Display::dateTime(m_content.madeAt);
}

void BackupController::begin(const QString &suggestedFile, bool restoring)
{
    close();
    setError({});
    m_restoring = restoring;
    m_content = {};
    setFile(suggestedFile);
    setStep(Step::Passphrase);
}

void BackupController::beginWriting()
{
    begin(dated(QStringLiteral("dinh-danh-%1.ddbackup")), false);
}

void BackupController::beginRestoring()
{
    begin({}, true);
    m_restoreWanted = false;
    emit restoreWantedChanged();
}

void BackupController::close()
{
    forgetRun();
    m_entry.clear();
    m_passphrase.reset();
    m_previewed.clear();
    m_content = {};
    setStep(Step::Passphrase);
}

void BackupController::startOver()
{
    const wallet::BackupContent kept = m_content;
    close();
    setError({});
    m_content = kept;
}

void BackupController::confirm()
{
    if (isBusy() || m_entry.count() == 0 || file().isEmpty() || !m_session.isOpen())
        return;
    const auto secret = std::make_shared<const Secret>(m_entry.take());
    setError({});
    if (m_restoring) {
        m_passphrase = secret;
        m_previewed = file();
        open([this](wallet::BackupReader reader) { return wallet::previewBackup(*m_session.vault(), std::move(reader)); }, Step::Preview);
        return;
    }
    if (m_step != Step::Repeat) {
        if (const auto strong = wallet::checkSecret(*secret, wallet::SecretKind::Passphrase); !strong) {
            setError(strong.error());
            return;
        }
        m_passphrase = secret;
        setStep(Step::Repeat);
        return;
    }
    if (!constantTimeEqual(m_passphrase->view(), secret->view())) {
        startOver();
        setError(Error{ErrorCode::SecretsDiffer, QStringLiteral("repeat"), {}, {}});
        return;
    }
    write(*secret);
}

void BackupController::write(const Secret &passphrase)
{
    setStep(Step::Writing);
    m_passphrase.reset();
    const auto held = std::make_shared<const Secret>(passphrase.clone()); // QtConcurrent copies what it runs
    const auto begun = std::make_shared<std::optional<Result<wallet::BackupWriter>>>();
    QtConcurrent::run(&m_worker, [held, begun, kdf = m_session.services().backupKdf, random = m_session.services().random.get()] {
        begun->emplace(wallet::BackupWriter::begin(*held, kdf, *random));
    }).then(this, [this, begun, run = run(), path = file()] {
        if (run != this->run() || !m_session.isOpen())
            return;
        Result<wallet::BackupWriter> &writer = **begun;
        const auto written = writer ? wallet::writeBackup(*m_session.vault(), path, std::move(*writer)) : fail(writer.error());
        setError(written ? std::nullopt : std::optional(written.error()));
        if (written)
            m_content = *written;
        setStep(written ? Step::Written : Step::Passphrase);
        emit fileChanged();
    });
}

void BackupController::open(std::function<Result<wallet::BackupContent>(wallet::BackupReader)> use, Step then)
{
    setStep(Step::Opening);
    const auto begun = std::make_shared<std::optional<Result<wallet::BackupReader>>>();
    QtConcurrent::run(&m_worker, [held = m_passphrase, begun, path = m_previewed] {
        begun->emplace(wallet::BackupReader::begin(path, *held));
    }).then(this, [this, begun, run = run(), use = std::move(use), then] {
        if (run != this->run() || !m_session.isOpen())
            return;
        Result<wallet::BackupReader> &reader = **begun;
        const auto content = reader ? use(std::move(*reader)) : fail(reader.error());
        setError(content ? std::nullopt : std::optional(content.error()));
        if (!content || then == Step::Restored)
            m_passphrase.reset();
        if (content)
            m_content = *content;
        setStep(content ? then : Step::Passphrase);
        if (content && then == Step::Restored)
            emit m_session.changed();
    });
}

void BackupController::restore()
{
    if (m_step != Step::Preview || !m_passphrase || !m_session.isOpen())
        return;
    open([this, previewed = m_content](wallet::BackupReader reader) { return wallet::restoreBackup(*m_session.vault(), std::move(reader), previewed); },
         Step::Restored);
}

} // namespace dd::citizen
