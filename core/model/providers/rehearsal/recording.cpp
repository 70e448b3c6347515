// SPDX-License-Identifier: MIT
#include "core/model/providers/rehearsal/recording.h"

#include "core/base/json.h"
#include "core/base/yamltree.h"

#include <QFileInfo>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// A JSON string is a YAML string but for characters YAML counts as line breaks or as not printable: those as \u escapes.
QByteArray yamlString(QStringView text)
{
    QString out;
    for (const QChar c : QString::fromUtf8(jsonString(text))) {
        const char16_t unit = c.unicode();
        if ((unit >= 0x7f && unit < 0xa0) || unit == 0x2028 || unit == 0x2029 || unit == 0xfeff)
            out += u"\\u%1"_s.arg(unit, 4, 16, QLatin1Char('0'));
        else
            out += c;
    }
    return out.toUtf8();
}

QByteArray yamlString(const QByteArray& utf8)
{
    return yamlString(QString::fromUtf8(utf8));
}

/// The input inline where reading it back gives the same bytes, else as a string.
QByteArray inputMember(const QByteArray& json)
{
    const Result<YamlTree> tree = parseYamlTree(json, u"input"_s);
    if (tree && tree->kind == YamlTree::Kind::Map && !json.contains('\n') && tree->toJson() == json)
        return "input: " + json;
    return "inputRaw: " + yamlString(json);
}

struct ItemWriter {
    QByteArray operator()(const TextBlock& block) const { return "{text: " + yamlString(block.text) + '}'; }
    QByteArray operator()(const ThinkingBlock& block) const
    {
        return "{thinking: " + yamlString(block.thinking) + ", signature: " + yamlString(block.signature) +
               (block.redacted ? ", redacted: true}" : "}");
    }
    QByteArray operator()(const ToolUseBlock& block) const
    {
        return "{tool: " + yamlString(block.name) + ", id: " + yamlString(block.id) + ", " + inputMember(block.inputJson) + '}';
    }
    QByteArray operator()(const UnknownBlock& block) const { return "{raw: " + yamlString(block.rawJson) + '}'; }
    QByteArray operator()(const ImageBlock&) const { return {}; }       // Replies hold none.
    QByteArray operator()(const ToolResultBlock&) const { return {}; }  // Nor these.
};

QByteArray usageMember(const Usage& usage)
{
    return "usage: {input: " + QByteArray::number(usage.inputTokens) + ", cacheWrite: " + QByteArray::number(usage.cacheWriteTokens) +
           ", cacheRead: " + QByteArray::number(usage.cacheReadTokens) + ", output: " + QByteArray::number(usage.outputTokens) +
           ", thinking: " + QByteArray::number(usage.thinkingTokens) + '}';
}

} // namespace

QByteArray recordedStepLine(const RequestOrigin& origin, const ModelReply& reply)
{
    QByteArrayList items;
    for (const Block& block : reply.message.blocks) {
        if (QByteArray item = std::visit(ItemWriter{}, block); !item.isEmpty())
            items.append(std::move(item));
    }
    return "- {when: {recorded: {prompt: " + QByteArray::number(origin.promptNumber) + ", turn: " + QByteArray::number(origin.turn) +
           ", agent: " + yamlString(origin.agent) + "}}, model: " + yamlString(reply.model) +
           ", stop: " + stopReasonName(reply.stopReason).toLatin1() + ", " + usageMember(reply.usage) + ", say: [" + items.join(", ") + "]}";
}

Result<std::shared_ptr<Model>> RecordingModel::make(std::shared_ptr<Model> inner, const QString& file)
{
    const bool fresh = QFileInfo(file).size() == 0;
    Result<AppendFile> out = AppendFile::open(file);
    if (!out)
        return fail(out.error().code, u"The recording %1 cannot be written: %2"_s.arg(file, out.error().message), out.error().detail);
    if (fresh) {
        for (const QByteArrayView line : {QByteArrayView("rehearsal: 1"), QByteArrayView("recording: true"), QByteArrayView("steps:")}) {
            if (const Result<void> written = out->append(line); !written)
                return std::unexpected(written.error());
        }
    }
    return std::shared_ptr<Model>(new RecordingModel(std::move(inner), std::move(*out)));
}

std::unique_ptr<ModelRun> RecordingModel::stream(ModelRequest request, ModelHandlers handlers)
{
    handlers.onEnd = [file = m_file, origin = request.origin, onEnd = std::move(handlers.onEnd)](Result<ModelReply> reply) {
        if (reply) {
            if (const Result<void> written = file->append(recordedStepLine(origin, *reply)); !written)
                reply = fail(written.error().code, u"The reply could not be recorded: %1"_s.arg(written.error().message), written.error().detail);
        }
        if (onEnd)
            onEnd(std::move(reply));
    };
    return m_inner->stream(std::move(request), std::move(handlers));
}

} // namespace aios
