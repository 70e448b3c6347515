// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/rootdir.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace aios {

/// A learning that waits for the person: nothing of it stands in the folder before they keep it.
struct LearningProposal {
    QString id;
    QString source;  ///< "edited", "hunks", "rejected", "thumbs-up", "thumbs-down", "wrap"
    QString command; ///< Without slash; empty: the person chooses.
    QString text;
    QString origin;  ///< What it comes from, one sentence for the person.
    QString sessionId;
    QDateTime time;
    int times = 1;   ///< How often it came up while it waited.
};

/// A learning the person kept from a proposal; its bullet stands in the folder.
struct KeptLearning {
    QString command;
    QString text;
    QString sessionId;
    QDateTime time;
};

/// The pending proposals of one folder, in the user's data folder (never in the project): an append-only file, one line an event, so that a crash loses nothing
/// that was shown. The same words for the same command are one proposal; what was kept or dropped is not proposed again. Core thread.
class ProposalStore {
public:
    explicit ProposalStore(QString file); ///< Reads it; a missing or torn file is fine.

    /// Stores it (id and time are given here). False: these words wait already (counted), or were kept or dropped before, or there are none.
    [[nodiscard]] Result<bool> add(LearningProposal proposal, const QDateTime& now);
    [[nodiscard]] Result<void> keep(const QString& id, const QString& command, const QString& text, const QDateTime& now);
    [[nodiscard]] Result<void> drop(const QString& id);
    [[nodiscard]] std::optional<LearningProposal> find(const QString& id) const;

    [[nodiscard]] QList<LearningProposal> pending() const; ///< Newest first.
    [[nodiscard]] const QList<KeptLearning>& kept() const { return m_kept; } ///< Oldest first.

    static constexpr qsizetype kMostText = 600;
    static constexpr qsizetype kMostPending = 100; ///< Beyond, the oldest is dropped.

private:
    void read();
    void apply(const QByteArray& line);
    [[nodiscard]] Result<void> write(const QByteArray& line);
    [[nodiscard]] bool isSettled(const LearningProposal& proposal) const;

    QString m_file;
    QList<LearningProposal> m_pending; ///< Oldest first.
    QList<KeptLearning> m_kept;
    QSet<QString> m_settled; ///< Command and key of what was kept or dropped.
};

} // namespace aios
