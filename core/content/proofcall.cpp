// SPDX-License-Identifier: MIT
#include "core/content/proofcall.h"

#include "core/base/json.h"
#include "core/content/publishing.h"

namespace aios {

using namespace Qt::StringLiterals;

QByteArray ProofCall::inputJson(const QString& publishedId) const
{
    return '{' + jsonString(id) + ':' + jsonString(publishedId) + '}';
}

QString ProofCall::provenBy(const QByteArray& answer) const
{
    const auto says = [&answer](const std::pair<QString, QString>& field) {
        return proofIn(answer, {.proof = field.first}).compare(field.second, Qt::CaseInsensitive) == 0;
    };
    return std::ranges::all_of(when, says) ? proofIn(answer, {.proof = proof}) : QString();
}

Result<ProofCall> proofCallFrom(const YamlTree& entry)
{
    const auto wrong = [] {
        return fail(ErrorCode::InvalidInput,
                    u"“status” must hold tool, id (its argument), proof (the field of its answer with the address) and, if wanted, when (fields of "
                    "its answer and what they say once it is out)."_s);
    };
    ProofCall call;
    for (qsizetype i = 0; i < entry.keys.size(); ++i) {
        const YamlTree& value = entry.children.at(i);
        const QString& key = entry.keys.at(i);
        QString* text = key == "tool"_L1 ? &call.tool : key == "id"_L1 ? &call.id : key == "proof"_L1 ? &call.proof : nullptr;
        if (text && value.isText()) {
            *text = value.text.trimmed();
        } else if (key == "when"_L1 && value.kind == YamlTree::Kind::Map) {
            for (qsizetype each = 0; each < value.keys.size(); ++each)
                call.when.append({value.keys.at(each), value.children.at(each).text.trimmed()});
        } else {
            return wrong();
        }
    }
    // A condition that says nothing is one that nobody meant.
    const bool empty = std::ranges::any_of(call.when, [](const auto& field) { return field.second.isEmpty(); });
    return call.tool.isEmpty() || call.id.isEmpty() || call.proof.isEmpty() || empty ? wrong() : Result<ProofCall>(call);
}

} // namespace aios
