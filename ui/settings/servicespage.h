// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/workpool.h"
#include "ui/settings/servicedraft.h"
#include "ui/settings/servicepreset.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QVBoxLayout;

namespace aios {

class KeyFields;
class ProjectLink;
class ServiceSource;
class ServicesLink;
class TintedLabel;

/// "Services": adds one from a preset, by form or from pasted JSON, and tries it before it is stored. A key goes to the keychain; the file gets a reference.
class ServicesPage : public QWidget {
    Q_OBJECT
public:
    ServicesPage(ProjectLink& project, QString presetFolder, QWidget* parent = nullptr);

private:
    QWidget* buildRight();
    QLayout* buildPlace();
    QLayout* buildButtons();
    void connectLink();
    void takePresets(const ServicePresets& presets);
    void showChosen();
    void setSource(ServiceSource* source);
    void check(bool say);
    void showName(bool say);
    void showEntry();
    [[nodiscard]] bool ready(); ///< Says what is missing.
    void test();
    void store();
    void stored(const QString& name, const QString& problem);
    void tested(const ServiceStatus& status);
    void tell(const QString& text, bool bad);
    [[nodiscard]] ServiceScope scope() const;

    ProjectLink& m_project;
    ServicesLink& m_services;
    QString m_folder;
    WorkPool m_pool{1};
    QList<ServicePreset> m_presets;
    QListWidget* m_list;
    QLabel* m_title;
    QLabel* m_about;
    QVBoxLayout* m_place; ///< Where the source stands.
    ServiceSource* m_source = nullptr;
    KeyFields* m_keys;
    QLineEdit* m_name;
    TintedLabel* m_nameProblem;
    QComboBox* m_scope;
    TintedLabel* m_scopeWords;
    TintedLabel* m_notes;
    QLabel* m_preview;
    TintedLabel* m_told;
    QPushButton* m_test;
    QPushButton* m_store;
    ServiceDraft m_draft;
    bool m_complete = false;
    bool m_said = false; ///< What is wrong stands at the fields, until something is written.
    bool m_named = false; ///< The person wrote the name: no suggestion takes its place.
    QString m_testing; ///< The name under test.
    QString m_storing; ///< The name on its way to its file.
    QStringList m_keysLost; ///< Of it, and why.
    ServiceScope m_storingScope = ServiceScope::Local;
};

} // namespace aios
