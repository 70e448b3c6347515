// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace aios {

/// A YAML text as plain values with line numbers, so that nothing else needs to know the YAML library.
struct YamlTree {
    enum class Kind : std::uint8_t { Scalar, List, Map };
    Kind kind = Kind::Scalar;
    int line = 0;         ///< From 1.
    QString text;         ///< Scalar, decoded.
    QByteArray plainJson; ///< Scalar written without quotes that is a number, true, false or null: its JSON text. Else empty.
    QList<QString> keys;  ///< Of a map, in order, one for each child.
    QList<YamlTree> children;

    [[nodiscard]] const YamlTree* find(QStringView key) const;
    [[nodiscard]] bool isText() const { return kind == Kind::Scalar; }
    /// Compact JSON with every text passed as it is.
    [[nodiscard]] QByteArray toJson() const;
};

struct YamlLimits {
    qsizetype maxBytes = 1024 * 1024;
    int maxNodes = 50'000; ///< Aliases count each time they are used.
    int maxDepth = 40;
};

/// One document. Refuses duplicate keys, tags, keys that are no scalars, and what is over the limits. The message names `name` and the line.
[[nodiscard]] Result<YamlTree> parseYamlTree(QByteArrayView yaml, const QString& name, const YamlLimits& limits = {});

} // namespace aios
