// SPDX-License-Identifier: MIT
#include "core/runtime/serviceskillslink.h"

#include "core/mcp/skillshelf.h"
#include "core/runtime/projectservices.h"
#include "core/runtime/runtime.h"

namespace aios {

ServiceSkillsLink::ServiceSkillsLink(Runtime& runtime, QObject* parent) : QObject(parent), m_runtime(runtime)
{
    qRegisterMetaType<QList<ServiceSkill>>();
    qRegisterMetaType<ServiceSkill>();
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime] {
        connect(&runtime, &Runtime::projectOpened, &runtime, [this] { follow(); });
        follow();
    });
}

ServiceSkillsLink::~ServiceSkillsLink() = default;

/// Core thread. Each folder that is opened has services of its own.
void ServiceSkillsLink::follow()
{
    if (ProjectServices* services = m_runtime.services())
        connect(&services->manager().skills(), &SkillShelf::changed, services, [this] { tell(); });
    tell();
}

/// Core thread.
void ServiceSkillsLink::tell()
{
    ProjectServices* services = m_runtime.services();
    const QList<ServiceSkill> skills = services ? services->manager().skills().skills() : QList<ServiceSkill>();
    QMetaObject::invokeMethod(this, [this, skills] {
        m_skills = skills;
        Q_EMIT skillsChanged(skills);
    });
}

void ServiceSkillsLink::setOn(const ServiceSkill& skill, bool on)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, skill, on] {
        if (!runtime.services())
            return;
        if (const auto set = runtime.services()->manager().skills().setOn(skill.server, skill.uri, skill.digest, on); !set)
            Q_EMIT failed(set.error().message);
    });
}

void ServiceSkillsLink::loadText(const ServiceSkill& skill)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, skill] {
        if (!runtime.services())
            return;
        runtime.services()->manager().skills().load(
            skill.server, skill.uri, skill.digest, false, runtime.services(), [this, skill](const Result<QByteArray>& markdown) {
                Q_EMIT textLoaded(skill, markdown ? QString::fromUtf8(*markdown) : QString(), markdown ? QString() : markdown.error().message);
            });
    });
}

} // namespace aios
