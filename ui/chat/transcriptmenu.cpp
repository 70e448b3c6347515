// SPDX-License-Identifier: MIT
// The menu of TranscriptView: what can be done with a row.
#include "core/base/text.h"
#include "core/markdown/blocks.h"
#include "ui/chat/transcriptmodel.h"
#include "ui/chat/transcriptview.h"

#include <QContextMenuEvent>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

/// All of it is shown: a menu takes a single "&" for a mnemonic, and another address would stand there than the one that is opened.
QString menuWords(const QString& link)
{
    return elided(showHidden(link), 60).replace(u'&', u"&&"_s);
}

} // namespace

/// What the reply answers is the nearest prompt above it.
void TranscriptView::rate(int row, bool good)
{
    QString prompt;
    for (int above = row - 1; above >= 0 && prompt.isEmpty(); --above) {
        if (m_model.isPrompt(above))
            prompt = m_model.item(above).entry.text;
    }
    Q_EMIT rated(m_model.item(row).entry.text, prompt, good);
}

void TranscriptView::addRowActions(QMenu& menu, int row, const QPoint& point)
{
    RowLayout& rowLayout = m_flow.layout(row);
    const quint64 uid = m_model.item(row).uid;
    const auto withRow = [this, uid](auto&& action) {
        return [this, uid, action] {
            if (const int now = m_model.rowOf(uid); now >= 0)
                action(now);
        };
    };
    menu.addAction(icon(Icon::Copy), tr("Copy This Message"), this, withRow([this](int now) { copyText(rowText(m_model.item(now), true)); }));
    if (m_model.item(row).entry.kind == TranscriptEntry::Kind::Assistant) {
        menu.addAction(tr("Copy as Markdown"), this, withRow([this](int now) { copyText(m_model.item(now).entry.text); }));
        menu.addAction(tr("More Like This: Propose a Learning"), this, withRow([this](int now) { rate(now, true); }));
        menu.addAction(tr("Not Like This: Propose a Learning"), this, withRow([this](int now) { rate(now, false); }));
    }
    if (m_model.isPrompt(row)) {
        menu.addAction(icon(Icon::Edit), tr("Edit and Send Again…"), this, withRow([this](int now) { rewind(now, false); }));
        menu.addAction(tr("Ask Again"), this, withRow([this](int now) { rewind(now, true); }));
    }
    if (m_model.isExpandable(row)) {
        menu.addAction(m_model.isExpanded(row) ? tr("Fold") : tr("Unfold"), this, withRow([this](int now) { activateRow(now); }));
        menu.addAction(icon(Icon::Open), tr("Open in Tab"), this,
                       withRow([this](int now) { Q_EMIT openInTabRequested(rowHeadline(m_model.item(now)), rowText(m_model.item(now), true)); }));
    }
    for (int code = 0; code < rowLayout.codes().size(); ++code) {
        const QString which = rowLayout.codes().size() == 1 ? QString() : u" %1"_s.arg(code + 1);
        menu.addAction(tr("Copy Code%1").arg(which), this, withRow([this, code](int now) { copyText(m_flow.layout(now).code(code)); }));
        menu.addAction(icon(Icon::Save), tr("Save Code%1 As…").arg(which), this,
                       withRow([this, code](int now) { Q_EMIT saveCodeRequested(codeName(now, code), m_flow.layout(now).code(code) + u'\n'); }));
    }
    const QString pointed = linkAt(point);
    QStringList links = pointed.isEmpty() ? QStringList() : QStringList{pointed};
    for (int index = 0; links.isEmpty() && index < static_cast<int>(rowLayout.segments.size()) && index < 20; ++index) {
        if (m_flow.segment(row, index).kind == Segment::Kind::Rich)
            links += m_flow.body(row, index).links();
    }
    for (const QString& link : std::as_const(links)) {
        if (isOpenableLink(link))
            menu.addAction(tr("Open Link %1").arg(menuWords(link)), this, [this, link] { Q_EMIT linkActivated(link); });
        menu.addAction(tr("Copy Link %1").arg(menuWords(link)), this, [this, link] { copyText(link); });
    }
}

void TranscriptView::contextMenuEvent(QContextMenuEvent* event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const int row = byKey ? currentRow() : rowAt(event->pos());
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* copy = menu->addAction(tr("Copy Selection"), QKeySequence::Copy, this, &TranscriptView::copySelection);
    copy->setEnabled(!m_selection.isEmpty());
    menu->addAction(tr("Select All"), QKeySequence::SelectAll, this, &TranscriptView::selectAll);
    menu->addAction(tr("Find…"), this, &TranscriptView::openFind);
    if (row >= 0 && !m_model.item(row).isCard()) {
        menu->addSeparator();
        addRowActions(*menu, row, byKey ? QPoint(-1, -1) : event->pos());
    }
    menu->popup(byKey ? viewport()->mapToGlobal(rowRect(row).center()) : event->globalPos());
}

} // namespace aios
