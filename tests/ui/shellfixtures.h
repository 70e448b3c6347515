// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/corethread.h"
#include "core/runtime/facades.h"
#include "ui/common/armedbutton.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/trust/trustpage.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace aios::shell {

using namespace Qt::StringLiterals;

/// A copy of the sample project in a folder of its own, without its services and its rules: a folder that asks for trust first has tests of its own.
inline void copySample(const QString& to)
{
    const QString from = qEnvironmentVariable("AIOS_RESOURCES") + u"/templates/content-engine"_s;
    QDirIterator files(from, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        if (file == from + u"/.mcp.json"_s || file == from + u"/.claude/settings.json"_s)
            continue;
        const QString target = to + u'/' + QDir(from).relativeFilePath(file);
        QVERIFY(QDir().mkpath(QFileInfo(target).absolutePath()));
        QVERIFY(QFile::copy(file, target));
        QVERIFY(QFile::setPermissions(target, QFile::ReadOwner | QFile::WriteOwner));
    }
}

inline void write(const QString& path, const QByteArray& bytes)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).absolutePath()));
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(path));
    QCOMPARE(file.write(bytes), bytes.size());
}

inline QByteArray read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(not there)");
}

/// The person trusts the folder whose list is in front, once it has been there to be read.
[[nodiscard]] inline bool trustByClick(MainWindow& window)
{
    auto* trust = window.trustPage()->findChild<ArmedButton*>(u"trustButton"_s);
    if (!trust || !QTest::qWaitFor([trust] { return trust->isArmed(); }))
        return false;
    QTest::mouseClick(trust, Qt::LeftButton);
    return true;
}

/// The real core with the facades, in a home of its own; no keys, no network, no keychain.
class Core {
public:
    using Change = std::function<void(Runtime::Options&)>;
    explicit Core(const QString& home, const Change& change = {})
        : m_thread(options(home, change)),
          m_agent(m_thread.get()->runtime()),
          m_project(m_thread.get()->runtime()),
          m_models(m_thread.get()->runtime())
    {}
    ~Core() { m_thread.reset(); }
    AgentClient& agent() { return m_agent; }
    ProjectLink& project() { return m_project; }
    ModelsLink& models() { return m_models; }

    static UserPaths paths(const QString& home)
    {
        return {home + u"/config"_s, home + u"/data"_s, home + u"/cache"_s, home + u"/state"_s, qEnvironmentVariable("AIOS_RESOURCES")};
    }

private:
    static std::unique_ptr<CoreThread> options(const QString& home, const Change& change)
    {
        Runtime::Options options;
        options.paths = paths(home);
        options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, home + u"/claude"_s);
        options.environment.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
        options.environment.insert(u"HOME"_s, home);
        options.environment.insert(u"AIOS_REHEARSAL_PACE"_s, u"0"_s);
        if (change)
            change(options);
        return std::make_unique<CoreThread>(std::move(options));
    }

    std::unique_ptr<CoreThread> m_thread;
    AgentClient m_agent;
    ProjectLink m_project;
    ModelsLink m_models;
};

/// A window on a core, ended in the right order.
struct Desk {
    explicit Desk(const QString& home, const Core::Change& change = {}) : core(home, change)
    {
        WindowServices services;
        services.paths = Core::paths(home);
        services.version = u"test"_s;
        services.templates = {u"content-engine"_s};
        services.createFromTemplate = [](const QString&, const QString& folder) -> Result<void> {
            copySample(folder);
            return {};
        };
        services.claimFolder = [this](const QString& folder) {
            claimed.append(folder);
            return mayClaim;
        };
        services.openElsewhere = [this](const QString& folder) -> Result<void> {
            elsewhere.append(folder);
            return {};
        };
        window = std::make_unique<MainWindow>(std::move(services));
        window->show();
        window->setCore(core.agent(), core.project(), core.models());
    }

    Core core;
    std::unique_ptr<MainWindow> window;
    QStringList claimed;
    QStringList elsewhere;
    bool mayClaim = true;
};

} // namespace aios::shell
