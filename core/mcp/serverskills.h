// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <QList>

namespace aios {

/// One file of a skill that a server offers (extension io.modelcontextprotocol/skills).
struct ServerSkillFile {
    QString uri;
    QByteArray sha256; ///< 64 hex digits; empty: the server's digest is of a kind that is not known here.
    qint64 size = 0;
};

/// A skill as a server lists it: what its frontmatter says and which files belong to it. None of them is fetched before the skill is loaded.
struct ServerSkill {
    QString uri; ///< Of its SKILL.md.
    QString name;
    QString description;
    json::object frontmatter;
    QList<ServerSkillFile> files;
};

inline constexpr char kSkillsExtension[] = "io.modelcontextprotocol/skills";

/// One result of `skills/list`. Entries without a name or an address of their own are left out.
[[nodiscard]] Result<QList<ServerSkill>> readServerSkills(QByteArrayView result);

/// The content of a file of the skill out of a result of `resources/read`, when it is byte for byte what the list promised, and its SKILL.md says of itself
/// what the list said. Denied: it is not, so nothing of it may be used.
[[nodiscard]] Result<QByteArray> verifiedSkillFile(const ServerSkill& skill, const QString& uri, QByteArrayView result);

} // namespace aios
