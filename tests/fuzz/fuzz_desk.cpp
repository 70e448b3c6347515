// SPDX-License-Identifier: MIT
// What reaches the built-in services from outside. First byte: which reader; the rest: a message, a formula, HTML, a page, a post's file, a table.
#include "core/desk/deskjson.h"
#include "core/desk/deskserver.h"
#include "core/desk/records/formula.h"
#include "core/desk/research/csv.h"
#include "core/desk/site/contentcheck.h"
#include "core/desk/site/sitepage.h"
#include "core/desk/social/postfile.h"

#include <QRegularExpression>

#include <cstdint>
#include <cstdlib>

using namespace aios;
using namespace aios::desk;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void message(QByteArrayView text)
{
    const auto echo = [](const json::object& input) -> Result<json::object> { return input; };
    DeskServer server(
        *makeService(
            R"({"tools":[{"name":"echo","description":"x","effect":"reads","inputSchema":{"type":"object"},"outputSchema":{"type":"object"}}]})",
            {{"echo", echo}}),
        "1");
    for (const QByteArray& line : text.toByteArray().split('\n')) {
        const QByteArray reply = server.handle(line);
        require(!reply.contains('\n') && (reply.isEmpty() || parseJson(reply, {.maxDepth = 200, .refuseDuplicateKeys = false})));
    }
}

void formula(QByteArrayView text)
{
    const auto read = Formula::parse(QString::fromUtf8(text), [](const QString& name) { return name; });
    if (read)
        std::ignore = read->holds({[](const QString& id) { return json::value(toView(id.toUtf8())); }, QStringLiteral("r"), QDateTime()});
    else
        require(!read.error().message.isEmpty());
}

/// What is accepted holds nothing that could run, whatever stands around it.
void content(QByteArrayView html)
{
    static const QRegularExpression comments(QStringLiteral("<!--.*?-->"), QRegularExpression::DotMatchesEverythingOption);
    const auto checked = checkContent(html);
    if (checked)
        require(!QString::fromUtf8(html).remove(comments).contains(QLatin1StringView("<script"), Qt::CaseInsensitive));
    else
        require(!checked.error().message.isEmpty());
}

void page(QByteArrayView bytes)
{
    if (const auto post = postFrom(bytes))
        require(postFrom(pageOf(*post, {})).has_value());
}

void post(QByteArrayView bytes)
{
    if (const auto read = postFileFrom(bytes)) {
        const auto again = postFileFrom(postFileOf(*read));
        require(again && again->texts == read->texts);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView rest(reinterpret_cast<const char*>(data + 1), static_cast<qsizetype>(size - 1));
    switch (data[0] % 6) {
    case 0:
        message(rest);
        break;
    case 1:
        formula(rest);
        break;
    case 2:
        content(rest);
        break;
    case 3:
        page(rest);
        break;
    case 4:
        post(rest);
        break;
    default:
        std::ignore = parseCsv(rest);
    }
    return 0;
}
