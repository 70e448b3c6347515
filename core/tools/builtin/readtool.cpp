// SPDX-License-Identifier: MIT
#include "core/tools/builtin/readtool.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/tools/imageinfo.h"
#include "core/tools/linenumbers.h"
#include "core/tools/outputlimits.h"
#include "core/tools/poolrun.h"
#include "core/tools/toolinput.h"

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr qint64 kMaxWholeFile = 32 * 1024 * 1024; ///< Read and hashed whole up to here; longer ones only by range.
constexpr qint64 kMaxScan = 1024LL * 1024 * 1024;   ///< How far into a long file a range may begin.
constexpr qint64 kChunk = 1024 * 1024;
/// Providers take 5 MB of base64 an image; one image over a limit would make every later request of the session fail.
constexpr qint64 kMaxImageBytes = 5 * 1024 * 1024 / 4 * 3;
constexpr int kMaxImageSide = 8000;

struct ReadTarget {
    std::shared_ptr<const RootDir> own; ///< The scratch folder, for spilled outputs; else null.
    GuardedPath path;
};

struct ReadRange {
    int offset = 1;
    int limit = 0; ///< 0: the default.
    [[nodiscard]] bool isGiven() const { return limit > 0; }
};

bool isBeneath(const QString& path, const QString& folder)
{
    return !folder.isEmpty() && path.startsWith(folder + u'/');
}

Result<ReadTarget> findTarget(const QString& named, const ToolContext& context)
{
    if (isBeneath(named, context.scratchDir)) {
        auto scratch = RootDir::open(context.scratchDir);
        if (!scratch)
            return std::unexpected(std::move(scratch).error());
        auto own = std::make_shared<const RootDir>(std::move(*scratch));
        auto path = PathGuard(own).check(own->path() + named.sliced(context.scratchDir.size()), PathAccess::Kind::Read);
        if (!path)
            return std::unexpected(std::move(path).error());
        return ReadTarget{std::move(own), std::move(*path)};
    }
    auto path = context.guard->check(named, PathAccess::Kind::Read);
    if (!path)
        return std::unexpected(std::move(path).error());
    return ReadTarget{nullptr, std::move(*path)};
}

QByteArray digestOf(const ReadTarget& target, const ToolCall& call)
{
    return sha256Fields({"Read", target.path.realAbsolute.toUtf8(), call.inputJson});
}

ReadRange rangeOf(const ToolInput& input)
{
    constexpr qint64 kMaxLine = 1'000'000'000;
    return {static_cast<int>(std::clamp<qint64>(input.integer("offset", 1), 1, kMaxLine)),
            static_cast<int>(std::clamp<qint64>(input.integer("limit", 0), 0, kMaxLine))};
}

void describe(ToolOutput& output, const GuardedPath& path, const NumberedText& text)
{
    output.structured = R"({"type":"text","file":{"filePath":)" + jsonString(path.absolute) + R"(,"numLines":)" + QByteArray::number(text.lines) +
                        R"(,"startLine":)" + QByteArray::number(text.firstLine) + R"(,"totalLines":)" + QByteArray::number(text.totalLines) + "}}";
}

ToolOutput imageOutput(const GuardedPath& path, const ImageInfo& info, const FileContent& content)
{
    if (content.bytes.size() > kMaxImageBytes)
        return toolError(u"The image %1 has %2; models take at most %3. Make it smaller first."_s.arg(path.shown, byteCount(content.bytes.size()),
                                                                                                      byteCount(kMaxImageBytes)));
    if (info.width > kMaxImageSide || info.height > kMaxImageSide)
        return toolError(u"The image %1 has %2 × %3 pixels; models take at most %4 on a side. Make it smaller first."_s.arg(path.shown)
                             .arg(info.width)
                             .arg(info.height)
                             .arg(kMaxImageSide));
    ToolOutput output = toolText(u"Image %1 (%2, %3)."_s.arg(path.shown, QString::fromLatin1(info.mediaType), byteCount(content.bytes.size())));
    output.images.append({info.mediaType, content.bytes.toBase64()});
    output.structured = R"({"type":"image","file":{"filePath":)" + jsonString(path.absolute) + R"(,"type":)" +
                        jsonString(QByteArrayView(info.mediaType)) + R"(,"originalSize":)" + QByteArray::number(content.bytes.size()) + "}}";
    return output;
}

ToolOutput binaryRefusal(const GuardedPath& path, QByteArrayView bytes)
{
    const bool utf16 = bytes.startsWith("\xff\xfe") || bytes.startsWith("\xfe\xff");
    if (bytes.startsWith("%PDF-"))
        return toolError(u"%1 is a PDF, which Read cannot show. Convert it to text first, for example with pdftotext."_s.arg(path.shown));
    return toolError(utf16 ? u"%1 is text in UTF-16. Convert it to UTF-8 first."_s.arg(path.shown)
                           : u"%1 is a binary file, not text or an image, so it cannot be shown."_s.arg(path.shown));
}

/// The file's text in the asked range with what the model must know about what it does not see.
ToolOutput textOutput(const GuardedPath& path, QByteArrayView bytes, const ReadRange& range)
{
    if (bytes.isEmpty()) {
        ToolOutput output = toolText(u"(The file exists but is empty.)"_s);
        describe(output, path, {});
        return output;
    }
    NumberedRange wanted;
    wanted.firstLine = range.offset;
    if (range.isGiven())
        wanted.maxLines = range.limit;
    const NumberedText text = numberLines(bytes, wanted);
    if (text.lines == 0) {
        ToolOutput output = toolText(u"(%1 has only %2 lines; offset %3 is past its end.)"_s.arg(path.shown).arg(text.totalLines).arg(range.offset));
        output.partialReads.append(path.realAbsolute);
        return output;
    }
    if (range.isGiven() && text.cutByBytes)
        return toolError(u"Lines %1 to %2 of %3 are more than %4. Ask for fewer lines (%5 fit), or search with Grep."_s.arg(range.offset)
                             .arg(std::min<qint64>(qint64(range.offset) + range.limit - 1, text.totalLines))
                             .arg(path.shown, byteCount(wanted.maxBytes))
                             .arg(text.lines));
    ToolOutput output = toolText(text.text);
    const int last = text.firstLine + text.lines - 1;
    const bool partial = text.firstLine > 1 || last < text.totalLines || text.longLines > 0;
    if (!range.isGiven() && last < text.totalLines)
        output.text += u"\nPARTIAL view: lines %1 to %2 of %3. Go on with offset=%4, or find the place with Grep.\n"_s.arg(text.firstLine)
                           .arg(last)
                           .arg(text.totalLines)
                           .arg(last + 1);
    if (text.longLines > 0)
        output.text += u"\n(%1 long lines were cut.)\n"_s.arg(text.longLines);
    if (partial)
        output.partialReads.append(path.realAbsolute);
    describe(output, path, text);
    return output;
}

/// Lines of a file too long to be read whole: walks to the range in pieces. Such a file is not noted as read, so it cannot be edited.
Result<ToolOutput> readLongFile(const RootDir& root, const GuardedPath& path, const ReadRange& range, qint64 size, const std::atomic_bool& cancelled)
{
    if (!range.isGiven())
        return toolError(u"%1 has %2, too much to read at once. Give offset and limit, or search it with Grep."_s.arg(path.shown, byteCount(size)));
    NumberedRange wanted;
    QByteArray window;
    int skip = range.offset - 1;
    int lines = 0;
    for (qint64 at = 0; at < kMaxScan; at += kChunk) {
        if (cancelled)
            return fail(ErrorCode::Cancelled, u"Reading was stopped."_s);
        auto chunk = root.readRange(path.realRelative, at, kChunk);
        if (!chunk)
            return toolError(chunk.error().message);
        if (looksBinary(*chunk))
            return binaryRefusal(path, *chunk);
        qsizetype begin = 0;
        while (skip > 0 && begin < chunk->size()) {
            const qsizetype newline = chunk->indexOf('\n', begin);
            begin = newline < 0 ? chunk->size() : newline + 1;
            skip -= newline < 0 ? 0 : 1;
        }
        if (skip == 0 && begin < chunk->size()) {
            window += QByteArrayView(*chunk).sliced(begin);
            lines = static_cast<int>(window.count('\n'));
        }
        if (lines >= range.limit || window.size() > wanted.maxBytes * 2 || chunk->size() < kChunk)
            break;
    }
    if (window.isEmpty())
        return toolText(u"(Line %1 of %2 is past its end or too far into it to be reached; search with Grep.)"_s.arg(range.offset).arg(path.shown));
    wanted.maxLines = range.limit;
    NumberedText text = numberLines(window, wanted);
    if (text.cutByBytes)
        return toolError(u"These lines are more than %1. Ask for fewer lines (%2 fit)."_s.arg(byteCount(wanted.maxBytes)).arg(text.lines));
    // Numbered again from the real first line, now that it is known that they fit.
    QString out;
    int number = range.offset;
    for (QStringView line : QStringView(text.text).chopped(1).split(u'\n'))
        out += QString::number(number++).rightJustified(6) + line.sliced(line.indexOf(u'\t')) + u'\n';
    ToolOutput output = toolText(out);
    text.firstLine = range.offset;
    text.totalLines = 0;
    describe(output, path, text);
    return output;
}

Result<ToolOutput> readFile(const ToolCall& call, const ToolContext& context, const std::atomic_bool& cancelled)
{
    const auto input = ToolInput::parse(call.inputJson);
    if (!input)
        return toolError(input.error().message);
    const auto target = findTarget(input->text("file_path"), context);
    if (!target)
        return toolError(target.error().message);
    if (!context.approvedDigest.isEmpty() && context.approvedDigest != digestOf(*target, call))
        return toolError(u"%1 leads to another file than when the call was checked, so it was not read. Try again."_s.arg(target->path.shown));
    const GuardedPath& path = target->path;
    if (path.relative == ".")
        return toolError(u"That is a folder, not a file. Use Glob to list its files."_s);
    const RootDir& root = target->own ? *target->own : context.guard->root();
    const auto content = root.read(path.realRelative, kMaxWholeFile);
    if (!content && content.error().code == ErrorCode::TooLarge) {
        const auto stamp = root.stat(path.realRelative);
        return readLongFile(root, path, rangeOf(*input), stamp ? stamp->size : 0, cancelled);
    }
    if (!content)
        return toolError(content.error().message);
    if (const auto image = sniffImage(content->bytes))
        return imageOutput(path, *image, *content);
    if (looksBinary(content->bytes) || content->bytes.startsWith("%PDF-"))
        return binaryRefusal(path, content->bytes);
    ToolOutput output = textOutput(path, content->bytes, rangeOf(*input));
    if (!target->own && !output.isError)
        output.filesRead.append({path.realAbsolute, content->sha256});
    return output;
}

} // namespace

const ToolSpec& ReadTool::spec() const
{
    static const ToolSpec spec{
        QString::fromLatin1(kName),
        u"Reads a file. Text comes as `cat -n` prints it: line number, tab, line. Without a range up to 2,000 lines; use offset and limit for the "
        "rest. PNG, JPEG, GIF and WebP files come as images. Paths are absolute or relative to the project folder. Read a file before you change it."_s,
        R"j({"type":"object","properties":{)j"
        R"j("file_path":{"type":"string","description":"Path of the file"},)j"
        R"j("offset":{"type":"integer","minimum":1,"description":"First line, from 1"},)j"
        R"j("limit":{"type":"integer","minimum":1,"description":"How many lines"})j"
        R"j(},"required":["file_path"],"additionalProperties":false})j",
        true, true};
    return spec;
}

ToolPlan ReadTool::plan(const ToolCall& call, const ToolContext& context) const
{
    ToolPlan plan;
    plan.access.tool = spec().name;
    plan.access.inputJson = call.inputJson;
    plan.access.grade = Grade::Read;
    plan.verb = u"Read"_s;
    const auto input = ToolInput::parse(call.inputJson);
    if (!input) {
        plan.refusal = input.error().message;
        return plan;
    }
    const auto target = findTarget(input->text("file_path"), context);
    if (!target) {
        plan.title = u"Read %1"_s.arg(elided(showHidden(input->text("file_path")), 200));
        plan.refusal = target.error().message;
        return plan;
    }
    plan.title = u"Read %1"_s.arg(target->path.shown);
    plan.digest = digestOf(*target, call);
    if (target->own)
        plan.access.neverAsks = true; // an output of this session that it could not be given whole
    else
        plan.access.paths = {context.guard->access(target->path, PathAccess::Kind::Read)};
    return plan;
}

std::unique_ptr<ToolRun> ReadTool::start(const ToolCall& call, const ToolContext& context, ToolProgress, Once<Result<ToolOutput>> reply) const
{
    return std::make_unique<PoolRun>(
        context, [call](const ToolContext& own, const std::atomic_bool& cancelled) { return readFile(call, own, cancelled); }, std::move(reply));
}

} // namespace aios
