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
#include "ui/mainwindow/textpage.h"
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
    if (const auto* text = qobject_cast<TextPage*>(page))
        m_store.set(text->key(), {});
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
    watchPerson(false);
    QJsonArray open;
    int current = -1;
    for (int i = 0; i < count(); ++i) {
        if (const QJsonObject entry = openEntry(widget(i)); !entry.isEmpty()) {
            current = i == currentIndex() ? static_cast<int>(open.size()) : current;
            open.append(entry);
        }
    }
    m_store.set(u"tabs"_s, {{u"open"_s, open}, {u"current"_s, current}});
}

void TabArea::restore()
{
    const QJsonObject state = m_store.value(u"tabs"_s);
    const QJsonArray open = state.value(u"open"_s).toArray();
    const QJsonObject front = open.at(qMax(0, state.value(u"current"_s).toInt())).toObject();
    for (const QJsonValue entry : open)
        m_order += entryKey(entry.toObject());
    watchPerson(true);
    for (const QJsonValue entry : open)
        reopen(entry.toObject());
    m_restored = true;
    m_front = front.value(u"session"_s).toString();
    for (int i = 0; i < count() && !front.contains(u"approval"_s); ++i) {
        if (pageKey(widget(i)) == entryKey(front))
            setCurrentIndex(i);
    }
    if (m_restoring.isEmpty())
        newSession();
}

/// An approval comes back behind the others and without the focus: the person goes there themselves before a key means anything there.
void TabArea::reopen(const QJsonObject& page)
{
    const QString what = page.isEmpty() ? QString() : page.begin().key();
    const QString name = page.value(what).toString();
    if (what == "session"_L1 && !name.isEmpty()) {
        m_opening.insert(name);
        m_restoring.insert(name);
        m_host.agent().openSession(name);
    } else if (what == "file"_L1 && !name.isEmpty()) {
        openFile(name);
    } else if (what == "approval"_L1 && !name.isEmpty()) {
        addApproval(name);
    } else if (what == "pipeline"_L1) {
        openPipeline();
    } else if (what == "board"_L1) {
        openBoard();
    } else if (TextPage* text = what == "text"_L1 ? TextPage::fromState(m_store.value(name), this) : nullptr) {
        addText(text);
    }
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
