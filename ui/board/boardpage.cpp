// SPDX-License-Identifier: MIT
#include "ui/board/boardpage.h"

#include "core/base/text.h"
#include "core/runtime/publishlink.h"
#include "ui/board/boarddrag.h"
#include "ui/board/cardlistview.h"
#include "ui/board/columnwidget.h"
#include "ui/common/icons.h"
#include "ui/common/tintedlabel.h"
#include "ui/panes/noticebar.h"
#include "ui/panes/panehost.h"

#include <QAccessible>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace aios {

using namespace Qt::StringLiterals;

namespace {
const QString kBoardFile = u"context/active-work.md"_s;

/// Scrolls from side to side only: what is in it is never higher than its room, so that the heads of columns stay.
class ColumnsArea : public QScrollArea {
public:
    using QScrollArea::QScrollArea;

protected:
    void resizeEvent(QResizeEvent* event) override
    {
        if (widget())
            widget()->setMaximumHeight(viewport()->height());
        QScrollArea::resizeEvent(event);
    }
};

} // namespace

BoardPage::BoardPage(PaneHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_link(host.project().board()),
      m_filter(new QLineEdit(this)),
      m_pages(new QStackedWidget(this)),
      m_area(new ColumnsArea(m_pages)),
      m_inner(new QWidget(m_area)),
      m_row(new QHBoxLayout(m_inner)),
      m_drag(new BoardDrag(*m_area, *this))
{
    m_row->setContentsMargins(8, 0, 8, 8);
    m_row->setSpacing(8);
    m_area->setWidget(m_inner);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setFocusPolicy(Qt::NoFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(buildTop());
    column->addWidget(m_pages, 1);
    m_pages->addWidget(m_area);
    buildStates();
    buildActions();
    connectBoard();
    takeMarks();
    m_link.watch(true);
}

BoardPage::~BoardPage()
{
    m_link.watch(false);
}

QWidget* BoardPage::buildTop()
{
    auto* top = new QWidget(this);
    auto* row = new QHBoxLayout(top);
    row->setContentsMargins(8, 8, 8, 0);
    m_filter->setPlaceholderText(tr("Filter cards"));
    m_filter->setAccessibleName(tr("Filter cards"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(fontMetrics().averageCharWidth() * 40);
    m_count = new TintedLabel({}, TintedLabel::Tint::Muted, top);
    const auto button = [top](const QString& text, const QString& name) {
        auto* made = new QToolButton(top);
        made->setText(text);
        made->setToolButtonStyle(Qt::ToolButtonTextOnly);
        made->setFocusPolicy(Qt::TabFocus);
        made->setObjectName(name);
        return made;
    };
    m_undo = button(tr("Undo"), u"undoBoard"_s);
    m_redo = button(tr("Redo"), u"redoBoard"_s);
    m_file = button(tr("Open File"), u"openBoardFile"_s);
    m_file->setToolTip(tr("Opens %1 in an editor").arg(kBoardFile));
    row->addWidget(m_filter, 1);
    row->addWidget(m_count);
    row->addStretch(1);
    row->addWidget(m_undo);
    row->addWidget(m_redo);
    row->addWidget(m_file);
    connect(m_filter, &QLineEdit::textChanged, this, [this] {
        showBoard();
        Q_EMIT stateChanged();
    });
    connect(m_undo, &QToolButton::clicked, this, &BoardPage::undo);
    connect(m_redo, &QToolButton::clicked, this, &BoardPage::redo);
    connect(m_file, &QToolButton::clicked, this, [this] { Q_EMIT m_host.openFileRequested(kBoardFile); });
    return top;
}

/// Words in the middle and what can be done about it, instead of columns.
void BoardPage::buildStates()
{
    auto* page = new QWidget(m_pages);
    m_stateWords = new QLabel(page);
    m_stateWords->setTextFormat(Qt::PlainText);
    m_stateWords->setWordWrap(true);
    m_stateWords->setAlignment(Qt::AlignCenter);
    m_stateWords->setMaximumWidth(fontMetrics().averageCharWidth() * 70);
    m_stateWords->setObjectName(u"boardState"_s);
    m_stateButton = new QPushButton(page);
    m_stateButton->setObjectName(u"boardStateButton"_s);
    m_stateButton->setAutoDefault(false);
    connect(m_stateButton, &QPushButton::clicked, this, [this] {
        if (m_statePressed)
            m_statePressed();
    });
    auto* column = new QVBoxLayout(page);
    auto* middle = new QHBoxLayout; // without an alignment, so that the words get the height they need
    middle->addStretch(1);
    middle->addWidget(m_stateWords, 8);
    middle->addStretch(1);
    column->addStretch(1);
    column->addLayout(middle);
    column->addWidget(m_stateButton, 0, Qt::AlignCenter);
    column->addStretch(2);
    m_pages->addWidget(page);
}

void BoardPage::connectBoard()
{
    connect(&m_link, &BoardLink::boardChanged, this, &BoardPage::showBoard);
    connect(&m_link, &BoardLink::refused, this, [this](const QString& why) {
        for (ColumnWidget* column : std::as_const(m_columns))
            column->giveBack();
        showNotice(why);
    });
    connect(&m_link, &BoardLink::done, this, [this](const QString& words, const CardKey& card) {
        showNotice({});
        say(words);
        const QWidget* focus = QApplication::focusWidget();
        const bool here = focus && m_inner->isAncestorOf(focus) && !qobject_cast<const QLineEdit*>(focus);
        for (ColumnWidget* column : std::as_const(m_columns)) {
            if (column->column().key == card.column)
                column->noteAdded(card);
            const int row = column->model().rowOf(card);
            if (row < 0)
                continue;
            m_hand = static_cast<int>(m_columns.indexOf(column));
            column->setCurrentRow(row);
            if (here)
                column->list().setFocus(Qt::OtherFocusReason);
            m_area->ensureWidgetVisible(column, 8, 0);
        }
    });
    connect(&m_host, &PaneHost::waitingChanged, this, &BoardPage::showBoard);
    connect(&m_host.project().publishing(), &PublishLink::changed, this, &BoardPage::takeMarks);
    connect(m_drag, &BoardDrag::moved, this, [this](const CardKey& card, const MoveTarget& to) { m_link.request(MoveCard{card, to}); });
    connect(m_drag, &BoardDrag::refused, this, &BoardPage::showNotice);
}

QSet<QString> BoardPage::waitingPieces() const
{
    const ContentPtr content = m_host.project().content();
    QSet<QString> pieces;
    for (const ApprovalRequest& request : m_host.waiting()) {
        if (request.preview.kind == ApprovalPreview::Kind::Publish)
            pieces.insert(request.preview.path);
        for (const PathAccess& path : request.access.paths) {
            if (content && path.kind == PathAccess::Kind::Write && path.realPath.startsWith(QString(content->root + u'/')))
                pieces.insert(path.realPath.sliced(content->root.size() + 1));
        }
    }
    return pieces;
}

void BoardPage::takeMarks()
{
    const PublishStatePtr state = m_host.project().publishing().state();
    m_marks = state ? pieceMarks(*state, QDateTime::currentDateTime()) : PieceMarks();
    showBoard();
}

void BoardPage::showBoard()
{
    const BoardView& board = m_link.board();
    fitColumns();
    const QStringList words = m_filter->text().split(u' ', Qt::SkipEmptyParts);
    const QSet<QString> waiting = waitingPieces();
    for (qsizetype i = 0; i < m_columns.size(); ++i)
        m_columns[i]->setColumn(board.columns[i], words, waiting, m_marks);
    const bool any = board.exists && !board.columns.isEmpty();
    m_filter->setEnabled(any);
    m_count->setText(any ? tr("%n card(s)", nullptr, static_cast<int>(board.cardCount())) : QString());
    m_file->setEnabled(board.exists || !board.problem.isEmpty());
    m_undo->setEnabled(!board.undo.isEmpty());
    m_redo->setEnabled(!board.redo.isEmpty());
    m_undo->setToolTip(board.undo.isEmpty() ? tr("Nothing to undo") : tr("Undo: %1").arg(showHidden(board.undo)));
    m_redo->setToolTip(board.redo.isEmpty() ? tr("Nothing to redo") : tr("Redo: %1").arg(showHidden(board.redo)));
    if (std::exchange(m_leftOut, board.leftOut) != board.leftOut) {
        m_leftOutSeen = false;
        showNotice({});
    }
    showState();
    if (m_scrollWanted > 0 && m_link.isLoaded()) {
        m_inner->layout()->activate();
        m_area->horizontalScrollBar()->setValue(std::exchange(m_scrollWanted, 0));
    }
    if (m_focusWanted && m_link.isLoaded())
        focusCards();
}

void BoardPage::setState(const QString& words, const QString& button, std::function<void()> pressed)
{
    m_stateWords->setText(words);
    m_stateButton->setText(button);
    m_stateButton->setVisible(!button.isEmpty());
    m_statePressed = std::move(pressed);
    m_pages->setCurrentIndex(1);
}

void BoardPage::showState()
{
    const BoardView& board = m_link.board();
    const auto openFile = [this] { Q_EMIT m_host.openFileRequested(kBoardFile); };
    if (!m_link.isLoaded())
        return setState(tr("Reading the board…"), {}, {});
    if (!board.problem.isEmpty())
        return setState(tr("The board cannot be read. %1").arg(showHidden(board.problem)), tr("Open File"), openFile);
    if (!board.exists)
        return setState(tr("This folder has no board yet. The board is a text file, %1: each ## heading is a column, each bullet a card. You, the "
                           "assistant and any editor can change it.")
                            .arg(kBoardFile),
                        tr("Create the Board"), [this] { m_link.request(CreateBoard{}); });
    const bool found = std::ranges::any_of(m_columns, [](const ColumnWidget* column) { return column->model().rowCount() > 0; });
    if (!m_filter->text().trimmed().isEmpty() && !found)
        return setState(tr("No card says “%1”.").arg(elided(m_filter->text().trimmed(), 60)), tr("Show All Cards"), [this] { m_filter->clear(); });
    m_pages->setCurrentIndex(0);
}

/// What is missing on the board stands there until the person has closed it; what happens comes before that.
void BoardPage::showNotice(const QString& happened)
{
    const QString text = happened.isEmpty() && !m_leftOutSeen ? m_leftOut : happened;
    if (m_notice) {
        m_notice->hide();
        m_notice->deleteLater();
        m_notice = nullptr;
    }
    if (text.isEmpty())
        return;
    m_notice = new NoticeBar(NoticeBar::Kind::Warning, text, this);
    m_notice->addCloseButton();
    connect(m_notice, &NoticeBar::closed, this, [this, leftOut = happened.isEmpty()] {
        m_leftOutSeen = m_leftOutSeen || leftOut;
        showNotice({});
    });
    static_cast<QVBoxLayout*>(layout())->insertWidget(0, m_notice);
    say(text);
}

QString BoardPage::noticeText() const
{
    return m_notice ? m_notice->text() : QString();
}

void BoardPage::say(const QString& text)
{
    QAccessibleAnnouncementEvent event(this, showHidden(text));
    QAccessible::updateAccessibility(&event);
}

void BoardPage::undo()
{
    m_link.undo();
}

void BoardPage::redo()
{
    m_link.redo();
}

void BoardPage::openFind()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void BoardPage::focusCards()
{
    m_focusWanted = !m_link.isLoaded();
    if (m_pages->currentIndex() == 0 && !m_columns.isEmpty())
        m_columns[m_hand]->list().setFocus(Qt::OtherFocusReason);
    else if (m_stateButton->isVisibleTo(this))
        m_stateButton->setFocus(Qt::OtherFocusReason);
}

void BoardPage::goTo(const CardKey& card)
{
    for (ColumnWidget* column : std::as_const(m_columns)) {
        if (const int row = column->model().rowOf(card); row >= 0) {
            column->setCurrentRow(row);
            column->list().setFocus(Qt::OtherFocusReason);
        }
    }
}

QJsonObject BoardPage::saveState() const
{
    QJsonObject state;
    if (!m_filter->text().isEmpty())
        state.insert(u"filter"_s, m_filter->text());
    if (const int scrolled = m_area->horizontalScrollBar()->value(); scrolled > 0)
        state.insert(u"scroll"_s, scrolled);
    return state;
}

void BoardPage::restoreState(const QJsonObject& state)
{
    m_filter->setText(state.value(u"filter"_s).toString());
    m_scrollWanted = state.value(u"scroll"_s).toInt();
}

} // namespace aios
