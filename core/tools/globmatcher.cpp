// SPDX-License-Identifier: MIT
#include "core/tools/globmatcher.h"

#include "core/base/starmatch.h"

#include <QStringList>
#include <QVarLengthArray>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr int kMaxAlternatives = 256;
constexpr qsizetype kMaxPattern = 1'000;

struct Braces {
    qsizetype open = -1;
    qsizetype close = -1;
    QList<qsizetype> commas;
};

/// The first outermost pair; open == -1: none; close == -1: left open.
Braces findBraces(QStringView pattern)
{
    Braces braces;
    int depth = 0;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const QChar c = pattern[i];
        if (c == u'\\') {
            ++i;
        } else if (c == u'{') {
            if (depth++ == 0)
                braces.open = i;
        } else if (c == u',' && depth == 1) {
            braces.commas.append(i);
        } else if (c == u'}' && depth > 0 && --depth == 0) {
            braces.close = i;
            return braces;
        }
    }
    return braces;
}

/// Where the bracket expression at `at` ends (its `]`), or -1 when it is not one.
qsizetype bracketEnd(QStringView pattern, qsizetype at)
{
    qsizetype i = at + 1;
    if (i < pattern.size() && (pattern[i] == u'!' || pattern[i] == u'^'))
        ++i;
    if (i < pattern.size() && pattern[i] == u']')
        ++i;
    while (i < pattern.size() && pattern[i] != u']')
        ++i;
    return i < pattern.size() ? i : -1;
}

bool bracketMatches(QStringView body, QChar c)
{
    const bool negated = body.startsWith(u'!') || body.startsWith(u'^');
    if (negated)
        body = body.sliced(1);
    bool found = false;
    for (qsizetype i = 0; i < body.size(); ++i) {
        if (i + 2 < body.size() && body[i + 1] == u'-') {
            found = found || (body[i] <= c && c <= body[i + 2]);
            i += 2;
        } else {
            found = found || body[i] == c;
        }
    }
    return found != negated;
}

/// Matches one pattern item at `p` against `c`; gives where the next item begins, or -1.
qsizetype matchItem(QStringView pattern, qsizetype p, QChar c)
{
    if (pattern[p] == u'?')
        return p + 1;
    if (pattern[p] == u'[') {
        const qsizetype end = bracketEnd(pattern, p);
        if (end >= 0)
            return bracketMatches(pattern.sliced(p + 1, end - p - 1), c) ? end + 1 : -1;
    }
    if (pattern[p] == u'\\' && p + 1 < pattern.size())
        ++p;
    return pattern[p] == c ? p + 1 : -1;
}

bool nameMatches(QStringView pattern, QStringView name)
{
    return starMatch(
        pattern.size(), name.size(), [&](qsizetype p) { return pattern[p] == u'*'; },
        [&](qsizetype p, qsizetype n) { return matchItem(pattern, p, name[n]); });
}

/// The same with names for characters and `**` for `*`, but a `**` at the end stands for at least one name.
bool pathMatches(const QList<QString>& pattern, const QVarLengthArray<QStringView, 16>& names)
{
    qsizetype p = 0;
    qsizetype n = 0;
    qsizetype starPattern = -1;
    qsizetype starName = 0;
    while (n < names.size()) {
        if (p < pattern.size() && pattern[p] == "**"_L1) {
            starPattern = ++p;
            starName = n;
        } else if (p < pattern.size() && nameMatches(pattern[p], names[n])) {
            ++p;
            ++n;
        } else if (starPattern >= 0) {
            p = starPattern;
            n = ++starName;
        } else {
            return false;
        }
    }
    // "folder/**" means what is in the folder, not the folder: a `**` at the end has taken at least one name by now.
    return p == pattern.size();
}

} // namespace

Result<QStringList> expandBraces(const QString& pattern)
{
    QStringList open{pattern};
    QStringList done;
    while (!open.isEmpty()) {
        const QString current = open.takeFirst();
        const Braces braces = findBraces(current);
        if (braces.open >= 0 && braces.close < 0)
            return fail(ErrorCode::InvalidInput, u"The pattern has a \"{\" without \"}\"."_s);
        if (braces.open < 0) {
            done.append(current);
            continue;
        }
        if (done.size() + open.size() + braces.commas.size() >= kMaxAlternatives)
            return fail(ErrorCode::InvalidInput, u"The pattern has too many alternatives in braces."_s);
        QList<qsizetype> ends = braces.commas;
        ends.append(braces.close);
        qsizetype from = braces.open + 1;
        for (qsizetype end : std::as_const(ends)) {
            open.append(current.first(braces.open) + QStringView(current).sliced(from, end - from) + QStringView(current).sliced(braces.close + 1));
            from = end + 1;
        }
    }
    return done;
}

Result<GlobMatcher> GlobMatcher::make(const QString& pattern)
{
    if (pattern.isEmpty() || pattern.size() > kMaxPattern)
        return fail(ErrorCode::InvalidInput, u"The pattern is empty or longer than 1,000 characters."_s);
    const auto alternatives = expandBraces(pattern);
    if (!alternatives)
        return std::unexpected(alternatives.error());
    GlobMatcher matcher;
    for (const QString& alternative : *alternatives) {
        QList<QString> parts;
        for (const QString& part : alternative.split(u'/', Qt::SkipEmptyParts)) {
            if (part == ".."_L1)
                return fail(ErrorCode::InvalidInput, u"The pattern must not hold \"..\"."_s);
            if (part == "."_L1 || (part == "**"_L1 && !parts.isEmpty() && parts.last() == part))
                continue;
            parts.append(part);
        }
        if (!alternative.contains(u'/') && parts != QList<QString>{u"**"_s})
            parts.prepend(u"**"_s);
        if (alternative.endsWith(u'/'))
            parts.append(u"**"_s);
        if (!parts.isEmpty())
            matcher.m_alternatives.append(parts);
    }
    return matcher;
}

bool GlobMatcher::matches(QStringView relativePath) const
{
    QVarLengthArray<QStringView, 16> names;
    for (QStringView name : qTokenize(relativePath, u'/', Qt::SkipEmptyParts))
        names.append(name);
    return std::ranges::any_of(m_alternatives, [&](const QList<QString>& pattern) { return pathMatches(pattern, names); });
}

} // namespace aios
