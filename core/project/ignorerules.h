// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <cstdint>
#include <memory>
#include <vector>

namespace aios {

/// The rules of one .gitignore text, judged by libgit2 in a repository that exists only in memory: no git program, no index, none of the
/// project's files is opened. For one thread at a time.
class IgnoreRules {
public:
    enum class Verdict : std::uint8_t { Undecided, Ignored, Kept };

    explicit IgnoreRules(const QByteArray& text);
    IgnoreRules(IgnoreRules&&) noexcept;
    IgnoreRules& operator=(IgnoreRules&&) noexcept;
    ~IgnoreRules();

    /// `path` is relative to the folder the text stands in.
    [[nodiscard]] Verdict check(QByteArrayView path, bool isFolder) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// The .gitignore files from the root down to one folder; the deepest that says something decides.
class IgnoreStack {
public:
    /// `folder` is relative to the root, empty for the root itself.
    void push(const QByteArray& folder, const QByteArray& text);
    /// Drops the rules of `folder`, if they are the last.
    void pop(const QByteArray& folder);
    [[nodiscard]] bool isIgnored(QByteArrayView relative, bool isFolder) const;

private:
    struct Level {
        QByteArray folder;
        IgnoreRules rules;
    };
    std::vector<Level> m_levels;
};

} // namespace aios
