// SPDX-License-Identifier: MIT
// What a service answers and asks: lists of skills and tools, tasks, resources, questions for the person and for the model. The first byte chooses which.
#include "core/content/servicewords.h"
#include "core/mcp/elicitation.h"
#include "core/mcp/handshake.h"
#include "core/mcp/mcpresources.h"
#include "core/mcp/mcptask.h"
#include "core/mcp/sampling.h"
#include "core/mcp/serverskills.h"
#include "core/mcp/toollist.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <tuple>

using namespace Qt::StringLiterals;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void skills(QByteArrayView text)
{
    const auto page = aios::readSkillPage(text);
    if (!page)
        return;
    const QStringList names = aios::skillNames(u"service"_s, page->skills);
    require(names.size() == page->skills.size());
    QSet<QString> known;
    for (const QString& name : names) {
        require(name.isEmpty() || (name.startsWith("service:"_L1) && !known.contains(name)));
        known.insert(name);
    }
    for (const aios::ServerSkill& skill : page->skills) {
        require(!skill.name.isEmpty() && !skill.digest.isEmpty() && skill.bytes() >= 0);
        for (const aios::ServerSkillFile& file : skill.files) {
            require(skill.file(file.uri) != nullptr);
            std::ignore = aios::verifiedSkillFile(skill, file.uri, text);
        }
    }
}

void tools(QByteArrayView text)
{
    const auto page = aios::readToolPage(text);
    if (!page)
        return;
    for (const aios::McpToolInfo& tool : aios::readTools(page->tools, u"service"_s, "hash", true)) {
        require(!tool.shown.problem.isEmpty() || tool.shown.toolName.size() <= 64);
        require(tool.shown.effect == aios::ServiceEffect::Unset); // no server says what its tools do
    }
}

void sampling(QByteArrayView text)
{
    const auto asked = aios::readSampling(text);
    if (!asked)
        return;
    require(!asked->messages.isEmpty() && !asked->messages.constFirst().ofModel && !asked->messages.constLast().ofModel);
    require(asked->maxTokens > 0 && asked->maxTokens <= aios::kMostSamplingTokens);
    std::ignore = aios::withStops({asked->system, {}, false, false}, asked->stops);
}

void questions(QByteArrayView text)
{
    if (const auto url = aios::readUrlElicitation(text)) {
        require(url->url.scheme() == "https"_L1 || url->url.scheme() == "http"_L1);
        require(!aios::opensUrl(aios::urlQuestion(*url), {}));
    }
    if (const auto form = aios::readElicitation(text)) {
        QHash<QString, QString> answers;
        for (const aios::Question& question : aios::elicitationQuestions(*form))
            answers.insert(question.question, question.options.isEmpty() ? u"1"_s : question.options.constFirst().label);
        std::ignore = aios::elicitationContent(*form, answers);
    }
}

/// What a service says of itself cannot get out of its marks.
void words(const QString& text)
{
    QMap<QString, QString> told;
    QList<aios::ContextPart> parts;
    QMap<QString, QString> now = aios::markedServiceWords({{u"a"_s, text, {u"mcp__a__x"_s}}, {u"b"_s, u"plain"_s, {u"mcp__b__y"_s}}});
    const QString said = aios::tellServiceWords(now, told, parts);
    now.removeIf([](const auto& each) { return each.value().isEmpty(); });
    require(told == now);
    QMap<QString, QString> read;
    aios::noteServiceWords(said, read);
    require(read == now);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView text(reinterpret_cast<const char*>(data + 1), static_cast<qsizetype>(size - 1));
    switch (data[0] % 8) {
    case 0:
        skills(text);
        break;
    case 1:
        tools(text);
        break;
    case 2:
        sampling(text);
        break;
    case 3:
        questions(text);
        break;
    case 4:
        if (const auto task = aios::readTaskStatus(text)) {
            const auto wait = aios::taskPollInterval(*task, 3);
            require(wait >= std::chrono::milliseconds(1) && wait <= std::chrono::minutes(5));
        }
        break;
    case 5:
        std::ignore = aios::readResourcePage(text);
        std::ignore = aios::readTemplatePage(text);
        break;
    case 6:
        std::ignore = aios::readHandshake(text);
        std::ignore = aios::readDiscovery(text);
        std::ignore = aios::logLine(text);
        break;
    default:
        words(QString::fromUtf8(text));
        break;
    }
    return 0;
}
