// SPDX-License-Identifier: MIT
#include "core/gate/pathpattern.h"

#include "core/base/starmatch.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

bool isGlobCharacter(QChar c)
{
    return c == u'*' || c == u'?' || c == u'[' || c == u'\\';
}

/// Index after the class that opens at `open`, or -1 when it is not closed. A `]` first in the class is a member.
qsizetype classEnd(QStringView glob, qsizetype open)
{
    qsizetype i = open + 1;
    if (i < glob.size() && (glob[i] == u'!' || glob[i] == u'^'))
        ++i;
    if (i < glob.size() && glob[i] == u']')
        ++i;
    for (; i < glob.size(); ++i) {
        if (glob[i] == u'\\')
            ++i;
        else if (glob[i] == u']')
            return i + 1;
    }
    return -1;
}

bool classMatches(QStringView body, QChar c)
{
    bool negated = false;
    qsizetype i = 0;
    if (!body.isEmpty() && (body[0] == u'!' || body[0] == u'^')) {
        negated = true;
        ++i;
    }
    bool found = false;
    const auto next = [&body, &i] {
        if (body[i] == u'\\' && i + 1 < body.size())
            ++i;
        return body[i++];
    };
    while (i < body.size()) {
        const QChar from = next();
        QChar to = from;
        if (i + 1 < body.size() && body[i] == u'-') {
            ++i;
            to = next();
        }
        found = found || (from <= c && c <= to);
    }
    return found != negated;
}

/// Where the glob goes on after its element at `p`, when that matches `c`; else -1.
qsizetype afterElement(QStringView glob, qsizetype p, QChar c)
{
    if (glob[p] == u'?')
        return p + 1;
    if (glob[p] == u'[') {
        const qsizetype end = classEnd(glob, p);
        return end >= 0 && classMatches(glob.sliced(p + 1, end - p - 2), c) ? end : -1;
    }
    if (glob[p] == u'\\' && p + 1 < glob.size())
        return glob[p + 1] == c ? p + 2 : -1;
    return glob[p] == c ? p + 1 : -1;
}

/// Why a component cannot be read as a glob; empty when it can.
QString globProblem(QStringView segment)
{
    for (qsizetype i = 0; i < segment.size(); ++i) {
        if (segment[i] == u'\\') {
            if (++i == segment.size())
                return u"it ends in a lone backslash"_s;
        } else if (segment[i] == u'[') {
            const qsizetype end = classEnd(segment, i);
            if (end < 0)
                return u"a [ is not closed"_s;
            if (segment.sliced(i, end - i).contains("[:"_L1))
                return u"named character classes are not understood"_s;
            i = end - 1;
        }
    }
    return {};
}

QString unescaped(QStringView segment)
{
    QString text;
    for (qsizetype i = 0; i < segment.size(); ++i) {
        if (segment[i] == u'\\' && i + 1 < segment.size())
            ++i;
        text += segment[i];
    }
    return text;
}

bool hasWildcard(QStringView segment)
{
    for (qsizetype i = 0; i < segment.size(); ++i) {
        if (segment[i] == u'\\')
            ++i;
        else if (isGlobCharacter(segment[i]))
            return true;
    }
    return false;
}

} // namespace

bool globMatch(QStringView glob, QStringView component)
{
    return starMatch(
        glob.size(), component.size(), [&](qsizetype p) { return glob[p] == u'*'; },
        [&](qsizetype p, qsizetype t) { return afterElement(glob, p, component[t]); });
}

QString foldedPath(const QString& path)
{
    return path.normalized(QString::NormalizationForm_C).toCaseFolded();
}

QString escapedForRule(const QString& path)
{
    QString escaped;
    for (const QChar c : path) {
        if (isGlobCharacter(c) || c == u']' || (escaped.isEmpty() && (c == u'!' || c == u'#' || c == u'~')))
            escaped += u'\\';
        escaped += c;
    }
    return escaped;
}

void PathPattern::addAnchor(const QString& folder)
{
    const QString clean = QDir::cleanPath(folder);
    for (const QString& part : clean.split(u'/', Qt::SkipEmptyParts))
        m_segments.append({Segment::Kind::Literal, m_fold ? foldedPath(part) : part});
}

Result<void> PathPattern::addSegments(QStringView pattern)
{
    for (const QStringView part : pattern.split(u'/', Qt::SkipEmptyParts)) {
        if (part == "."_L1)
            continue;
        if (part == ".."_L1) {
            if (m_segments.isEmpty() || m_segments.constLast().kind != Segment::Kind::Literal)
                return fail(ErrorCode::InvalidInput, u"the .. in it leads nowhere"_s);
            m_segments.removeLast();
            continue;
        }
        if (part == "**"_L1) {
            if (m_segments.isEmpty() || m_segments.constLast().kind != Segment::Kind::AnyDepth)
                m_segments.append({Segment::Kind::AnyDepth, {}});
            continue;
        }
        if (const QString problem = globProblem(part); !problem.isEmpty())
            return fail(ErrorCode::InvalidInput, problem);
        const bool glob = hasWildcard(part);
        const QString text = glob ? part.toString() : unescaped(part);
        m_segments.append({glob ? Segment::Kind::Glob : Segment::Kind::Literal, m_fold ? foldedPath(text) : text});
    }
    return {};
}

Result<PathPattern> PathPattern::compile(const QString& specifier, RuleEffect effect, const PathAnchors& anchors)
{
    QStringView rest = specifier;
    if (rest.startsWith(u'!'))
        return fail(ErrorCode::InvalidInput, u"it starts with !, and a rule cannot be turned round"_s);
    PathPattern pattern;
    const bool wide = effect != RuleEffect::Allow;
    pattern.m_fold = wide;
    QString anchor = anchors.project;
    bool anchored = true;
    if (rest.startsWith("//"_L1)) {
        anchor.clear();
        rest = rest.sliced(2);
    } else if (rest == "~"_L1 || rest.startsWith("~/"_L1)) {
        if (anchors.home.isEmpty())
            return fail(ErrorCode::InvalidInput, u"there is no home folder for its ~"_s);
        anchor = anchors.home;
        rest = rest.sliced(1);
    } else if (rest.startsWith(u'/')) {
        anchor = anchors.source;
    } else {
        const bool dotted = rest.startsWith("./"_L1);
        if (dotted)
            rest = rest.sliced(2);
        QStringView body = rest;
        while (body.endsWith(u'/'))
            body.chop(1);
        const bool bare = !body.contains(u'/');
        const bool folder = body.endsWith("/**"_L1) && body.count(u'/') == 1;
        anchored = wide ? !(bare || folder) : !bare || dotted;
    }
    pattern.addAnchor(anchor);
    const qsizetype anchorSize = pattern.m_segments.size();
    if (!anchored)
        pattern.m_segments.append({Segment::Kind::AnyDepth, {}});
    if (const Result<void> added = pattern.addSegments(rest); !added)
        return std::unexpected(added.error());
    const bool named = pattern.m_segments.size() > anchorSize + (anchored ? 0 : 1) || rest.startsWith(".."_L1) || (!anchored && rest == "**"_L1) ||
                       (specifier.startsWith(u'~') && !anchor.isEmpty());
    if (!named)
        return fail(ErrorCode::InvalidInput, u"it names no path"_s);
    if (!pattern.m_segments.isEmpty() && pattern.m_segments.constLast().kind == Segment::Kind::AnyDepth) {
        pattern.m_segments.removeLast();
        pattern.m_beneathOnly = !wide;
    } else if (rest.endsWith(u'/')) {
        pattern.m_beneathOnly = !wide;
    }
    return pattern;
}

bool PathPattern::segmentMatches(const Segment& segment, const QString& component) const
{
    return segment.kind == Segment::Kind::Literal ? segment.text == component : globMatch(segment.text, component);
}

bool PathPattern::matches(const QString& path) const
{
    if (!path.startsWith(u'/'))
        return false;
    const QString clean = QDir::cleanPath(path);
    const QStringList components = (m_fold ? foldedPath(clean) : clean).split(u'/', Qt::SkipEmptyParts);
    const qsizetype goal = m_segments.size();
    // at[i]: the components so far can be matched by the first i segments.
    std::vector<char> at(static_cast<std::size_t>(goal + 1), 0);
    const auto skipAnyDepth = [&] {
        for (qsizetype i = 0; i < goal; ++i) {
            if (at[static_cast<std::size_t>(i)] && m_segments[i].kind == Segment::Kind::AnyDepth)
                at[static_cast<std::size_t>(i + 1)] = 1;
        }
    };
    at[0] = 1;
    skipAnyDepth();
    for (qsizetype count = 0; count <= components.size(); ++count) {
        const bool whole = count == components.size();
        if (at[static_cast<std::size_t>(goal)] && (!whole || !m_beneathOnly))
            return true;
        if (whole)
            break;
        std::vector<char> next(at.size(), 0);
        for (qsizetype i = 0; i < goal; ++i) {
            if (!at[static_cast<std::size_t>(i)])
                continue;
            if (m_segments[i].kind == Segment::Kind::AnyDepth)
                next[static_cast<std::size_t>(i)] = 1;
            else if (segmentMatches(m_segments[i], components[count]))
                next[static_cast<std::size_t>(i + 1)] = 1;
        }
        at = std::move(next);
        skipAnyDepth();
    }
    return false;
}

} // namespace aios
