// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/model/providers/rehearsal/rehearsalscript.h"
#include "core/model/providers/rehearsal/rehearsaltemplate.h"

#include <QHash>
#include <QUrl>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using Text = std::expected<QString, QString>;
using Arguments = QStringList;

/// The Nth argument as a number of 0 or more.
std::expected<qsizetype, QString> number(const Arguments& arguments, qsizetype n)
{
    bool good = false;
    const int value = arguments.at(n).toInt(&good);
    if (!good || value < 0)
        return std::unexpected(u"\"%1\" is no number"_s.arg(arguments.at(n)));
    return value;
}

Text capitalised(const QString& text, const Arguments&)
{
    QString out = text;
    bool start = true;
    for (QChar& c : out) {
        if (start && c.isLetterOrNumber()) {
            c = c.toUpper();
            start = false;
        }
        start = start || c.isSpace() || c == u'-';
    }
    return out;
}

Text first(const QString& text, const Arguments& arguments)
{
    return number(arguments, 0).transform([&](qsizetype count) {
        if (count < text.size() && count > 0 && text.at(count - 1).isHighSurrogate())
            --count;
        return text.left(count);
    });
}

Text lines(const QString& text, const Arguments& arguments)
{
    const auto from = number(arguments, 0);
    const auto to = arguments.size() > 1 ? number(arguments, 1) : from;
    if (!from || !to)
        return std::unexpected(from ? to.error() : from.error());
    if (*from < 1 || *to < *from)
        return std::unexpected(u"lines are counted from 1"_s);
    return QStringList(text.split(u'\n').mid(*from - 1, *to - *from + 1)).join(u'\n');
}

Text match(const QString& text, const Arguments& arguments)
{
    const auto regex = rehearsalRegex(arguments.at(0));
    if (!regex)
        return std::unexpected(regex.error());
    const QRegularExpressionMatch found = regex->match(text);
    return found.hasCaptured(1) ? found.captured(1) : found.captured(0);
}

Text replace(const QString& text, const Arguments& arguments)
{
    const auto regex = rehearsalRegex(arguments.at(0));
    if (!regex)
        return std::unexpected(regex.error());
    return QString(text).replace(*regex, arguments.at(1));
}

Text unnumber(const QString& text, const Arguments&)
{
    static const QRegularExpression numbers(u"^[ ]*[0-9]+(?:\\t|→)"_s, QRegularExpression::MultilineOption);
    return QString(text).remove(numbers);
}

Text frontmatter(const QString& text, const Arguments& arguments)
{
    static const QRegularExpression block(u"\\A\\x{FEFF}?---[ \\t]*\\r?\\n(.*?)^---[ \\t]*\\r?$"_s,
                                          QRegularExpression::MultilineOption | QRegularExpression::DotMatchesEverythingOption);
    const QRegularExpressionMatch found = block.match(*unnumber(text, {}));
    if (!found.hasMatch())
        return QString();
    const QString yaml = found.captured(1);
    if (const Result<YamlTree> tree = parseYamlTree(yaml.toUtf8(), u"frontmatter"_s)) {
        const YamlTree* value = tree->find(arguments.at(0));
        if (!value || value->plainJson == "null")
            return QString();
        return value->isText() ? value->text : QString::fromUtf8(value->toJson());
    }
    // Real files leave values bare that YAML would want quoted: take the line.
    const QRegularExpression line(u"^"_s + QRegularExpression::escape(arguments.at(0)) + u"[ \\t]*:[ \\t]*(.*?)[ \\t\\r]*$"_s,
                                  QRegularExpression::MultilineOption);
    return line.match(yaml).captured(1);
}

/// Empty when the text is no JSON or the path leads nowhere: `default` is for that.
Text jsonPath(const QString& text, const Arguments& arguments)
{
    const Result<json::value> root = parseJson(text.toUtf8());
    const json::value* at = root ? &*root : nullptr;
    for (const QString& step : arguments.at(0).split(u'.')) {
        if (at && at->is_object()) {
            at = at->get_object().if_contains(toView(step.toUtf8()));
        } else if (at && at->is_array()) {
            bool good = false;
            const uint index = step.toUInt(&good);
            at = good && index < at->get_array().size() ? &at->get_array()[index] : nullptr;
        } else {
            at = nullptr;
        }
    }
    if (!at || at->is_null())
        return QString();
    return at->is_string() ? toQString(at->get_string()) : QString::fromUtf8(toJson(*at));
}

Text host(const QString& text, const Arguments&)
{
    const QString trimmed = text.trimmed();
    return QUrl(trimmed.contains(u"://"_s) ? trimmed : u"https://"_s + trimmed).host();
}

Text basename(const QString& text, const Arguments&)
{
    QString path = text.trimmed();
    if (path.contains(u"://"_s))
        path = QUrl(path).path();
    while (path.endsWith(u'/'))
        path.chop(1);
    return path.section(u'/', -1);
}

Text indent(const QString& text, const Arguments& arguments)
{
    return number(arguments, 0).transform([&](qsizetype count) {
        return QString(text).replace(u'\n', u'\n' + QString(std::min<qsizetype>(count, 200), u' '));
    });
}

struct Filter {
    qsizetype arguments;
    Text (*apply)(const QString&, const Arguments&);
};

const QHash<QString, Filter>& filters()
{
    static const QHash<QString, Filter> all{
        {u"slug"_s, {0, [](const QString& text, const Arguments&) { return Text(slugOf(text)); }}},
        {u"title"_s, {0, capitalised}},
        {u"upper"_s, {0, [](const QString& text, const Arguments&) { return Text(text.toUpper()); }}},
        {u"lower"_s, {0, [](const QString& text, const Arguments&) { return Text(text.toLower()); }}},
        {u"trim"_s, {0, [](const QString& text, const Arguments&) { return Text(text.trimmed()); }}},
        {u"first"_s, {1, first}},
        {u"line"_s, {1, lines}},
        {u"lines"_s, {2, lines}},
        {u"match"_s, {1, match}},
        {u"replace"_s, {2, replace}},
        {u"unnumber"_s, {0, unnumber}},
        {u"frontmatter"_s, {1, frontmatter}},
        {u"json"_s, {1, jsonPath}},
        {u"host"_s, {0, host}},
        {u"basename"_s, {0, basename}},
        {u"default"_s, {1, [](const QString& text, const Arguments& arguments) { return Text(text.isEmpty() ? arguments.at(0) : text); }}},
        {u"quote"_s,
         {0,
          [](const QString& text, const Arguments&) {
              const QByteArray quoted = jsonString(QStringView(text));
              return Text(QString::fromUtf8(quoted.sliced(1, quoted.size() - 2)));
          }}},
        {u"indent"_s, {1, indent}},
    };
    return all;
}

} // namespace

Text applyRehearsalFilter(const QString& name, const QString& text, const QStringList& arguments)
{
    const auto filter = filters().constFind(name);
    if (filter == filters().constEnd())
        return std::unexpected(u"there is no filter \"%1\""_s.arg(name));
    if (arguments.size() != filter->arguments)
        return std::unexpected(u"the filter \"%1\" takes %2 arguments, not %3"_s.arg(name).arg(filter->arguments).arg(arguments.size()));
    return filter->apply(text, arguments);
}

} // namespace aios
