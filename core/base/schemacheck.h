// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <QStringList>

namespace aios {

/// What is wrong with `value` by the part of JSON Schema that our own schemas use (object, properties, required, additionalProperties, type, enum, array items,
/// minItems/maxItems, minLength/maxLength, minimum/maximum), in sentences that a model can act on; at most eight. Schemas of others need a full validator.
[[nodiscard]] QStringList schemaProblems(const json::value& value, const json::object& schema);

} // namespace aios
