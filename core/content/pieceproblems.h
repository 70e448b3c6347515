// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/pieces.h"

#include <QHash>

#include <map>

namespace aios {

/// What is the matter with pieces, kept up to date as pieces come and go: the file cannot be read, or another one has its slug. A status in words of the
/// folder's own is no problem.
class PieceProblems {
public:
    void set(const QList<Piece>& all);
    void add(const Piece& piece);
    void remove(const Piece& piece);

    [[nodiscard]] qsizetype count() const { return m_count; } ///< Pieces with one.
    [[nodiscard]] bool has(const Piece& piece) const;
    [[nodiscard]] QStringList of(const Piece& piece) const; ///< A sentence each.
    [[nodiscard]] QStringList withSlug(const QString& slug) const; ///< Their paths, sorted.

private:
    using Same = std::map<QString, bool>; ///< Pieces of one slug by their path, and whether their file has a problem.
    [[nodiscard]] static qsizetype troubled(const Same& same);

    QHash<QString, Same> m_bySlug;
    qsizetype m_count = 0;
};

} // namespace aios
