// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"
#include "core/tools/backgroundtasks.h"
#include "core/tools/registry.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace aios {

/// A project folder, a session's context around it, and the way the orchestrator takes a call: plan, then start with the plan's digest.
class ToolFixture {
public:
    ToolFixture()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QDir().mkpath(m_folder->filePath(QStringLiteral("proj")));
        QDir().mkpath(m_folder->filePath(QStringLiteral("scratch")));
        m_root = std::make_shared<const RootDir>(*RootDir::open(m_folder->filePath(QStringLiteral("proj"))));
        m_guard = std::make_unique<PathGuard>(m_root);
        context.guard = m_guard.get();
        context.projectRoot = m_root->path();
        context.workingDirectory = context.projectRoot;
        context.scratchDir = m_folder->filePath(QStringLiteral("scratch"));
        context.pool = &pool;
        context.tasks = &tasks;
    }

    [[nodiscard]] QString root() const { return m_root->path(); }
    [[nodiscard]] QString outside() const { return m_folder->path(); }
    [[nodiscard]] QString at(const QString& relative) const { return m_root->path() + QLatin1Char('/') + relative; }

    void put(const QString& relative, const QByteArray& bytes) const
    {
        const QString path = relative.startsWith(QLatin1Char('/')) ? relative : at(relative);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(path));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    [[nodiscard]] QByteArray get(const QString& relative) const
    {
        QFile file(at(relative));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(missing)");
    }

    [[nodiscard]] static const Tool& tool(const QString& name)
    {
        for (const auto& tool : builtinTools()) {
            if (tool->spec().name == name)
                return *tool;
        }
        qFatal("no such tool");
    }

    [[nodiscard]] ToolPlan plan(const QString& name, const QByteArray& input)
    {
        context.reads = reads();
        return tool(name).plan({QStringLiteral("id"), input}, context);
    }

    /// A refused plan comes back as an error output, as the orchestrator does it.
    ToolOutput run(const QString& name, const QByteArray& input, const std::optional<Decision>& decision = {})
    {
        const ToolPlan planned = plan(name, input);
        if (!planned.refusal.isEmpty()) {
            ToolOutput refused;
            refused.isError = true;
            refused.text = planned.refusal;
            return refused;
        }
        return start(name, input, planned.digest, decision);
    }

    ToolOutput start(const QString& name, const QByteArray& input, const QByteArray& digest, const std::optional<Decision>& decision = {})
    {
        context.reads = reads();
        context.approvedDigest = digest;
        context.decision = decision;
        std::optional<Result<ToolOutput>> answer;
        const auto started = tool(name).start({QStringLiteral("id"), input}, context, progress,
                                              Once<Result<ToolOutput>>([&answer](Result<ToolOutput> result) { answer = std::move(result); },
                                                                       fail(ErrorCode::Internal, QStringLiteral("dropped"))));
        Q_ASSERT(!answer); // never from inside start()
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 20'000))
            return failed(QStringLiteral("no answer"));
        if (!*answer)
            return failed(answer->error().message);
        for (const auto& [path, sha256] : (*answer)->filesRead)
            m_ledger.insert(path, {sha256, (*answer)->partialReads.contains(path)});
        return **answer;
    }

    void markRead(const QString& relative) { run(QStringLiteral("Read"), R"({"file_path":)" + jsonString(relative) + "}"); }
    void forgetReads() { m_ledger.clear(); }
    [[nodiscard]] QHash<QString, ReadRecord> reads() const { return m_ledger; }

    WorkPool pool{2};
    BackgroundTasks tasks;
    ToolContext context;
    ToolProgress progress;

private:
    static ToolOutput failed(const QString& text)
    {
        ToolOutput output;
        output.isError = true;
        output.text = QStringLiteral("ERROR: ") + text;
        return output;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<const RootDir> m_root;
    std::unique_ptr<PathGuard> m_guard;
    QHash<QString, ReadRecord> m_ledger;
};

/// {"a": "b", ...} from names and texts.
inline QByteArray inputOf(std::initializer_list<std::pair<const char*, QString>> members)
{
    QByteArray json = "{";
    for (const auto& [name, text] : members)
        json += (json.size() > 1 ? "," : "") + jsonString(QByteArrayView(name)) + ":" + jsonString(text);
    return json + "}";
}

} // namespace aios
