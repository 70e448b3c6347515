// SPDX-License-Identifier: MIT
#include "ui/settings/modelspage.h"

#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/runtime/facades.h"
#include "ui/common/icons.h"
#include "ui/settings/limitsfields.h"
#include "ui/settings/modelchoices.h"
#include "ui/theme/colours.h"

#include <QComboBox>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QLabel* plainLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

ModelsPage::ModelsPage(ModelsLink& models, QWidget* parent)
    : QWidget(parent),
      m_models(models),
      m_default(new QComboBox(this)),
      m_defaultDetail(plainLabel(this)),
      m_providers(new QListWidget(this)),
      m_name(plainLabel(this)),
      m_state(plainLabel(this)),
      m_endpoint(plainLabel(this)),
      m_known(plainLabel(this)),
      m_told(plainLabel(this)),
      m_keyRow(new QWidget(this)),
      m_key(new QLineEdit(this)),
      m_store(new QPushButton(tr("Keep in Keychain"), this)),
      m_thisRun(new QPushButton(tr("Use for This Run"), this)),
      m_forget(new QPushButton(tr("Forget Key"), this))
{
    m_providers->setAccessibleName(tr("Providers"));
    m_providers->setObjectName(u"providerList"_s);
    auto* detect = new QPushButton(tr("Look for Local Servers"), this);
    detect->setToolTip(tr("Asks the usual ports of Ollama, llama.cpp and LM Studio on this computer."));
    detect->setAutoDefault(false);
    auto* left = new QVBoxLayout;
    left->addWidget(m_providers, 1);
    left->addWidget(detect);
    auto* middle = new QHBoxLayout;
    middle->addLayout(left, 2);
    middle->addWidget(buildProvider(), 5);
    auto* column = new QVBoxLayout(this);
    column->addLayout(buildDefault());
    column->addWidget(new LimitsFields(m_models, this));
    column->addLayout(middle, 1);
    connect(detect, &QPushButton::clicked, this, [this] {
        m_told->setText(tr("Looking for local servers…"));
        m_models.refresh(true);
    });
    connect(m_providers, &QListWidget::currentRowChanged, this, &ModelsPage::showProvider);
    connect(&m_models, &ModelsLink::providersChanged, this, &ModelsPage::refill);
    connect(&m_models, &ModelsLink::keyStored, this, &ModelsPage::taken);
    connect(&m_models, &ModelsLink::failed, this, [this](const QString& problem) { m_told->setText(showHidden(problem)); });
    refill();
    m_models.refresh(false);
    setFocusProxy(m_providers);
}

QLayout* ModelsPage::buildDefault()
{
    m_defaultDetail->setForegroundRole(QPalette::PlaceholderText);
    auto* label = new QLabel(tr("New sessions start &with:"), this);
    label->setBuddy(m_default);
    auto* row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_default);
    row->addWidget(m_defaultDetail, 1);
    m_default->setAccessibleName(tr("Model of new sessions"));
    connect(m_default, &QComboBox::activated, this, [this] { m_models.setDefaultModel(m_default->currentData().toString()); });
    connect(m_default, &QComboBox::currentIndexChanged, this,
            [this] { m_defaultDetail->setText(m_default->currentData(Qt::UserRole + 1).toString()); });
    return row;
}

QWidget* ModelsPage::buildProvider()
{
    auto* box = new QGroupBox(this);
    m_name->setFont(scaledFont(font(), 1.25));
    m_endpoint->setForegroundRole(QPalette::PlaceholderText);
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setObjectName(u"keyField"_s);
    m_key->setAccessibleName(tr("Key"));
    m_key->setPlaceholderText(tr("Paste a key"));
    m_key->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    m_store->setToolTip(tr("Stored in the system's keychain for exactly this address. It is sent nowhere else."));
    m_thisRun->setToolTip(tr("Kept in memory until the program ends."));
    for (QPushButton* button : {m_store, m_thisRun, m_forget})
        button->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_store);
    buttons->addWidget(m_thisRun);
    buttons->addStretch(1);
    auto* row = new QVBoxLayout(m_keyRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_key);
    row->addLayout(buttons);
    auto* column = new QVBoxLayout(box);
    column->addWidget(m_name);
    column->addWidget(m_state);
    column->addWidget(m_endpoint);
    column->addSpacing(6);
    column->addWidget(m_keyRow);
    column->addWidget(m_forget, 0, Qt::AlignLeft);
    column->addWidget(m_told);
    column->addSpacing(6);
    column->addWidget(m_known);
    column->addStretch(1);
    connect(m_key, &QLineEdit::textChanged, this, &ModelsPage::showProvider);
    connect(m_store, &QPushButton::clicked, this, [this] { useKey(true); });
    connect(m_thisRun, &QPushButton::clicked, this, [this] { useKey(false); });
    connect(m_forget, &QPushButton::clicked, this, &ModelsPage::forgetKey);
    return box;
}

const ProviderStatus* ModelsPage::current() const
{
    const QListWidgetItem* item = m_providers->currentItem();
    if (!item)
        return nullptr;
    const QString id = item->data(Qt::UserRole).toString();
    const QList<ProviderStatus>& all = m_models.providers();
    const auto it = std::ranges::find_if(all, [&](const auto& provider) { return provider.profile.id == id; });
    return it == all.end() ? nullptr : &*it;
}

void ModelsPage::refill()
{
    const QString chosen = m_providers->currentItem() ? m_providers->currentItem()->data(Qt::UserRole).toString() : QString();
    {
        const QSignalBlocker quiet(m_providers);
        m_providers->clear();
        for (const ProviderStatus& provider : m_models.providers()) {
            auto* item = new QListWidgetItem(icon(providerUsable(provider) ? Icon::Done : Icon::Planned), provider.profile.name, m_providers);
            item->setData(Qt::UserRole, provider.profile.id);
            item->setToolTip(keyWords(provider));
            item->setData(Qt::AccessibleTextRole, QString(provider.profile.name % u". "_s % keyWords(provider)));
            if (provider.profile.id == chosen)
                m_providers->setCurrentItem(item);
        }
        if (!m_providers->currentItem())
            m_providers->setCurrentRow(0);
    }
    if (m_told->text() == tr("Looking for local servers…"))
        m_told->clear();
    fillDefault();
    showProvider();
}

void ModelsPage::fillDefault()
{
    const QSignalBlocker quiet(m_default);
    m_default->clear();
    m_default->addItem(tr("Best available"), QString());
    m_default->setItemData(0, tr("A provider with a key, else a local server, else Rehearsal."), Qt::UserRole + 1);
    for (const ModelChoice& choice : modelChoices(m_models.providers())) {
        m_default->addItem(choice.selector == "rehearsal"_L1 ? choice.name : QString(choice.group % u": "_s % choice.name), choice.selector);
        m_default->setItemData(m_default->count() - 1, choice.detail, Qt::UserRole + 1);
    }
    const QString chosen = m_models.defaultModel();
    int index = m_default->findData(chosen);
    if (index < 0 && !chosen.isEmpty()) { // chosen before, not there now: said, not silently replaced
        m_default->addItem(tr("%1 (not available now)").arg(showHidden(chosen)), chosen);
        index = m_default->count() - 1;
    }
    m_default->setCurrentIndex(qMax(0, index));
    m_defaultDetail->setText(m_default->currentData(Qt::UserRole + 1).toString());
}

void ModelsPage::showProvider()
{
    using Key = ProviderStatus::Key;
    const ProviderStatus* provider = current();
    if (!provider)
        return;
    const ProviderProfile& profile = provider->profile;
    if (std::exchange(m_shown, profile.id) != profile.id) { // what was pasted for one is never offered to another
        m_key->clear();
        m_told->clear();
    }
    m_name->setText(profile.name);
    // A keychain that cannot be used is the whole problem; saying it twice helps nobody.
    const bool more = !provider->problem.isEmpty() && provider->key != Key::KeychainUnavailable;
    m_state->setText(more ? QString(keyWords(*provider) % u' ' % showHidden(provider->problem)) : keyWords(*provider));
    m_endpoint->setText(profile.baseUrl.isEmpty() ? QString() : tr("Address: %1").arg(showHidden(profile.baseUrl.toString())));
    m_endpoint->setVisible(!m_endpoint->text().isEmpty());
    const bool takesKey = profile.needsKey && profile.wire != "rehearsal"_L1;
    m_keyRow->setVisible(takesKey);
    m_forget->setVisible(provider->key == Key::FromKeychain || provider->key == Key::ThisRun);
    const bool ready = !m_key->text().trimmed().isEmpty() && m_waitingFor.isEmpty();
    m_store->setEnabled(ready && provider->key != Key::KeychainUnavailable);
    m_thisRun->setEnabled(ready);
    QStringList models;
    for (const ModelChoice& choice : modelChoices({*provider})) {
        if (choice.group == profile.name && models.size() < 8)
            models += choice.detail.isEmpty() ? choice.name : QString(choice.name % u" — "_s % choice.detail);
    }
    const qsizetype unlisted = provider->models.size() - models.size();
    if (unlisted > 0 && !models.isEmpty())
        models += tr("and %n more", nullptr, static_cast<int>(unlisted));
    m_known->setText(models.isEmpty() ? QString() : tr("Models:") % u'\n' % models.join(u'\n'));
}

void ModelsPage::useKey(bool remember)
{
    const ProviderStatus* provider = current();
    if (!provider)
        return;
    QByteArray bytes = m_key->text().trimmed().toUtf8();
    const Secret key{bytes};
    wipe(bytes.data(), static_cast<std::size_t>(bytes.size()));
    m_waitingFor = provider->profile.id;
    m_told->setText(remember ? tr("Storing the key. Your keychain may ask you to unlock it.") : QString());
    m_key->clear();
    m_models.setKey(m_waitingFor, key, remember);
}

void ModelsPage::forgetKey()
{
    if (const ProviderStatus* provider = current()) {
        m_waitingFor = provider->profile.id;
        m_models.forgetKey(m_waitingFor);
    }
}

void ModelsPage::taken(const QString& providerId, const QString& problem)
{
    if (providerId != m_waitingFor)
        return;
    m_waitingFor.clear();
    const QString told = problem.isEmpty() ? tr("Done.") : showHidden(problem);
    const QList<ProviderStatus>& all = m_models.providers();
    const auto other = std::ranges::find_if(all, [&](const auto& each) { return each.profile.id == providerId && providerId != m_shown; });
    m_told->setText(other == all.cend() ? told : tr("%1: %2").arg(other->profile.name, told));
    m_models.refresh(false);
    showProvider();
}

} // namespace aios
