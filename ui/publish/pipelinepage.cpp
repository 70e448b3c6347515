// SPDX-License-Identifier: MIT
#include "ui/publish/pipelinepage.h"

#include "core/base/text.h"
#include "core/runtime/publishlink.h"
#include "ui/common/armedbutton.h"
#include "ui/common/diffview.h"
#include "ui/panes/noticebar.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {
const QString kFile = u"config/pipeline.yaml"_s;
constexpr int kLines = 40;
} // namespace

PipelinePage::PipelinePage(PublishLink& link, QWidget* parent)
    : QWidget(parent),
      m_link(link),
      m_words(new QLabel(this)),
      m_problems(new QLabel(this)),
      m_failure(new NoticeBar(NoticeBar::Kind::Error, {}, this)),
      m_diff(new QVBoxLayout),
      m_use(new ArmedButton(tr("Use This Version"), this))
{
    for (QLabel* label : {m_words, m_problems}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_use->setObjectName(u"usePipeline"_s);
    m_failure->hide();
    auto* open = new QPushButton(tr("Open File"), this);
    open->setAutoDefault(false);
    connect(m_use, &ArmedButton::decided, this, &PipelinePage::use);
    connect(open, &QPushButton::clicked, this, [this] { Q_EMIT openFileRequested(kFile); });
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(open);
    buttons->addStretch(1);
    buttons->addWidget(m_use);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_words);
    column->addWidget(m_problems);
    column->addWidget(m_failure);
    column->addLayout(m_diff, 1);
    column->addLayout(buttons);
    connect(&m_link, &PublishLink::changed, this, &PipelinePage::present);
    connect(&m_link, &PublishLink::failed, this, [this](const QString& of, const QString& problem) {
        if (of == kFile)
            failed(problem);
    });
    present(m_link.state());
}

void PipelinePage::present(const PublishStatePtr& state)
{
    if (!state)
        return;
    m_use->setEnabled(state->pipelineWaits);
    if (!state->pipelineWaits) {
        m_words->setText(tr("config/pipeline.yaml holds as it is."));
    } else if (state->pipelineAccepted.isEmpty()) {
        m_words->setText(tr(
            "This folder says which tool publishes what. Nothing of it counts until you have looked at it; until then the program's own gates hold."));
    } else {
        m_words->setText(tr(
            "config/pipeline.yaml was changed. The version you used last holds until you use this one. Open approvals that no longer fit it will not count."));
    }
    QStringList problems;
    for (const Pipeline::Problem& problem : state->pipelineProblems)
        problems.append(problem.line > 0 ? tr("Line %1: %2").arg(problem.line).arg(problem.text) : problem.text);
    m_problems->setText(showHidden(problems.join(u'\n')));
    m_problems->setVisible(!problems.isEmpty());
    if (m_shown != state->pipelineNowSha256 || m_diff->count() == 0 || !state->pipelineWaits)
        showVersion(*state);
}

/// Another version under the hand: a click on its way to the one before must not take it.
void PipelinePage::showVersion(const PublishState& state)
{
    m_shown = state.pipelineNowSha256;
    m_failure->hide();
    m_use->rearm();
    while (QLayoutItem* item = m_diff->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item; // NOLINT(cppcoreguidelines-owning-memory): takeAt() gives it away
    }
    if (state.pipelineWaits) {
        auto* diff = new DiffView(this);
        diff->setAccessibleName(tr("From the version that holds to the one in the folder"));
        diff->setMaximumLines(kLines);
        diff->setDiff(state.pipelineAccepted, state.pipelineNow, diffLines(state.pipelineAccepted, state.pipelineNow), false);
        m_diff->addWidget(diff);
    }
    m_diff->addStretch(1);
}

void PipelinePage::use()
{
    m_failure->hide();
    m_link.acceptPipeline(m_shown);
}

void PipelinePage::failed(const QString& problem)
{
    m_failure->setText(tr("This version was not taken. %1").arg(problem));
    m_failure->show();
}

} // namespace aios
