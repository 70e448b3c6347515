// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/toolsearchsetting.h"

#include <QWidget>

class QLabel;
class QRadioButton;
class QSpinBox;

namespace aios {

class ServicesLink;

/// "Tools": whether the model is sent the descriptions of all the services' tools, or their names and looks for the rest. Holds at once.
class ToolsPage : public QWidget {
    Q_OBJECT
public:
    ToolsPage(ServicesLink& services, QWidget* parent = nullptr);

private:
    QWidget* buildChoices();
    void take(const ToolSearchSetting& setting, bool fixed, const QString& problem);
    void store();

    ServicesLink& m_services;
    QRadioButton* m_some;
    QRadioButton* m_always;
    QRadioButton* m_never;
    QSpinBox* m_share;
    QLabel* m_told;
};

} // namespace aios
