// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/yamltree.h"

namespace aios {

/// The reading call that tells whether what a gate scheduled is out by now.
struct ProofCall {
    QString tool;  ///< Of the gate's service; empty: there is none.
    QString id;    ///< Its argument that takes what the service called it.
    QString proof; ///< Field of its answer that holds the address.
    QList<std::pair<QString, QString>> when; ///< Fields of its answer, and what they say once it is out; in any case of letters.

    [[nodiscard]] QByteArray inputJson(const QString& publishedId) const;
    /// The address that the answer proves with. Empty: it is not out, or the answer does not say.
    [[nodiscard]] QString provenBy(const QByteArray& answer) const;
    friend bool operator==(const ProofCall&, const ProofCall&) = default;
};

/// From a gate's `status`: `tool`, `id`, `proof`, `when`. Error: what is wrong, after which it does not count.
[[nodiscard]] Result<ProofCall> proofCallFrom(const YamlTree& entry);

} // namespace aios
