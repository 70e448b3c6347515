// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;
class QVBoxLayout;

namespace aios {

class NoticeBar;
class TemplateForm;

/// What is there before a folder is open: open one, make one from a template, try the sample, or go back to a recent one. Asks for no key and no account.
class StartPage : public QWidget {
    Q_OBJECT
public:
    explicit StartPage(QWidget* parent = nullptr);

    void setTemplates(const QStringList& names);
    void setRecent(const QStringList& folders);
    void setMissing(const QStringList& folders); ///< Of the recent ones: they are not there now.
    void setBusy(const QString& words); ///< "Opening …"; empty: none. The buttons wait.
    void setProblem(const QString& text); ///< Empty: none.
    void setBack(const QString& folderName); ///< A way back to the open folder; empty: there is none.
    void showTemplateForm();
    [[nodiscard]] TemplateForm& form() const { return *m_form; }

Q_SIGNALS:
    void openRequested();
    void folderChosen(const QString& folder);
    void recentRemoved(const QString& folder);
    void templateRequested(const QString& name, const QString& folder);
    void sampleRequested();
    void backRequested();

private:
    QPushButton* bigButton(const QString& text, const QString& explanation, const QIcon& picture);
    void buildButtons(QVBoxLayout& column);
    void buildRecent(QVBoxLayout& column);

    QList<QPushButton*> m_buttons;
    QListWidget* m_recent;
    QLabel* m_recentTitle;
    QPushButton* m_back;
    QLabel* m_busy;
    NoticeBar* m_problem;
    TemplateForm* m_form;
};

} // namespace aios
