// SPDX-License-Identifier: MIT
#include "core/tools/builtin/globtool.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/gate/policy.h"
#include "core/project/filescan.h"
#include "core/tools/globmatcher.h"
#include "core/tools/outputlimits.h"
#include "core/tools/poolrun.h"
#include "core/tools/toolinput.h"

#include <QElapsedTimer>
#include <QFile>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr qsizetype kMaxFiles = 100;

struct GlobQuery {
    GuardedPath folder;
    GlobMatcher matcher;
    QString pattern; ///< Relative to the folder.
};

struct FoundFile {
    QString relative;
    qint64 mtimeNs = 0;
};

Result<GlobQuery> queryOf(const ToolInput& input, const ToolContext& context)
{
    GlobQuery query;
    const QString folder = input.text("path");
    auto checked = context.guard->check(folder.isEmpty() ? u"."_s : folder, PathAccess::Kind::Read);
    if (!checked)
        return std::unexpected(std::move(checked).error());
    query.folder = std::move(*checked);
    query.pattern = input.text("pattern");
    if (query.pattern.startsWith(u'/')) {
        // Models like to write the whole path.
        const QString prefix = query.folder.absolute + u'/';
        if (!query.pattern.startsWith(prefix))
            return fail(ErrorCode::Denied, u"The pattern is outside the project folder. Give one that is relative to it."_s);
        query.pattern = query.pattern.sliced(prefix.size());
    }
    auto matcher = GlobMatcher::make(query.pattern);
    if (!matcher)
        return std::unexpected(std::move(matcher).error());
    query.matcher = std::move(*matcher);
    return query;
}

QByteArray digestOf(const GlobQuery& query, const ToolCall& call)
{
    return sha256Fields({"Glob", query.folder.realAbsolute.toUtf8(), call.inputJson});
}

/// Only for the order of the list, so a plain lstat by name does.
qint64 modifiedAt(const QString& absolute)
{
    struct stat status = {};
    if (::lstat(QFile::encodeName(absolute).constData(), &status) != 0)
        return 0;
    return qint64(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
}

Result<QList<FoundFile>> findFiles(const GlobQuery& query, const ToolContext& context, const std::atomic_bool& cancelled)
{
    // The whole project is walked, because .gitignore files above the folder count too.
    const auto files = scanFiles(context.guard->root().path(), {}, &cancelled);
    if (!files)
        return std::unexpected(files.error());
    const QString prefix = query.folder.realRelative == "." ? QString() : QString::fromUtf8(query.folder.realRelative) + u'/';
    const bool askedForSensitive = !prefix.isEmpty() && isSensitivePath(prefix.chopped(1));
    QList<FoundFile> found;
    for (const QString& file : *files) {
        if (!askedForSensitive && isSensitivePath(file))
            continue;
        if (!file.startsWith(prefix) || !query.matcher.matches(QStringView(file).sliced(prefix.size())))
            continue;
        const QString absolute = context.guard->root().path() + u'/' + file;
        if (!context.deniesRead || !context.deniesRead(absolute, absolute))
            found.append({file, modifiedAt(absolute)});
    }
    std::ranges::sort(
        found, [](const FoundFile& a, const FoundFile& b) { return a.mtimeNs != b.mtimeNs ? a.mtimeNs > b.mtimeNs : a.relative < b.relative; });
    return found;
}

Result<ToolOutput> globFiles(const ToolCall& call, const ToolContext& context, const std::atomic_bool& cancelled)
{
    QElapsedTimer timer;
    timer.start();
    const auto input = ToolInput::parse(call.inputJson);
    if (!input)
        return toolError(input.error().message);
    const auto query = queryOf(*input, context);
    if (!query)
        return toolError(query.error().message);
    if (!context.approvedDigest.isEmpty() && context.approvedDigest != digestOf(*query, call))
        return toolError(u"The folder leads somewhere else than when the call was checked. Try again."_s);
    const auto found = findFiles(*query, context, cancelled);
    if (!found)
        return toolError(found.error().message);
    const bool truncated = found->size() > kMaxFiles;
    const auto shown = found->first(std::min(found->size(), kMaxFiles));
    ToolOutput output;
    QByteArray names;
    for (const FoundFile& file : shown) {
        output.text += showHidden(file.relative) + u'\n';
        names += (names.isEmpty() ? "" : ",") + jsonString(file.relative);
    }
    if (found->isEmpty())
        output.text = u"No files found. (Files named in .gitignore are not looked at.)"_s;
    if (truncated)
        output.text += u"(The first %1 of %2 files, newest first. Use a more exact pattern or path.)\n"_s.arg(kMaxFiles).arg(found->size());
    output.structured = R"({"durationMs":)" + QByteArray::number(timer.elapsed()) + R"(,"numFiles":)" + QByteArray::number(shown.size()) +
                        R"(,"filenames":[)" + names + R"(],"truncated":)" + (truncated ? "true" : "false") + "}";
    return output;
}

} // namespace

const ToolSpec& GlobTool::spec() const
{
    static const ToolSpec spec{
        QString::fromLatin1(kName),
        u"Finds files by name pattern, like \"**/*.md\" or \"content/**/*.{md,txt}\", newest first, at most 100. A pattern without a slash is looked for "
        "at any depth. Leaves out what .gitignore names, and config/ and key files unless path names them."_s,
        R"j({"type":"object","properties":{)j"
        R"j("pattern":{"type":"string","minLength":1},)j"
        R"j("path":{"type":"string","description":"Folder to look in; default: the project folder"})j"
        R"j(},"required":["pattern"],"additionalProperties":false})j",
        true, true};
    return spec;
}

ToolPlan GlobTool::plan(const ToolCall& call, const ToolContext& context) const
{
    ToolPlan plan;
    plan.access.tool = spec().name;
    plan.access.inputJson = call.inputJson;
    plan.access.grade = Grade::Read;
    plan.verb = u"List"_s;
    const auto input = ToolInput::parse(call.inputJson);
    if (!input) {
        plan.refusal = input.error().message;
        return plan;
    }
    plan.title = u"Find files %1"_s.arg(elided(showHidden(input->text("pattern")), 200));
    const auto query = queryOf(*input, context);
    if (!query) {
        plan.refusal = query.error().message;
        return plan;
    }
    if (query->folder.relative != ".")
        plan.title += u" in "_s + query->folder.shown;
    plan.access.paths = {context.guard->access(query->folder, PathAccess::Kind::Read)};
    plan.digest = digestOf(*query, call);
    return plan;
}

std::unique_ptr<ToolRun> GlobTool::start(const ToolCall& call, const ToolContext& context, ToolProgress, Once<Result<ToolOutput>> reply) const
{
    return std::make_unique<PoolRun>(
        context, [call](const ToolContext& own, const std::atomic_bool& cancelled) { return globFiles(call, own, cancelled); }, std::move(reply));
}

} // namespace aios
