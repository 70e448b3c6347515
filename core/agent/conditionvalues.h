// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/servicenames.h"

#include <QList>

#include <utility>

namespace aios {

/// Arguments as a rule names them, with their values.
using WantedValues = QList<std::pair<QString, QString>>;

/// Whether a call is about what a rule's `when` names. Doubt: an id stands there, and nothing in the session says of what.
struct WhenMatch {
    enum class Kind : std::uint8_t { No, Yes, Doubt } kind = Kind::No;
    QString argument; ///< Doubt: which,
    QString value;    ///< what stands there,
    QString wanted;   ///< and what the rule speaks of.
};

/// The stricter reading: a name in any spelling, an id that stands for it, any member of a list or object.
[[nodiscard]] WhenMatch matchWhen(const QString& tool, const QByteArray& inputJson, const WantedValues& wanted, const ServiceNames& names);

/// Whether a call that worked was about what a rule's `with` names, for certain: the name itself but for case, or an id that stands for it and nothing else.
[[nodiscard]] bool matchesWith(const QString& tool, const QByteArray& inputJson, const WantedValues& wanted, const ServiceNames& names);

} // namespace aios
