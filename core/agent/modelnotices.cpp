// SPDX-License-Identifier: MIT
#include "core/agent/modelnotices.h"

namespace aios {

using namespace Qt::StringLiterals;

QStringList modelNotices(const ModelInfo& model, const PreparedPrompt& prompt, bool first)
{
    QStringList notices;
    if (model.provider == "rehearsal"_L1)
        return notices;
    if (!prompt.effort.isEmpty() && !model.efforts.contains(prompt.effort))
        notices.append(u"/%1 asks for the effort “%2”, which %3 does not offer. It answers as it does by itself."_s.arg(
            prompt.typed.command, prompt.effort, model.displayName));
    if (first && model.local && model.contextWindow <= 0) // such servers cut off the beginning without a word
        notices.append(
            u"%1 does not say how long a conversation it takes, so this one cannot be summarised in time, and its server may forget the beginning without a "
            "word. Give the server a window of 32,000 tokens or more (Ollama: OLLAMA_CONTEXT_LENGTH), or use /compact early."_s.arg(
                model.displayName));
    return notices;
}

} // namespace aios
