// SPDX-License-Identifier: MIT
#include "core/runtime/servicequestions.h"

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/mcp/elicitation.h"

#include <QPointer>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr int kMostTries = 3;

struct Asking {
    QPointer<ApprovalBroker> broker;
    QString service;
    QString sessionId;
    Elicitation form;
    QString message; ///< As the service gave it.
    McpQuestion::Reply reply;
    QPointer<QObject> asker; ///< McpQuestion::asker
    int tries = 0;
};

/// Of a card that nobody waits for any more.
void withdrawWith(const QPointer<QObject>& asker, ApprovalBroker& broker, const QString& card)
{
    if (asker)
        QObject::connect(asker, &QObject::destroyed, &broker, [&broker, card] { broker.withdraw(card); });
}

ApprovalRequest requestFor(const QString& service, const QString& sessionId, QList<Question> questions)
{
    ApprovalRequest request;
    request.id = newId();
    request.sessionId = sessionId;
    request.access.tool = u"mcp__"_s + service;
    request.access.grade = Grade::Read;
    request.grade = Grade::Read;
    request.title = u"%1 asks you"_s.arg(service);
    request.verb = u"Answer"_s;
    request.questions = std::move(questions);
    request.digest = sha256Fields({"service-question", service.toUtf8(), request.id.toUtf8()});
    request.askedAt = Clock::system().now();
    return request;
}

QByteArray action(const Decision& decision)
{
    return decision.kind == Decision::Kind::Deny ? R"({"action":"decline"})" : R"({"action":"cancel"})";
}

/// The card carries the address; whoever shows it opens it once the person has chosen that.
void askForUrl(ApprovalBroker& broker, const QString& service, const QString& sessionId, const UrlElicitation& asked, const QPointer<QObject>& asker,
               McpQuestion::Reply reply)
{
    const Question question = urlQuestion(asked);
    ApprovalRequest request = requestFor(service, sessionId, {question});
    request.access.url = asked.url.toString(QUrl::FullyEncoded);
    withdrawWith(asker, broker, request.id);
    auto answered = [question, reply = std::move(reply)](const Decision& decision) mutable {
        if (decision.kind != Decision::Kind::Allow)
            return reply(action(decision));
        reply(QByteArray(opensUrl(question, decision.answers) ? R"({"action":"accept"})" : R"({"action":"decline"})"));
    };
    broker.ask(std::move(request), Once<Decision>(std::move(answered), Decision{}));
}

void ask(Asking asking)
{
    ApprovalRequest request = requestFor(asking.service, asking.sessionId, elicitationQuestions(asking.form));
    request.access.inputJson = elicitationParams(asking.form); // a window shows it as a form, a terminal goes through the questions
    ApprovalBroker& broker = *asking.broker;
    withdrawWith(asking.asker, broker, request.id);
    auto answered = [asking = std::move(asking)](const Decision& decision) mutable {
        if (decision.kind != Decision::Kind::Allow)
            return asking.reply(action(decision));
        const auto content =
            decision.editedInput.isEmpty() ? elicitationContent(asking.form, decision.answers) : checkedContent(asking.form, decision.editedInput);
        if (content)
            return asking.reply(QByteArray(R"({"action":"accept","content":)" + *content + '}'));
        if (++asking.tries >= kMostTries || !asking.broker)
            return asking.reply(QByteArray(R"({"action":"cancel"})"));
        asking.form.message = content.error().message + u'\n' + asking.message;
        ask(std::move(asking));
    };
    broker.ask(std::move(request), Once<Decision>(std::move(answered), Decision{}));
}

} // namespace

void askAboutService(ApprovalBroker& broker, const QString& service, const QString& sessionId, const McpQuestion& question, McpQuestion::Reply reply)
{
    if (asksForUrl(question.params)) {
        const auto asked = readUrlElicitation(question.params);
        if (!asked)
            return reply(std::unexpected(asked.error()));
        if (sessionId.isEmpty())
            return reply(QByteArray(R"({"action":"cancel"})"));
        return askForUrl(broker, service, sessionId, *asked, question.asker, std::move(reply));
    }
    auto form = readElicitation(question.params);
    if (!form)
        return reply(std::unexpected(form.error()));
    if (sessionId.isEmpty())
        return reply(QByteArray(R"({"action":"cancel"})"));
    const QString message = form->message;
    ask({&broker, service, sessionId, std::move(*form), message, std::move(reply), question.asker});
}

void askToSignIn(ApprovalBroker& broker, const QString& service, const QString& sessionId, const QStringList& scopes, std::function<void(bool)> reply)
{
    ApprovalRequest request;
    request.id = newId();
    request.sessionId = sessionId;
    request.access.tool = u"mcp__"_s + service;
    request.access.grade = Grade::LeavesComputer;
    request.grade = Grade::LeavesComputer;
    request.title = scopes.isEmpty() ? u"Sign in at %1 in your browser"_s.arg(service) : u"Sign in at %1 again, with more rights"_s.arg(service);
    request.verb = u"Sign In"_s;
    request.because = u"The service refused the call until you do. Your browser opens its sign-in page; the call goes on when you come back."_s;
    if (!scopes.isEmpty()) {
        request.preview.kind = ApprovalPreview::Kind::Arguments;
        request.preview.arguments = {{u"It wants these rights"_s, scopes.join(u", "_s)}};
    }
    request.digest = sha256Fields({"service-sign-in", service.toUtf8(), scopes.join(u' ').toUtf8(), request.id.toUtf8()});
    request.askedAt = Clock::system().now();
    auto answered = [reply = std::move(reply)](const Decision& decision) { reply(decision.kind == Decision::Kind::Allow); };
    broker.ask(std::move(request), Once<Decision>(std::move(answered), Decision{}));
}

} // namespace aios
