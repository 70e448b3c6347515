// SPDX-License-Identifier: MIT
// Inputs of built-in tools as a hostile model may write them. First byte: which tool; the rest: its input. The check and every plan must come to an
// end without a fault, have no effect, and give a reason or a digest. (Bash is left to the check: its plan starts a process.)
#include "core/base/rootdir.h"
#include "core/tools/globmatcher.h"
#include "core/tools/registry.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <cstdint>
#include <cstdlib>

using namespace aios;

namespace {

struct Project {
    Project()
    {
        QFile file(folder.filePath(QStringLiteral("a.md")));
        if (!file.open(QIODevice::WriteOnly) || file.write("one\r\ntwo\r\n") < 0)
            std::abort();
        root = std::make_shared<const RootDir>(*RootDir::open(folder.path()));
        guard = std::make_unique<PathGuard>(root);
        context.guard = guard.get();
        context.projectRoot = root->path();
        context.workingDirectory = root->path();
    }
    QTemporaryDir folder;
    std::shared_ptr<const RootDir> root;
    std::unique_ptr<PathGuard> guard;
    ToolContext context;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const Project project;
    if (size == 0)
        return 0;
    const auto& tool = *builtinTools().at(data[0] % builtinTools().size());
    const QByteArray input(reinterpret_cast<const char*>(data + 1), static_cast<qsizetype>(size - 1));
    const auto checked = checkToolInput(tool.spec(), input);
    if (!checked && checked.error().message.isEmpty())
        std::abort();
    if (tool.spec().name != QLatin1StringView("Bash")) {
        const ToolPlan plan = tool.plan({QStringLiteral("id"), input}, project.context);
        if (plan.refusal.isEmpty() && plan.digest.isEmpty())
            std::abort();
        for (const PathAccess& access : plan.access.paths) {
            if (access.realPath != project.root->path() && !access.realPath.startsWith(project.root->path() + QLatin1Char('/')))
                std::abort();
        }
    }
    const QString text = QString::fromUtf8(input.left(2'000));
    if (const auto matcher = GlobMatcher::make(text.left(200)))
        (void)matcher->matches(text);
    if (QDir(project.folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size() != 1)
        std::abort();
    return 0;
}
