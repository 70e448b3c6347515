// SPDX-License-Identifier: MIT
#include "core/tools/builtin/webfetchtool.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/tools/builtin/webfetchrun.h"
#include "core/tools/poolrun.h"
#include "core/tools/toolinput.h"
#include "core/tools/webaddress.h"

using namespace Qt::StringLiterals;

namespace aios {
namespace {

QByteArray digestOf(const QUrl& url)
{
    return sha256Fields({"WebFetch", url.toEncoded()});
}

/// Where it goes, in characters that cannot be mistaken for others (international names in their ASCII form).
QString shownUrl(const QUrl& url)
{
    QString shown = url.toString(QUrl::FullyEncoded).sliced(url.scheme().size() + 3);
    while (shown.endsWith(u'/'))
        shown.chop(1);
    return elided(shown, 160);
}

} // namespace

const ToolSpec& WebFetchTool::spec() const
{
    static const ToolSpec spec{
        QString::fromLatin1(kName),
        u"Fetches a public web page (http is raised to https) and gives it as markdown; text and JSON as they are. A redirect to another host is reported, "
        "not followed. Pages are kept for 15 minutes."_s,
        R"j({"type":"object","properties":{)j"
        R"j("url":{"type":"string","minLength":1,"description":"Full URL"},)j"
        R"j("prompt":{"type":"string","description":"What you want to know from the page"},)j"
        R"j("offset":{"type":"integer","minimum":0,"description":"Where to go on in a long page, in characters"})j"
        R"j(},"required":["url","prompt"],"additionalProperties":false})j",
        true, true};
    return spec;
}

ToolPlan WebFetchTool::plan(const ToolCall& call, const ToolContext&) const
{
    ToolPlan plan;
    plan.access.tool = spec().name;
    plan.access.inputJson = call.inputJson;
    plan.access.grade = Grade::LeavesComputer;
    plan.verb = u"Fetch"_s;
    const auto input = ToolInput::parse(call.inputJson);
    if (!input) {
        plan.refusal = input.error().message;
        return plan;
    }
    plan.title = u"Fetch %1"_s.arg(elided(showHidden(input->text("url")), 160));
    const auto url = publicWebUrl(input->text("url"));
    if (!url) {
        plan.refusal = url.error().message;
        return plan;
    }
    plan.title = u"Fetch %1"_s.arg(shownUrl(*url));
    plan.access.url = url->toString(QUrl::FullyEncoded);
    plan.preview.kind = ApprovalPreview::Kind::Arguments;
    plan.preview.arguments = {{u"url"_s, plan.access.url}};
    plan.digest = digestOf(*url);
    return plan;
}

std::unique_ptr<ToolRun> WebFetchTool::start(const ToolCall& call, const ToolContext& context, ToolProgress, Once<Result<ToolOutput>> reply) const
{
    const auto refuse = [&reply](const QString& text) {
        return std::make_unique<QueuedRun>([text]() -> Result<ToolOutput> { return toolError(text); }, std::move(reply));
    };
    const auto input = ToolInput::parse(call.inputJson);
    if (!input)
        return refuse(input.error().message);
    const auto url = publicWebUrl(input->text("url"));
    if (!url)
        return refuse(url.error().message);
    if (context.approvedDigest.isEmpty() || context.approvedDigest != digestOf(*url))
        return refuse(u"The address is not the one that was approved, so nothing was fetched."_s);
    if (!context.transport)
        return refuse(u"There is no connection to the network in this session."_s);
    return std::make_unique<WebFetchRun>(WebFetchJob{*url, input->text("prompt"), std::max<qint64>(0, input->integer("offset", 0))}, context,
                                         std::move(reply));
}

} // namespace aios
