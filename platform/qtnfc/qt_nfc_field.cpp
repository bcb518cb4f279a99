#include "platform/qtnfc/qt_nfc_field.h"

#include <map>
#include <QNearFieldManager>
#include <QNearFieldTarget>
#include <QPointer>
#include <QVariant>

namespace dd::platform::qtnfc {
namespace {

NfcTag::Fault faultOf(QNearFieldTarget::Error error)
{
    const bool never = error == QNearFieldTarget::UnsupportedError || error == QNearFieldTarget::InvalidParametersError;
    return never ? NfcTag::Fault::NotSuitable : NfcTag::Fault::Gone;
}

class QtNfcTag final : public NfcTag
{
public:
    QtNfcTag(QNearFieldTarget *target, QObject *parent) : NfcTag(parent), m_target(target)
    {
        // Queued, because some backends emit from inside sendCommand(), before its caller knows the request.
        connect(target, &QNearFieldTarget::requestCompleted, this, &QtNfcTag::complete, Qt::QueuedConnection);
        connect(target, &QNearFieldTarget::error, this, &QtNfcTag::report, Qt::QueuedConnection);
    }

    bool isChipCard() const override
    {
        if (!m_target || !m_target->accessMethods().testFlag(QNearFieldTarget::TagTypeSpecificAccess))
            return false;
        switch (m_target->type()) {
        case QNearFieldTarget::NfcTagType1:
        case QNearFieldTarget::NfcTagType2:
        case QNearFieldTarget::NfcTagType3:
        case QNearFieldTarget::MifareTag:
            return false;
        default:
            return true; // type 4, or a tag the phone has no name for
        }
    }

    int maxCommandLength() const override { return m_target ? m_target->maxCommandLength() : 0; }

    Request send(const QByteArray &command) override
    {
        if (!m_target)
            return 0;
        const QNearFieldTarget::RequestId id = m_target->sendCommand(command);
        if (!id.isValid())
            return 0;
        m_requests.insert_or_assign(id, ++m_lastRequest);
        return m_lastRequest;
    }

    void close() override
    {
        if (m_target)
            m_target->disconnect();
    }

private:
    Request take(const QNearFieldTarget::RequestId &id)
    {
        const auto found = m_requests.find(id);
        if (found == m_requests.end())
            return 0; // refused outright: send() has said so
        const Request request = found->second;
        m_requests.erase(found);
        return request;
    }
    void complete(const QNearFieldTarget::RequestId &id)
    {
        if (const Request request = take(id); request != 0)
            emit answered(request, m_target ? m_target->requestResponse(id).toByteArray() : QByteArray());
    }
    void report(QNearFieldTarget::Error error, const QNearFieldTarget::RequestId &id)
    {
        if (const Request request = take(id); request != 0)
            emit failed(request, faultOf(error));
    }

    QPointer<QNearFieldTarget> m_target;
    std::map<QNearFieldTarget::RequestId, Request> m_requests;
    Request m_lastRequest = 0;
};

class QtNfcField final : public NfcField
{
public:
    QtNfcField()
    {
        connect(&m_manager, &QNearFieldManager::targetDetected, this, &QtNfcField::find);
        connect(&m_manager, &QNearFieldManager::targetLost, this, &QtNfcField::lose);
        connect(&m_manager, &QNearFieldManager::targetDetectionStopped, this, &NfcField::detectionStopped);
        connect(&m_manager, &QNearFieldManager::adapterStateChanged, this, [this](QNearFieldManager::AdapterState state) {
            if (state == QNearFieldManager::AdapterState::Offline || state == QNearFieldManager::AdapterState::TurningOff)
                emit switchedOff();
        });
    }

    bool isSupported() const override { return m_manager.isSupported(QNearFieldTarget::TagTypeSpecificAccess); }
    bool isSwitchedOn() const override { return m_manager.isEnabled(); }
    bool startDetection() override { return m_manager.startTargetDetection(QNearFieldTarget::TagTypeSpecificAccess); }
    void stopDetection() override { m_manager.stopTargetDetection(); }
    void setMessage(const QString &text) override { m_manager.setUserInformation(text); }

private:
    // Android announces a card that comes back with the target it had before.
    void find(QNearFieldTarget *target)
    {
        lose(target);
        auto *tag = new QtNfcTag(target, this);
        m_tags.emplace(target, tag);
        emit tagFound(tag);
    }
    void lose(QNearFieldTarget *target)
    {
        const auto known = m_tags.find(target);
        if (known == m_tags.end())
            return;
        QtNfcTag *tag = known->second;
        m_tags.erase(known);
        emit tagLost(tag);
        tag->deleteLater();
    }

    QNearFieldManager m_manager;
    std::map<QNearFieldTarget *, QtNfcTag *> m_tags;
};

class AbsentNfcField final : public NfcField
{
public:
    bool isSupported() const override { return false; }
    bool isSwitchedOn() const override { return false; }
    bool startDetection() override { return false; }
    void stopDetection() override {}
    void setMessage(const QString &) override {}
};

} // namespace

std::unique_ptr<NfcField> makeQtNfcField()
{
    return std::make_unique<QtNfcField>();
}

std::unique_ptr<NfcField> makeAbsentNfcField()
{
    return std::make_unique<AbsentNfcField>();
}

} // namespace dd::platform::qtnfc
