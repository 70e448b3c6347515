// SPDX-License-Identifier: MIT
#include "core/content/rulepaths.h"

#include "core/content/contentloader.h"

#include <git2.h>
#include <git2/sys/repository.h>

#include <memory>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxPatterns = 1000;
constexpr qsizetype kMaxPatternUnits = 4 * 1024 * 1024;
constexpr qsizetype kMaxPatternLength = 4096; // as long as a path can be

/// The outermost {…} with a comma, from `from` on; begin < 0 when there is none.
struct Braces {
    qsizetype begin = -1;
    qsizetype end = -1; ///< Of the closing brace.
    QStringList choices;
};

Braces firstBraces(const QString& pattern)
{
    for (qsizetype begin = 0; begin < pattern.size(); ++begin) {
        if (pattern[begin] == u'\\') {
            ++begin;
            continue;
        }
        if (pattern[begin] != u'{')
            continue;
        Braces braces{.begin = begin};
        int depth = 0;
        qsizetype choice = begin + 1;
        for (qsizetype i = begin + 1; i < pattern.size(); ++i) {
            if (pattern[i] == u'\\') {
                ++i;
            } else if (pattern[i] == u'{') {
                ++depth;
            } else if ((pattern[i] == u',' || pattern[i] == u'}') && depth == 0) {
                braces.choices.append(pattern.sliced(choice, i - choice));
                choice = i + 1;
                if (pattern[i] == u'}') {
                    braces.end = i;
                    break;
                }
            } else if (pattern[i] == u'}') {
                --depth;
            }
        }
        if (braces.end > 0 && braces.choices.size() > 1)
            return braces;
    }
    return {};
}

/// Appends the expansions of `pattern`; false when the budget is spent.
bool expand(const QString& pattern, QStringList& out, qsizetype& units)
{
    if (pattern.size() > kMaxPatternLength)
        return false;
    QStringList waiting{pattern};
    qsizetype steps = 0;
    while (!waiting.isEmpty()) {
        const QString next = waiting.takeLast();
        const Braces braces = firstBraces(next);
        if (braces.begin < 0) {
            units += next.size();
            out.append(next);
        }
        for (auto choice = braces.choices.crbegin(); choice != braces.choices.crend(); ++choice)
            waiting.append(next.first(braces.begin) + *choice + next.sliced(braces.end + 1));
        steps += next.size() * std::max<qsizetype>(braces.choices.size(), 1);
        if (out.size() + waiting.size() > kMaxPatterns || units > kMaxPatternUnits || steps > kMaxPatternUnits)
            return false;
    }
    return true;
}

/// A repository in memory, only there to ask libgit2's ignore matcher.
class GlobMatcher {
public:
    GlobMatcher()
    {
        static const int initialised = git_libgit2_init(); // once: it reads the machine's settings, which takes milliseconds
        git_repository* repository = nullptr;
        if (initialised > 0 && git_repository_new(&repository) == 0)
            m_repository.reset(repository);
    }
    GlobMatcher(const GlobMatcher&) = delete;
    GlobMatcher& operator=(const GlobMatcher&) = delete;

    bool matches(const QStringList& globs, const QString& path)
    {
        // Later rules win: what no glob names is settled by "!**" and never reaches the person's own global ignore file. (libgit2 drops a negation
        // that takes nothing back, hence the "**".)
        QByteArray rules("**\n!**\n");
        for (const QString& glob : globs)
            rules += '/' + glob.toUtf8() + '\n';
        if (!m_repository || git_ignore_add_rule(m_repository.get(), rules.constData()) != 0)
            return false;
        if (isNamed(path.toUtf8()))
            return true;
        for (QString folder = path.left(path.lastIndexOf(u'/') + 1); !folder.isEmpty();
             folder = folder.left(folder.chopped(1).lastIndexOf(u'/') + 1)) {
            if (isNamed(folder.toUtf8())) // a folder that is named brings all it holds
                return true;
        }
        return false;
    }

private:
    std::unique_ptr<git_repository, decltype(&git_repository_free)> m_repository{nullptr, &git_repository_free};

    bool isNamed(const QByteArray& path)
    {
        int ignored = 0;
        return git_ignore_path_is_ignored(&ignored, m_repository.get(), path.constData()) == 0 && ignored != 0;
    }
};

QString withoutRootMark(QString glob)
{
    glob = glob.trimmed();
    while (glob.startsWith("./"_L1))
        glob.remove(0, 2);
    while (glob.startsWith(u'/'))
        glob.remove(0, 1);
    return glob;
}

} // namespace

QStringList expandBraces(const QStringList& paths)
{
    QStringList all;
    qsizetype units = 0;
    for (const QString& pattern : paths) {
        QStringList expanded;
        qsizetype used = units;
        if (expand(pattern, expanded, used) && all.size() + expanded.size() <= kMaxPatterns) {
            all += expanded;
            units = used;
        } else {
            all.append(pattern);
        }
    }
    return all;
}

QString globProblem(const QString& glob)
{
    const QString bare = withoutRootMark(glob);
    if (bare.isEmpty())
        return u"it is empty"_s;
    if (bare.contains(u'\n') || bare.contains(QChar(u'\0')))
        return u"it holds a line break"_s;
    if (glob.trimmed().startsWith(u'~') || bare.startsWith("../"_L1))
        return u"it points outside the folder, and paths are relative to the folder"_s;
    bool open = false;
    for (qsizetype i = 0; i < bare.size(); ++i) {
        if (bare[i] == u'\\')
            ++i;
        else if (bare[i] == u'[')
            open = true;
        else if (bare[i] == u']')
            open = false;
    }
    if (open)
        return u"it opens a [ that nothing closes; write \\[ for the character itself"_s;
    return {};
}

bool rulePathsMatch(const QStringList& paths, const QString& relativePath)
{
    QStringList globs;
    for (const QString& glob : expandBraces(paths)) {
        if (globProblem(glob).isEmpty())
            globs.append(withoutRootMark(glob));
    }
    if (globs.isEmpty() || relativePath.isEmpty() || relativePath.startsWith(u'/') || relativePath.contains(QChar(u'\0')))
        return false;
    return GlobMatcher().matches(globs, relativePath);
}

} // namespace aios
