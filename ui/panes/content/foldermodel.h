// SPDX-License-Identifier: MIT
#pragma once

#include "core/project/folderlist.h"

#include <QAbstractItemModel>
#include <QSet>

#include <memory>
#include <vector>

namespace aios {

/// The folder as a tree that is read as it is unfolded: asks with listWanted() and is told with setFolder(), so that no file is touched on the GUI thread. What is
/// told again changes only the rows that differ. Renaming is a wish too: the tree follows the disk.
class FolderModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Role { RelativeRole = Qt::UserRole + 1, FolderRole, SensitiveRole };
    explicit FolderModel(QObject* parent = nullptr);
    ~FolderModel() override;

    void begin(); ///< Asks for the root; everything known is dropped.
    void setFolder(const QString& relative, const FolderList& list, const QString& problem); ///< Answers one listWanted().
    void refresh(); ///< Asks again for all that is known.
    void refresh(const QStringList& relativePaths); ///< Asks again for the known folders that hold them.
    [[nodiscard]] QModelIndex indexOf(const QString& relative) const;
    [[nodiscard]] QString problem() const; ///< Why the root cannot be read; empty when it can.

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& index) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex& parent = {}) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
    void listWanted(const QString& relative);
    void renameWanted(const QString& from, const QString& to);

private:
    struct Node {
        FolderEntry entry;
        QString relative; ///< "." for the root.
        Node* parent = nullptr;
        std::vector<std::unique_ptr<Node>> children;
        bool asked = false;
        bool listed = false;
        bool cut = false;
        QString problem;
    };
    [[nodiscard]] Node* nodeOf(const QModelIndex& index) const;
    [[nodiscard]] Node* find(const QString& relative) const;
    [[nodiscard]] QModelIndex indexOf(const Node* node) const;
    [[nodiscard]] std::unique_ptr<Node> makeNode(Node* parent, const FolderEntry& entry) const;
    [[nodiscard]] QString details(const Node& node) const;
    void ask(Node& node);
    void merge(Node& node, const QList<FolderEntry>& entries);

    std::unique_ptr<Node> m_root;
};

} // namespace aios
