// SPDX-License-Identifier: MIT
#include "core/gate/decisionreview.h"
#include "core/project/filescan.h"
#include "core/project/trustcompare.h"
#include "core/runtime/boardlink.h"
#include "core/runtime/facades.h"
#include "core/runtime/layerslink.h"
#include "core/runtime/learningslink.h"
#include "core/runtime/learningwatch.h"
#include "core/runtime/publishlink.h"
#include "core/runtime/runtime.h"
#include "core/runtime/serviceslink.h"

namespace aios {

ProjectLink::ProjectLink(Runtime& runtime, QObject* parent)
    : QObject(parent),
      m_runtime(runtime),
      m_board(new BoardLink(runtime, this)),
      m_publishing(new PublishLink(runtime, this)),
      m_layers(new LayersLink(runtime, this)),
      m_learnings(new LearningsLink(runtime, this)),
      m_services(new ServicesLink(runtime, this))
{
    // Signals of the core thread; the connections to this object are queued, so the copies are taken here.
    connect(&runtime, &Runtime::contentChanged, &runtime, [this, &runtime] { tellContent(runtime.project()->content()); });
    connect(&runtime, &Runtime::trustChanged, &runtime, [this, &runtime] { tellTrust(runtime.project()->trust()); });
    connect(&runtime, &Runtime::permissionsChanged, &runtime, [this, &runtime] { tellPermissions(runtime.project()->permissions()); });
    connect(&runtime, &Runtime::filesChanged, this, &ProjectLink::filesChanged);
    connect(&runtime, &Runtime::projectVanished, this, &ProjectLink::vanished);
    connect(&runtime, &Runtime::watchTroubleChanged, &runtime, [this] { tellWatching(); });
}

ProjectLink::~ProjectLink() = default;

void ProjectLink::tellContent(const ContentPtr& content)
{
    QMetaObject::invokeMethod(this, [this, content] {
        m_content = content;
        Q_EMIT contentChanged(content);
    });
}

void ProjectLink::tellTrust(const TrustReport& report)
{
    QMetaObject::invokeMethod(this, [this, report] {
        m_trust = report;
        Q_EMIT trustChanged(report);
    });
}

/// On the core thread.
void ProjectLink::tellWatching()
{
    QMetaObject::invokeMethod(this, [this, trouble = m_runtime.project()->watchTrouble()] { Q_EMIT watchTroubleChanged(trouble); });
}

void ProjectLink::tellPermissions(const PermissionSettings& permissions)
{
    QMetaObject::invokeMethod(this, [this, permissions] {
        m_permissions = permissions;
        Q_EMIT permissionsChanged();
    });
}

void ProjectLink::open(const QString& folder)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, folder] {
        runtime.openProject(folder, [this, &runtime, folder](const Result<void>& done) {
            if (!done) {
                Q_EMIT openFailed(folder, done.error().message);
                return;
            }
            tellContent(runtime.project()->content());
            tellTrust(runtime.project()->trust());
            tellPermissions(runtime.project()->permissions());
            QMetaObject::invokeMethod(this, [this, root = runtime.project()->root()] { Q_EMIT opened(root); });
            tellWatching();
        });
    });
}

/// The report that the window shows goes with it: what nobody has read, because it came while the click was on its way, is not trusted.
void ProjectLink::trust()
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, shown = m_trust] {
        if (!runtime.project())
            return;
        if (!listsTheSame(shown, runtime.project()->trust())) {
            Q_EMIT failed(
                QStringLiteral("The folder was not trusted: what it would run or allow has changed while you were reading. Read the list again."));
            return;
        }
        if (const auto stored = runtime.project()->decideTrust(true); !stored)
            Q_EMIT failed(stored.error().message);
    });
}

void ProjectLink::refuseTrust()
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime] {
        if (!runtime.project())
            return;
        if (const auto stored = runtime.project()->decideTrust(false); !stored)
            Q_EMIT failed(stored.error().message);
    });
}

void ProjectLink::consentImports(const QStringList& absolutePaths, bool allow)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, absolutePaths, allow] {
        if (!runtime.project())
            return;
        if (const auto stored = runtime.project()->consentImports(absolutePaths, allow); !stored)
            Q_EMIT failed(stored.error().message);
    });
}

void ProjectLink::loadFile(const QString& relative)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, relative] {
        const auto content = runtime.loadFile(relative);
        Q_EMIT fileLoaded(relative, content ? content->bytes : QByteArray(), content ? content->sha256 : QByteArray(),
                          content ? QString() : content.error().message);
    });
}

void ProjectLink::saveFile(const QString& relative, const QByteArray& bytes, const QByteArray& baseSha256)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, relative, bytes, baseSha256] {
        const auto before = runtime.loadFile(relative);
        const auto saved = runtime.saveFile(relative, bytes, baseSha256);
        if (saved && before)
            runtime.learnings().corrected(relative, before->bytes, bytes);
        const bool changed = !saved && (saved.error().code == ErrorCode::Changed || saved.error().code == ErrorCode::AlreadyExists);
        Q_EMIT fileSaved(relative, saved ? saved->sha256 : QByteArray(), saved ? QString() : saved.error().message, changed);
    });
}

void ProjectLink::listFiles()
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime] {
        if (!runtime.project())
            return;
        runtime.pool().run(
            &runtime, [root = runtime.project()->root()] { return scanFiles(root, {}).value_or(QStringList()); },
            [this](const QStringList& files) { Q_EMIT filesListed(files); });
    });
}

void ProjectLink::loadDecisions()
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime] {
        if (!runtime.project())
            return;
        runtime.pool().run(
            &runtime, [file = runtime.project()->decisions().file()] { return DecisionLog::readFile(file); },
            [this](const Result<DecisionLog::Page>& page) {
                if (page)
                    Q_EMIT decisionsLoaded(page->records, page->unreadable);
                else
                    Q_EMIT failed(page.error().message);
            });
    });
}

void ProjectLink::loadFileHistory(const QString& relative)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, relative] {
        if (!runtime.project())
            return;
        runtime.pool().run(
            &runtime,
            [file = runtime.project()->decisions().file(), relative] {
                QList<DecisionRecord> writes;
                for (const DecisionRecord& record : DecisionLog::readFile(file).value_or(DecisionLog::Page()).records) {
                    if (record.target == relative && !record.afterHash.isEmpty() && record.outcome != QLatin1StringView("failed"))
                        writes.append(record);
                }
                return writes;
            },
            [this, relative](const QList<DecisionRecord>& writes) { Q_EMIT fileHistoryLoaded(relative, writes); });
    });
}

void ProjectLink::forgetRule(const QString& file, RuleEffect effect, const QString& rule)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, file, effect, rule] {
        if (const auto forgotten = aios::forgetRule(file, effect, rule); !forgotten)
            Q_EMIT failed(forgotten.error().message);
        else if (runtime.project())
            std::ignore = runtime.project()->decisions().append(ruleRecord(runtime.project()->root(), rule, false, Clock::system().now()));
        if (runtime.project())
            runtime.project()->reloadPermissions();
    });
}

} // namespace aios
