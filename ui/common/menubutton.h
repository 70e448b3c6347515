// SPDX-License-Identifier: MIT
#pragma once

#include <QToolButton>

namespace aios {

/// A flat button that opens a menu: its text with an arrow behind it, where styles would put the arrow in a corner over the text.
class MenuButton : public QToolButton {
    Q_OBJECT
public:
    explicit MenuButton(QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void initStyleOption(QStyleOptionToolButton* option) const override;
};

} // namespace aios
