// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonObject>
#include <QWidget>

namespace aios {

class CodeEdit;
class SearchBar;

/// A long text, such as the output of a call, as a tab of its own: read-only, to be searched and copied from. GUI thread.
class TextPage : public QWidget {
    Q_OBJECT
public:
    /// Hidden characters are made visible, long lines are broken.
    TextPage(QString title, const QString& text, QWidget* parent = nullptr);
    [[nodiscard]] const QString& title() const { return m_title; }
    [[nodiscard]] const QString& key() const { return m_key; }
    [[nodiscard]] static QString keyOf(const QString& title, const QString& text); ///< The same for the same ones.
    [[nodiscard]] bool isKept() const; ///< False: too long to come back after a restart.
    void openFind();
    [[nodiscard]] QJsonObject saveState() const; ///< Empty where it is not kept.
    [[nodiscard]] static TextPage* fromState(const QJsonObject& state, QWidget* parent); ///< Null: it is none.

private:
    QString m_title;
    QString m_text;
    QString m_key;
    CodeEdit* m_edit;
    SearchBar* m_search;
};

} // namespace aios
