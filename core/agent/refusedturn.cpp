// SPDX-License-Identifier: MIT
#include "core/agent/refusedturn.h"

namespace aios {

using namespace Qt::StringLiterals;

bool leaveOutRefused(QList<Message>& messages, qsizetype promptIndex)
{
    if (promptIndex < 0 || promptIndex >= messages.size() || messages[promptIndex].role != Role::User)
        return false;
    const bool more = promptIndex + 1 < messages.size();
    messages.resize(promptIndex + 1);
    QList<Block>& blocks = messages.last().blocks;
    auto* words = blocks.isEmpty() ? nullptr : std::get_if<TextBlock>(&blocks.last());
    if (!words || words->text.startsWith(kSummaryBegins)) // a summary is no prompt: without it the conversation would be lost
        return more;
    words->text =
        more
            ? u"<system-reminder>\nThe prompt that stood here was refused by the model. It is left out, with all that was done for it. Files may have "
              "changed meanwhile.\n</system-reminder>"_s
            : u"<system-reminder>\nThe prompt that stood here was refused by the model and is left out.\n</system-reminder>"_s;
    blocks.removeIf([](const Block& block) { return std::holds_alternative<ImageBlock>(block); });
    return more;
}

} // namespace aios
