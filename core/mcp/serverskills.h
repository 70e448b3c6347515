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
    QByteArray digest; ///< Of all that the list says of it: another one is another skill, of which the person has said nothing.
    QString problem;   ///< Why it can never be loaded; empty when it can.

    [[nodiscard]] qint64 bytes() const; ///< Of all its files, as listed.
    [[nodiscard]] const ServerSkillFile* file(const QString& uri) const; ///< Null: it is none of the listed ones.
    [[nodiscard]] bool isWithin(const QString& uri) const; ///< Listed or not, it would be a file of this skill's folder.
};

/// One page of `skills/list`.
struct ServerSkillPage {
    QList<ServerSkill> skills;
    QString nextCursor; ///< Empty: the last page.
};

inline constexpr char kSkillsExtension[] = "io.modelcontextprotocol/skills";

/// One result of `skills/list`. Entries without a name or the address of a SKILL.md are left out.
[[nodiscard]] Result<ServerSkillPage> readSkillPage(QByteArrayView result);

/// The names under which the skills of one server are known here: `server:name`, and where two of them have the same name `server:path/name` for each.
/// Empty for one of which there is none. In the order of `skills`.
[[nodiscard]] QStringList skillNames(const QString& server, const QList<ServerSkill>& skills);

/// The content of a file of the skill out of a result of `resources/read`, when it is byte for byte what the list promised, and its SKILL.md says of itself
/// what the list said. Denied: it is not, so nothing of it may be used.
[[nodiscard]] Result<QByteArray> verifiedSkillFile(const ServerSkill& skill, const QString& uri, QByteArrayView result);

/// What follows the frontmatter of a SKILL.md.
[[nodiscard]] QByteArray skillBody(const QByteArray& markdown);

} // namespace aios
