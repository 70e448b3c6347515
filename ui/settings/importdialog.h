// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcpimport.h"

#include <QDialog>

class QComboBox;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace aios {

class ServicesLink;
class TintedLabel;

/// The services of Claude Code and Claude Desktop as they would be added here: what each starts, which keys go to the keychain, and why one is left out. Adds
/// what is ticked, on the click. A window of its own beside the settings; GUI thread.
class ImportDialog : public QDialog {
    Q_OBJECT
public:
    ImportDialog(ServicesLink& services, QWidget* parent);

private:
    QLayout* buildButtons();
    void read();
    void take(const QString& from, const QList<ImportedService>& services, const QString& problem);
    void showChosen();
    void updateButton();
    void import();
    [[nodiscard]] QList<ImportedService> ticked() const;

    ServicesLink& m_services;
    QComboBox* m_from;
    QListWidget* m_list;
    QPlainTextEdit* m_detail;
    TintedLabel* m_told;
    QPushButton* m_import;
    QList<ImportedService> m_found;
};

} // namespace aios
