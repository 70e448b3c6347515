// SPDX-License-Identifier: MIT
#include "ui/chat/completion.h"

#include "core/base/text.h"
#include "ui/theme/colours.h"

#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

template <typename Item, typename NameOf>
std::vector<const Item*> best(const QList<Item>& items, const QString& word, int limit, NameOf nameOf)
{
    std::vector<std::pair<int, const Item*>> ranked;
    for (const Item& item : items) {
        if (const auto found = matchRank(nameOf(item), word))
            ranked.emplace_back(*found, &item);
    }
    std::ranges::stable_sort(ranked, {}, [](const auto& each) { return each.first; });
    std::vector<const Item*> result;
    for (const auto& [order, item] : ranked) {
        if (std::ssize(result) >= limit)
            break;
        result.push_back(item);
    }
    return result;
}

/// Name, then the hint in muted letters on the same line.
class CompletionDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyleOptionViewItem ground = option;
        initStyleOption(&ground, index);
        ground.text.clear();
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
        const bool selected = option.state & QStyle::State_Selected;
        const QRect line = option.rect.adjusted(8, 0, -8, 0);
        const QString name = index.data(Qt::DisplayRole).toString();
        painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
        const QString shown = option.fontMetrics.elidedText(name, Qt::ElideMiddle, line.width());
        painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeft, shown);
        const int used = option.fontMetrics.horizontalAdvance(shown) + option.fontMetrics.averageCharWidth() * 2;
        if (!selected)
            painter->setPen(Colours::of(option.palette).muted);
        painter->drawText(line.adjusted(used, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                          option.fontMetrics.elidedText(index.data(Qt::UserRole).toString(), Qt::ElideRight, line.width() - used));
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {option.fontMetrics.averageCharWidth() * 40, option.fontMetrics.height() + 8};
    }
};

} // namespace

std::optional<int> matchRank(const QString& text, const QString& word)
{
    if (word.isEmpty())
        return 0;
    const QString base = text.mid(text.lastIndexOf(u'/') + 1);
    if (text.startsWith(word, Qt::CaseInsensitive))
        return 0;
    if (base.startsWith(word, Qt::CaseInsensitive))
        return 1;
    const auto at = text.indexOf(word, 0, Qt::CaseInsensitive);
    if (at > 0)
        return text.at(at - 1).isLetterOrNumber() ? 3 : 2;
    qsizetype from = 0;
    for (const QChar letter : word) {
        from = text.indexOf(letter, from, Qt::CaseInsensitive);
        if (from++ < 0)
            return std::nullopt;
    }
    return 4;
}

std::optional<CompletionQuery> completionQuery(const QString& text, int caret)
{
    int begin = caret;
    while (begin > 0 && !text.at(begin - 1).isSpace())
        --begin;
    if (begin >= caret)
        return std::nullopt;
    const QChar trigger = text.at(begin);
    if (trigger == u'/' ? begin != 0 : trigger != u'@')
        return std::nullopt;
    return CompletionQuery{trigger, text.mid(begin + 1, caret - begin - 1), begin};
}

QList<Completion> completeCommands(const QList<CommandHint>& commands, const QString& word, int limit)
{
    QList<Completion> result;
    for (const CommandHint* command : best(commands, word, limit, [](const CommandHint& each) { return each.name; })) {
        const QString label = showHidden(command->argumentHint.isEmpty() ? QString(u"/" + command->name)
                                                                         : QString(u"/" + command->name + u' ' + command->argumentHint));
        result.append({u"/" + command->name + u' ', label, showHidden(command->description)});
    }
    return result;
}

QList<Completion> completeFiles(const QStringList& files, const QString& word, int limit)
{
    QList<Completion> result;
    for (const QString* file : best(files, word, limit, [](const QString& each) { return each; })) {
        const QString mention = (file->contains(u' ') ? u"@\"%1\" "_s : u"@%1 "_s).arg(*file);
        result.append({mention, showHidden(*file), {}});
    }
    return result;
}

CompletionPopup::CompletionPopup(QWidget* parent) : QFrame(parent), m_list(new QListWidget)
{
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_list);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new CompletionDelegate(m_list));
    m_list->setAccessibleName(tr("Completions"));
    connect(m_list, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) { Q_EMIT chosen(m_completions.at(m_list->row(item))); });
    hide();
}

void CompletionPopup::offer(const QList<Completion>& completions)
{
    m_completions = completions;
    m_list->clear();
    for (const Completion& completion : completions) {
        auto* item = new QListWidgetItem(completion.label, m_list);
        item->setData(Qt::UserRole, completion.hint);
        item->setData(Qt::AccessibleTextRole, completion.hint.isEmpty() ? completion.label : completion.label + u", "_s + completion.hint);
    }
    if (completions.isEmpty()) {
        hide();
        return;
    }
    m_list->setCurrentRow(0);
    const int rows = static_cast<int>(qMin<qsizetype>(8, completions.size()));
    setFixedHeight(rows * (m_list->fontMetrics().height() + 8) + 2 * frameWidth());
    show();
    raise();
}

bool CompletionPopup::isOffering() const
{
    return isVisible() && !m_completions.isEmpty();
}

void CompletionPopup::move(int rows)
{
    const int count = m_list->count();
    if (count > 0)
        m_list->setCurrentRow((m_list->currentRow() + rows + count) % count);
}

std::optional<Completion> CompletionPopup::current() const
{
    const int row = m_list->currentRow();
    return row >= 0 && row < m_completions.size() ? std::optional(m_completions.at(row)) : std::nullopt;
}

} // namespace aios
