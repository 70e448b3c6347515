// SPDX-License-Identifier: MIT
#include "ui/settings/importdialog.h"

#include "core/base/text.h"
#include "core/runtime/serviceslink.h"
#include "ui/common/tintedlabel.h"
#include "ui/theme/colours.h"

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

/// What the list says of one, and what a click on it would add.
QString wordsOf(const ImportedService& service)
{
    QStringList lines{service.shown};
    if (!service.problem.isEmpty())
        lines.append(service.problem);
    lines += service.notes;
    lines.removeAll(QString());
    return showHidden(elided(lines.join(u'\n'), 4000)) + u"\n\n"_s + showHidden(elided(QString::fromUtf8(service.entryJson), 8000));
}

} // namespace

ImportDialog::ImportDialog(ServicesLink& services, QWidget* parent)
    : QDialog(parent),
      m_services(services),
      m_from(new QComboBox(this)),
      m_list(new QListWidget(this)),
      m_detail(new QPlainTextEdit(this)),
      m_told(new TintedLabel({}, TintedLabel::Tint::Plain)),
      m_import(new QPushButton(tr("&Import"), this))
{
    setWindowTitle(tr("Import Services"));
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"importDialog"_s);
    m_from->addItem(tr("Claude Code"), u"claude-code"_s);
    m_from->addItem(tr("Claude Desktop"), u"claude-desktop"_s);
    m_from->setObjectName(u"importFrom"_s);
    m_list->setAccessibleName(tr("Services found"));
    m_list->setObjectName(u"importList"_s);
    m_detail->setReadOnly(true);
    m_detail->setTabChangesFocus(true);
    m_detail->setFont(fixedFont(font()));
    m_detail->setAccessibleName(tr("What would be added"));
    m_detail->setObjectName(u"importDetail"_s);
    m_told->setWordWrap(true);
    m_told->setObjectName(u"importTold"_s);
    auto* label = new QLabel(tr("Take over the services &of:"), this);
    label->setBuddy(m_from);
    auto* top = new QHBoxLayout;
    top->addWidget(label);
    top->addWidget(m_from, 1);
    auto* halves = new QSplitter(Qt::Vertical, this);
    halves->setChildrenCollapsible(false);
    halves->addWidget(m_list);
    halves->addWidget(m_detail);
    auto* column = new QVBoxLayout(this);
    column->addLayout(top);
    column->addWidget(halves, 1);
    column->addWidget(m_told);
    column->addLayout(buildButtons());
    connect(m_from, &QComboBox::currentIndexChanged, this, &ImportDialog::read);
    connect(m_list, &QListWidget::currentRowChanged, this, &ImportDialog::showChosen);
    connect(m_list, &QListWidget::itemChanged, this, &ImportDialog::updateButton);
    connect(&m_services, &ServicesLink::importPlanned, this, &ImportDialog::take);
    connect(&m_services, &ServicesLink::imported, this, [this](const QStringList& problems) {
        read(); // what was added is there now
        m_told->setTint(problems.isEmpty() ? TintedLabel::Tint::Plain : TintedLabel::Tint::Bad);
        m_told->setText(problems.isEmpty() ? tr("Added. They are in the pane Services.") : showHidden(problems.join(u'\n')));
    });
    resize(fontMetrics().averageCharWidth() * 74, fontMetrics().height() * 28);
    read();
}

QLayout* ImportDialog::buildButtons()
{
    m_import->setObjectName(u"importButton"_s);
    m_import->setAutoDefault(false);
    auto* close = new QPushButton(tr("Close"), this);
    close->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_import);
    row->addWidget(close);
    connect(m_import, &QPushButton::clicked, this, &ImportDialog::import);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    return row;
}

void ImportDialog::read()
{
    m_found.clear();
    m_list->clear();
    m_told->setText({});
    updateButton();
    m_services.planImport(m_from->currentData().toString());
}

void ImportDialog::take(const QString& from, const QList<ImportedService>& services, const QString& problem)
{
    if (from != m_from->currentData().toString())
        return;
    const QString before = m_told->text();
    m_found = services;
    m_list->clear();
    for (const ImportedService& service : services) {
        const bool good = service.problem.isEmpty();
        auto* item = new QListWidgetItem(good ? showHidden(service.name) : tr("%1 (left out)").arg(showHidden(service.name)), m_list);
        item->setFlags(good ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable : Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        if (good)
            item->setCheckState(Qt::Checked);
    }
    if (!services.isEmpty())
        m_list->setCurrentRow(0);
    if (before.isEmpty())
        m_told->setText(!problem.isEmpty() ? showHidden(problem) : services.isEmpty() ? tr("There are no services in its file.") : QString());
    showChosen();
    updateButton();
}

void ImportDialog::showChosen()
{
    const int row = m_list->currentRow();
    m_detail->setPlainText(row >= 0 && row < m_found.size() ? wordsOf(m_found.at(row)) : QString());
}

QList<ImportedService> ImportDialog::ticked() const
{
    QList<ImportedService> chosen;
    for (int row = 0; row < m_list->count() && row < m_found.size(); ++row) {
        if (m_list->item(row)->checkState() == Qt::Checked && m_found.at(row).problem.isEmpty())
            chosen.append(m_found.at(row));
    }
    return chosen;
}

void ImportDialog::updateButton()
{
    const auto count = static_cast<int>(ticked().size());
    m_import->setEnabled(count > 0);
    m_import->setText(count > 0 ? tr("&Import %n", nullptr, count) : tr("&Import"));
}

void ImportDialog::import()
{
    m_import->setEnabled(false);
    m_services.importServices(ticked());
}

} // namespace aios
