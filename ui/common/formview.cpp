// SPDX-License-Identifier: MIT
#include "ui/common/formview.h"

#include "core/base/text.h"
#include "ui/common/tintedlabel.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostDescription = 2000;

QString words(const QString& description)
{
    return showHidden(elided(description.trimmed(), kMostDescription));
}

/// What stands below a field. A hint that is no placeholder stands there too.
QString belowWords(const FormField& field)
{
    QStringList parts;
    if (field.kind == FormField::Kind::Choices)
        parts.append(fieldHint(field));
    if (!field.description.trimmed().isEmpty())
        parts.append(words(field.description));
    return parts.join(u' ');
}

} // namespace

FormView::FormView(const QList<FormField>& fields, FormStyle style, QWidget* parent) : QWidget(parent), m_fields(fields), m_style(style)
{
    auto* form = new QVBoxLayout(this);
    if (style == FormStyle::Questions)
        form->setContentsMargins(0, 0, fontMetrics().height() / 2, 0); // it is part of a card, and scrolls there
    add(fields, *form);
    form->addStretch(1);
}

/// A call has the names of its arguments, which the service's documentation uses; a question has words for people.
QString FormView::titleOf(const FormField& field) const
{
    const bool asks = m_style == FormStyle::Questions && !field.title.trimmed().isEmpty();
    const QString name = showHidden(elided(asks ? field.title.trimmed() : field.name, 200));
    return field.required ? tr("%1 (required)").arg(name) : name;
}

void FormView::add(const QList<FormField>& fields, QVBoxLayout& form)
{
    for (const FormField& field : fields) {
        const QString title = titleOf(field);
        if (field.kind != FormField::Kind::Group) {
            addLine(field, title, form);
            continue;
        }
        auto* group = new QGroupBox(QString(title).replace(u'&', u"&&"_s), this);
        auto* inner = new QVBoxLayout(group);
        if (!field.description.isEmpty())
            inner->addWidget(new TintedLabel(words(field.description)));
        add(field.fields, *inner);
        form.addWidget(group);
    }
}

void FormView::addLine(const FormField& field, const QString& title, QVBoxLayout& form)
{
    auto* label = new QLabel(QString(title).replace(u'&', u"&&"_s), this);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    QWidget* editor = makeFormEditor(field, m_style, this, [this] { Q_EMIT edited(); });
    const QString hint = fieldHint(field);
    const QString below = belowWords(field);
    editor->setObjectName(u"field:"_s + field.path);
    editor->setAccessibleName(title);
    editor->setAccessibleDescription(below.contains(hint) ? below : below.isEmpty() ? hint : QString(hint % u". "_s % below));
    label->setBuddy(editor);
    watch(*editor);
    auto* problem = new TintedLabel({}, TintedLabel::Tint::Bad, this);
    problem->setWordWrap(true);
    problem->setObjectName(u"problem:"_s + field.path);
    problem->hide();
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(label);
    column->addWidget(editor);
    column->addWidget(problem);
    if (!below.isEmpty()) {
        auto* about = new TintedLabel(below);
        about->setWordWrap(true);
        column->addWidget(about);
    }
    form.addLayout(column);
    m_lines.push_back({field, editor, problem});
}

/// Its focus is watched, and the wheel goes on to whatever scrolls the form, unless the person is in that field.
void FormView::watch(QWidget& editor)
{
    editor.installEventFilter(this);
    for (QCheckBox* box : editor.findChildren<QCheckBox*>())
        box->installEventFilter(this);
}

bool FormView::eventFilter(QObject* watched, QEvent* event)
{
    auto* widget = qobject_cast<QWidget*>(watched);
    if (event->type() == QEvent::Wheel && qobject_cast<QComboBox*>(widget) && !widget->hasFocus()) {
        event->ignore();
        return true;
    }
    if (event->type() == QEvent::FocusOut && widget) {
        const auto from = std::ranges::find_if(m_lines, [&](const Line& each) { return each.editor == widget || each.editor->isAncestorOf(widget); });
        // A sentence that came when a button is pressed would move it away from under the hand: only going on within the form counts.
        if (from != m_lines.cend())
            QMetaObject::invokeMethod(
                this,
                [this, editor = from->editor, path = from->field.path] {
                    const QWidget* now = QApplication::focusWidget();
                    if (now && now != editor && isAncestorOf(now) && !editor->isAncestorOf(now))
                        Q_EMIT left(path);
                },
                Qt::QueuedConnection);
    }
    return QWidget::eventFilter(watched, event);
}

FormValues FormView::values() const
{
    FormValues values;
    for (const Line& line : m_lines) {
        if (const QString text = editorText(line.editor); !text.isEmpty())
            values.insert(line.field.path, text);
    }
    return values;
}

void FormView::setValues(const FormValues& values)
{
    for (const Line& line : m_lines) {
        if (const QString text = values.value(line.field.path); text != editorText(line.editor))
            setEditorText(line.editor, text);
    }
}

const FormView::Line* FormView::line(const QString& path) const
{
    const auto found = std::ranges::find_if(m_lines, [&](const Line& each) { return each.field.path == path; });
    return found == m_lines.cend() ? nullptr : &*found;
}

void FormView::showProblem(const QString& path, const QString& problem)
{
    const Line* at = line(path);
    if (!at || (at->problem->text() == showHidden(problem) && at->problem->isHidden() == problem.isEmpty()))
        return;
    at->problem->setText(showHidden(problem));
    at->problem->setVisible(!problem.isEmpty());
    const QString below = belowWords(at->field);
    at->editor->setAccessibleDescription(problem.isEmpty() ? below : QString(showHidden(problem) % u' ' % below));
}

void FormView::showProblems(const QHash<QString, QString>& problems)
{
    QWidget* first = nullptr;
    for (const Line& line : m_lines) {
        const QString problem = problems.value(line.field.path);
        showProblem(line.field.path, problem);
        if (!problem.isEmpty() && !first)
            first = line.editor;
    }
    if (first)
        first->setFocus(Qt::OtherFocusReason);
}

} // namespace aios
