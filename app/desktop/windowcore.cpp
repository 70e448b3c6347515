// SPDX-License-Identifier: MIT
#include "app/desktop/windowcore.h"

#include "app/wiring/guithreadsecrets.h"
#include "app/wiring/keychainstore.h"
#include "app/wiring/programoptions.h"

namespace aios {

WindowCore::WindowCore()
    : m_keychain(makeKeychainStore()),
      m_crossing(makeCrossThreadSecrets(*m_keychain, m_home)),
      m_thread(std::make_unique<CoreThread>(programOptions(m_crossing.get()))),
      m_agent(std::make_unique<AgentClient>(m_thread->runtime())),
      m_project(std::make_unique<ProjectLink>(m_thread->runtime())),
      m_models(std::make_unique<ModelsLink>(m_thread->runtime()))
{}

WindowCore::~WindowCore()
{
    m_thread.reset();
}

} // namespace aios
