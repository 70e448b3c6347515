// SPDX-License-Identifier: MIT
#include "core/mcp/outputschema.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/schemaguard.h"

#include <jsoncons/json.hpp>
#include <jsoncons_ext/jsonschema/jsonschema.hpp>

#include <exception>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

namespace js = jsoncons::jsonschema;

constexpr qsizetype kMostViolations = 8;
constexpr qsizetype kMostSchema = 256 * 1024;
constexpr qsizetype kMostContent = 4 * 1024 * 1024;
constexpr int kMostDepth = 64;

/// "All of these must hold" is said by what does not; other combinations as a whole.
void report(const js::validation_message& message, QStringList& found)
{
    if (message.keyword() == "allOf" && !message.details().empty()) {
        for (const js::validation_message& detail : message.details())
            report(detail, found);
        return;
    }
    const QString place = QString::fromStdString(message.instance_location().string());
    const QString words = (place.isEmpty() ? u"the whole"_s : place) + u": "_s + QString::fromStdString(message.message());
    if (found.size() < kMostViolations)
        found.append(elided(showHidden(words), 300));
}

QStringList violationsOf(const QByteArray& schema, QByteArrayView content)
{
    QStringList found;
    const auto nothing = [](const jsoncons::uri&) { return jsoncons::json::null(); }; // whatever it refers to is not fetched
    const auto compiled = js::make_json_schema(jsoncons::json::parse(schema.toStdString()), nothing);
    const auto take = [&found](const js::validation_message& message) {
        report(message, found);
        return found.size() < kMostViolations ? js::walk_result::advance : js::walk_result::abort;
    };
    compiled.validate(jsoncons::json::parse(std::string(content.data(), static_cast<std::size_t>(content.size()))), take);
    return found;
}

} // namespace

OutputCheck checkOutput(QByteArrayView schema, QByteArrayView content)
{
    const auto wanted = parseJson(schema, {kMostDepth, kMostSchema, true});
    if (!wanted)
        return {{}, u"the output schema cannot be used: "_s + wanted.error().message};
    const auto instance = parseJson(content, {kMostDepth, kMostContent, true});
    if (!instance)
        return {{}, u"the structured content is too large or too deep to be checked, or no JSON: "_s + instance.error().message};
    const auto guarded = guardedSchema(*wanted, *instance);
    if (!guarded)
        return {{}, guarded.error().message};
    try {
        return {violationsOf(toJson(*guarded), content), {}};
    } catch (const std::exception& error) { // a schema that is none
        return {{}, u"the output schema cannot be used: "_s + elided(showHidden(QString::fromUtf8(error.what())), 200)};
    }
}

} // namespace aios
