// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/yamltree.h"
#include "core/model/model.h"

#include <QRegularExpression>

#include <optional>

namespace aios {

/// The `when` of a step: all that is set must hold. resources/rehearsal/README.md says what each means.
struct RehearsalWhen {
    struct Recorded {
        int prompt = 0;
        int turn = 0;
        QString agent;
        friend bool operator==(const Recorded&, const Recorded&) = default;
    };
    std::optional<std::pair<int, int>> turn;
    QStringList after;
    QStringList has;
    QStringList lacks;
    QStringList offers;
    std::optional<bool> error;
    std::optional<bool> denied;
    QList<std::pair<QString, QRegularExpression>> result;
    std::optional<QRegularExpression> arguments;
    std::optional<QRegularExpression> prompt;
    std::optional<Recorded> recorded;
};

struct RehearsalSay {
    enum class Kind : std::uint8_t { Text, Thinking, Tool, Raw };
    Kind kind = Kind::Text;
    YamlTree value;      ///< Text and Thinking: a scalar. Tool: the input map. Texts are templates.
    QString tool;        ///< Tool: its name.
    QString as;          ///< Tool: name of its result.
    QString id;          ///< Tool, recorded: the provider's id.
    QByteArray verbatim; ///< Raw: the block's JSON. Tool, recorded: the input as it was. Thinking, recorded: the signature.
    bool redacted = false;
    int line = 0;
};

struct RehearsalStep {
    int line = 0;
    RehearsalWhen when;
    QList<RehearsalSay> say;
    std::optional<int> pace;
    std::optional<Usage> usage;
    std::optional<StopReason> stop;
    std::optional<Error> error;
    QString model; ///< Recorded: who really said it.
};

/// One rehearsal file.
struct RehearsalScript {
    QString file;
    QString command;
    QString agent;
    int pace = 0;
    bool recording = false; ///< Its steps say what was really said: no templates in them.
    QList<RehearsalStep> steps;
};

/// Reads a rehearsal file's text. Unknown keys are errors: a misspelt `when` would silently always hold.
[[nodiscard]] Result<RehearsalScript> parseRehearsal(QByteArrayView yaml, const QString& fileName, const YamlLimits& limits = {});

/// A regular expression as rehearsals use it: `^` and `$` at lines, bounded work. Invalid ones give the reason.
[[nodiscard]] std::expected<QRegularExpression, QString> rehearsalRegex(const QString& pattern);

} // namespace aios
