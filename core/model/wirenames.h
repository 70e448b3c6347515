// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/model.h"

#include <QHash>

namespace aios {

/// `name` as a provider takes it: letters, digits, _ and -, at most `max` long. A name that must change ends in a hash of the whole, so two
/// names never become one. Always the same for the same name.
[[nodiscard]] QString wireToolName(const QString& name, int max);

/// The names of `tools` that changed on the wire, back to ours.
[[nodiscard]] QHash<QString, QString> wireToolNames(const QList<ToolDefinition>& tools, int max);

/// What of `tools` a provider is sent that does not know deferred tools: first those that are always there, then the loaded ones in the order in which they
/// came, so that what was sent before stays as it is.
[[nodiscard]] QList<ToolDefinition> loadedTools(const QList<ToolDefinition>& tools);

/// What ids of tool calls look like at a provider.
enum class IdShape : std::uint8_t { Any, Plain, Alnum9 };
[[nodiscard]] IdShape idShapeFromName(QStringView name); ///< "any", "plain" (letters, digits, _ -), "alnum9"
/// `id` itself where it fits the shape, else an id of that shape made from it; always the same for the same id.
[[nodiscard]] QString wireToolId(const QString& id, IdShape shape);

/// Why `inputJson` cannot be run as the input of a tool; empty when it can.
[[nodiscard]] QString toolInputProblem(QByteArrayView inputJson);
/// The input as it may stand in a request: itself when it is a JSON object, else an object that holds it as a text.
[[nodiscard]] QByteArray sendableInput(const ToolUseBlock& use);
/// `schema` when it is a JSON object, else the schema that takes any object.
[[nodiscard]] QByteArray sendableSchema(const QByteArray& schema);

/// The parts of a request body before the messages, kept while nothing of them changes.
struct WirePrefix {
    QString model;
    QString system;
    QList<ToolDefinition> tools;
    QByteArray settings; ///< What else stands in it, as text.
    QByteArray text;
    QHash<QString, QString> toolNames;

    /// True when `text` is for exactly this; otherwise takes the key over and the caller fills in `text`.
    [[nodiscard]] bool isFor(const QString& modelId, const ModelRequest& request, const QByteArray& otherSettings, int maxToolName);
};

} // namespace aios
