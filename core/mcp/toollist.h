// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/servicestatus.h"
#include "core/mcp/toolschema.h"

namespace aios {

/// One page of `tools/list`.
struct McpToolPage {
    QList<QByteArray> tools; ///< Raw.
    QString nextCursor;      ///< Empty: the last page.
};
[[nodiscard]] Result<McpToolPage> readToolPage(QByteArrayView result);

/// A tool as a server describes it, checked. A bad one is kept with its `shown.problem`, so that people see why it is missing.
struct McpToolInfo {
    ServiceTool shown; ///< effect, on, fresh and changed are the person's choices, filled in elsewhere.
    QByteArray modelSchema;     ///< As given to models.
    QByteArray outputSchema;    ///< Raw; empty when there is none.
    QList<McpParamHeader> headers;
    qint64 maxResultChars = 0;  ///< The server's wish (`anthropic/maxResultSizeChars`); 0: none.
    bool alwaysLoad = false;    ///< `anthropic/alwaysLoad`, or the server's configuration: it is never sent by name only.
    bool alwaysAsks = false;    ///< `anthropic/requiresUserInteraction`
    ServiceEffect preset = ServiceEffect::Unset; ///< What it counts as until the person chooses; only tools of this program itself have one.
};

/// What a tool of Local Desk counts as from the start: this program need not be taken at another's word for what it does itself. Looking things up reads, the
/// tables change, and whatever else writes (pages, posts, media) publishes, so it is asked every time.
[[nodiscard]] ServiceEffect ownEffect(const QString& service, const ServiceTool& tool);

/// Reads all tools of a server. One bad tool is quarantined, the others stay. `overHttp`: tools whose headers cannot be sent are bad too.
[[nodiscard]] QList<McpToolInfo> readTools(const QList<QByteArray>& rawTools, const QString& server, const QByteArray& configHash, bool overHttp);

} // namespace aios
