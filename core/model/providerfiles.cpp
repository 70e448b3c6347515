// SPDX-License-Identifier: MIT
#include "core/model/providerfiles.h"

#include "core/base/rootdir.h"
#include "core/net/ipaddress.h"

#include <QDir>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QStringList texts(const json::object& object, std::string_view key)
{
    QStringList list;
    if (const json::array* items = jsonArray(object, key)) {
        for (const json::value& item : *items) {
            if (item.is_string())
                list.append(toQString(item.get_string()));
        }
    }
    return list;
}

ModelInfo modelFrom(const json::object& object, const ProviderProfile& profile)
{
    ModelInfo info{.provider = profile.id,
                   .id = jsonText(object, "id"),
                   .displayName = jsonText(object, "name", jsonText(object, "id")),
                   .contextWindow = jsonInt(object, "context"),
                   .maxOutput = jsonInt(object, "maxOutput"),
                   .images = jsonBool(object, "images", true),
                   .efforts = texts(object, "efforts"),
                   .local = profile.local,
                   .thinking = texts(object, "thinking"),
                   .line = jsonText(object, "line"),
                   .retired = jsonBool(object, "retired")};
    info.released = QDateTime::fromString(jsonText(object, "released"), Qt::ISODate);
    return info;
}

int secondsOf(const json::object& object, std::string_view key, int fallback)
{
    return static_cast<int>(std::clamp<qint64>(jsonInt(object, key, fallback), 1, 24 * 3600));
}

void takeTimes(const json::object& root, ProviderFile& file)
{
    if (const json::object* times = jsonObject(root, "timeouts")) {
        file.eventSeconds = secondsOf(*times, "event", file.eventSeconds);
        file.firstEventSeconds = secondsOf(*times, "firstEvent", file.firstEventSeconds);
        file.turnSeconds = secondsOf(*times, "turn", file.turnSeconds);
    }
    file.maxTries = static_cast<int>(std::clamp<qint64>(jsonInt(root, "maxTries", file.maxTries), 1, 20));
}

void takeKeys(const json::object& root, ProviderFile& file)
{
    if (const json::object* auth = jsonObject(root, "auth")) {
        file.keyHeader = jsonText(*auth, "header", u"Authorization"_s).toLatin1();
        file.keyPrefix = jsonText(*auth, "prefix").toLatin1();
    }
    file.profile.keyEnvironment = jsonText(root, "keyEnvironment").toLatin1();
    file.bearerEnvironment = jsonText(root, "bearerEnvironment").toLatin1();
    file.profile.baseUrlEnvironment = jsonText(root, "baseUrlEnvironment").toLatin1();
}

void loadFrom(const QString& folder, bool byPerson, QList<ProviderFile>& files, QStringList& problems)
{
    const QDir dir(folder);
    for (const QString& name : dir.entryList({u"*.json"_s}, QDir::Files, QDir::Name)) {
        const Result<QByteArray> bytes = readOwnFile(dir.filePath(name), 4 * 1024 * 1024);
        Result<ProviderFile> file = bytes ? parseProviderFile(*bytes, name) : std::unexpected(bytes.error());
        if (!file) {
            problems.append(file.error().message);
            continue;
        }
        file->byPerson = byPerson;
        file->allowHttp = file->allowHttp && byPerson;
        files.removeIf([&file](const ProviderFile& known) { return known.profile.id == file->profile.id; });
        files.append(std::move(*file));
    }
}

} // namespace

Result<ProviderFile> parseProviderFile(QByteArrayView text, const QString& fileName)
{
    const Result<json::value> value = parseJson(text);
    if (!value || !value->is_object())
        return fail(ErrorCode::InvalidInput,
                    u"The provider file %1 is left out: %2"_s.arg(fileName, value ? u"it is no JSON object."_s : value.error().message));
    const json::object& root = value->get_object();
    ProviderFile file;
    ProviderProfile& profile = file.profile;
    profile.id = jsonText(root, "id");
    profile.name = jsonText(root, "name", profile.id);
    profile.wire = jsonText(root, "wire");
    profile.baseUrl = QUrl(jsonText(root, "baseUrl"), QUrl::StrictMode);
    profile.local = jsonBool(root, "local");
    profile.needsKey = jsonBool(root, "needsKey", !profile.local);
    profile.raw = text.toByteArray();
    if (profile.id.isEmpty() || (profile.wire != "anthropic"_L1 && profile.wire != "openai-chat"_L1 && profile.wire != "rehearsal"_L1))
        return fail(ErrorCode::InvalidInput,
                    u"The provider file %1 is left out: it needs \"id\", and \"wire\" as anthropic, openai-chat or rehearsal."_s.arg(fileName));
    file.order = static_cast<int>(jsonInt(root, "order", 100));
    file.modelsPath = jsonText(root, "modelsPath", u"/models"_s).toLatin1();
    file.defaultModel = jsonText(root, "default");
    file.preferPattern = jsonText(root, "prefer");
    file.idPrefixes = texts(root, "idPrefixes");
    if (const json::object* efforts = jsonObject(root, "efforts")) {
        file.effortPattern = jsonText(*efforts, "models");
        file.effortWords = texts(*efforts, "words");
    }
    file.allowHttp = jsonBool(root, "allowHttp");
    takeKeys(root, file);
    takeTimes(root, file);
    if (const json::object* headers = jsonObject(root, "headers")) {
        for (const json::key_value_pair& header : *headers) {
            if (header.value().is_string())
                file.headers.append({toQString(header.key()).toLatin1(), toQString(header.value().get_string()).toLatin1()});
        }
    }
    if (const json::array* models = jsonArray(root, "models")) {
        for (const json::value& model : *models) {
            if (model.is_object() && !jsonText(model.get_object(), "id").isEmpty())
                file.models.append(modelFrom(model.get_object(), profile));
        }
    }
    return file;
}

QList<ProviderFile> loadProviderFiles(const QString& resourcesDir, const QString& userConfigDir, QStringList& problems)
{
    QList<ProviderFile> files;
    loadFrom(resourcesDir + u"/providers"_s, false, files, problems);
    loadFrom(userConfigDir + u"/providers"_s, true, files, problems);
    std::ranges::stable_sort(files, {}, &ProviderFile::order);
    return files;
}

bool isLoopback(const QUrl& url)
{
    return IpAddress::isLoopbackHost(url.host());
}

QString originOf(const QUrl& url)
{
    QString origin = url.scheme() + u"://"_s + (url.host().contains(u':') ? u'[' + url.host() + u']' : url.host());
    const int usual = url.scheme() == "https"_L1 ? 443 : 80;
    if (url.port(usual) != usual)
        origin += u':' + QString::number(url.port());
    return origin;
}

void settleBaseUrl(ProviderFile& file, const QProcessEnvironment& environment)
{
    ProviderProfile& profile = file.profile;
    if (profile.wire == "rehearsal"_L1)
        return;
    const QString name = QString::fromLatin1(profile.baseUrlEnvironment);
    if (const QString given = environment.value(name).trimmed(); !name.isEmpty() && !given.isEmpty()) {
        profile.baseUrl = QUrl(given, QUrl::StrictMode);
        file.baseFromEnvironment = true;
    }
    QString path = profile.baseUrl.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    if (profile.wire == "anthropic"_L1 && path.endsWith("/v1"_L1))
        path.chop(3);
    profile.baseUrl.setPath(path);
    const QString scheme = profile.baseUrl.scheme();
    const QString what = file.baseFromEnvironment ? name : u"The address of %1"_s.arg(profile.name);
    if (!profile.baseUrl.isValid() || profile.baseUrl.host().isEmpty() || (scheme != "https"_L1 && scheme != "http"_L1))
        file.problem = u"%1 is not a complete https address."_s.arg(what);
    else if (!profile.baseUrl.userInfo().isEmpty())
        file.problem = u"%1 holds a user name or password; store the key instead."_s.arg(what);
    else if (scheme == "http"_L1 && !isLoopback(profile.baseUrl) && !file.allowHttp)
        file.problem = u"%1 is plain http to another machine, where everybody on the way could read the key; use https."_s.arg(what);
}

} // namespace aios
