// SPDX-License-Identifier: MIT
#include "app/headless/mcpcall.h"

#include "app/headless/commands.h"
#include "app/headless/console.h"
#include "app/headless/terminalasker.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/runtime/personcall.h"
#include "core/runtime/projectservices.h"

#include <QEventLoop>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

/// Asks, calls, prints; ends its loop with the exit code.
class CallProgram : public QObject {
public:
    CallProgram(Runtime& runtime, ToolCallWords words) : m_runtime(runtime), m_words(std::move(words)) {}

    int exec()
    {
        m_call = new PersonCall(*m_runtime.services(), m_words.server, m_words.tool, m_words.inputJson);
        m_call->plan([this](const Result<PersonCall::Planned>& planned) {
            if (!planned)
                return quit(console::report(planned.error()));
            decide(*planned);
        });
        return m_code ? *m_code : m_loop.exec();
    }

private:
    void quit(int code)
    {
        m_code = code;
        m_loop.exit(code);
    }

    void decide(const PersonCall::Planned& planned)
    {
        if (planned.verdict.effect == RuleEffect::Deny) {
            console::err(planned.verdict.reason);
            return quit(kExitDenied);
        }
        if (planned.verdict.effect == RuleEffect::Allow)
            return run(u"rule "_s + planned.verdict.rule);
        const bool publishes = planned.request.access.alwaysAsk; // then neither a rule nor a flag is the person's word
        if (m_words.allow && !publishes)
            return run(u"person"_s);
        if (!console::canAskPerson()) {
            console::err(u"the call was not made: %1 There is no terminal to ask%2"_s.arg(
                planned.verdict.reason,
                publishes ? u", and --allow does not answer for this one."_s : u"; add --allow if you want exactly this call."_s));
            return quit(kExitDenied);
        }
        m_asker = std::make_unique<TerminalAsker>(m_runtime.broker());
        m_runtime.broker().ask(planned.request, Once<Decision>([this](const Decision& decision) { answered(decision); }, Decision{}));
    }

    void answered(const Decision& decision)
    {
        if (decision.kind == Decision::Kind::Allow)
            return run(u"person"_s);
        console::err(u"the call was not made."_s);
        quit(decision.kind == Decision::Kind::Deny ? kExitDenied : kExitCancelled);
    }

    void run(const QString& by)
    {
        if (console::canAskPerson()) { // what the service asks in the middle of it
            m_call->setSession(kPersonSession + m_words.server);
            if (!m_asker)
                m_asker = std::make_unique<TerminalAsker>(m_runtime.broker());
        }
        m_call->run(by, [this](const Result<ToolOutput>& output) {
            if (!output)
                return quit(console::report(output.error()));
            print(*output);
            quit(output->isError ? kExitFailed : kExitOk);
        });
    }

    void print(const ToolOutput& output) const
    {
        if (!m_words.json) {
            // A terminal must not be steered by what a service says.
            console::outLine(showHidden(output.text));
            if (!output.images.isEmpty())
                console::err(u"%1 images were left out; --json holds them."_s.arg(output.images.size()));
            return;
        }
        QByteArray images;
        for (const ToolImage& image : output.images)
            images += (images.isEmpty() ? QByteArray() : QByteArray(",")) + "{\"mediaType\":" + jsonString(QByteArrayView(image.mediaType)) +
                      ",\"data\":" + jsonString(QByteArrayView(image.base64)) + '}';
        console::outBytes("{\"isError\":" + QByteArray(output.isError ? "true" : "false") + ",\"text\":" + jsonString(output.text) +
                          ",\"structured\":" + (output.structured.isEmpty() ? QByteArray("null") : output.structured) + ",\"images\":[" + images +
                          "]}\n");
    }

    Runtime& m_runtime;
    ToolCallWords m_words;
    QEventLoop m_loop;
    QPointer<PersonCall> m_call;
    std::unique_ptr<TerminalAsker> m_asker;
    std::optional<int> m_code;
};

} // namespace

int callTool(Runtime& runtime, const ToolCallWords& words)
{
    return CallProgram(runtime, words).exec();
}

} // namespace aios
