// SPDX-License-Identifier: MIT
#include "ui/settings/toolspage.h"

#include "core/base/text.h"
#include "core/runtime/serviceslink.h"

#include <QGroupBox>
#include <QLabel>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <cmath>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QLabel* plainLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

ToolsPage::ToolsPage(ServicesLink& services, QWidget* parent)
    : QWidget(parent),
      m_services(services),
      m_some(new QRadioButton(tr("When they take more of the model's conte&xt window than:"), this)),
      m_always(new QRadioButton(tr("&Always: every tool is looked for first"), this)),
      m_never(new QRadioButton(tr("&Never: every description is sent with each prompt"), this)),
      m_share(new QSpinBox(this)),
      m_told(plainLabel({}, this))
{
    m_some->setObjectName(u"toolSearchSome"_s);
    m_always->setObjectName(u"toolSearchAlways"_s);
    m_never->setObjectName(u"toolSearchNever"_s);
    m_share->setObjectName(u"toolSearchShare"_s);
    m_told->setObjectName(u"toolSearchTold"_s);
    auto* column = new QVBoxLayout(this);
    column->addWidget(buildChoices());
    column->addWidget(m_told);
    column->addStretch(1);
    for (QRadioButton* choice : {m_some, m_always, m_never})
        connect(choice, &QRadioButton::clicked, this, &ToolsPage::store); // only the person's own hand changes the settings
    connect(m_share, &QSpinBox::editingFinished, this, &ToolsPage::store);
    connect(&m_services, &ServicesLink::toolSearchChanged, this, &ToolsPage::take);
    setFocusProxy(m_some);
    m_services.askToolSearch();
}

QWidget* ToolsPage::buildChoices()
{
    auto* box = new QGroupBox(tr("Send only the names of services' tools"), this);
    m_share->setRange(0, 100);
    m_share->setSuffix(tr(" %"));
    m_share->setKeyboardTracking(false);
    m_share->setAccessibleName(tr("Percent of the context window that descriptions of tools may take"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_some);
    row->addWidget(m_share);
    row->addStretch(1);
    auto* why = plainLabel(
        tr("Descriptions of many tools cost tokens in every prompt and leave less room for the work. By names only, the model finds the tools "
           "it needs with a search, which takes one step more. Services in the side bar shows what each tool costs."),
        box);
    why->setForegroundRole(QPalette::PlaceholderText);
    auto* lines = new QVBoxLayout(box);
    lines->addLayout(row);
    lines->addWidget(m_always);
    lines->addWidget(m_never);
    lines->addSpacing(fontMetrics().height() / 2);
    lines->addWidget(why);
    return box;
}

void ToolsPage::take(const ToolSearchSetting& setting, bool fixed, const QString& problem)
{
    using When = ToolSearchSetting::When;
    (setting.when == When::Auto ? m_some : setting.when == When::Always ? m_always : m_never)->setChecked(true);
    if (setting.when == When::Auto) {
        const QSignalBlocker quiet(m_share);
        m_share->setValue(static_cast<int>(std::lround(100 * setting.share)));
    }
    m_share->setEnabled(setting.when == When::Auto);
    QString told = showHidden(problem);
    if (told.isEmpty() && fixed)
        told = tr("ENABLE_TOOL_SEARCH is set where this program was started, and wins over what is chosen here.");
    m_told->setText(told);
}

void ToolsPage::store()
{
    using When = ToolSearchSetting::When;
    ToolSearchSetting setting;
    setting.when = m_always->isChecked() ? When::Always : m_never->isChecked() ? When::Never : When::Auto;
    if (setting.when == When::Auto)
        setting.share = m_share->value() / 100.0;
    m_services.setToolSearch(setting);
}

} // namespace aios
