// SPDX-License-Identifier: MIT
#pragma once

#include <QDialog>

class QTabWidget;

namespace aios {

class ModelsLink;
class WindowSettingsFile;

/// The settings, all on one level: models and keys, writing, keyboard. Everything holds at once; there is nothing to apply and no dialog behind this one.
class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    enum class Page : std::uint8_t { Models, Window, Keyboard };
    SettingsDialog(ModelsLink& models, WindowSettingsFile& settings, QWidget* parent = nullptr);
    void showPage(Page page);

private:
    QWidget* makeWindowPage();

    WindowSettingsFile& m_settings;
    QTabWidget* m_tabs;
};

} // namespace aios
