// SPDX-License-Identifier: MIT
// Something with the shape of Airtable's web interface: one base with one table, whose records live as long as the program.
//
//   airtableapi
#include "tests/stubs/httpstub.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace {

QJsonArray g_records;

QJsonObject record(int number, const QJsonValue& fields)
{
    return {{u"id"_s, u"rec%1"_s.arg(number, 14, 10, QChar(u'0'))}, {u"createdTime"_s, u"2026-01-01T00:00:00.000Z"_s}, {u"fields"_s, fields}};
}

stub::Reply ok(const QJsonObject& object)
{
    return {200, QJsonDocument(object), false};
}

stub::Reply problem(int status, const QString& type)
{
    return {status, QJsonDocument(QJsonObject{{u"error"_s, QJsonObject{{u"type"_s, type}, {u"message"_s, type}}}}), false};
}

QJsonObject table()
{
    const QJsonArray fields{QJsonObject{{u"id"_s, u"fldName"_s}, {u"name"_s, u"Name"_s}, {u"type"_s, u"singleLineText"_s}}};
    return {
        {u"id"_s, u"tblPieces"_s}, {u"name"_s, u"Pieces"_s}, {u"primaryFieldId"_s, u"fldName"_s}, {u"fields"_s, fields}, {u"views"_s, QJsonArray()}};
}

stub::Reply answer(const stub::Request& request)
{
    if (request.authorization != "Bearer patTest.key")
        return problem(401, u"AUTHENTICATION_REQUIRED"_s);
    const QString path = request.url.path();
    if (path == "/v0/meta/bases"_L1)
        return ok({{u"bases"_s, QJsonArray{QJsonObject{{u"id"_s, u"appTest"_s}, {u"name"_s, u"Content"_s}, {u"permissionLevel"_s, u"create"_s}}}}});
    if (path == "/v0/meta/bases/appTest/tables"_L1)
        return ok({{u"tables"_s, QJsonArray{table()}}});
    if (path == "/v0/appTest/tblPieces"_L1 && request.method == "POST") {
        g_records.append(record(static_cast<int>(g_records.size()) + 1, QJsonDocument::fromJson(request.body).object()[u"fields"_s]));
        return ok(g_records.last().toObject());
    }
    if (path == "/v0/appTest/tblPieces"_L1)
        return ok({{u"records"_s, g_records}});
    return problem(404, u"NOT_FOUND"_s);
}

} // namespace

int main(int argc, char** argv)
{
    return stub::serve(argc, argv, answer);
}
