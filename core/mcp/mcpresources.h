// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/servermanager.h"

namespace aios {

/// What a server holds besides its tools, as one line of `resources/list`.
struct McpResource {
    QString uri;
    QString name;
    QString description;
    QString mediaType;
};
/// One page of `resources/list`; entries without an address are left out.
struct McpResourcePage {
    QList<McpResource> resources;
    QString nextCursor; ///< Empty: the last page.
    qsizetype leftOut = 0; ///< Entries beyond the thousand that are taken of a page.
};
[[nodiscard]] Result<McpResourcePage> readResourcePage(QByteArrayView result);
/// The same of `resources/templates/list`; `uri` is the template.
[[nodiscard]] Result<McpResourcePage> readTemplatePage(QByteArrayView result);

/// The result of `resources/read` as the model gets it: texts, images as blocks, other data said. Long texts go to a file in `scratchDir` and are cut.
/// Blocking; for the pool.
[[nodiscard]] ToolOutput readResourceResult(const QByteArray& result, const QString& scratchDir);

/// The tools by which the model finds and reads them: ListMcpResourcesTool and ReadMcpResourceTool (folder.md 5.4). Asked for each time they are not
/// allowed by a rule; reading never by a rule, because nobody has said what may be read, and an address can carry text out.
[[nodiscard]] QList<std::shared_ptr<const Tool>> resourceTools(ServerManager& manager);

} // namespace aios
