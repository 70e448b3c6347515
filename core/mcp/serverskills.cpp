// SPDX-License-Identifier: MIT
#include "core/mcp/serverskills.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/yamltree.h"
#include "core/tools/outputlimits.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr std::size_t kMostSkills = 1000;
constexpr std::size_t kMostFiles = 512;            ///< SEP-2640: what every client must take.
constexpr qint64 kMostBytes = 16LL * 1024 * 1024; ///< Likewise, of all files together.
constexpr qsizetype kMostFrontmatter = 64 * 1024; ///< As JSON; it is kept as long as the list, to compare the SKILL.md with.
constexpr qsizetype kMostDescription = 4000;      ///< People are shown so much, models less.
constexpr qsizetype kLongestUri = 2000;
constexpr qsizetype kLongestName = 200;
constexpr auto kSkillFile = "/SKILL.md"_L1;
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

/// The address of the skill's folder, without the scheme: `acme/billing/refunds`. Empty: there is none (`skill://SKILL.md`).
QString pathOf(const ServerSkill& skill)
{
    const QString rest = skill.uri.section(u"://"_s, 1);
    return rest.endsWith(kSkillFile) ? rest.chopped(kSkillFile.size()) : QString();
}

/// Names and paths are written by the model and stand in rules, so they hold nothing that could be read in two ways.
bool isPlainPath(const QString& path)
{
    static const QRegularExpression kPlain(u"^[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*$"_s);
    return path.size() <= kLongestName && kPlain.match(path).hasMatch();
}

/// Addresses stand in what the model reads, outside of the service's own words, so nothing in them may pass for words, lines or marks.
bool isPlainAddress(const QString& uri)
{
    static const QRegularExpression kPlain(u"\\A[A-Za-z][A-Za-z0-9+.-]*://[^\\s<>\"]+\\z"_s, QRegularExpression::UseUnicodePropertiesOption);
    return uri.size() <= 2000 && !hasHidden(uri) && kPlain.match(uri).hasMatch();
}

QString problemOf(const ServerSkill& skill, const json::object& entry, std::size_t files)
{
    if (!isPlainPath(skill.name) || skill.name.contains(u'/') || !isPlainPath(pathOf(skill)) || pathOf(skill).section(u'/', -1) != skill.name)
        return u"its name and its address do not fit together"_s;
    if (toJson(skill.frontmatter).size() > kMostFrontmatter)
        return u"the service says more of it than %1"_s.arg(byteCount(kMostFrontmatter));
    if (!isPlainAddress(skill.uri) || !std::ranges::all_of(skill.files, isPlainAddress, &ServerSkillFile::uri))
        return u"one of its addresses is none, or holds spaces or other characters that no address has"_s;
    if (jsonText(entry, "resources") == "dynamic"_L1)
        return u"the service makes it anew each time and gives no digest of it, so what it says could not be checked"_s;
    if (!jsonArray(entry, "resources"))
        return u"the service does not list its files"_s;
    if (files > kMostFiles || skill.bytes() > kMostBytes)
        return u"it is too large (more than %1 files or %2)"_s.arg(kMostFiles).arg(byteCount(kMostBytes));
    if (!skill.file(skill.uri))
        return u"the service's list has no digest of its SKILL.md"_s;
    const auto odd = [&skill](const ServerSkillFile& file) { return file.sha256.isEmpty() || file.size < 0 || !skill.isWithin(file.uri); };
    return std::ranges::any_of(skill.files, odd) ? u"the service's list gives no digest, no size or another folder for one of its files"_s
                                                 : QString();
}

QByteArray digestOf(const ServerSkill& skill)
{
    QByteArray files;
    for (const ServerSkillFile& file : skill.files)
        files += file.uri.toUtf8() + '\0' + file.sha256 + '\0' + QByteArray::number(file.size) + '\0';
    return sha256Fields({"server-skill", skill.uri.toUtf8(), toJson(skill.frontmatter), files});
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
    if (skill.name.isEmpty() || skill.uri.size() > kLongestUri || !skill.uri.contains("://"_L1) || !skill.uri.endsWith(kSkillFile))
        return std::nullopt;
    skill.problem = problemOf(skill, *object, files ? files->size() : 0);
    skill.digest = digestOf(skill);
    skill.name = elided(skill.name, kLongestName);
    skill.description = elided(skill.description, kMostDescription);
    if (!skill.problem.isEmpty())
        skill.frontmatter.clear(); // nothing will be compared with it
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

/// Where the frontmatter begins and ends, without the lines of dashes; -1: there is none.
std::pair<qsizetype, qsizetype> frontmatterSpan(const QByteArray& markdown)
{
    const qsizetype begin = markdown.startsWith("---\n") ? 4 : markdown.startsWith("---\r\n") ? 5 : -1;
    return {begin, begin < 0 ? -1 : markdown.indexOf("\n---", begin - 1)};
}

Result<json::value> frontmatterOf(const QByteArray& markdown)
{
    const auto [begin, end] = frontmatterSpan(markdown);
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

qint64 ServerSkill::bytes() const
{
    qint64 sum = 0;
    for (const ServerSkillFile& each : files)
        sum += std::clamp<qint64>(each.size, 0, kMostBytes + 1);
    return sum;
}

const ServerSkillFile* ServerSkill::file(const QString& address) const
{
    const auto found = std::ranges::find(files, address, &ServerSkillFile::uri);
    return found == files.end() ? nullptr : &*found;
}

bool ServerSkill::isWithin(const QString& address) const
{
    return address.startsWith(uri.chopped(kSkillFile.size() - 1)); // with the slash
}

Result<ServerSkillPage> readSkillPage(QByteArrayView result)
{
    const auto value = parseJson(result, kLimits);
    const json::object* object = value ? value->if_object() : nullptr;
    const json::array* array = object ? jsonArray(*object, "skills") : nullptr;
    if (!array)
        return fail(ErrorCode::Protocol, u"The service's list of skills cannot be read."_s);
    ServerSkillPage page;
    for (std::size_t i = 0; i < std::min(array->size(), kMostSkills); ++i) {
        if (auto skill = skillFrom((*array)[i]))
            page.skills.append(std::move(*skill));
    }
    page.nextCursor = jsonText(*object, "nextCursor");
    return page;
}

QStringList skillNames(const QString& server, const QList<ServerSkill>& skills)
{
    QHash<QString, int> sameName;
    for (const ServerSkill& skill : skills)
        ++sameName[skill.name];
    QStringList names;
    for (const ServerSkill& skill : skills) {
        const QString name = server + u':' + (sameName[skill.name] > 1 ? pathOf(skill) : skill.name);
        const bool usable = isPlainPath(name.section(u':', 1)) && !names.contains(name);
        names.append(usable ? name : QString());
    }
    return names;
}

QByteArray skillBody(const QByteArray& markdown)
{
    const qsizetype end = frontmatterSpan(markdown).second;
    const qsizetype line = end < 0 ? -1 : markdown.indexOf('\n', end + 1);
    return end < 0 ? markdown : line < 0 ? QByteArray() : markdown.sliced(line + 1);
}

Result<QByteArray> verifiedSkillFile(const ServerSkill& skill, const QString& uri, QByteArrayView result)
{
    const ServerSkillFile* file = skill.file(uri);
    if (!file || file->sha256.isEmpty())
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
