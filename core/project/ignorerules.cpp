// SPDX-License-Identifier: MIT
#include "core/project/ignorerules.h"

#include <git2.h>
#include <git2/sys/repository.h>

namespace aios {

namespace {

using Repository = std::unique_ptr<git_repository, decltype(&git_repository_free)>;

Repository makeRepository(const QByteArray& rules)
{
    static const int users = git_libgit2_init();
    git_repository* raw = nullptr;
    if (users <= 0 || git_repository_new(&raw) != 0)
        return {nullptr, &git_repository_free};
    Repository repository(raw, &git_repository_free);
    if (git_ignore_add_rule(raw, rules.constData()) != 0)
        repository.reset();
    return repository;
}

bool isIgnoredBy(const Repository& repository, const QByteArray& path)
{
    int ignored = 0;
    return repository && git_ignore_path_is_ignored(&ignored, repository.get(), path.constData()) == 0 && ignored != 0;
}

QByteArray cleaned(const QByteArray& text)
{
    QByteArray rules = text.first(text.indexOf('\0') < 0 ? text.size() : text.indexOf('\0'));
    if (rules.startsWith("\xef\xbb\xbf"))
        rules.remove(0, 3);
    return rules.replace("\r\n", "\n");
}

} // namespace

/// libgit2 says only "ignored" or not. Under a first rule that ignores everything, "not" means that a rule took it back.
struct IgnoreRules::Private {
    Repository plain;
    Repository overAll;
};

IgnoreRules::IgnoreRules(const QByteArray& text)
{
    const QByteArray rules = cleaned(text);
    d = std::make_unique<Private>(makeRepository(rules), Repository(nullptr, &git_repository_free));
    if (rules.startsWith('!') || rules.contains("\n!"))
        d->overAll = makeRepository(QByteArray("*\n" + rules));
}

IgnoreRules::IgnoreRules(IgnoreRules&&) noexcept = default;
IgnoreRules& IgnoreRules::operator=(IgnoreRules&&) noexcept = default;
IgnoreRules::~IgnoreRules() = default;

IgnoreRules::Verdict IgnoreRules::check(QByteArrayView path, bool isFolder) const
{
    QByteArray subject = path.toByteArray();
    if (isFolder)
        subject.append('/');
    if (isIgnoredBy(d->plain, subject))
        return Verdict::Ignored;
    return d->overAll && !isIgnoredBy(d->overAll, subject) ? Verdict::Kept : Verdict::Undecided;
}

void IgnoreStack::push(const QByteArray& folder, const QByteArray& text)
{
    m_levels.push_back({folder, IgnoreRules(text)});
}

void IgnoreStack::pop(const QByteArray& folder)
{
    while (!m_levels.empty() && m_levels.back().folder == folder)
        m_levels.pop_back();
}

bool IgnoreStack::isIgnored(QByteArrayView relative, bool isFolder) const
{
    for (auto level = m_levels.rbegin(); level != m_levels.rend(); ++level) {
        const qsizetype skip = level->folder.isEmpty() ? 0 : level->folder.size() + 1;
        const IgnoreRules::Verdict verdict = level->rules.check(relative.sliced(skip), isFolder);
        if (verdict != IgnoreRules::Verdict::Undecided)
            return verdict == IgnoreRules::Verdict::Ignored;
    }
    return false;
}

} // namespace aios
