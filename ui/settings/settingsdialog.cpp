// SPDX-License-Identifier: MIT
#include "ui/settings/settingsdialog.h"

#include "core/runtime/facades.h"
#include "ui/settings/keyspage.h"
#include "ui/settings/modelspage.h"
#include "ui/settings/servicespage.h"
#include "ui/settings/toolspage.h"
#include "ui/settings/windowsettings.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QGroupBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QTabWidget>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

SettingsDialog::SettingsDialog(ModelsLink& models, ProjectLink& project, const QString& presets, WindowSettingsFile& settings, QWidget* parent)
    : QDialog(parent), m_settings(settings), m_tabs(new QTabWidget(this))
{
    setWindowTitle(tr("Settings"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_tabs->addTab(new ModelsPage(models), tr("&Models and Keys"));
    m_tabs->addTab(new ServicesPage(project, presets), tr("&Services"));
    m_tabs->addTab(new ToolsPage(project.services()), tr("&Tools"));
    m_tabs->addTab(makeWindowPage(), tr("&Window"));
    m_tabs->addTab(new KeysPage, tr("&Keyboard"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setIcon({}); // The style's is black on dark.
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_tabs, 1);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    const QSize wanted(fontMetrics().averageCharWidth() * 104, fontMetrics().height() * 30);
    resize(parent ? wanted.boundedTo(parent->window()->size()) : wanted);
}

QWidget* SettingsDialog::makeWindowPage()
{
    auto* page = new QWidget;
    auto* writing = new QGroupBox(tr("Writing a message"), page);
    auto* enter = new QRadioButton(tr("&Enter sends, Shift+Enter makes a new line"), writing);
    auto* control = new QRadioButton(tr("&Ctrl+Enter sends, Enter makes a new line"), writing);
    enter->setObjectName(u"enterSends"_s);
    control->setObjectName(u"ctrlEnterSends"_s);
    auto* lines = new QVBoxLayout(writing);
    lines->addWidget(enter);
    lines->addWidget(control);
    auto* notices = new QGroupBox(tr("When a session needs you"), page);
    auto* notify = new QCheckBox(tr("Show a system &notification while this window is not in front"), notices);
    notify->setObjectName(u"notifyBox"_s);
    (new QVBoxLayout(notices))->addWidget(notify);
    auto* column = new QVBoxLayout(page);
    column->addWidget(writing);
    column->addWidget(notices);
    column->addStretch(1);
    const auto show = [this, enter, control, notify] {
        (m_settings.value().enterSends ? enter : control)->setChecked(true);
        notify->setChecked(m_settings.value().notify);
    };
    show();
    connect(&m_settings, &WindowSettingsFile::changed, page, show);
    // clicked(), not toggled(): only the person's own hand changes the settings.
    connect(enter, &QRadioButton::clicked, this, [this] { m_settings.change([](WindowSettings& settings) { settings.enterSends = true; }); });
    connect(control, &QRadioButton::clicked, this, [this] { m_settings.change([](WindowSettings& settings) { settings.enterSends = false; }); });
    connect(notify, &QCheckBox::clicked, this, [this](bool on) { m_settings.change([on](WindowSettings& settings) { settings.notify = on; }); });
    return page;
}

void SettingsDialog::showPage(Page page)
{
    m_tabs->setCurrentIndex(static_cast<int>(page));
    if (m_tabs->currentWidget()->focusProxy())
        m_tabs->currentWidget()->setFocus();
}

} // namespace aios
