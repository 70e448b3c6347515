// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <QHash>

#include <functional>
#include <vector>

namespace aios::desk {

/// One tool of a built-in service, as it is described to clients, and what it does. The input has passed the schema before `call` sees it.
struct DeskTool {
    using Call = std::function<Result<json::object>(const json::object& input)>;
    enum class Effect : std::uint8_t { Reads, Adds, Changes }; ///< Changes: overwrites or removes what was there.
    QByteArray name;
    QByteArray title;
    QByteArray description;
    json::object inputSchema;
    json::object outputSchema;
    Effect effect = Effect::Changes;
    Call call;
};

/// What a service says about itself, and its tools.
struct DeskService {
    QByteArray name; ///< "aios-records"
    QByteArray title;
    QByteArray instructions; ///< For the model, short.
    std::vector<DeskTool> tools;
};

/// A service from its description (resources/desk/*/tools.json, whose README tells the form) and what its tools do, by name. An Error when the two do not
/// fit: a tool without a deed, a deed without a tool.
[[nodiscard]] Result<DeskService> makeService(QByteArrayView description, QHash<QByteArray, DeskTool::Call> calls);

} // namespace aios::desk
