// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <QHash>
#include <QStringList>

namespace aios {

/// What the services of a session call the things behind their ids, as their answers told it: every object with an id and a name in them. A table may be
/// named either way in a call, and a rule about it must hold for both. Core thread; owned by SessionCore.
class ServiceNames {
public:
    /// `answer`: what a call of `tool` ("mcp__server__tool") gave; anything that is no JSON tells nothing.
    void note(const QString& tool, const QString& answer);
    /// Names that were told for an id; more than one when the answers do not agree.
    [[nodiscard]] QStringList namesOf(const QString& tool, const QString& id) const;
    /// Whether something of that service is called so.
    [[nodiscard]] bool isName(const QString& tool, const QString& text) const;

private:
    void take(const QString& server, const json::value& value, int depth);

    QHash<QString, QHash<QString, QStringList>> m_names; ///< By server, then by id.
};

/// What came back of a call that worked, as far as JSON tells: only empty lists, or things that are deleted. A text that is no JSON is something.
[[nodiscard]] bool foundNothing(const QString& answer);

/// A name without what services take no notice of: case, spaces, punctuation, compatibility forms.
[[nodiscard]] QString looseName(const QString& text);

/// Looks as services' ids do: long, without words (tblWgBcOOjurBbc5c, 86b2f0d4-…, 901403219).
[[nodiscard]] bool looksLikeId(const QString& text);

} // namespace aios
