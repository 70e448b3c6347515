// SPDX-License-Identifier: MIT
#include "ui/settings/keyfields.h"

#include "core/base/text.h"
#include "ui/common/tintedlabel.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

KeyFields::KeyFields(QWidget* parent) : QWidget(parent), m_form(new QFormLayout(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    hide();
}

void KeyFields::setVariables(const QStringList& variables, const QList<ServicePresetField>& known)
{
    QStringList now;
    for (const auto& [variable, line] : std::as_const(m_lines))
        now += variable;
    if (now == variables)
        return;
    QHash<QString, QString> written;
    for (const auto& [variable, line] : std::as_const(m_lines))
        written.insert(variable, line->text());
    m_lines.clear();
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
    for (const QString& variable : variables)
        addLine(variable, known);
    for (const auto& [variable, line] : std::as_const(m_lines)) {
        const QSignalBlocker quiet(line);
        line->setText(written.value(variable));
    }
    setVisible(!m_lines.isEmpty());
}

void KeyFields::addLine(const QString& variable, const QList<ServicePresetField>& known)
{
    const auto field = std::ranges::find(known, variable, &ServicePresetField::id);
    const QString label = field == known.end() ? showHidden(variable) : QString(field->label % u" ("_s % variable % u')');
    const QString help = field == known.end() ? QString() : field->help;
    auto* line = new QLineEdit;
    line->setEchoMode(QLineEdit::Password);
    line->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    line->setObjectName(u"key:"_s + variable);
    line->setAccessibleName(label);
    line->setAccessibleDescription(help);
    auto* words = new QLabel(label);
    words->setTextFormat(Qt::PlainText);
    words->setBuddy(line);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(line);
    const QString kept =
        tr("Kept in the system's keychain for this service only. Left empty, the variable of that name is used if the program was started "
           "with one.");
    auto* muted = new TintedLabel(help.isEmpty() ? kept : QString(help % u' ' % kept));
    muted->setWordWrap(true);
    column->addWidget(muted);
    m_form->addRow(words, column);
    m_lines.append({variable, line});
    connect(line, &QLineEdit::textChanged, this, &KeyFields::edited);
}

void KeyFields::offer(const QList<std::pair<QString, QByteArray>>& keys)
{
    for (const auto& [variable, value] : keys) {
        const auto line = std::ranges::find(m_lines, variable, &std::pair<QString, QLineEdit*>::first);
        if (line != m_lines.end() && line->second->text().isEmpty()) {
            const QSignalBlocker quiet(line->second);
            line->second->setText(QString::fromUtf8(value));
        }
    }
}

QList<std::pair<QString, QByteArray>> KeyFields::keys() const
{
    QList<std::pair<QString, QByteArray>> filled;
    for (const auto& [variable, line] : m_lines) {
        if (const QString text = line->text().trimmed(); !text.isEmpty())
            filled.append({variable, text.toUtf8()});
    }
    return filled;
}

void KeyFields::clearKeys()
{
    for (const auto& [variable, line] : std::as_const(m_lines)) {
        const QSignalBlocker quiet(line);
        line->clear();
    }
}

} // namespace aios
