// SPDX-License-Identifier: MIT
#include "ui/services/toolformview.h"

#include "core/base/text.h"
#include "ui/common/tintedlabel.h"
#include "ui/theme/colours.h"

#include <QComboBox>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostDescription = 2000;
constexpr int kLongText = 200; ///< From this length on a text is not one line.

QString textOf(const QWidget* editor)
{
    if (const auto* line = qobject_cast<const QLineEdit*>(editor))
        return line->text();
    if (const auto* box = qobject_cast<const QPlainTextEdit*>(editor))
        return box->toPlainText();
    return qobject_cast<const QComboBox*>(editor)->currentData().toString();
}

void setText(QWidget* editor, const QString& text)
{
    if (auto* line = qobject_cast<QLineEdit*>(editor))
        line->setText(text);
    else if (auto* box = qobject_cast<QPlainTextEdit*>(editor))
        box->setPlainText(text);
    else if (auto* choice = qobject_cast<QComboBox*>(editor))
        choice->setCurrentIndex(std::max(0, choice->findData(text)));
}

/// One line holds no line break: a text that may have some gets a box.
bool wantsBox(const ToolField& field)
{
    using Kind = ToolField::Kind;
    if (field.kind != Kind::Text)
        return field.kind == Kind::TextList || field.kind == Kind::Json;
    static const QStringList kLong{u"content"_s, u"body"_s, u"text"_s, u"description"_s, u"message"_s, u"html"_s, u"markdown"_s};
    return field.longest > kLongText || kLong.contains(field.name.toLower()) || field.initial.contains(u'\n');
}

QString kindWords(const ToolField& field)
{
    using Kind = ToolField::Kind;
    switch (field.kind) {
    case Kind::Integer:
        return ToolFormView::tr("Whole number");
    case Kind::Number:
        return ToolFormView::tr("Number");
    case Kind::TextList:
        return ToolFormView::tr("One a line");
    case Kind::Json:
        return ToolFormView::tr("JSON");
    default:
        return {};
    }
}

} // namespace

ToolFormView::ToolFormView(const QList<ToolField>& fields, QWidget* parent) : QWidget(parent), m_fields(fields)
{
    auto* form = new QVBoxLayout(this);
    add(fields, *form);
    form->addStretch(1);
}

void ToolFormView::add(const QList<ToolField>& fields, QVBoxLayout& form)
{
    for (const ToolField& field : fields) {
        const QString name = showHidden(field.name);
        const QString title = field.required ? tr("%1 (required)").arg(name) : name;
        if (field.kind == ToolField::Kind::Group) {
            auto* group = new QGroupBox(QString(title).replace(u'&', u"&&"_s), this);
            auto* inner = new QVBoxLayout(group);
            if (!field.description.isEmpty())
                inner->addWidget(new TintedLabel(showHidden(elided(field.description, kMostDescription))));
            add(field.fields, *inner);
            form.addWidget(group);
            continue;
        }
        auto* label = new QLabel(QString(title).replace(u'&', u"&&"_s), this);
        label->setTextFormat(Qt::PlainText);
        QWidget* editor = makeEditor(field);
        editor->setObjectName(u"field:"_s + field.path);
        editor->setAccessibleName(title);
        editor->setAccessibleDescription(showHidden(elided(field.description, kMostDescription)));
        label->setBuddy(editor);
        auto* problem = new TintedLabel({}, TintedLabel::Tint::Bad);
        problem->setWordWrap(true);
        problem->setObjectName(u"problem:"_s + field.path);
        problem->hide();
        auto* column = new QVBoxLayout;
        column->setSpacing(2);
        column->addWidget(label);
        column->addWidget(editor);
        column->addWidget(problem);
        if (!field.description.trimmed().isEmpty()) {
            auto* words = new TintedLabel(showHidden(elided(field.description.trimmed(), kMostDescription)));
            words->setWordWrap(true);
            column->addWidget(words);
        }
        form.addLayout(column);
        m_lines.push_back({field, editor, problem});
    }
}

QWidget* ToolFormView::makeEditor(const ToolField& field)
{
    using Kind = ToolField::Kind;
    if (field.kind == Kind::Switch || field.kind == Kind::Choice)
        return makeChoice(field);
    if (wantsBox(field))
        return makeLineBox(field);
    auto* line = new QLineEdit(this);
    line->setText(field.initial);
    line->setPlaceholderText(kindWords(field));
    connect(line, &QLineEdit::textChanged, this, &ToolFormView::edited);
    return line;
}

QWidget* ToolFormView::makeLineBox(const ToolField& field)
{
    auto* box = new QPlainTextEdit(this);
    box->setPlainText(field.initial);
    box->setPlaceholderText(kindWords(field));
    box->setTabChangesFocus(true);
    if (field.kind == ToolField::Kind::Json)
        box->setFont(fixedFont(font()));
    box->setFixedHeight(fontMetrics().lineSpacing() * 4 + 12);
    connect(box, &QPlainTextEdit::textChanged, this, &ToolFormView::edited);
    return box;
}

/// Nothing is chosen for the person: the first row sends nothing, unless the schema has a default.
QWidget* ToolFormView::makeChoice(const ToolField& field)
{
    auto* choice = new QComboBox(this);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    choice->setMinimumContentsLength(12);
    choice->addItem(tr("(not sent)"), QString());
    if (field.kind == ToolField::Kind::Switch) {
        choice->addItem(tr("Yes"), u"true"_s);
        choice->addItem(tr("No"), u"false"_s);
    }
    for (const QByteArray& json : field.choices) {
        const QString text = QString::fromUtf8(json);
        const bool quoted = text.size() > 1 && text.startsWith(u'"') && !text.contains(u'\\');
        choice->addItem(showHidden(elided(quoted ? text.sliced(1, text.size() - 2) : text, 200)), text);
    }
    choice->setCurrentIndex(std::max(0, choice->findData(field.initial)));
    connect(choice, &QComboBox::currentIndexChanged, this, &ToolFormView::edited);
    return choice;
}

ToolValues ToolFormView::values() const
{
    ToolValues values;
    for (const Line& line : m_lines) {
        if (const QString text = textOf(line.editor); !text.isEmpty())
            values.insert(line.field.path, text);
    }
    return values;
}

void ToolFormView::setValues(const ToolValues& values)
{
    for (const Line& line : m_lines)
        setText(line.editor, values.value(line.field.path));
}

void ToolFormView::showProblems(const QHash<QString, QString>& problems)
{
    QWidget* first = nullptr;
    for (const Line& line : m_lines) {
        const QString problem = problems.value(line.field.path);
        line.problem->setText(showHidden(problem));
        line.problem->setVisible(!problem.isEmpty());
        if (!problem.isEmpty() && !first)
            first = line.editor;
    }
    if (first)
        first->setFocus(Qt::OtherFocusReason);
}

} // namespace aios
