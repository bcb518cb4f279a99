#include "app/citizen/portrait_provider.h"

namespace dd::citizen {

void PortraitStore::set(const QString &name, const QImage &image)
{
    const QMutexLocker lock(&m_mutex);
    m_images.insert(name, image);
}

void PortraitStore::clear()
{
    const QMutexLocker lock(&m_mutex);
    m_images.clear();
}

QImage PortraitStore::find(const QString &name) const
{
    const QMutexLocker lock(&m_mutex);
    return m_images.value(name);
}

PortraitProvider::PortraitProvider(std::shared_ptr<PortraitStore> store)
    : QQuickImageProvider(QQuickImageProvider::Image)
    , m_store(std::move(store))
{
}

QImage PortraitProvider::requestImage(const QString &id, QSize *size, const QSize &requestedSize)
{
    QImage image = m_store->find(id.section(QLatin1Char('/'), 0, 0)); // what follows the name only defeats the cache
    if (image.isNull()) {
        image = QImage(1, 1, QImage::Format_ARGB32);
        image.fill(Qt::transparent);
    }
    if (size)
        *size = image.size();
    if (requestedSize.isValid() && !requestedSize.isEmpty())
        image = image.scaled(requestedSize, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    return image;
}

} // namespace dd::citizen
