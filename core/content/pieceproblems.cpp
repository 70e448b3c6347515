// SPDX-License-Identifier: MIT
#include "core/content/pieceproblems.h"

#include <algorithm>
#include <ranges>

namespace aios {

using namespace Qt::StringLiterals;

void PieceProblems::set(const QList<Piece>& all)
{
    m_bySlug.clear();
    m_bySlug.reserve(all.size());
    m_count = 0;
    for (const Piece& piece : all)
        add(piece);
}

/// All of them, or the only one if its file has a problem.
qsizetype PieceProblems::troubled(const Same& same)
{
    if (same.size() != 1)
        return static_cast<qsizetype>(same.size());
    return same.begin()->second ? 1 : 0;
}

void PieceProblems::add(const Piece& piece)
{
    Same& same = m_bySlug[piece.slug];
    m_count -= troubled(same);
    same[piece.relative] = !piece.problem.isEmpty();
    m_count += troubled(same);
}

void PieceProblems::remove(const Piece& piece)
{
    const auto same = m_bySlug.find(piece.slug);
    if (same == m_bySlug.end())
        return;
    m_count -= troubled(*same);
    same->erase(piece.relative);
    m_count += troubled(*same);
    if (same->empty())
        m_bySlug.erase(same);
}

bool PieceProblems::has(const Piece& piece) const
{
    const auto same = m_bySlug.constFind(piece.slug);
    return !piece.problem.isEmpty() || (same != m_bySlug.cend() && same->size() > 1);
}

QStringList PieceProblems::of(const Piece& piece) const
{
    QStringList problems;
    if (!piece.problem.isEmpty())
        problems.append(piece.problem);
    const auto same = m_bySlug.constFind(piece.slug);
    if (same == m_bySlug.cend() || same->size() < 2)
        return problems;
    const QString& first = same->begin()->first;
    const QString& other = first == piece.relative ? std::next(same->begin())->first : first;
    problems.append(u"%1 has the slug “%2” too, so a card or a link cannot tell them apart."_s.arg(other, piece.slug));
    return problems;
}

QStringList PieceProblems::withSlug(const QString& slug) const
{
    QStringList paths;
    const auto same = m_bySlug.constFind(slug);
    if (same != m_bySlug.cend())
        std::ranges::copy(*same | std::views::keys, std::back_inserter(paths));
    return paths;
}

} // namespace aios
