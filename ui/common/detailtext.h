// SPDX-License-Identifier: MIT
#pragma once

#include <QPlainTextEdit>

namespace aios {

/// Plain text about what is chosen elsewhere: wrapped wherever it must be, scrolled when it is long, to be selected and read by keyboard. It looks like a part of
/// the window, not like a field.
class DetailText : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit DetailText(QWidget* parent = nullptr);
    void setText(const QString& text); ///< Keeps place and selection when it is the same.
    [[nodiscard]] QString text() const { return toPlainText(); }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
};

} // namespace aios
