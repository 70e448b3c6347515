// SPDX-License-Identifier: MIT
#include "ui/panes/skills/skillspane.h"

#include "core/content/commandform.h"
#include "core/runtime/layerslink.h"
#include "ui/common/detailtext.h"
#include "ui/common/flowlayout.h"
#include "ui/common/icons.h"
#include "ui/panes/filenotice.h"
#include "ui/panes/panehost.h"
#include "ui/panes/skills/fieldsdialog.h"
#include "ui/panes/skills/layerdelegate.h"
#include "ui/panes/skills/layerlistmodel.h"
#include "ui/panes/skills/newlayerdialog.h"
#include "ui/panes/skills/rundialog.h"

#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTabBar>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

SkillsPane::SkillsPane(PaneHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_model(new LayerListModel(this)),
      m_filtered(new QSortFilterProxyModel(this)),
      m_kinds(new QTabBar(this)),
      m_filter(new QLineEdit(this)),
      m_list(new QListView(this)),
      m_detail(new DetailText(this)),
      m_notice(new FileNotice(host.project().layers(), this)),
      m_open(new QPushButton(tr("Open"), this)),
      m_form(new QPushButton(tr("Edit Settings…"), this)),
      m_run(new QPushButton(tr("Run…"), this)),
      m_convert(new QPushButton(tr("Convert to Folder"), this)),
      m_session(new QPushButton(tr("Show Session"), this)),
      m_turn(new QPushButton(this)),
      m_fetch(new QPushButton(tr("Show Text"), this))
{
    m_kinds->setExpanding(false);
    m_kinds->setDrawBase(false);
    m_kinds->setUsesScrollButtons(true);
    m_kinds->setAccessibleName(tr("Kind"));
    for (int i = 0; i < 3; ++i)
        m_kinds->addTab(QString());
    setMinimumWidth(fontMetrics().averageCharWidth() * 22);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->addWidget(buildList());
    split->addWidget(m_detail);
    split->setChildrenCollapsible(false);
    split->setSizes({3000, 2000}); // shares of what there is
    buildDetails();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_kinds);
    column->addWidget(m_notice);
    column->addWidget(split, 1);
    column->addLayout(buildButtons());
    setFocusProxy(m_list);
    connect(m_kinds, &QTabBar::currentChanged, this, [this](int index) {
        m_model->setKind(static_cast<LayerKind>(index));
        showDetails();
    });
    m_soon.setSingleShot(true);
    m_soon.setInterval(500);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        if (isVisible() && m_host.project().content())
            m_host.project().layers().loadUse();
    });
    connectCore();
    connectServed();
    reload();
}

QWidget* SkillsPane::buildList()
{
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterRole(LayerListModel::SearchRole);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setPlaceholderText(tr("Filter by name, words or badge"));
    m_filter->setAccessibleName(tr("Filter skills, commands and agents"));
    m_filter->setClearButtonEnabled(true);
    m_list->setModel(m_filtered);
    m_list->setItemDelegate(new LayerDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setAccessibleName(tr("Skills, commands and agents"));
    m_list->setObjectName(u"skillList"_s);
    auto* fresh = new QPushButton(tr("New…"), this);
    fresh->setIcon(icon(Icon::Edit));
    fresh->setAutoDefault(false);
    fresh->setToolTip(tr("A new skill, command or agent from a template"));
    fresh->setObjectName(u"newLayerButton"_s);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(6, 0, 6, 0);
    top->addWidget(m_filter, 1);
    top->addWidget(fresh);
    auto* upper = new QWidget(this);
    auto* column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(top);
    column->addWidget(m_list, 1);
    connect(fresh, &QPushButton::clicked, this, &SkillsPane::makeNew);
    connect(m_filter, &QLineEdit::textChanged, m_filtered, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_list, &QListView::activated, this, &SkillsPane::openCurrent);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &SkillsPane::showDetails);
    return upper;
}

void SkillsPane::buildDetails()
{
    m_detail->setAccessibleName(tr("About the chosen one"));
    m_run->setToolTip(tr("Fills in its arguments; the line goes to the composer, or is sent"));
    m_convert->setToolTip(tr("Makes it <name>/SKILL.md, the form that Claude Code reads too. Its text stays as it is; Undo takes it back."));
    m_session->setToolTip(tr("The session that used it last"));
    m_form->setToolTip(tr("Description, tools, model and the like as a form; the text stays as it is"));
    m_form->setObjectName(u"formButton"_s);
    connect(m_form, &QPushButton::clicked, this, &SkillsPane::editFields);
    connect(&m_host.project().layers(), &LayersLink::fieldsLoaded, this, &SkillsPane::showFields);
    m_run->setObjectName(u"runButton"_s);
    m_convert->setObjectName(u"convertButton"_s);
    m_session->setObjectName(u"usedInButton"_s);
    connect(m_open, &QPushButton::clicked, this, &SkillsPane::openCurrent);
    connect(m_run, &QPushButton::clicked, this, &SkillsPane::runCurrent);
    connect(m_convert, &QPushButton::clicked, this, &SkillsPane::convertCurrent);
    connect(m_session, &QPushButton::clicked, this, [this] {
        if (const LayerEntry* entry = current())
            Q_EMIT m_host.openSessionRequested(m_model->use(*entry).sessionId);
    });
}

QLayout* SkillsPane::buildButtons()
{
    auto* buttons = new FlowLayout;
    buttons->setContentsMargins(8, 0, 8, 6);
    buttons->setSpacing(6);
    for (QPushButton* button : {m_turn, m_fetch, m_open, m_form, m_run, m_convert, m_session}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    return buttons;
}

void SkillsPane::connectCore()
{
    connect(&m_host.project(), &ProjectLink::contentChanged, this, &SkillsPane::reload);
    connect(&m_host.project().layers(), &LayersLink::useLoaded, this, [this](const QList<LayerUse>& uses) {
        m_model->setUses(uses);
        showDetails();
    });
    connect(&m_host.agent(), &AgentClient::events, this, [this](const QList<AgentEvent>& events) {
        const bool told = std::ranges::any_of(events, [](const AgentEvent& event) {
            return std::holds_alternative<TurnContext>(event.what) || std::holds_alternative<TurnEnded>(event.what);
        });
        if (told && isVisible() && !m_soon.isActive())
            m_soon.start();
    });
    connect(m_notice, &FileNotice::done, this, [this](const FileOutcome& outcome) {
        if (!outcome.problem.isEmpty() || outcome.relative.isEmpty())
            return;
        m_awaited = outcome.relative;
        if (outcome.undo.kind == FileUndo::Kind::Remove) // made from a template: to be filled in
            Q_EMIT m_host.openFileRequested(outcome.relative);
    });
}

void SkillsPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_soon.start(0);
}

void SkillsPane::showKind(LayerKind kind)
{
    m_kinds->setCurrentIndex(static_cast<int>(kind));
}

bool SkillsPane::choose(const QString& name)
{
    for (int row = 0; row < m_filtered->rowCount(); ++row) {
        const QModelIndex index = m_filtered->index(row, 0);
        if (m_model->entry(m_filtered->mapToSource(index).row()).name == name) {
            m_list->setCurrentIndex(index);
            return true;
        }
    }
    return false;
}

void SkillsPane::updateTabs()
{
    const auto words = [this](LayerKind kind, const QString& title) {
        m_kinds->setTabText(static_cast<int>(kind), tr("%1 %2").arg(title).arg(m_model->count(kind)));
    };
    words(LayerKind::Skill, tr("Skills"));
    words(LayerKind::Command, tr("Commands"));
    words(LayerKind::Agent, tr("Agents"));
}

/// What was chosen stays chosen; a file that was just made is chosen when it has become an entry.
void SkillsPane::reload()
{
    const ContentPtr content = m_host.project().content();
    if (!content)
        return;
    const QString chosen = m_list->currentIndex().data(LayerListModel::KeyRole).toString();
    const QList<LayerEntry> entries = layerEntries(*content) + servedEntries();
    m_model->setEntries(entries);
    updateTabs();
    const auto made =
        std::ranges::find_if(entries, [this](const LayerEntry& entry) { return !m_awaited.isEmpty() && entry.file.relative == m_awaited; });
    if (made != entries.cend()) {
        m_awaited.clear();
        showKind(made->kind);
    }
    const QString wanted = made == entries.cend() ? chosen : LayerListModel::keyOf(*made);
    for (int row = 0; row < m_filtered->rowCount(); ++row) {
        if (const QModelIndex index = m_filtered->index(row, 0); index.data(LayerListModel::KeyRole).toString() == wanted)
            m_list->setCurrentIndex(index);
    }
    showDetails();
}

const LayerEntry* SkillsPane::current() const
{
    const QModelIndex index = m_filtered->mapToSource(m_list->currentIndex());
    return index.isValid() ? &m_model->entry(index.row()) : nullptr;
}

void SkillsPane::showDetails()
{
    const LayerEntry* entry = current();
    const bool isServed = served(entry);
    m_open->setVisible(!isServed);
    m_open->setEnabled(entry);
    m_form->setVisible(!isServed);
    m_form->setEnabled(entry && !entry->file.relative.isEmpty());
    m_run->setVisible(m_model->kind() != LayerKind::Agent && !isServed);
    showServedButtons(entry);
    m_run->setEnabled(entry && entry->runnable);
    m_convert->setVisible(entry && entry->convertible);
    m_session->setVisible(entry && m_model->use(*entry).times > 0);
    if (entry) {
        m_detail->setText(m_model->details(m_filtered->mapToSource(m_list->currentIndex()).row()) + servedText(*entry));
        return;
    }
    if (m_model->rowCount() > 0) {
        m_detail->setText(tr("Choose one to see what it costs, when it was used and why. Enter opens it."));
        return;
    }
    m_detail->setText(m_model->kind() == LayerKind::Skill ? tr("This folder has no skills. A skill is knowledge that is read only when it is needed. "
                                                               "New… makes one in .claude/skills.")
                      : m_model->kind() == LayerKind::Command
                          ? tr("This folder has no commands. A command is a task that you start with /name. "
                               "New… makes one in .claude/commands.")
                          : tr("This folder has no agents. An agent is a worker with its own instructions and tools. "
                               "New… makes one in .claude/agents."));
}

void SkillsPane::openCurrent()
{
    const LayerEntry* entry = current();
    if (!entry)
        return;
    if (served(entry))
        return fetchCurrent();
    if (entry->file.relative.isEmpty())
        m_notice->say(tr("%1 is outside the folder, so it is not opened here.").arg(entry->file.path));
    else
        Q_EMIT m_host.openFileRequested(entry->file.relative);
}

void SkillsPane::runCurrent()
{
    const LayerEntry* entry = current();
    const ContentPtr content = m_host.project().content();
    if (!entry || !content)
        return;
    const SkillFile* skill = content->skill(entry->name); // wins over a command of its name
    const CommandFile* command = content->command(entry->name);
    if (!skill && !command)
        return;
    auto* dialog = new RunDialog(skill && skill->userInvocable ? commandForm(*skill) : command ? commandForm(*command) : commandForm(*skill), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RunDialog::chosen, &m_host, &PaneHost::runRequested);
    dialog->open();
}

void SkillsPane::convertCurrent()
{
    if (const LayerEntry* entry = current(); entry && entry->convertible)
        m_notice->watch(m_host.project().layers().convertSkill(entry->file.relative));
}

void SkillsPane::editFields()
{
    if (const LayerEntry* entry = current()) {
        m_formOf = entry->file.relative;
        m_host.project().layers().loadFields(entry->kind, m_formOf);
    }
}

void SkillsPane::showFields(const LayerFields& fields, const QString& problem)
{
    if (std::exchange(m_formOf, QString()) != fields.relative)
        return; // not asked for here
    if (!problem.isEmpty())
        return m_notice->say(problem);
    auto* dialog = new FieldsDialog(fields, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FieldsDialog::textWanted, &m_host, &PaneHost::openFileRequested);
    connect(dialog, &FieldsDialog::chosen, this, [this](const LayerFields& wanted) { m_notice->watch(m_host.project().layers().setFields(wanted)); });
    dialog->open();
}

void SkillsPane::makeNew()
{
    const ContentPtr content = m_host.project().content();
    if (!content)
        return;
    auto* dialog = new NewLayerDialog(m_model->kind(), content, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &NewLayerDialog::chosen, this,
            [this](const NewLayerFile& file) { m_notice->watch(m_host.project().layers().create(file.relative, file.bytes)); });
    dialog->open();
}

} // namespace aios
