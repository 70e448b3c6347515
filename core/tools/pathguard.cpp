// SPDX-License-Identifier: MIT
#include "core/tools/pathguard.h"

#include "core/base/text.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr qsizetype kMaxPathBytes = 4095;
constexpr qsizetype kMaxNameBytes = 255;

bool startsWithScheme(QStringView named)
{
    qsizetype i = 0;
    while (i < named.size() && (named[i].isLetterOrNumber() || named[i] == u'+' || named[i] == u'.' || named[i] == u'-'))
        ++i;
    if (i < 2 || i >= named.size() || named[i] != u':')
        return false;
    return named.sliced(i + 1).startsWith("//"_L1) || named.first(i).compare("file"_L1, Qt::CaseInsensitive) == 0;
}

Result<void> checkSpelling(const QString& named)
{
    if (named.isEmpty())
        return fail(ErrorCode::InvalidInput, u"The path is empty. Give the path of a file in the project."_s);
    if (named.contains(QChar(u'\0')))
        return fail(ErrorCode::InvalidInput, u"The path holds a NUL character, which no file name can have."_s);
    if (!named.isValidUtf16())
        return fail(ErrorCode::InvalidInput, u"The path is not valid Unicode."_s);
    if (startsWithScheme(named))
        return fail(ErrorCode::Denied, u"\"%1\" is a URL, not a path. Give the path of a file in the project."_s.arg(elided(showHidden(named), 200)));
    if (named.startsWith(u'~'))
        return fail(ErrorCode::Denied, u"\"%1\" starts with \"~\", which is not expanded here; only files in the project can be used. "
                                       "A file of that name is written \"./%1\"."_s.arg(elided(showHidden(named), 200)));
    return {};
}

std::unexpected<Error> outside(const QString& named)
{
    return fail(ErrorCode::Denied,
                u"\"%1\" is outside the project folder. Only files in the project can be used."_s.arg(elided(showHidden(named), 200)));
}

/// Components without "" and "."; ".." takes the one before away. Nothing when ".." leaves the start.
std::optional<QList<QByteArray>> normalised(const QByteArray& path)
{
    QList<QByteArray> parts;
    for (const QByteArray& part : path.split('/')) {
        if (part.isEmpty() || part == ".")
            continue;
        if (part != "..") {
            parts.append(part);
            continue;
        }
        if (parts.isEmpty())
            return std::nullopt;
        parts.removeLast();
    }
    return parts;
}

bool trailingTrick(QStringView component)
{
    return component.size() > 0 && (component.back().isSpace() || component.back() == u'.');
}

} // namespace

QString shownPath(QStringView name)
{
    QStringList shown;
    for (QStringView component : name.split(u'/')) {
        qsizetype end = component.size();
        while (end > 0 && trailingTrick(component.first(end)))
            --end;
        QString text = showHidden(component.first(end));
        for (QChar c : component.sliced(end))
            text += c == u'.' ? (component == "."_L1 || component == ".."_L1 ? u"."_s : u"⟨.⟩"_s)
                              : u"⟨U+%1⟩"_s.arg(int(c.unicode()), 4, 16, QLatin1Char('0')).toUpper();
        shown.append(text);
    }
    return shown.join(u'/');
}

PathGuard::PathGuard(std::shared_ptr<const RootDir> root) : m_root(std::move(root))
{
    Q_ASSERT(m_root);
    m_rootParts = normalised(m_root->path().toUtf8()).value_or(QList<QByteArray>());
}

QString PathGuard::absoluteOf(const QByteArray& relative) const
{
    const QString& root = m_root->path();
    if (relative == ".")
        return root;
    return (root.endsWith(u'/') ? root : root + u'/') + QString::fromUtf8(relative);
}

Result<QByteArray> PathGuard::relativeOf(const QString& named) const
{
    if (auto spelling = checkSpelling(named); !spelling)
        return std::unexpected(std::move(spelling).error());
    auto parts = normalised(named.toUtf8());
    if (!parts)
        return outside(named);
    if (named.startsWith(u'/')) {
        // By component: "/proj-evil" is not inside "/proj".
        if (parts->size() < m_rootParts.size() || !std::equal(m_rootParts.begin(), m_rootParts.end(), parts->begin()))
            return outside(named);
        parts->remove(0, m_rootParts.size());
    }
    for (const QByteArray& part : std::as_const(*parts)) {
        if (part.size() > kMaxNameBytes)
            return fail(ErrorCode::InvalidInput,
                        u"The name \"%1\" is longer than the 255 bytes a file name can have."_s.arg(elided(showHidden(QString::fromUtf8(part)), 60)));
    }
    QByteArray relative = parts->isEmpty() ? QByteArrayLiteral(".") : parts->join('/');
    if (relative.size() > kMaxPathBytes)
        return fail(ErrorCode::InvalidInput, u"The path is longer than the 4,095 bytes a path can have."_s);
    return relative;
}

Result<QByteArray> PathGuard::realOf(const QByteArray& relative, PathAccess::Kind kind) const
{
    auto real = m_root->resolve(relative);
    if (real || kind == PathAccess::Kind::Read || real.error().code != ErrorCode::NotFound)
        return real;
    // A new file in folders that are not there yet: what exists of the way must not be a link, the rest is as named.
    const qsizetype slash = relative.lastIndexOf('/');
    if (slash < 0)
        return relative;
    auto parent = realOf(relative.first(slash), kind);
    if (!parent)
        return parent;
    return *parent + relative.sliced(slash);
}

Result<GuardedPath> PathGuard::check(const QString& named, PathAccess::Kind kind) const
{
    auto relative = relativeOf(named);
    if (!relative)
        return std::unexpected(std::move(relative).error());
    GuardedPath path;
    path.relative = *relative;
    const QString text = QString::fromUtf8(path.relative);
    path.shown = shownPath(text);
    path.looksLikeAnother = path.relative != "." && path.shown != text;
    path.absolute = absoluteOf(path.relative);
    if (path.relative == ".") {
        path.realRelative = path.relative;
        path.exists = true;
    } else {
        auto real = realOf(path.relative, kind);
        if (!real)
            return std::unexpected(std::move(real).error());
        path.realRelative = std::move(*real);
        if (kind == PathAccess::Kind::Write && path.realRelative != path.relative)
            return fail(ErrorCode::Denied, u"\"%1\" leads through a link to \"%2\". Links are not written through; name the file itself."_s.arg(
                                               path.shown, shownPath(QString::fromUtf8(path.realRelative))));
        const auto stamp = m_root->stat(path.realRelative);
        path.exists = stamp || stamp.error().code != ErrorCode::NotFound;
        if (!path.exists && kind == PathAccess::Kind::Read)
            return fail(ErrorCode::NotFound, u"There is no file \"%1\" in the project."_s.arg(path.shown));
    }
    path.realAbsolute = absoluteOf(path.realRelative);
    return path;
}

PathAccess PathGuard::access(const GuardedPath& path, PathAccess::Kind kind) const
{
    return {kind, path.absolute, path.realAbsolute, true};
}

} // namespace aios
