// SPDX-License-Identifier: MIT
#include "ui/settings/presetsource.h"

#include "ui/common/tintedlabel.h"
#include "ui/settings/sourcefields.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

PresetSource::PresetSource(ServicePreset preset, QWidget* parent) : ServiceSource(parent), m_preset(std::move(preset))
{
    auto* form = new QVBoxLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    for (const ServicePresetField& field : m_preset.fields) {
        if (field.kind == ServicePresetField::Kind::Secret)
            continue; // its line stands with the other keys
        QWidget* editor = nullptr;
        if (field.kind == ServicePresetField::Kind::Lines) {
            auto* box = makeFieldBox(this, field.placeholder, 3);
            connect(box, &QPlainTextEdit::textChanged, this, &ServiceSource::edited);
            editor = box;
        } else {
            auto* line = new QLineEdit(this);
            line->setPlaceholderText(field.placeholder);
            connect(line, &QLineEdit::textChanged, this, &ServiceSource::edited);
            editor = line;
        }
        setFieldText(editor, field.initial);
        editor->setObjectName(u"field:"_s + field.id);
        TintedLabel* problem = makeFieldProblem(field.id);
        addFieldRow(*form, field.required ? field.label : tr("%1 (may stay empty)").arg(field.label), editor, problem, field.help);
        m_lines.push_back({field, editor, problem});
    }
}

ServiceSource::Made PresetSource::make(bool say)
{
    QHash<QString, QString> values;
    for (const Line& line : m_lines)
        values.insert(line.field.id, fieldText(line.editor));
    QHash<QString, QString> problems;
    Made made{presetEntry(m_preset, values, problems), m_preset.server, false, {}};
    made.complete = problems.isEmpty();
    QWidget* first = nullptr;
    for (const Line& line : m_lines) {
        const QString problem = problems.value(line.field.id);
        tellAtField(line.problem, say ? problem : QString());
        if (!problem.isEmpty() && !first)
            first = line.editor;
    }
    if (say && first)
        first->setFocus(Qt::OtherFocusReason);
    return made;
}

void PresetSource::clearFields()
{
    for (const Line& line : m_lines)
        setFieldText(line.editor, line.field.initial);
}

} // namespace aios
