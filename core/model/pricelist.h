// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/model.h"

#include <optional>

namespace aios {

/// US dollars per million tokens, by size of the prompt.
struct Price {
    struct Tier {
        qint64 upTo = 0; ///< Prompt tokens this tier is for; 0: all above.
        double input = 0;
        double output = 0;
        double cacheRead = 0;
        double cacheWrite = 0;
    };
    QList<Tier> tiers; ///< In order of upTo.

    [[nodiscard]] double cost(const Usage& usage) const;
};

/// Prices by provider and model id. The format is in resources/providers/README.md.
class PriceList {
public:
    /// Adds a file's entries; those of files added earlier win. Broken entries are left out and named in `problems`.
    void add(QByteArrayView json, const QString& fileName, QStringList& problems);
    /// The entry whose id is `model`, or is `model` without its date.
    [[nodiscard]] std::optional<Price> find(const QString& provider, const QString& model) const;

private:
    struct Entry {
        QString provider;
        QString id;
        Price price;
    };
    QList<Entry> m_entries;
};

/// True when `id` is `known` itself, or `known` with a date or version after a dash.
[[nodiscard]] bool isSameModel(const QString& id, const QString& known);

} // namespace aios
