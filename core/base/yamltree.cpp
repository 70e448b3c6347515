// SPDX-License-Identifier: MIT
#include "core/base/yamltree.h"

#include "core/base/json.h"

#include <yaml-cpp/yaml.h>

#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QByteArray jsonOfPlain(const QString& text)
{
    static const QRegularExpression number(u"\\A-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?\\z"_s);
    if (text.isEmpty() || text == "~"_L1 || text == "null"_L1 || text == "Null"_L1 || text == "NULL"_L1)
        return "null";
    if (text == "true"_L1 || text == "True"_L1 || text == "TRUE"_L1)
        return "true";
    if (text == "false"_L1 || text == "False"_L1 || text == "FALSE"_L1)
        return "false";
    return text.size() <= 40 && number.match(text).hasMatch() ? text.toLatin1() : QByteArray();
}

class Converter {
public:
    Converter(QByteArrayView yaml, const QString& name, const YamlLimits& limits) : m_yaml(yaml), m_name(name), m_limits(limits) {}

    Result<YamlTree> convert(const YAML::Node& node, int depth)
    {
        YamlTree tree{.line = node.Mark().is_null() ? 0 : node.Mark().line + 1};
        if (depth > m_limits.maxDepth || ++m_nodes > m_limits.maxNodes)
            return refuse(tree.line, u"it is nested too deeply or holds too many values."_s);
        const std::string& tag = node.Tag();
        if (!tag.empty() && tag != "?" && tag != "!")
            return refuse(tree.line, u"tags (!…) are not used here."_s);
        if (node.IsSequence())
            return list(node, depth, std::move(tree));
        if (node.IsMap())
            return map(node, depth, std::move(tree));
        if (node.IsScalar())
            tree.text = QString::fromStdString(node.Scalar());
        if (tree.text.contains(u'\n') && startsBlock(node.Mark().pos))
            ++tree.line;
        if (tag != "!")
            tree.plainJson = jsonOfPlain(tree.text);
        return tree;
    }

    std::unexpected<Error> refuse(int line, const QString& why) const
    {
        return fail(ErrorCode::InvalidInput, u"%1, line %2: %3"_s.arg(m_name).arg(line).arg(why));
    }

private:
    Result<YamlTree> list(const YAML::Node& node, int depth, YamlTree tree)
    {
        tree.kind = YamlTree::Kind::List;
        for (const YAML::Node& item : node) {
            Result<YamlTree> child = convert(item, depth + 1);
            if (!child)
                return child;
            tree.children.append(std::move(*child));
        }
        return tree;
    }

    Result<YamlTree> map(const YAML::Node& node, int depth, YamlTree tree)
    {
        tree.kind = YamlTree::Kind::Map;
        for (const auto& item : node) {
            if (!item.first.IsScalar())
                return refuse(tree.line, u"a key must be plain text."_s);
            const QString key = QString::fromStdString(item.first.Scalar());
            Result<YamlTree> child = convert(item.second, depth + 1);
            if (!child)
                return child;
            if (tree.keys.size() >= 1000)
                return refuse(tree.line, u"a map has more than 1000 keys."_s);
            if (tree.keys.contains(key))
                return refuse(child->line, u"the key \"%1\" stands twice."_s.arg(key));
            tree.keys.append(key);
            tree.children.append(std::move(*child));
        }
        return tree;
    }

    /// A block scalar's mark is its | or >, its text begins a line below.
    [[nodiscard]] bool startsBlock(int at) const { return at >= 0 && at < m_yaml.size() && (m_yaml[at] == '|' || m_yaml[at] == '>'); }

    QByteArrayView m_yaml;
    const QString& m_name;
    const YamlLimits& m_limits;
    int m_nodes = 0;
};

} // namespace

const YamlTree* YamlTree::find(QStringView key) const
{
    const qsizetype at = keys.indexOf(key);
    return at < 0 ? nullptr : &children.at(at);
}

QByteArray YamlTree::toJson() const
{
    if (kind == Kind::Scalar)
        return plainJson.isEmpty() ? jsonString(QStringView(text)) : plainJson;
    QByteArray out(1, kind == Kind::Map ? '{' : '[');
    for (qsizetype i = 0; i < children.size(); ++i) {
        if (i > 0)
            out += ',';
        if (kind == Kind::Map)
            out += jsonString(QStringView(keys.at(i))) + ':';
        out += children.at(i).toJson();
    }
    out += kind == Kind::Map ? '}' : ']';
    return out;
}

Result<YamlTree> parseYamlTree(QByteArrayView yaml, const QString& name, const YamlLimits& limits)
{
    Converter converter(yaml, name, limits);
    if (yaml.size() > limits.maxBytes)
        return fail(ErrorCode::TooLarge, u"%1 is larger than %2 MB and was not read."_s.arg(name).arg(limits.maxBytes / (1024 * 1024)));
    try {
        return converter.convert(YAML::Load(std::string(yaml.data(), static_cast<std::size_t>(yaml.size()))), 0);
    } catch (const YAML::Exception& problem) {
        return converter.refuse(problem.mark.is_null() ? 1 : problem.mark.line + 1, QString::fromStdString(problem.msg) + u'.');
    } catch (const std::exception& problem) {
        return converter.refuse(1, QString::fromLocal8Bit(problem.what()) + u'.');
    }
}

} // namespace aios
