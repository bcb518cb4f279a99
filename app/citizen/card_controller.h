// Adding the citizen's card: what is typed or scanned, reading the chip on the card thread, enrolling with the authority.
#pragma once

#include "app/citizen/access_entry.h"
#include "app/citizen/authority_client.h"
#include "app/citizen/card_flow.h"
#include "app/citizen/code_reader.h"
#include "app/citizen/controller.h"
#include "app/citizen/field_model.h"
#include "app/citizen/portrait_provider.h"
#include "app/citizen/report_model.h"
#include "app/citizen/session.h"

#include <stop_token>

namespace dd::citizen {

class CardController : public dd::citizen::Controller
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Card)
    QML_SINGLETON
    Q_PROPERTY(Phase phase READ phase NOTIFY phaseChanged FINAL)
    // what was typed or scanned
    Q_PROPERTY(QString input READ input WRITE setInput NOTIFY inputChanged FINAL)
    Q_PROPERTY(Input inputKind READ inputKind NOTIFY inputChanged FINAL)
    Q_PROPERTY(dd::citizen::AccessEntry *access READ access CONSTANT FINAL)
    Q_PROPERTY(bool ready READ isReady NOTIFY accessChanged FINAL)
    // what the last refusal leaves to choose from; each needs the person's word
    Q_PROPERTY(bool suggestionsOffered READ areSuggestionsOffered NOTIFY accessChanged FINAL)
    Q_PROPERTY(bool basicOffered READ isBasicOffered NOTIFY accessChanged FINAL)
    Q_PROPERTY(bool basicChosen READ isBasicChosen WRITE chooseBasic NOTIFY accessChanged FINAL)
    Q_PROPERTY(bool lastTry READ isLastTry NOTIFY accessChanged FINAL)
    Q_PROPERTY(bool lastTryConfirmed READ isLastTryConfirmed WRITE confirmLastTry NOTIFY accessChanged FINAL)
    Q_PROPERTY(QString triesText READ triesText NOTIFY accessChanged FINAL)
    Q_PROPERTY(dd::citizen::CodeReader *reader READ reader CONSTANT FINAL)
    Q_PROPERTY(QStringList sourceNames READ sourceNames NOTIFY sourcesChanged FINAL)
    Q_PROPERTY(int sourceIndex READ sourceIndex WRITE setSourceIndex NOTIFY sourcesChanged FINAL)
    Q_PROPERTY(bool lookingForSources READ isLookingForSources NOTIFY sourcesChanged FINAL)
    // progress
    Q_PROPERTY(Step step READ step NOTIFY progressChanged FINAL)
    Q_PROPERTY(QString stepText READ stepText NOTIFY progressChanged FINAL)
    Q_PROPERTY(QString attemptText READ attemptText NOTIFY progressChanged FINAL)
    Q_PROPERTY(int bytesDone READ bytesDone NOTIFY progressChanged FINAL)
    Q_PROPERTY(int bytesTotal READ bytesTotal NOTIFY progressChanged FINAL)
    Q_PROPERTY(QString personName READ personName NOTIFY progressChanged FINAL)
    Q_PROPERTY(bool stopping READ isStopping NOTIFY progressChanged FINAL)
    // outcome
    Q_PROPERTY(Verdict verdict READ verdict NOTIFY resultChanged FINAL)
    Q_PROPERTY(QString verdictText READ verdictText NOTIFY resultChanged FINAL)
    Q_PROPERTY(QString verdictDetail READ verdictDetail NOTIFY resultChanged FINAL)
    Q_PROPERTY(QString anchorText READ anchorText NOTIFY resultChanged FINAL)
    Q_PROPERTY(bool resultDemo READ isResultDemo NOTIFY resultChanged FINAL)
    Q_PROPERTY(bool numberDiffers READ numberDiffers NOTIFY resultChanged FINAL)
    Q_PROPERTY(QString portrait READ portrait NOTIFY resultChanged FINAL)
    Q_PROPERTY(bool portraitMissing READ isPortraitMissing NOTIFY resultChanged FINAL)
    Q_PROPERTY(Enrolment enrolment READ enrolment NOTIFY phaseChanged FINAL)
    Q_PROPERTY(dd::citizen::FieldModel *fields READ fields CONSTANT FINAL)
    Q_PROPERTY(dd::citizen::ReportModel *report READ report CONSTANT FINAL)
public:
    enum class Phase { Editing, AskingChallenge, Reading, Enrolling, Finished };
    Q_ENUM(Phase)
    enum class Input { Nothing, Incomplete, Number, PrintedQr };
    Q_ENUM(Input)
    enum class Step { AwaitCard, Access, Files, CloneCheck, Person, Face, Verify, Done };
    Q_ENUM(Step)
    enum class Verdict { Genuine, AuthenticButCopyable, IssuerUnknown, Failed, Unchecked };
    Q_ENUM(Verdict)
    enum class Enrolment { Done, Later, Impossible, Kept, NoNumber };
    Q_ENUM(Enrolment)

    CardController(Session &session, AuthorityClient &authority, std::shared_ptr<PortraitStore> portraits, Localization &localization,
                   QObject *parent = nullptr);
    ~CardController() override;
    static CardController *create(QQmlEngine *engine, QJSEngine *) { return provided<CardController>(engine); }

    [[nodiscard]] Phase phase() const { return static_cast<Phase>(m_state.index()); }
    [[nodiscard]] QString input() const { return m_input; }
    void setInput(const QString &text);
    [[nodiscard]] Input inputKind() const { return m_inputKind; }
    [[nodiscard]] AccessEntry *access() { return &m_access; }
    [[nodiscard]] bool isReady() const;
    [[nodiscard]] bool areSuggestionsOffered() const;
    [[nodiscard]] bool isBasicOffered() const { return m_policy.paceFailed; }
    [[nodiscard]] bool isBasicChosen() const { return m_basicChosen; }
    void chooseBasic(bool chosen);
    [[nodiscard]] bool isLastTry() const { return m_policy.triesLeft == 1; }
    [[nodiscard]] bool isLastTryConfirmed() const { return m_lastTryConfirmed; }
    void confirmLastTry(bool confirmed);
    [[nodiscard]] QString triesText() const;
    [[nodiscard]] CodeReader *reader() { return &m_reader; }
    [[nodiscard]] QStringList sourceNames() const;
    [[nodiscard]] int sourceIndex() const { return m_sourceIndex; }
    void setSourceIndex(int index);
    [[nodiscard]] bool isLookingForSources() const { return m_lookingForSources; }
    [[nodiscard]] Step step() const { return static_cast<Step>(m_progress.phase); }
    [[nodiscard]] QString stepText() const;
    [[nodiscard]] QString attemptText() const;
    [[nodiscard]] int bytesDone() const { return static_cast<int>(m_progress.bytesDone); }
    [[nodiscard]] int bytesTotal() const { return static_cast<int>(m_progress.bytesTotal); }
    [[nodiscard]] QString personName() const { return m_progress.personName.value_or(QString()); }
    [[nodiscard]] bool isStopping() const { return m_stop.stop_requested(); }
    [[nodiscard]] Verdict verdict() const { return static_cast<Verdict>(m_summary.verdict); }
    [[nodiscard]] QString verdictText() const { return verdictText(m_summary.verdict); }
    [[nodiscard]] QString verdictDetail() const { return verdictDetail(m_summary.verdict); }
    [[nodiscard]] QString anchorText() const { return anchorText(m_summary); }
    [[nodiscard]] bool isResultDemo() const { return m_summary.demo || m_summary.simulated; }
    [[nodiscard]] bool numberDiffers() const { return m_numberDiffers; }
    [[nodiscard]] QString portrait() const { return m_portrait; }
    [[nodiscard]] bool isPortraitMissing() const { return m_result.has_value() && m_portrait.isEmpty(); }
    [[nodiscard]] Enrolment enrolment() const;
    [[nodiscard]] FieldModel *fields() { return &m_fields; }
    [[nodiscard]] ReportModel *report() { return &m_report; }

    // Words for a verdict, shared with the home page.
    [[nodiscard]] static QString verdictText(nfc::ReadReport::Verdict verdict);
    [[nodiscard]] static QString verdictDetail(nfc::ReadReport::Verdict verdict);
    [[nodiscard]] static QString anchorText(const CardSummary &summary);

    Q_INVOKABLE void refreshSources();
    Q_INVOKABLE void startReading();
    Q_INVOKABLE void trySuggestions(); // the dates that follow from the printed QR, one after the other
    Q_INVOKABLE void cancel();
    Q_INVOKABLE void forget(); // leaves the pages of adding a card

signals:
    void phaseChanged();
    void inputChanged();
    void accessChanged();
    void sourcesChanged();
    void progressChanged();
    void resultChanged();

protected:
    void retranslate() override;

private:
    void takeCodes(const QStringList &texts); // of a picture
    // How the chip is being opened now.
    struct Attempt
    {
        access::Key origin = access::Key::TypedCan;
        nfc::AccessKey key;
        bool basic = false;
        bool again = false;            // the derived CAN for the second time
        QList<QByteArray> suggestions; // all of them
        qsizetype suggestion = 0;      // which
    };

    void dispatch(const flow::Event &event);
    void perform(flow::Effect effect);
    void watchSources();
    void begin(Attempt attempt);
    void askChallenge();
    void readChip();
    void takeRefusal(const Error &error);
    void forgetRefusals();
    [[nodiscard]] static QString progressText(const nfc::ReadProgress &progress, nfc::AccessKey::Kind kind, bool basic);
    void takeResult(Result<nfc::ReadResult> result, const std::optional<Error> &terminalFailure);
    [[nodiscard]] credential::ChipAnswer chipAnswer() const;
    void storeCard();
    void finishEnrolment();
    void forgetKey();
    [[nodiscard]] bool isWorseThanHeld();
    [[nodiscard]] Result<void> storeIdentity(const QList<AcceptedToken> &tokens);

    Session &m_session;
    AuthorityClient &m_authority;
    std::shared_ptr<PortraitStore> m_portraits;
    flow::State m_state;
    int m_run = 0; // answers of an abandoned run are recognised by an older number

    QString m_input;
    Input m_inputKind = Input::Nothing;
    std::optional<identity::PrintedQr> m_printed;
    QString m_number; // 12 digits, typed or from the printed QR
    AccessEntry m_access;
    access::State m_policy;
    Attempt m_attempt;
    bool m_basicChosen = false;
    bool m_lastTryConfirmed = false;
    CodeReader m_reader;
    QList<CardSourceChoice> m_sources;
    int m_sourceIndex = 0;
    bool m_lookingForSources = false;

    std::stop_source m_stop;
    nfc::ReadProgress m_progress;
    std::optional<nfc::ReadResult> m_result;
    CardSummary m_summary;
    bool m_numberDiffers = false;
    QString m_portrait;
    FieldModel m_fields;
    ReportModel m_report;

    QByteArray m_holderThumbprint; // of a key made for this enrolment and not yet bound
    credential::EnrolKeys m_enrolKeys;
    credential::EnrolChallenge m_challenge;

    bool m_watching = false;
    std::stop_source m_watchStop;
    QThreadPool m_watchThread; // waits for readers to come and go while the page is open
    QThreadPool m_cardThread; // one thread: owns the card channel and its crypto
};

} // namespace dd::citizen
