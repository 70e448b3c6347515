// SPDX-License-Identifier: MIT
#pragma once

#include "tests/e2e/deskprocess.h"

#include <memory>

namespace aios::test {

/// A new project, as `aios new` makes it, and its services as a person has them who trusts the folder. Everything is the real `aios`.
class SampleFolder {
public:
    explicit SampleFolder(const Programs& programs) : m_programs(programs), m_path(programs.place.path(QStringLiteral("mine")))
    {
        const QString from = qEnvironmentVariable("AIOS_RESOURCES") + QStringLiteral("/templates/content-engine");
        QDirIterator files(from, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                qFatal("no sample");
            programs.place.write(QStringLiteral("mine/") + QDir(from).relativeFilePath(file.fileName()), file.readAll());
        }
    }

    [[nodiscard]] const QString& path() const { return m_path; }
    [[nodiscard]] QByteArray read(const QString& relative) const { return m_programs.place.read(QStringLiteral("mine/") + relative); }
    [[nodiscard]] QMap<QString, QByteArray> tree() const { return treeOf(m_path); }

    /// Trusts the folder, as the person does after reading what it asks for.
    void trust() const
    {
        const Ran ran = m_programs.run({QStringLiteral("project"), QStringLiteral("trust"), QStringLiteral("--yes"), m_path});
        if (ran.code != 0)
            qFatal("%s", ran.err.constData());
        if (!ran.out.contains("came with this program"))
            qFatal("the template is not known as ours: %s", ran.out.constData());
    }

    /// `aios run` with rules that allow the folder's own writes and every call of its services; what publishes asks all the same.
    [[nodiscard]] Ran run(const QString& prompt, const QStringList& more = {}) const { return m_programs.prompt(m_path, prompt, rules() + more); }
    [[nodiscard]] static QStringList rules()
    {
        QStringList words;
        for (const char* rule : {"Edit(content/**)", "Edit(context/**)", "mcp__records__*", "mcp__site__*", "mcp__social__*"})
            words += {QStringLiteral("--allow"), QString::fromLatin1(rule)};
        return words;
    }

    /// What a tool of the records answered, from a client of our own beside the program's; fails the test program when the call did not work.
    [[nodiscard]] json::object call(const QByteArray& tool, const QByteArray& arguments) const
    {
        if (!m_records)
            m_records = std::make_unique<DeskProcess>(m_programs, m_path, QStringList{QStringLiteral("records")});
        json::object answer = m_records->call(tool, arguments);
        if (answer.contains("error"))
            qFatal("%s: %s", tool.constData(), qPrintable(jsonText(answer, "error")));
        return answer;
    }
    /// Records of a table, oldest first.
    [[nodiscard]] json::array records(const QByteArray& table) const
    {
        return call("list_records", js("{'baseId':'Content Engine','tableId':'") + table + js("'}")).at("records").as_array();
    }
    /// One field of each record, joined with ", ": texts as they are, links as the number of records they lead to.
    [[nodiscard]] QString column(const QByteArray& table, std::string_view field) const
    {
        QStringList values;
        for (const json::value& record : records(table))
            values.append(text(record, field));
        return values.join(QStringLiteral(", "));
    }
    [[nodiscard]] static QString text(const json::value& record, std::string_view field)
    {
        const json::object& fields = record.at("fields").as_object();
        const json::array* links = jsonArray(fields, field);
        return links ? QString::number(links->size()) : jsonText(fields, field);
    }
    [[nodiscard]] static QString idOf(const json::value& record) { return jsonText(record.as_object(), "id"); }

private:
    const Programs& m_programs;
    QString m_path;
    mutable std::unique_ptr<DeskProcess> m_records;
};

} // namespace aios::test
