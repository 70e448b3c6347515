// SPDX-License-Identifier: MIT
#include "ui/mainwindow/shortcutsheet.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

void addRow(QStandardItemModel& model, const QString& what, const QString& keys)
{
    model.appendRow({new QStandardItem(what), new QStandardItem(keys)});
}

/// Keys that belong to a place rather than to an action.
void addPlaces(QStandardItemModel& model)
{
    const auto tr = [](const char* text) { return ShortcutSheet::tr(text); };
    addRow(model, tr("Send, in the composer"), tr("Enter"));
    addRow(model, tr("New line, in the composer"), tr("Shift+Enter"));
    addRow(model, tr("Stop, in the composer or transcript"), tr("Esc"));
    addRow(model, tr("Earlier prompts, in an empty composer"), tr("Up"));
    addRow(model, tr("Approve, in a decision"), tr("Ctrl+Enter"));
    addRow(model, tr("Reject, in a decision"), tr("Ctrl+Backspace"));
    addRow(model, tr("Rename, in the list of sessions"), tr("F2"));
    addRow(model, tr("Fork, in the list of sessions"), tr("Ctrl+D"));
    addRow(model, tr("Export, in the list of sessions"), tr("Ctrl+E"));
    addRow(model, tr("Delete, in the list of sessions"), tr("Del"));
}

} // namespace

ShortcutSheet::ShortcutSheet(const QList<QAction*>& actions, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Keyboard Shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* model = new QStandardItemModel(this);
    model->setHorizontalHeaderLabels({tr("What"), tr("Keys")});
    for (const QAction* action : actions) {
        QStringList keys;
        for (const QKeySequence& sequence : action->shortcuts())
            keys += sequence.toString(QKeySequence::NativeText);
        if (!keys.isEmpty())
            addRow(*model, action->text().remove(u'&').remove(u'…'), keys.join(tr(" or ")));
    }
    addPlaces(*model);
    auto* filtered = new QSortFilterProxyModel(this);
    filtered->setSourceModel(model);
    filtered->setFilterKeyColumn(-1);
    filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto* filter = new QLineEdit(this);
    filter->setPlaceholderText(tr("Filter"));
    filter->setAccessibleName(tr("Filter shortcuts"));
    filter->setClearButtonEnabled(true);
    auto* list = new QTreeView(this);
    list->setModel(filtered);
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->setAccessibleName(tr("Keyboard shortcuts"));
    list->header()->setStretchLastSection(true);
    list->header()->resizeSection(0, fontMetrics().averageCharWidth() * 42);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* column = new QVBoxLayout(this);
    column->addWidget(filter);
    column->addWidget(list, 1);
    column->addWidget(buttons);
    connect(filter, &QLineEdit::textChanged, filtered, &QSortFilterProxyModel::setFilterFixedString);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    resize(fontMetrics().averageCharWidth() * 70, fontMetrics().height() * 26);
}

} // namespace aios
