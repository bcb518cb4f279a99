// An arc that empties clockwise from the top: how much of `progress` (0…1) is left.
#pragma once

#include <QColor>
#include <QQuickPaintedItem>

class Ring : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(qreal progress READ progress WRITE setProgress NOTIFY progressChanged FINAL)
    Q_PROPERTY(qreal thickness MEMBER m_thickness NOTIFY lookChanged FINAL)
    Q_PROPERTY(QColor color MEMBER m_color NOTIFY lookChanged FINAL)
    Q_PROPERTY(QColor trackColor MEMBER m_trackColor NOTIFY lookChanged FINAL)

public:
    explicit Ring(QQuickItem *parent = nullptr);
    [[nodiscard]] qreal progress() const { return m_progress; }
    void setProgress(qreal progress);
    void paint(QPainter *painter) override;

signals:
    void progressChanged();
    void lookChanged();

private:
    qreal m_progress = 1.0;
    qreal m_thickness = 5.0;
    QColor m_color = Qt::black;
    QColor m_trackColor = Qt::transparent;
};
