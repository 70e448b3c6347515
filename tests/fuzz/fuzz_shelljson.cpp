// SPDX-License-Identifier: MIT
// A syntax tree as shfmt prints it, behind its script and a NUL; the tree may be of another script, or none at all. Reading it must end without a
// fault, and a tree that is not understood must never be allowed.
#include "core/gate/policy.h"
#include "core/gate/shellforms.h"
#include "core/gate/shellsyntax.h"

#include <cstdint>
#include <cstdlib>

using namespace aios;
using namespace Qt::StringLiterals;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size > 64 * 1024)
        return 0;
    const QByteArrayView bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const qsizetype cut = bytes.indexOf('\0');
    const QByteArray source = (cut < 0 ? QByteArrayView() : bytes.first(cut)).toByteArray();
    const QByteArrayView tree = cut < 0 ? bytes : bytes.sliced(cut + 1);

    AccessRequest request;
    request.tool = u"Bash"_s;
    request.grade = Grade::RunsProgram;
    request.inputJson = "{}";
    request.shell = scriptFromSyntax(tree, source, u"/p"_s);
    for (const SimpleCommand& command : request.shell->commands) {
        if (!command.literal && !command.words.isEmpty())
            std::abort();
        (void)withUnwrapped(command.roughWords);
    }
    PermissionSettings settings;
    settings.rules = {PermissionRule{.effect = RuleEffect::Allow, .text = u"Bash"_s}};
    const RuleEffect effect = Policy(settings, u"/p"_s).decide(request, PermissionMode::Default).effect;
    if (effect == RuleEffect::Allow && (!request.shell->unparsed.isEmpty() || request.shell->commands.isEmpty()))
        std::abort();
    return 0;
}
