// SPDX-License-Identifier: MIT
#pragma once

#include <QDialog>

class QListWidget;
class QPushButton;

namespace aios {

class ServicesLink;
class TintedLabel;

/// Sign-ins that the keychain still keeps although no service of the open folder stands for them, and signing out of them. GUI thread.
class KeptSignInsDialog : public QDialog {
    Q_OBJECT
public:
    KeptSignInsDialog(ServicesLink& services, QWidget* parent);

private:
    void refill();
    void signOut();

    ServicesLink& m_services;
    TintedLabel* m_words;
    QListWidget* m_list;
    QPushButton* m_signOut;
};

} // namespace aios
