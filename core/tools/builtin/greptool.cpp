// SPDX-License-Identifier: MIT
#include "core/tools/builtin/greptool.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/tools/builtin/greprun.h"
#include "core/tools/childenvironment.h"
#include "core/tools/poolrun.h"
#include "core/tools/toolinput.h"

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr qint64 kDefaultHead = 250;
constexpr qint64 kMaxContext = 1'000;
constexpr auto kTimeout = std::chrono::seconds(60);

GrepMode modeOf(const ToolInput& input)
{
    const QString mode = input.text("output_mode");
    return mode == "content"_L1 ? GrepMode::Content : mode == "count"_L1 ? GrepMode::Count : GrepMode::Files;
}

void addContext(QStringList& arguments, const ToolInput& input)
{
    const auto add = [&](std::string_view key, QLatin1StringView option) {
        if (const qint64 lines = input.integer(key, 0); lines > 0)
            arguments.append(option + QString::number(std::min(lines, kMaxContext)));
    };
    add("-B", "--before-context="_L1);
    add("-A", "--after-context="_L1);
    add("-C", "--context="_L1);
    add("context", "--context="_L1);
}

/// No configuration file, no program started for a file (--pre, --search-zip), no links followed, and values only after "=" or "--", so that none of
/// them can be taken for an option.
QStringList argumentsOf(const ToolInput& input, GrepMode mode, const GuardedPath& place)
{
    QStringList arguments{u"--no-config"_s,     u"--no-messages"_s,     u"--color=never"_s,    u"--hidden"_s,
                          u"--no-follow"_s,     u"--one-file-system"_s, u"--no-require-git"_s, u"--null"_s,
                          u"--with-filename"_s, u"--no-heading"_s,      u"--sort=path"_s};
    if (mode == GrepMode::Files)
        arguments.append(u"--files-with-matches"_s);
    else if (mode == GrepMode::Count)
        arguments.append(u"--count"_s);
    else {
        arguments += {u"--max-columns=2000"_s, u"--max-columns-preview"_s, input.flag("-n", true) ? u"--line-number"_s : u"--no-line-number"_s};
        addContext(arguments, input);
        if (input.flag("-o"))
            arguments.append(u"--only-matching"_s);
    }
    if (input.flag("-i"))
        arguments.append(u"--ignore-case"_s);
    if (input.flag("multiline"))
        arguments += {u"--multiline"_s, u"--multiline-dotall"_s};
    if (const QString type = input.text("type"); !type.isEmpty())
        arguments.append(u"--type="_s + type);
    if (const QString glob = input.text("glob"); !glob.isEmpty())
        arguments.append(u"--glob="_s + glob);
    const QString where = place.realRelative == "." ? u"./"_s : u"./"_s + QString::fromUtf8(place.realRelative);
    arguments += {u"--glob=!.git"_s, u"--glob=!node_modules"_s, u"--"_s, input.text("pattern"), where};
    return arguments;
}

Result<GrepJob> jobOf(const ToolInput& input, const ToolContext& context)
{
    const QString named = input.text("path");
    auto place = context.guard->check(named.isEmpty() ? u"."_s : named, PathAccess::Kind::Read);
    if (!place)
        return std::unexpected(std::move(place).error());
    if (const auto stamp = context.guard->root().stat(place->realRelative); !stamp)
        return std::unexpected(stamp.error()); // a pipe or device would be waited for
    for (const char* key : {"pattern", "glob", "type"}) {
        if (input.text(key).contains(QChar(u'\0')))
            return fail(ErrorCode::InvalidInput, u"The %1 holds a NUL character, which cannot be searched for."_s.arg(QString::fromLatin1(key)));
    }
    GrepJob job;
    job.mode = modeOf(input);
    job.place = std::move(*place);
    job.skip = std::max<qint64>(0, input.integer("offset", 0));
    job.limit = std::max<qint64>(0, input.integer("head_limit", kDefaultHead));
    job.request.program = findProgram(u"rg"_s, context.projectRoot);
    job.request.arguments = argumentsOf(input, job.mode, job.place);
    job.request.environment = childEnvironment(context.projectRoot);
    job.request.root = context.guard->root().path();
    job.request.workingDirectory = job.request.root;
    job.request.timeout = kTimeout;
    job.request.separateErrors = true;
    if (job.request.program.isEmpty())
        return fail(ErrorCode::Unavailable,
                    u"Grep needs ripgrep (the program rg), which is not installed. Install the package ripgrep; meanwhile use Glob and Read."_s);
    return job;
}

QByteArray digestOf(const GrepJob& job)
{
    return sha256Fields({"Grep", job.request.arguments.join(QChar(u'\0')).toUtf8(), job.place.realAbsolute.toUtf8()});
}

} // namespace

const ToolSpec& GrepTool::spec() const
{
    static const ToolSpec spec{
        QString::fromLatin1(kName),
        u"Searches file contents with ripgrep (its regular expressions). Leaves out what .gitignore names, and config/ and key files unless path names them."_s,
        R"j({"type":"object","properties":{)j"
        R"j("pattern":{"type":"string","minLength":1},)j"
        R"j("path":{"type":"string","description":"File or folder; default: the project folder"},)j"
        R"j("glob":{"type":"string","description":"Only files like this, e.g. *.md"},)j"
        R"j("type":{"type":"string","description":"Only this file type of rg, e.g. md"},)j"
        R"j("output_mode":{"type":"string","enum":["files_with_matches","content","count"],"description":"Default files_with_matches"},)j"
        R"j("-A":{"type":"integer","minimum":0},)j"
        R"j("-B":{"type":"integer","minimum":0},)j"
        R"j("-C":{"type":"integer","minimum":0},)j"
        R"j("context":{"type":"integer","minimum":0},)j"
        R"j("-n":{"type":"boolean","description":"Line numbers, default true"},)j"
        R"j("-i":{"type":"boolean"},)j"
        R"j("-o":{"type":"boolean"},)j"
        R"j("multiline":{"type":"boolean"},)j"
        R"j("head_limit":{"type":"integer","minimum":0,"description":"Default 250; 0: all"},)j"
        R"j("offset":{"type":"integer","minimum":0})j"
        R"j(},"required":["pattern"],"additionalProperties":false})j",
        true, true};
    return spec;
}

ToolPlan GrepTool::plan(const ToolCall& call, const ToolContext& context) const
{
    ToolPlan plan;
    plan.access.tool = spec().name;
    plan.access.inputJson = call.inputJson;
    plan.access.grade = Grade::Read;
    plan.verb = u"Search"_s;
    const auto input = ToolInput::parse(call.inputJson);
    if (!input) {
        plan.refusal = input.error().message;
        return plan;
    }
    plan.title = u"Search for %1"_s.arg(elided(showHidden(input->text("pattern")), 160));
    const auto job = jobOf(*input, context);
    if (!job) {
        plan.refusal = job.error().message;
        return plan;
    }
    if (job->place.relative != ".")
        plan.title += u" in "_s + job->place.shown;
    plan.access.paths = {context.guard->access(job->place, PathAccess::Kind::Read)};
    plan.digest = digestOf(*job);
    return plan;
}

std::unique_ptr<ToolRun> GrepTool::start(const ToolCall& call, const ToolContext& context, ToolProgress, Once<Result<ToolOutput>> reply) const
{
    const auto refuse = [&reply](const QString& text) {
        return std::make_unique<QueuedRun>([text]() -> Result<ToolOutput> { return toolError(text); }, std::move(reply));
    };
    const auto input = ToolInput::parse(call.inputJson);
    if (!input)
        return refuse(input.error().message);
    const auto job = jobOf(*input, context);
    if (!job)
        return refuse(job.error().message);
    if (!context.approvedDigest.isEmpty() && context.approvedDigest != digestOf(*job))
        return refuse(u"The place to search leads somewhere else than when the call was checked. Try again."_s);
    return GrepRun::start(*job, context, std::move(reply));
}

} // namespace aios
