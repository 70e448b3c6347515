// SPDX-License-Identifier: MIT
#pragma once

#include "tests/ui/shellfixtures.h"
#include "ui/board/boardpage.h"
#include "ui/board/carddelegate.h"
#include "ui/board/cardlistview.h"
#include "ui/board/columnwidget.h"
#include "ui/panes/panehost.h"

#include <QSignalSpy>

namespace aios::shell {

/// The board's page on a real core and a folder of its own.
struct BoardStage {
    explicit BoardStage(const QByteArray& board)
        : core(dir.filePath(u"home"_s)), host(core.agent(), core.project(), core.models()), page(std::make_unique<BoardPage>(host))
    {
        write(folder() + u"/CLAUDE.md"_s, "# Mine\n");
        if (!board.isEmpty())
            write(file(), board);
        write(piece(u"articles/lights"_s), "---\ntitle: Lights\ntype: article\nplatform: website\nstatus: Draft\n---\n");
        write(piece(u"posts/ready"_s), "---\ntitle: Ready\ntype: post\nplatform: linkedin\nstatus: In Review\n---\n");
        write(piece(u"posts/ahead"_s), "---\ntitle: Ahead\ntype: post\nstatus: In Review\n---\n");
        page->resize(1300, 700);
    }
    ~BoardStage() { page.reset(); }

    [[nodiscard]] bool open()
    {
        page->show();
        core.project().open(folder());
        page->activateWindow();
        return QTest::qWaitForWindowActive(page.get()) &&
               QTest::qWaitFor(
                   [this] { return core.project().board().isLoaded() && page->columns().size() == core.project().board().board().columns.size(); },
                   8000);
    }
    [[nodiscard]] QString folder() const { return dir.filePath(u"mine"_s); }
    [[nodiscard]] QString file() const { return folder() + u"/context/active-work.md"_s; }
    [[nodiscard]] QString piece(const QString& name) const { return folder() + u"/content/"_s + name + u".md"_s; }
    [[nodiscard]] ColumnWidget* column(const QString& title) const
    {
        for (ColumnWidget* each : page->columns()) {
            if (each->column().key.title == title)
                return each;
        }
        return nullptr;
    }
    /// Column and row of a card.
    [[nodiscard]] std::pair<ColumnWidget*, int> find(const QString& title) const
    {
        for (ColumnWidget* each : page->columns()) {
            for (int row = 0; row < each->model().rowCount(); ++row) {
                if (each->model().row(row).title == title)
                    return {each, row};
            }
        }
        return {nullptr, -1};
    }
    [[nodiscard]] QString columnOf(const QString& title) const
    {
        const auto [column, row] = find(title);
        return column ? column->column().key.title : QString();
    }
    /// In the window's own coordinates, where the mouse goes.
    [[nodiscard]] QPoint centre(const QString& title) const
    {
        const auto [column, row] = find(title);
        if (!column)
            return {};
        return column->list().viewport()->mapTo(page.get(), column->list().visualRect(column->model().index(row)).center());
    }
    [[nodiscard]] QPoint endOf(const QString& columnTitle) const
    {
        const CardListView& list = column(columnTitle)->list();
        return list.viewport()->mapTo(page.get(), QPoint(list.viewport()->width() / 2, list.viewport()->height() - 60));
    }
    void press(const QPoint& at) const { QTest::mousePress(page->windowHandle(), Qt::LeftButton, {}, at); }
    void moveTo(const QPoint& at) const { QTest::mouseMove(page->windowHandle(), at); }
    void release(const QPoint& at) const { QTest::mouseRelease(page->windowHandle(), Qt::LeftButton, {}, at); }
    void pick(const QString& title) const
    {
        const auto [column, row] = find(title);
        QVERIFY2(column, qPrintable(title));
        column->setCurrentRow(row);
        column->list().setFocus(Qt::OtherFocusReason);
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const { QTest::keyClick(page->windowHandle(), key, modifiers); }

    QTemporaryDir dir;
    Core core;
    PaneHost host;
    std::unique_ptr<BoardPage> page;
};

} // namespace aios::shell
