// SPDX-License-Identifier: MIT
#include "core/mcp/servicestatus.h"

#include <array>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr std::array kScopes{"local"_L1, "project"_L1, "user"_L1};
constexpr std::array kEffects{"unset"_L1, "reads"_L1, "changes"_L1, "publishes"_L1};
constexpr std::array kStates{"off"_L1, "starting"_L1, "handshake"_L1, "ready"_L1, "failed"_L1, "sign-in"_L1};

template <typename Enum, typename Names>
std::optional<Enum> fromName(const Names& names, QStringView name)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (name == names[i])
            return static_cast<Enum>(i);
    }
    return std::nullopt;
}

} // namespace

QString serviceScopeName(ServiceScope scope)
{
    return kScopes[static_cast<std::size_t>(scope)];
}

std::optional<ServiceScope> serviceScopeFromName(QStringView name)
{
    return fromName<ServiceScope>(kScopes, name);
}

QString serviceEffectName(ServiceEffect effect)
{
    return kEffects[static_cast<std::size_t>(effect)];
}

std::optional<ServiceEffect> serviceEffectFromName(QStringView name)
{
    return fromName<ServiceEffect>(kEffects, name);
}

QString serviceStateName(ServiceState state)
{
    return kStates[static_cast<std::size_t>(state)];
}

} // namespace aios
