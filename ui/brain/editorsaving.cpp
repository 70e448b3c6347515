// SPDX-License-Identifier: MIT
// Saving of BrainEditor: conflicts with the disk, and what comes back after a restart.
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/common/diffview.h"
#include "ui/panes/noticebar.h"

#include "core/runtime/facades.h"

#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

NoticeBar* BrainEditor::notice(int kind, const QString& text)
{
    dropNotice();
    m_notice = new NoticeBar(static_cast<NoticeBar::Kind>(kind), text, this);
    m_column->insertWidget(1, m_notice);
    return m_notice;
}

void BrainEditor::dropNotice()
{
    if (m_notice) {
        m_notice->hide();
        m_notice->deleteLater(); // its own button may have called
        m_notice = nullptr;
    }
    if (auto* comparison = findChild<DiffView*>(u"comparison"_s))
        comparison->deleteLater();
}

void BrainEditor::save()
{
    m_again = m_busy; // what was typed since goes when the one before is there
    if (!m_loaded || m_busy || m_edit->isReadOnly())
        return;
    if (!m_edit->document()->isModified() && !m_base.isEmpty())
        return;
    m_busy = true;
    m_saving = m_edit->exactText();
    m_project.saveFile(m_relative, m_file.encode(m_saving), m_base);
}

void BrainEditor::takeSaved(const QByteArray& sha256, const QString& problem, bool changedOnDisk)
{
    m_busy = false;
    const bool again = std::exchange(m_again, false);
    if (changedOnDisk) { // the disk is newer: look at it, then ask
        m_project.loadFile(m_relative);
        Q_EMIT saveFailed(problem);
        return;
    }
    if (!problem.isEmpty()) {
        NoticeBar* bar = notice(static_cast<int>(NoticeBar::Kind::Error), tr("Not saved. %1").arg(problem));
        connect(bar->addButton(tr("Try Again")), &QPushButton::clicked, this, &BrainEditor::save);
        Q_EMIT saveFailed(problem);
        return;
    }
    m_base = sha256;
    m_file.text = m_saving;
    m_file.exact = true;
    dropNotice();
    m_edit->document()->setModified(m_edit->exactText() != m_saving); // undo goes on past the save
    if (again && isModified())
        return save();
    updateChangeBars();
    m_project.loadFileHistory(m_relative);
    Q_EMIT stateChanged();
    Q_EMIT saved();
}

void BrainEditor::offerConflict(const QByteArray& bytes, const QByteArray& sha256)
{
    m_disk = bytes;
    m_diskHash = sha256;
    NoticeBar* bar = notice(static_cast<int>(NoticeBar::Kind::Warning), tr("This file was changed on disk while you have unsaved text."));
    connect(bar->addButton(tr("Compare")), &QPushButton::clicked, this, &BrainEditor::showComparison);
    connect(bar->addButton(tr("Reload")), &QPushButton::clicked, this, [this] { adopt(QByteArray(m_disk), QByteArray(m_diskHash)); });
    connect(bar->addButton(tr("Keep Mine")), &QPushButton::clicked, this, [this] {
        // From now on mine is a change of what the disk holds: the next save replaces exactly that.
        m_base = m_diskHash;
        if (const auto disk = TextFile::decode(m_disk))
            m_file = *disk;
        dropNotice();
        m_edit->document()->setModified(true);
        updateChangeBars();
    });
}

void BrainEditor::offerGone()
{
    m_base.clear();
    m_edit->document()->setModified(true);
    NoticeBar* bar = notice(static_cast<int>(NoticeBar::Kind::Warning), tr("This file is no longer on disk. Its text is still here."));
    connect(bar->addButton(tr("Write It Again")), &QPushButton::clicked, this, &BrainEditor::save);
}

void BrainEditor::showComparison()
{
    if (auto* shown = findChild<DiffView*>(u"comparison"_s)) {
        shown->deleteLater();
        return;
    }
    const QByteArray mine = m_file.encode(m_edit->exactText());
    auto* comparison = new DiffView(this);
    comparison->setObjectName(u"comparison"_s);
    comparison->setAccessibleName(tr("From the file on disk to your text"));
    comparison->setDiff(m_disk, mine, diffLines(m_disk, mine), false);
    m_column->insertWidget(2, comparison);
}

QJsonObject BrainEditor::saveState() const
{
    QJsonObject state{{u"relative"_s, m_relative}};
    if (!m_loaded)
        return m_restore.isEmpty() ? state : m_restore;
    state.insert(u"cursor"_s, m_edit->textCursor().position());
    state.insert(u"scroll"_s, m_edit->verticalScrollBar()->value());
    if (isModified()) {
        state.insert(u"text"_s, m_edit->exactText());
        state.insert(u"base"_s, QString::fromLatin1(m_base));
    }
    return state;
}

void BrainEditor::restoreState(const QJsonObject& state)
{
    m_restore = state;
    if (m_loaded)
        applyRestored();
}

/// Unsaved text comes back as an edit of what is on disk now; if the disk has moved on since, that is said.
void BrainEditor::applyRestored()
{
    const QJsonObject state = std::exchange(m_restore, {});
    if (state.isEmpty())
        return;
    const QString text = state.value(u"text"_s).toString();
    if (state.contains(u"text"_s) && text != m_edit->exactText()) {
        const QByteArray base = state.value(u"base"_s).toString().toLatin1();
        const QByteArray onDisk = m_file.encode(m_file.text);
        m_edit->replaceKeepingPlace(text);
        m_edit->document()->setModified(true);
        if (base != m_base && !m_base.isEmpty())
            offerConflict(onDisk, m_base);
    }
    QTextCursor cursor = m_edit->textCursor();
    cursor.setPosition(qBound(0, state.value(u"cursor"_s).toInt(), m_edit->document()->characterCount() - 1));
    m_edit->setTextCursor(cursor);
    m_edit->verticalScrollBar()->setValue(state.value(u"scroll"_s).toInt());
}

} // namespace aios
