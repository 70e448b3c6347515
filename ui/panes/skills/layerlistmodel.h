// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/layeruse.h"
#include "core/content/layerentries.h"

#include <QAbstractListModel>

namespace aios {

/// Skills, commands or agents of the folder with their cost, badges and last use. GUI thread.
class LayerListModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { KeyRole = Qt::UserRole + 1, LineRole, BadgesRole, WrongRole, SearchRole };
    using QAbstractListModel::QAbstractListModel;

    void setEntries(const QList<LayerEntry>& entries); ///< Of all kinds.
    void setUses(const QList<LayerUse>& uses);
    void setKind(LayerKind kind);
    [[nodiscard]] LayerKind kind() const { return m_kind; }
    [[nodiscard]] int count(LayerKind kind) const;
    [[nodiscard]] const LayerEntry& entry(int row) const { return m_shown.at(row); }
    [[nodiscard]] static QString keyOf(const LayerEntry& entry); ///< What KeyRole says of it.
    [[nodiscard]] LayerUse use(const LayerEntry& entry) const; ///< times 0: never, as far as the sessions tell.
    [[nodiscard]] QString details(int row) const; ///< All there is to say, line by line.

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    [[nodiscard]] QString line(const LayerEntry& entry) const;
    void refill();

    QList<LayerEntry> m_all;
    QList<LayerEntry> m_shown;
    QList<LayerUse> m_uses;
    LayerKind m_kind = LayerKind::Skill;
};

} // namespace aios
