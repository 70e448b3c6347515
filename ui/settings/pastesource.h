// SPDX-License-Identifier: MIT
#pragma once

#include "ui/settings/servicesource.h"

class QComboBox;
class QLabel;
class QPlainTextEdit;

namespace aios {

class TintedLabel;

/// Text from the page of a service; where it holds several, one is chosen. GUI thread.
class PasteSource : public ServiceSource {
    Q_OBJECT
public:
    explicit PasteSource(QWidget* parent = nullptr);
    [[nodiscard]] Made make(bool say) override;
    void clearFields() override;

private:
    void read();

    QPlainTextEdit* m_text;
    TintedLabel* m_problem;
    QLabel* m_whichLabel;
    QComboBox* m_which;
};

} // namespace aios
