#include "nfc/read_card.h"

#include "core/base/log.h"
#include "nfc/authentication/active.h"
#include "nfc/authentication/passive.h"
#include "nfc/lds/file_reader.h"
#include "nfc/read_card_steps.h"
#include "nfc/secure_messaging/pace.h"

#include <algorithm>

namespace dd::nfc::reading {
namespace {

constexpr qsizetype challengeSize = 8; // 9303-11 §6.1

// Asks before every APDU whether the reading is still wanted.
class StoppableChannel final : public CardChannel
{
public:
    StoppableChannel(std::unique_ptr<CardChannel> inner, std::stop_token stop) : m_inner(std::move(inner)), m_stop(std::move(stop)) {}
    [[nodiscard]] Result<QByteArray> transceive(QByteArrayView command) override
    {
        if (m_stop.stop_requested())
            return fail(ErrorCode::Cancelled, QStringLiteral("reading"));
        return m_inner->transceive(command);
    }
    [[nodiscard]] int maxCommandLength() const override { return m_inner->maxCommandLength(); }
    void showMessage(const QString &text) override { m_inner->showMessage(text); }

private:
    std::unique_ptr<CardChannel> m_inner;
    std::stop_token m_stop;
};

Check passedCheck(const QString &detail)
{
    return {CheckOutcome::Passed, std::nullopt, detail};
}

Check checkOf(CheckOutcome outcome, Error reason)
{
    return {outcome, std::move(reason), {}};
}

// Carries out what the steps ask for. One object per reading.
class Performer
{
public:
    Performer(CardSource &source, const ReadRequest &request, const CscaStore &anchors, Random &random, const Clock &clock, std::stop_token stop,
              const std::function<void(const ReadProgress &)> &progress)
        : m_source(source), m_request(request), m_anchors(anchors), m_random(random), m_clock(clock), m_stop(std::move(stop)), m_report(progress)
    {
        m_result.aaChallenge = request.aaChallenge ? *request.aaChallenge : random.bytes(challengeSize);
        m_result.report.simulated = source.isSimulated();
    }

    Result<ReadResult> run()
    {
        Transition transition = start();
        for (;;) {
            std::optional<Event> event;
            for (const Effect &effect : transition.effects) {
                if (std::optional<Event> answer = perform(effect, transition.state))
                    event = std::move(answer);
            }
            if (!event)
                break;
            transition = step(std::move(transition.state), *event);
        }
        if (const auto *stopped = std::get_if<Stopped>(&transition.state.stage)) {
            qCInfo(logNfc).noquote() << "reading stopped" << errorId(stopped->error.code) << stopped->error.stage << stopped->error.detail;
            return fail(stopped->error);
        }
        return std::move(m_result);
    }

private:
    std::optional<Event> perform(const Effect &effect, const State &state)
    {
        return std::visit([&](const auto &what) { return carryOut(what, state); }, effect);
    }

    std::optional<Event> carryOut(const Connect &, const State &)
    {
        Result<std::unique_ptr<CardChannel>> channel = m_source.connect(m_stop, m_request.connectTimeoutMs);
        if (!channel)
            return Failed{channel.error()};
        m_channel = std::make_unique<StoppableChannel>(std::move(*channel), m_stop);
        m_link.emplace(*m_channel);
        return CardConnected{};
    }

    // MF first, then EF.CardAccess; where neither is to be had, the profile every known Vietnamese card has.
    std::optional<Event> carryOut(const ReadCardAccess &, const State &)
    {
        const Result<ResponseApdu> masterFile = m_link->transmit({0x00, 0xA4, 0x00, 0x0C, QByteArray::fromHex("3F00"), 0, false});
        if (!masterFile)
            return Failed{masterFile.error()};
        const Result<FileOutcome> outcome = FileReader(*m_link).read(FileId::CardAccess);
        if (!outcome)
            return Failed{outcome.error()};
        const auto *bytes = std::get_if<QByteArray>(&*outcome);
        m_cardAccessFound = bytes != nullptr;
        if (!m_cardAccessFound)
            return CardAccessRead{builtInCardAccess()};
        Result<SecurityInfos> infos = parseCardAccess(*bytes);
        if (!infos)
            return Failed{infos.error()};
        m_result.files.insert(FileId::CardAccess, *bytes);
        if (const Result<void> probed = probeExtendedLength(); !probed)
            return Failed{probed.error()};
        return CardAccessRead{std::move(*infos)};
    }

    std::optional<Event> carryOut(const OpenAccess &, const State &state)
    {
        const Result<PaceProfile> profile = choosePaceProfile(state.cardAccess);
        if (!profile)
            return Failed{profile.error()};
        if (const Result<void> opened = runPace(*m_link, *profile, m_request.access, m_random); !opened) {
            // No EF.CardAccess and no PACE either: some other contactless card.
            if (!m_cardAccessFound && opened.error().code == ErrorCode::UnsupportedProtocol)
                return Failed{Error{ErrorCode::NotAnIdCard, opened.error().stage, opened.error().detail, {}}};
            return Failed{opened.error()};
        }
        m_result.report.access = passedCheck(profile->description());
        m_files.emplace(*m_link, m_extendedLength);
        return AccessOpened{};
    }

    std::optional<Event> carryOut(const SelectApplication &, const State &)
    {
        const Result<ResponseApdu> selected = m_link->transmit({0x00, 0xA4, 0x04, 0x0C, QByteArray::fromHex("A0000002471001"), 0, false});
        if (!selected)
            return Failed{selected.error()};
        if (!selected->isSuccess())
            return Failed{Error{ErrorCode::NotAnIdCard, QStringLiteral("SELECT application"), statusText(selected->status), {}}};
        return ApplicationSelected{};
    }

    std::optional<Event> carryOut(const ReadFile &effect, const State &)
    {
        const qint64 doneBefore = m_progress.bytesDone;
        const qint64 totalBefore = m_progress.bytesTotal;
        m_progress.file = effect.file;
        const Result<FileOutcome> outcome = m_files->read(effect.file, [&](qint64 done, qint64 total) {
            m_progress.bytesDone = doneBefore + done;
            m_progress.bytesTotal = totalBefore + total;
            announce();
        });
        if (!outcome)
            return Failed{outcome.error()};
        if (const auto *refused = std::get_if<FileRefused>(&*outcome))
            return FileNotReadable{effect.file, refused->status};
        const auto &bytes = std::get<QByteArray>(*outcome);
        m_result.files.insert(effect.file, bytes);
        if (const Result<void> understood = understand(effect.file, bytes); !understood)
            return Failed{understood.error()};
        return FileRead{effect.file, bytes};
    }

    std::optional<Event> carryOut(const SendChallenge &, const State &state)
    {
        const Result<int> size = activeAuthenticationResponseSize(state.files.value(FileId::Dg15));
        if (!size)
            return Failed{size.error()};
        CommandApdu command{0x00, 0x88, 0x00, 0x00, m_result.aaChallenge, CommandApdu::maxShortExpected, false};
        if (m_extendedLength && *size > m_link->maxShortRead()) {
            command.extended = true;
            command.expected = *size;
        }
        const Result<ResponseApdu> answer = m_link->transmit(command);
        if (!answer)
            return Failed{answer.error()};
        if (!answer->isSuccess() || answer->data.isEmpty())
            return ChallengeRefused{answer->status};
        m_result.aaResponse = answer->data;
        return ChallengeAnswered{answer->data};
    }

    std::optional<Event> carryOut(const ReleaseCard &, const State &)
    {
        m_files.reset();
        m_link.reset();
        m_channel.reset();
        return std::nullopt;
    }

    std::optional<Event> carryOut(const Verify &, const State &state)
    {
        checkPassive();
        checkActive(state);
        checkChip();
        noteWithheld(state);
        noteContradiction();
        return Verified{};
    }

    std::optional<Event> carryOut(const Announce &effect, const State &)
    {
        m_progress.phase = effect.phase;
        announce();
        return std::nullopt;
    }

    // Asked in plain on EF.CardAccess, which is selected now: here a refusal cannot disturb a send sequence counter.
    Result<void> probeExtendedLength()
    {
        if (!m_request.allowExtendedLength || m_link->maxExtendedRead() == 0)
            return {};
        const Result<ResponseApdu> answer = m_link->transmit({0x00, 0xB0, 0x00, 0x00, {}, CommandApdu::maxShortExpected, true});
        if (!answer)
            return fail(answer.error());
        m_extendedLength = answer->isSuccess() || answer->status == sw::endOfFile;
        return {};
    }

    // The person is shown as soon as DG1 or DG13 is there. A face that cannot be decoded does not spoil the reading:
    // passive authentication still judges the file.
    Result<void> understand(FileId file, const QByteArray &bytes)
    {
        if (file == FileId::Dg1) {
            Result<identity::Mrz> mrz = parseDg1(bytes);
            if (!mrz)
                return fail(mrz.error());
            m_result.mrz = std::move(*mrz);
            m_progress.personName = QStringLiteral("%1 %2").arg(m_result.mrz.primaryName, m_result.mrz.secondaryName).trimmed();
            announce();
        } else if (file == FileId::Dg13) {
            Result<Dg13> details = parseDg13(bytes);
            if (!details)
                return {}; // raw bytes are kept; "not readable by this app" is for the screen to say
            if (!details->fullName.isEmpty())
                m_progress.personName = details->fullName;
            m_result.details = std::move(*details);
            announce();
        } else if (file == FileId::Dg2) {
            if (Result<FaceImage> face = parseDg2(bytes))
                m_result.face = std::move(*face);
        }
        return {};
    }

    void checkPassive()
    {
        ReadReport &report = m_result.report;
        const Result<PassiveResult> result = passiveAuthentication(m_result.files, m_anchors, m_clock.now());
        if (result) {
            report.passive = passedCheck(QStringLiteral("%1; %2").arg(result->digest, result->signature));
            report.issuer = result->issuerKnown ? passedCheck(result->anchorName)
                                                : checkOf(CheckOutcome::NotPossible, {ErrorCode::UnknownIssuer, QStringLiteral("document signer"), {}, {}});
            report.demo = result->demo;
            report.anchorName = result->anchorName;
            report.anchorInstalledBy = result->anchorInstalledBy;
            m_contradiction = result->comMismatch;
        } else if (isIssuerFailure(result.error())) {
            report.passive = passedCheck({});
            report.issuer = checkOf(CheckOutcome::Failed, result.error());
        } else {
            const bool failed = result.error().code != ErrorCode::UnsupportedProtocol && result.error().code != ErrorCode::UnknownIssuer;
            report.passive = checkOf(failed ? CheckOutcome::Failed : CheckOutcome::NotPossible, result.error());
            report.issuer = checkOf(CheckOutcome::NotPossible, result.error());
        }
    }

    // The key in DG15 proves something only once passive authentication has covered DG15 and DG14.
    void checkActive(const State &state)
    {
        Check &check = m_result.report.activeAuthentication;
        if (state.chipRefusal) {
            check = checkOf(CheckOutcome::Failed, *state.chipRefusal);
        } else if (!m_result.files.contains(FileId::Dg15)) {
            check.outcome = CheckOutcome::NotOffered;
        } else if (m_result.report.passive.outcome != CheckOutcome::Passed) {
            check = checkOf(CheckOutcome::NotPossible, *m_result.report.passive.reason);
        } else {
            const Result<QString> used = verifyActiveAuthentication(m_result.files.value(FileId::Dg15), m_result.files.value(FileId::Dg14),
                                                                    m_result.aaChallenge, state.chipAnswer);
            if (used)
                check = passedCheck(*used);
            else
                check = checkOf(used.error().code == ErrorCode::UnsupportedProtocol ? CheckOutcome::NotPossible : CheckOutcome::Failed, used.error());
        }
    }

    // Offered by DG14 and not run: said plainly, so that nobody reads silence as a pass.
    void checkChip()
    {
        static const QByteArray idChipAuthentication = QByteArray::fromHex("04007F0007020203"); // 0.4.0.127.0.7.2.2.3
        Check &check = m_result.report.chipAuthentication;
        check.outcome = CheckOutcome::NotOffered;
        const Result<SecurityInfos> infos = parseDg14(m_result.files.value(FileId::Dg14));
        const bool offered = infos
            && std::any_of(infos->protocols.begin(), infos->protocols.end(), [](const QByteArray &one) { return one.startsWith(idChipAuthentication); });
        if (offered)
            check = checkOf(CheckOutcome::NotPossible, {ErrorCode::UnsupportedProtocol, QStringLiteral("chip authentication"), {}, {}});
    }

    // Last, because the files that were read are authentic all the same and the other checks rest on them.
    void noteWithheld(const State &state)
    {
        Check &passive = m_result.report.passive;
        if (state.withheld && passive.outcome == CheckOutcome::Passed) {
            passive.outcome = CheckOutcome::NotPossible;
            passive.reason = state.withheld;
        }
    }

    // Likewise: what the issuer signed holds, but somebody changed EF.COM, or wrote it wrong.
    void noteContradiction()
    {
        Check &passive = m_result.report.passive;
        if (m_contradiction && passive.outcome == CheckOutcome::Passed)
            passive = checkOf(CheckOutcome::Failed, *m_contradiction);
    }

    void announce() const
    {
        if (m_report)
            m_report(m_progress);
    }

    CardSource &m_source;
    const ReadRequest &m_request;
    const CscaStore &m_anchors;
    Random &m_random;
    const Clock &m_clock;
    std::stop_token m_stop;
    const std::function<void(const ReadProgress &)> &m_report;
    std::unique_ptr<CardChannel> m_channel;
    std::optional<CardLink> m_link;
    std::optional<FileReader> m_files;
    ReadProgress m_progress;
    ReadResult m_result;
    std::optional<Error> m_contradiction; // between EF.COM and the SOD
    bool m_cardAccessFound = false;
    bool m_extendedLength = false;
};

} // namespace
} // namespace dd::nfc::reading

namespace dd::nfc {

ReadReport::Verdict ReadReport::verdict() const
{
    const auto failed = [](const Check &check) { return check.outcome == CheckOutcome::Failed; };
    if (passive.outcome != CheckOutcome::Passed || failed(issuer) || failed(activeAuthentication) || failed(chipAuthentication))
        return Verdict::Failed;
    if (issuer.outcome != CheckOutcome::Passed)
        return Verdict::IssuerUnknown;
    const bool original = activeAuthentication.outcome == CheckOutcome::Passed || chipAuthentication.outcome == CheckOutcome::Passed;
    return original ? Verdict::Genuine : Verdict::AuthenticButCopyable;
}

Result<ReadResult> readCard(CardSource &source, const ReadRequest &request, const CscaStore &anchors, Random &random, const Clock &clock,
                            std::stop_token stop, const std::function<void(const ReadProgress &)> &progress)
{
    const QByteArray &key = request.access.value;
    const bool digits = std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (key.isEmpty() || (request.access.kind == AccessKey::Kind::Can && (key.size() != 6 || !digits)))
        return fail(ErrorCode::InvalidInput, QStringLiteral("access key"), QStringLiteral("a CAN has six digits"));
    if (request.aaChallenge && request.aaChallenge->size() != reading::challengeSize)
        return fail(ErrorCode::InvalidInput, QStringLiteral("challenge"), QStringLiteral("the challenge has 8 bytes"));
    return reading::Performer(source, request, anchors, random, clock, std::move(stop), progress).run();
}

} // namespace dd::nfc
