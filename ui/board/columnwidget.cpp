// SPDX-License-Identifier: MIT
#include "ui/board/columnwidget.h"

#include "core/base/text.h"
#include "ui/board/cardlistview.h"
#include "ui/common/tintedlabel.h"
#include "ui/theme/colours.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

ColumnWidget::ColumnWidget(const ColumnView& column, QWidget* parent)
    : QFrame(parent),
      m_column(column),
      m_title(new QLabel(this)),
      m_count(new TintedLabel({}, TintedLabel::Tint::Muted, this)),
      m_add(new QToolButton(this)),
      m_hint(new TintedLabel({}, TintedLabel::Tint::Muted, this)),
      m_refusal(new TintedLabel({}, TintedLabel::Tint::Bad, this)),
      m_list(new CardListView(this)),
      m_model(new CardListModel(this)),
      m_edit(new QLineEdit(this))
{
    m_list->setModel(m_model);
    for (TintedLabel* label : {m_hint, m_refusal}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setContentsMargins(6, 2, 6, 2);
        label->hide();
    }
    m_edit->setPlaceholderText(tr("Type: Title (slug) - note"));
    m_edit->setObjectName(u"newCard"_s);
    m_edit->hide();
    m_edit->installEventFilter(this);
    auto* column_ = new QVBoxLayout(this);
    column_->setContentsMargins(6, 6, 6, 6);
    column_->setSpacing(4);
    buildHeader();
    column_->addWidget(m_refusal);
    column_->addWidget(m_hint);
    column_->addWidget(m_list, 1);
    column_->addWidget(m_edit);
    connect(m_edit, &QLineEdit::returnPressed, this, [this] {
        const QString text = m_edit->text().simplified();
        m_edit->clear(); // and stays open for the next one
        if (text.isEmpty())
            return m_edit->hide();
        m_sent.append(text);
        Q_EMIT addWanted(text);
    });
}

void ColumnWidget::buildHeader()
{
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_add->setText(u"+"_s);
    m_add->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_add->setAutoRaise(true);
    m_add->setFocusPolicy(Qt::TabFocus);
    m_add->setObjectName(u"addCard"_s);
    connect(m_add, &QToolButton::clicked, this, &ColumnWidget::openAdding);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(4, 0, 0, 0);
    row->addWidget(m_title, 1);
    row->addWidget(m_count);
    row->addWidget(m_add);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
}

void ColumnWidget::setColumn(const ColumnView& column, const QStringList& words, const QSet<QString>& waiting, const PieceMarks& marks)
{
    m_column = column;
    QList<CardListModel::Row> rows;
    const QDateTime now = QDateTime::currentDateTime();
    for (const CardView& card : column.cards) {
        CardListModel::Row row = CardListModel::makeRow(card, waiting.contains(card.piece), marks.value(card.piece), now);
        if (CardListModel::matches(row, words))
            rows.append(std::move(row));
    }
    const auto shown = rows.size();
    m_model->setRows(std::move(rows));
    const QString title = column.key.title.isEmpty() ? tr("Above the first heading") : elided(showHidden(column.key.title), 80);
    m_title->setText(title);
    m_count->setText(column.missing                 ? QString()
                     : shown == column.cards.size() ? QString::number(shown)
                                                    : tr("%1 of %2").arg(shown).arg(column.cards.size()));
    m_hint->setText(column.missing ? tr("Not in the file yet. A card that is moved here adds its heading.") : tr("No cards"));
    m_hint->setVisible(column.missing || column.cards.isEmpty());
    const QString about =
        column.missing ? tr("%1, not in the file yet").arg(title) : tr("%1, %n card(s)", nullptr, static_cast<int>(shown)).arg(title);
    m_list->setAccessibleName(about);
    m_add->setAccessibleName(tr("Add a card to %1").arg(title));
    m_add->setToolTip(m_add->accessibleName());
    m_edit->setAccessibleName(tr("New card in %1").arg(title));
    update();
}

const CardView* ColumnWidget::current() const
{
    const QModelIndex index = m_list->currentIndex();
    return index.isValid() ? &m_model->row(index.row()).card : nullptr;
}

void ColumnWidget::setCurrentRow(int row)
{
    const int count = m_model->rowCount();
    if (count > 0)
        m_list->setCurrentIndex(m_model->index(qBound(0, row, count - 1)));
}

void ColumnWidget::showDrop(int row)
{
    m_refusal->hide();
    m_drop = true;
    m_list->showDropAt(row);
    update();
}

void ColumnWidget::showRefusal(const QString& why)
{
    m_list->showDropAt(-1);
    m_drop = false;
    m_refusal->setText(showHidden(why));
    m_refusal->show();
    update();
}

void ColumnWidget::clearDrop()
{
    m_refusal->hide();
    m_drop = false;
    m_list->showDropAt(-1);
    update();
}

void ColumnWidget::openAdding()
{
    m_edit->show();
    m_edit->setFocus(Qt::OtherFocusReason);
}

NewCardWriting ColumnWidget::writing() const
{
    return {m_edit->text(), m_sent, m_edit->cursorPosition(), m_edit->isVisibleTo(this), m_edit->hasFocus()};
}

void ColumnWidget::goOnWriting(const NewCardWriting& writing)
{
    m_sent += writing.sent;
    m_edit->setText(m_edit->text().isEmpty() ? writing.text : QString(m_edit->text() % u' ' % writing.text));
    m_edit->setCursorPosition(writing.cursor);
    m_edit->setVisible(writing.open);
    if (writing.focus)
        m_edit->setFocus(Qt::OtherFocusReason);
}

/// One that was given back since another request was refused, and is there after all, is not to be added twice.
void ColumnWidget::noteAdded(const CardKey& card)
{
    const QString bytes = QString::fromUtf8(card.bytes).simplified();
    const auto sent = std::ranges::find_if(m_sent, [&bytes](const QString& text) { return bytes.endsWith(text); });
    if (sent != m_sent.end())
        m_sent.erase(sent);
    else if (m_givenBack && bytes.endsWith(m_edit->text().simplified()))
        m_edit->clear();
    m_givenBack = false;
}

void ColumnWidget::giveBack()
{
    if (m_sent.isEmpty())
        return;
    m_edit->setText(QString(m_sent.takeFirst() % u' ' % m_edit->text()).trimmed());
    m_edit->show();
    m_givenBack = true;
}

bool ColumnWidget::eventFilter(QObject* watched, QEvent* event)
{
    const bool escape = event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape;
    const bool left = event->type() == QEvent::FocusOut && m_edit->text().trimmed().isEmpty() &&
                      static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason &&
                      static_cast<QFocusEvent*>(event)->reason() != Qt::ActiveWindowFocusReason;
    if (watched != m_edit || (!escape && !left))
        return false;
    m_edit->hide();
    if (escape) {
        m_edit->clear();
        m_list->setFocus(Qt::OtherFocusReason);
    }
    return escape;
}

/// A quiet ground, with a dashed edge where the file has no such column yet, and the highlight's edge while a card may be let go here.
void ColumnWidget::paintEvent(QPaintEvent*)
{
    const Colours colours = Colours::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen edge(m_drop ? palette().color(QPalette::Active, QPalette::Highlight) : colours.border, m_drop ? 2 : 1);
    if (m_column.missing)
        edge.setStyle(Qt::DashLine);
    painter.setPen(edge);
    painter.setBrush(m_column.missing ? QBrush(Qt::NoBrush)
                                      : QBrush(mixed(palette().color(QPalette::Window), colours.text, colours.dark ? 0.03 : 0.04)));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
}

} // namespace aios
