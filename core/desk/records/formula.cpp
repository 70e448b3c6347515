// SPDX-License-Identifier: MIT
#include "core/desk/records/formula.h"

#include "core/base/text.h"
#include "core/desk/deskjson.h"
#include "core/desk/records/formulanode.h"

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxLength = 4000;
constexpr int kMaxDepth = 40;
constexpr int kMaxNodes = 500;

/// Reads a formula from left to right. The first mistake is kept, with its place; everything after it is left alone.
class FormulaReader {
public:
    FormulaReader(const QString& text, const std::function<QString(const QString&)>& fieldId) : m_text(text), m_fieldId(fieldId) {}

    Result<FormulaNode> read()
    {
        FormulaNode root = comparison();
        skipSpace();
        if (m_problem.isEmpty() && m_at < m_text.size())
            mistake(u"nothing more was expected"_s);
        if (m_problem.isEmpty())
            return root;
        return fail(ErrorCode::InvalidInput, u"The formula cannot be read at character %1: %2."_s.arg(m_problemAt + 1).arg(m_problem));
    }

private:
    const QString& m_text;
    const std::function<QString(const QString&)>& m_fieldId;
    qsizetype m_at = 0;
    int m_depth = 0;
    int m_nodes = 0;
    QString m_problem;
    qsizetype m_problemAt = 0;

    void mistake(const QString& what)
    {
        if (!m_problem.isEmpty())
            return;
        m_problem = what;
        m_problemAt = m_at;
        m_at = m_text.size();
    }

    void skipSpace()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }

    bool take(QLatin1StringView token)
    {
        skipSpace();
        if (!QStringView(m_text).sliced(m_at).startsWith(token))
            return false;
        m_at += token.size();
        return true;
    }

    FormulaNode call(const QString& name, std::vector<FormulaNode> operands)
    {
        if (++m_nodes > kMaxNodes)
            mistake(u"it has too many parts"_s);
        return {FormulaNode::Kind::Call, {}, name, std::move(operands)};
    }

    /// Operators of one strength, from left to right.
    FormulaNode chain(FormulaNode (FormulaReader::*next)(), std::initializer_list<QLatin1StringView> operators)
    {
        FormulaNode left = (this->*next)();
        for (bool again = true; again && m_problem.isEmpty();) {
            again = false;
            for (const QLatin1StringView name : operators) {
                if (!take(name))
                    continue;
                FormulaNode right = (this->*next)();
                left = call(name, {std::move(left), std::move(right)});
                again = true;
                break;
            }
        }
        return left;
    }

    FormulaNode comparison() { return chain(&FormulaReader::joining, {"<="_L1, ">="_L1, "!="_L1, "="_L1, "<"_L1, ">"_L1}); }
    FormulaNode joining() { return chain(&FormulaReader::sum, {"&"_L1}); }
    FormulaNode sum() { return chain(&FormulaReader::product, {"+"_L1, "-"_L1}); }
    FormulaNode product() { return chain(&FormulaReader::operand, {"*"_L1, "/"_L1}); }

    FormulaNode operand()
    {
        if (++m_depth > kMaxDepth)
            mistake(u"its parts are nested too deeply"_s);
        skipSpace();
        FormulaNode node;
        if (m_at >= m_text.size())
            mistake(u"a value is missing"_s);
        else if (take("-"_L1))
            node = call(u"neg"_s, {operand()});
        else if (take("("_L1))
            node = closing(comparison());
        else if (m_text[m_at] == u'{')
            node = field();
        else if (m_text[m_at] == u'"' || m_text[m_at] == u'\'')
            node = text();
        else if (m_text[m_at].isDigit() || m_text[m_at] == u'.')
            node = number();
        else
            node = word();
        --m_depth;
        return node;
    }

    FormulaNode closing(FormulaNode node)
    {
        if (!take(")"_L1))
            mistake(u"a ) is missing"_s);
        return node;
    }

    FormulaNode field()
    {
        const qsizetype end = m_text.indexOf(u'}', m_at);
        if (end < 0) {
            mistake(u"the } that ends the field's name is missing"_s);
            return {};
        }
        const QString name = m_text.sliced(m_at + 1, end - m_at - 1).trimmed();
        FormulaNode node = fieldNamed(name);
        m_at = m_problem.isEmpty() ? end + 1 : m_at;
        return node;
    }

    FormulaNode fieldNamed(const QString& name)
    {
        const QString id = m_fieldId(name);
        if (id.isEmpty())
            mistake(u"there is no field “%1”"_s.arg(elided(showHidden(name), 60)));
        ++m_nodes;
        return {FormulaNode::Kind::Field, {}, id, {}};
    }

    FormulaNode text()
    {
        const QChar quote = m_text[m_at];
        QString out;
        qsizetype at = m_at + 1;
        for (; at < m_text.size() && m_text[at] != quote; ++at) {
            if (m_text[at] == u'\\' && at + 1 < m_text.size())
                ++at;
            out += m_text[at];
        }
        if (at >= m_text.size())
            mistake(u"the quote that ends this text is missing"_s);
        else
            m_at = at + 1;
        return {FormulaNode::Kind::Value, jsonOf(out), {}, {}};
    }

    FormulaNode number()
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && (m_text[m_at].isDigit() || m_text[m_at] == u'.'))
            ++m_at;
        bool usable = false;
        const double value = QStringView(m_text).sliced(begin, m_at - begin).toDouble(&usable);
        if (!usable) {
            m_at = begin;
            mistake(u"this is no number"_s);
        }
        return {FormulaNode::Kind::Value, value, {}, {}};
    }

    /// A function, or a field whose name is one word.
    FormulaNode word()
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && (m_text[m_at].isLetterOrNumber() || m_text[m_at] == u'_'))
            ++m_at;
        const QString name = m_text.sliced(begin, m_at - begin);
        if (name.isEmpty()) {
            mistake(u"a field, a text, a number or a function was expected"_s);
            return {};
        }
        if (!take("("_L1)) {
            const qsizetype end = std::exchange(m_at, begin);
            FormulaNode node = fieldNamed(name);
            m_at = m_problem.isEmpty() ? end : m_at;
            return node;
        }
        return function(name.toUpper(), begin);
    }

    FormulaNode function(const QString& name, qsizetype begin)
    {
        const FormulaFunction* known = formulaFunction(name);
        std::vector<FormulaNode> operands;
        if (!known) {
            m_at = begin;
            mistake(u"there is no function %1 here; there are %2"_s.arg(elided(name, 40), listed(Formula::functionNames())));
            return {};
        }
        if (!take(")"_L1)) {
            do {
                operands.push_back(comparison());
            } while (m_problem.isEmpty() && take(","_L1));
            if (!take(")"_L1))
                mistake(u"a ) is missing"_s);
        }
        const auto count = static_cast<int>(operands.size());
        if (count < known->least || (known->most >= 0 && count > known->most)) {
            m_at = begin;
            mistake(u"%1 does not take %2 values"_s.arg(name).arg(count));
        }
        return call(name, std::move(operands));
    }
};

json::value evaluateNode(const FormulaNode& node, const Formula::Values& values)
{
    switch (node.kind) {
    case FormulaNode::Kind::Value:
        return node.value;
    case FormulaNode::Kind::Field:
        return values.field(node.name);
    case FormulaNode::Kind::Call:
        break;
    }
    std::vector<json::value> operands;
    operands.reserve(node.operands.size());
    for (const FormulaNode& operand : node.operands)
        operands.push_back(evaluateNode(operand, values));
    return formulaFunction(node.name)->call(operands, values);
}

} // namespace

Result<Formula> Formula::parse(const QString& text, const std::function<QString(const QString& name)>& fieldId)
{
    if (text.size() > kMaxLength)
        return fail(ErrorCode::TooLarge, u"The formula is longer than %1 characters."_s.arg(kMaxLength));
    auto root = FormulaReader(text, fieldId).read();
    if (!root)
        return std::unexpected(root.error());
    return Formula(std::make_shared<const FormulaNode>(std::move(*root)));
}

json::value Formula::evaluate(const Values& values) const
{
    return evaluateNode(*m_root, values);
}

bool Formula::holds(const Values& values) const
{
    return formulaTruth(evaluate(values));
}

} // namespace aios::desk
