// SPDX-License-Identifier: MIT
#include "ui/panes/filenotice.h"

#include "core/runtime/layerslink.h"
#include "ui/panes/noticebar.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

FileNotice::FileNotice(LayersLink& link, QWidget* parent) : QWidget(parent), m_link(link)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    hide();
    connect(&m_link, &LayersLink::fileDone, this, &FileNotice::take);
}

void FileNotice::say(const QString& problem)
{
    replaceBar(true, problem);
}

void FileNotice::drop()
{
    if (m_bar) {
        m_bar->hide();
        m_bar->deleteLater(); // its own button may have called
        m_bar = nullptr;
    }
    hide();
}

NoticeBar* FileNotice::replaceBar(bool problem, const QString& words)
{
    drop();
    m_bar = new NoticeBar(problem ? NoticeBar::Kind::Warning : NoticeBar::Kind::Info, words, this);
    layout()->addWidget(m_bar);
    show();
    connect(m_bar, &NoticeBar::closed, this, &FileNotice::drop);
    return m_bar;
}

void FileNotice::take(const FileOutcome& outcome)
{
    if (!m_watched.remove(outcome.request))
        return;
    NoticeBar* bar = replaceBar(!outcome.problem.isEmpty(), outcome.problem.isEmpty() ? outcome.words : outcome.problem);
    if (outcome.undo.kind != FileUndo::Kind::None) {
        QPushButton* undo = bar->addButton(tr("Undo"));
        undo->setObjectName(u"undoButton"_s);
        connect(undo, &QPushButton::clicked, this, [this, undo, what = outcome.undo] {
            undo->setEnabled(false);
            watch(m_link.undo(what));
        });
    }
    bar->addCloseButton();
    Q_EMIT done(outcome);
}

} // namespace aios
