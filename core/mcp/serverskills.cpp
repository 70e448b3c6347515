// SPDX-License-Identifier: MIT
#include "core/mcp/serverskills.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/yamltree.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr std::size_t kMostSkills = 1000;
constexpr std::size_t kMostFiles = 500;
constexpr auto kDigest = "sha256:"_L1;
const JsonLimits kLimits{.maxDepth = 64, .refuseDuplicateKeys = true};

ServerSkillFile fileFrom(const json::object& object)
{
    ServerSkillFile file{jsonText(object, "uri"), {}, jsonInt(object, "size", -1)};
    const QString digest = jsonText(object, "digest").toLower();
    if (digest.startsWith(kDigest) && digest.size() == kDigest.size() + 64)
        file.sha256 = digest.sliced(kDigest.size()).toLatin1();
    return file;
}

std::optional<ServerSkill> skillFrom(const json::value& value)
{
    const json::object* object = value.if_object();
    const json::object* frontmatter = object ? jsonObject(*object, "frontmatter") : nullptr;
    if (!frontmatter)
        return std::nullopt;
    ServerSkill skill;
    skill.uri = jsonText(*object, "uri");
    skill.name = jsonText(*frontmatter, "name");
    skill.description = jsonText(*frontmatter, "description");
    skill.frontmatter = *frontmatter;
    const json::array* files = jsonArray(*object, "resources");
    for (std::size_t i = 0; files && i < std::min(files->size(), kMostFiles); ++i) {
        if (const json::object* file = (*files)[i].if_object())
            skill.files.append(fileFrom(*file));
    }
    if (skill.name.isEmpty() || !skill.uri.startsWith("skill://"_L1))
        return std::nullopt;
    return skill;
}

Result<QByteArray> contentOf(QByteArrayView result, const QString& uri)
{
    const auto value = parseJson(result, kLimits);
    const json::object* object = value ? value->if_object() : nullptr;
    const json::array* contents = object ? jsonArray(*object, "contents") : nullptr;
    const json::object* first = contents && contents->size() == 1 ? contents->front().if_object() : nullptr;
    if (!first || jsonText(*first, "uri") != uri)
        return fail(ErrorCode::Protocol, u"The service did not give the file %1 that was asked for."_s.arg(showHidden(elided(uri, 120))));
    if (first->contains("text"))
        return jsonText(*first, "text").toUtf8();
    return QByteArray::fromBase64(jsonText(*first, "blob").toLatin1());
}

/// What stands between the two lines of dashes at its begin.
Result<json::value> frontmatterOf(const QByteArray& markdown)
{
    const qsizetype begin = markdown.startsWith("---\n") ? 4 : markdown.startsWith("---\r\n") ? 5 : -1;
    const qsizetype end = begin < 0 ? -1 : markdown.indexOf("\n---", begin - 1);
    if (end < 0)
        return fail(ErrorCode::Protocol, u"it has no frontmatter"_s);
    const auto tree = parseYamlTree(QByteArrayView(markdown).sliced(begin, std::max<qsizetype>(0, end - begin + 1)), u"SKILL.md"_s);
    if (!tree)
        return std::unexpected(tree.error());
    return parseJson(tree->toJson(), kLimits);
}

std::unexpected<Error> unverified(const ServerSkill& skill, const QString& why)
{
    return fail(ErrorCode::Denied, u"The skill %1 was not loaded: %2. Ask whoever runs the service."_s.arg(showHidden(elided(skill.name, 60)), why));
}

} // namespace

Result<QList<ServerSkill>> readServerSkills(QByteArrayView result)
{
    const auto value = parseJson(result, kLimits);
    const json::object* object = value ? value->if_object() : nullptr;
    const json::array* array = object ? jsonArray(*object, "skills") : nullptr;
    if (!array)
        return fail(ErrorCode::Protocol, u"The service's list of skills cannot be read."_s);
    QList<ServerSkill> skills;
    for (std::size_t i = 0; i < std::min(array->size(), kMostSkills); ++i) {
        if (auto skill = skillFrom((*array)[i]))
            skills.append(std::move(*skill));
    }
    return skills;
}

Result<QByteArray> verifiedSkillFile(const ServerSkill& skill, const QString& uri, QByteArrayView result)
{
    const auto file = std::ranges::find(skill.files, uri, &ServerSkillFile::uri);
    if (file == skill.files.end() || file->sha256.isEmpty())
        return unverified(skill, u"the service's list has no digest of %1"_s.arg(showHidden(elided(uri, 120))));
    auto content = contentOf(result, uri);
    if (!content)
        return content;
    if (content->size() != file->size || sha256Hex(*content) != file->sha256)
        return unverified(skill, u"%1 is not the file that was listed"_s.arg(showHidden(elided(uri, 120))));
    if (uri != skill.uri)
        return content;
    const auto says = frontmatterOf(*content);
    if (!says || !says->is_object() || says->get_object() != skill.frontmatter)
        return unverified(skill, u"it says something else of itself than the service's list"_s);
    return content;
}

} // namespace aios
