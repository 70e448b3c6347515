// SPDX-License-Identifier: MIT
#include "core/agent/layeruse.h"

#include "core/agent/transcriptreader.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/base/rootdir.h"
#include "core/base/text.h"

#include <QDir>
#include <QFileInfo>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kLargestFile = 256LL * 1024 * 1024;
constexpr int kMostTranscripts = 300;

bool isUse(const QString& kind)
{
    return kind == "skill"_L1 || kind == "command"_L1 || kind == "agent"_L1;
}

/// Walks the lines of a transcript and gathers uses; only lines that tell one are parsed whole.
class UseReader {
public:
    void line(QByteArrayView line)
    {
        if (line.startsWith("{\"type\":\"prompt\""))
            prompt(line);
        else if (line.startsWith("{\"type\":\"context\"") &&
                 (line.contains("\"kind\":\"skill\"") || line.contains("\"kind\":\"command\"") || line.contains("\"kind\":\"agent\"")))
            context(line);
    }
    [[nodiscard]] QList<LayerUse> take() { return std::move(m_uses); }

private:
    void prompt(QByteArrayView line)
    {
        const auto value = parseJson(line);
        const json::object* object = value ? value->if_object() : nullptr;
        if (!object || !jsonText(*object, "agent").isEmpty())
            return;
        m_command = jsonText(*object, "command");
        m_prompt = jsonText(*object, "prompt");
        m_time = QDateTime::fromString(jsonText(*object, "time"), Qt::ISODateWithMs);
    }

    void context(QByteArrayView line)
    {
        const auto value = parseJson(line);
        const json::object* object = value ? value->if_object() : nullptr;
        const json::array* parts = object ? jsonArray(*object, "parts") : nullptr;
        if (!parts)
            return;
        const QString agent = jsonText(*object, "agent");
        for (const json::value& part : *parts) {
            const json::object* item = part.if_object();
            const QString kind = item ? jsonText(*item, "kind") : QString();
            if (isUse(kind))
                add(kind, jsonText(*item, "title"), jsonText(*item, "path"), agent);
        }
    }

    void add(const QString& kind, const QString& title, const QString& path, const QString& agent)
    {
        const QString name = title.startsWith(u'/') ? title.sliced(1) : title;
        auto it = std::ranges::find_if(m_uses, [&](const LayerUse& use) { return use.kind == kind && use.name == name; });
        if (it == m_uses.end()) {
            m_uses.append({.kind = kind, .name = name});
            it = std::prev(m_uses.end());
        }
        it->times++;
        it->path = path;
        it->last = m_time;
        it->reason = reason(kind, name, agent);
    }

    [[nodiscard]] QString reason(const QString& kind, const QString& name, const QString& agent) const
    {
        if (agent.isEmpty() && m_command == name)
            return u"You ran /%1."_s.arg(name);
        const QString during =
            m_command.isEmpty() ? u"for your prompt “%1”"_s.arg(elided(m_prompt.simplified(), 60)) : u"while /%1 ran"_s.arg(m_command);
        if (kind == "agent"_L1)
            return u"The assistant gave it a task %1."_s.arg(during);
        if (!agent.isEmpty())
            return u"The agent %1 used it %2."_s.arg(agent, during);
        return u"The assistant loaded it %1."_s.arg(during);
    }

    QList<LayerUse> m_uses;
    QString m_command;
    QString m_prompt;
    QDateTime m_time;
};

void merge(QList<LayerUse>& all, const LayerUse& use)
{
    const auto it = std::ranges::find_if(all, [&](const LayerUse& known) { return known.kind == use.kind && known.name == use.name; });
    if (it == all.end()) {
        all.append(use);
        return;
    }
    const int times = it->times + use.times;
    if (!it->last.isValid() || use.last > it->last)
        *it = use;
    it->times = times;
}

} // namespace

QList<LayerUse> layerUseOf(QByteArrayView transcript)
{
    UseReader reader;
    for (qsizetype begin = 0, end = 0; (end = transcript.indexOf('\n', begin)) >= 0; begin = end + 1) // a torn tail is not an event
        reader.line(transcript.sliced(begin, end - begin));
    return reader.take();
}

QList<LayerUse> layerUse(const QString& sessionsDir, const std::atomic<bool>& cancelled)
{
    QList<LayerUse> all;
    const QFileInfoList files = QDir(sessionsDir).entryInfoList({u"*.jsonl"_s}, QDir::Files, QDir::Time);
    for (const QFileInfo& file : files.first(std::min<qsizetype>(files.size(), kMostTranscripts))) {
        if (cancelled)
            break;
        if (!isUuid(file.completeBaseName()))
            continue;
        const auto bytes = readOwnFile(file.absoluteFilePath(), kLargestFile);
        QList<LayerUse> uses = bytes ? layerUseOf(*bytes) : QList<LayerUse>();
        if (uses.isEmpty())
            continue;
        const QString title = readSessionSummary(file.absoluteFilePath()).title;
        for (LayerUse& use : uses) {
            use.sessionId = file.completeBaseName();
            use.sessionTitle = title;
            merge(all, use);
        }
    }
    return all;
}

} // namespace aios
