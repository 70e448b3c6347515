// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/yamltree.h"
#include "core/content/statusflow.h"

#include <QStringList>

#include <optional>

namespace aios {

/// Services that keep records (Airtable, Local Desk): whose calls make something public by what they write into a status field. Several gates of one service
/// add up; none takes anything away from another.
struct RecordGate {
    QString service; ///< Name of the server in .mcp.json; "*": any.
    QStringList writes; ///< Tools that write records: `records: [{fields: {…}}]` or `fields: {…}`.
    QString reads; ///< The tool that gives one record, by baseId, tableId and recordId.
    QStringList status; ///< Fields that hold a status, by any part of their name, or by id.
    QStringList values; ///< Values that make public, by any part of them, beside Approved and what the flow has behind it.
    int line = 0; ///< In its file.

    [[nodiscard]] bool isOf(const QString& name) const
    {
        return service == QLatin1StringView("*") || service.compare(name, Qt::CaseInsensitive) == 0;
    }
    friend bool operator==(const RecordGate&, const RecordGate&) = default;
};

/// A gate from its entry: `service` (or the key it stands under), `writes`, `reads`, `status`, `values`. Error: what is wrong, after which it does not count.
[[nodiscard]] Result<RecordGate> recordGateFrom(const QString& service, const YamlTree& entry);

/// What a call means to the gates.
struct RecordCall {
    bool written = false; ///< A gate speaks of the tool: it writes records.
    QString publishes; ///< Why it counts as publishing, a sentence; empty: it does not.
};

/// Judges a call by everything that is in it, however deep. Status fields and values are found in any spelling; a shape that no gate knows counts as publishing.
[[nodiscard]] RecordCall judgeRecordCall(const QList<RecordGate>& gates, const StatusFlow& flow, const QString& service, const QString& tool,
                                         const QByteArray& inputJson);

/// The tool by which that service gives one record; empty: no gate knows one.
[[nodiscard]] QString recordReader(const QList<RecordGate>& gates, const QString& service);

} // namespace aios
