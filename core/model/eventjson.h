// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parser.hpp>

#include <array>
#include <optional>

namespace aios {

/// Parses the small JSON texts of a stream, thousands a second: one parser and one buffer for all of them. A value lives until the next parse().
class EventJson {
public:
    EventJson();
    /// Null when the text is not one JSON object. Lone surrogate escapes, which some servers send, become U+FFFD.
    [[nodiscard]] const json::object* parse(QByteArrayView text);

private:
    [[nodiscard]] bool tryParse(QByteArrayView text);

    std::array<unsigned char, 16 * 1024> m_buffer;
    std::array<unsigned char, 4 * 1024> m_scratch;
    json::monotonic_resource m_resource;
    json::parser m_parser;
    json::value* m_value = nullptr; ///< In m_resource, so never destroyed on its own.
};

} // namespace aios
