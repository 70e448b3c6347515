// SPDX-License-Identifier: MIT
#include "core/agent/transcriptreader.h"

#include <QFile>
#include <QFileInfo>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

bool isType(QByteArrayView line, QByteArrayView type)
{
    constexpr QByteArrayView kBefore = "{\"type\":\"";
    return line.startsWith(kBefore) && line.sliced(kBefore.size()).startsWith(type) && line.sliced(kBefore.size() + type.size()).startsWith("\"");
}

/// Lines of a sub-agent name it before the text that may hold anything.
bool isMainLoops(QByteArrayView line, QByteArrayView bodyKey)
{
    const qsizetype owner = line.indexOf(",\"agent\":\"");
    const qsizetype body = line.indexOf(bodyKey);
    return owner < 0 || (body >= 0 && owner > body);
}

/// Gathers the few whole lines that tell a summary, as a small transcript of its own.
class SummaryLines {
public:
    void line(QByteArrayView line)
    {
        if (m_first.isEmpty())
            m_first = line;
        else if (isType(line, "title"))
            m_title = line;
        else if (isType(line, "model"))
            m_model = line;
        else if (isType(line, "prompt") && isMainLoops(line, ",\"messages\":["))
            prompt(line);
        else if (isType(line, "reply") && isMainLoops(line, ",\"entries\":["))
            m_messages++;
        if (line.first(std::min<qsizetype>(line.size(), 64)).contains("\"time\":\""))
            m_timed = line;
    }
    [[nodiscard]] bool isEmpty() const { return m_first.isEmpty(); }
    [[nodiscard]] int messages() const { return m_messages; }
    [[nodiscard]] QByteArray text() const
    {
        QByteArray out;
        for (const QByteArrayView part : {m_first, m_prompt, m_title, m_model, m_timed}) {
            if (!part.isEmpty())
                out += part.toByteArray() + '\n';
        }
        return out;
    }

private:
    void prompt(QByteArrayView line)
    {
        m_messages++;
        if (m_prompt.isEmpty())
            m_prompt = line;
    }

    QByteArrayView m_first;
    QByteArrayView m_prompt; ///< The first: a title when nobody gave one.
    QByteArrayView m_title;
    QByteArrayView m_model;
    QByteArrayView m_timed; ///< The last with a time.
    int m_messages = 0;
};

} // namespace

SessionSummary readSessionSummary(const QString& path)
{
    SessionSummary summary;
    summary.id = QFileInfo(path).completeBaseName();
    summary.updated = QFileInfo(path).lastModified();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        summary.problem = u"This session cannot be read: "_s + file.errorString();
        return summary;
    }
    // Read, not mapped: another program may cut a torn tail while we look.
    const QByteArray bytes = file.readAll();
    SummaryLines lines;
    for (qsizetype begin = 0, end = 0; (end = bytes.indexOf('\n', begin)) >= 0; begin = end + 1) {
        if (end > begin)
            lines.line(QByteArrayView(bytes).sliced(begin, end - begin));
    }
    if (lines.isEmpty()) {
        summary.id.clear();
        return summary;
    }
    const auto record = parseTranscript(lines.text());
    if (!record) {
        summary.problem = record.error().message;
        return summary;
    }
    const QDateTime modified = summary.updated;
    summary = record->summary;
    summary.id = QFileInfo(path).completeBaseName();
    summary.messages = lines.messages();
    if (!summary.updated.isValid())
        summary.updated = modified;
    return summary;
}

} // namespace aios
