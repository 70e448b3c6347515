// SPDX-License-Identifier: MIT
#include "ui/services/serviceswords.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostShown = 20'000; ///< Of a text of the service's; one sends 35,000 characters of instructions.

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("aios::Services", text, nullptr, n);
}

QString percent(const ToolSearchSetting& search)
{
    return QLocale().toString(100 * search.share, 'g', 3);
}

bool usable(const ServiceTool& tool)
{
    return tool.on && tool.problem.isEmpty();
}

} // namespace

QString serviceStateWords(const ServiceStatus& status)
{
    if (!status.enabled)
        return tr("Off");
    if (!status.trusted)
        return tr("Not trusted");
    switch (status.state) {
    case ServiceState::Off:
        return tr("Off");
    case ServiceState::Starting:
        return tr("Starting");
    case ServiceState::Handshake:
        return tr("Handshake");
    case ServiceState::Ready:
        return tr("Ready");
    case ServiceState::SignInNeeded:
        return tr("Needs sign-in");
    case ServiceState::Failed:
        break;
    }
    return tr("Failed");
}

Icon serviceStateIcon(const ServiceStatus& status)
{
    if (!status.enabled)
        return Icon::Planned;
    if (!status.trusted)
        return Icon::Denied;
    switch (status.state) {
    case ServiceState::Off:
        return Icon::Planned;
    case ServiceState::Starting:
    case ServiceState::Handshake:
        return Icon::Waiting;
    case ServiceState::Ready:
        return Icon::Done;
    case ServiceState::SignInNeeded:
        return Icon::Warning;
    case ServiceState::Failed:
        break;
    }
    return Icon::Failed;
}

QString serviceEffectWords(ServiceEffect effect)
{
    switch (effect) {
    case ServiceEffect::Reads:
        return tr("Reads from a service");
    case ServiceEffect::Changes:
        return tr("Changes a service");
    case ServiceEffect::Publishes:
        return tr("Publishes");
    case ServiceEffect::Unset:
        break;
    }
    return tr("Not chosen (Publishes)");
}

QString serviceEffectMeaning(ServiceEffect effect)
{
    switch (effect) {
    case ServiceEffect::Reads:
        return tr("A call can be allowed once and for all.");
    case ServiceEffect::Changes:
        return tr("A call can be remembered for this tool together with its arguments.");
    case ServiceEffect::Publishes:
        return tr("Every call is asked; nothing is remembered.");
    case ServiceEffect::Unset:
        break;
    }
    return tr("Nobody has chosen yet, so every call is asked as if it published.");
}

QString serviceScopeWords(ServiceScope scope)
{
    switch (scope) {
    case ServiceScope::Local:
        return tr("Only me, here");
    case ServiceScope::Project:
        return tr("This folder");
    case ServiceScope::User:
        break;
    }
    return tr("All my folders");
}

QString serviceScopeMeaning(ServiceScope scope)
{
    switch (scope) {
    case ServiceScope::Local:
        return tr("Stored with your own data, for this folder. Nobody else sees it, and the folder cannot change it.");
    case ServiceScope::Project:
        return tr("Stored in .mcp.json in the folder: whoever has the folder has it too, and looks at it on the trust page before it starts.");
    case ServiceScope::User:
        break;
    }
    return tr("Stored with your own data. Every folder you open has it.");
}

qint64 serviceTokens(const ServiceStatus& status)
{
    qint64 tokens = 0;
    for (const ServiceTool& tool : status.tools)
        tokens += usable(tool) ? tool.tokens : 0;
    return tokens;
}

QString serviceToolsWords(const ServiceStatus& status)
{
    const auto count = static_cast<int>(status.tools.size());
    const auto off = count - static_cast<int>(std::ranges::count_if(status.tools, usable));
    QString words = count == 1 ? tr("1 tool") : tr("%n tools", count);
    if (off > 0)
        words += tr(" (%1 off)").arg(off);
    return tr("%1, about %2 tokens").arg(words, QLocale().toString(serviceTokens(status)));
}

QString serviceToolsSentWords(const ServiceStatus& status, const ToolSearchSetting& search)
{
    const QString words = serviceToolsWords(status);
    switch (search.when) {
    case ToolSearchSetting::When::Never:
        return tr("%1 in every request").arg(words);
    case ToolSearchSetting::When::Always:
        return tr("%1, of which every request has the names only").arg(words);
    case ToolSearchSetting::When::Auto:
        break;
    }
    return tr("%1 in every request, or their names only where all services take more than %2 %").arg(words, percent(search));
}

QString toolSearchWords(const ToolSearchSetting& search)
{
    switch (search.when) {
    case ToolSearchSetting::When::Never:
        return tr("The model is sent the descriptions of all tools that are on with every request.");
    case ToolSearchSetting::When::Always:
        return tr("The model is told only the names of the tools, and finds the rest when it needs it.");
    case ToolSearchSetting::When::Auto:
        break;
    }
    return tr("Where the tools of all services take more than %1 % of what the model can hold, it is told only their names and finds the rest when "
              "it needs it.")
        .arg(percent(search));
}

QString serviceInstructionsWords(const ServiceStatus& status)
{
    const qint64 tokens = estimateTokens(status.instructions.toUtf8().size());
    return tr("Send its instructions (about %1 tokens)").arg(QLocale().toString(tokens));
}

QString servicesReadyWords(const QList<ServiceStatus>& servers)
{
    const auto wanted = std::ranges::count_if(servers, &ServiceStatus::enabled);
    const auto ready = std::ranges::count(servers, ServiceState::Ready, &ServiceStatus::state);
    return wanted == 0 ? QString() : tr("services %1/%2 ready").arg(ready).arg(wanted);
}

QString serviceSignInWords(const ServiceSignIn& signIn)
{
    if (!signIn.unattended.isEmpty() && !signIn.signedIn)
        return tr("This program signs in by itself, %1.").arg(signIn.unattended);
    if (signIn.running)
        return tr("Your browser is open for the sign-in. It ends by itself after ten minutes.");
    if (!signIn.signedIn)
        return {};
    const QString when = signIn.expires.isValid() ? QLocale().toString(signIn.expires.toLocalTime(), QLocale::ShortFormat) : QString();
    QString words = signIn.renews && when.isEmpty() ? tr("Signed in; renewed by itself.")
                    : signIn.renews                 ? tr("Signed in until %1, then renewed by itself.").arg(when)
                    : when.isEmpty()                ? tr("Signed in.")
                                                    : tr("Signed in until %1.").arg(when);
    if (!signIn.kept)
        words += u' ' + tr("The keychain does not keep it, so it ends with the program.");
    if (!signIn.wanted.isEmpty())
        words += u' ' + tr("It wanted more rights: %1.").arg(showHidden(elided(signIn.wanted.join(u", "_s), 200)));
    return words;
}

QList<std::pair<QString, QString>> serviceDetails(const ServiceStatus& status)
{
    QList<std::pair<QString, QString>> details;
    const auto add = [&details](const QString& what, const QString& text) {
        if (!text.trimmed().isEmpty())
            details.append({what, showHidden(elided(text.trimmed(), kMostShown))});
    };
    add(status.state == ServiceState::Failed ? tr("What went wrong") : tr("Why"), status.problem);
    add(tr("Sign-in"), serviceSignInWords(status.signIn));
    add(tr("Signed in by"), status.signIn.issuer);
    add(tr("Rights"), status.signIn.scopes.join(u", "_s));
    add(status.type == "stdio"_L1 ? tr("Command") : tr("Address"), status.target);
    add(tr("From"), serviceScopeWords(status.scope) % (status.file.isEmpty() ? QString() : QString(u" · "_s % status.file)));
    if (status.exitCode)
        add(tr("Exit code"), QString::number(*status.exitCode));
    add(tr("End of its error output"), status.errorTail.right(kMostShown));
    add(tr("It calls itself"), status.serverName);
    add(tr("Protocol revision"), status.protocol);
    add(tr("Warnings"), status.warnings.join(u'\n'));
    add(tr("Instructions, in the service's own words"), status.instructions);
    return details;
}

} // namespace aios
