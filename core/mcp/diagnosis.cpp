// SPDX-License-Identifier: MIT
#include "core/mcp/diagnosis.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

using State = DiagnosisLine::State;

constexpr std::array kSteps{"resolve"_L1, "spawn"_L1, "handshake"_L1, "list"_L1, "schemas"_L1, "call"_L1};
constexpr std::array kStates{"good"_L1, "warning"_L1, "failed"_L1, "skipped"_L1};

DiagnosisLine failed(DiagnosisStep step, QString words, QString advice, QString detail = {})
{
    return {step, State::Failed, std::move(words), std::move(advice), std::move(detail)};
}

/// A program that prints its own words where messages belong usually works otherwise, so they are named beside what failed.
QString oddAdvice(const ConnectFacts& facts)
{
    return facts.oddLines.isEmpty() ? QString()
                                    : u" It also writes something else than messages to its standard output, where only messages may stand: make it "
                                      "write that to its standard error, or start another program."_s;
}

DiagnosisLine endedProgram(const ConnectFacts& facts)
{
    const QString how =
        facts.signal != 0 ? u"was ended by signal %1"_s.arg(facts.signal) : u"ended with exit code %1"_s.arg(facts.exitCode.value_or(0));
    const QString words = u"The program started and %1 before it answered."_s.arg(how);
    QString advice = facts.errorTail.isEmpty()
                         ? u"It wrote nothing about why. Run the command in a terminal to see what it does there."_s
                         : u"Read what it wrote last: often a variable, a key or an argument is missing. Mend the entry and try again."_s;
    if (facts.exitCode == 127 || facts.exitCode == 126)
        advice = u"A program that it starts itself is missing, or may not be run. Install it, or give full paths in the entry."_s;
    if (facts.exitCode == 0 && facts.errorTail.isEmpty())
        advice = u"It seems to be no server that waits for messages. Check the arguments; some need a word such as “serve” or “stdio”."_s;
    return failed(DiagnosisStep::Spawn, words, advice + oddAdvice(facts), facts.errorTail.isEmpty() ? facts.oddLines.join(u'\n') : facts.errorTail);
}

DiagnosisLine programFailure(const ConnectFacts& facts)
{
    if (facts.exitCode || facts.signal != 0)
        return endedProgram(facts);
    if (facts.error.code == ErrorCode::Denied || facts.error.code == ErrorCode::NotFound || facts.error.code == ErrorCode::Unavailable)
        return failed(DiagnosisStep::Spawn, facts.error.message, u"Check that the program may be run and that its folder is there."_s,
                      facts.errorTail);
    if (facts.error.code == ErrorCode::Timeout && !facts.oddLines.isEmpty())
        return failed(DiagnosisStep::Handshake, u"The program runs, but what it writes to its standard output is no message of the protocol."_s,
                      u"It may be no MCP server, or be in a mode for people. Check the command and its arguments."_s, facts.oddLines.join(u'\n'));
    if (facts.error.code == ErrorCode::Timeout)
        return failed(DiagnosisStep::Handshake, u"The program runs, but it does not answer the handshake."_s,
                      u"It may wait for the network or for an answer on a terminal, or be no MCP server. Run the command in a terminal and look."_s,
                      facts.errorTail);
    return failed(DiagnosisStep::Handshake, facts.error.message,
                  u"Update the service, or use a version of it that speaks a revision this program knows."_s + oddAdvice(facts), facts.errorTail);
}

DiagnosisLine refusedKey(const ConnectFacts& facts)
{
    if (!facts.signInWay.isEmpty() && !facts.signInProblem.isEmpty())
        return failed(
            DiagnosisStep::Handshake, u"It signs in %1, and got no token: %2"_s.arg(facts.signInWay, facts.signInProblem),
            u"Check the member “oauth” of its entry: the issuer, the client and what the variables hold. Nobody can sign in there by hand."_s);
    if (!facts.signInWay.isEmpty())
        return failed(DiagnosisStep::Handshake,
                      u"It signs in %1, but the service refuses the token that it was given (HTTP %2)."_s.arg(facts.signInWay).arg(facts.httpStatus),
                      u"The token is for another service or lacks rights. Ask whoever runs the service which scopes this client needs."_s);
    const QString words = u"The address is there, but it refuses who asks (HTTP %1)."_s.arg(facts.httpStatus);
    if (facts.httpStatus == 403)
        return failed(DiagnosisStep::Handshake, words, u"The key or account may not use this service. Check its rights with whoever runs it."_s);
    return failed(DiagnosisStep::Handshake, words,
                  facts.signsIn      ? u"It wants you to sign in. Sign in to the service, or give it a key in a header."_s
                  : facts.hasHeaders ? u"The key in the headers is wrong or has expired. Store a new one with the service."_s
                                     : u"It wants a key. Add the header that its documentation names, with the key kept in the keychain."_s);
}

DiagnosisLine addressFailure(const ConnectFacts& facts)
{
    const int status = facts.httpStatus;
    const QString said = facts.error.message;
    if (status == 401 || status == 403)
        return refusedKey(facts);
    if (status == 404 || status == 405)
        return failed(DiagnosisStep::Handshake, u"There is a server, but no service at this address (HTTP %1)."_s.arg(status),
                      u"Check the path of the address; many end in /mcp, older ones in /sse (with \"type\": \"sse\")."_s, said);
    if (status >= 300 && status < 400)
        return failed(DiagnosisStep::Handshake, u"The service has moved to another address (HTTP %1)."_s.arg(status),
                      u"Enter the new address. Redirects are not followed, because they would take keys along."_s, said);
    if (status == 429)
        return failed(DiagnosisStep::Handshake, u"The service refuses because it was asked too often (HTTP 429)."_s,
                      u"Wait a few minutes and try again."_s, said);
    if (status >= 500)
        return failed(DiagnosisStep::Handshake, u"The service itself is broken at the moment (HTTP %1)."_s.arg(status),
                      u"Try again later, or ask whoever runs it; nothing here can mend that."_s, said);
    if (facts.error.code == ErrorCode::Network || facts.error.code == ErrorCode::Unavailable)
        return failed(
            DiagnosisStep::Spawn, said,
            u"Check the address, the network, the proxy and that the service runs. With a certificate of your own, set \"caFile\" in the settings."_s,
            facts.error.detail);
    if (facts.error.code == ErrorCode::Timeout)
        return failed(DiagnosisStep::Spawn, said, u"The address takes connections too slowly or not at all. Check the network and try again."_s,
                      facts.error.detail);
    if (status >= 400)
        return failed(DiagnosisStep::Handshake, said,
                      u"The address answers, but not as a service does. Check that it is the address of an MCP server."_s);
    return failed(DiagnosisStep::Handshake, said,
                  u"Check that this is the address of an MCP server, and that its version is one this program knows."_s);
}

} // namespace

QString diagnosisStepName(DiagnosisStep step)
{
    return kSteps[static_cast<std::size_t>(step)];
}

QString diagnosisStateName(DiagnosisLine::State state)
{
    return kStates[static_cast<std::size_t>(state)];
}

bool Diagnosis::works() const
{
    return !lines.isEmpty() && std::ranges::none_of(lines, [](const DiagnosisLine& line) { return line.state == State::Failed; });
}

DiagnosisLine connectFailure(const ConnectFacts& facts)
{
    return facts.isProgram ? programFailure(facts) : addressFailure(facts);
}

} // namespace aios
