// SPDX-License-Identifier: MIT
#include "core/mcp/headershelper.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/tools/childenvironment.h"
#include "core/tools/outputlimits.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kMostOutput = 64 * 1024;
constexpr std::size_t kMostHeaders = 50;

bool isHeaderName(QByteArrayView name)
{
    static constexpr QByteArrayView kMarks = "!#$%&'*+-.^_`|~";
    return !name.isEmpty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kMarks.contains(c);
    });
}

bool isHeaderValue(QByteArrayView value)
{
    return std::ranges::none_of(value, [](char c) { return c == '\n' || c == '\r' || c == '\0'; });
}

std::unexpected<Error> notHeaders()
{
    return fail(ErrorCode::InvalidInput,
                u"The headersHelper of the service must print a JSON object of header names and texts, and nothing else. Mend it."_s);
}

} // namespace

Result<QList<SecretHeader>> readHelperHeaders(QByteArrayView output)
{
    const auto value = parseJson(output.trimmed(), {.maxDepth = 4, .maxBytes = static_cast<std::size_t>(kMostOutput)});
    const json::object* object = value ? value->if_object() : nullptr;
    if (!object || object->size() > kMostHeaders)
        return notHeaders();
    QList<SecretHeader> headers;
    for (const auto& [key, text] : *object) {
        const QByteArray name = toQString(key).toUtf8();
        if (!text.is_string() || !isHeaderName(name) ||
            !isHeaderValue(QByteArrayView(text.get_string().data(), static_cast<qsizetype>(text.get_string().size()))))
            return notHeaders();
        headers.append({name, {}, Secret(QByteArrayView(text.get_string().data(), static_cast<qsizetype>(text.get_string().size())))});
    }
    return headers;
}

QList<SecretHeader> withHelperHeaders(const QList<SecretHeader>& own, const QList<SecretHeader>& helper)
{
    QList<SecretHeader> all = helper;
    for (const SecretHeader& header : own) {
        if (std::ranges::none_of(helper, [&](const SecretHeader& other) { return other.name.compare(header.name, Qt::CaseInsensitive) == 0; }))
            all.append(header);
    }
    return all;
}

HeadersHelper::HeadersHelper(std::chrono::milliseconds patience, QObject* parent) : QObject(parent), m_patience(patience) {}

HeadersHelper::~HeadersHelper() = default;

void HeadersHelper::run(const McpServerConfig& config, const McpLaunchPlace& place, const McpLaunch& launch, Done done)
{
    m_done = std::move(done);
    m_output.clear();
    ProcessRequest request;
    request.program = u"/bin/sh"_s;
    request.arguments = {u"-c"_s, config.headersHelper};
    request.root = launch.inProject ? place.projectRoot : place.elsewhere;
    request.workingDirectory = request.root;
    request.environment = childEnvironment(place.projectRoot);
    request.environment += {"CLAUDE_CODE_MCP_SERVER_NAME=" + config.name.toUtf8(), "CLAUDE_CODE_MCP_SERVER_URL=" + launch.url.toEncoded()};
    request.timeout = m_patience;
    request.separateErrors = true;
    ProcessHandlers handlers;
    handlers.onOutput = [this](QByteArrayView bytes) { m_output.append(bytes.first(std::min(bytes.size(), kMostOutput + 1 - m_output.size()))); };
    handlers.onEnd = [this](const ProcessResult& result) { end(result); };
    auto started = ProcessRunner::start(request, std::move(handlers));
    if (started)
        m_runner = std::move(*started);
    else
        QMetaObject::invokeMethod(this, [this, error = started.error()] { tell(std::unexpected(error)); }, Qt::QueuedConnection);
}

/// What it printed holds keys, so it is never shown; what it wrote to its standard error is.
void HeadersHelper::end(const ProcessResult& result)
{
    const QString last = cleanOutput(result.errors.last(std::min<qsizetype>(result.errors.size(), 2000))).trimmed().section(u'\n', -1);
    const QString wrote = last.isEmpty() ? QString() : u" It last wrote: "_s + elided(showHidden(last), 300);
    const auto failed = [&](const QString& how) { return fail(ErrorCode::Unavailable, u"The headersHelper of the service %1.%2"_s.arg(how, wrote)); };
    if (result.timedOut)
        return tell(failed(u"did not end within %1 s"_s.arg(std::chrono::ceil<std::chrono::seconds>(m_patience).count())));
    if (!result.problem.isEmpty() || result.exitCode != 0)
        return tell(failed(result.problem.isEmpty() ? u"ended with exit code %1"_s.arg(result.exitCode) : u"could not be run"_s));
    auto headers = m_output.size() > kMostOutput ? Result<QList<SecretHeader>>(notHeaders()) : readHelperHeaders(m_output);
    wipe(m_output.data(), static_cast<std::size_t>(m_output.size()));
    tell(std::move(headers));
}

void HeadersHelper::tell(Result<QList<SecretHeader>> headers)
{
    if (auto done = std::exchange(m_done, nullptr)) // from the event loop: whoever hears it may destroy this
        QMetaObject::invokeMethod(
            this, [done = std::move(done), headers = std::move(headers)]() mutable { done(std::move(headers)); }, Qt::QueuedConnection);
}

} // namespace aios
