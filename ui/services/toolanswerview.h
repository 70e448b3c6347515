// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/serviceslink.h"

#include <QWidget>

class QPlainTextEdit;
class QVBoxLayout;

namespace aios {

class TintedLabel;

/// What a tool answered: whether that was an error, its text with hidden characters visible, its images. Nothing of it is followed or loaded. GUI thread.
class ToolAnswerView : public QWidget {
    Q_OBJECT
public:
    explicit ToolAnswerView(QWidget* parent = nullptr);
    void showWaiting();
    void showAnswer(const TriedTool& answer);
    void showProblem(const QString& problem); ///< It was not called, or the call did not come back.

private:
    void clear();
    void addImage(const QByteArray& mediaType, const QByteArray& base64);

    TintedLabel* m_state;
    QPlainTextEdit* m_text;
    QVBoxLayout* m_images;
    QList<QWidget*> m_shown;
};

} // namespace aios
