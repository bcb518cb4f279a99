// What the counter's window may see: the last verdict in words, the trust list's age, and the looks chosen.
#pragma once

#include "app/counter/challenge_desk.h"
#include "app/counter/list_updater.h"
#include "app/counter/post.h"
#include "app/counter/row_model.h"

#include <QObject>
#include <QQmlEngine>
#include <QTimer>
#include <QUrl>
#include <QVariant>

namespace dd::counter {

class CounterController : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(Phase phase READ phase NOTIFY verdictChanged)
    Q_PROPERTY(bool demo READ demo NOTIFY verdictChanged)
    Q_PROPERTY(QString headline READ headline NOTIFY wordsChanged)
    Q_PROPERTY(QString reason READ reason NOTIFY wordsChanged)
    Q_PROPERTY(QString advice READ advice NOTIFY wordsChanged)
    Q_PROPERTY(QString errorCode READ errorCode NOTIFY verdictChanged)
    Q_PROPERTY(QString failedStep READ failedStep NOTIFY verdictChanged)
    Q_PROPERTY(QString who READ who NOTIFY wordsChanged)
    Q_PROPERTY(QString what READ what NOTIFY wordsChanged)
    Q_PROPERTY(QString until READ until NOTIFY wordsChanged)
    Q_PROPERTY(dd::counter::RowModel *rows READ rows CONSTANT)
    // Grows with every code judged, so that the same verdict twice is seen to be new.
    Q_PROPERTY(int scans READ scans NOTIFY verdictChanged)
    Q_PROPERTY(QString checkedAt READ checkedAt NOTIFY verdictChanged)

    Q_PROPERTY(QString trustText READ trustText NOTIFY trustChanged)
    Q_PROPERTY(QString trustKind READ trustKind NOTIFY trustChanged) // ok, warn, error, demo
    Q_PROPERTY(QString notice READ notice NOTIFY noticeChanged)
    Q_PROPERTY(QString noticeKind READ noticeKind NOTIFY noticeChanged)

    Q_PROPERTY(dd::counter::ChallengeDesk *desk READ desk CONSTANT)
    Q_PROPERTY(bool demoMode READ demoMode CONSTANT)
    Q_PROPERTY(QString language READ language WRITE setLanguage NOTIFY languageChanged)
    Q_PROPERTY(int themeMode READ themeMode WRITE setThemeMode NOTIFY looksChanged)
    Q_PROPERTY(qreal textScale READ textScale WRITE setTextScale NOTIFY looksChanged)

public:
    enum class Phase { Ready, Valid, Invalid, CannotCheck };
    Q_ENUM(Phase)

    CounterController(const Options &options, const Clock &clock, Random &random, QObject *parent = nullptr);
    ~CounterController() override;

    // Fetches from now on what is newer, from where the options say; nothing when there is no post. `network` outlives this.
    void keepUpdated(platform::Network &network, Random &random);

    // A typed, pasted or wedged text; may hold several codes, one per line.
    Q_INVOKABLE void submit(const QString &text);
    // A path or a file: URL.
    Q_INVOKABLE void openPicture(const QString &pathOrUrl);
    Q_INVOKABLE void updateTrust(const QString &pathOrUrl);
    Q_INVOKABLE void clear();

    [[nodiscard]] Phase phase() const;
    [[nodiscard]] bool demo() const { return m_verdict && m_verdict->demo; }
    [[nodiscard]] QString headline() const;
    [[nodiscard]] QString reason() const;
    [[nodiscard]] QString advice() const;
    [[nodiscard]] QString errorCode() const;
    [[nodiscard]] QString failedStep() const;
    [[nodiscard]] QString who() const;
    [[nodiscard]] QString what() const;
    [[nodiscard]] QString until() const;
    [[nodiscard]] RowModel *rows() { return &m_rows; }
    [[nodiscard]] int scans() const { return m_scans; }
    [[nodiscard]] QString checkedAt() const;
    [[nodiscard]] QString trustText() const;
    [[nodiscard]] QString trustKind() const;
    [[nodiscard]] QString notice() const;
    [[nodiscard]] QString noticeKind() const { return m_noticeKind; }
    [[nodiscard]] ChallengeDesk *desk() { return &m_desk; }
    [[nodiscard]] bool demoMode() const { return m_options.demo; }
    [[nodiscard]] QString language() const { return m_language == Language::English ? QStringLiteral("en") : QStringLiteral("vi"); }
    void setLanguage(const QString &language);
    [[nodiscard]] int themeMode() const { return m_themeMode; }
    void setThemeMode(int mode);
    [[nodiscard]] qreal textScale() const { return m_textScale; }
    void setTextScale(qreal scale);

    // The words are asked for again: the translator has changed.
    void retranslate();

signals:
    void verdictChanged();
    void wordsChanged();
    void trustChanged();
    void noticeChanged();
    void languageChanged();
    void looksChanged();

private:
    void judge(const QStringList &codes);
    void show(trust::Verdict verdict);
    void showTrouble(const Error &error);
    void showUpdate(const UpdateReport &report);
    void setNotice(const QString &kind, const std::optional<Error> &error);
    void readLooks();
    void writeLooks() const;
    [[nodiscard]] const std::optional<Error> &trouble() const;

    Options m_options;
    const Clock &m_clock;
    std::unique_ptr<Post> m_post;
    std::optional<Error> m_postError;
    ChallengeDesk m_desk;
    std::unique_ptr<ListUpdater> m_updater;

    std::optional<trust::Verdict> m_verdict;
    std::optional<Error> m_inputError; // a picture without a code: no verdict, but not nothing either
    qint64 m_checkedAt = 0;
    int m_scans = 0;
    RowModel m_rows;

    QString m_noticeKind;
    std::optional<Error> m_noticeError;
    Language m_language = Language::Vietnamese;
    int m_themeMode = 0;
    qreal m_textScale = 1.0;
    QTimer m_ageTimer;
    QTimer m_forgetTimer;
};

} // namespace dd::counter
