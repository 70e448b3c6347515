// SPDX-License-Identifier: MIT
#include "tests/bench/desktopscene.h"

#include "core/base/ids.h"
#include "core/runtime/openproject.h"
#include "tests/bench/corpus.h"
#include "tests/bench/report.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace aios::bench {

using namespace Qt::StringLiterals;

Result<void> DesktopScene::make(int sessions, int messages)
{
    for (const QList<QByteArray>& words :
         {QList<QByteArray>{"new", "--template", "content-engine", project()}, {"project", "trust", "--yes", project()}}) {
        const ChildUsage made = runChild(QList<QByteArray>{program("aios")} + words, m_scene.environment());
        if (made.exitCode != 0)
            return fail(ErrorCode::Internal, u"aios %1 ended with status %2."_s.arg(QString::fromUtf8(words.join(' '))).arg(made.exitCode));
    }
    const QString root = QFileInfo(m_scene.folder("sample")).canonicalFilePath();
    const QString slug = projectSlug(root);
    QJsonArray open;
    for (int i = 0; i < sessions; ++i) {
        const QString id = newId();
        const QString file = m_scene.folder("home") + u"/data/projects/"_s + slug + u"/sessions/"_s + id + u".jsonl"_s;
        if (auto written = writeCorpusSession(file, id, root, messages); !written)
            return written;
        open.append(QJsonObject{{u"session"_s, id}});
    }
    const QJsonObject tabs{{u"open"_s, open}, {u"current"_s, 0}};
    m_scene.write(u"home/state/windows/"_s + slug + u"/tabs.json"_s, QJsonDocument(tabs).toJson(QJsonDocument::Compact));
    return {};
}

bool haveDisplay(Report& report)
{
    if (qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY"))
        return true;
    report.failed(u"there is no display. ./dev bench makes a virtual one; by hand: packaging/dev/virtual-display COMMAND"_s);
    return false;
}

} // namespace aios::bench
