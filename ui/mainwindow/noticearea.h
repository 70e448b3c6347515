// SPDX-License-Identifier: MIT
#pragma once

#include "ui/panes/noticebar.h"

#include <QHash>
#include <QWidget>

class QVBoxLayout;

namespace aios {

/// The bars above the tabs: each has a key, and stays until what it speaks of is over or the person closes it.
class NoticeArea : public QWidget {
    Q_OBJECT
public:
    explicit NoticeArea(QWidget* parent = nullptr);
    /// The bar for `key`, made anew when the words differ; null when the same words were closed by the person. Buttons are added by the caller.
    NoticeBar* show(const QString& key, NoticeBar::Kind kind, const QString& text, bool closable);
    void drop(const QString& key);
    void addCard(QWidget* card); ///< Something larger than a line, under the bars; it removes itself.
    [[nodiscard]] QString text(const QString& key) const;

private:
    QVBoxLayout* m_column;
    QHash<QString, NoticeBar*> m_bars;
    QHash<QString, QString> m_closed;
};

} // namespace aios
