// SPDX-License-Identifier: MIT
#include "core/base/text.h"
#include "core/content/layerloaders.h"
#include "core/content/sessionlog.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxMemoryBytes = 1024 * 1024;

/// Text of a file read, with the reason written to the file when it is none.
QString textOf(LayerReader& reader, LayerBytes& read)
{
    if (!read.file.problem.isEmpty())
        return {};
    const std::optional<QString> text = decodeText(read.bytes);
    if (!text) {
        read.file.problem = u"The file is not UTF-8 text, so it was not read. Save it as UTF-8."_s;
        reader.warn(ContentWarning::Severity::Error, u"file.not-text"_s, read.file.path, read.file.problem);
    }
    return text.value_or(QString());
}

} // namespace

QList<LearningFile> loadLearnings(LayerReader& reader)
{
    QList<LearningFile> learnings;
    const QString folder = reader.rootPath() + u"/learnings"_s;
    for (const QString& path : reader.filesBeneath(folder, u".md"_s)) {
        std::optional<LayerBytes> read = reader.read(path, Origin::Project, kMaxMemoryBytes);
        if (!read)
            continue;
        LearningFile learning;
        learning.text = textOf(reader, *read);
        learning.command = path.sliced(folder.size() + 1).chopped(3).replace(u'/', u':');
        learning.file = std::move(read->file);
        learnings.append(std::move(learning));
    }
    return learnings;
}

QList<ContextFile> loadContextFiles(LayerReader& reader)
{
    QList<ContextFile> files;
    const auto addFile = [&](std::optional<LayerBytes> read, auto shorten) {
        if (!read)
            return;
        ContextFile context;
        context.text = shorten(textOf(reader, *read));
        context.file = std::move(read->file);
        if (context.file.problem.isEmpty()) {
            context.file.tokens = estimateTokens(context.text.toUtf8().size());
            context.file.reason = LoadReason::SessionStart;
        }
        files.append(std::move(context));
    };
    addFile(reader.read(reader.rootPath() + u"/context/active-work.md"_s, Origin::Project, kMaxMemoryBytes), [](QString text) { return text; });
    const qint64 tail = reader.options().sessionLogTailBytes;
    addFile(reader.read(reader.rootPath() + u"/context/session-log.md"_s, Origin::Project, 64 * kMaxMemoryBytes),
            [tail](const QString& text) { return recentLogEntries(text, tail); });
    return files;
}

} // namespace aios
