#include "nfc/read_card.h"

#include "core/base/log.h"
#include "nfc/apdu/tlv.h"
#include "nfc/authentication/active.h"
#include "nfc/lds/atr_info.h"
#include "nfc/lds/file_reader.h"
#include "nfc/read_card_steps.h"
#include "nfc/read_verification.h"
#include "nfc/secure_messaging/bac.h"
#include "nfc/secure_messaging/chip_authentication.h"
#include "nfc/secure_messaging/pace.h"

#include <algorithm>
#include <numeric>

namespace dd::nfc::reading {
namespace {

constexpr qsizetype challengeSize = 8; // 9303-11 §6.1
constexpr int longestShortCommand = 261; // header, Lc, 255 bytes, Le
constexpr int mostLostChallenges = 2;    // in extended length, before it is blamed

// Asks before every APDU whether the reading is still wanted, and keeps extended length from where it is not.
class StoppableChannel final : public CardChannel
{
public:
    StoppableChannel(std::unique_ptr<CardChannel> inner, bool allowExtendedLength, std::stop_token stop)
        : m_inner(std::move(inner)), m_allowExtendedLength(allowExtendedLength), m_stop(std::move(stop))
    {
    }
    [[nodiscard]] Result<QByteArray> transceive(QByteArrayView command) override
    {
        if (m_stop.stop_requested())
            return fail(ErrorCode::Cancelled, QStringLiteral("reading"));
        return m_inner->transceive(command);
    }
    [[nodiscard]] int maxCommandLength() const override
    {
        return m_allowExtendedLength ? m_inner->maxCommandLength() : qMin(m_inner->maxCommandLength(), longestShortCommand);
    }
    void showMessage(const QString &text) override { m_inner->showMessage(text); }

private:
    std::unique_ptr<CardChannel> m_inner;
    bool m_allowExtendedLength;
    std::stop_token m_stop;
};

Options optionsOf(const ReadRequest &request)
{
    return {request.basicAccessControl, request.aaChallenge.has_value(), request.remoteTerminal != nullptr};
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
        if (!request.allowExtendedLength)
            m_limits.extended = ReadLimits::Extended::Refused;
    }

    Result<ReadResult> run()
    {
        Transition transition = start(optionsOf(m_request));
        for (;;) {
            std::optional<Event> event;
            for (const Effect &effect : transition.effects) {
                if (std::optional<Event> answer = perform(effect, transition.state))
                    event = std::move(answer);
            }
            if (!event)
                break;
            if (auto *failed = std::get_if<Failed>(&*event)) {
                failed->bytesDone = m_finished + m_partial.bytes.size();
                m_progress.losses += failed->error.code == ErrorCode::CardLost || failed->error.code == ErrorCode::ReaderUnavailable ? 1 : 0;
            }
            transition = step(std::move(transition.state), *event);
        }
        if (const auto *stopped = std::get_if<Stopped>(&transition.state.stage)) {
            qCInfo(logNfc).noquote() << "reading stopped" << errorId(stopped->error.code) << stopped->error.stage << stopped->error.detail;
            if (m_request.salvage)
                m_request.salvage(m_result);
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
        m_channel = std::make_unique<StoppableChannel>(std::move(*channel), m_request.allowExtendedLength, m_stop);
        m_link.emplace(*m_channel);
        m_files.emplace(*m_link, m_limits);
        if (m_capabilities)
            m_link->limitResponse(m_capabilities->maxResponse);
        return CardConnected{};
    }

    // The master file first, then EF.CardAccess; where the former is refused (a phone has selected the application already), the
    // file directly. EF.ATR/INFO is asked for only where it could matter.
    std::optional<Event> carryOut(const FindAccess &, const State &)
    {
        const Result<ResponseApdu> masterFile = m_link->transmit({0x00, 0xA4, 0x00, 0x0C, QByteArray::fromHex("3F00"), 0, false});
        if (!masterFile)
            return Failed{masterFile.error()};
        m_limits.newApplication();
        const Result<FileOutcome> outcome = m_files->read(FileId::CardAccess);
        if (!outcome)
            return Failed{outcome.error()};
        if (m_limits.extended != ReadLimits::Extended::Refused) {
            if (const Result<void> asked = askCapabilities(); !asked)
                return Failed{asked.error()};
        }
        const auto *bytes = std::get_if<QByteArray>(&*outcome);
        if (bytes == nullptr)
            return AccessFound{};
        Result<SecurityInfos> infos = parseCardAccess(*bytes);
        if (!infos)
            return Failed{infos.error()};
        m_result.files.insert(FileId::CardAccess, *bytes);
        return AccessFound{std::move(*infos)};
    }

    std::optional<Event> carryOut(const OpenPace &, const State &state)
    {
        const Result<QList<PaceProfile>> profiles = paceProfiles(state.cardAccess);
        if (!profiles)
            return Failed{profiles.error()};
        // The strongest that goes through this reader; the chip has no say in that. Where none does, the strongest says so.
        const auto carried = std::find_if(profiles->begin(), profiles->end(), [this](const PaceProfile &one) { return canCarry(one.domain); });
        const PaceProfile &profile = carried == profiles->end() ? profiles->first() : *carried;
        auto proof = runPace(*m_link, profile, m_request.access, m_random);
        if (!proof)
            return proof.error().code == ErrorCode::UnsupportedProtocol ? Event(AccessUnsupported{proof.error()}) : Event(Failed{proof.error()});
        const bool mapped = proof->has_value();
        if (!state.whole) // later it may be another chip, which spoils nothing any more
            m_mapping = std::move(*proof);
        m_result.report.access = {CheckOutcome::Passed, std::nullopt, profile.description()};
        return AccessOpened{mapped};
    }

    std::optional<Event> carryOut(const SelectApplication &, const State &)
    {
        const Result<ResponseApdu> selected = m_link->transmit({0x00, 0xA4, 0x04, 0x0C, QByteArray::fromHex("A0000002471001"), 0, false});
        if (!selected)
            return Failed{selected.error()};
        if (!selected->isSuccess())
            return Failed{Error{ErrorCode::NotAnIdCard, QStringLiteral("SELECT application"), statusText(selected->status), {}}};
        m_limits.newApplication();
        return ApplicationSelected{};
    }

    // A chip without access control gives EF.COM at once; any other refuses it and loses nothing (ICAO 9303-11 §4.2).
    std::optional<Event> carryOut(const OpenBasicAccess &, const State &state)
    {
        if (m_result.report.access.outcome == CheckOutcome::NotOffered)
            return AccessOpened{}; // found out before the card was lost
        if (!state.files.contains(FileId::Com)) {
            const Result<FileOutcome> outcome = m_files->read(FileId::Com);
            if (!outcome)
                return Failed{outcome.error()};
            if (const auto *bytes = std::get_if<QByteArray>(&*outcome)) {
                m_partial = {*bytes, bytes->size()};
                m_partialFile = FileId::Com;
                m_result.report.access = {CheckOutcome::NotOffered, std::nullopt, {}};
                return AccessOpened{};
            }
        }
        if (m_request.access.kind != AccessKey::Kind::Mrz)
            return Failed{Error{ErrorCode::MrzRequired, QStringLiteral("BAC"), {}, {}}};
        if (const Result<void> opened = runBac(*m_link, m_request.access.value, m_random); !opened)
            return Failed{opened.error()};
        m_result.report.access = {CheckOutcome::Passed, std::nullopt, QStringLiteral("BAC, 3DES")};
        return AccessOpened{};
    }

    std::optional<Event> carryOut(const ReadFile &effect, const State &state)
    {
        const bool again = state.files.contains(effect.file); // EF.SOD after a loss: compared, not counted
        m_limits.room = again ? FileReader::largestFile : largestReading - bytesTaken();
        if (again) {
            const Result<FileOutcome> outcome = m_files->read(effect.file);
            return eventOf(effect.file, outcome);
        }
        m_progress.file = effect.file;
        const qint64 totalBefore = m_total;
        if (m_partialFile != effect.file)
            m_partial = {};
        m_partialFile = effect.file;
        const Result<FileOutcome> outcome = m_files->read(effect.file, m_partial, [&](qint64 done, qint64 total) {
            m_progress.bytesDone = m_finished + done;
            m_progress.bytesTotal = totalBefore + total;
            announce();
        });
        std::optional<Event> event = eventOf(effect.file, outcome);
        if (const auto *read = std::get_if<FileRead>(&*event)) {
            m_finished += read->bytes.size();
            m_total = totalBefore + read->bytes.size();
            m_result.files.insert(effect.file, read->bytes);
            if (const Result<void> understood = understand(effect.file, read->bytes); !understood)
                return Failed{understood.error()};
        } else if (const auto *refused = std::get_if<FileNotReadable>(&*event)) {
            m_result.refused.insert(effect.file, refused->status);
            m_progress.bytesDone = m_finished;
            m_progress.bytesTotal = m_total;
        }
        return event;
    }

    std::optional<Event> carryOut(const ProveChip &effect, const State &state)
    {
        switch (effect.proof) {
        case Proof::ChipAuthentication:
            return agree(state);
        case Proof::ActiveAuthentication:
            return sendChallenge(state);
        case Proof::RemoteChipAuthentication:
            return letAuthorityAgree(state);
        }
        return std::nullopt;
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
        judge(m_result, state, m_mapping, m_anchors, m_clock.now());
        return Verified{};
    }

    std::optional<Event> carryOut(const Announce &effect, const State &)
    {
        m_progress.phase = effect.phase;
        announce();
        return std::nullopt;
    }

    qsizetype bytesTaken() const
    {
        return std::accumulate(m_result.files.begin(), m_result.files.end(), qsizetype(0),
                               [](qsizetype sum, const QByteArray &file) { return sum + file.size(); });
    }

    static Event eventOf(FileId file, const Result<FileOutcome> &outcome)
    {
        if (!outcome)
            return Failed{outcome.error()};
        if (const auto *refused = std::get_if<FileRefused>(&*outcome))
            return FileNotReadable{file, refused->status};
        return FileRead{file, std::get<QByteArray>(*outcome)};
    }

    // Whether a public key of this group fits into one command of PACE (ICAO 9303-11 §4.4.4.2).
    bool canCarry(const AgreementDomain &domain) const
    {
        const QByteArray key(domain.isElliptic() ? 0 : (domain.modulusBits() + 7) / 8, '\0'); // points are short on every curve
        return m_link->fits({0x10, 0x86, 0x00, 0x00, tlv::encode(0x7C, tlv::encode(0x81, key)), CommandApdu::maxShortExpected, false});
    }

    Result<void> askCapabilities()
    {
        const Result<FileOutcome> outcome = m_files->readRow(FileId::AtrInfo);
        if (!outcome)
            return fail(outcome.error());
        const auto *bytes = std::get_if<QByteArray>(&*outcome);
        if (bytes == nullptr)
            return {};
        m_result.files.insert(FileId::AtrInfo, *bytes);
        m_capabilities = parseAtrInfo(*bytes).value_or(std::nullopt); // a malformed one states nothing
        if (m_capabilities)
            m_link->limitResponse(m_capabilities->maxResponse);
        return {};
    }

    Event agree(const State &state)
    {
        const Result<SecurityInfos> infos = parseDg14(state.files.value(FileId::Dg14));
        const Result<QList<ChipAuthenticationProfile>> profiles = infos ? chipAuthenticationProfiles(*infos) : fail(infos.error());
        if (!profiles)
            return ProofRefused{Proof::ChipAuthentication, profiles.error(), true};
        const ChipAuthenticationProfile &profile = profiles->first();
        const Result<void> agreed = runChipAuthentication(*m_link, profile, m_random);
        if (agreed)
            return ChipProved{Proof::ChipAuthentication, {}, profile.description()};
        if (agreed.error().code == ErrorCode::ChipAuthenticationFailed || agreed.error().code == ErrorCode::UnsupportedProtocol)
            return ProofRefused{Proof::ChipAuthentication, agreed.error(), false};
        return Failed{agreed.error()};
    }

    Event sendChallenge(const State &state)
    {
        using Extended = ReadLimits::Extended;
        const auto refused = [](ErrorCode code, const QString &why) {
            return ProofRefused{Proof::ActiveAuthentication, Error{code, QStringLiteral("active authentication"), why, {}}, true};
        };
        const Result<int> size = activeAuthenticationResponseSize(state.files.value(FileId::Dg15));
        if (!size) // not a key; whether the issuer signed it that way is for passive authentication to say
            return ProofRefused{Proof::ActiveAuthentication, size.error(), true};
        CommandApdu command{0x00, 0x88, 0x00, 0x00, m_result.aaChallenge, CommandApdu::maxShortExpected, false};
        const bool wide = *size > m_link->maxShortRead(); // a signature cannot be fetched in pieces
        if (wide && (m_limits.extended == Extended::Refused || *size > m_link->maxExtendedRead()))
            return refused(ErrorCode::UnsupportedProtocol, QStringLiteral("the answer needs extended length"));
        if (wide) {
            command.extended = true;
            command.expected = *size;
        }
        const Result<ResponseApdu> answer = m_link->transmit(command);
        if (!answer) {
            // Some phones lose the card on an extended command: not tried for ever.
            if (wide && m_limits.extended == Extended::Unknown && answer.error().code == ErrorCode::CardLost && ++m_lostChallenges >= mostLostChallenges)
                m_limits.extended = Extended::Refused;
            return Failed{answer.error()};
        }
        const bool delivered = answer->isSuccess() && !answer->data.isEmpty();
        if (wide && m_limits.extended == Extended::Unknown)
            m_limits.extended = delivered ? Extended::Works : Extended::Refused;
        if (wide && sw::isAboutLength(answer->status)) // not the key is missing, the room is
            return refused(ErrorCode::UnsupportedProtocol, QStringLiteral("no room for the answer: %1").arg(statusText(answer->status)));
        if (!delivered)
            return refused(ErrorCode::ChipAuthenticationFailed, statusText(answer->status));
        m_result.aaResponse = answer->data;
        return ChipProved{Proof::ActiveAuthentication, answer->data, {}};
    }

    // The answer belongs to the authority; what it proves to this app is nothing.
    Event letAuthorityAgree(const State &state)
    {
        const Result<RemoteChipMessage> message = m_request.remoteTerminal(state.files.value(FileId::Sod), state.files.value(FileId::Dg14));
        if (!message && message.error().code == ErrorCode::Cancelled)
            return Failed{message.error()};
        if (!message)
            return ProofRefused{Proof::RemoteChipAuthentication, message.error(), true};
        Result<QByteArray> answer = performRemoteChipAuthentication(*m_link, *message);
        if (!answer && (answer.error().code == ErrorCode::ChipAuthenticationFailed || answer.error().code == ErrorCode::InvalidInput))
            return ProofRefused{Proof::RemoteChipAuthentication, answer.error(), false};
        if (!answer)
            return Failed{answer.error()};
        m_result.remoteAnswer = std::move(*answer);
        return ChipProved{Proof::RemoteChipAuthentication, {}, {}};
    }

    // The person is shown as soon as DG1 or DG13 is there. Any other file that cannot be decoded does not spoil the reading: its
    // bytes are kept, passive authentication judges them, and "not readable by this app" is for the screen to say.
    Result<void> understand(FileId file, const QByteArray &bytes)
    {
        switch (file) {
        case FileId::Dg1: {
            Result<identity::Mrz> mrz = parseDg1(bytes);
            if (!mrz)
                return fail(mrz.error());
            m_result.mrz = std::move(*mrz);
            m_progress.personName = QStringLiteral("%1 %2").arg(m_result.mrz.primaryName, m_result.mrz.secondaryName).trimmed();
            announce();
            return {};
        }
        case FileId::Dg13:
            if (Result<Dg13> details = parseDg13(bytes)) {
                if (!details->fullName.isEmpty())
                    m_progress.personName = details->fullName;
                m_result.details = std::move(*details);
                announce();
            }
            return {};
        case FileId::Dg11:
            if (Result<Dg11> holder = parseDg11(bytes))
                m_result.holder = std::move(*holder);
            return {};
        case FileId::Dg12:
            if (Result<Dg12> document = parseDg12(bytes))
                m_result.document = std::move(*document);
            return {};
        case FileId::Dg2:
            if (Result<FaceImage> face = parseDg2(bytes))
                m_result.face = std::move(*face);
            return {};
        default:
            return {};
        }
    }

    void announce() const
    {
        if (m_report)
            m_report(m_progress);
        if (m_channel && m_request.sheetText)
            m_channel->showMessage(m_request.sheetText(m_progress));
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
    // What outlives a lost connection.
    ReadLimits m_limits;
    std::optional<CardCapabilities> m_capabilities;
    int m_lostChallenges = 0;
    PartialFile m_partial;
    std::optional<FileId> m_partialFile;
    qint64 m_finished = 0; // bytes of finished files
    qint64 m_total = 0;    // bytes of the files whose length is known
    std::optional<ChipMappingProof> m_mapping;
    ReadProgress m_progress;
    ReadResult m_result;
};

} // namespace
} // namespace dd::nfc::reading

namespace dd::nfc {

Result<ReadResult> readCard(CardSource &source, const ReadRequest &request, const CscaStore &anchors, Random &random, const Clock &clock,
                            std::stop_token stop, const std::function<void(const ReadProgress &)> &progress)
{
    const QByteArray &key = request.access.value;
    const bool digits = std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (key.isEmpty() || (request.access.kind == AccessKey::Kind::Can && (key.size() != 6 || !digits)))
        return fail(ErrorCode::InvalidInput, QStringLiteral("access key"), QStringLiteral("a CAN has six digits"));
    if (request.basicAccessControl && request.access.kind != AccessKey::Kind::Mrz)
        return fail(ErrorCode::MrzRequired, QStringLiteral("BAC"));
    if (request.aaChallenge && request.aaChallenge->size() != reading::challengeSize)
        return fail(ErrorCode::InvalidInput, QStringLiteral("challenge"), QStringLiteral("the challenge has 8 bytes"));
    return reading::Performer(source, request, anchors, random, clock, std::move(stop), progress).run();
}

} // namespace dd::nfc
