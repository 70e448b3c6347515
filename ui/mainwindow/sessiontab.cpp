// SPDX-License-Identifier: MIT
#include "ui/mainwindow/sessiontab.h"

#include "core/base/text.h"
#include "core/runtime/facades.h"
#include "ui/chat/transcriptview.h"
#include "ui/settings/modelchoices.h"

#include <QFileDialog>
#include <QScrollBar>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

SessionTab::SessionTab(AgentClient& agent, const SessionSummary& session, const QList<TranscriptEntry>& entries, const SessionTotals& totals,
                       PermissionMode mode, QWidget* parent)
    : QWidget(parent), m_controller(session.id)
{
    m_controller.load(session, entries, totals, mode);
    m_controller.connectTo(agent);
    m_view = new SessionView(m_controller, this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_view);
    connect(m_view, &SessionView::draftChanged, this, &SessionTab::stateWorthKeeping);
    connect(m_view->transcript().verticalScrollBar(), &QScrollBar::valueChanged, this, &SessionTab::stateWorthKeeping);
    connect(m_view, &SessionView::attachRequested, this, &SessionTab::attachFiles);
    connect(&m_controller, &SessionController::modelChanged, this, [this] {
        m_chosen.clear();
        showModels();
    });
    // Queued: the menu that was clicked is made anew.
    connect(
        &m_view->composer(), &Composer::modelChosen, this,
        [this](const QString& chosen) {
            m_chosen = chosen;
            showModels();
        },
        Qt::QueuedConnection);
}

SessionTab::~SessionTab()
{
    delete m_view;
}

void SessionTab::setModels(const QList<ProviderStatus>& providers, const QString& defaultModel)
{
    m_providers = providers;
    m_defaultModel = defaultModel;
    showModels();
}

/// What the next prompt goes to: chosen here, else what answered last, else what new sessions start with.
QString SessionTab::selector() const
{
    if (!m_chosen.isEmpty())
        return m_chosen;
    const ModelChanged& model = m_controller.model();
    if (model.rehearsal)
        return u"rehearsal"_s;
    return model.model.isEmpty() ? effectiveModel(m_providers, m_defaultModel) : QString(model.provider % u'/' % model.model);
}

void SessionTab::showModels()
{
    QList<ComposerChoice> choices;
    const QString current = selector();
    bool listed = false;
    for (const ModelChoice& choice : modelChoices(m_providers)) {
        const bool several = choice.selector != "rehearsal"_L1;
        choices.append({choice.selector, several ? QString(choice.group % u": "_s % choice.name) : choice.name, choice.detail});
        listed = listed || choice.selector == current;
    }
    if (!listed && !current.isEmpty())
        choices.prepend({current, modelWords(), tr("In use here")});
    m_view->setModels(choices, current);
    Q_EMIT modelShown();
}

bool SessionTab::isRehearsal() const
{
    return selector() == "rehearsal"_L1;
}

QString SessionTab::modelWords() const
{
    const QString current = selector();
    for (const ModelChoice& choice : modelChoices(m_providers)) {
        if (choice.selector == current)
            return choice.name;
    }
    const ModelChanged& model = m_controller.model();
    return showHidden(!m_chosen.isEmpty() || model.displayName.isEmpty() ? current : model.displayName);
}

QString SessionTab::title() const
{
    return m_controller.title().isEmpty() ? tr("New session") : showHidden(m_controller.title());
}

QJsonObject SessionTab::saveState() const
{
    QJsonObject state = m_view->composer().saveDraft();
    state.insert(u"place"_s, QString::fromLatin1(m_view->saveState().toBase64()));
    return state;
}

void SessionTab::restoreState(const QJsonObject& state)
{
    m_view->restoreState(QByteArray::fromBase64(state.value(u"place"_s).toString().toLatin1()));
    m_view->composer().restoreDraft(state);
}

void SessionTab::attachFiles()
{
    auto* dialog = new QFileDialog(this, tr("Attach Files"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, &m_view->composer(), &Composer::addFiles);
    dialog->open();
}

} // namespace aios
