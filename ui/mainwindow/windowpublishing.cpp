// SPDX-License-Identifier: MIT
// What the window says of approvals and of the pipeline: bars above the tabs that lead to the page where the person decides.
#include "ui/mainwindow/mainwindow.h"

#include "core/base/text.h"
#include "core/runtime/publishlink.h"
#include "ui/mainwindow/noticearea.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/panes/panehost.h"

#include <QPushButton>

namespace aios {

using namespace Qt::StringLiterals;

void MainWindow::connectPublishing()
{
    PublishLink& link = m_host->project().publishing();
    connect(&link, &PublishLink::noticed, this, [this](const QString& text) { say(text); });
    connect(&link, &PublishLink::failed, this, [this](const QString& of, const QString& problem) {
        if (of.isEmpty()) // else it stands on the page of what it is of
            say(problem);
    });
    connect(&link, &PublishLink::changed, this, [this](const PublishStatePtr& state) { showPublishing(*state); });
    if (link.state())
        showPublishing(*link.state());
}

void MainWindow::showPublishing(const PublishState& state)
{
    if (!m_tabs)
        return;
    if (!state.pipelineWaits) {
        m_notices->drop(u"pipeline"_s);
    } else if (NoticeBar* bar =
                   m_notices->show(u"pipeline"_s, NoticeBar::Kind::Info,
                                   tr("config/pipeline.yaml says what publishes where, and you have not looked at this version yet (%1).")
                                       .arg(QString::fromLatin1(state.pipelineNowSha256.left(8))),
                                   true)) {
        connect(bar->addButton(tr("Look at It")), &QPushButton::clicked, m_tabs, &TabArea::openPipeline);
    }
    QStringList claimed;
    for (const PieceState& piece : state.pieces) {
        if (!piece.claimed)
            continue;
        claimed.append(u"“%1”"_s.arg(elided(showHidden(piece.piece.title), 40)));
    }
    if (claimed.isEmpty())
        return m_notices->drop(u"claimed"_s);
    const QString names = claimed.size() > 3 ? tr("%1 and %n more", nullptr, static_cast<int>(claimed.size() - 3)).arg(claimed.first(3).join(u", "_s))
                                             : claimed.join(u", "_s);
    if (NoticeBar* bar = m_notices->show(
            u"claimed"_s, NoticeBar::Kind::Warning,
            tr("Written as approved in the folder, but nobody approved it here: %1. It cannot be published like this.").arg(names), true))
        connect(bar->addButton(tr("Look at It")), &QPushButton::clicked, m_tabs, [this] {
            const PublishStatePtr now = m_host->project().publishing().state();
            const auto first = std::ranges::find_if(now->pieces, &PieceState::claimed); // the same words may speak of another one by now
            if (first != now->pieces.cend())
                m_tabs->openApproval(first->piece.relative);
        });
}

} // namespace aios
