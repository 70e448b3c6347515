// SPDX-License-Identifier: MIT
#pragma once

#include <QDialog>

class QTabWidget;

namespace aios {

class ModelsLink;
class ProjectLink;
class WindowSettingsFile;

/// The settings, all on one level: models and keys, services, their tools, writing, keyboard. Everything holds at once; there is nothing to apply and no dialog behind this one.
class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    enum class Page : std::uint8_t { Models, Services, Tools, Window, Keyboard };
    /// `presets`: the folder with the shipped presets of services.
    SettingsDialog(ModelsLink& models, ProjectLink& project, const QString& presets, WindowSettingsFile& settings, QWidget* parent = nullptr);
    void showPage(Page page);

private:
    QWidget* makeWindowPage();

    WindowSettingsFile& m_settings;
    QTabWidget* m_tabs;
};

} // namespace aios
