// SPDX-License-Identifier: MIT
// Stopping, going back and dropping files of SessionView.
#include "core/base/text.h"
#include "ui/chat/promptedit.h"
#include "ui/chat/sessionview.h"
#include "ui/chat/transcriptview.h"
#include "ui/common/keys.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr int kTwice = 800; ///< Milliseconds within which two presses are one wish.
constexpr int kMostPrompts = 30;

bool stopsByEscape()
{
    return Keys::instance().keys("session.stop").contains(QKeySequence(Qt::Key_Escape));
}

QStringList droppedFiles(const QMimeData& data)
{
    QStringList paths;
    const QList<QUrl> urls = data.urls();
    for (const QUrl& url : urls) {
        if (url.isLocalFile())
            paths += url.toLocalFile();
    }
    return paths;
}

} // namespace

/// Esc comes through keyPressEvent(), after everything in the session that closes by it had its turn. Any other key of the person is a shortcut.
void SessionView::bindStopKey()
{
    auto* action = new QAction(this);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setAutoRepeat(false);
    addAction(action);
    const auto take = [action] {
        QList<QKeySequence> keys = Keys::instance().keys("session.stop");
        keys.removeAll(QKeySequence(Qt::Key_Escape));
        action->setShortcuts(keys);
    };
    take();
    connect(&Keys::instance(), &Keys::changed, action, take);
    connect(action, &QAction::triggered, this, &SessionView::escape);
}

void SessionView::keyPressEvent(QKeyEvent* event)
{
    // Never from an editor: there Esc is no more than a slip of the finger.
    const QWidget* focus = focusWidget();
    const bool writing = focus != m_composer->edit() && (qobject_cast<const QPlainTextEdit*>(focus) || qobject_cast<const QLineEdit*>(focus));
    if (event->key() == Qt::Key_Escape && !event->modifiers() && !event->isAutoRepeat() && !writing && stopsByEscape())
        escape();
    else
        QWidget::keyPressEvent(event);
}

/// What runs is stopped first, always; a second press soon after goes back to a prompt.
void SessionView::escape()
{
    const bool twice = m_lastEscape.isValid() && m_lastEscape.elapsed() < kTwice;
    const bool running = m_controller.state() != SessionState::Idle;
    if (running && !(twice && m_escapeStopped)) {
        m_escapeStopped = true;
        m_lastEscape.start();
        return stop();
    }
    m_escapeStopped = false;
    if (!twice)
        return m_lastEscape.start();
    m_lastEscape.invalidate();
    openRewind();
}

void SessionView::stop()
{
    if (m_controller.state() != SessionState::Idle)
        m_controller.stop();
}

void SessionView::openRewind()
{
    const TranscriptModel& transcript = m_controller.transcript();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    menu->addSection(tr("Go back to before, in a copy of this session:"));
    int left = kMostPrompts;
    for (int row = transcript.rowCount() - 1; row >= 0 && left > 0; --row) {
        const TranscriptItem& item = transcript.item(row);
        if (item.isCard() || item.entry.kind != TranscriptEntry::Kind::User || item.depth > 0)
            continue;
        --left;
        const QString when = QLocale().toString(item.entry.time.toLocalTime().time(), QLocale::ShortFormat);
        QAction* action = menu->addAction(elided(showHidden(item.entry.text).simplified(), 70).replace(u'&', "&&"_L1) + u'\t' + when);
        connect(action, &QAction::triggered, this, [this, id = item.entry.id, text = item.entry.text] { Q_EMIT rewindRequested(id, text, false); });
    }
    if (left == kMostPrompts)
        menu->addAction(tr("Nothing was asked in this session yet"))->setEnabled(false);
    const QPoint corner = m_composer->mapToGlobal(QPoint(fontMetrics().height(), 0));
    menu->popup(corner - QPoint(0, menu->sizeHint().height()));
}

/// Once more in this session: what failed is in it, and the model goes on from there.
void SessionView::tryAgain()
{
    m_retry->hide();
    const SentPrompt again = m_controller.lastSent();
    m_transcript->scrollToEnd();
    m_controller.send(again.prompt, again.images);
}

void SessionView::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedFiles(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void SessionView::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    m_composer->addFiles(droppedFiles(*event->mimeData()));
    focusComposer();
}

} // namespace aios
