// SPDX-License-Identifier: MIT
#include "ui/chat/composer.h"

#include "core/base/text.h"
#include "ui/chat/promptedit.h"
#include "ui/chat/valuecompletion.h"
#include "ui/common/icons.h"
#include "ui/common/keys.h"
#include "ui/common/menubutton.h"
#include "ui/theme/colours.h"

#include <QActionGroup>
#include <QBoxLayout>
#include <QEvent>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr int kDraftDelay = 300; ///< With the state store's own delay, a draft is on disk within a second.
constexpr int kMostOffers = 40;

/// What stood at the caret is gone, or nobody writes there now: nothing is offered for it, also not what a service answers later.
void endCompletion(CompletionPopup& popup, ValueCompletion& values)
{
    values.forget();
    popup.hide();
}

/// What a service knows comes late: it counts only where what it was asked for is still being written.
bool isStillWritten(const PromptEdit& edit, const ValueCompletion& values)
{
    return edit.hasFocus() && !edit.isComposing() && values.isAt(edit.text(), edit.textCursor().position());
}

} // namespace

QToolButton* composerButton(Icon which, const QString& name)
{
    auto* button = new QToolButton;
    button->setIcon(icon(which));
    button->setAutoRaise(true);
    const int side = qMax(16, button->fontMetrics().height());
    button->setIconSize({side, side});
    button->setToolTip(name);
    button->setAccessibleName(name);
    return button;
}

Composer::Composer(QWidget* parent)
    : QWidget(parent),
      m_edit(new PromptEdit),
      m_popup(nullptr),
      m_values(new ValueCompletion(this)),
      m_chipRow(new QWidget),
      m_queueBox(new QWidget),
      m_attach(composerButton(Icon::Attach, tr("Attach a file"))),
      m_mode(new MenuButton),
      m_model(new MenuButton),
      m_stop(composerButton(Icon::Stop, tr("Stop"))),
      m_send(composerButton(Icon::Send, tr("Send (Enter)")))
{
    buildRows();
    m_popup = new CompletionPopup(this);
    connect(m_popup, &CompletionPopup::chosen, this, &Composer::takeCompletion);
    connect(m_values, &ValueCompletion::offered, this, [this](const QList<Completion>& completions) {
        if (m_closedByEscape || !isStillWritten(*m_edit, *m_values))
            return;
        m_popup->offer(completions);
        placePopup();
    });
    m_edit->setPlaceholderText(tr("Write a message; / for commands, @ for files"));
    m_edit->installEventFilter(this);
    m_draftTimer.setSingleShot(true);
    m_draftTimer.setInterval(kDraftDelay);
    connect(&m_draftTimer, &QTimer::timeout, this, [this] { Q_EMIT draftChanged(draft()); });
    Keys::instance().bindToolTip("session.stop", m_stop, tr("Stop"));
    connect(m_edit, &PromptEdit::textChanged, this, [this] {
        updateSend();
        if (m_loading)
            return;
        noteDraft();
        m_closedByEscape = false;
        complete();
    });
    connect(m_edit, &PromptEdit::cursorPositionChanged, this, [this] {
        if (m_popup->isOffering())
            complete();
    });
    connect(m_edit, &PromptEdit::submitted, this, &Composer::send);
    connect(m_edit, &PromptEdit::escapePressed, this, &Composer::escapePressed);
    connect(m_edit, &PromptEdit::earlierRequested, this, &Composer::stepHistory);
    connect(m_edit, &PromptEdit::imagePasted, this, &Composer::attachImage);
    connect(m_edit, &PromptEdit::longTextPasted, this, &Composer::attachText);
    connect(m_edit, &PromptEdit::filesDropped, this, &Composer::addFiles);
    connect(m_edit, &PromptEdit::keyOffered, this, &Composer::offerKey);
    connect(m_send, &QToolButton::clicked, this, &Composer::send);
    connect(m_stop, &QToolButton::clicked, this, &Composer::stopRequested);
    connect(m_attach, &QToolButton::clicked, this, &Composer::attachRequested);
    m_edit->setObjectName(u"composerEdit"_s);
    m_send->setObjectName(u"sendButton"_s);
    m_stop->setObjectName(u"stopButton"_s);
    setFocusProxy(m_edit);
    updateSend();
}

Composer::~Composer() = default;

void Composer::buildRows()
{
    const int unit = fontMetrics().height();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(unit / 2, unit / 2, unit / 2, unit / 3);
    column->setSpacing(unit / 4);
    auto* queue = new QVBoxLayout(m_queueBox);
    queue->setContentsMargins({});
    queue->setSpacing(2);
    m_queueBox->hide();
    auto* chips = new QHBoxLayout(m_chipRow);
    chips->setContentsMargins({});
    chips->setSpacing(unit / 3);
    m_chipRow->hide();
    column->addWidget(m_queueBox);
    column->addWidget(m_chipRow);
    column->addWidget(m_edit);
    auto* row = new QHBoxLayout;
    row->setSpacing(unit / 4);
    for (QToolButton* menu : {m_mode, m_model}) {
        menu->setToolButtonStyle(Qt::ToolButtonTextOnly);
        menu->hide();
    }
    m_send->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_send->setAutoRaise(false);
    m_stop->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_stop->setAutoRaise(false);
    m_stop->setText(tr("Stop"));
    m_stop->hide();
    row->addWidget(m_attach);
    row->addWidget(m_mode);
    row->addWidget(m_model);
    row->addStretch(1);
    row->addWidget(m_stop);
    row->addWidget(m_send);
    column->addLayout(row);
}

void Composer::setHistory(const QStringList& prompts)
{
    m_history = prompts;
    m_historyAt = -1;
}

void Composer::setEnterSends(bool sends)
{
    m_edit->setEnterSends(sends);
    m_send->setToolTip(sends ? tr("Send (Enter)") : tr("Send (Ctrl+Enter)"));
}

void Composer::setRunning(bool running)
{
    if (m_running != running)
        rebuildQueue(running);
    m_running = running;
    m_stop->setVisible(running);
    updateSend();
}

void Composer::updateSend()
{
    m_send->setText(m_running ? tr("Queue") : tr("Send"));
    m_send->setAccessibleName(m_running ? tr("Queue: sent when the running turn ends") : tr("Send"));
    m_send->setEnabled(!m_edit->text().trimmed().isEmpty() || !m_texts.isEmpty() || !m_images.isEmpty());
}

void Composer::noteDraft()
{
    if (!m_draftTimer.isActive()) // Started once, not pushed back: a draft is at most that old.
        m_draftTimer.start();
}

void Composer::setDraft(const QString& text)
{
    m_loading = true;
    m_edit->setPlainText(text);
    m_edit->moveCursor(QTextCursor::End);
    m_loading = false;
    endCompletion(*m_popup, *m_values);
}

QString Composer::draft() const
{
    return m_edit->text();
}

QString Composer::prompt() const
{
    QStringList parts;
    if (const QString typed = m_edit->text(); !typed.trimmed().isEmpty())
        parts += typed;
    parts += m_texts;
    return parts.join("\n\n"_L1);
}

void Composer::send()
{
    if (m_edit->isComposing() || !m_send->isEnabled())
        return;
    const QString text = prompt();
    const QList<ImageBlock> images = std::exchange(m_images, {});
    if (!m_edit->text().trimmed().isEmpty() && (m_history.isEmpty() || m_history.last() != m_edit->text()))
        m_history += m_edit->text();
    m_historyAt = -1;
    m_texts.clear();
    m_loading = true;
    m_edit->clear();
    m_loading = false;
    endCompletion(*m_popup, *m_values);
    m_draftTimer.stop();
    rebuildChips();
    updateSend();
    Q_EMIT sendRequested(text, images);
    Q_EMIT draftChanged({});
}

void Composer::stepHistory(bool back)
{
    if (m_history.isEmpty() || (!back && m_historyAt < 0))
        return;
    if (m_historyAt < 0)
        m_ownText = m_edit->text();
    const qsizetype at = m_historyAt < 0 ? m_history.size() - 1 : m_historyAt + (back ? -1 : 1);
    if (at < 0)
        return;
    const bool own = at >= m_history.size();
    m_historyAt = own ? -1 : at;
    m_loading = true;
    m_edit->setText(own ? m_ownText : m_history.at(at));
    m_loading = false;
    endCompletion(*m_popup, *m_values);
    m_edit->moveCursor(back ? QTextCursor::Start : QTextCursor::End); // The next Up goes further back.
    updateSend();
}

// --- Completion ---

void Composer::complete()
{
    const bool off = m_edit->isComposing() || m_closedByEscape;
    const auto query = off ? std::nullopt : completionQuery(m_edit->text(), m_edit->textCursor().position());
    const bool asked = !off && m_values->follow(m_edit->text(), m_edit->textCursor().position());
    if (!query || asked) { // what a service knows comes later
        m_popup->hide();
        return;
    }
    auto offers = query->trigger == u'/' ? completeCommands(m_commands, query->word, kMostOffers) : completeFiles(m_files, query->word, kMostOffers);
    if (query->trigger == u'@')
        offers += m_values->templates(query->word, kMostOffers - static_cast<int>(offers.size()));
    m_popup->offer(offers);
    placePopup();
}

void Composer::placePopup()
{
    // Above the text, over whatever is there; the window is its parent so that nothing cuts it off.
    if (m_popup->parentWidget() != window() && window() != this) {
        const bool visible = m_popup->isVisible();
        m_popup->setParent(window());
        m_popup->setVisible(visible);
    }
    const QPoint corner = mapTo(m_popup->parentWidget(), QPoint(fontMetrics().height() / 2, 0));
    m_popup->setFixedWidth(qMin(width() - fontMetrics().height(), fontMetrics().averageCharWidth() * 90));
    m_popup->move(QPoint(corner.x(), m_popup->parentWidget() == this ? m_edit->geometry().bottom() : qMax(0, corner.y() - m_popup->height() - 2)));
    m_popup->raise();
}

void Composer::offerKey(int key, bool* taken)
{
    if (!m_popup->isOffering())
        return;
    *taken = true;
    switch (key) {
    case Qt::Key_Up:
        m_popup->move(-1);
        return;
    case Qt::Key_Down:
        m_popup->move(1);
        return;
    case Qt::Key_Escape:
        m_closedByEscape = true;
        m_popup->hide();
        return;
    case Qt::Key_Tab:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (const auto current = m_popup->current()) {
            // A command already written in full is sent, not completed again, and so is one whose next argument is not begun.
            const QString typed = m_edit->text().trimmed();
            const bool whole = (typed.startsWith(u'/') && current->insert.trimmed() == typed) || m_values->isUnbegun();
            if (key != Qt::Key_Tab && whole) {
                m_popup->hide();
                *taken = false;
                return;
            }
            takeCompletion(*current);
            return;
        }
        [[fallthrough]];
    default:
        *taken = false;
    }
}

void Composer::takeCompletion(const Completion& completion)
{
    QTextCursor cursor = m_edit->textCursor();
    if (m_values->isAt(m_edit->text(), cursor.position())) {
        cursor.setPosition(static_cast<int>(m_values->place()->begin), QTextCursor::KeepAnchor);
        cursor.insertText(completion.insert);
        m_edit->setTextCursor(cursor);
    } else if (const auto query = completionQuery(m_edit->text(), cursor.position())) {
        cursor.setPosition(query->begin, QTextCursor::KeepAnchor);
        cursor.insertText(completion.insert);
        m_edit->setTextCursor(cursor);
    }
    m_popup->hide();
    m_edit->setFocus();
}

bool Composer::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && (event->type() == QEvent::FocusOut || event->type() == QEvent::Hide))
        endCompletion(*m_popup, *m_values);
    // Tab is a focus key and never reaches keyPressEvent() otherwise.
    if (watched == m_edit && event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Tab && m_popup->isOffering()) {
        bool taken = false;
        offerKey(Qt::Key_Tab, &taken);
        return taken;
    }
    return QWidget::eventFilter(watched, event);
}

// --- Menus ---

void Composer::fillMenu(QToolButton* button, const QList<ComposerChoice>& choices, const QString& current, void (Composer::*chosen)(const QString&))
{
    auto* menu = new QMenu(button);
    menu->setToolTipsVisible(true);
    auto* group = new QActionGroup(menu);
    QString label;
    for (const ComposerChoice& choice : choices) {
        QAction* action = menu->addAction(showHidden(choice.label).replace(u'&', "&&"_L1));
        action->setCheckable(true);
        action->setChecked(choice.id == current);
        action->setToolTip(showHidden(choice.hint));
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen, id = choice.id] { Q_EMIT(this->*chosen)(id); });
        if (choice.id == current)
            label = choice.label;
    }
    if (QMenu* before = button->menu()) { // One of its actions may be what led here.
        before->hide();
        before->deleteLater();
    }
    button->setMenu(menu);
    button->setText(showHidden(label).replace(u'&', "&&"_L1));
    button->setVisible(!choices.isEmpty());
}

void Composer::setModes(const QList<ComposerChoice>& modes, const QString& current)
{
    fillMenu(m_mode, modes, current, &Composer::modeChosen);
    m_mode->setAccessibleName(tr("Mode: %1").arg(m_mode->text()));
    Keys::instance().bindToolTip("session.mode", m_mode, tr("What may happen without asking"));
}

void Composer::setModels(const QList<ComposerChoice>& models, const QString& current)
{
    fillMenu(m_model, models, current, &Composer::modelChosen);
    m_model->setAccessibleName(tr("Model: %1").arg(m_model->text()));
    Keys::instance().bindToolTip("session.model", m_model, tr("Which model answers"));
}

void Composer::openModeMenu()
{
    m_mode->showMenu();
}
void Composer::openModelMenu()
{
    m_model->showMenu();
}

void Composer::paintEvent(QPaintEvent*)
{
    const Colours colours = Colours::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_edit->hasFocus() ? palette().color(QPalette::Highlight) : colours.border);
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
}

void Composer::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_popup->isVisible())
        placePopup();
}

} // namespace aios
