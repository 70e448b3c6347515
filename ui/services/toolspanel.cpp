// SPDX-License-Identifier: MIT
#include "ui/services/toolspanel.h"

#include "core/base/text.h"
#include "core/runtime/serviceslink.h"
#include "ui/common/flowlayout.h"
#include "ui/common/menubutton.h"
#include "ui/common/tintedlabel.h"
#include "ui/services/serviceswords.h"
#include "ui/services/toolsmodel.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype kMostWords = 400;
}

ToolsPanel::ToolsPanel(ServicesLink& services, QWidget* parent)
    : QWidget(parent),
      m_services(services),
      m_model(new ToolsModel(this)),
      m_filtered(new ToolsFilter(this)),
      m_filter(new QLineEdit(this)),
      m_sum(new TintedLabel),
      m_instructions(new QCheckBox(this)),
      m_list(new QTreeView(this)),
      m_words(new TintedLabel({}, TintedLabel::Tint::Plain)),
      m_effect(new MenuButton(this)),
      m_effects(new QMenu(this)),
      m_try(new QPushButton(tr("&Try a Tool…"), this))
{
    m_filtered->setSourceModel(m_model);
    m_filter->setPlaceholderText(tr("Filter tools"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(tr("Filter tools"));
    m_filter->setObjectName(u"toolFilter"_s);
    m_sum->setWordWrap(true);
    m_sum->setObjectName(u"toolSum"_s);
    m_list->setModel(m_filtered);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setAccessibleName(tr("Tools of the service"));
    m_list->setObjectName(u"toolList"_s);
    m_list->setMinimumHeight(fontMetrics().height() * 6); // the head and a few tools, however many buttons stand above
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 4);
    m_list->header()->setSectionResizeMode(ToolsModel::NameColumn, QHeaderView::Stretch);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 6, 6);
    column->addWidget(m_filter);
    column->addWidget(m_sum);
    column->addWidget(m_instructions);
    column->addWidget(m_list, 1);
    column->addWidget(m_words);
    column->addLayout(buildChosen());
    buildInstructions();
    buildMenu();
    connect(m_filter, &QLineEdit::textChanged, m_filtered, &ToolsFilter::setWords);
    connect(m_model, &ToolsModel::onWanted, this, [this](const QString& tool, bool on) { m_services.setToolOn(m_status.name, tool, on); });
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ToolsPanel::showChosen);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &ToolsPanel::showChosen);
    connect(m_list, &QWidget::customContextMenuRequested, this, &ToolsPanel::popMenu);
    connect(&m_services, &ServicesLink::toolSearchChanged, this,
            [this](const ToolSearchSetting&, bool, const QString&, const ToolSearchSetting& inUse) {
                m_search = inUse;
                showSum();
            });
    m_services.askToolSearch();
}

QLayout* ToolsPanel::buildChosen()
{
    m_words->setWordWrap(true);
    m_words->setObjectName(u"toolWords"_s);
    m_effect->setPopupMode(QToolButton::InstantPopup);
    m_effect->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_effect->setFocusPolicy(Qt::StrongFocus);
    m_effect->setMenu(m_effects);
    m_effect->setObjectName(u"effectButton"_s);
    m_try->setAutoDefault(false);
    m_try->setObjectName(u"tryButton"_s);
    connect(m_try, &QPushButton::clicked, this, [this] {
        if (const ServiceTool* tool = current())
            Q_EMIT tryRequested(m_status.name, *tool);
    });
    auto* row = new FlowLayout;
    row->setSpacing(6);
    row->addWidget(m_effect);
    row->addWidget(m_try);
    return row;
}

/// What the service says of all its tools together goes to the assistant too, unless the person does not want that.
void ToolsPanel::buildInstructions()
{
    m_instructions->setObjectName(u"instructionsSwitch"_s);
    m_instructions->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // its words are no reason to make the pane wider
    m_instructions->setToolTip(
        tr("Its own words on how its tools are used; “Details” shows them. They are marked as the service's and give it no rights."));
    m_instructions->setAccessibleDescription(m_instructions->toolTip());
    connect(m_instructions, &QCheckBox::clicked, this, [this](bool on) { m_services.setInstructionsOn(m_status.name, on); });
}

/// The name is what one looks for: the others give way to it, and what a tool costs, which its tool tip and the words below say too, goes first.
void ToolsPanel::fitColumns()
{
    QHeaderView* header = m_list->header();
    const int unit = fontMetrics().averageCharWidth();
    const int width = m_list->viewport()->width();
    const int effect = qBound(unit * 8, width - unit * 32, unit * 16);
    const bool tokens = width - effect - unit * 8 >= unit * 16;
    m_list->setColumnHidden(ToolsModel::TokensColumn, !tokens);
    header->resizeSection(ToolsModel::EffectColumn, effect);
    header->resizeSection(ToolsModel::TokensColumn, unit * 8);
}

void ToolsPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

/// The same menu at the button and at a row.
void ToolsPanel::buildMenu()
{
    for (const ServiceEffect effect : {ServiceEffect::Reads, ServiceEffect::Changes, ServiceEffect::Publishes, ServiceEffect::Unset}) {
        QAction* action = m_effects->addAction(effect == ServiceEffect::Unset ? tr("Take the Choice Back") : serviceEffectWords(effect));
        action->setData(static_cast<int>(effect));
        action->setToolTip(serviceEffectMeaning(effect));
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, effect] { setEffect(effect); });
    }
    m_effects->setToolTipsVisible(true);
    m_effects->addSeparator();
    connect(m_effects->addAction(tr("Switch On")), &QAction::triggered, this, [this] { setOn(true); });
    connect(m_effects->addAction(tr("Switch Off")), &QAction::triggered, this, [this] { setOn(false); });
    connect(m_effects, &QMenu::aboutToShow, this, &ToolsPanel::showEffects);
}

void ToolsPanel::showServer(const ServiceStatus& status)
{
    const bool other = status.name != m_status.name;
    m_status = status;
    m_model->setTools(status.name, status.tools);
    if (other)
        m_filter->clear();
    showSum();
    m_filter->setVisible(!status.tools.isEmpty());
    m_sum->setVisible(!status.tools.isEmpty());
    m_instructions->setText(serviceInstructionsWords(status));
    m_instructions->setChecked(status.instructionsOn && !status.instructionsChanged);
    m_instructions->setVisible(!status.instructions.isEmpty());
    fitColumns();
    showChosen();
}

void ToolsPanel::showSum()
{
    m_sum->setText(m_status.tools.isEmpty() ? QString() : serviceToolsSentWords(m_status, m_search));
    m_sum->setToolTip(tr("%1 Tools, in the settings, is where that is chosen.").arg(toolSearchWords(m_search)));
    m_sum->setAccessibleDescription(m_sum->toolTip());
}

const ServiceTool* ToolsPanel::current() const
{
    return m_model->tool(m_filtered->mapToSource(m_list->currentIndex()).row());
}

QList<ServiceTool> ToolsPanel::chosen() const
{
    QList<ServiceTool> tools;
    for (const QModelIndex& index : m_list->selectionModel()->selectedRows()) {
        if (const ServiceTool* tool = m_model->tool(m_filtered->mapToSource(index).row()))
            tools.append(*tool);
    }
    return tools;
}

void ToolsPanel::showChosen()
{
    const QList<ServiceTool> tools = chosen();
    const ServiceTool* tool = current();
    m_effect->setEnabled(!tools.isEmpty());
    m_try->setEnabled(tool && tool->problem.isEmpty() && m_status.state == ServiceState::Ready);
    m_effect->setText(tools.size() > 1 ? tr("Effect of %1 tools").arg(tools.size()) : tr("Effect"));
    m_effect->updateGeometry();
    if (!tool || tools.size() != 1) {
        m_words->setText(m_status.tools.isEmpty() ? tr("It has no tools here until it is ready.")
                         : tools.isEmpty()        ? tr("Choose a tool to say what it does, or to try it.")
                                                  : tr("What you choose now holds for all %1.").arg(tools.size()));
        return;
    }
    QStringList lines;
    if (!tool->problem.isEmpty())
        lines += tr("It cannot be used: %1").arg(showHidden(tool->problem));
    else if (tool->changed)
        lines +=
            tr("It describes itself otherwise than when you last saw it. It is off, and what you chose no longer counts, until you choose its effect "
               "or switch it on.");
    else if (tool->fresh)
        lines += tr("New since you saw this service's tools. It is off until you switch it on.");
    const ServiceEffect effect = tool->changed ? ServiceEffect::Unset : tool->effect;
    lines += serviceEffectWords(effect) % u": "_s % serviceEffectMeaning(effect);
    lines += tr("About %1 tokens.").arg(QLocale().toString(tool->tokens));
    if (effect == ServiceEffect::Unset && tool->suggested != ServiceEffect::Unset)
        lines += tr("The service says of itself: %1. That is only its word.").arg(serviceEffectWords(tool->suggested));
    if (!tool->description.trimmed().isEmpty())
        lines += elided(showHidden(tool->description.simplified()), kMostWords);
    m_words->setText(lines.join(u'\n'));
}

void ToolsPanel::showEffects()
{
    const QList<ServiceTool> tools = chosen();
    for (QAction* action : m_effects->actions()) {
        if (action->isCheckable())
            action->setChecked(!tools.isEmpty() && std::ranges::all_of(tools, [action](const ServiceTool& tool) {
                return static_cast<int>(tool.changed ? ServiceEffect::Unset : tool.effect) == action->data().toInt();
            }));
    }
}

void ToolsPanel::setEffect(ServiceEffect effect)
{
    const QList<ServiceTool> tools = chosen();
    for (const ServiceTool& tool : tools)
        m_services.setToolEffect(m_status.name, tool.name, effect);
}

void ToolsPanel::setOn(bool on)
{
    const QList<ServiceTool> tools = chosen();
    for (const ServiceTool& tool : tools) {
        if (tool.problem.isEmpty())
            m_services.setToolOn(m_status.name, tool.name, on);
    }
}

void ToolsPanel::popMenu(const QPoint& at)
{
    if (!chosen().isEmpty())
        m_effects->popup(m_list->viewport()->mapToGlobal(at));
}

} // namespace aios
