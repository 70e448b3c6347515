// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/servicestatus.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QScrollArea;
class QStackedWidget;

namespace aios {

class ServicesLink;
class TintedLabel;
class ToolAnswerView;
class FormView;
struct TriedTool;

/// A window of its own in which the person calls one tool of a service by hand: a form made from its schema or JSON, and the answer. Sends nothing but on
/// the click, and never by Enter in a field. GUI thread.
class TryTool : public QDialog {
    Q_OBJECT
public:
    TryTool(ServicesLink& services, const QString& server, const ServiceTool& tool, QWidget* parent = nullptr);
    [[nodiscard]] bool isFor(const QString& server, const QString& tool) const { return server == m_server && tool == m_tool.name; }

private:
    QWidget* buildInput(const QString& formProblem);
    QLayout* buildButtons();
    void switchTo(bool asJson);
    void send();
    void setWaiting(const QString& call);
    void take(const TriedTool& answer);

    ServicesLink& m_services;
    QString m_server;
    ServiceTool m_tool;
    QStackedWidget* m_pages;
    FormView* m_form;
    QPlainTextEdit* m_json;
    QCheckBox* m_asJson;
    TintedLabel* m_problem;
    QPushButton* m_call;
    ToolAnswerView* m_answer;
    QString m_waitsFor; ///< The call that is out; empty when none is.
};

} // namespace aios
