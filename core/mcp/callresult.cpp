// SPDX-License-Identifier: MIT
#include "core/mcp/callresult.h"

#include "core/base/json.h"
#include "core/base/jsonraw.h"
#include "core/base/text.h"
#include "core/mcp/outputschema.h"
#include "core/tools/imageinfo.h"
#include "core/tools/outputlimits.h"
#include "core/tools/poolrun.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kMostImages = 20;
constexpr qsizetype kMostImageBytes = 5 * 1024 * 1024;
constexpr std::size_t kMostBlocks = 1000;

class ResultReader {
public:
    void block(const json::object& block)
    {
        const QString type = jsonText(block, "type");
        if (type == "text"_L1)
            add(jsonText(block, "text"));
        else if (type == "image"_L1)
            image(block);
        else if (type == "resource_link"_L1)
            add(u"[Link: %1 %2]"_s.arg(named(block), jsonText(block, "uri")));
        else if (type == "resource"_L1)
            resource(block);
        else
            add(u"[A part of the type %1 was left out: it cannot be shown to you.]"_s.arg(elided(type, 60)));
    }
    ToolOutput output;
    QStringList texts;

private:
    void add(const QString& text)
    {
        if (!text.isEmpty())
            texts.append(text);
    }
    static QString named(const json::object& block)
    {
        const QString title = jsonText(block, "title");
        return elided(title.isEmpty() ? jsonText(block, "name") : title, 200);
    }
    /// What it says it is must be what it is.
    void image(const json::object& block)
    {
        const QByteArray base64 = jsonText(block, "data").toLatin1();
        const auto decoded = QByteArray::fromBase64Encoding(base64, QByteArray::AbortOnBase64DecodingErrors);
        const auto info = decoded && decoded.decoded.size() <= kMostImageBytes ? sniffImage(*decoded) : std::nullopt;
        if (!info || output.images.size() >= kMostImages)
            return add(
                u"[An image of %1 was left out: it is too large, or of a kind that cannot be shown to you.]"_s.arg(byteCount(base64.size() * 3 / 4)));
        output.images.append(ToolImage{info->mediaType, base64});
    }
    void resource(const json::object& block)
    {
        const json::object* resource = jsonObject(block, "resource");
        if (!resource)
            return;
        const QString text = jsonText(*resource, "text");
        add(text.isEmpty() ? u"[The resource %1 holds data that is no text; it was left out.]"_s.arg(jsonText(*resource, "uri"))
                           : u"[Resource %1]\n%2"_s.arg(jsonText(*resource, "uri"), text));
    }
};

/// What kind of result it is (2026-07-28); nothing said means complete.
QString oddKind(const json::object& result)
{
    const json::value* kind = result.if_contains("resultType");
    if (!kind || (kind->is_string() && std::string_view(kind->get_string()) == "complete"))
        return {};
    if (kind->is_string() && std::string_view(kind->get_string()) == "input_required")
        return u"The service asked one thing after the other and gave no result, so the call was given up. Whether it took effect is not known: check before you "
               "call it again."_s;
    return u"The service gave a kind of result that is not known here. Whether the call took effect is not known: check before you call it again."_s;
}

/// What is to be said about structured content beside its schema; what does not fit, or was not checked, is taken out, so that nothing is concluded from it.
QString checkStructured(const QByteArray& schema, QByteArray& structured)
{
    if (structured.isEmpty())
        return u"\n(The service gave no structured result, although it says that this tool has one.)"_s;
    const OutputCheck check = checkOutput(schema, structured);
    if (check.violations.isEmpty() && check.unchecked.isEmpty())
        return {};
    structured.clear();
    if (check.violations.isEmpty())
        return u"\n(The structured result could not be checked against what the service says of it, so take care with it: %1.)"_s.arg(
            check.unchecked);
    return u"\n(The structured result does not fit what the service says of it, so take care with it: %1.)"_s.arg(check.violations.join(u"; "_s));
}

} // namespace

ToolOutput readCallResult(const QByteArray& result, const QByteArray& outputSchema, const QString& scratchDir, qint64 maxChars)
{
    const auto value = parseJson(result, {.maxDepth = 128, .refuseDuplicateKeys = false});
    if (!value || !value->is_object())
        return toolError(u"The service gave a result that cannot be read. The call may have taken effect: check before you call it again."_s);
    const json::object& object = value->get_object();
    if (const QString odd = oddKind(object); !odd.isEmpty())
        return toolError(odd);
    ResultReader reader;
    const json::array* content = jsonArray(object, "content");
    for (std::size_t i = 0; content && i < content->size() && i < kMostBlocks; ++i) {
        if ((*content)[i].is_object())
            reader.block((*content)[i].get_object());
    }
    const QByteArrayView structured = rawMember(result, "structuredContent");
    if (reader.texts.isEmpty() && !structured.isNull())
        reader.texts.append(QString::fromUtf8(structured));
    ToolOutput output = std::move(reader.output);
    output.isError = jsonBool(object, "isError");
    output.structured = structured.toByteArray();
    QString text = reader.texts.join(u'\n');
    if (!outputSchema.isEmpty() && !output.isError)
        text += checkStructured(outputSchema, output.structured);
    if (text.isEmpty() && output.images.isEmpty())
        text = output.isError ? u"The service reports an error without saying which."_s : u"Done. The service gave no further result."_s;
    OutputLimits limits;
    if (maxChars > limits.whole)
        limits.whole = maxChars;
    output.text = limitText(text, scratchDir, limits).text;
    return output;
}

} // namespace aios
