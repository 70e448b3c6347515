// SPDX-License-Identifier: MIT
#pragma once

#include "ui/chat/transcriptitem.h"

#include <QAbstractListModel>
#include <QHash>

#include <memory>
#include <vector>

namespace aios {

/// The rows of one session's transcript, fed by AgentEvents. Rows of a sub-agent stand under their Agent call; rows hidden by the detail level or a
/// folded Agent call are kept but are no rows. Holds text only, nothing laid out. GUI thread.
class TranscriptModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        EntryIdRole = Qt::UserRole + 1,
        KindRole,
        ToolStateRole,
        ExpandedRole,
        ExpandableRole,
        DepthRole,
        StreamingRole,
        CardIdRole,
        TimeRole
    };

    explicit TranscriptModel(QObject* parent = nullptr);
    ~TranscriptModel() override;

    void setEntries(const QList<TranscriptEntry>& entries); ///< A session as loaded; replaces everything.
    void applyEvents(const QList<AgentEvent>& events);      ///< Takes the entry events, leaves the others.
    /// A live card's row, under the row of its tool call (else at the end). `words` is what a screen reader says of it.
    void addCard(const QString& cardId, const QString& toolUseId, const QString& words);
    void removeCard(const QString& cardId);

    void setDetail(TranscriptDetail detail);
    [[nodiscard]] TranscriptDetail detail() const { return m_detail; }
    [[nodiscard]] bool isPrompt(int row) const; ///< Of the person, not of a sub-agent's caller.
    [[nodiscard]] bool isExpandable(int row) const;
    [[nodiscard]] bool isExpanded(int row) const;
    [[nodiscard]] bool showsDetail(int row) const; ///< The row's own text is open; an Agent row may show only its steps.
    void setExpanded(int row, bool expanded);
    void setShowAll(int row, bool all);

    [[nodiscard]] const TranscriptItem& item(int row) const { return *m_rows[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int rowOf(quint64 uid) const; ///< -1 when hidden or gone.
    [[nodiscard]] int rowOfEntry(const QString& entryId) const;
    [[nodiscard]] QString text(int row) const;  ///< As shown, plain.
    [[nodiscard]] QString text(int first, int last) const;

    struct Match {
        quint64 uid = 0;
        int count = 0; ///< In the row's whole text, also where it is folded.
    };
    [[nodiscard]] QList<Match> find(const QString& query) const; ///< Rows that hold `query`, any case, in order.

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    /// A finished message of the assistant, for assistive technology.
    void messageFinished(const QString& accessibleText);

private:
    using Items = std::vector<std::unique_ptr<TranscriptItem>>;
    TranscriptItem* add(const TranscriptEntry& entry);
    void append(const QString& entryId, const QString& text);
    void change(const TranscriptEntry& entry);
    void removeItem(TranscriptItem* item);
    std::size_t placeFor(TranscriptItem& item) const;
    void insert(std::unique_ptr<TranscriptItem> item);
    [[nodiscard]] std::size_t indexOf(const TranscriptItem* item) const;
    [[nodiscard]] bool shown(const TranscriptItem& item) const;
    [[nodiscard]] bool expanded(const TranscriptItem& item) const;
    void showOrHide(std::size_t index);
    void showOrHideBelow(const TranscriptItem& parent);
    void renumber(std::size_t firstRow);
    void rebuildRows();
    void touched(TranscriptItem& item);

    Items m_items;
    std::vector<TranscriptItem*> m_rows;
    QHash<QString, TranscriptItem*> m_byEntry;
    QHash<QString, TranscriptItem*> m_byTool;
    QHash<quint64, TranscriptItem*> m_byUid;
    quint64 m_nextUid = 1;
    TranscriptDetail m_detail = TranscriptDetail::Normal;
    bool m_loading = false;
};

} // namespace aios
