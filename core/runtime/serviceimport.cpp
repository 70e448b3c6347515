// SPDX-License-Identifier: MIT
#include "core/runtime/serviceimport.h"

#include "core/runtime/projectservices.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qint64 kMostFile = 32 * 1024 * 1024; ///< Claude Code's also holds history.

/// Those in our own files. What another program's file brings along is there to be imported.
QSet<QString> storedHere(const ProjectServices& services, const QList<ServiceStatus>& known)
{
    QSet<QString> names;
    for (const ServiceStatus& status : known) {
        if (status.file == services.file(status.scope))
            names.insert(status.name);
    }
    return names;
}

void importNext(ProjectServices& services, const QList<ImportedService>& left, QStringList problems, std::function<void(QStringList)> done)
{
    if (left.isEmpty())
        return done(problems);
    const ImportedService& one = left.first();
    if (!one.problem.isEmpty())
        return importNext(services, left.sliced(1), std::move(problems), std::move(done));
    auto said = std::make_shared<QStringList>(std::move(problems));
    services.storeKeys(
        one.name, one.entryJson, one.keys,
        [said, name = one.name](const QString& variable, const Result<void>& stored) {
            if (!stored)
                said->append(u"%1: the key %2 was not kept. %3"_s.arg(name, variable, stored.error().message));
        },
        [&services, left, said, done = std::move(done)] {
            const ImportedService& kept = left.first();
            if (const auto added = services.add(kept.scope, kept.name, kept.entryJson); !added)
                said->append(u"%1 was not added. %2"_s.arg(kept.name, added.error().message));
            importNext(services, left.sliced(1), *said, done);
        });
}

} // namespace

void planImport(ProjectServices& services, const QString& from, const QProcessEnvironment& environment, QObject* context,
                std::function<void(Result<QList<ImportedService>>)> planned)
{
    const auto source = importSource(from, environment, services.project().root());
    if (!source)
        return planned(fail(ErrorCode::InvalidInput, u"Services can be imported from: %1."_s.arg(importSources().join(u", "_s))));
    services.whenRead(context, [&services, source = *source, context, planned = std::move(planned)] {
        const QSet<QString> taken = storedHere(services, services.manager().status());
        services.pool().run(
            context,
            [source, taken]() -> Result<QList<ImportedService>> {
                const auto bytes = readOwnFile(source.file, kMostFile);
                if (!bytes && bytes.error().code == ErrorCode::NotFound)
                    return fail(ErrorCode::NotFound, u"There is no file %1, so there is nothing to import."_s.arg(source.file));
                if (!bytes)
                    return std::unexpected(bytes.error());
                return readImport(source, *bytes, taken);
            },
            planned);
    });
}

void importServices(ProjectServices& services, const QList<ImportedService>& wanted, std::function<void(QStringList problems)> done)
{
    importNext(services, wanted, {}, std::move(done));
}

} // namespace aios
