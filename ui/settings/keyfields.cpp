// SPDX-License-Identifier: MIT
#include "ui/settings/keyfields.h"

#include "core/base/text.h"
#include "ui/common/tintedlabel.h"

#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

KeyFields::KeyFields(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
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
    for (const auto& [variable, line] : std::exchange(m_lines, {}))
        delete line->parentWidget();
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
    auto* place = new QWidget;
    auto* line = new QLineEdit(place);
    line->setEchoMode(QLineEdit::Password);
    line->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    line->setObjectName(u"key:"_s + variable);
    line->setAccessibleName(label);
    line->setAccessibleDescription(help);
    auto* words = new QLabel(label);
    words->setTextFormat(Qt::PlainText);
    words->setBuddy(line);
    auto* column = new QVBoxLayout(place);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(words);
    column->addWidget(line);
    const QString kept =
        tr("Kept in the system's keychain for this service only. Left empty, the variable of that name is used if the program was started "
           "with one.");
    auto* muted = new TintedLabel(help.isEmpty() ? kept : QString(help % u' ' % kept));
    muted->setWordWrap(true);
    column->addWidget(muted);
    m_column->addWidget(place);
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

QList<std::pair<QString, Secret>> KeyFields::keys() const
{
    QList<std::pair<QString, Secret>> filled;
    for (const auto& [variable, line] : m_lines) {
        QByteArray text = line->text().trimmed().toUtf8();
        if (!text.isEmpty())
            filled.append({variable, Secret(text)});
        wipe(text.data(), static_cast<std::size_t>(text.size()));
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
