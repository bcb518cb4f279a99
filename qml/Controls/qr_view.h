// A QR symbol on its own white ground: quiet zone of four modules (ISO/IEC 18004 §6.3.8), every module a whole
// number of device pixels, so that a screenshot or a camera sees sharp edges.
#pragma once

#include "core/qr/qr_code.h"

#include <optional>
#include <QQuickPaintedItem>

class QrView : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged FINAL)
    Q_PROPERTY(Level level READ level WRITE setLevel NOTIFY levelChanged FINAL)
    // Modules per side without the quiet zone; 0 while there is no symbol.
    Q_PROPERTY(int moduleCount READ moduleCount NOTIFY symbolChanged FINAL)
    // True when the text could not be turned into a symbol (too long).
    Q_PROPERTY(bool failed READ failed NOTIFY symbolChanged FINAL)
    // Device pixels of one module at the present size.
    Q_PROPERTY(int modulePixels READ modulePixels NOTIFY modulePixelsChanged FINAL)

public:
    enum Level { Low, Medium, Quartile, High };
    Q_ENUM(Level)
    static constexpr int quietZone = 4;

    explicit QrView(QQuickItem *parent = nullptr);

    [[nodiscard]] QString text() const { return m_text; }
    void setText(const QString &text);
    [[nodiscard]] Level level() const { return m_level; }
    void setLevel(Level level);
    [[nodiscard]] int moduleCount() const { return m_matrix ? m_matrix->size : 0; }
    [[nodiscard]] bool failed() const { return !m_text.isEmpty() && !m_matrix; }
    [[nodiscard]] int modulePixels() const;

    void paint(QPainter *painter) override;

signals:
    void textChanged();
    void levelChanged();
    void symbolChanged();
    void modulePixelsChanged();

protected:
    void geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry) override;
    void itemChange(ItemChange change, const ItemChangeData &data) override;

private:
    void rebuild();
    [[nodiscard]] qreal pixelRatio() const;

    QString m_text;
    Level m_level = Low;
    std::optional<dd::qr::ModuleMatrix> m_matrix;
};
