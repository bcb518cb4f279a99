#include "app/citizen/card_controller.h"

#include "app/citizen/chip_terminal.h"
#include "app/faces/face_picture.h"
#include "core/base/log.h"

#include <limits>
#include <QFuture>
#include <QtConcurrentRun>

namespace dd::citizen {

CardController::CardController(Session &session, AuthorityClient &authority, std::shared_ptr<PortraitStore> portraits, Localization &localization,
                               QObject *parent)
    : Controller(localization, parent)
    , m_session(session)
    , m_authority(authority)
    , m_portraits(std::move(portraits))
    , m_access(session.clock())
{
    m_watchThread.setMaxThreadCount(1);
    m_cardThread.setMaxThreadCount(1);
    m_cardThread.setExpiryTimeout(-1); // the same thread for every reading
    connect(&m_access, &AccessEntry::changed, this, &CardController::accessChanged);
    connect(&m_reader, &CodeReader::readingChanged, this, [this] { setError({}); });
    connect(&m_reader, &CodeReader::found, this, &CardController::takeCodes);
    connect(&m_reader, &CodeReader::failed, this, [this](const Error &error) { setError(error); });
    connect(&m_session, &Session::closing, this, &CardController::forget); // while an unused key can still be dropped
}

CardController::~CardController()
{
    m_stop.request_stop();
    m_watchStop.request_stop();
    m_watchThread.waitForDone();
    m_cardThread.waitForDone();
}

// ---- what was typed or scanned ------------------------------------------------------------------------------

void CardController::setInput(const QString &text)
{
    if (text == m_input)
        return;
    m_input = text;
    m_printed.reset();
    m_number.clear();
    const QString trimmed = text.trimmed();
    m_inputKind = trimmed.isEmpty() ? Input::Nothing : Input::Incomplete;
    if (const auto printed = identity::parsePrintedQr(trimmed)) {
        m_printed = *printed;
        m_number = printed->number.digits;
        m_inputKind = Input::PrintedQr;
    } else if (const auto number = identity::parsePersonalNumber(trimmed)) {
        m_number = number->digits;
        m_inputKind = Input::Number;
    }
    setError({});
    emit inputChanged();
    forgetRefusals(); // they were another card's
    m_access.suggestFrom(m_number, m_printed);
}

void CardController::takeCodes(const QStringList &texts)
{
    const auto printed = std::find_if(texts.cbegin(), texts.cend(), [](const QString &text) { return identity::parsePrintedQr(text).has_value(); });
    if (printed != texts.cend())
        setInput(*printed);
    else
        setError(Error{ErrorCode::PrintedQrMalformed, QStringLiteral("picture"), {}, {}});
}

// ---- where the card is ----------------------------------------------------------------------------------------

void CardController::refreshSources()
{
    if (m_lookingForSources)
        return;
    m_lookingForSources = true;
    m_watching = true;
    emit sourcesChanged();
    QtConcurrent::run(&m_cardThread, [list = m_session.services().cardSources] { return list(); }).then(this, [this](QList<CardSourceChoice> sources) {
        const QString chosen = m_sourceIndex < m_sources.size() ? m_sources.at(m_sourceIndex).name : QString();
        m_sources = std::move(sources);
        m_lookingForSources = false;
        const auto same = std::find_if(m_sources.cbegin(), m_sources.cend(), [&](const CardSourceChoice &choice) { return choice.name == chosen; });
        m_sourceIndex = same == m_sources.cend() ? 0 : static_cast<int>(same - m_sources.cbegin());
        emit sourcesChanged();
        watchSources();
    });
}

// Readers that are plugged in or pulled out show by themselves; one wait at a time, until the page is left.
void CardController::watchSources()
{
    const auto &wait = m_session.services().otherSources;
    m_watchStop.request_stop();
    if (!wait || !m_watching)
        return;
    m_watchStop = std::stop_source();
    QStringList known;
    for (const CardSourceChoice &choice : std::as_const(m_sources)) {
        if (!choice.simulated)
            known.append(choice.name);
    }
    QtConcurrent::run(&m_watchThread, [wait, known, stop = m_watchStop.get_token()] { return wait(known, stop); })
        .then(this, [this, stop = m_watchStop.get_token()](bool changed) {
            if (changed && !stop.stop_requested())
                refreshSources();
        });
}

QStringList CardController::sourceNames() const
{
    QStringList names;
    for (const CardSourceChoice &choice : m_sources)
        names.append(choice.simulated ? tr("Chip giả lập trong máy (demo)") : choice.name);
    return names;
}

void CardController::setSourceIndex(int index)
{
    if (index == m_sourceIndex || index < 0 || index >= m_sources.size())
        return;
    m_sourceIndex = index;
    emit sourcesChanged();
}

// ---- the flow -------------------------------------------------------------------------------------------------

CardController::Enrolment CardController::enrolment() const
{
    const auto *finished = std::get_if<flow::Finished>(&m_state);
    return finished ? static_cast<Enrolment>(finished->enrolment) : Enrolment::Later;
}

void CardController::dispatch(const flow::Event &event)
{
    flow::Step next = flow::step(m_state, event);
    m_state = std::move(next.state);
    if (const auto *editing = std::get_if<flow::Editing>(&m_state))
        setError(editing->error);
    if (const auto *finished = std::get_if<flow::Finished>(&m_state))
        setError(finished->error);
    emit phaseChanged();
    for (const flow::Effect effect : std::as_const(next.effects))
        perform(effect);
}

void CardController::perform(flow::Effect effect)
{
    switch (effect) {
    case flow::Effect::AskChallenge:
        return askChallenge();
    case flow::Effect::StartReading:
        return readChip();
    case flow::Effect::StopReading:
        m_stop.request_stop();
        emit progressChanged();
        return;
    case flow::Effect::StoreCard:
        return storeCard();
    case flow::Effect::FinishEnrolment:
        return finishEnrolment();
    case flow::Effect::ForgetKey:
        return forgetKey();
    }
}

void CardController::begin(Attempt attempt)
{
    if (!m_session.isOpen())
        return;
    if (m_sources.isEmpty()) {
        setError(Error{ErrorCode::ReaderUnavailable, QStringLiteral("card source"), {}, {}});
        return;
    }
    ++m_run;
    m_attempt = std::move(attempt);
    m_stop = std::stop_source();
    m_progress = {};
    setError({});
    emit progressChanged();
    dispatch(flow::Start{!m_session.services().authority.isEmpty()});
}

void CardController::cancel()
{
    dispatch(flow::Cancel{});
}

void CardController::forget()
{
    m_stop.request_stop();
    m_watching = false;
    m_watchStop.request_stop();
    ++m_run;
    if (m_session.isOpen())
        forgetKey();
    m_holderThumbprint.clear();
    m_challenge = {};
    m_enrolKeys = {};
    m_state = flow::Editing{};
    m_result.reset();
    m_summary = {};
    m_numberDiffers = false;
    m_portrait.clear();
    m_portraits->set(QStringLiteral("read"), {});
    m_fields.setFields({});
    m_report.setReport({});
    m_progress = {};
    m_attempt = {};
    setInput({});
    m_access.clear();
    forgetRefusals();
    setError({});
    emit phaseChanged();
    emit progressChanged();
    emit resultChanged();
}

void CardController::askChallenge()
{
    auto keys = m_session.keys();
    auto key = keys.generate(keys.bestHome());
    if (!key)
        return dispatch(flow::ChallengeFailed{key.error()});
    m_holderThumbprint = key->thumbprint();
    m_enrolKeys.keys = {*key};
    m_authority.enrolKeys(m_enrolKeys).then(this, [this, run = m_run](const Result<credential::EnrolChallenge> &challenge) {
        if (run != m_run)
            return;
        if (!challenge)
            return dispatch(flow::ChallengeFailed{challenge.error()});
        m_challenge = *challenge;
        dispatch(flow::ChallengeArrived{});
    });
}

void CardController::readChip()
{
    nfc::ReadRequest request;
    request.access = m_attempt.key;
    request.basicAccessControl = m_attempt.basic;
    request.sheetText = [kind = m_attempt.key.kind, basic = m_attempt.basic](const nfc::ReadProgress &progress) {
        const QString text = progressText(progress, kind, basic);
        return progress.bytesTotal > 0 ? tr("%1 %2 %").arg(text).arg(100 * progress.bytesDone / progress.bytesTotal) : text;
    };
    // Why the authority was no terminal for the chip; written on the card thread before there is a result.
    const auto terminalFailure = std::make_shared<std::optional<Error>>();
    if (std::get<flow::Reading>(m_state).challenged) {
        request.aaChallenge = credential::enrolmentHash(m_challenge, m_enrolKeys).first(8);
        request.remoteTerminal = [this, terminalFailure, session = m_challenge.session, stop = m_stop.get_token()](QByteArrayView sod, QByteArrayView dg14) {
            auto told = askChipTerminal(m_authority, {session, sod.toByteArray(), dg14.toByteArray()}, stop);
            *terminalFailure = told ? std::nullopt : std::optional(told.error());
            return told;
        };
    }

    const CardSourceChoice choice = m_sources.at(m_sourceIndex);
    Services &services = m_session.services();
    const int run = m_run;
    const auto report = [this, run](const nfc::ReadProgress &progress) {
        QMetaObject::invokeMethod(this, [this, run, progress] {
            if (run != m_run)
                return;
            m_progress = progress;
            emit progressChanged();
        });
    };
    QtConcurrent::run(&m_cardThread,
                      [choice, request, report, &services, stop = m_stop.get_token()]() -> Result<nfc::ReadResult> {
                          auto source = choice.open();
                          if (!source)
                              return fail(source.error());
                          return nfc::readCard(**source, request, services.csca, *services.random, *services.clock, stop, report);
                      })
        .then(this, [this, run, terminalFailure](Result<nfc::ReadResult> result) {
            if (run == m_run)
                takeResult(std::move(result), *terminalFailure);
        });
}

// Active authentication wherever the chip has it.
credential::ChipAnswer CardController::chipAnswer() const
{
    using Kind = credential::ChipAnswer::Kind;
    if (!m_result->aaResponse.isEmpty())
        return {Kind::ActiveAuthentication, m_result->aaResponse};
    return {Kind::ChipAuthentication, m_result->remoteAnswer};
}

void CardController::takeResult(Result<nfc::ReadResult> result, const std::optional<Error> &terminalFailure)
{
    if (!result)
        return takeRefusal(result.error());
    forgetRefusals();
    m_result = std::move(*result);
    const bool numberless = personalNumberOf(*m_result).isEmpty();
    // Without a number on the chip nothing ties the printed QR to this document.
    m_summary = numberless ? summarise(*m_result, {}, {}) : summarise(*m_result, m_printed, m_number);
    m_numberDiffers = !numberless && !m_number.isEmpty() && personalNumberOf(*m_result) != m_number;
    QImage face;
    if (m_result->face)
        face = faceFromChip(m_result->face->data);
    m_portraits->set(QStringLiteral("read"), face);
    m_portrait = face.isNull() ? QString() : QStringLiteral("image://portrait/read/%1").arg(m_run);
    m_fields.setFields(m_summary.fields);
    m_report.setLanguage(localization().language());
    m_report.setReport(m_result->report);
    emit resultChanged();

    const bool held = m_summary.verdict != nfc::ReadReport::Verdict::Failed && !m_numberDiffers;
    const bool clonable = m_result->report.activeAuthentication.outcome != nfc::CheckOutcome::Passed
                          && m_result->report.chipAuthentication.outcome != nfc::CheckOutcome::Passed;
    std::optional<Error> unanswered;
    if (chipAnswer().bytes.isEmpty())
        unanswered = terminalFailure.value_or(Error{ErrorCode::EnrolmentChipNotProven, QStringLiteral("chip authentication"), {}, {}});
    dispatch(flow::ReadSucceeded{held, clonable, isWorseThanHeld(), unanswered, numberless});
    if (m_numberDiffers)
        setError(Error{ErrorCode::CardNumberDiffers, QStringLiteral("DG1"), {}, {}});
}

bool CardController::isWorseThanHeld()
{
    const auto stored = m_session.card().load();
    if (!stored || !*stored)
        return false;
    const auto held = decodeCardSummary((*stored)->summary);
    return held && isWorse(m_summary, *held);
}

void CardController::storeCard()
{
    wallet::StoredCard card;
    card.readAt = m_session.clock().now();
    card.demo = m_summary.demo || m_summary.simulated;
    card.summary = encode(m_summary);
    if (m_result->face)
        card.faceImage = m_result->face->data;
    const Result<void> saved = m_session.card().save(card);
    if (!saved)
        setError(saved.error());
    emit m_session.changed();
}

void CardController::finishEnrolment()
{
    credential::EnrolFinish finish;
    finish.session = m_challenge.session;
    for (auto file = m_result->files.cbegin(); file != m_result->files.cend(); ++file) {
        if (file.key() == nfc::FileId::Sod || nfc::dataGroupNumber(file.key()) > 0)
            finish.files.insert(static_cast<int>(file.key()), file.value());
    }
    finish.answer = chipAnswer();
    const auto signer = m_session.keys().signer(m_holderThumbprint);
    if (!signer)
        return dispatch(flow::EnrolFailed{signer.error()});
    const QByteArray hash = credential::enrolmentHash(m_challenge, m_enrolKeys);
    const auto proof = credential::makeProof(hash, m_result->files.value(nfc::FileId::Sod), finish.answer.bytes, **signer);
    if (!proof)
        return dispatch(flow::EnrolFailed{proof.error()});
    finish.proofs = {*proof};
    m_authority.obtain(QStringLiteral("/enrol/finish"), credential::encode(finish), credential::CredentialType::Identity, m_holderThumbprint)
        .then(this, [this, run = m_run](const Result<QList<AcceptedToken>> &tokens) {
            if (run != m_run)
                return;
            const Result<void> stored = tokens ? storeIdentity(*tokens) : Result<void>(fail(tokens.error()));
            if (!stored)
                return dispatch(flow::EnrolFailed{stored.error()});
            m_holderThumbprint.clear(); // bound now: no longer ours to drop
            dispatch(flow::EnrolSucceeded{});
        });
}

Result<void> CardController::storeIdentity(const QList<AcceptedToken> &tokens)
{
    const auto before = m_session.credentials().page(std::numeric_limits<int>::max(), credential::CredentialType::Identity);
    for (const AcceptedToken &token : tokens) {
        const auto id = m_session.credentials().insert(token.token, token.demo);
        if (!id)
            return fail(id.error());
    }
    // A new enrolment supersedes earlier identity credentials; their keys stay, since passes may be bound to them.
    for (const wallet::CredentialRow &old : before.value_or(QList<wallet::CredentialRow>())) {
        if (!m_session.credentials().remove(old.id))
            qCWarning(logApp) << "an earlier identity credential stays";
    }
    emit m_session.changed();
    return {};
}

void CardController::forgetKey()
{
    if (m_holderThumbprint.isEmpty())
        return;
    if (!m_session.keys().remove(m_holderThumbprint))
        qCWarning(logApp) << "an unused holder key stays in the vault";
    m_holderThumbprint.clear();
}

} // namespace dd::citizen
