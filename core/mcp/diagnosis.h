// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QList>
#include <QMetaType>
#include <QStringList>

namespace aios {

/// What has to work, one after the other, before a service's tool answers.
enum class DiagnosisStep : std::uint8_t { Resolve, Spawn, Handshake, List, Schemas, Call };
[[nodiscard]] QString diagnosisStepName(DiagnosisStep step); ///< "resolve", "spawn", "handshake", "list", "schemas", "call"

/// One step as it went. Texts hold words of the service's as it wrote them: they are shown as plain text, with hidden characters visible.
struct DiagnosisLine {
    enum class State : std::uint8_t { Good, Warning, Failed, Skipped };
    DiagnosisStep step = DiagnosisStep::Resolve;
    State state = State::Good;
    QString words;  ///< What was found, or what is wrong.
    QString advice; ///< What to do; empty when there is nothing to do.
    QString detail; ///< Lines: where a program was looked for, the end of an error output, a list of tools.

    friend bool operator==(const DiagnosisLine&, const DiagnosisLine&) = default;
};
[[nodiscard]] QString diagnosisStateName(DiagnosisLine::State state); ///< "good", "warning", "failed", "skipped"

/// How far a service comes. The steps in order; the last one is the one that failed, where one did.
struct Diagnosis {
    QString server;
    QList<DiagnosisLine> lines;

    [[nodiscard]] bool works() const;
};

/// What was seen while a service was being connected to, for saying what is wrong. Pure values, so that every case can be tested.
struct ConnectFacts {
    bool isProgram = true;
    Error error;           ///< As the connection failed.
    std::optional<int> exitCode; ///< The program ended by itself.
    int signal = 0;
    QString errorTail;     ///< End of its standard error.
    QStringList oddLines;  ///< What it wrote to its standard output that is no message, in words.
    int httpStatus = 0;    ///< Of the last reply that was no success.
    bool signsIn = false;  ///< It said where one signs in.
    QString signInWay;     ///< This program signs in by itself, in this way (ServiceSignIn::unattended).
    QString signInProblem; ///< Why it got no token.
    bool hasHeaders = false; ///< The entry has headers, so a key may be wrong.
};

/// The step that failed, and what to do.
[[nodiscard]] DiagnosisLine connectFailure(const ConnectFacts& facts);

} // namespace aios
Q_DECLARE_METATYPE(aios::Diagnosis)
