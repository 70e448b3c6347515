// SPDX-License-Identifier: MIT
// What the answer of a service proves.
#include "core/base/text.h"
#include "core/content/jsonleaves.h"
#include "core/content/publishing.h"

#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostProse = 64 * 1024; ///< Of an answer in words.

/// The value behind `name:` on a line of its own, as servers write that answer people instead of programs ("**Link**: https://…").
QString lineOf(const QByteArray& answer, const QString& name)
{
    const QRegularExpression line(u"^[ \\t]*(?:[-*][ \\t]+)?(?:\\*\\*|__)?"_s + QRegularExpression::escape(name) +
                                      u"(?:\\*\\*|__)?:(?:\\*\\*|__)?[ \\t]*(\\S[^\\n]*)$"_s,
                                  QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
    QString found;
    for (const QRegularExpressionMatch& match : line.globalMatch(QString::fromUtf8(answer.left(kMostProse)))) {
        const QString value = elided(match.captured(1).trimmed(), 500);
        if (!found.isEmpty() && found != value)
            return {};
        found = value;
    }
    return found;
}

/// Nothing where the answer holds no JSON object.
std::optional<JsonLeaves> answerLeaves(const QByteArray& answer)
{
    auto parsed = parseJson(answer);
    const qsizetype from = answer.indexOf('{');
    const qsizetype to = answer.lastIndexOf('}');
    if (!parsed && from >= 0 && to > from) // words around it, as many servers answer
        parsed = parseJson(answer.sliced(from, to - from + 1));
    if (!parsed || !parsed->is_object())
        return std::nullopt;
    return leavesIn(*parsed);
}

QString leafText(const JsonLeaves& leaves, const QString& name)
{
    const auto it = leaves.constFind(name);
    if (it == leaves.cend() || !(it->is_string() || it->is_int64() || it->is_uint64()))
        return {};
    return elided(shownValue(*it).trimmed(), 500);
}

/// Under that name, in JSON or on a line of words.
QString answerValue(const QByteArray& answer, const QString& name)
{
    const auto leaves = answerLeaves(answer);
    return leaves ? leafText(*leaves, name) : lineOf(answer, name);
}

} // namespace

QString proofIn(const QByteArray& answer, const PublishGate& gate)
{
    if (!gate.proof.isEmpty())
        return answerValue(answer, gate.proof);
    const JsonLeaves leaves = answerLeaves(answer).value_or(JsonLeaves());
    QStringList names = leaves.keys();
    names.sort();
    for (const QString& key : {u"url"_s, u"link"_s, u"permalink"_s, u"publicUrl"_s, u"id"_s, u"postId"_s, u"postSubmissionId"_s}) {
        if (const QString top = leafText(leaves, key); !top.isEmpty())
            return top;
        for (const QString& name : std::as_const(names)) {
            if (name.count(u'.') == 1 && name.endsWith(u'.' + key) && !leafText(leaves, name).isEmpty())
                return leafText(leaves, name);
        }
    }
    return {};
}

QString idIn(const QByteArray& answer, const PublishGate& gate)
{
    return gate.id.isEmpty() ? QString() : answerValue(answer, gate.id);
}

} // namespace aios
