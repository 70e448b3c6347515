// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/serviceskill.h"

#include <QList>
#include <QObject>

namespace aios {

class Runtime;

/// The skills that the folder's services offer, as the window sees them: values in, values out. Lives on the caller's thread; every call is queued to the core
/// thread and returns at once.
class ServiceSkillsLink : public QObject {
    Q_OBJECT
public:
    ServiceSkillsLink(Runtime& runtime, QObject* parent);
    ~ServiceSkillsLink() override;

    /// The person has looked at it as it is in `skill` -> skillsChanged, or failed.
    void setOn(const ServiceSkill& skill, bool on);
    void loadText(const ServiceSkill& skill); ///< Fetches its SKILL.md and checks it -> textLoaded
    [[nodiscard]] const QList<ServiceSkill>& skills() const { return m_skills; }

Q_SIGNALS:
    void skillsChanged(const QList<aios::ServiceSkill>& skills);
    /// `asked`: as it was when the text was asked for. Two services may give their skills the same address. `text`: as the service wrote it.
    void textLoaded(const aios::ServiceSkill& asked, const QString& text, const QString& problem);
    void failed(const QString& problem); ///< One plain sentence.

private:
    void follow();
    void tell();

    Runtime& m_runtime;
    QList<ServiceSkill> m_skills;
};

} // namespace aios
