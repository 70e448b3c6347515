// SPDX-License-Identifier: MIT
#include "ui/chat/sessionview.h"

#include "core/base/text.h"
#include "ui/chat/promptedit.h"
#include "ui/chat/transcriptview.h"
#include "ui/chat/valuecompletion.h"
#include "ui/common/icons.h"
#include "ui/common/keys.h"
#include "ui/common/tintedlabel.h"

#include <QApplication>
#include <QBoxLayout>
#include <QDataStream>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace aios {

QList<ComposerChoice> modeChoices()
{
    return {
        {u"default"_s, SessionView::tr("Ask"), SessionView::tr("Everything that changes something asks first, unless a rule of yours allows it.")},
        {u"acceptEdits"_s, SessionView::tr("Accept edits"), SessionView::tr("File changes in the project run without asking; everything else asks.")},
        {u"plan"_s, SessionView::tr("Plan only"), SessionView::tr("Reads and thinks; changes nothing.")},
        {u"dontAsk"_s, SessionView::tr("Never ask"), SessionView::tr("What no rule allows is refused without asking.")}};
}

SessionView::SessionView(SessionController& controller, QWidget* parent)
    : QWidget(parent),
      m_controller(controller),
      m_transcript(new TranscriptView(controller.transcript())),
      m_composer(new Composer),
      m_strip(new QWidget),
      m_status(new TintedLabel),
      m_decisions(new QToolButton),
      m_plan(new QToolButton),
      m_retry(new QToolButton),
      m_changes(new QToolButton),
      m_planList(new QLabel),
      m_groupPlace(new QVBoxLayout)
{
    const int unit = fontMetrics().height();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_transcript, 1);
    auto* lower = new QVBoxLayout;
    lower->setContentsMargins(unit * 2 / 3, unit / 4, unit * 2 / 3, unit * 2 / 3);
    lower->setSpacing(unit / 4);
    buildStrip();
    lower->addLayout(m_groupPlace);
    lower->addWidget(m_planList);
    lower->addWidget(m_strip);
    lower->addWidget(m_composer);
    column->addLayout(lower);
    m_transcript->setEmptyText(tr("What shall we do?"), tr("Write below, or type / for a command of this folder and @ to point at a file. "
                                                           "Nothing is written, run or sent before you, or a rule of yours, have allowed it."));
    setAcceptDrops(true);
    connect(qApp, &QApplication::focusChanged, this, &SessionView::keepOffCards);
    m_transcript->installEventFilter(this);
    connectController();
    connectWidgets();
    connectComposer();
    bindStopKey();
    for (const ApprovalRequest& request : controller.openApprovals())
        addCard(request);
    m_composer->setHistory(controller.prompts());
    showModes();
    updateStrip();
    updatePlan();
}

SessionView::~SessionView()
{
    qApp->disconnect(this);
    delete m_transcript; // Its cards tell us when they go; that must happen while there still is a list to take them from.
}

void SessionView::buildStrip()
{
    auto* row = new QHBoxLayout(m_strip);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(fontMetrics().height() * 2 / 3);
    m_status->setWordWrap(true);
    m_planList->setTextFormat(Qt::PlainText);
    m_planList->setWordWrap(true);
    m_planList->setAccessibleName(tr("Plan"));
    m_planList->hide();
    m_decisions->setIcon(icon(Icon::Waiting));
    m_decisions->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    Keys::instance().bindToolTip("session.decision", m_decisions, tr("Go to the next decision"));
    m_retry->setIcon(icon(Icon::Running));
    m_retry->setText(tr("Try Again"));
    m_retry->setToolTip(tr("Sends the last prompt once more"));
    m_retry->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_retry->setObjectName(u"tryAgainButton"_s);
    m_retry->hide();
    m_plan->setIcon(icon(Icon::Tasks));
    m_plan->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_plan->setAutoRaise(true);
    const int side = qMax(16, fontMetrics().height());
    m_decisions->setIconSize({side, side});
    m_plan->setIconSize({side, side});
    m_retry->setIconSize({side, side});
    m_plan->setCheckable(true);
    m_changes->setToolTip(tr("Lines added and removed in this session. Shows them in a tab."));
    m_changes->setAutoRaise(true);
    m_changes->setObjectName(u"changesButton"_s);
    row->addWidget(m_decisions);
    row->addWidget(m_plan);
    row->addWidget(m_status, 1);
    row->addWidget(m_retry);
    row->addWidget(m_changes);
}

void SessionView::connectController()
{
    connect(&m_controller, &SessionController::approvalAsked, this, &SessionView::addCard);
    connect(&m_controller, &SessionController::approvalSettled, this, &SessionView::settleCard);
    connect(&m_controller, &SessionController::stateChanged, this, &SessionView::updateStrip);
    connect(&m_controller, &SessionController::totalsChanged, this, &SessionView::updateStrip);
    connect(&m_controller, &SessionController::tasksChanged, this, &SessionView::updatePlan);
    connect(&m_controller, &SessionController::modeChanged, this, &SessionView::showModes);
    connect(&m_controller, &SessionController::queueChanged, this, [this] { m_composer->setQueued(m_controller.queued()); });
    connect(&m_controller, &SessionController::promptAdded, this, [this] {
        dropSettledCards();
        m_transcript->scrollToEnd();
    });
    connect(&m_controller, &SessionController::loaded, this, [this] {
        m_composer->setHistory(m_controller.prompts());
        m_cards.clear();
        for (const ApprovalRequest& request : m_controller.openApprovals())
            addCard(request);
        updateGroup();
        showModes();
        updateStrip();
    });
    connect(&m_controller, &SessionController::turnEnded, this, [this](const TurnEnded& end) {
        updateStrip();
        if (!end.error.isEmpty())
            say(end.error, true);
        m_retry->setVisible(end.how == TurnEnded::How::Failed && !m_controller.lastSent().prompt.isEmpty());
    });
    connect(&m_controller, &SessionController::promptReturned, this, [this](const SentPrompt& sent) {
        m_composer->takeBack(sent.prompt, sent.images);
        m_retry->hide(); // it stands in the composer again
    });
}

void SessionView::connectWidgets()
{
    connect(m_transcript, &TranscriptView::linkActivated, this, &SessionView::linkActivated);
    connect(m_transcript, &TranscriptView::openInTabRequested, this, &SessionView::openInTabRequested);
    connect(m_transcript, &TranscriptView::saveCodeRequested, this, &SessionView::saveCodeRequested);
    connect(m_transcript, &TranscriptView::rewindRequested, this, &SessionView::rewindRequested);
    connect(m_transcript, &TranscriptView::rated, this, &SessionView::rated);
    connect(m_decisions, &QToolButton::clicked, this, &SessionView::focusNextDecision);
    connect(m_plan, &QToolButton::toggled, this, &SessionView::updatePlan);
    connect(m_retry, &QToolButton::clicked, this, &SessionView::tryAgain);
    connect(m_changes, &QToolButton::clicked, this, &SessionView::showChanges);
}

void SessionView::connectComposer()
{
    connect(m_composer, &Composer::sendRequested, this, [this](const QString& prompt, const QList<ImageBlock>& images) {
        m_transcript->scrollToEnd();
        m_controller.send(prompt, images);
    });
    connect(m_composer, &Composer::stopRequested, this, &SessionView::stop);
    connect(m_composer, &Composer::escapePressed, this, [this] {
        if (Keys::instance().keys("session.stop").contains(QKeySequence(Qt::Key_Escape)))
            escape();
    });
    connect(m_composer, &Composer::attachRequested, this, &SessionView::attachRequested);
    connect(m_composer, &Composer::draftChanged, this, &SessionView::draftChanged);
    connect(m_composer, &Composer::queuedRemoved, &m_controller, &SessionController::unqueue);
    connect(m_composer, &Composer::queuedTakenBack, this, [this](int index) {
        const SentPrompt taken = m_controller.takeQueued(index);
        m_composer->takeBack(taken.prompt, taken.images);
    });
    connect(m_composer, &Composer::queuedSent, this, [this](int index) {
        const SentPrompt taken = m_controller.takeQueued(index);
        m_controller.send(taken.prompt, taken.images);
    });
    connect(m_composer, &Composer::modelChosen, &m_controller, &SessionController::chooseModel);
    connect(m_composer, &Composer::refused, this, [this](const QString& reason) { say(reason, true); });
    connect(m_composer, &Composer::modeChosen, this, [this](const QString& name) {
        if (const auto mode = permissionModeFromName(name))
            m_controller.chooseMode(*mode);
        showModes(); // What is shown is what holds; the core tells when it changed.
    });
}

void SessionView::setContent(const ContentPtr& content)
{
    if (!content)
        return;
    QList<CommandHint> hints;
    for (const CommandFile& command : content->commands) {
        if (command.userInvocable)
            hints.append({command.name, command.argumentHint, command.description});
    }
    for (const SkillFile& skill : content->skills) {
        if (skill.userInvocable)
            hints.append({skill.name, skill.argumentHint, skill.description});
    }
    hints.append({u"compact"_s, tr("[focus]"), tr("Summarise the conversation so far to make room")});
    m_commands = hints;
    m_composer->setProjectRoot(content->root);
    setOffer(m_offer);
}

void SessionView::setFiles(const QStringList& files)
{
    m_files = files;
    m_composer->setFiles(m_files + m_offer.resources);
}

/// The folder's own come first where both fit as well.
void SessionView::setOffer(const ServiceOffer& offer)
{
    m_offer = offer;
    QList<CommandHint> commands = m_commands;
    for (const ServiceOffer::Prompt& prompt : offer.prompts)
        commands.append({prompt.command, prompt.argumentHint, prompt.description});
    m_composer->setCommands(commands);
    m_composer->values().setOffer(offer);
    setFiles(m_files);
}

void SessionView::setServices(ServicesLink& services)
{
    m_composer->values().askOf(services);
}

// --- The strip ---

void SessionView::say(const QString& text, bool problem)
{
    m_status->setTint(problem ? TintedLabel::Tint::Bad : TintedLabel::Tint::Muted);
    m_status->setText(showHidden(text));
    m_status->setAccessibleName(text);
}

void SessionView::updateStrip()
{
    const SessionState state = m_controller.state();
    if (state != SessionState::Idle)
        m_retry->hide();
    m_composer->setRunning(state == SessionState::Running || state == SessionState::NeedsYou || state == SessionState::Compacting);
    switch (state) {
    case SessionState::Idle:
        say({}, false);
        break;
    case SessionState::Running:
        say(tr("Working…"), false);
        break;
    case SessionState::NeedsYou:
        say({}, false);
        break;
    case SessionState::Compacting:
        say(tr("Summarising the conversation to make room…"), false);
        break;
    }
    const auto waiting = static_cast<int>(m_controller.openApprovals().size());
    m_decisions->setVisible(waiting > 0);
    m_decisions->setText(tr("%n decisions wait", nullptr, waiting));
    if (waiting == 1)
        m_decisions->setText(tr("1 decision waits"));
    updateChanges();
}

void SessionView::updatePlan()
{
    const auto& tasks = m_controller.tasks();
    const auto done = std::ranges::count_if(tasks, [](const PlanTask& task) { return task.status == "completed"_L1; });
    m_plan->setVisible(!tasks.isEmpty());
    m_plan->setText(tr("Plan %1/%2").arg(done).arg(tasks.size()));
    m_plan->setToolTip(m_plan->isChecked() ? tr("Hide the plan") : tr("Show the plan"));
    QStringList lines;
    for (const PlanTask& task : tasks) {
        const bool active = task.status == "in_progress"_L1;
        const QString mark = task.status == "completed"_L1 ? u"✓"_s : active ? u"▸"_s : u"○"_s;
        lines += u"%1  %2"_s.arg(mark, showHidden(active && !task.activeForm.isEmpty() ? task.activeForm : task.subject));
    }
    m_planList->setText(lines.join(u'\n'));
    m_planList->setVisible(m_plan->isChecked() && !tasks.isEmpty());
}

void SessionView::showModes()
{
    m_composer->setModes(modeChoices(), permissionModeName(m_controller.mode()));
}

void SessionView::focusComposer()
{
    m_composer->edit()->setFocus(Qt::OtherFocusReason);
}
void SessionView::openFind()
{
    m_transcript->openFind();
}
void SessionView::showEntry(const QString& entryId)
{
    if (const int row = m_controller.transcript().rowOfEntry(entryId); row >= 0)
        m_transcript->setCurrentRow(row);
}
void SessionView::setDetail(TranscriptDetail detail)
{
    m_controller.transcript().setDetail(detail);
}
TranscriptDetail SessionView::detail() const
{
    return m_controller.transcript().detail();
}

QByteArray SessionView::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    const int row = m_transcript->followsEnd() ? -1 : m_transcript->rowAt(QPoint(0, 2));
    stream << quint32(1) << static_cast<quint8>(m_controller.transcript().detail())
           << (row < 0 ? QString() : m_controller.transcript().item(row).entry.id);
    return state;
}

bool SessionView::restoreState(const QByteArray& state)
{
    QDataStream stream(state);
    quint32 version = 0;
    quint8 detail = 0;
    QString entryId;
    stream >> version >> detail >> entryId;
    if (stream.status() != QDataStream::Ok || version != 1 || detail > static_cast<quint8>(TranscriptDetail::Summary))
        return true;
    setDetail(static_cast<TranscriptDetail>(detail));
    const int row = m_controller.transcript().rowOfEntry(entryId);
    if (row >= 0)
        m_transcript->showRow(row);
    return row >= 0 || entryId.isEmpty();
}

} // namespace aios
