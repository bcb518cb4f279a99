// What this counter asks for and the question on its screen, as the window sees them.
#pragma once

#include "app/counter/post.h"

#include <QObject>
#include <QQmlEngine>
#include <QSet>
#include <QTimer>

namespace dd::counter {

class ChallengeDesk : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    // To choose from, in words.
    Q_PROPERTY(QStringList purposes READ purposes NOTIFY wordsChanged)
    Q_PROPERTY(QStringList types READ types NOTIFY wordsChanged)
    Q_PROPERTY(QStringList groups READ groups NOTIFY groupsChanged) // of the type chosen
    Q_PROPERTY(int purpose READ purpose WRITE setPurpose NOTIFY purposeChanged)
    Q_PROPERTY(int type READ type WRITE setType NOTIFY groupsChanged)
    // The question shown; empty: none.
    Q_PROPERTY(QString code READ code NOTIFY questionChanged)
    Q_PROPERTY(QString asks READ asks NOTIFY questionChanged)
    Q_PROPERTY(QString asker READ asker NOTIFY questionChanged)   // the name that phones show
    Q_PROPERTY(QString limits READ limits NOTIFY questionChanged) // what phones will warn of or keep back
    Q_PROPERTY(int secondsLeft READ secondsLeft NOTIFY ticked)

public:
    ChallengeDesk(const Clock &clock, QObject *parent);

    // Null: nothing can be asked. It outlives this.
    void setPost(Post *post) { m_post = post; }
    Q_INVOKABLE bool isChosen(int group) const;
    Q_INVOKABLE void choose(int group, bool chosen);
    Q_INVOKABLE void ask();
    Q_INVOKABLE void close();

    [[nodiscard]] QStringList purposes() const;
    [[nodiscard]] QStringList types() const;
    [[nodiscard]] QStringList groups() const;
    [[nodiscard]] int purpose() const { return m_purpose; }
    void setPurpose(int purpose);
    [[nodiscard]] int type() const { return m_type; }
    void setType(int type);
    [[nodiscard]] QString code() const { return m_question ? m_question->text : QString(); }
    [[nodiscard]] QString asks() const;
    [[nodiscard]] QString asker() const;
    [[nodiscard]] QString limits() const;
    [[nodiscard]] int secondsLeft() const;
    void retranslate(Language language);

signals:
    void wordsChanged();
    void groupsChanged();
    void purposeChanged();
    void questionChanged();
    void ticked();
    void refused(const dd::Error &error);

private:
    [[nodiscard]] credential::CredentialType chosenType() const;
    [[nodiscard]] credential::Asked asked() const;

    const Clock &m_clock;
    Post *m_post = nullptr;
    Language m_language = Language::Vietnamese;
    int m_purpose = 0;
    int m_type = 0;
    QSet<credential::Group> m_chosen{credential::Group::Person};
    std::optional<Post::Question> m_question;
    credential::Asked m_shown; // what the question asks
    qint64 m_shownAt = 0;      // steady milliseconds
    QTimer m_tick;
};

} // namespace dd::counter
