// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/decisionreview.h"

#include <QHash>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QToolButton;

namespace aios {

/// Words, and behind a button: tool, grade, decision, who, session and time. Offers only tools and sessions that the log holds.
class DecisionFilterBar : public QWidget {
    Q_OBJECT
public:
    explicit DecisionFilterBar(QWidget* parent = nullptr);
    /// What there is to choose from; what is chosen stays.
    void offer(const QList<DecisionRecord>& records, const QHash<QString, QString>& sessionTitles);
    [[nodiscard]] DecisionFilter filter() const;
    void clear();

Q_SIGNALS:
    void changed();

private:
    QComboBox* addChoice(const QString& name, const char* objectName);
    void fillFixed();
    void updateButton();

    QLineEdit* m_text;
    QToolButton* m_more;
    QWidget* m_box;
    QComboBox* m_tool;
    QComboBox* m_grade;
    QComboBox* m_state;
    QComboBox* m_by;
    QComboBox* m_session;
    QComboBox* m_time;
};

} // namespace aios
