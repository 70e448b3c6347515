// SPDX-License-Identifier: MIT
#include "ui/chat/transcriptaccessible.h"

#include "ui/chat/transcriptmodel.h"
#include "ui/chat/transcriptview.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

/// One row. Refers to its view and row id, never to row data, so it may outlive the row and is then invalid.
class RowInterface : public QAccessibleInterface, public QAccessibleTextInterface, public QAccessibleActionInterface {
public:
    RowInterface(TranscriptView& view, quint64 uid) : m_view(&view), m_uid(uid) {}

    [[nodiscard]] bool isValid() const override { return m_view && row() >= 0; }
    [[nodiscard]] QObject* object() const override { return nullptr; }
    [[nodiscard]] QWindow* window() const override { return m_view ? m_view->window()->windowHandle() : nullptr; }
    [[nodiscard]] QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_view.data()); }
    [[nodiscard]] QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* child(int index) const override
    {
        return index == 0 && card() ? QAccessible::queryAccessibleInterface(card()) : nullptr;
    }
    [[nodiscard]] int childCount() const override { return card() ? 1 : 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* which) const override { return which && which->object() == card() ? 0 : -1; }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    [[nodiscard]] QAccessible::State state() const override;
    [[nodiscard]] QString text(QAccessible::Text which) const override;
    void setText(QAccessible::Text, const QString&) override {}
    [[nodiscard]] QRect rect() const override;
    void* interface_cast(QAccessible::InterfaceType type) override;

    // Text: the row's words, read only; positions are those of its accessible text.
    void selection(int, int* start, int* end) const override { *start = *end = 0; }
    [[nodiscard]] int selectionCount() const override { return 0; }
    void addSelection(int, int) override {}
    void removeSelection(int) override {}
    void setSelection(int, int, int) override {}
    [[nodiscard]] int cursorPosition() const override { return 0; }
    void setCursorPosition(int) override {}
    [[nodiscard]] QString text(int start, int end) const override { return words().mid(start, end - start); }
    [[nodiscard]] int characterCount() const override { return static_cast<int>(words().size()); }
    [[nodiscard]] QRect characterRect(int) const override { return rect(); }
    [[nodiscard]] int offsetAtPoint(const QPoint&) const override { return 0; }
    void scrollToSubstring(int, int) override { doAction(showMenuAction()); }
    [[nodiscard]] QString attributes(int, int* start, int* end) const override
    {
        *start = 0;
        *end = characterCount();
        return {};
    }

    // Actions: unfold.
    [[nodiscard]] QStringList actionNames() const override
    {
        return isValid() && m_view->model().isExpandable(row()) ? QStringList{toggleAction()} : QStringList();
    }
    void doAction(const QString& action) override
    {
        if (!isValid())
            return;
        if (action == toggleAction())
            m_view->activateRow(row());
        else
            m_view->setCurrentRow(row());
    }
    [[nodiscard]] QStringList keyBindingsForAction(const QString&) const override { return {u"Return"_s}; }

private:
    [[nodiscard]] int row() const { return m_view->model().rowOf(m_uid); }
    [[nodiscard]] QWidget* card() const { return isValid() ? m_view->card(m_view->model().item(row()).cardId) : nullptr; }
    [[nodiscard]] QString words() const
    {
        return isValid() ? m_view->model().data(m_view->model().index(row()), Qt::AccessibleTextRole).toString() : QString();
    }

    QPointer<TranscriptView> m_view;
    quint64 m_uid;
};

QAccessible::State RowInterface::state() const
{
    QAccessible::State state;
    if (!isValid()) {
        state.invalid = true;
        return state;
    }
    state.readOnly = state.multiLine = state.focusable = true;
    state.focused = m_view->hasFocus() && m_view->currentRow() == row();
    state.offscreen = m_view->rowRect(row()).isEmpty();
    state.expandable = m_view->model().isExpandable(row());
    state.expanded = m_view->model().isExpanded(row());
    state.collapsed = state.expandable && !state.expanded;
    state.busy = m_view->model().item(row()).entry.streaming;
    return state;
}

QString RowInterface::text(QAccessible::Text which) const
{
    if (which == QAccessible::Name)
        return words();
    if (which == QAccessible::Description && isValid() && m_view->model().item(row()).entry.time.isValid())
        return QLocale().toString(m_view->model().item(row()).entry.time.toLocalTime(), QLocale::ShortFormat);
    return {};
}

QRect RowInterface::rect() const
{
    if (!isValid())
        return {};
    const QRect local = m_view->rowRect(row());
    return local.isEmpty() ? QRect() : QRect(m_view->viewport()->mapToGlobal(local.topLeft()), local.size());
}

void* RowInterface::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TextInterface)
        return static_cast<QAccessibleTextInterface*>(this);
    if (type == QAccessible::ActionInterface)
        return static_cast<QAccessibleActionInterface*>(this);
    return nullptr;
}

/// The list. Row interfaces are made when asked for and thrown away when their row goes; ids are stable, so assistive technology may keep them.
class ListInterface : public QAccessibleWidget {
public:
    explicit ListInterface(TranscriptView& view) : QAccessibleWidget(&view, QAccessible::List), m_view(&view) {}
    ~ListInterface() override
    {
        for (const QAccessible::Id id : std::as_const(m_rows))
            QAccessible::deleteAccessibleInterface(id);
    }
    [[nodiscard]] int childCount() const override { return m_view ? m_view->model().rowCount() : 0; }
    [[nodiscard]] QAccessibleInterface* child(int index) const override
    {
        if (!m_view || index < 0 || index >= m_view->model().rowCount())
            return nullptr;
        const quint64 uid = m_view->model().item(index).uid;
        if (const auto it = m_rows.constFind(uid); it != m_rows.cend())
            return QAccessible::accessibleInterface(*it);
        if (m_rows.size() > childCount() + 64)
            prune();
        auto* rowInterface = new RowInterface(*m_view, uid);
        m_rows.insert(uid, QAccessible::registerAccessibleInterface(rowInterface));
        return rowInterface;
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* which) const override
    {
        for (auto it = m_rows.cbegin(); it != m_rows.cend(); ++it) {
            if (QAccessible::accessibleInterface(*it) == which)
                return m_view->model().rowOf(it.key());
        }
        return -1;
    }
    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override
    {
        return m_view ? child(m_view->rowAt(m_view->viewport()->mapFromGlobal(QPoint(x, y)))) : nullptr;
    }
    [[nodiscard]] QAccessibleInterface* focusChild() const override { return m_view && m_view->hasFocus() ? child(m_view->currentRow()) : nullptr; }

private:
    void prune() const
    {
        for (auto it = m_rows.begin(); it != m_rows.end();) {
            if (m_view->model().rowOf(it.key()) >= 0) {
                ++it;
                continue;
            }
            QAccessible::deleteAccessibleInterface(*it);
            it = m_rows.erase(it);
        }
    }

    QPointer<TranscriptView> m_view;
    mutable QHash<quint64, QAccessible::Id> m_rows;
};

QAccessibleInterface* make(const QString&, QObject* object)
{
    auto* view = qobject_cast<TranscriptView*>(object);
    return view ? new ListInterface(*view) : nullptr;
}

} // namespace

void installTranscriptAccessibility()
{
    static const bool once = [] {
        QAccessible::installFactory(make);
        return true;
    }();
    Q_ASSERT(once);
}

} // namespace aios
