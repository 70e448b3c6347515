// SPDX-License-Identifier: MIT
#include "ui/settings/keyspage.h"

#include "ui/common/keys.h"

#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {
constexpr int kIdRole = Qt::UserRole + 1;
}

KeysPage::KeysPage(QWidget* parent)
    : QWidget(parent),
      m_model(new QStandardItemModel(this)),
      m_filtered(new QSortFilterProxyModel(this)),
      m_filter(new QLineEdit(this)),
      m_list(new QTreeView(this)),
      m_what(new QLabel(this)),
      m_key(new QKeySequenceEdit(this)),
      m_use(new QPushButton(tr("Use This Key"), this)),
      m_take(new QPushButton(this)),
      m_none(new QPushButton(tr("No Key"), this)),
      m_reset(new QPushButton(tr("Back to Default"), this)),
      m_resetAll(new QPushButton(tr("All Back to Default"), this)),
      m_words(new QLabel(this))
{
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterKeyColumn(-1);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setPlaceholderText(tr("Filter by what it does or by key"));
    m_filter->setAccessibleName(tr("Filter shortcuts"));
    m_filter->setClearButtonEnabled(true);
    m_list->setModel(m_filtered);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setAccessibleName(tr("Keyboard shortcuts"));
    m_list->setObjectName(u"keyList"_s);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_filter);
    column->addWidget(m_list, 1);
    column->addLayout(buildEditor());
    connect(m_filter, &QLineEdit::textChanged, m_filtered, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &KeysPage::showRow);
    connect(m_list, &QTreeView::activated, this, [this] { m_key->setFocus(); });
    connect(&Keys::instance(), &Keys::changed, this, &KeysPage::refill);
    refill();
    m_list->setCurrentIndex(m_filtered->index(0, 0));
    m_list->header()->setStretchLastSection(true);
    m_list->header()->resizeSection(0, fontMetrics().averageCharWidth() * 46);
    m_list->header()->resizeSection(1, fontMetrics().averageCharWidth() * 22);
    setFocusProxy(m_list);
}

QLayout* KeysPage::buildEditor()
{
    m_what->setTextFormat(Qt::PlainText);
    m_key->setAccessibleName(tr("New key"));
    m_key->setObjectName(u"keyEdit"_s);
    m_key->setMaximumSequenceLength(1);
    m_key->setClearButtonEnabled(true);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setMinimumHeight(fontMetrics().height() * 2);
    m_words->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_words->setObjectName(u"keyWords"_s);
    m_use->setObjectName(u"keyUse"_s);
    m_take->setObjectName(u"keyTake"_s);
    m_reset->setObjectName(u"keyReset"_s);
    m_none->setToolTip(tr("It stays in the menus and in the command palette."));
    for (QPushButton* button : {m_use, m_take, m_none, m_reset, m_resetAll})
        button->setAutoDefault(false);
    m_take->setText(tr("Take It From There"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_key, 1);
    for (QPushButton* button : {m_use, m_take, m_none, m_reset})
        row->addWidget(button);
    auto* last = new QHBoxLayout;
    last->addWidget(m_words, 1);
    last->addWidget(m_resetAll, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->addWidget(m_what);
    column->addLayout(row);
    column->addLayout(last);
    connect(m_key, &QKeySequenceEdit::keySequenceChanged, this, &KeysPage::check);
    connect(m_use, &QPushButton::clicked, this, [this] { assign(false); });
    connect(m_take, &QPushButton::clicked, this, [this] { assign(true); });
    connect(m_none, &QPushButton::clicked, this, [this] { Keys::instance().set(currentId().constData(), {}); });
    connect(m_reset, &QPushButton::clicked, this, [this] { Keys::instance().reset(currentId().constData()); });
    connect(m_resetAll, &QPushButton::clicked, &Keys::instance(), &Keys::resetAll);
    return column;
}

QByteArray KeysPage::currentId() const
{
    return m_list->currentIndex().siblingAtColumn(0).data(kIdRole).toByteArray();
}

/// Rows are kept, so that the place in the list stays.
void KeysPage::refill()
{
    const Keys& keys = Keys::instance();
    m_model->setHorizontalHeaderLabels({tr("What"), tr("Keys"), tr("Where")});
    int at = 0;
    for (const KeyRow& row : keyTable()) {
        if (at >= m_model->rowCount()) {
            auto* what = new QStandardItem(keyTitle(row));
            what->setData(QByteArray(row.id), kIdRole);
            m_model->appendRow({what, new QStandardItem, new QStandardItem(keyGroup(row))});
        }
        QStandardItem* shown = m_model->item(at++, 1);
        shown->setText(keys.text(row.id));
        QFont font = m_list->font();
        font.setBold(keys.isChanged(row.id));
        shown->setFont(font);
        shown->setData(keys.isChanged(row.id) ? tr("%1, changed by you").arg(shown->text()) : shown->text(), Qt::AccessibleTextRole);
    }
    m_resetAll->setEnabled(!keys.own().isEmpty());
    showRow();
}

void KeysPage::showRow()
{
    const QByteArray id = currentId();
    const QSignalBlocker quiet(m_key);
    const QList<QKeySequence> keys = Keys::instance().keys(id.constData());
    m_key->setKeySequence(keys.isEmpty() ? QKeySequence() : keys.constFirst());
    m_what->setText(id.isEmpty() ? tr("Choose what the key is for.")
                                 : tr("Key for “%1”:").arg(m_list->currentIndex().siblingAtColumn(0).data().toString()));
    m_key->setEnabled(!id.isEmpty());
    m_none->setEnabled(!id.isEmpty() && !keys.isEmpty());
    m_reset->setEnabled(!id.isEmpty() && Keys::instance().isChanged(id.constData()));
    check();
}

void KeysPage::check()
{
    const QByteArray id = currentId();
    const QKeySequence key = m_key->keySequence();
    const Keys& keys = Keys::instance();
    const bool same = keys.keys(id.constData()).contains(key);
    const QString refusal = id.isEmpty() || key.isEmpty() || same ? QString() : keys.refusal(key, id.constData());
    const auto user = refusal.isEmpty() && !same && !key.isEmpty() ? keys.usedBy(key, id.constData()) : std::nullopt;
    m_use->setEnabled(!id.isEmpty() && !key.isEmpty() && !same && refusal.isEmpty() && !user);
    m_take->setVisible(user.has_value());
    m_words->setText(user ? tr("%1 is the key of “%2” (%3).").arg(key.toString(QKeySequence::NativeText), keyTitle(*user), keyGroup(*user))
                          : refusal);
}

void KeysPage::assign(bool takeAway)
{
    Keys& keys = Keys::instance();
    const QByteArray id = currentId();
    const QKeySequence key = m_key->keySequence();
    if (id.isEmpty() || key.isEmpty() || !keys.refusal(key, id.constData()).isEmpty())
        return;
    for (auto user = keys.usedBy(key, id.constData()); user; user = keys.usedBy(key, id.constData())) {
        if (!takeAway)
            return;
        QList<QKeySequence> left = keys.keys(user->id);
        left.removeAll(key);
        keys.set(user->id, left);
    }
    keys.set(id.constData(), {key});
}

QList<std::pair<QString, QString>> fixedKeys(bool enterSends)
{
    const auto tr = [](const char* text) { return KeysPage::tr(text); };
    return {{tr("Send, in the composer"), enterSends ? tr("Enter") : tr("Ctrl+Enter")},
            {tr("New line, in the composer"), enterSends ? tr("Shift+Enter") : tr("Enter")},
            {tr("Earlier prompts, in the composer"), tr("Up, on the first line")},
            {tr("Approve, in a decision that has the focus"), tr("Ctrl+Enter")},
            {tr("Reject, in a decision that has the focus"), tr("Ctrl+Backspace")}};
}

} // namespace aios
