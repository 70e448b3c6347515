// SPDX-License-Identifier: MIT
// Services from a form and from pasted text.
#include "core/base/text.h"
#include "ui/settings/servicedraft.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostPasted = 256 * 1024;
constexpr qsizetype kMostServices = 100;

QString tr(const char* text)
{
    return QCoreApplication::translate("aios::ServiceDraft", text);
}

json::string jsonOf(const QString& text)
{
    const QByteArray utf8 = text.toUtf8();
    return json::string(toView(utf8));
}

QStringList linesOf(const QString& text)
{
    QStringList lines;
    for (const QString& line : text.split(u'\n')) {
        if (!line.trimmed().isEmpty())
            lines += line.trimmed();
    }
    return lines;
}

/// Words of a command line; quotes hold one together, and nothing else is special: no shell will see it.
QStringList wordsOf(const QString& line)
{
    QStringList words;
    QString word;
    QChar quote;
    bool open = false;
    for (const QChar c : line) {
        if (!quote.isNull() ? c == quote : (c == u'"' || c == u'\'')) {
            quote = quote.isNull() ? c : QChar();
            open = true;
        } else if (quote.isNull() && c.isSpace()) {
            if (open)
                words += std::exchange(word, {});
            open = false;
        } else {
            word += c;
            open = true;
        }
    }
    return open ? words << word : words;
}

/// "NAME=value" or "Name: value" a line; false when a line is neither.
bool takePairs(const QString& text, QChar separator, const QRegularExpression& names, json::object& into)
{
    for (const QString& line : linesOf(text)) {
        const qsizetype at = line.indexOf(separator);
        const QString name = at < 0 ? QString() : line.first(at).trimmed();
        if (!names.match(name).hasMatch())
            return false;
        const QByteArray key = name.toUtf8();
        into[toView(key)] = jsonOf(line.sliced(at + 1).trimmed());
    }
    return true;
}

bool isSocket(const QString& scheme)
{
    return scheme == "wss"_L1 || scheme == "ws"_L1;
}

void takeAddress(const ServiceForm& form, json::object& entry, QHash<QString, QString>& problems)
{
    static const QRegularExpression kHeader(u"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"_s);
    const QString written = form.url.trimmed();
    QString plain = written; // a reference is no part of an address yet
    plain.replace(QRegularExpression(u"\\$\\{[^}]*\\}"_s), u"x"_s);
    const QUrl url(plain, QUrl::StrictMode);
    const bool local = url.host() == "localhost"_L1 || url.host() == "127.0.0.1"_L1 || url.host() == "::1"_L1;
    const bool socket = isSocket(url.scheme());
    if (!url.isValid() || url.host().isEmpty() || (!socket && url.scheme() != "https"_L1 && url.scheme() != "http"_L1))
        problems.insert(u"url"_s, tr("Write the whole address, such as https://example.org/mcp."));
    else if (url.scheme() == "http"_L1 && !local)
        problems.insert(u"url"_s, tr("Over http everybody on the way can read the key. Use the https address."));
    else if (url.scheme() == "ws"_L1 && !local)
        problems.insert(u"url"_s, tr("Over ws everybody on the way can read the key. Use the wss address."));
    entry["type"] = socket ? "ws" : "http";
    entry["url"] = jsonOf(written);
    json::object headers;
    if (!takePairs(form.headers, u':', kHeader, headers))
        problems.insert(u"headers"_s, tr("Write one header a line, such as Authorization: Bearer ${MY_TOKEN}."));
    if (!headers.empty())
        entry["headers"] = std::move(headers);
}

void takeProgram(const ServiceForm& form, json::object& entry, QHash<QString, QString>& problems)
{
    static const QRegularExpression kVariable(u"^[A-Za-z_][A-Za-z0-9_]*$"_s);
    const QStringList parts = wordsOf(form.command);
    if (parts.isEmpty())
        problems.insert(u"command"_s, tr("Write the program, such as npx."));
    entry["command"] = jsonOf(parts.value(0));
    json::array arguments;
    for (const QString& argument : parts.mid(1) + linesOf(form.arguments))
        arguments.push_back(jsonOf(argument));
    entry["args"] = std::move(arguments);
    json::object environment;
    if (!takePairs(form.environment, u'=', kVariable, environment))
        problems.insert(u"environment"_s, tr("Write one variable a line, such as API_KEY=${API_KEY}."));
    if (!environment.empty())
        entry["env"] = std::move(environment);
}

bool looksLikeEntry(const json::object& object)
{
    return std::ranges::any_of(std::array{"command", "url", "serverUrl", "httpUrl"}, [&](const char* key) {
        const json::value* value = object.if_contains(key);
        return value && value->is_string();
    });
}

/// What other programs call the address, and the type they leave out.
void bringIntoForm(json::object& entry, QStringList& notes)
{
    for (const char* other : {"serverUrl", "httpUrl"}) {
        if (const json::value* url = entry.if_contains(other); url && url->is_string() && !entry.contains("url")) {
            entry["url"] = json::value(*url);
            entry.erase(other);
        }
    }
    if (entry.contains("url") && !entry.contains("type") && !entry.contains("command")) {
        const bool socket = isSocket(QUrl(jsonText(entry, "url")).scheme());
        entry["type"] = socket ? "ws" : "http";
        notes += tr("The entry has an address but no type; it is taken as “%1”.").arg(socket ? u"ws"_s : u"http"_s);
    }
}

QString withoutFence(const QString& text)
{
    QString plain = text.trimmed();
    if (!plain.startsWith("```"_L1))
        return plain;
    plain.remove(0, plain.indexOf(u'\n') + 1);
    if (plain.endsWith("```"_L1))
        plain.chop(3);
    return plain.trimmed();
}

/// Parsed, or parsed as what stands between the braces; readmes often show only that.
Result<json::value> parsePasted(const QString& text)
{
    auto parsed = parseJson(text.toUtf8());
    if (parsed || !text.startsWith(u'"'))
        return parsed;
    QString inner = text;
    if (inner.endsWith(u','))
        inner.chop(1);
    if (auto wrapped = parseJson(QString(u'{' % inner % u'}').toUtf8()))
        return wrapped;
    return parsed;
}

const json::object* mapIn(const json::object& root)
{
    for (const char* key : {"mcpServers", "servers"}) {
        if (const json::object* map = jsonObject(root, key); map && !looksLikeEntry(root))
            return map;
    }
    return &root;
}

} // namespace

json::object formEntry(const ServiceForm& form, QHash<QString, QString>& problems)
{
    json::object entry;
    if (form.remote)
        takeAddress(form, entry, problems);
    else
        takeProgram(form, entry, problems);
    return entry;
}

PastedServices pastedServices(const QString& text)
{
    PastedServices pasted;
    if (text.trimmed().isEmpty() || text.size() > kMostPasted) {
        pasted.problem = text.trimmed().isEmpty() ? tr("Paste what the service's page gives for “mcpServers”.")
                                                  : tr("This is too much text for a service. Paste only its entry.");
        return pasted;
    }
    const auto parsed = parsePasted(withoutFence(text));
    if (!parsed) {
        pasted.problem = tr("This is not JSON, so nothing was taken from it. %1").arg(showHidden(parsed.error().message));
        return pasted;
    }
    if (!parsed->is_object()) {
        pasted.problem = tr("A service is an object such as { \"command\": \"npx\", \"args\": [] }, and this is something else.");
        return pasted;
    }
    const json::object& root = parsed->get_object();
    if (looksLikeEntry(root)) {
        pasted.services.append({{}, root});
    } else {
        for (const auto& [key, value] : *mapIn(root)) {
            if (value.is_object() && looksLikeEntry(value.get_object()) && pasted.services.size() < kMostServices)
                pasted.services.append({toQString(key), value.get_object()});
        }
    }
    if (pasted.services.isEmpty())
        pasted.problem = tr("There is no service in this: an entry has a “command” or a “url”.");
    for (PastedService& service : pasted.services)
        bringIntoForm(service.entry, pasted.notes);
    return pasted;
}

} // namespace aios
