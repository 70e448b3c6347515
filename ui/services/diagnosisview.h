// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/diagnosis.h"
#include "ui/common/safetextbrowser.h"

namespace aios {

/// How far a service comes, step by step, as text that can be read and copied: what was found, what to do, and what it printed. Written piece by piece as
/// plain text, like ServicesDetail.
class DiagnosisView : public SafeTextBrowser {
    Q_OBJECT
public:
    explicit DiagnosisView(QWidget* parent = nullptr);
    void showWaiting(const QString& server);
    void showDiagnosis(const Diagnosis& diagnosis);

protected:
    void changeEvent(QEvent* event) override;

private:
    void write();
    void writeLine(QTextCursor& cursor, const DiagnosisLine& line) const;

    Diagnosis m_diagnosis;
    bool m_waiting = false;
};

/// "Start", "Handshake": a step as people read it.
[[nodiscard]] QString diagnosisStepWords(DiagnosisStep step);
[[nodiscard]] QString diagnosisStateWords(DiagnosisLine::State state); ///< "works", "works, but", "fails here", "left out"
/// What it comes to, in one sentence.
[[nodiscard]] QString diagnosisVerdict(const Diagnosis& diagnosis);

} // namespace aios
