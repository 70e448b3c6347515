// SPDX-License-Identifier: MIT
#include "core/content/rulepaths.h"

#include "core/content/contentloader.h"

#include <git2.h>
#include <git2/sys/config.h>
#include <git2/sys/repository.h>

#include <memory>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxPatterns = 1000;
constexpr qsizetype kMaxPatternUnits = 4 * 1024 * 1024;

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

/// A repository in memory that no file of the computer influences, only there to ask libgit2's ignore matcher.
class GlobMatcher {
public:
    GlobMatcher()
    {
        git_libgit2_init();
        git_repository* repository = nullptr;
        if (git_repository_new(&repository) != 0)
            return;
        m_repository.reset(repository);
        // Without this the person's own global gitignore would take part.
        constexpr std::string_view settings = "[core]\n\texcludesFile = /dev/null\n\tignorecase = false\n";
        git_config* config = nullptr;
        git_config_backend* backend = nullptr;
        if (git_config_new(&config) != 0)
            return;
        const std::unique_ptr<git_config, decltype(&git_config_free)> owned(config, &git_config_free);
        if (git_config_backend_from_string(&backend, settings.data(), settings.size(), nullptr) == 0
            && git_config_add_backend(config, backend, GIT_CONFIG_LEVEL_APP, nullptr, 1) == 0)
            m_usable = git_repository_set_config(repository, config) == 0;
    }
    ~GlobMatcher()
    {
        m_repository.reset();
        git_libgit2_shutdown();
    }
    GlobMatcher(const GlobMatcher&) = delete;
    GlobMatcher& operator=(const GlobMatcher&) = delete;

    bool matches(const QStringList& globs, const QString& path)
    {
        if (!m_usable)
            return false;
        QByteArray rules;
        for (const QString& glob : globs)
            rules += '/' + glob.toUtf8() + '\n';
        int ignored = 0;
        return git_ignore_add_rule(m_repository.get(), rules.constData()) == 0
            && git_ignore_path_is_ignored(&ignored, m_repository.get(), path.toUtf8().constData()) == 0 && ignored != 0;
    }

private:
    std::unique_ptr<git_repository, decltype(&git_repository_free)> m_repository{nullptr, &git_repository_free};
    bool m_usable = false;
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
