// SPDX-License-Identifier: MIT
#include "tests/support/oauthstub.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>

namespace aios::test {

using namespace Qt::StringLiterals;

namespace {

QByteArray text(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QString item(const QUrlQuery& query, const QString& name)
{
    return query.queryItemValue(name, QUrl::FullyDecoded);
}

} // namespace

OAuthStub::OAuthStub(QObject* parent) : QObject(parent)
{
    m_server.listen(QHostAddress::LocalHost, 0);
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket* socket = m_server.nextPendingConnection())
            take(socket);
    });
}

QList<OAuthStub::Seen> OAuthStub::seen(const QString& path) const
{
    QList<Seen> found;
    for (const Seen& each : m_seen) {
        if (each.path == path)
            found.append(each);
    }
    return found;
}

void OAuthStub::revoke()
{
    m_access.clear();
    m_refresh.clear();
}

/// One request a connection.
void OAuthStub::take(QTcpSocket* socket)
{
    socket->setParent(this);
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
        const QByteArray all = socket->property("text").toByteArray() + socket->readAll();
        socket->setProperty("text", all);
        const qsizetype end = all.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        Seen request;
        qsizetype length = 0;
        const QList<QByteArray> lines = all.first(end).split('\n');
        for (const QByteArray& line : lines) {
            if (line.toLower().startsWith("content-length:"))
                length = line.sliced(15).trimmed().toLongLong();
            else if (line.toLower().startsWith("authorization:"))
                request.authorization = line.sliced(14).trimmed();
            else if (line.toLower().startsWith("dpop:"))
                request.dpop = line.sliced(5).trimmed();
        }
        if (all.size() < end + 4 + length)
            return;
        socket->setProperty("text", QByteArray());
        const QByteArray body = all.sliced(end + 4, length);
        const QList<QByteArray> words = lines.first().trimmed().split(' ');
        const QUrl target = QUrl::fromEncoded(words.value(1));
        request.method = words.value(0);
        request.path = target.path();
        request.query = QUrlQuery(request.method == "POST" ? QString::fromUtf8(body) : target.query(QUrl::FullyEncoded));
        m_seen.append(request);
        if (gone)
            return socket->abort();
        const Reply reply = answer(request, body);
        if (reply.silent)
            return;
        socket->write("HTTP/1.1 " + QByteArray::number(reply.status) + " X\r\nContent-Type: " + reply.type + "\r\n" + reply.more +
                      "Connection: close\r\nContent-Length: " + QByteArray::number(reply.body.size()) + "\r\n\r\n" + reply.body);
        socket->disconnectFromHost();
    });
}

QJsonObject OAuthStub::metadata() const
{
    QJsonObject object{{u"issuer"_s, metadataIssuer.isEmpty() ? issuer() : metadataIssuer},
                       {u"authorization_endpoint"_s, authorizeAt.isEmpty() ? QString(issuer() + u"/authorize"_s) : authorizeAt},
                       {u"token_endpoint"_s, QString(issuer() + u"/token"_s)},
                       {u"revocation_endpoint"_s, QString(issuer() + u"/revoke"_s)},
                       {u"code_challenge_methods_supported"_s, QJsonArray::fromStringList(challengeMethods)},
                       {u"token_endpoint_auth_methods_supported"_s, QJsonArray::fromStringList(tokenProofs)},
                       {u"authorization_response_iss_parameter_supported"_s, true}};
    if (binds)
        object[u"dpop_signing_alg_values_supported"_s] = QJsonArray{u"ES256"_s};
    if (registers)
        object[u"registration_endpoint"_s] = QString(issuer() + u"/register"_s);
    return object;
}

OAuthStub::Reply OAuthStub::answer(const Seen& request, const QByteArray& body)
{
    const QString& path = request.path;
    if (path == "/mcp"_L1)
        return service(request, body);
    if (path == "/.well-known/oauth-protected-resource/mcp"_L1)
        return {200, text({{u"resource"_s, resource.isEmpty() ? url().toString() : resource}, {u"authorization_servers"_s, QJsonArray{issuer()}}})};
    if (path == "/.well-known/oauth-authorization-server/as"_L1)
        return {200, text(metadata())};
    if (path == "/as/register"_L1) {
        QJsonObject client = QJsonDocument::fromJson(body).object();
        client[u"client_id"_s] = u"client-%1"_s.arg(++m_number);
        return {201, text(client)};
    }
    if (path == "/as/authorize"_L1)
        return authorize(request.query);
    if (path == "/as/token"_L1)
        return tokensFail ? Reply{500, "{}"} : token(request);
    if (path == "/idp/token"_L1)
        return exchange(request);
    if (path == "/as/revoke"_L1) {
        revoke();
        return {200, "{}"};
    }
    return {404, "{}"};
}

OAuthStub::Reply OAuthStub::challenge(int status, const QString& wanted) const
{
    const QString words =
        (binds ? u"DPoP "_s : u"Bearer "_s) + u"%1scope=\"%2\", resource_metadata=\"%3/.well-known/oauth-protected-resource/mcp\""_s.arg(
                                                  status == 403 ? u"error=\"insufficient_scope\", "_s : QString(), wanted, origin());
    return {status, "{}", "application/json", "WWW-Authenticate: " + words.toUtf8() + "\r\n"};
}

OAuthStub::Reply OAuthStub::service(const Seen& request, const QByteArray& body)
{
    const QJsonObject message = QJsonDocument::fromJson(body).object();
    const QString method = message[u"method"_s].toString();
    const QString given = QString::fromUtf8(request.authorization).section(u' ', 1);
    if (!m_access.contains(given))
        return challenge(401, scope);
    if (const QByteArray thumb = m_bound.value(given); !thumb.isEmpty()) {
        const QByteArray problem = proofProblem(request, callNonce, given);
        if (problem == "use_dpop_nonce")
            return {401, "{}", "application/json", "WWW-Authenticate: DPoP error=\"use_dpop_nonce\"\r\nDPoP-Nonce: " + callNonce + "\r\n"};
        if (!problem.isEmpty() || m_thumb != thumb || !request.authorization.startsWith("DPoP "))
            return challenge(401, scope);
    }
    if (request.method != "POST")
        return {405, {}};
    if (method == "tools/call"_L1 && !callScope.isEmpty() && !m_access.value(given).split(u' ').contains(callScope))
        return challenge(403, callScope);
    if (!message.contains("id"_L1))
        return {202, {}};
    QJsonObject result;
    if (method == "initialize"_L1)
        result = {{u"protocolVersion"_s, u"2025-11-25"_s},
                  {u"capabilities"_s, QJsonObject{{u"tools"_s, QJsonObject()}}},
                  {u"serverInfo"_s, QJsonObject{{u"name"_s, u"guarded"_s}, {u"version"_s, u"1"_s}}}};
    else if (method == "tools/list"_L1)
        result = {
            {u"tools"_s, QJsonArray{QJsonObject{
                             {u"name"_s, u"look"_s}, {u"description"_s, u"Looks."_s}, {u"inputSchema"_s, QJsonObject{{u"type"_s, u"object"_s}}}}}}};
    else if (method == "tools/call"_L1)
        result = {{u"content"_s, QJsonArray{QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"seen"_s}}}}};
    else
        return {
            200,
            text({{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, message[u"id"_s]}, {u"error"_s, QJsonObject{{u"code"_s, -32601}, {u"message"_s, u"no"_s}}}})};
    return {200, text({{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, message[u"id"_s]}, {u"result"_s, result}})};
}

OAuthStub::Reply OAuthStub::authorize(const QUrlQuery& query)
{
    if (waits)
        return {200, "sign in here", "text/html", {}};
    const QString code = u"code-%1"_s.arg(++m_number);
    m_codes.insert(code, {item(query, u"code_challenge"_s), item(query, u"redirect_uri"_s), item(query, u"scope"_s)});
    QUrl back(item(query, u"redirect_uri"_s));
    QUrlQuery answer;
    answer.addQueryItem(u"state"_s, item(query, u"state"_s));
    answer.addQueryItem(u"iss"_s, QString::fromLatin1(QUrl::toPercentEncoding(answersAs.isEmpty() ? issuer() : answersAs)));
    if (agrees)
        answer.addQueryItem(u"code"_s, code);
    else
        answer.addQueryItem(u"error"_s, u"access_denied"_s);
    back.setQuery(answer);
    return {302, {}, "text/plain", "Location: " + back.toEncoded() + "\r\n"};
}

OAuthStub::Reply OAuthStub::token(const Seen& request)
{
    const QUrlQuery& form = request.query;
    const Reply refused{400, R"({"error":"invalid_grant"})"};
    m_thumb.clear();
    if (const QByteArray problem = binds ? proofProblem(request, tokenNonce, {}) : QByteArray(); !problem.isEmpty())
        return {400, "{\"error\":\"" + problem + "\"}", "application/json",
                tokenNonce.isEmpty() ? QByteArray() : "DPoP-Nonce: " + tokenNonce + "\r\n"};
    if (item(form, u"grant_type"_s) == "client_credentials"_L1)
        return clientToken(request);
    if (item(form, u"grant_type"_s).endsWith("jwt-bearer"_L1))
        return bearerToken(request);
    if (item(form, u"grant_type"_s) == "refresh_token"_L1) {
        const QString brought = item(form, u"refresh_token"_s);
        if (m_used.contains(brought)) {
            ++thefts;
            revoke();
        }
        if (!m_refresh.contains(brought))
            return refused;
        const QString granted = m_refresh.value(brought);
        if (rotates) {
            m_refresh.remove(brought);
            m_used.append(brought);
        }
        return give(granted);
    }
    const auto code = m_codes.constFind(item(form, u"code"_s));
    if (code == m_codes.cend() || code->redirect != item(form, u"redirect_uri"_s))
        return refused;
    const QByteArray hash = QCryptographicHash::hash(item(form, u"code_verifier"_s).toUtf8(), QCryptographicHash::Sha256);
    if (QString::fromLatin1(hash.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)) != code->challenge)
        return refused;
    const QString granted = code->scope;
    m_codes.erase(code);
    return give(granted);
}

OAuthStub::Reply OAuthStub::give(const QString& granted)
{
    const QString access = u"access-%1"_s.arg(++m_number);
    m_access.insert(access, granted);
    if (!m_thumb.isEmpty())
        m_bound.insert(access, m_thumb);
    QJsonObject tokens{{u"access_token"_s, access},
                       {u"token_type"_s, m_thumb.isEmpty() ? u"bearer"_s : u"DPoP"_s},
                       {u"expires_in"_s, lifeSeconds},
                       {u"scope"_s, granted}};
    if (refreshes) {
        const QString refresh = u"refresh-%1"_s.arg(++m_number);
        m_refresh.insert(refresh, granted);
        tokens[u"refresh_token"_s] = refresh;
    }
    return {200, text(tokens)};
}

} // namespace aios::test
