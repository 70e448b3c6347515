// SPDX-License-Identifier: MIT
#include "core/runtime/layerslink.h"

#include "core/runtime/publishkeeper.h"
#include "core/runtime/runtime.h"

namespace aios {

LayersLink::LayersLink(Runtime& runtime, QObject* parent) : QObject(parent), m_runtime(runtime)
{
    qRegisterMetaType<FileHistoryPtr>();
    qRegisterMetaType<LayerFields>();
}

LayersLink::~LayersLink()
{
    if (m_useCancelled)
        *m_useCancelled = true;
    *m_historyCancelled = true;
}

void LayersLink::loadUse()
{
    if (m_useCancelled)
        *m_useCancelled = true;
    m_useCancelled = std::make_shared<std::atomic<bool>>(false);
    QMetaObject::invokeMethod(
        &m_runtime,
        [this, &runtime = m_runtime, cancelled = m_useCancelled] {
            if (!runtime.project())
                return;
            runtime.pool().run(
                &runtime, [folder = runtime.sessionsDir(), cancelled] { return layerUse(folder, *cancelled); },
                [this, cancelled](const QList<LayerUse>& uses) {
                    if (!*cancelled)
                        Q_EMIT useLoaded(uses);
                });
        },
        Qt::QueuedConnection);
}

void LayersLink::loadPieces()
{
    QMetaObject::invokeMethod(
        &m_runtime,
        [this, &runtime = m_runtime] {
            if (!runtime.project())
                return;
            runtime.pool().run(
                &runtime, [pieces = runtime.project()->pieces(), rules = runtime.publishing().rules()] { return pieces->look(rules->pipeline.flow); },
                [this](const Result<PieceLook>& look) {
                    Q_EMIT piecesLoaded(look ? look->pieces : QList<Piece>(), look ? look->leftOut : look.error().message);
                });
        },
        Qt::QueuedConnection);
}

void LayersLink::listFolder(const QString& relative)
{
    QMetaObject::invokeMethod(
        &m_runtime,
        [this, &runtime = m_runtime, relative] {
            if (!runtime.project())
                return;
            runtime.pool().run(
                &runtime, [root = runtime.project()->rootDir(), relative] { return aios::listFolder(*root, relative); },
                [this, relative](const Result<FolderList>& list) {
                    Q_EMIT folderListed(relative, list.value_or(FolderList()), list ? QString() : list.error().message);
                });
        },
        Qt::QueuedConnection);
}

void LayersLink::loadHistory(const QString& relative)
{
    QMetaObject::invokeMethod(
        &m_runtime,
        [this, &runtime = m_runtime, relative, cancelled = m_historyCancelled] {
            if (!runtime.project())
                return;
            const FileHistoryPlaces places{runtime.project()->root(), runtime.project()->decisions().file(), runtime.sessionsDir()};
            runtime.pool().run(
                &runtime,
                [places, relative, cancelled]() -> FileHistoryPtr {
                    return std::make_shared<const FileHistory>(fileHistory(places, relative, *cancelled));
                },
                [this, relative, cancelled](const FileHistoryPtr& history) {
                    if (!*cancelled)
                        Q_EMIT historyLoaded(relative, history);
                });
        },
        Qt::QueuedConnection);
}

void LayersLink::loadFields(LayerKind kind, const QString& relative)
{
    QMetaObject::invokeMethod(
        &m_runtime,
        [this, &runtime = m_runtime, kind, relative] {
            const auto file = runtime.loadFile(relative);
            auto fields = file ? layerFields(kind, file->bytes) : Result<QList<LayerField>>(std::unexpected(file.error()));
            Q_EMIT fieldsLoaded({kind, relative, fields.value_or(QList<LayerField>()), file ? file->sha256 : QByteArray()},
                                fields ? QString() : fields.error().message);
        },
        Qt::QueuedConnection);
}

int LayersLink::start(std::function<Result<FileOutcome>(ProjectFiles&)> work)
{
    const int request = ++m_request;
    QMetaObject::invokeMethod(
        &m_runtime,
        [this, &runtime = m_runtime, request, work = std::move(work)] {
            ProjectFiles files(runtime);
            auto outcome = work(files);
            FileOutcome told = outcome ? std::move(*outcome) : FileOutcome{.problem = outcome.error().message};
            told.request = request;
            Q_EMIT fileDone(told);
        },
        Qt::QueuedConnection);
    return request;
}

int LayersLink::create(const QString& relative, const QByteArray& bytes)
{
    return start([relative, bytes](ProjectFiles& files) { return files.create(relative, bytes); });
}

int LayersLink::rename(const QString& from, const QString& to)
{
    return start([from, to](ProjectFiles& files) { return files.rename(from, to); });
}

int LayersLink::trash(const QString& relative)
{
    return start([relative](ProjectFiles& files) { return files.trash(relative); });
}

int LayersLink::convertSkill(const QString& relative)
{
    return start([relative](ProjectFiles& files) { return files.convertSkill(relative); });
}

int LayersLink::setFields(const LayerFields& wanted)
{
    return start([wanted](ProjectFiles& files) { return files.setFields(wanted); });
}

int LayersLink::undo(const FileUndo& undo)
{
    return start([undo](ProjectFiles& files) { return files.undo(undo); });
}

} // namespace aios
