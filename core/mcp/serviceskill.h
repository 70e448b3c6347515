// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QMetaType>
#include <QString>
#include <QStringList>

namespace aios {

/// A skill that a service offers, as people see it at one moment.
struct ServiceSkill {
    QString server;
    QString name; ///< `server:name`, as the model and rules name it; empty: it has none that could be used.
    QString uri;  ///< Of its SKILL.md.
    QString title; ///< As the service calls it.
    QString description; ///< As the service wrote it: show it with hidden characters made visible.
    QByteArray digest;   ///< Of all that the list says of it; what a choice counts for.
    QStringList files;   ///< Addresses of the others that belong to it.
    qint64 bytes = 0;    ///< Of all of them, as listed.
    qint64 listTokens = 0; ///< Estimate of its line in the listing.
    qint64 bodyTokens = 0; ///< Estimate of its SKILL.md.
    bool on = false;
    bool changed = false; ///< The person had turned it on, and the service says something else of it since: off until looked at.
    bool checked = false; ///< Its SKILL.md was read from the service and is what the list promises.
    QString tampered;     ///< What a read gave instead of what the list promises, in words; empty: nothing such was seen.
    QString problem;      ///< Why it can never be loaded.
};

} // namespace aios
Q_DECLARE_METATYPE(aios::ServiceSkill)
