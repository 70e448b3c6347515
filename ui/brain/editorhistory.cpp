// SPDX-License-Identifier: MIT
// History of BrainEditor: earlier states of its file, and the way back to one, which is an edit like any other.
#include "core/base/text.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/brain/historypanel.h"
#include "ui/brain/searchbar.h"
#include "ui/panes/noticebar.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace aios {

void BrainEditor::setHistoryShown(bool shown)
{
    m_historyButton->setChecked(shown);
    if (shown == (m_history != nullptr))
        return;
    if (!shown) {
        m_history->hide();
        m_history->deleteLater(); // its own button may have called
        m_history = nullptr;
        return m_edit->setFocus();
    }
    m_history = new HistoryPanel(m_project, m_relative, this);
    m_history->setObjectName(QStringLiteral("history"));
    m_column->insertWidget(m_column->indexOf(m_search), m_history, 1);
    connect(m_history, &HistoryPanel::closeWanted, this, [this] { setHistoryShown(false); });
    connect(m_history, &HistoryPanel::sessionRequested, this, &BrainEditor::sessionRequested);
    connect(m_history, &HistoryPanel::restoreWanted, this, &BrainEditor::restoreVersion);
    updateHistory();
    m_history->setFocus();
}

void BrainEditor::updateHistory()
{
    if (m_history)
        m_history->setNow(m_file.encode(m_edit->exactText()));
}

void BrainEditor::restoreVersion(const QByteArray& bytes, const QString& when)
{
    const auto version = TextFile::decode(bytes);
    if (!version || !m_loaded || m_edit->isReadOnly())
        return;
    m_edit->replaceKeepingPlace(version->text); // one step, can be undone
    updateHistory();
    NoticeBar* bar = notice(static_cast<int>(NoticeBar::Kind::Info),
                            tr("The text of %1 stands here now. Save it to keep it; Undo brings back what was here.").arg(when));
    bar->addCloseButton();
    connect(bar, &NoticeBar::closed, this, &BrainEditor::dropNotice);
}

} // namespace aios
