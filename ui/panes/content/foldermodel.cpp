// SPDX-License-Identifier: MIT
#include "ui/panes/content/foldermodel.h"

#include "core/base/text.h"
#include "core/gate/policy.h"
#include "ui/common/icons.h"

#include <QApplication>
#include <QLocale>
#include <QStyle>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Where the folders of an AIOS stand in the root: those the person works in first.
int rankOf(const FolderEntry& entry)
{
    static const QStringList first{u"brand"_s, u"playbooks"_s, u"content"_s, u"config"_s};
    const qsizetype at = entry.folder ? first.indexOf(entry.name) : -1;
    return at < 0 ? static_cast<int>(first.size()) : static_cast<int>(at);
}

QIcon folderIcon()
{
    return QApplication::style()->standardIcon(QStyle::SP_DirIcon);
}

bool isSensitive(const QString& relative, bool folder)
{
    return isSensitivePath(folder ? relative + u"/x"_s : relative);
}

} // namespace

FolderModel::FolderModel(QObject* parent) : QAbstractItemModel(parent)
{
    begin();
}

FolderModel::~FolderModel() = default;

void FolderModel::begin()
{
    beginResetModel();
    m_root = std::make_unique<Node>();
    m_root->relative = u"."_s;
    m_root->entry.folder = true;
    endResetModel();
}

FolderModel::Node* FolderModel::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : m_root.get();
}

FolderModel::Node* FolderModel::find(const QString& relative) const
{
    Node* node = m_root.get();
    if (relative == "."_L1 || relative.isEmpty())
        return node;
    for (const QString& name : relative.split(u'/')) {
        const auto it = std::ranges::find_if(node->children, [&](const auto& child) { return child->entry.name == name; });
        if (it == node->children.end())
            return nullptr;
        node = it->get();
    }
    return node;
}

QModelIndex FolderModel::indexOf(const Node* node) const
{
    if (!node || !node->parent)
        return {};
    const auto& siblings = node->parent->children;
    const auto it = std::ranges::find_if(siblings, [node](const auto& child) { return child.get() == node; });
    return createIndex(static_cast<int>(it - siblings.begin()), 0, node);
}

QModelIndex FolderModel::indexOf(const QString& relative) const
{
    return indexOf(find(relative));
}

QString FolderModel::problem() const
{
    return m_root->problem;
}

void FolderModel::ask(Node& node)
{
    node.asked = true;
    Q_EMIT listWanted(node.relative);
}

void FolderModel::refresh()
{
    QStringList known;
    QList<Node*> open{m_root.get()};
    while (!open.isEmpty()) {
        Node* node = open.takeLast();
        if (node->listed || node == m_root.get())
            known.append(node->relative);
        for (const auto& child : node->children)
            open.append(child.get());
    }
    for (const QString& relative : std::as_const(known)) {
        if (Node* node = find(relative)) // an answer may have come at once
            ask(*node);
    }
}

void FolderModel::refresh(const QStringList& relativePaths)
{
    QSet<QString> folders;
    for (const QString& path : relativePaths) {
        // The folder may be new itself: then the nearest one that is known.
        for (QString folder = path; !folder.isEmpty();) {
            folder = folder.left(qMax<qsizetype>(folder.lastIndexOf(u'/'), 0));
            const Node* node = find(folder);
            if (!node || !node->listed)
                continue;
            folders.insert(folder);
            break;
        }
    }
    for (const QString& folder : std::as_const(folders)) {
        if (Node* node = find(folder))
            ask(*node);
    }
}

std::unique_ptr<FolderModel::Node> FolderModel::makeNode(Node* parent, const FolderEntry& entry) const
{
    auto node = std::make_unique<Node>();
    node->entry = entry;
    node->parent = parent;
    node->relative = parent == m_root.get() ? entry.name : QString(parent->relative % u'/' % entry.name);
    return node;
}

void FolderModel::setFolder(const QString& relative, const FolderList& list, const QString& problem)
{
    Node* node = find(relative);
    if (!node)
        return; // gone meanwhile
    node->asked = false;
    node->listed = true;
    node->cut = list.cut;
    node->problem = problem;
    QList<FolderEntry> entries = list.entries;
    if (node == m_root.get())
        std::ranges::stable_sort(entries, [](const FolderEntry& a, const FolderEntry& b) { return rankOf(a) < rankOf(b); });
    merge(*node, entries);
    if (const QModelIndex index = indexOf(node); index.isValid())
        Q_EMIT dataChanged(index, index.siblingAtColumn(1));
}

/// Rows that stay keep what is unfolded beneath them.
void FolderModel::merge(Node& node, const QList<FolderEntry>& entries)
{
    const QModelIndex parent = indexOf(&node);
    const auto same = [](const FolderEntry& a, const FolderEntry& b) { return a.name == b.name && a.folder == b.folder && a.link == b.link; };
    for (int row = static_cast<int>(node.children.size()) - 1; row >= 0; --row) {
        const auto& child = node.children.at(static_cast<std::size_t>(row));
        if (std::ranges::none_of(entries, [&](const FolderEntry& entry) { return same(entry, child->entry); })) {
            beginRemoveRows(parent, row, row);
            node.children.erase(node.children.begin() + row);
            endRemoveRows();
        }
    }
    if (node.children.empty() && !entries.isEmpty()) { // the usual case, at once
        beginInsertRows(parent, 0, static_cast<int>(entries.size()) - 1);
        for (const FolderEntry& entry : entries)
            node.children.push_back(makeNode(&node, entry));
        endInsertRows();
        return;
    }
    for (int row = 0; row < entries.size(); ++row) {
        const FolderEntry& entry = entries.at(row);
        const bool there = row < static_cast<int>(node.children.size()) && same(node.children.at(static_cast<std::size_t>(row))->entry, entry);
        if (!there) {
            beginInsertRows(parent, row, row);
            node.children.insert(node.children.begin() + row, makeNode(&node, entry));
            endInsertRows();
        } else if (Node& child = *node.children.at(static_cast<std::size_t>(row)); child.entry != entry) {
            child.entry = entry;
            Q_EMIT dataChanged(indexOf(&child), indexOf(&child).siblingAtColumn(1));
        }
    }
}

QModelIndex FolderModel::index(int row, int column, const QModelIndex& parent) const
{
    const Node* node = nodeOf(parent);
    if (row < 0 || column < 0 || column > 1 || row >= static_cast<int>(node->children.size()))
        return {};
    return createIndex(row, column, node->children.at(static_cast<std::size_t>(row)).get());
}

QModelIndex FolderModel::parent(const QModelIndex& index) const
{
    return index.isValid() ? indexOf(nodeOf(index)->parent) : QModelIndex();
}

int FolderModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(nodeOf(parent)->children.size());
}

int FolderModel::columnCount(const QModelIndex&) const
{
    return 2;
}

bool FolderModel::hasChildren(const QModelIndex& parent) const
{
    const Node* node = nodeOf(parent);
    return parent.column() <= 0 && node->entry.folder && (!node->listed || !node->children.empty());
}

bool FolderModel::canFetchMore(const QModelIndex& parent) const
{
    const Node* node = nodeOf(parent);
    return node->entry.folder && !node->listed && !node->asked;
}

void FolderModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent))
        ask(*nodeOf(parent));
}

QString FolderModel::details(const Node& node) const
{
    QStringList lines{showHidden(node.relative)};
    if (isSensitive(node.relative, node.entry.folder))
        lines += tr("Sensitive: it may hold secrets, so the assistant reads it only when you allow it.");
    if (node.entry.link)
        lines += tr("A link. It is not followed from here.");
    else if (!node.entry.folder)
        lines +=
            tr("%1, changed %2").arg(QLocale().formattedDataSize(node.entry.bytes), QLocale().toString(node.entry.modified, QLocale::ShortFormat));
    if (node.cut)
        lines += tr("Only the first %1 entries are shown.").arg(kMostFolderEntries);
    if (!node.problem.isEmpty())
        lines += showHidden(node.problem);
    return lines.join(u'\n');
}

QVariant FolderModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Node& node = *nodeOf(index);
    const bool sensitive = isSensitive(node.relative, node.entry.folder);
    const QString size = node.entry.folder || node.entry.link ? QString() : QLocale().formattedDataSize(node.entry.bytes, 0);
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == 1)
            return sensitive ? tr("sensitive") : node.entry.link ? tr("link") : node.cut ? tr("first %1").arg(kMostFolderEntries) : size;
        return showHidden(node.entry.name);
    case Qt::EditRole:
        return node.entry.name;
    case Qt::DecorationRole:
        if (index.column() == 0)
            return !node.problem.isEmpty() ? icon(Icon::Warning) : node.entry.folder ? folderIcon() : icon(Icon::File);
        return {};
    case Qt::TextAlignmentRole:
        return index.column() == 1 ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ToolTipRole:
        return details(node);
    case Qt::AccessibleTextRole:
        return QString(showHidden(node.entry.name) % u", "_s % (node.entry.folder ? tr("folder") : size) %
                       (sensitive ? tr(", sensitive") : QString()));
    case RelativeRole:
        return node.relative;
    case FolderRole:
        return node.entry.folder;
    case SensitiveRole:
        return sensitive;
    default:
        return {};
    }
}

Qt::ItemFlags FolderModel::flags(const QModelIndex& index) const
{
    return QAbstractItemModel::flags(index) | (index.isValid() && index.column() == 0 ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

/// A wish: the row changes when the disk has.
bool FolderModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || !index.isValid() || name.isEmpty() || name == nodeOf(index)->entry.name)
        return false;
    const QString relative = nodeOf(index)->relative;
    Q_EMIT renameWanted(relative, relative.left(relative.lastIndexOf(u'/') + 1) + name);
    return false;
}

} // namespace aios
