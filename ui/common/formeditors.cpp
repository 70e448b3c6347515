// SPDX-License-Identifier: MIT
#include "ui/common/formeditors.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "ui/theme/colours.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using Kind = FormField::Kind;

constexpr int kLongText = 200; ///< From this length on a text is not one line.
constexpr auto kTouched = "touched"; ///< Of a switch that may be left out: the person has set it.

QString tr(const char* text)
{
    return QCoreApplication::translate("aios::FormView", text);
}

/// One line holds no line break: a text that may have some gets a box.
bool wantsBox(const FormField& field)
{
    if (field.kind != Kind::Text)
        return field.kind == Kind::TextList || field.kind == Kind::Json;
    static const QStringList kLong{u"content"_s, u"body"_s, u"text"_s, u"description"_s, u"message"_s, u"html"_s, u"markdown"_s};
    return field.format.isEmpty() && (field.longest > kLongText || kLong.contains(field.name.toLower()) || field.initial.contains(u'\n'));
}

QString rangeHint(const FormField& field, const QString& kind)
{
    const auto number = [](double value) { return QString::number(value, 'g', 15); };
    if (field.least && field.most)
        return tr("%1, %2 to %3").arg(kind, number(*field.least), number(*field.most));
    if (field.least)
        return tr("%1, at least %2").arg(kind, number(*field.least));
    return field.most ? tr("%1, at most %2").arg(kind, number(*field.most)) : kind;
}

/// Nothing is chosen for the person: the first row sends nothing, unless the schema has a default.
QComboBox* makeChoice(const FormField& field, FormStyle style, QWidget* parent)
{
    auto* choice = new QComboBox(parent);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    choice->setMinimumContentsLength(12);
    choice->setFocusPolicy(Qt::StrongFocus); // the wheel scrolls the form and changes no answer on its way
    choice->addItem(style == FormStyle::Call ? tr("(not sent)") : field.required ? tr("Choose…") : tr("(left out)"), QString());
    if (field.kind == Kind::Switch) {
        choice->addItem(tr("Yes"), u"true"_s);
        choice->addItem(tr("No"), u"false"_s);
    }
    for (qsizetype i = 0; i < field.choices.size(); ++i)
        choice->addItem(choiceName(field, i), QString::fromUtf8(field.choices.at(i)));
    return choice;
}

/// A question that is yes or no. What may be left out counts once the person has touched it.
QCheckBox* makeSwitch(const FormField& field, QWidget* parent)
{
    auto* box = new QCheckBox(tr("Yes"), parent);
    box->setProperty(kTouched, field.required || !field.initial.isEmpty());
    return box;
}

QPlainTextEdit* makeLineBox(const FormField& field, QWidget* parent)
{
    auto* box = new QPlainTextEdit(parent);
    box->setPlaceholderText(fieldHint(field));
    box->setTabChangesFocus(true);
    if (field.kind == Kind::Json)
        box->setFont(fixedFont(box->font()));
    box->setFixedHeight(box->fontMetrics().lineSpacing() * 4 + 12);
    return box;
}

} // namespace

ChoiceBoxes::ChoiceBoxes(const FormField& field, QWidget* parent) : QWidget(parent), m_choices(field.choices)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(fontMetrics().height() / 5);
    for (qsizetype i = 0; i < m_choices.size(); ++i) {
        const QString name = choiceName(field, i);
        auto* box = new QCheckBox(QString(name).replace(u'&', u"&&"_s), this);
        box->setAccessibleName(name);
        connect(box, &QCheckBox::toggled, this, &ChoiceBoxes::edited);
        column->addWidget(box);
        m_boxes.append(box);
    }
    if (!m_boxes.isEmpty())
        setFocusProxy(m_boxes.first());
}

QString ChoiceBoxes::text() const
{
    QByteArray json;
    for (qsizetype i = 0; i < m_boxes.size(); ++i) {
        if (m_boxes.at(i)->isChecked())
            json += (json.isEmpty() ? QByteArray() : QByteArray(",")) + m_choices.at(i);
    }
    return json.isEmpty() ? QString() : QString::fromUtf8('[' + json + ']');
}

void ChoiceBoxes::setText(const QString& text)
{
    const auto value = parseJson(text.toUtf8());
    const json::array* all = value ? value->if_array() : nullptr;
    for (qsizetype i = 0; i < m_boxes.size(); ++i) {
        const auto same = [&](const json::value& each) { return toJson(each) == m_choices.at(i); };
        m_boxes.at(i)->setChecked(all && std::ranges::any_of(*all, same));
    }
}

QString choiceName(const FormField& field, qsizetype index)
{
    if (const QString name = field.choiceNames.value(index); !name.isEmpty())
        return showHidden(elided(name, 200));
    const QString text = QString::fromUtf8(field.choices.at(index));
    const bool quoted = text.size() > 1 && text.startsWith(u'"') && !text.contains(u'\\');
    return showHidden(elided(quoted ? text.sliced(1, text.size() - 2) : text, 200));
}

QString fieldHint(const FormField& field)
{
    switch (field.kind) {
    case Kind::Text:
        if (!field.format.isEmpty())
            return formatExample(field.format);
        if (field.shortest > 1 && field.longest > 0)
            return tr("%1 to %2 characters").arg(field.shortest).arg(field.longest);
        if (field.shortest > 1)
            return tr("At least %1 characters").arg(field.shortest);
        return field.longest > 0 ? tr("At most %1 characters").arg(field.longest) : QString();
    case Kind::Integer:
        return rangeHint(field, tr("Whole number"));
    case Kind::Number:
        return rangeHint(field, tr("Number"));
    case Kind::TextList:
        return tr("One a line");
    case Kind::Json:
        return tr("JSON");
    case Kind::Choices:
        if (field.fewest > 0 && field.mostChosen > 0)
            return tr("Choose %1 to %2.").arg(field.fewest).arg(field.mostChosen);
        if (field.fewest > 0)
            return tr("Choose at least %1.").arg(field.fewest);
        return field.mostChosen > 0 ? tr("Choose at most %1.").arg(field.mostChosen) : tr("Several can be chosen.");
    default:
        return {};
    }
}

QWidget* makeFormEditor(const FormField& field, FormStyle style, QWidget* parent, const std::function<void()>& edited)
{
    QWidget* editor = nullptr;
    if (field.kind == Kind::Choices) {
        auto* boxes = new ChoiceBoxes(field, parent);
        QObject::connect(boxes, &ChoiceBoxes::edited, parent, edited);
        editor = boxes;
    } else if (field.kind == Kind::Switch && style == FormStyle::Questions) {
        auto* box = makeSwitch(field, parent);
        QObject::connect(box, &QCheckBox::toggled, parent, [box, edited] {
            box->setProperty(kTouched, true);
            edited();
        });
        editor = box;
    } else if (field.kind == Kind::Switch || field.kind == Kind::Choice) {
        auto* choice = makeChoice(field, style, parent);
        QObject::connect(choice, &QComboBox::currentIndexChanged, parent, edited);
        editor = choice;
    } else if (wantsBox(field)) {
        auto* box = makeLineBox(field, parent);
        QObject::connect(box, &QPlainTextEdit::textChanged, parent, edited);
        editor = box;
    } else {
        auto* line = new QLineEdit(parent);
        line->setPlaceholderText(fieldHint(field));
        QObject::connect(line, &QLineEdit::textChanged, parent, edited);
        editor = line;
    }
    const QSignalBlocker quiet(editor);
    setEditorText(editor, field.initial);
    return editor;
}

QString editorText(const QWidget* editor)
{
    if (const auto* line = qobject_cast<const QLineEdit*>(editor))
        return line->text();
    if (const auto* box = qobject_cast<const QPlainTextEdit*>(editor))
        return box->toPlainText();
    if (const auto* boxes = qobject_cast<const ChoiceBoxes*>(editor))
        return boxes->text();
    if (const auto* box = qobject_cast<const QCheckBox*>(editor))
        return !box->property(kTouched).toBool() ? QString() : box->isChecked() ? u"true"_s : u"false"_s;
    return qobject_cast<const QComboBox*>(editor)->currentData().toString();
}

void setEditorText(QWidget* editor, const QString& text)
{
    if (auto* line = qobject_cast<QLineEdit*>(editor))
        line->setText(text);
    else if (auto* box = qobject_cast<QPlainTextEdit*>(editor))
        box->setPlainText(text);
    else if (auto* boxes = qobject_cast<ChoiceBoxes*>(editor))
        boxes->setText(text);
    else if (auto* choice = qobject_cast<QComboBox*>(editor))
        choice->setCurrentIndex(std::max(0, choice->findData(text)));
    if (auto* only = qobject_cast<QCheckBox*>(editor)) {
        only->setChecked(text == "true"_L1);
        if (!text.isEmpty()) // a No that was chosen, which looks like one that was not
            only->setProperty(kTouched, true);
    }
}

} // namespace aios
