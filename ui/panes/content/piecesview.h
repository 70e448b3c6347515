// SPDX-License-Identifier: MIT
#pragma once

#include <QSet>
#include <QWidget>

#include <functional>

class QComboBox;
class QLabel;
class QLineEdit;
class QModelIndex;
class QPushButton;
class QTreeView;

namespace aios {

class PaneHost;
class PiecesModel;
struct PieceMark;

/// The pieces beneath content/ in groups, with what is wrong with them. Enter opens one.
class PiecesView : public QWidget {
    Q_OBJECT
public:
    PiecesView(PaneHost& host, QWidget* parent = nullptr);
    [[nodiscard]] PiecesModel& model() const { return *m_model; }
    [[nodiscard]] QTreeView& tree() const { return *m_tree; }
    void reload(); ///< Reads the files again, on the pool.

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildTree();
    void connectAll();
    void takeMarks();
    void change(const std::function<void()>& todo);
    QLayout* buildLink();
    void showLink(const PieceMark& mark);
    void showPieces();
    void fitColumns(); ///< The titles keep most of the room.
    void showDetail(const QModelIndex& index);
    void open(const QModelIndex& index);

    PaneHost& m_host;
    PiecesModel* m_model;
    QComboBox* m_grouping;
    QLineEdit* m_filter;
    QTreeView* m_tree;
    QLabel* m_words;
    QPushButton* m_link;
    QString m_problem;
    QSet<QString> m_folded; ///< Groups the person closed.
    bool m_loaded = false;
};

} // namespace aios
