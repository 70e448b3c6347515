// SPDX-License-Identifier: MIT
#include "ui/mainwindow/finder.h"

#include "ui/chat/completion.h"
#include "ui/theme/colours.h"

#include <QApplication>
#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostRows = 60;
constexpr int kRowsShown = 12;
constexpr int kDetailRole = Qt::UserRole + 1;
constexpr int kGroupRole = Qt::UserRole + 2;
constexpr int kPlaceRole = Qt::UserRole + 3; ///< Group and entry as a QPoint.

/// Symbol, title, detail in muted letters, and at the right what kind of thing it is.
class FinderDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyleOptionViewItem ground = option;
        initStyleOption(&ground, index);
        ground.text.clear();
        ground.icon = {};
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
        const bool selected = option.state & QStyle::State_Selected;
        const QColor text = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
        const QColor muted = selected ? text : Colours::of(option.palette).muted;
        const QFontMetrics& metrics = option.fontMetrics;
        const int gap = metrics.height() / 2;
        QRect line = option.rect.adjusted(gap, 0, -gap, 0);
        const int side = metrics.height();
        qvariant_cast<QIcon>(index.data(Qt::DecorationRole))
            .paint(painter, line.left(), line.center().y() - side / 2, side, side, Qt::AlignCenter, selected ? QIcon::Selected : QIcon::Normal);
        line.setLeft(line.left() + side + gap);
        const QString group = index.data(kGroupRole).toString();
        painter->setPen(muted);
        painter->drawText(line, Qt::AlignVCenter | Qt::AlignRight, group);
        line.setRight(line.right() - metrics.horizontalAdvance(group) - gap);
        const QString whole = index.data().toString(); // Of a path its end says most, of words their beginning.
        const QString title = metrics.elidedText(whole, whole.contains(u' ') ? Qt::ElideRight : Qt::ElideMiddle, line.width());
        painter->setPen(text);
        painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeft, title);
        line.setLeft(line.left() + metrics.horizontalAdvance(title) + gap);
        painter->setPen(muted);
        painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                          metrics.elidedText(index.data(kDetailRole).toString(), Qt::ElideRight, line.width()));
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {option.fontMetrics.averageCharWidth() * 40, option.fontMetrics.height() * 3 / 2};
    }
};

/// Sum over the words; nothing when one of them is nowhere in it. A hit in the detail alone counts less than any in the title.
std::optional<int> rankOf(const FinderEntry& entry, const QStringList& words)
{
    int sum = 0;
    for (const QString& word : words) {
        if (const auto inTitle = matchRank(entry.title, word))
            sum += *inTitle;
        else if (entry.detail.contains(word, Qt::CaseInsensitive))
            sum += 6;
        else
            return std::nullopt;
    }
    return sum;
}

} // namespace

QList<std::pair<int, int>> finderMatches(const QList<FinderGroup>& groups, const QString& query, int limit)
{
    const QStringList words = query.split(u' ', Qt::SkipEmptyParts);
    const auto perGroup = words.isEmpty() ? limit / qMax<qsizetype>(1, groups.size()) : limit;
    std::vector<std::pair<int, std::pair<int, int>>> ranked;
    for (int group = 0; group < groups.size(); ++group) {
        const QList<FinderEntry>& entries = groups.at(group).entries;
        for (int i = 0; i < entries.size(); ++i) {
            if (words.isEmpty() && i >= perGroup)
                break;
            if (const auto rank = rankOf(entries.at(i), words))
                ranked.push_back({*rank, {group, i}});
        }
    }
    std::ranges::stable_sort(ranked, {}, [](const auto& each) { return each.first; });
    QList<std::pair<int, int>> best;
    for (const auto& [rank, place] : ranked) {
        if (best.size() >= limit)
            break;
        best.append(place);
    }
    return best;
}

Finder::Finder(QWidget* window) : QFrame(window), m_edit(new QLineEdit(this)), m_list(new QListWidget(this)), m_words(new QLabel(this))
{
    setObjectName(u"finder"_s);
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    m_edit->setObjectName(u"finderEdit"_s);
    m_edit->setClearButtonEnabled(true);
    m_edit->installEventFilter(this);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    m_list->setItemDelegate(new FinderDelegate(m_list));
    m_list->setAccessibleName(tr("Found"));
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setForegroundRole(QPalette::PlaceholderText);
    m_words->setContentsMargins(6, 2, 6, 4);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(4);
    column->addWidget(m_edit);
    column->addWidget(m_list);
    column->addWidget(m_words);
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (!m_asking)
            return refill();
        m_words->setText(text.trimmed().size() < 2 ? tr("Write at least two letters.") : tr("Looking…"));
        m_words->show();
        place();
        Q_EMIT asked(text.trimmed());
    });
    connect(m_list, &QListWidget::itemClicked, this, &Finder::choose);
    window->installEventFilter(this);
    hide();
}

void Finder::begin(const QString& prompt)
{
    if (!isVisible())
        m_before = QApplication::focusWidget();
    const QSignalBlocker quiet(m_edit);
    m_edit->clear();
    m_edit->setPlaceholderText(prompt);
    m_edit->setAccessibleName(prompt);
    show();
    raise();
    m_edit->setFocus(Qt::ShortcutFocusReason);
}

void Finder::open(const QString& prompt, const QList<FinderGroup>& groups)
{
    m_groups = groups;
    m_asking = false;
    begin(prompt);
    refill();
}

void Finder::openAsking(const QString& prompt, const QString& query, std::function<void(const QString& id)> run)
{
    m_groups = {{{}, {}, std::move(run)}};
    m_asking = true;
    begin(prompt);
    refill();
    m_words->setText(tr("Write at least two letters."));
    m_edit->setText(query);
    m_edit->selectAll();
}

void Finder::setFound(const QString& query, const QList<FinderEntry>& entries)
{
    if (!m_asking || !isVisible() || query != m_edit->text().trimmed())
        return;
    m_groups[0].entries = entries;
    m_list->clear();
    for (int i = 0; i < entries.size(); ++i)
        addRow(entries.at(i), {}, 0, i);
    m_list->setCurrentRow(0);
    m_words->setText(entries.isEmpty() && query.size() >= 2 ? tr("“%1” stands in no session of this folder.").arg(query) : QString());
    m_words->setVisible(entries.isEmpty());
    place();
}

void Finder::refill()
{
    m_list->clear();
    const auto matches = m_asking ? QList<std::pair<int, int>>() : finderMatches(m_groups, m_edit->text(), kMostRows);
    for (const auto& [group, entry] : matches)
        addRow(m_groups.at(group).entries.at(entry), m_groups.at(group).name, group, entry);
    m_list->setCurrentRow(0);
    m_words->setText(tr("Nothing is called “%1”.").arg(m_edit->text().trimmed()));
    m_words->setVisible(m_list->count() == 0);
    place();
}

void Finder::addRow(const FinderEntry& entry, const QString& group, int groupIndex, int entryIndex)
{
    auto* item = new QListWidgetItem(icon(entry.symbol), entry.title, m_list);
    const QString kind = entry.group.isEmpty() ? group : entry.group;
    item->setData(kDetailRole, entry.detail);
    item->setData(kGroupRole, kind);
    item->setData(kPlaceRole, QPoint(groupIndex, entryIndex));
    QStringList spoken{entry.title, entry.detail, kind};
    spoken.removeAll(QString());
    item->setData(Qt::AccessibleTextRole, spoken.join(u", "_s));
}

/// At the top in the middle, as high as its rows.
void Finder::place()
{
    const QWidget* window = parentWidget();
    const int line = fontMetrics().height();
    const int width = qMin(window->width() - line * 2, fontMetrics().averageCharWidth() * 96);
    const int room = window->height() - line * 8;
    const int rows = qMin(m_list->count(), kRowsShown);
    m_list->setVisible(rows > 0);
    m_list->setFixedHeight(qBound(line * 3 / 2, rows * (line * 3 / 2) + 2, qMax(line * 3, room)));
    setFixedWidth(width);
    layout()->activate();
    resize(width, layout()->totalSizeHint().height());
    adjustSize();
    move((window->width() - this->width()) / 2, line * 3);
}

void Finder::moveCurrent(int rows)
{
    const int count = m_list->count();
    if (count > 0)
        m_list->setCurrentRow((m_list->currentRow() + rows + count) % count);
}

void Finder::choose()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (!item)
        return;
    const QPoint at = item->data(kPlaceRole).toPoint();
    const auto run = m_groups.at(at.x()).run;
    const QString id = m_groups.at(at.x()).entries.at(at.y()).id;
    finish();
    run(id);
}

void Finder::finish()
{
    const bool focused = m_edit->hasFocus();
    hide();
    if (focused && m_before)
        m_before->setFocus(Qt::OtherFocusReason);
    m_groups.clear();
    m_list->clear();
}

bool Finder::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget()) {
        if (event->type() == QEvent::Resize && isVisible())
            place();
        return false;
    }
    if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason &&
        static_cast<QFocusEvent*>(event)->reason() != Qt::ActiveWindowFocusReason) {
        finish();
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return false;
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Up:
        moveCurrent(-1);
        return true;
    case Qt::Key_Down:
        moveCurrent(1);
        return true;
    case Qt::Key_PageUp:
        moveCurrent(-qMin(kRowsShown, m_list->currentRow()));
        return true;
    case Qt::Key_PageDown:
        moveCurrent(qMin(kRowsShown, m_list->count() - 1 - m_list->currentRow()));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose();
        return true;
    case Qt::Key_Escape:
        finish();
        return true;
    default:
        return false;
    }
}

} // namespace aios
