// SPDX-License-Identifier: MIT
#include "core/markdown/frontmatterreader.h"

#include "core/markdown/yamlscalars.h"

#include <QRegularExpression>
#include <QSet>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

qsizetype indentOf(QStringView line)
{
    qsizetype indent = 0;
    while (indent < line.size() && line[indent] == u' ')
        ++indent;
    return indent;
}

bool isBlank(QStringView line)
{
    return line.trimmed().isEmpty();
}

bool isComment(QStringView line)
{
    return line.trimmed().startsWith(u'#');
}

bool isItem(QStringView line)
{
    const QStringView text = line.trimmed();
    return text == u"-" || text.startsWith("- "_L1) || text.startsWith("-\t"_L1);
}

/// YAML forbids tabs as indentation; people use them. Each leading tab becomes two spaces.
void expandTabs(QStringList& lines)
{
    for (QString& line : lines) {
        qsizetype end = 0;
        while (end < line.size() && (line[end] == u' ' || line[end] == u'\t'))
            ++end;
        line.replace(0, end, line.first(end).replace(u'\t', "  "_L1));
    }
}

void dedent(QStringList& lines)
{
    qsizetype common = -1;
    for (const QString& line : std::as_const(lines)) {
        if (!isBlank(line))
            common = common < 0 ? indentOf(line) : std::min(common, indentOf(line));
    }
    for (QString& line : lines)
        line = line.sliced(std::min(std::max<qsizetype>(common, 0), indentOf(line)));
}

/// "key: rest" taken apart; nothing when the line is not of that shape.
struct KeyLine {
    QString key;
    QString rest;
};

std::optional<KeyLine> keyLine(const QString& line)
{
    static const QRegularExpression quoted(u"^(\"[^\"\\\\]*\"|'[^']*')\\s*:(?:\\s+(.*))?$"_s, QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression bare(u"^([^\\s\"'\\[\\]{}&*!|>%@`?#,:-][^:]*?)\\s*:(?:\\s+(.*))?$"_s,
                                         QRegularExpression::DotMatchesEverythingOption);
    if (const auto match = quoted.match(line); match.hasMatch())
        return KeyLine{match.captured(1).sliced(1).chopped(1), match.captured(2)};
    if (const auto match = bare.match(line); match.hasMatch())
        return KeyLine{match.captured(1), match.captured(2)};
    return std::nullopt;
}

/// A line that YAML would read as the start of a nested mapping: one bare word and a colon.
bool startsMapping(QStringView text)
{
    static const QRegularExpression shape(u"^(?:[\\w.-]+|<<|\"[^\"]*\"|'[^']*')\\s*:(\\s|$)"_s);
    return shape.matchView(text.trimmed()).hasMatch();
}

/// Lines of a plain text over several lines, as YAML folds them.
QString fold(const QStringList& lines)
{
    QString text;
    bool paragraph = false;
    for (const QString& line : lines) {
        const QStringView content = withoutYamlComment(line);
        if (content.isEmpty()) {
            paragraph = isBlank(line) && !text.isEmpty();
            continue;
        }
        if (!text.isEmpty())
            text += paragraph ? u'\n' : u' ';
        paragraph = false;
        text += content;
    }
    return text;
}

/// Reads one key's value. `first` is what stands behind the colon, `more` the lines beneath it.
class ValueReader {
public:
    ValueReader(QString first, QStringList more) : m_first(first.trimmed()), m_more(std::move(more))
    {
        while (!m_more.isEmpty() && (isBlank(m_more.back()) || (isComment(m_more.back()) && !isBlockScalar())))
            m_more.removeLast();
    }

    Result<FrontmatterValue> read()
    {
        Result<FrontmatterValue> value = readKind();
        if (value)
            value->source = source();
        return value;
    }

private:
    QString m_first;
    QStringList m_more;

    [[nodiscard]] QString source() const
    {
        return m_more.isEmpty() ? m_first : (m_first.isEmpty() ? QString() : m_first + u'\n') + m_more.join(u'\n');
    }
    [[nodiscard]] bool isBlockScalar() const
    {
        static const QRegularExpression header(u"^[|>][+-]?[1-9]?[+-]?\\s*(?:\\s#.*)?$"_s);
        return header.match(m_first).hasMatch();
    }

    Result<FrontmatterValue> readKind()
    {
        if (isBlockScalar())
            return scalar(yamlScalar(source() + u'\n'));
        if (m_first.isEmpty() || m_first.startsWith(u'#'))
            return readBelow();
        if (m_first.startsWith(u'"') || m_first.startsWith(u'\''))
            return readQuoted();
        if (m_first.startsWith(u'['))
            return readFlowList();
        if (m_first.startsWith(u'{'))
            return readFlowMapping();
        if (const QString meaning = hiddenMeaning(m_first); !meaning.isEmpty())
            return fail(ErrorCode::Denied, meaning + u". Put the value in quotes if it is plain text"_s);
        return plain();
    }

    static Result<FrontmatterValue> scalar(const Result<QString>& text)
    {
        if (!text)
            return std::unexpected(text.error());
        return FrontmatterValue{.kind = FrontmatterValue::Kind::Scalar, .scalar = *text};
    }
    Result<FrontmatterValue> plain() const { return scalar(fold(QStringList{m_first} + m_more)); }

    Result<FrontmatterValue> readQuoted() const
    {
        const QString whole = source();
        return isQuotedScalar(whole) ? scalar(yamlScalar(whole)) : plain(); // "Quoted" and then more: plain text, as people meant it
    }

    Result<FrontmatterValue> readFlowList() const
    {
        const QString whole = fold(QStringList{m_first} + m_more);
        Result<QStringList> items = flowListItems(whole);
        if (items)
            return FrontmatterValue{.kind = FrontmatterValue::Kind::List, .list = *items};
        if (items.error().code == ErrorCode::Denied)
            return std::unexpected(items.error());
        if (yamlProblem(source()).isEmpty()) // lists in lists
            return mapping();
        return plain(); // [a] [b]
    }

    Result<FrontmatterValue> readFlowMapping() const
    {
        if (const QString problem = yamlProblem(source()); problem.isEmpty())
            return mapping();
        else if (source().trimmed().endsWith(u'}'))
            return fail(ErrorCode::InvalidInput, problem);
        return plain(); // {name} of the file
    }

    Result<FrontmatterValue> mapping() const { return FrontmatterValue{.kind = FrontmatterValue::Kind::Mapping, .scalar = source()}; }

    Result<FrontmatterValue> readBelow() const
    {
        const auto content = std::find_if(m_more.begin(), m_more.end(), [](const QString& line) { return !isBlank(line) && !isComment(line); });
        if (content == m_more.end())
            return scalar(QString());
        if (isItem(*content))
            return readItems();
        const QStringView start = QStringView(*content).trimmed();
        if (!startsMapping(start) && !start.startsWith(u'{') && !start.startsWith(u'['))
            return ValueReader(start.toString(), QStringList(content + 1, m_more.end())).read();
        if (const QString problem = yamlProblem(m_more.join(u'\n')); !problem.isEmpty())
            return fail(ErrorCode::InvalidInput, problem);
        return mapping();
    }

    /// A block list. Items are read like values of keys, so that "- **/*.md" and "- Bash(git add: *)" are text.
    Result<FrontmatterValue> readItems() const
    {
        FrontmatterValue value{.kind = FrontmatterValue::Kind::List};
        const QString block = m_more.join(u'\n');
        qsizetype indent = -1;
        for (qsizetype i = 0; i < m_more.size();) {
            const QString& line = m_more[i++];
            if (isBlank(line) || isComment(line))
                continue;
            indent = indent < 0 ? indentOf(line) : indent;
            if (!isItem(line) || indentOf(line) != indent)
                return fail(ErrorCode::InvalidInput, u"the list beneath it is not indented evenly"_s);
            QStringList more;
            while (i < m_more.size() && (isBlank(m_more[i]) || indentOf(m_more[i]) > indent))
                more.append(m_more[i++]);
            const QString item = line.trimmed().sliced(1).trimmed();
            const bool nested =
                isItem(item) || item.startsWith(u'{') || (startsMapping(item) && hasContent(more)) || (item.isEmpty() && hasContent(more));
            if (nested) {
                if (const QString problem = yamlProblem(block); !problem.isEmpty())
                    return fail(ErrorCode::InvalidInput, problem);
                return mapping();
            }
            Result<FrontmatterValue> read = ValueReader(item, more).read();
            if (!read)
                return read;
            value.list.append(read->kind == FrontmatterValue::Kind::Scalar ? read->scalar : read->source);
        }
        return value;
    }

    static bool hasContent(const QStringList& lines)
    {
        return std::any_of(lines.begin(), lines.end(), [](const QString& line) { return !isBlank(line) && !isComment(line); });
    }
};

/// Lines beneath a key that are part of its value: indented ones, list items, the bracket that closes a list.
bool belongsToValue(const QString& line, const KeyLine& key)
{
    if (isBlank(line) || isComment(line) || indentOf(line) > 0)
        return true;
    const QStringView rest = QStringView(key.rest).trimmed();
    return (rest.isEmpty() && isItem(line)) || (rest.startsWith(u'[') && line.startsWith(u']')) || (rest.startsWith(u'{') && line.startsWith(u'}'));
}

FrontmatterLines refuse(int line, const QString& why)
{
    return {.entries = {}, .problem = u"line %1 %2."_s.arg(line).arg(why), .problemLine = line};
}

} // namespace

FrontmatterLines readFrontmatterLines(QStringList lines, int firstLine)
{
    expandTabs(lines);
    dedent(lines);
    FrontmatterLines read;
    QSet<QString> seen;
    for (qsizetype i = 0; i < lines.size();) {
        const int number = firstLine + static_cast<int>(i);
        const QString line = lines[i++];
        if (isBlank(line) || isComment(line))
            continue;
        const std::optional<KeyLine> key = keyLine(line);
        if (line.startsWith("<<"_L1))
            return refuse(number, u"uses a YAML merge key (<<), which hides settings. Write the settings out"_s);
        if (!key)
            return refuse(number, u"is not of the form “key: value”"_s);
        QStringList more;
        while (i < lines.size() && belongsToValue(lines[i], *key))
            more.append(lines[i++]);
        const QString folded = foldedKey(key->key);
        if (seen.contains(folded))
            return refuse(number, u"gives “%1” a second time, and readers disagree which one counts. Keep one of them"_s.arg(key->key));
        seen.insert(folded);
        Result<FrontmatterValue> value = ValueReader(key->rest, more).read();
        if (!value)
            return refuse(number, u"(“%1”): %2"_s.arg(key->key, value.error().message));
        value->line = number;
        read.entries.append({key->key, folded, std::move(*value)});
    }
    return read;
}

} // namespace aios
