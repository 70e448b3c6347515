// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/modelregistry.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace aios {

class ModelsLink;

/// "Models and Keys": how each provider stands, its key, the model new sessions start with, and what one prompt may use. Everything takes effect at once, and nothing here opens a
/// further dialog. A key leaves the line it was typed in only as a Secret.
class ModelsPage : public QWidget {
    Q_OBJECT
public:
    ModelsPage(ModelsLink& models, QWidget* parent = nullptr);

private:
    QWidget* buildProvider();
    QLayout* buildDefault();
    void refill();
    void showProvider();
    void fillDefault();
    void useKey(bool remember);
    void forgetKey();
    void taken(const QString& providerId, const QString& problem);
    [[nodiscard]] const ProviderStatus* current() const;

    ModelsLink& m_models;
    QComboBox* m_default;
    QLabel* m_defaultDetail;
    QListWidget* m_providers;
    QLabel* m_name;
    QLabel* m_state;
    QLabel* m_endpoint;
    QLabel* m_known;
    QLabel* m_told;
    QWidget* m_keyRow;
    QLineEdit* m_key;
    QPushButton* m_store;
    QPushButton* m_thisRun;
    QPushButton* m_forget;
    QString m_shown; ///< Provider that stands on the right; what is in m_key was written for it.
    QString m_waitingFor; ///< Provider whose key is being stored.
};

} // namespace aios
