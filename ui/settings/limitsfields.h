// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/turnlimits.h"

#include <QWidget>

class QLabel;
class QLineEdit;

namespace aios {

class ModelsLink;

/// What one prompt may use at most: requests, tokens, money. An empty field is no limit; what cannot be a limit is said beneath the fields while it stands there and is
/// not stored. What is complete is stored when the field is left, or the page is closed.
class LimitsFields : public QWidget {
    Q_OBJECT
public:
    LimitsFields(ModelsLink& models, QWidget* parent = nullptr);

protected:
    void hideEvent(QHideEvent* event) override;

private:
    QLineEdit* addField(const QString& words, const QString& name, int letters);
    void take(const TurnLimits& limits, const QString& problem);
    void check();
    void store();
    [[nodiscard]] QString readTurns(TurnLimits& limits) const; ///< Why it cannot be a limit; empty when it can. So do the others.
    [[nodiscard]] QString readTokens(TurnLimits& limits) const;
    [[nodiscard]] QString readCost(TurnLimits& limits) const;

    ModelsLink& m_models;
    QWidget* m_fields;
    QLineEdit* m_turns;
    QLineEdit* m_tokens;
    QLineEdit* m_cost;
    QLabel* m_told;
    TurnLimits m_stored;
    int m_asked = 1; ///< Answers on their way.
    bool m_known = false; ///< What is stored has been told; before that nothing is stored over it.
};

} // namespace aios
