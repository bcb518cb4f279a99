// The face as image://portrait/…: "read" while a card is being added, "card" from the wallet. Dropped when it locks.
#pragma once

#include <QImage>
#include <QMutex>
#include <QQuickImageProvider>

namespace dd::citizen {

// Faces by name, shared between the controllers that set them and the engine's provider (called on Qt's image thread).
class PortraitStore
{
public:
    void set(const QString &name, const QImage &image);
    void clear();
    [[nodiscard]] QImage find(const QString &name) const;

private:
    mutable QMutex m_mutex;
    QHash<QString, QImage> m_images;
};

class PortraitProvider : public QQuickImageProvider
{
public:
    explicit PortraitProvider(std::shared_ptr<PortraitStore> store);
    [[nodiscard]] QImage requestImage(const QString &id, QSize *size, const QSize &requestedSize) override;

private:
    std::shared_ptr<PortraitStore> m_store;
};

} // namespace dd::citizen
