// SPDX-License-Identifier: MIT
#include "core/tools/builtin/bashtool.h"
#include "core/tools/builtin/edittool.h"
#include "core/tools/builtin/globtool.h"
#include "core/tools/builtin/greptool.h"
#include "core/tools/builtin/readtool.h"
#include "core/tools/builtin/taskstoptool.h"
#include "core/tools/builtin/webfetchtool.h"
#include "core/tools/builtin/writetool.h"
#include "core/tools/registry.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace aios {
namespace {

/// The list of built-in tools. One name twice does not compile.
template <typename... Tools>
struct ToolList {
    static constexpr bool hasDuplicates()
    {
        std::array<std::string_view, sizeof...(Tools)> names{Tools::kName...};
        std::ranges::sort(names);
        return std::ranges::adjacent_find(names) != names.end();
    }
    static_assert(!hasDuplicates(), "two built-in tools have the same name");

    static QList<std::shared_ptr<const Tool>> make() { return {std::make_shared<const Tools>()...}; }
};

using Builtin = ToolList<ReadTool, WriteTool, EditTool, GlobTool, GrepTool, BashTool, TaskStopTool, WebFetchTool>;

} // namespace

const QList<std::shared_ptr<const Tool>>& builtinTools()
{
    static const QList<std::shared_ptr<const Tool>> tools = Builtin::make();
    return tools;
}

} // namespace aios
