// SPDX-License-Identifier: MIT
// The person's own settings, config/settings.json. No folder reaches them.
#include "core/agent/deferredtools.h"
#include "core/base/json.h"
#include "core/runtime/limitsettings.h"
#include "core/runtime/runtime.h"

#include <array>

namespace aios {

using namespace Qt::StringLiterals;

/// config/settings.json: defaultModel, proxy, caFile, toolSearch, limits. User settings only; no folder reaches them.
void Runtime::loadSettings()
{
    const auto bytes = readOwnFile(m_options.paths.config + u"/settings.json"_s);
    const auto value = bytes ? parseJson(*bytes) : Result<json::value>(fail(ErrorCode::NotFound, {}));
    if (!value || !value->is_object())
        return;
    const auto& object = value->as_object();
    m_defaultModel = jsonText(object, "defaultModel");
    m_httpOptions.proxyUrl = jsonText(object, "proxy").toUtf8();
    m_toolSearch = toolSearchSetting(jsonText(object, "toolSearch")).value_or(m_toolSearch);
    m_httpOptions.caFile = jsonText(object, "caFile");
    m_limits = limitsIn(object);
}

/// `change` makes the new text of the file from what stands there. What else stands in it stays as it is.
Result<void> Runtime::changeSettings(const std::function<Result<QByteArray>(const QByteArray&)>& change) const
{
    const QString file = m_options.paths.config + u"/settings.json"_s;
    const auto bytes = readOwnFile(file);
    const auto spliced = change(bytes && !bytes->trimmed().isEmpty() ? *bytes : QByteArray("{}\n"));
    if (!spliced)
        return fail(ErrorCode::InvalidInput, u"The settings file %1 is not valid JSON, so nothing was stored. Mend or remove it."_s.arg(file));
    return writeOwnFile(file, *spliced);
}

/// `value`: raw JSON.
Result<void> Runtime::storeSetting(const QByteArray& name, const QByteArray& value) const
{
    return changeSettings([&](const QByteArray& text) { return spliceJson(text, std::array{name}, value); });
}

/// As the person set them, except where something else was asked for this run alone (--max-turns and the like).
TurnLimits Runtime::limitsOfPrompt() const
{
    const TurnLimits usual;
    const TurnLimits& run = m_options.limits;
    return {run.maxTurns == usual.maxTurns ? m_limits.maxTurns : run.maxTurns, run.maxTokens == usual.maxTokens ? m_limits.maxTokens : run.maxTokens,
            run.maxCostUsd == usual.maxCostUsd ? m_limits.maxCostUsd : run.maxCostUsd};
}

Result<void> Runtime::setLimits(const TurnLimits& limits)
{
    auto stored = changeSettings([&](const QByteArray& text) { return withLimits(text, limits); });
    if (!stored)
        return stored;
    m_limits = limits;
    m_services.limits = limitsOfPrompt();
    for (const auto& [id, session] : m_sessions)
        session->setLimits(m_services.limits);
    return {};
}

Result<void> Runtime::setDefaultModel(const QString& selector)
{
    auto stored = storeSetting("defaultModel", jsonString(selector));
    if (stored || stored.error().code != ErrorCode::InvalidInput)
        m_defaultModel = selector;
    return stored;
}

bool Runtime::isToolSearchFixed() const
{
    return toolSearchSetting(m_options.environment.value(u"ENABLE_TOOL_SEARCH"_s)).has_value();
}

Result<void> Runtime::setToolSearch(const ToolSearchSetting& setting)
{
    auto stored = storeSetting("toolSearch", jsonString(toolSearchWord(setting)));
    if (!stored)
        return stored;
    m_toolSearch = setting;
    if (!isToolSearchFixed())
        m_services.toolSearch = setting;
    return {};
}

} // namespace aios
