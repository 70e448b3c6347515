// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

namespace aios {

/// A tool's input, read leniently: a member of another type counts as missing. What must be there is checked by checkToolInput() before.
class ToolInput {
public:
    [[nodiscard]] static Result<ToolInput> parse(QByteArrayView inputJson);

    [[nodiscard]] bool has(std::string_view key) const { return m_object.contains(key); }
    [[nodiscard]] QString text(std::string_view key) const { return jsonText(m_object, key); }
    [[nodiscard]] QByteArray bytes(std::string_view key) const; ///< The string's UTF-8.
    [[nodiscard]] qint64 integer(std::string_view key, qint64 fallback) const; ///< Also numbers like 10.0, clamped.
    [[nodiscard]] bool flag(std::string_view key, bool fallback = false) const { return jsonBool(m_object, key, fallback); }

private:
    json::object m_object;
};

} // namespace aios
