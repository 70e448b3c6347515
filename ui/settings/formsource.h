// SPDX-License-Identifier: MIT
#pragma once

#include "ui/settings/servicesource.h"

#include <QHash>

class QRadioButton;

namespace aios {

class TintedLabel;

/// A program or an address, written freely. GUI thread.
class FormSource : public ServiceSource {
    Q_OBJECT
public:
    explicit FormSource(QWidget* parent = nullptr);
    [[nodiscard]] Made make(bool say) override;
    void clearFields() override;

private:
    QWidget* makePage(const QStringList& ids);
    void showKind();

    QRadioButton* m_program;
    QRadioButton* m_address;
    QWidget* m_programPage;
    QWidget* m_addressPage;
    QHash<QString, QWidget*> m_editors; ///< By the names of formEntry()'s problems.
    QHash<QString, TintedLabel*> m_problems;
};

} // namespace aios
