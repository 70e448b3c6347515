// SPDX-License-Identifier: MIT
// What is shown; testing and storing stand in servicestoring.cpp.
#include "ui/settings/servicespage.h"

#include "core/base/text.h"
#include "core/runtime/facades.h"
#include "core/runtime/serviceslink.h"
#include "ui/common/tintedlabel.h"
#include "ui/settings/formsource.h"
#include "ui/settings/importdialog.h"
#include "ui/settings/keyfields.h"
#include "ui/settings/pastesource.h"
#include "ui/settings/presetsource.h"
#include "ui/theme/colours.h"

#include <QComboBox>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPasteRow = -1;
constexpr int kPresetRole = Qt::UserRole; ///< Index of the preset, or kPasteRow.

struct ScopeRow {
    ServiceScope scope;
    const char* name;
    const char* meaning;
};
constexpr std::array kScopes{
    ScopeRow{
        ServiceScope::Local, QT_TRANSLATE_NOOP("aios::ServicesPage", "Only me, in this folder"),
        QT_TRANSLATE_NOOP("aios::ServicesPage", "Stored with your own data, for this folder. Nobody else sees it, and the folder cannot change it.")},
    ScopeRow{ServiceScope::Project, QT_TRANSLATE_NOOP("aios::ServicesPage", "This folder"),
             QT_TRANSLATE_NOOP("aios::ServicesPage",
                               "Stored in .mcp.json in the folder: whoever has the folder has it too. It starts after the trust "
                               "page was looked at again. Keys never stand in it.")},
    ScopeRow{ServiceScope::User, QT_TRANSLATE_NOOP("aios::ServicesPage", "All my folders"),
             QT_TRANSLATE_NOOP("aios::ServicesPage", "Stored with your own data. Every folder you open has it.")},
};

QLabel* plainLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString aboutWords(const ServicePreset& preset)
{
    QStringList lines{preset.summary};
    if (!preset.needs.isEmpty())
        lines += ServicesPage::tr("Needs: %1").arg(preset.needs);
    if (!preset.keyFrom.isEmpty())
        lines += ServicesPage::tr("Key: %1").arg(preset.keyFrom);
    return lines.join(u'\n');
}

} // namespace

ServicesPage::ServicesPage(ProjectLink& project, QString presetFolder, QWidget* parent)
    : QWidget(parent),
      m_project(project),
      m_services(project.services()),
      m_folder(std::move(presetFolder)),
      m_list(new QListWidget(this)),
      m_title(plainLabel(this)),
      m_about(plainLabel(this)),
      m_place(new QVBoxLayout),
      m_keys(new KeyFields),
      m_name(new QLineEdit),
      m_nameProblem(new TintedLabel({}, TintedLabel::Tint::Bad)),
      m_scope(new QComboBox),
      m_scopeWords(new TintedLabel),
      m_notes(new TintedLabel({}, TintedLabel::Tint::Plain)),
      m_preview(plainLabel(this)),
      m_told(new TintedLabel({}, TintedLabel::Tint::Plain)),
      m_test(new QPushButton(tr("&Test"), this)),
      m_store(new QPushButton(this))
{
    m_list->setAccessibleName(tr("Kinds of services"));
    m_list->setObjectName(u"presetList"_s);
    m_list->setMinimumWidth(fontMetrics().averageCharWidth() * 22);
    auto* row = new QHBoxLayout(this);
    auto* import = new QPushButton(tr("Import…"), this);
    import->setObjectName(u"importOthers"_s);
    import->setAutoDefault(false);
    import->setToolTip(tr("Take over the services of Claude Code or Claude Desktop. You see first what would be added."));
    connect(import, &QPushButton::clicked, this, [this] { (new ImportDialog(m_services, this))->show(); });
    auto* left = new QVBoxLayout;
    left->addWidget(m_list, 1);
    left->addWidget(import);
    setTabOrder(m_list, import);
    row->addLayout(left, 2);
    row->addWidget(buildRight(), 5);
    setFocusProxy(m_list);
    connectLink();
    m_pool.run(this, [folder = m_folder] { return loadServicePresets(folder); }, [this](const ServicePresets& presets) { takePresets(presets); });
    check(false);
}

QWidget* ServicesPage::buildRight()
{
    m_title->setFont(scaledFont(font(), 1.25));
    m_preview->setFont(fixedFont(font()));
    m_preview->setObjectName(u"entryPreview"_s);
    m_preview->setAccessibleName(tr("What is stored"));
    for (TintedLabel* label : {m_nameProblem, m_scopeWords, m_notes, m_told})
        label->setWordWrap(true);
    m_nameProblem->setObjectName(u"nameProblem"_s);
    m_notes->setObjectName(u"entryNotes"_s);
    m_told->setObjectName(u"told"_s);
    m_told->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* inside = new QWidget;
    auto* column = new QVBoxLayout(inside);
    column->addWidget(m_title);
    column->addWidget(m_about);
    column->addSpacing(6);
    column->addLayout(m_place);
    column->addWidget(m_keys);
    column->addLayout(buildPlace());
    column->addWidget(m_notes);
    auto* stored = new QGroupBox(tr("What is stored"));
    (new QVBoxLayout(stored))->addWidget(m_preview);
    column->addWidget(stored);
    column->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(inside);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* right = new QWidget(this);
    auto* all = new QVBoxLayout(right);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll, 1);
    all->addWidget(m_told);
    all->addLayout(buildButtons());
    connect(m_keys, &KeyFields::edited, this, [this] { m_told->hide(); });
    return right;
}

QLayout* ServicesPage::buildPlace()
{
    m_name->setObjectName(u"serviceName"_s);
    m_name->setAccessibleName(tr("Name"));
    m_scope->setObjectName(u"serviceScope"_s);
    m_scope->setAccessibleName(tr("Where it is stored"));
    for (const ScopeRow& row : kScopes)
        m_scope->addItem(tr(row.name), static_cast<int>(row.scope));
    auto* form = new QVBoxLayout;
    const auto add = [form](const QString& words, QWidget* editor, QWidget* below) {
        auto* label = new QLabel(words);
        label->setBuddy(editor);
        auto* column = new QVBoxLayout;
        column->setSpacing(2);
        column->addWidget(label);
        column->addWidget(editor);
        column->addWidget(below);
        form->addLayout(column);
    };
    add(tr("&Name"), m_name, m_nameProblem);
    add(tr("&For"), m_scope, m_scopeWords);
    connect(m_name, &QLineEdit::textEdited, this, [this] {
        m_named = !m_name->text().isEmpty();
        check(false);
    });
    connect(m_scope, &QComboBox::currentIndexChanged, this, [this] { check(false); });
    return form;
}

QLayout* ServicesPage::buildButtons()
{
    m_test->setObjectName(u"testButton"_s);
    m_test->setToolTip(tr("Starts it now without storing it, looks at its tools and ends it."));
    m_store->setObjectName(u"storeButton"_s);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    for (QPushButton* button : {m_test, m_store}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    connect(m_test, &QPushButton::clicked, this, &ServicesPage::test);
    connect(m_store, &QPushButton::clicked, this, &ServicesPage::store);
    return row;
}

/// The groups of the presets as headings that cannot be chosen, and pasting at the end.
void ServicesPage::takePresets(const ServicePresets& presets)
{
    m_presets = presets.presets;
    m_list->clear();
    QString group;
    for (qsizetype i = 0; i < m_presets.size(); ++i) {
        if (const QString& next = m_presets.at(i).group; next != group) {
            group = next;
            auto* heading = new QListWidgetItem(group, m_list);
            heading->setFlags(Qt::NoItemFlags);
            heading->setForeground(Colours::of(palette()).muted);
            heading->setFont(scaledFont(font(), 0.9));
        }
        auto* item = new QListWidgetItem(u"  "_s + m_presets.at(i).name, m_list);
        item->setData(kPresetRole, static_cast<int>(i));
        item->setToolTip(m_presets.at(i).summary);
        item->setData(Qt::AccessibleTextRole, QString(m_presets.at(i).name % u". "_s % m_presets.at(i).summary));
    }
    auto* paste = new QListWidgetItem(u"  "_s + tr("Paste JSON"), m_list);
    paste->setData(kPresetRole, kPasteRow);
    connect(m_list, &QListWidget::currentRowChanged, this, &ServicesPage::showChosen);
    m_list->setCurrentRow(m_presets.isEmpty() ? 0 : 1);
    if (!presets.problems.isEmpty())
        tell(presets.problems.join(u'\n'), true);
}

void ServicesPage::showChosen()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (!item || item->data(kPresetRole).isNull())
        return;
    const int index = item->data(kPresetRole).toInt();
    m_named = false;
    m_name->clear();
    m_keys->clearKeys();
    m_told->hide();
    if (index == kPasteRow) {
        m_title->setText(tr("Paste JSON"));
        m_about->setText(tr("What the page of a service gives for “mcpServers”, or one entry of it. Keys in it go to the keychain."));
        setSource(new PasteSource);
        return;
    }
    const ServicePreset& preset = m_presets.at(index);
    m_title->setText(preset.name);
    m_about->setText(aboutWords(preset));
    setSource(preset.byForm ? static_cast<ServiceSource*>(new FormSource) : new PresetSource(preset));
}

void ServicesPage::setSource(ServiceSource* source)
{
    delete m_source;
    m_source = source;
    m_place->addWidget(source);
    connect(source, &ServiceSource::edited, this, [this] {
        m_told->hide();
        check(false);
    });
    check(false);
}

/// Everything shown follows from what is written now.
void ServicesPage::check(bool say)
{
    const ServiceSource::Made made = m_source ? m_source->make(say) : ServiceSource::Made();
    if (!m_named && m_source)
        m_name->setText(made.name.left(60));
    m_complete = made.complete;
    m_draft = made.entry.empty() ? ServiceDraft() : serviceDraft(m_name->text().trimmed(), made.entry);
    m_draft.notes = made.notes + m_draft.notes;
    const QListWidgetItem* item = m_list->currentItem();
    const int index = item ? item->data(kPresetRole).toInt() : kPasteRow;
    m_keys->setVariables(m_draft.variables, index >= 0 && index < m_presets.size() ? m_presets.at(index).fields : QList<ServicePresetField>());
    m_keys->offer(m_draft.keys);
    m_said = say;
    showEntry();
    showName(say);
}

void ServicesPage::showName(bool say)
{
    const QString name = m_name->text().trimmed();
    const QString nameProblem = serviceNameProblem(name);
    const bool nameBad = !nameProblem.isEmpty() && (say || !name.isEmpty());
    m_nameProblem->setTint(nameBad ? TintedLabel::Tint::Bad : TintedLabel::Tint::Plain);
    m_nameProblem->setText(nameBad ? nameProblem : serviceNameTaken(name, scope(), m_services.servers()));
    m_nameProblem->setVisible(!m_nameProblem->text().isEmpty());
    m_store->setText(replacesService(name, scope(), m_services.servers()) ? tr("&Replace Service") : tr("&Add Service"));
}

void ServicesPage::showEntry()
{
    const bool open = m_project.content() != nullptr;
    const bool busy = !m_testing.isEmpty() || !m_storing.isEmpty();
    m_preview->setText(showHidden(QString::fromUtf8(m_draft.json)));
    m_preview->parentWidget()->setVisible(m_complete && !m_draft.json.isEmpty());
    QStringList notes = m_draft.notes;
    if (m_complete && !m_draft.problem.isEmpty())
        notes.prepend(m_draft.problem);
    if (!open)
        notes.prepend(tr("Open a folder first: services are tried and stored for a folder."));
    m_notes->setTint(m_complete && !m_draft.problem.isEmpty() ? TintedLabel::Tint::Bad : TintedLabel::Tint::Plain);
    m_notes->setText(showHidden(notes.join(u'\n')));
    m_notes->setVisible(!notes.isEmpty());
    for (const ScopeRow& row : kScopes) {
        if (row.scope == scope())
            m_scopeWords->setText(tr(row.meaning));
    }
    m_test->setEnabled(open && m_source && !busy);
    m_store->setEnabled(open && m_source && !busy);
}

ServiceScope ServicesPage::scope() const
{
    return static_cast<ServiceScope>(m_scope->currentData().toInt());
}

} // namespace aios
