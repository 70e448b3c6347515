// SPDX-License-Identifier: MIT
// Closing, keeping and bringing back of TabArea.
#include "core/base/hash.h"
#include "core/base/rootdir.h"
#include "core/base/text.h"
#include "ui/board/boardpage.h"
#include "ui/brain/braineditor.h"
#include "ui/mainwindow/saverun.h"
#include "ui/mainwindow/sessionglimpsepage.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/statestore.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/panes/panehost.h"

#include <QDir>
#include <QFileDialog>
#include <QJsonArray>
#include <QMessageBox>
#include <QPushButton>

namespace aios {

using namespace Qt::StringLiterals;

QString TabArea::editorKey(const QString& relative)
{
    return u"editor-"_s + QString::fromLatin1(sha256Hex(relative.toUtf8()).left(20));
}

void TabArea::closeTab(int index)
{
    QWidget* page = widget(index);
    if (auto* editor = qobject_cast<BrainEditor*>(page); editor && editor->isModified())
        askEditor(editor);
    else if (auto* tab = qobject_cast<SessionTab*>(page); tab && tab->isRunning())
        askSession(tab);
    else if (tab)
        closeSession(tab);
    else if (auto* glimpse = qobject_cast<SessionGlimpsePage*>(page)) {
        m_unwanted.insert(glimpse->id());
        m_restoring.remove(glimpse->id()); // it does not come back: what is open is kept again without it
        removePage(glimpse);
    } else if (page)
        removePage(page);
}

void TabArea::askEditor(BrainEditor* editor)
{
    setCurrentWidget(editor);
    auto* box =
        new QMessageBox(QMessageBox::Question, tr("Unsaved Text"), tr("Save the changes to “%1”?").arg(showHidden(editor->relative())), {}, window());
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton* save = box->addButton(tr("Save"), QMessageBox::AcceptRole);
    const QPushButton* discard = box->addButton(tr("Discard Changes"), QMessageBox::DestructiveRole);
    box->addButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::finished, editor, [this, box, save, discard, editor] {
        if (box->clickedButton() == discard)
            return removePage(editor);
        if (box->clickedButton() != save)
            return;
        auto* run = new SaveRun(editor);
        connect(run, &SaveRun::done, this, [this, editor] { removePage(editor); });
        run->start({editor});
    });
    box->open();
}

void TabArea::askSession(SessionTab* tab)
{
    setCurrentWidget(tab);
    auto* box =
        new QMessageBox(QMessageBox::Question, tr("Session Is Running"), tr("“%1” is still at work.").arg(elided(tab->title(), 80)), {}, window());
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("Closing its tab stops it. What was said stays and can be opened again."));
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton* stop = box->addButton(tr("Stop and Close"), QMessageBox::DestructiveRole);
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    connect(box, &QMessageBox::finished, tab, [this, box, stop, tab] {
        if (box->clickedButton() == stop)
            closeSession(tab);
    });
    box->open();
}

void TabArea::closeSession(SessionTab* tab)
{
    saveSession(tab); // its draft waits for it
    const QString id = tab->id();
    m_host.agent().closeSession(id);
    removePage(tab);
    m_host.forget(id);
}

void TabArea::closeSessionNow(const QString& id)
{
    if (SessionTab* tab = sessionTab(id)) {
        removePage(tab);
        m_host.forget(id);
        m_store.set(u"session-"_s + id, {});
    }
}

void TabArea::removePage(QWidget* page)
{
    if (const auto* editor = qobject_cast<BrainEditor*>(page))
        m_store.set(editorKey(editor->relative()), {});
    page->disconnect(this);
    removeTab(indexOf(page));
    page->deleteLater();
    saveOpen();
}

void TabArea::closeAll()
{
    while (count() > 0) {
        QWidget* page = widget(0);
        page->disconnect(this);
        removeTab(0);
        page->deleteLater();
    }
}

// --- Keeping and bringing back ---

void TabArea::saveSession(SessionTab* tab)
{
    m_store.set(u"session-"_s + tab->id(), tab->saveState());
}

void TabArea::saveEditor(BrainEditor* editor)
{
    m_store.set(editorKey(editor->relative()), editor->saveState());
}

void TabArea::saveBoard(BoardPage* board)
{
    m_store.set(u"board"_s, board->saveState());
}

void TabArea::saveStates()
{
    for (SessionTab* tab : pages<SessionTab>())
        saveSession(tab);
    for (BrainEditor* editor : pages<BrainEditor>())
        saveEditor(editor);
    for (BoardPage* board : pages<BoardPage>())
        saveBoard(board);
    saveOpen();
}

void TabArea::saveOpen()
{
    if (!m_restored || !m_restoring.isEmpty()) // What is still coming back must not be forgotten.
        return;
    QJsonArray open;
    for (int i = 0; i < count(); ++i) {
        if (const auto* tab = qobject_cast<SessionTab*>(widget(i)))
            open.append(QJsonObject{{u"session"_s, tab->id()}});
        else if (const auto* glimpse = qobject_cast<SessionGlimpsePage*>(widget(i)))
            open.append(QJsonObject{{u"session"_s, glimpse->id()}});
        else if (const auto* editor = qobject_cast<BrainEditor*>(widget(i)))
            open.append(QJsonObject{{u"file"_s, editor->relative()}});
        else if (qobject_cast<const BoardPage*>(widget(i)))
            open.append(QJsonObject{{u"board"_s, true}});
    }
    m_store.set(u"tabs"_s, {{u"open"_s, open}, {u"current"_s, currentIndex()}});
}

void TabArea::restore()
{
    const QJsonObject state = m_store.value(u"tabs"_s);
    const QJsonArray open = state.value(u"open"_s).toArray();
    const QJsonObject front = open.at(qMax(0, state.value(u"current"_s).toInt())).toObject();
    m_restored = true;
    for (const QJsonValue entry : open) {
        const QString id = entry[u"session"_s].toString();
        const QString file = entry[u"file"_s].toString();
        m_order += !id.isEmpty() ? QString(u"session "_s + id) : !file.isEmpty() ? QString(u"file "_s + file) : u"board"_s;
    }
    bool sessions = false;
    for (const QJsonValue entry : open) {
        const QJsonObject page = entry.toObject();
        if (const QString id = page.value(u"session"_s).toString(); !id.isEmpty()) {
            sessions = true;
            m_opening.insert(id);
            m_restoring.insert(id);
            m_host.agent().openSession(id);
        } else if (const QString file = page.value(u"file"_s).toString(); !file.isEmpty()) {
            openFile(file);
        } else if (page.value(u"board"_s).toBool()) {
            openBoard();
        }
    }
    m_front = front.value(u"session"_s).toString();
    if (!sessions)
        newSession();
}

/// To a place the person chose; whole or not at all.
void TabArea::saveCode(const QString& suggestedName, const QString& code)
{
    auto* dialog = new QFileDialog(this, tr("Save Code As"), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(suggestedName);
    connect(dialog, &QFileDialog::fileSelected, this, [this, code](const QString& name) {
        m_pool.run(
            this, [name, bytes = code.toUtf8()] { return writeOwnFile(name, bytes); },
            [this, name](const Result<void>& written) {
                Q_EMIT m_host.noticeRequested(written ? tr("The code was saved to %1.").arg(name)
                                                      : tr("The code was not saved. %1").arg(written.error().message));
            });
    });
    dialog->open();
}

} // namespace aios
