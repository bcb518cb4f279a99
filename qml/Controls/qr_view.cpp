#include "qr_view.h"

#include <cmath>
#include <QPainter>
#include <QQuickWindow>

QrView::QrView(QQuickItem *parent) : QQuickPaintedItem(parent)
{
    setAntialiasing(false);
    setOpaquePainting(true);
    setFillColor(Qt::white);
}

void QrView::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    emit textChanged();
    rebuild();
}

void QrView::setLevel(Level level)
{
    if (level == m_level)
        return;
    m_level = level;
    emit levelChanged();
    rebuild();
}

qreal QrView::pixelRatio() const
{
    return window() ? window()->effectiveDevicePixelRatio() : 1.0;
}

int QrView::modulePixels() const
{
    if (!m_matrix)
        return 0;
    const qreal side = std::min(width(), height()) * pixelRatio();
    return static_cast<int>(std::floor(side / (m_matrix->size + 2 * quietZone)));
}

void QrView::rebuild()
{
    m_matrix.reset();
    if (!m_text.isEmpty()) {
        dd::Result<dd::qr::ModuleMatrix> matrix = dd::qr::makeQrCode(m_text, static_cast<dd::qr::ErrorCorrection>(m_level));
        if (matrix)
            m_matrix = std::move(*matrix);
    }
    emit symbolChanged();
    emit modulePixelsChanged();
    update();
}

void QrView::geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry)
{
    QQuickPaintedItem::geometryChange(newGeometry, oldGeometry);
    emit modulePixelsChanged();
}

void QrView::itemChange(ItemChange change, const ItemChangeData &data)
{
    QQuickPaintedItem::itemChange(change, data);
    if (change == ItemDevicePixelRatioHasChanged || change == ItemSceneChange) {
        emit modulePixelsChanged();
        update();
    }
}

void QrView::paint(QPainter *painter)
{
    const int module = modulePixels();
    if (module <= 0)
        return;
    // Paint in device pixels: a fraction of one would blur every edge of the symbol.
    painter->resetTransform();
    painter->setRenderHint(QPainter::Antialiasing, false);
    const qreal ratio = pixelRatio();
    const int side = module * m_matrix->size;
    const int left = (static_cast<int>(width() * ratio) - side) / 2;
    const int top = (static_cast<int>(height() * ratio) - side) / 2;
    for (int y = 0; y < m_matrix->size; ++y) {
        int x = 0;
        while (x < m_matrix->size) {
            int run = 0;
            while (x + run < m_matrix->size && m_matrix->isDark(x + run, y))
                ++run;
            if (run > 0)
                painter->fillRect(left + x * module, top + y * module, run * module, module, Qt::black);
            x += run + 1;
        }
    }
}
