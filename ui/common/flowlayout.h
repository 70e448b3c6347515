// SPDX-License-Identifier: MIT
#pragma once

#include <QLayout>
#include <QList>

namespace aios {

/// Widgets in a row that goes on in the next line where the width ends, as words do. No wider than its widest widget at least, so that a narrow place cuts
/// nothing off.
class FlowLayout : public QLayout {
public:
    explicit FlowLayout(QWidget* parent = nullptr);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override { m_items.append(item); }
    [[nodiscard]] int count() const override { return static_cast<int>(m_items.size()); }
    [[nodiscard]] QLayoutItem* itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem* takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return {}; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override { return place({0, 0, width, 0}, false); }
    void setGeometry(const QRect& rect) override;
    [[nodiscard]] QSize sizeHint() const override; ///< All in one line.
    [[nodiscard]] QSize minimumSize() const override;

private:
    int place(const QRect& rect, bool really) const; ///< -> height with margins.
    [[nodiscard]] int gap() const;

    QList<QLayoutItem*> m_items;
};

} // namespace aios
