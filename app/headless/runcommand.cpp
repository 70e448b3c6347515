// SPDX-License-Identifier: MIT
#include "app/headless/commands.h"
#include "app/headless/console.h"
#include "app/headless/mcplogin.h"
#include "app/headless/runoutput.h"
#include "app/headless/terminalasker.h"
#include "app/wiring/keychainstore.h"
#include "app/wiring/programoptions.h"
#include "core/agent/transcriptreader.h"
#include "core/base/ids.h"
#include "core/gate/rulegrammar.h"
#include "core/runtime/projectservices.h"

#include <QFile>
#include <QFileInfo>
#include <QSocketNotifier>

#include <csignal>
#include <unistd.h>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

struct RunOptions {
    QString project;
    QString model;
    std::optional<PermissionMode> mode;
    QStringList allow;
    QStringList deny;
    QString resume; ///< A session id, or "last".
    bool fork = false;
    QString output;
    bool partialMessages = false;
    bool quiet = false;
    QString prompt;
};

int g_signalPipe[2] = {-1, -1};

void onSignal(int)
{
    const char byte = 1;
    std::ignore = ::write(g_signalPipe[1], &byte, 1);
}

/// One run of `aios run`: opens the folder, makes or resumes the session, sends the prompt, waits for the turn to end.
class RunProgram : public QObject {
public:
    RunProgram(RunOptions options, Runtime::Options runtime) : m_options(std::move(options)), m_runtime(std::move(runtime))
    {
        m_runtime.addEventSink(this, [this](const AgentEvent& event) { onEvent(event); });
        if (m_runtime.options().canAsk) {
            m_asker = std::make_unique<TerminalAsker>(m_runtime.broker());
            showSignInPages(m_runtime, m_asker.get(), true);
        }
    }

    int exec()
    {
        catchSignals();
        m_runtime.openProject(m_options.project, [this](const Result<void>& opened) {
            if (!opened)
                return quit(console::report(opened.error()));
            chooseSession();
        });
        return m_exitCode ? *m_exitCode : QCoreApplication::exec();
    }

private:
    void quit(int code)
    {
        if (m_exitCode)
            return;
        m_exitCode = code;
        m_runtime.leave([code] { QCoreApplication::exit(code); });
    }

    void catchSignals()
    {
        if (::pipe(g_signalPipe) != 0)
            return;
        m_signals = std::make_unique<QSocketNotifier>(g_signalPipe[0], QSocketNotifier::Read);
        connect(m_signals.get(), &QSocketNotifier::activated, this, [this] {
            char byte = 0;
            std::ignore = ::read(g_signalPipe[0], &byte, 1);
            if (m_exitCode) // services are being told
                return QCoreApplication::exit(*m_exitCode);
            if (!m_session || std::exchange(m_stopping, true))
                return quit(kExitCancelled); // a second Ctrl+C does not wait
            m_session->stop();
        });
        std::signal(SIGINT, onSignal);
        std::signal(SIGTERM, onSignal);
        std::signal(SIGPIPE, SIG_IGN);
    }

    void chooseSession()
    {
        if (m_options.resume.isEmpty())
            return start(m_runtime.newSession());
        if (m_options.resume != "last"_L1)
            return resume(m_options.resume);
        m_runtime.listSessions(this, [this](const QList<SessionSummary>& sessions) {
            if (sessions.isEmpty())
                return quit(console::report({ErrorCode::NotFound, u"There is no session to continue in this folder."_s, {}, {}}));
            resume(sessions.first().id);
        });
    }

    void resume(QString id)
    {
        if (m_options.fork) {
            const auto forked = m_runtime.forkSession(id, {});
            if (!forked)
                return quit(console::report(forked.error()));
            id = *forked;
        }
        m_runtime.openSession(id, [this](Result<std::pair<Session*, SessionRecord>> opened) {
            if (!opened)
                return quit(console::report(opened.error()));
            start(*opened->first);
        });
    }

    void start(Session& session)
    {
        m_session = &session;
        for (const QString& rule : std::as_const(m_options.allow))
            session.addRule({RuleEffect::Allow, RuleSource::Flag, rule, {}, {}});
        for (const QString& rule : std::as_const(m_options.deny))
            session.addRule({RuleEffect::Deny, RuleSource::Flag, rule, {}, {}});
        if (m_options.mode)
            session.setMode(*m_options.mode);
        if (!m_options.model.isEmpty())
            session.setModel(m_options.model);
        RunOutputOptions output{session.id(),
                                m_runtime.project()->root(),
                                m_options.partialMessages,
                                m_options.quiet,
                                [this] { return m_runtime.project()->content(); },
                                [this] { return m_session; },
                                [this] { return m_runtime.services()->manager().status(); },
                                m_runtime.sessionsDir() + u'/' + session.id() + u".jsonl"_s};
        m_output = m_options.output == "json"_L1          ? makeJsonOutput(std::move(output))
                   : m_options.output == "stream-json"_L1 ? makeStreamJsonOutput(std::move(output))
                                                          : makeTextOutput(std::move(output));
        const PermissionSettings& permissions = m_runtime.project()->permissions();
        for (const QString& problem : permissions.problems)
            console::err(problem);
        for (const PermissionRule& rule : permissions.rules) {
            if (rule.effect != RuleEffect::Allow && !rule.warning.isEmpty())
                console::err(rule.warning + u" It protects nothing."_s);
        }
        session.send(m_options.prompt);
    }

    void onEvent(const AgentEvent& event)
    {
        if (!m_output || m_exitCode || event.sessionId != m_session->id())
            return;
        m_output->event(event);
        if (const auto* ended = std::get_if<TurnEnded>(&event.what))
            QMetaObject::invokeMethod(this, [this, end = *ended] { finish(end); }, Qt::QueuedConnection);
    }

    void finish(const TurnEnded& ended)
    {
        if (m_exitCode) // its session is gone
            return;
        m_output->finished(ended, *m_session, m_session->takeSessionLogProposal());
        switch (ended.how) {
        case TurnEnded::How::Complete:
            return quit(m_session->denials().isEmpty() ? kExitOk : kExitDenied);
        case TurnEnded::How::Cancelled:
            return quit(kExitCancelled);
        case TurnEnded::How::Failed:
            return quit(kExitFailed);
        default:
            return quit(kExitLimit);
        }
    }

    RunOptions m_options;
    Runtime m_runtime;
    std::unique_ptr<TerminalAsker> m_asker;
    std::unique_ptr<RunOutput> m_output;
    std::unique_ptr<QSocketNotifier> m_signals;
    Session* m_session = nullptr;
    std::optional<int> m_exitCode;
    bool m_stopping = false;
};

QString readStandardInput()
{
    QFile input;
    if (!input.open(STDIN_FILENO, QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(input.readAll());
}

/// The rules of a repeated option must be readable, and a --deny must be one that is consulted: a mistyped one would otherwise protect nothing. An --allow
/// that counts for nothing is only said, because then more is asked, not less.
std::optional<QString> uselessRule(const RunOptions& options)
{
    for (const QString& rule : options.allow + options.deny) {
        if (const auto checked = checkRule(rule); !checked)
            return u"a rule cannot be read: %1: %2"_s.arg(rule, checked.error().message);
    }
    for (const QString& rule : options.deny) {
        if (const QString warning = ruleWarning(*parseRuleSyntax(rule), RuleEffect::Deny); !warning.isEmpty())
            return u"--deny %1 would protect nothing: it %2."_s.arg(rule, warning);
    }
    for (const QString& rule : options.allow) {
        if (const QString warning = ruleWarning(*parseRuleSyntax(rule), RuleEffect::Allow); !warning.isEmpty())
            console::err(u"--allow %1 allows nothing: it %2."_s.arg(rule, warning));
    }
    return std::nullopt;
}

std::optional<TurnLimits> limitsOf(const QCommandLineParser& parser)
{
    TurnLimits limits;
    bool good = true;
    bool each = true;
    if (parser.isSet(u"max-turns"_s))
        limits.maxTurns = parser.value(u"max-turns"_s).toInt(&each);
    good = good && each && limits.maxTurns >= 0;
    if (parser.isSet(u"max-tokens"_s))
        limits.maxTokens = parser.value(u"max-tokens"_s).toLongLong(&each);
    good = good && each && limits.maxTokens >= 0;
    if (parser.isSet(u"max-cost"_s))
        limits.maxCostUsd = parser.value(u"max-cost"_s).toDouble(&each);
    good = good && each && limits.maxCostUsd >= 0;
    return good ? std::optional(limits) : std::nullopt;
}

int usage(const QString& what)
{
    console::err(what + u" Try `aios help run`."_s);
    return kExitUsage;
}

void describe(QCommandLineParser& parser)
{
    parser.setApplicationDescription(
        u"Sends a prompt (or a /command of the folder) to the model and carries it out. What no rule allows is asked on the terminal; without a terminal it is denied and named.\n"
        "What one prompt may use at most is set for all sessions in the window's settings, or as limits {turns, tokens, costUsd} in config/settings.json; "
        "--max-turns, --max-tokens and --max-cost set it for this run.\n"
        "Exit codes: 0 done, 1 failed, 2 usage, 3 calls were denied, 4 a limit was reached, 130 cancelled."_s);
    parser.addOptions({
        {{u"C"_s, u"project"_s}, u"The folder to work in; this one when left out."_s, u"DIR"_s, u"."_s},
        {{u"m"_s, u"model"_s}, u"rehearsal, provider/model, a model id, or sonnet, opus, haiku, fable."_s, u"MODEL"_s},
        {u"mode"_s, u"default, acceptEdits, plan or dontAsk."_s, u"MODE"_s},
        {u"allow"_s, u"Allow what this rule matches, e.g. 'Edit(content/**)'. Repeatable."_s, u"RULE"_s},
        {u"deny"_s, u"Deny what this rule matches. Repeatable."_s, u"RULE"_s},
        {{u"r"_s, u"resume"_s}, u"Go on with a session."_s, u"ID"_s},
        {{u"c"_s, u"continue"_s}, u"Go on with the newest session of the folder."_s},
        {u"fork"_s, u"With --resume or --continue: go on in a copy."_s},
        {{u"o"_s, u"output"_s}, u"text, json or stream-json."_s, u"FORM"_s, u"text"_s},
        {u"include-partial-messages"_s, u"stream-json: also the text as it streams."_s},
        {{u"q"_s, u"quiet"_s}, u"text: print the answer only."_s},
        {u"max-turns"_s, u"Stop after N requests (200, or what the settings file says; 0: no limit)."_s, u"N"_s},
        {u"max-tokens"_s, u"Stop after N tokens (no limit, or what the settings file says)."_s, u"N"_s},
        {u"max-cost"_s, u"Stop after that many US dollars, where the price is known (no limit, or what the settings file says)."_s, u"USD"_s},
        {u"record"_s, u"Append what the model says to FILE, as a rehearsal."_s, u"FILE"_s},
        {u"replay"_s, u"Let FILE answer instead of a model."_s, u"FILE"_s},
    });
    parser.addPositionalArgument(u"PROMPT"_s, u"What to say; - or nothing reads standard input."_s, u"[PROMPT]"_s);
}

} // namespace

int runCommand(const QStringList& arguments)
{
    QCommandLineParser parser;
    describe(parser);
    if (const auto done = console::parse(parser, "run", arguments))
        return *done;
    RunOptions options;
    options.project = parser.value(u"project"_s);
    options.model = parser.value(u"model"_s);
    options.allow = parser.values(u"allow"_s);
    options.deny = parser.values(u"deny"_s);
    options.fork = parser.isSet(u"fork"_s);
    options.resume = parser.isSet(u"continue"_s) ? u"last"_s : parser.value(u"resume"_s);
    options.output = parser.value(u"output"_s);
    options.partialMessages = parser.isSet(u"include-partial-messages"_s);
    options.quiet = parser.isSet(u"quiet"_s);
    const QStringList words = parser.positionalArguments();
    if (words.size() > 1)
        return usage(u"put the prompt in quotes: it must be one word for the shell."_s);
    if (parser.isSet(u"mode"_s)) {
        options.mode = permissionModeFromName(parser.value(u"mode"_s));
        if (!options.mode)
            return usage(u"there is no mode “%1”; say default, acceptEdits, plan or dontAsk."_s.arg(parser.value(u"mode"_s)));
    }
    if (!QStringList{u"text"_s, u"json"_s, u"stream-json"_s}.contains(options.output))
        return usage(u"there is no output form “%1”; say text, json or stream-json."_s.arg(options.output));
    if (parser.isSet(u"resume"_s) && parser.value(u"resume"_s).trimmed().isEmpty())
        return usage(u"--resume needs the id of a session; `aios session list` shows them."_s);
    if (options.fork && options.resume.isEmpty())
        return usage(u"--fork needs --resume or --continue."_s);
    if (const auto bad = uselessRule(options))
        return usage(*bad);
    const auto limits = limitsOf(parser);
    if (!limits)
        return usage(u"a limit is a number of at least 0."_s);
    const bool promptFromInput = words.isEmpty() || words.first() == "-"_L1;
    if (promptFromInput && ::isatty(STDIN_FILENO) == 1)
        return usage(u"there is no prompt."_s);
    options.prompt = promptFromInput ? readStandardInput() : words.first();
    if (options.prompt.trimmed().isEmpty())
        return usage(u"the prompt is empty."_s);

    const auto keychain = makeKeychainStore();
    Runtime::Options runtime = programOptions(keychain.get());
    runtime.watch = false;
    runtime.canAsk = !promptFromInput && options.output == "text"_L1 && console::canAskPerson();
    runtime.limits = *limits;
    runtime.recordFile = parser.value(u"record"_s);
    runtime.replayFile = parser.value(u"replay"_s);
    return RunProgram(std::move(options), std::move(runtime)).exec();
}

} // namespace aios
