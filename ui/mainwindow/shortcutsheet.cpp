// SPDX-License-Identifier: MIT
#include "ui/mainwindow/shortcutsheet.h"

#include "ui/common/keys.h"
#include "ui/settings/keyspage.h"

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

void addRow(QStandardItemModel& model, const QString& what, const QString& keys, const QString& where)
{
    model.appendRow({new QStandardItem(what), new QStandardItem(keys), new QStandardItem(where)});
}

} // namespace

ShortcutSheet::ShortcutSheet(bool enterSends, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Keyboard Shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* model = new QStandardItemModel(this);
    model->setHorizontalHeaderLabels({tr("What"), tr("Keys"), tr("Where")});
    for (const KeyRow& row : keyTable()) {
        if (const QString keys = Keys::instance().text(row.id); !keys.isEmpty())
            addRow(*model, keyTitle(row), keys, keyGroup(row));
    }
    for (const auto& [what, keys] : fixedKeys(enterSends))
        addRow(*model, what, keys, tr("Always"));
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
    list->header()->resizeSection(0, fontMetrics().averageCharWidth() * 46);
    list->header()->resizeSection(1, fontMetrics().averageCharWidth() * 22);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setIcon({}); // The style's is black on dark.
    QPushButton* change = buttons->addButton(tr("Change Keys…"), QDialogButtonBox::ActionRole);
    for (QAbstractButton* button : buttons->buttons())
        static_cast<QPushButton*>(button)->setAutoDefault(false);
    auto* column = new QVBoxLayout(this);
    column->addWidget(filter);
    column->addWidget(list, 1);
    column->addWidget(buttons);
    connect(filter, &QLineEdit::textChanged, filtered, &QSortFilterProxyModel::setFilterFixedString);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(change, &QPushButton::clicked, this, [this] {
        close(); // no dialog from a dialog
        Q_EMIT changeWanted();
    });
    const QSize wanted(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 26);
    resize(parent ? wanted.boundedTo(parent->window()->size()) : wanted);
}

} // namespace aios
