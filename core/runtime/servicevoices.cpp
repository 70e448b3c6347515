// SPDX-License-Identifier: MIT
#include "core/runtime/servicevoices.h"

#include "core/mcp/resourcewatch.h"
#include "core/runtime/projectservices.h"

namespace aios {

ServiceVoices makeServiceVoices(ProjectServices& services)
{
    ServiceVoices voices;
    voices.words = [&services] {
        QList<ServiceWords> words;
        for (const ServerManager::Instructions& each : services.manager().instructionsNow())
            words.append({each.server, each.text, each.tools});
        return words;
    };
    voices.changedResources = [&services](const QString& sessionId) { return services.manager().resources().takeChanged(sessionId); };
    voices.left = [&services](const QString& sessionId) { services.manager().resources().forget(sessionId); };
    return voices;
}

} // namespace aios
