// SPDX-License-Identifier: MIT
#include "app/headless/mcpimport.h"

#include "app/headless/commands.h"
#include "app/headless/console.h"
#include "core/base/text.h"
#include "core/runtime/projectservices.h"
#include "core/runtime/serviceimport.h"

#include <QEventLoop>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

Result<QList<ImportedService>> plan(Runtime& runtime, const QString& from)
{
    QEventLoop loop;
    std::optional<Result<QList<ImportedService>>> planned;
    planImport(*runtime.services(), from, runtime.options().environment, &loop, [&](const Result<QList<ImportedService>>& services) {
        planned = services;
        loop.quit();
    });
    if (!planned)
        loop.exec();
    return *planned;
}

/// Of both programs where none is named; one that is not there is no mistake then.
Result<QList<ImportedService>> planAll(Runtime& runtime, const ImportWords& words)
{
    if (!words.from.isEmpty())
        return plan(runtime, words.from);
    QList<ImportedService> all;
    for (const QString& from : importSources()) {
        auto some = plan(runtime, from);
        if (!some && some.error().code != ErrorCode::NotFound)
            return some;
        for (ImportedService& service : some ? *some : QList<ImportedService>()) {
            const bool twice =
                std::ranges::any_of(all, [&](const ImportedService& known) { return known.name == service.name && known.problem.isEmpty(); });
            if (twice && service.problem.isEmpty())
                service.problem = u"The first of that name is taken."_s;
            all.append(std::move(service));
        }
    }
    return all;
}

void print(const ImportedService& service)
{
    const QString what = service.problem.isEmpty() ? u"add"_s : u"leave out"_s;
    console::outLine(u"%1  %2  %3  %4"_s.arg(what.leftJustified(9), showHidden(service.name).leftJustified(16),
                                             serviceScopeName(service.scope).leftJustified(7),
                                             showHidden(service.problem.isEmpty() ? service.shown : service.problem)));
    for (const QString& note : service.problem.isEmpty() ? service.notes : QStringList())
        console::outLine(u"           "_s + showHidden(note));
}

bool agrees(qsizetype count)
{
    console::errRaw(
        u"\nAdd %1? Type yes to add, anything else to leave it: "_s.arg(count == 1 ? u"this service"_s : u"these %1 services"_s.arg(count)));
    char line[64] = {};
    return std::fgets(line, sizeof line, stdin) && QByteArrayView(line).trimmed() == "yes";
}

int add(Runtime& runtime, const QList<ImportedService>& services)
{
    QEventLoop loop;
    std::optional<QStringList> problems;
    importServices(*runtime.services(), services, [&](const QStringList& said) {
        problems = said;
        loop.quit();
    });
    if (!problems)
        loop.exec();
    for (const QString& problem : *problems)
        console::err(problem);
    console::outLine(u"Done. `aios mcp list` starts them and shows how they stand."_s);
    return problems->isEmpty() ? kExitOk : kExitFailed;
}

} // namespace

int importFromOthers(Runtime& runtime, const ImportWords& words)
{
    auto planned = planAll(runtime, words);
    if (!planned)
        return console::report(planned.error());
    if (!words.names.isEmpty())
        planned->removeIf([&words](const ImportedService& service) { return !words.names.contains(service.name); });
    for (const ImportedService& service : *planned)
        print(service);
    const auto count = std::ranges::count_if(*planned, [](const ImportedService& service) { return service.problem.isEmpty(); });
    if (count == 0) {
        console::err(u"there is nothing to import."_s);
        return kExitOk;
    }
    if (!words.yes && !console::canAskPerson()) {
        console::err(u"nothing was changed: there is no terminal to ask. Add --yes to add exactly what is listed."_s);
        return kExitDenied;
    }
    if (!words.yes && !agrees(count)) {
        console::err(u"left as it was."_s);
        return kExitOk;
    }
    return add(runtime, *planned);
}

} // namespace aios
