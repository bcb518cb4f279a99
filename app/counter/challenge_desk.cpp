#include "app/counter/challenge_desk.h"

#include "app/counter/verdict_text.h"

#include <algorithm>

namespace dd::counter {

using credential::Asked;
using credential::CredentialType;
using credential::Group;

ChallengeDesk::ChallengeDesk(const Clock &clock, QObject *parent) : QObject(parent), m_clock(clock)
{
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (secondsLeft() == 0)
            close();
        emit ticked();
    });
}

QStringList ChallengeDesk::purposes() const
{
    return {tr("Chốt kiểm tra"), tr("Lưu trú"), tr("Thủ tục hành chính"), tr("Lên phương tiện"), tr("Kiểm tra tuổi"), tr("Mục đích khác")};
}

QStringList ChallengeDesk::types() const
{
    QStringList words;
    for (const CredentialType type : askableTypes)
        words.append(VerdictText::credentialKind(type));
    return words;
}

CredentialType ChallengeDesk::chosenType() const
{
    return askableTypes.at(static_cast<std::size_t>(m_type));
}

QStringList ChallengeDesk::groups() const
{
    QStringList words;
    for (const Group group : credential::groupsOf(chosenType()))
        words.append(VerdictText::group(group));
    return words;
}

void ChallengeDesk::setPurpose(int purpose)
{
    m_purpose = std::clamp(purpose, 0, credential::mostPurpose - credential::leastPurpose);
    emit purposeChanged();
}

void ChallengeDesk::setType(int type)
{
    m_type = std::clamp(type, 0, static_cast<int>(askableTypes.size()) - 1);
    m_chosen = {Group::Person};
    emit groupsChanged();
}

bool ChallengeDesk::isChosen(int group) const
{
    return m_chosen.contains(credential::groupsOf(chosenType()).value(group, Group::Person));
}

void ChallengeDesk::choose(int group, bool chosen)
{
    const QList<Group> groups = credential::groupsOf(chosenType());
    if (group < 0 || group >= groups.size())
        return;
    if (chosen)
        m_chosen.insert(groups.at(group));
    else
        m_chosen.remove(groups.at(group));
}

Asked ChallengeDesk::asked() const
{
    Asked asked{chosenType(), {}};
    for (const Group group : credential::groupsOf(chosenType())) { // ascending by their keys
        if (m_chosen.contains(group))
            asked.groups.append(group);
    }
    return asked;
}

void ChallengeDesk::ask()
{
    if (m_post == nullptr)
        return;
    const Asked wanted = asked();
    Result<Post::Question> question = m_post->ask({wanted}, static_cast<credential::Purpose>(credential::leastPurpose + m_purpose));
    if (!question) {
        close();
        emit refused(question.error());
        return;
    }
    m_question = std::move(*question);
    m_shown = wanted;
    m_shownAt = m_clock.steadyMilliseconds();
    m_tick.start(1000);
    emit questionChanged();
    emit ticked();
}

void ChallengeDesk::close()
{
    m_question.reset();
    m_tick.stop();
    emit questionChanged();
}

QString ChallengeDesk::asks() const
{
    if (!m_question)
        return {};
    QStringList words;
    for (const Group group : m_shown.groups)
        words.append(VerdictText::group(group));
    const QString kind = VerdictText::credentialKind(m_shown.type);
    return words.isEmpty() ? kind : tr("%1: %2").arg(kind, words.join(QStringLiteral(", ")));
}

QString ChallengeDesk::asker() const
{
    if (!m_question)
        return {};
    if (!m_question->judged.registered)
        return m_question->judged.claimedName;
    return m_language == Language::English ? m_question->judged.nameEn : m_question->judged.nameVi;
}

QString ChallengeDesk::limits() const
{
    if (!m_question)
        return {};
    if (!m_question->judged.registered)
        return tr("Quầy chưa đăng ký: điện thoại sẽ cảnh báo, và chỉ cho xem họ tên, ngày sinh, giới tính, quốc tịch.");
    QStringList words;
    for (const Asked &each : m_question->judged.refused) {
        for (const Group group : each.groups)
            words.append(VerdictText::group(group));
        if (each.groups.isEmpty() || m_question->judged.allowed.isEmpty())
            return tr("Quầy này không được hỏi loại giấy tờ này: điện thoại sẽ từ chối.");
    }
    return words.isEmpty() ? QString() : tr("Quầy này không được hỏi: %1. Điện thoại sẽ giữ lại.").arg(words.join(QStringLiteral(", ")));
}

int ChallengeDesk::secondsLeft() const
{
    if (!m_question)
        return 0;
    const qint64 passed = m_clock.steadyMilliseconds() - m_shownAt;
    return static_cast<int>(std::max<qint64>(0, trust::ChallengeBook::lifetimeSeconds - passed / 1000));
}

void ChallengeDesk::retranslate(Language language)
{
    m_language = language;
    emit wordsChanged();
    emit groupsChanged();
    emit questionChanged();
}

} // namespace dd::counter
