// SPDX-License-Identifier: MIT
// What a session has changed in files: how much of it SessionView tells, and where it shows it.
#include "core/base/text.h"
#include "ui/chat/sessionview.h"
#include "ui/chat/transcriptitem.h"

#include <QToolButton>

using namespace Qt::StringLiterals;

namespace aios {

void SessionView::updateChanges()
{
    int added = 0;
    int removed = 0;
    for (const TranscriptEntry& change : m_controller.changes()) {
        added += change.tool.added;
        removed += change.tool.removed;
    }
    m_changes->setVisible(added || removed);
    m_changes->setText(tr("files changed +%1 −%2").arg(added).arg(removed));
}

/// Each change as it was made, oldest first: a file that was changed twice stands there twice.
void SessionView::showChanges()
{
    QStringList parts;
    for (const TranscriptEntry& change : m_controller.changes()) {
        ToolRow tool = change.tool;
        tool.output.clear(); // what the model was told of it is no change
        parts += QString(toolHeadline(tool) % u"   +%1 −%2\n\n"_s.arg(tool.added).arg(tool.removed) % toolDetailText(tool));
    }
    const QString title = m_controller.title().isEmpty() ? tr("New session") : m_controller.title();
    Q_EMIT openInTabRequested(tr("Changes of %1").arg(elided(title, 40)), parts.join(u"\n\n\n"_s));
}

} // namespace aios
