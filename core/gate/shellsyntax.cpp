// SPDX-License-Identifier: MIT
#include "core/gate/shellsyntax.h"

#include "core/base/json.h"
#include "core/gate/shellwords.h"

#include <QDir>

#include <array>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

/// Deeper than any tree of 2,000 characters that fits in shfmt's capped answer needs; a bound for the walk's own stack.
constexpr int kMostDepth = 2500;
constexpr qsizetype kMostCommands = 1000;

constexpr std::array kPlainNodes{
    "File"_L1,      "CallExpr"_L1, "BinaryCmd"_L1, "Block"_L1,   "Subshell"_L1, "TimeClause"_L1,   "Word"_L1,        "Lit"_L1,         "SglQuoted"_L1,
    "DblQuoted"_L1, "ParamExp"_L1, "ArithmExp"_L1, "ExtGlob"_L1, "BraceExp"_L1, "BinaryArithm"_L1, "UnaryArithm"_L1, "ParenArithm"_L1,
};
constexpr std::array kControlNodes{
    "FuncDecl"_L1,   "IfClause"_L1,  "WhileClause"_L1, "ForClause"_L1,  "CaseClause"_L1, "CoprocClause"_L1, "DeclClause"_L1, "LetClause"_L1,
    "TestClause"_L1, "ArithmCmd"_L1, "WordIter"_L1,    "CStyleLoop"_L1, "BinaryTest"_L1, "UnaryTest"_L1,    "ParenTest"_L1,
};
constexpr std::array kSubstitutionNodes{"CmdSubst"_L1, "ProcSubst"_L1};

template <typename List>
bool isOneOf(const List& list, const QString& type)
{
    return std::ranges::any_of(list, [&type](QLatin1StringView name) { return type == name; });
}

/// What the grammar of bash, or shfmt's, takes for more than a program's name where a command begins.
constexpr std::array kReservedWords{
    "if"_L1,     "then"_L1,    "else"_L1,    "elif"_L1,  "fi"_L1,     "do"_L1,       "done"_L1,     "case"_L1,
    "esac"_L1,   "while"_L1,   "until"_L1,   "for"_L1,   "select"_L1, "in"_L1,       "function"_L1, "time"_L1,
    "coproc"_L1, "declare"_L1, "typeset"_L1, "local"_L1, "export"_L1, "readonly"_L1, "nameref"_L1,  "let"_L1,
};

bool isPlain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || QByteArrayView("_./:,@+-").contains(c);
}

class SyntaxWalk {
public:
    SyntaxWalk(const QByteArray& source, const QString& workingDirectory) : m_source(source)
    {
        m_script.source = QString::fromUtf8(source);
        m_script.workingDirectory = workingDirectory;
    }

    void visit(const json::value& value, int depth);
    [[nodiscard]] ShellScript take() { return std::move(m_script); }
    void refuse(const QString& why)
    {
        if (m_script.unparsed.isEmpty())
            m_script.unparsed = why;
    }

private:
    [[nodiscard]] qsizetype offsetOf(const json::object& node, std::string_view key) const;
    [[nodiscard]] QString sourceOf(const json::object& node) const;
    [[nodiscard]] ShellWord wordOf(const json::object& word, int depth) const;
    void addPart(ShellWord& word, const json::object& part, bool first, int depth) const;
    void note(const json::object& node, const QString& type);
    void addCall(const json::object& call, int depth);
    void addBuiltin(const json::object& clause, const QString& name);
    void addRedirect(const json::object& redirect, int depth);
    void addCommand(SimpleCommand command);

    const QByteArray& m_source;
    ShellScript m_script;
};

qsizetype SyntaxWalk::offsetOf(const json::object& node, std::string_view key) const
{
    const json::object* position = jsonObject(node, key);
    return position ? std::clamp<qint64>(jsonInt(*position, "Offset"), 0, m_source.size()) : 0;
}

QString SyntaxWalk::sourceOf(const json::object& node) const
{
    const qsizetype begin = offsetOf(node, "Pos");
    const qsizetype end = offsetOf(node, "End");
    return begin < end ? QString::fromUtf8(m_source.sliced(begin, end - begin)) : QString();
}

void SyntaxWalk::addPart(ShellWord& word, const json::object& part, bool first, int depth) const
{
    const QString type = jsonText(part, "Type");
    const bool dollar = jsonBool(part, "Dollar");
    const QString value = jsonText(part, "Value");
    if (type == "Lit"_L1) {
        addUnquoted(word, value, first);
    } else if (type == "SglQuoted"_L1 && !dollar) {
        word.text += value;
    } else if (type == "SglQuoted"_L1) {
        addDollarQuoted(word, value);
    } else if (type == "DblQuoted"_L1 && depth < kMostDepth) {
        word.literal = word.literal && !dollar;
        const json::array* parts = jsonArray(part, "Parts");
        for (const json::value& inner : parts ? *parts : json::array()) {
            const json::object* object = inner.if_object();
            if (object && jsonText(*object, "Type") == "Lit"_L1) {
                addDoubleQuoted(word, jsonText(*object, "Value"));
            } else {
                word.literal = false;
                word.text += object ? sourceOf(*object) : QString();
            }
        }
    } else {
        word.literal = false;
        word.text += sourceOf(part);
    }
}

ShellWord SyntaxWalk::wordOf(const json::object& object, int depth) const
{
    ShellWord word;
    const json::array* parts = jsonArray(object, "Parts");
    if (!parts)
        word.literal = false;
    // The program [ is a bracket that opens no pattern.
    if (parts && parts->size() == 1 && parts->front().is_object() && jsonText(parts->front().as_object(), "Value") == "["_L1)
        return {u"["_s, true};
    bool first = true;
    for (const json::value& part : parts ? *parts : json::array()) {
        if (const json::object* piece = part.if_object())
            addPart(word, *piece, std::exchange(first, false), depth + 1);
        else
            word.literal = false;
    }
    return word;
}

void SyntaxWalk::addCommand(SimpleCommand command)
{
    if (m_script.commands.size() >= kMostCommands) {
        refuse(u"it has too many parts"_s);
        return;
    }
    m_script.commands.append(std::move(command));
}

void SyntaxWalk::addCall(const json::object& call, int depth)
{
    SimpleCommand command;
    command.text = sourceOf(call);
    if (const json::array* assigns = jsonArray(call, "Assigns")) {
        for (const json::value& assign : *assigns)
            command.assignments.append(assign.is_object() ? sourceOf(assign.as_object()) : QString());
    }
    if (const json::array* words = jsonArray(call, "Args")) {
        for (const json::value& value : *words) {
            const ShellWord word = value.is_object() ? wordOf(value.as_object(), depth) : ShellWord{{}, false};
            command.literal = command.literal && word.literal;
            command.roughWords.append(word.text);
        }
    }
    if (command.literal)
        command.words = command.roughWords;
    addCommand(std::move(command));
}

/// declare, export, let, [[ and (( have nodes of their own; deny rules know them by name.
void SyntaxWalk::addBuiltin(const json::object& clause, const QString& name)
{
    SimpleCommand command;
    command.text = sourceOf(clause);
    command.literal = false;
    command.roughWords = command.text.split(u' ', Qt::SkipEmptyParts);
    if (command.roughWords.isEmpty() || command.roughWords.constFirst() != name)
        command.roughWords.prepend(name);
    addCommand(std::move(command));
}

/// The operator is read from the source: the numbers in the tree change between versions of shfmt.
void SyntaxWalk::addRedirect(const json::object& redirect, int depth)
{
    const QByteArrayView rest = QByteArrayView(m_source).sliced(offsetOf(redirect, "OpPos"));
    const json::object* target = jsonObject(redirect, "Word");
    const ShellWord word = target ? wordOf(*target, depth) : ShellWord{{}, false};
    if (rest.startsWith("<<")) {
        m_script.hasHeredoc = true;
        return;
    }
    const bool duplicates = rest.startsWith(">&") || rest.startsWith("<&");
    const bool number = !word.text.isEmpty() && std::ranges::all_of(word.text, [](QChar c) { return (c >= u'0' && c <= u'9') || c == u'-'; });
    if (duplicates && word.literal && number)
        return;
    PathAccess access;
    const bool reads = rest.startsWith("<") && !rest.startsWith("<>") && !duplicates;
    access.kind = reads && word.literal ? PathAccess::Kind::Read : PathAccess::Kind::Write;
    if (!word.text.isEmpty())
        access.path = QDir::cleanPath(QDir(m_script.workingDirectory).absoluteFilePath(word.text));
    m_script.redirects.append(access);
}

void SyntaxWalk::note(const json::object& node, const QString& type)
{
    if (isOneOf(kSubstitutionNodes, type))
        m_script.hasSubstitution = true;
    else if (isOneOf(kControlNodes, type))
        m_script.hasControl = true;
    else if (!type.isEmpty() && !isOneOf(kPlainNodes, type))
        refuse(u"it holds the shell construct %1"_s.arg(type.left(40)));
    if (jsonBool(node, "Background") || jsonBool(node, "Coprocess"))
        m_script.hasControl = true;
}

void SyntaxWalk::visit(const json::value& value, int depth)
{
    if (depth > kMostDepth) {
        refuse(u"it is nested too deeply"_s);
        return;
    }
    if (const json::array* list = value.if_array()) {
        for (const json::value& element : *list)
            visit(element, depth + 1);
        return;
    }
    const json::object* node = value.if_object();
    if (!node)
        return;
    const QString type = jsonText(*node, "Type");
    note(*node, type);
    if (type == "CallExpr"_L1) {
        addCall(*node, depth);
    } else if (type == "DeclClause"_L1) {
        const json::object* variant = jsonObject(*node, "Variant");
        addBuiltin(*node, variant ? jsonText(*variant, "Value") : u"declare"_s);
    } else if (type == "LetClause"_L1 || type == "ArithmCmd"_L1) {
        addBuiltin(*node, u"let"_s);
    } else if (type == "TestClause"_L1) {
        addBuiltin(*node, u"[["_s);
    }
    if (const json::array* redirects = jsonArray(*node, "Redirs")) {
        for (const json::value& redirect : *redirects) {
            if (redirect.is_object())
                addRedirect(redirect.as_object(), depth);
        }
    }
    for (const json::key_value_pair& member : *node) {
        if (member.value().is_structured())
            visit(member.value(), depth + 1);
    }
}

} // namespace

ShellScript scriptFromSyntax(QByteArrayView syntaxJson, const QByteArray& source, const QString& workingDirectory)
{
    SyntaxWalk walk(source, workingDirectory);
    const Result<json::value> tree = parseJson(syntaxJson, JsonLimits{.maxDepth = kMostDepth, .maxBytes = 2 * 1024 * 1024});
    if (!tree)
        walk.refuse(u"its syntax tree cannot be read"_s);
    else if (!tree->is_object() || jsonText(tree->as_object(), "Type") != "File"_L1)
        walk.refuse(u"its syntax tree is not one of a script"_s);
    else
        walk.visit(*tree, 0);
    return walk.take();
}

std::optional<ShellScript> scriptOfPlainWords(const QByteArray& source, const QString& workingDirectory)
{
    if (!std::ranges::all_of(source, [](char c) { return c == ' ' || isPlain(c); }))
        return std::nullopt;
    SimpleCommand command;
    command.text = QString::fromLatin1(source.trimmed());
    command.words = command.text.split(u' ', Qt::SkipEmptyParts);
    command.roughWords = command.words;
    if (command.words.isEmpty() || isOneOf(kReservedWords, command.words.constFirst()))
        return std::nullopt;
    ShellScript script;
    script.source = QString::fromLatin1(source);
    script.workingDirectory = workingDirectory;
    script.commands.append(std::move(command));
    return script;
}

} // namespace aios
