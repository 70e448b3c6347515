// SPDX-License-Identifier: MIT
#include "ui/mainwindow/saverun.h"

#include "ui/brain/braineditor.h"

namespace aios {

void SaveRun::start(const QList<BrainEditor*>& editors)
{
    for (BrainEditor* editor : editors) {
        if (!editor->isModified())
            continue;
        m_left.insert(editor);
        connect(editor, &BrainEditor::saved, this, [this, editor] { take(editor); });
        connect(editor, &BrainEditor::saveFailed, this, &SaveRun::end);
        connect(editor, &QObject::destroyed, this, &SaveRun::end);
        editor->save();
    }
    if (m_left.isEmpty())
        finish();
}

void SaveRun::take(BrainEditor* editor)
{
    if (!m_left.remove(editor))
        return;
    if (editor->isModified())
        end();
    else if (m_left.isEmpty())
        finish();
}

void SaveRun::finish()
{
    end();
    Q_EMIT done();
}

void SaveRun::end()
{
    m_left.clear();
    deleteLater();
}

} // namespace aios
