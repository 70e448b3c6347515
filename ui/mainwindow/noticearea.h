// SPDX-License-Identifier: MIT
#pragma once

#include "ui/panes/noticebar.h"

#include <QHash>
#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace aios {

/// The bars above the tabs: each has a key, and stays until what it speaks of is over or the person closes it. A state that goes on is not told again in the
/// same words once they were closed; what happens again is. Of more than two only the most pressing two
/// take up room (errors, then warnings, then what came last); a line below tells of the others and shows them.
class NoticeArea : public QWidget {
    Q_OBJECT
public:
    explicit NoticeArea(QWidget* parent = nullptr);
    /// A new bar for `key`, to which the caller adds buttons. Null: one of these words stands there already, with its place, its buttons and maybe the focus,
    /// or the person has closed it.
    NoticeBar* show(const QString& key, NoticeBar::Kind kind, const QString& text, bool closable);
    NoticeBar* tell(const QString& key, NoticeBar::Kind kind, const QString& text); ///< Of what has just happened; closable, and never kept back.
    void drop(const QString& key); ///< What it speaks of is over; the same later is news.
    void addCard(QWidget* card); ///< Something larger than a line, under the bars; it removes itself.
    [[nodiscard]] QString text(const QString& key) const;

private:
    void remove(const QString& key);
    void arrange();

    QVBoxLayout* m_column;
    QToolButton* m_more;
    QList<NoticeBar*> m_order; ///< As they came.
    QHash<QString, NoticeBar*> m_bars;
    QHash<QString, QString> m_closed; ///< Words of states that go on.
};

} // namespace aios
