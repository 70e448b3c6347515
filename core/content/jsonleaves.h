// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/base/json.h"

#include <QHash>

#include <optional>

namespace aios {

/// What is inside one piece of JSON, by dotted names ("post.content.text"). Lists and empty objects are leaves.
using JsonLeaves = QHash<QString, json::value>;

[[nodiscard]] JsonLeaves leavesIn(const json::value& value);
/// Of the arguments of a call. Error: they are no JSON object, or say something twice.
[[nodiscard]] Result<JsonLeaves> leavesOfCall(const QByteArray& arguments);
/// What stands at a name, also when that is an object.
[[nodiscard]] std::optional<json::value> valueAt(const JsonLeaves& leaves, const QString& name);
/// Puts `value` at a dotted name. False: something that is no object stands in the way.
[[nodiscard]] bool placeLeaf(json::object& into, const QString& name, const json::value& value);
/// Texts as they are, anything else as JSON.
[[nodiscard]] QString shownValue(const json::value& value);
[[nodiscard]] json::value jsonOfText(const QString& text);

} // namespace aios
