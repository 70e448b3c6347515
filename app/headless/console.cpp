// SPDX-License-Identifier: MIT
#include "app/headless/console.h"

#include "app/headless/commands.h"

#include <QRegularExpression>

#include <cstdio>
#include <unistd.h>

namespace aios::console {

namespace {
using namespace Qt::StringLiterals;
} // namespace

void outBytes(const QByteArray& bytes)
{
    std::fwrite(bytes.data(), 1, static_cast<std::size_t>(bytes.size()), stdout);
    std::fflush(stdout);
}

void out(const QString& text)
{
    outBytes(text.toUtf8());
}

void outLine(const QString& text)
{
    outBytes(text.toUtf8() + '\n');
}

void errRaw(const QString& text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.data(), 1, static_cast<std::size_t>(bytes.size()), stderr);
}

void err(const QString& text)
{
    errRaw(u"aios: "_s + text + u"\n"_s);
}

bool errIsTerminal()
{
    return ::isatty(STDERR_FILENO) == 1;
}

bool canAskPerson()
{
    return ::isatty(STDIN_FILENO) == 1 && errIsTerminal();
}

QString styled(const QString& text, const char* attribute)
{
    static const bool kPlain = !errIsTerminal() || qEnvironmentVariableIsSet("NO_COLOR");
    return kPlain ? text : u"\x1b[%1m%2\x1b[0m"_s.arg(QLatin1String(attribute), text);
}

std::optional<int> parse(QCommandLineParser& parser, const char* name, const QStringList& arguments)
{
    const QCommandLineOption help({u"h"_s, u"help"_s}, u"Show this help."_s);
    parser.addOption(help);
    const QString program = u"aios "_s + QLatin1String(name);
    if (!parser.parse(QStringList{program} + arguments)) {
        err(parser.errorText() + u"\nTry `aios help %1`."_s.arg(QLatin1String(name)));
        return kExitUsage;
    }
    if (parser.isSet(help)) {
        // Qt names the program as it was called; the subcommand belongs there too.
        static const QRegularExpression called(u"^Usage: \\S+"_s);
        out(parser.helpText().replace(called, u"Usage: "_s + program));
        return kExitOk;
    }
    return std::nullopt;
}

int report(const Error& error)
{
    err(error.message);
    if (!error.detail.isEmpty() && !error.detail.startsWith("errno "_L1)) // the message says that in words
        errRaw(styled(error.detail, "2") + u"\n"_s);
    return kExitFailed;
}

} // namespace aios::console
