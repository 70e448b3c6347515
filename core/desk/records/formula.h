// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <QDateTime>

#include <functional>
#include <memory>

namespace aios::desk {

struct FormulaNode;

/// A filter in the part of Airtable's formula language that filters use: {Field}, texts, numbers, = != < > <= >= + - * / &, and the functions that
/// functionNames() lists. Reading a formula says what is wrong and where; using one never fails: what makes no sense counts as blank. Immutable, thread-safe.
class Formula {
public:
    /// What a field holds in one record: null, bool, number or text (lists as "a, b").
    struct Values {
        std::function<json::value(const QString& fieldId)> field;
        QString recordId;
        QDateTime now;
    };
    /// `fieldId` gives the id for a name or id, empty when there is none.
    [[nodiscard]] static Result<Formula> parse(const QString& text, const std::function<QString(const QString& name)>& fieldId);

    [[nodiscard]] json::value evaluate(const Values& values) const;
    [[nodiscard]] bool holds(const Values& values) const;
    [[nodiscard]] static QStringList functionNames();

private:
    explicit Formula(std::shared_ptr<const FormulaNode> root) : m_root(std::move(root)) {}
    std::shared_ptr<const FormulaNode> m_root;
};

} // namespace aios::desk
