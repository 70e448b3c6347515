// SPDX-License-Identifier: MIT
// The text of a settings file. It must be read without a fault; what is unreadable must say so; and a policy made of it never allows a protected
// path, whoever wrote the file.
#include "core/gate/policy.h"
#include "core/gate/settingsfile.h"

#include <cstdint>
#include <cstdlib>

using namespace aios;
using namespace Qt::StringLiterals;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size > 64 * 1024)
        return 0;
    const QByteArrayView text(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const SettingsFile read = readSettings(text, RuleSource::User, u"/home/user/.claude/settings.json"_s, u"/home/user/.claude"_s);
    if (read.unreadable && read.problems.isEmpty())
        std::abort();
    PermissionSettings settings;
    settings.rules = read.rules;
    settings.failClosed = read.unreadable;
    const Policy policy(settings, u"/p"_s);
    AccessRequest request;
    request.tool = u"Write"_s;
    request.grade = Grade::ChangesFiles;
    request.inputJson = "{}";
    for (const QString& path : {u"/p/.claude/settings.json"_s, u"/p/content/a.md"_s}) {
        request.paths = {{PathAccess::Kind::Write, path, path, true}};
        const RuleEffect effect = policy.decide(request, PermissionMode::AcceptEdits).effect;
        if (effect == RuleEffect::Allow && (read.unreadable || path.contains(".claude"_L1)))
            std::abort();
    }
    return 0;
}
