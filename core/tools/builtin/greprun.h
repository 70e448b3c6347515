// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/processrunner.h"
#include "core/tools/tool.h"

#include <QSet>

namespace aios {

enum class GrepMode : std::uint8_t { Files, Content, Count };

struct GrepJob {
    GrepMode mode = GrepMode::Files;
    GuardedPath place;
    qint64 skip = 0;
    qint64 limit = 0; ///< 0: all.
    ProcessRequest request;
};

/// A search on its way: takes ripgrep's output apart as it comes (file name, NUL, rest), leaves out what may not be shown, and ends ripgrep when
/// there is enough. Core thread.
class GrepRun final : public ToolRun {
public:
    [[nodiscard]] static std::unique_ptr<ToolRun> start(const GrepJob& job, const ToolContext& context, Once<Result<ToolOutput>> reply);

private:
    struct Line {
        QByteArray file; ///< Empty: a separator between groups.
        QByteArray rest;
    };

    GrepRun(const GrepJob& job, const ToolContext& context, Once<Result<ToolOutput>> reply);
    void take(QByteArrayView bytes);
    void takeLine(QByteArrayView line);
    [[nodiscard]] bool mayShow(const QByteArray& file);
    void finish(const ProcessResult& result);
    [[nodiscard]] bool hasEnough() const;
    void sortByTime();
    [[nodiscard]] QString text(const QList<Line>& shown, bool more) const;
    [[nodiscard]] QByteArray structured(const QList<Line>& shown, const QString& content, bool more) const;

    GrepJob m_job;
    QString m_root;
    QString m_scratchDir;
    std::function<bool(const QString&, const QString&)> m_deniesRead;
    bool m_askedForSensitive = false;
    QByteArray m_pending; ///< An unfinished line.
    QByteArray m_lastFile;
    bool m_lastFileShown = false;
    QList<Line> m_lines;
    qint64 m_bytes = 0;
    bool m_cut = false; ///< Ended early; there may be more.
    Once<Result<ToolOutput>> m_reply;
    std::unique_ptr<ProcessRunner> m_runner;
};

} // namespace aios
