// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/layeruse.h"
#include "core/content/layerfields.h"
#include "core/content/pieces.h"
#include "core/project/folderlist.h"
#include "core/runtime/filehistory.h"
#include "core/runtime/projectfiles.h"

#include <QObject>

#include <functional>

namespace aios {

/// Layers of the open folder as panes see them: what was used when, pieces, folders, and what the person does to files. Lives on the caller's thread; every call
/// is queued to the core thread and returns at once. Owned by ProjectLink.
class LayersLink : public QObject {
    Q_OBJECT
public:
    LayersLink(Runtime& runtime, QObject* parent);
    ~LayersLink() override;

    void loadUse(); ///< -> useLoaded
    void loadPieces(); ///< -> piecesLoaded
    void listFolder(const QString& relative); ///< -> folderListed
    void loadHistory(const QString& relative); ///< -> historyLoaded
    void loadFields(LayerKind kind, const QString& relative); ///< -> fieldsLoaded

    // Each returns a number, and tells fileDone with it.
    int create(const QString& relative, const QByteArray& bytes);
    int rename(const QString& from, const QString& to);
    int trash(const QString& relative);
    int convertSkill(const QString& relative);
    int setFields(const LayerFields& wanted);
    int undo(const FileUndo& undo);

Q_SIGNALS:
    void useLoaded(const QList<aios::LayerUse>& uses);
    void piecesLoaded(const QList<aios::Piece>& pieces, const QString& problem); ///< With a problem, not all of them.
    void folderListed(const QString& relative, const aios::FolderList& list, const QString& problem);
    void historyLoaded(const QString& relative, const aios::FileHistoryPtr& history);
    void fieldsLoaded(const aios::LayerFields& fields, const QString& problem);
    void fileDone(const aios::FileOutcome& outcome);

private:
    int start(std::function<Result<FileOutcome>(ProjectFiles&)> work);

    Runtime& m_runtime;
    std::shared_ptr<std::atomic<bool>> m_useCancelled; ///< Of the reading on its way.
    std::shared_ptr<std::atomic<bool>> m_historyCancelled = std::make_shared<std::atomic<bool>>(false); ///< At the end only: several editors may ask.
    int m_request = 0;
};

} // namespace aios
