// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QString>
#include <QStringList>

namespace aios {

/// The few things frontmatter needs of YAML, through yaml-cpp. Every text is one value cut out of the frontmatter, so nothing
/// (anchors, comments, open quotes) reaches from one key to the next. All are pure and thread-safe; none throws.

/// Text of one quoted or block scalar (`"a\n"`, `'it''s'`, `|\n  text`). Error: not exactly one scalar.
[[nodiscard]] Result<QString> yamlScalar(const QString& source);

/// Nothing when `source` is well-formed YAML without anchors, aliases, tags, merge keys, duplicate keys; else the reason.
[[nodiscard]] QString yamlProblem(const QString& source);

/// Items of a one-level flow list `[a, "b", c(d, e)]`, as text; the outer brackets must enclose everything. Error: nested or not closed.
[[nodiscard]] Result<QStringList> flowListItems(QStringView source);

/// A plain (unquoted) value without its trailing ` # comment`.
[[nodiscard]] QStringView withoutYamlComment(QStringView text);

/// Why a bare value would mean more than its text in YAML (anchor, alias, tag); empty when it does not.
[[nodiscard]] QString hiddenMeaning(QStringView value);

/// True when `text` is a complete "…" or '…' scalar with nothing but a comment after it.
[[nodiscard]] bool isQuotedScalar(QStringView text);

} // namespace aios
