// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/gate/policy.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

#include <optional>

namespace aios {

/// One settings file, read on its own. What tightens is kept even from a file that is otherwise ignored.
struct SettingsFile {
    RuleSource source = RuleSource::User;
    QString file;
    QList<PermissionRule> rules;
    QString mode;              ///< `permissions.defaultMode` as written.
    QString model;
    double skillListingFraction = 0;
    int skillDescriptionChars = 0;
    QHash<QString, QString> skillOverrides;
    bool disableSkillShell = false;
    bool denyInsteadOfPrompting = false;
    bool unreadable = false;   ///< Deny or ask rules may be missing.
    QStringList problems;
    QStringList warnings;
};

/// Reads the text of a settings file (folder.md 6.1, 6.2). Never fails: what cannot be read becomes a problem and the stricter case. `anchor` is where
/// `/x` in its path rules starts from.
[[nodiscard]] SettingsFile readSettings(QByteArrayView text, RuleSource source, const QString& file, const QString& anchor);

/// The same for a file that exists and cannot be opened.
[[nodiscard]] SettingsFile unreadableSettings(const Error& error, RuleSource source, const QString& file);

} // namespace aios
