// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/corethread.h"
#include "core/runtime/facades.h"
#include "core/secrets/secretstore.h"

#include <memory>

namespace aios {

/// The core of a program with a window: keychain on the GUI thread, runtime on its own, facades between. Made after the first paint. Ends in the order the
/// parts need: runtime first, then what it may still tell, then what it asked for keys.
class WindowCore {
public:
    WindowCore();
    ~WindowCore();
    [[nodiscard]] AgentClient& agent() { return *m_agent; }
    [[nodiscard]] ProjectLink& project() { return *m_project; }
    [[nodiscard]] ModelsLink& models() { return *m_models; }

private:
    QObject m_home; ///< Of the keychain's jobs.
    std::unique_ptr<SecretStore> m_keychain;
    std::unique_ptr<SecretStore> m_crossing;
    std::unique_ptr<CoreThread> m_thread;
    std::unique_ptr<AgentClient> m_agent;
    std::unique_ptr<ProjectLink> m_project;
    std::unique_ptr<ModelsLink> m_models;
};

} // namespace aios
