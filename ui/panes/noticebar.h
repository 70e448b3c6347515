// SPDX-License-Identifier: MIT
#pragma once

#include "ui/common/icons.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace aios {

/// A line of words with buttons at the top of what it speaks of. Never takes focus, never goes by itself; plain text only.
class NoticeBar : public QFrame {
    Q_OBJECT
public:
    enum class Kind : std::uint8_t { Info, Warning, Error };
    NoticeBar(Kind kind, const QString& text, QWidget* parent = nullptr);

    [[nodiscard]] Kind kind() const { return m_kind; }
    void setText(const QString& text);
    [[nodiscard]] QString text() const;
    QPushButton* addButton(const QString& text);
    void addCloseButton(); ///< -> closed()

Q_SIGNALS:
    void closed();

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyPalette();

    Kind m_kind;
    QLabel* m_symbol;
    QLabel* m_label;
    QHBoxLayout* m_row;
    bool m_applying = false;
};

} // namespace aios
