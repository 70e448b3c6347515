// SPDX-License-Identifier: MIT
#include "core/markdown/yamlscalars.h"

#include <QRegularExpression>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <set>
#include <sstream>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Walks the events of one document: the first thing we refuse becomes `problem`; one plain scalar becomes `scalar`.
class StrictEvents final : public YAML::EventHandler {
public:
    QString problem;
    std::string scalar;
    int scalars = 0;
    bool nested = false;

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { value(mark, {}, anchor, {}); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse(u"an alias (*name)"_s, mark); }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text) override
    {
        value(mark, tag, anchor, text);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        value(mark, tag, anchor, {});
        nested = true;
        m_levels.push_back({});
    }
    void OnSequenceEnd() override { m_levels.pop_back(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        value(mark, tag, anchor, {});
        nested = true;
        m_levels.push_back({.isMap = true});
    }
    void OnMapEnd() override { m_levels.pop_back(); }
    void OnAnchor(const YAML::Mark& mark, const std::string&) override { refuse(u"an anchor (&name)"_s, mark); }

private:
    struct Level {
        bool isMap = false;
        bool expectsValue = false;
        std::set<std::string> keys;
    };
    std::vector<Level> m_levels;

    void refuse(const QString& what, const YAML::Mark& mark)
    {
        if (problem.isEmpty())
            problem = u"line %1 of the value has %2"_s.arg(mark.line + 1).arg(what);
    }
    void value(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text)
    {
        if (anchor != YAML::NullAnchor)
            refuse(u"an anchor (&name)"_s, mark);
        if (!tag.empty() && tag != "?" && tag != "!")
            refuse(u"a tag (!name)"_s, mark);
        scalar = text;
        ++scalars;
        if (m_levels.empty() || !m_levels.back().isMap)
            return;
        Level& level = m_levels.back();
        if (!level.expectsValue) {
            if (text == "<<")
                refuse(u"a merge key (<<)"_s, mark);
            if (!level.keys.insert(text).second)
                refuse(u"the key “%1” twice"_s.arg(QString::fromStdString(text)), mark);
        }
        level.expectsValue = !level.expectsValue;
    }
};

/// True when all of `source` was one well-formed document.
bool run(const QString& source, StrictEvents& events, QString& problem)
{
    try {
        std::istringstream stream(source.toStdString());
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(events))
            return true;
        StrictEvents more;
        if (parser.HandleNextDocument(more))
            problem = u"it holds a second YAML document"_s;
    } catch (const YAML::Exception& error) {
        problem = u"line %1 of the value: %2"_s.arg(error.mark.line + 1).arg(QString::fromStdString(error.msg));
    } catch (const std::exception& error) {
        problem = QString::fromUtf8(error.what());
    }
    return problem.isEmpty();
}

/// Offset just behind the closing quote of the scalar that starts at text[0]; -1 when it is not closed.
qsizetype quotedEnd(QStringView text)
{
    const QChar quote = text.front();
    for (qsizetype i = 1; i < text.size(); ++i) {
        const bool escape = quote == u'"' && text[i] == u'\\';
        if (escape || (text[i] == quote && quote == u'\'' && i + 1 < text.size() && text[i + 1] == quote))
            ++i; // the next one is text
        else if (text[i] == quote)
            return i + 1;
    }
    return -1;
}

bool startsQuoted(QStringView text)
{
    return text.startsWith(u'"') || text.startsWith(u'\'');
}

Result<QString> flowItem(QStringView item)
{
    item = item.trimmed();
    if (isQuotedScalar(item))
        return yamlScalar(item.toString());
    if (item.startsWith(u'[') || item.startsWith(u'{'))
        return fail(ErrorCode::InvalidInput, u"a list inside a list"_s);
    if (const QString meaning = hiddenMeaning(item); !meaning.isEmpty())
        return fail(ErrorCode::Denied, meaning);
    return item.toString();
}

} // namespace

Result<QString> yamlScalar(const QString& source)
{
    StrictEvents events;
    QString problem;
    run(source, events, problem);
    if (problem.isEmpty())
        problem = events.problem;
    if (problem.isEmpty() && (events.nested || events.scalars > 1))
        problem = u"it is not one text"_s;
    if (!problem.isEmpty())
        return fail(ErrorCode::InvalidInput, problem);
    return QString::fromStdString(events.scalar);
}

QString yamlProblem(const QString& source)
{
    StrictEvents events;
    QString problem;
    run(source, events, problem);
    return events.problem.isEmpty() ? problem : events.problem;
}

QStringView withoutYamlComment(QStringView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'#' && (i == 0 || text[i - 1].isSpace()))
            return text.first(i).trimmed();
    }
    return text.trimmed();
}

QString hiddenMeaning(QStringView value)
{
    static const QRegularExpression anchor(u"^&[^\\s,\\[\\]{}]+(\\s|$)"_s);
    static const QRegularExpression alias(u"^\\*[A-Za-z0-9_-]+$"_s);
    static const QRegularExpression tag(u"^![^\\s]*(\\s|$)"_s);
    if (anchor.matchView(value).hasMatch())
        return u"uses a YAML anchor (&name)"_s;
    if (alias.matchView(value).hasMatch())
        return u"uses a YAML alias (*name)"_s;
    if (tag.matchView(value).hasMatch())
        return u"uses a YAML tag (!name)"_s;
    return {};
}

bool isQuotedScalar(QStringView text)
{
    if (text.isEmpty() || !startsQuoted(text))
        return false;
    const qsizetype end = quotedEnd(text);
    if (end < 0)
        return false;
    const QStringView rest = text.sliced(end);
    return rest.trimmed().isEmpty() || (rest.front().isSpace() && rest.trimmed().startsWith(u'#'));
}

Result<QStringList> flowListItems(QStringView source)
{
    source = source.trimmed();
    QStringList items;
    const auto addItem = [&items](QStringView text, bool last) -> Result<void> {
        if (last && text.trimmed().isEmpty())
            return {}; // "[]" and a trailing comma
        Result<QString> item = flowItem(text);
        if (!item)
            return std::unexpected(item.error());
        items.append(*item);
        return {};
    };
    int depth = 0; // of () {} and [] inside the list, which hold commas of their own
    qsizetype begin = 1;
    for (qsizetype i = 1; i < source.size(); ++i) {
        const QChar c = source[i];
        const bool itemStart = source.sliced(begin, i - begin).trimmed().isEmpty();
        if (itemStart && startsQuoted(source.sliced(i))) {
            const qsizetype length = quotedEnd(source.sliced(i));
            if (length < 0)
                break;
            i += length - 1;
        } else if (c == u'(' || c == u'{' || c == u'[') {
            ++depth;
        } else if (depth > 0 && (c == u')' || c == u'}' || c == u']')) {
            --depth;
        } else if (depth == 0 && (c == u',' || c == u']')) {
            if (const auto added = addItem(source.sliced(begin, i - begin), c == u']'); !added)
                return std::unexpected(added.error());
            begin = i + 1;
            if (c == u']') {
                if (!withoutYamlComment(source.sliced(begin)).isEmpty())
                    break;
                return items;
            }
        }
    }
    return fail(ErrorCode::InvalidInput, u"the list is not closed"_s);
}

} // namespace aios
