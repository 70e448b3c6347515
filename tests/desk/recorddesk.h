// SPDX-License-Identifier: MIT
#pragma once

#include "core/desk/records/recordtools.h"
#include "tests/desk/desktest.h"

namespace aios::test {

/// The records service over a new file, with shorthands for what tests do often.
struct RecordDeskFixture {
    TempProject place;
    FakeClock clock;
    DeskCaller caller;
    RecordDeskFixture() : caller(open()) {}
    Result<desk::DeskService> open() const
    {
        return desk::recordService(place.path(QStringLiteral("data/records.db")), deskResource(QStringLiteral("records/tools.json")),
                                   deskResource(QStringLiteral("records/tables.json")), clock);
    }
    ToolAnswer call(const QByteArray& tool, const QByteArray& more) const
    {
        return caller.call(tool, R"({"baseId":"Content Engine")" + (more.isEmpty() ? QByteArray() : ',' + more) + '}');
    }
    /// The id of a new record, for links.
    [[nodiscard]] QByteArray add(const QByteArray& table, const QByteArray& fields) const
    {
        const ToolAnswer made = call("create_record", "\"tableId\":\"" + table + "\",\"fields\":" + fields);
        if (made.error)
            qFatal("not created: %ls", qUtf16Printable(made.text));
        return made.at("id").toUtf8();
    }
    [[nodiscard]] QByteArray source(const QByteArray& id) const { return add("Sources", R"({"Source ID":")" + id + R"(","Title":"T"})"); }
    [[nodiscard]] QByteArray plan(const QByteArray& slug, const QByteArray& source) const
    {
        return add("Content Plans", R"({"Slug":")" + slug + R"(","Title":"T","Platform":"website","Status":"Queued","Sources":[")" + source + "\"]}");
    }
    [[nodiscard]] QStringList names(const ToolAnswer& answer, const QString& field) const
    {
        QStringList names;
        if (answer.error)
            return {answer.text};
        for (const json::value& record : answer.content.at("records").as_array())
            names.append(jsonText(record.at("fields").as_object(), toView(field.toUtf8())));
        return names;
    }
};

} // namespace aios::test
