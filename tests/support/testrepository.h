// SPDX-License-Identifier: MIT
#pragma once

#include <git2.h>

#include <QFile>
#include <QString>

namespace aios::test {

/// A git repository in a folder of a test, made without the git program. A failure stops the program: the test would mean nothing.
class TestRepository {
public:
    explicit TestRepository(const QString& folder)
    {
        git_libgit2_init();
        need(git_repository_init(&m_repository, QFile::encodeName(folder).constData(), 0));
    }
    ~TestRepository()
    {
        git_repository_free(m_repository);
        git_libgit2_shutdown();
    }
    TestRepository(const TestRepository&) = delete;
    TestRepository& operator=(const TestRepository&) = delete;

    /// Everything in the work tree as one commit on HEAD, at that second.
    void commit(const char* message, qint64 when)
    {
        git_index* index = nullptr;
        git_oid treeId;
        need(git_repository_index(&index, m_repository));
        need(git_index_add_all(index, nullptr, GIT_INDEX_ADD_DEFAULT, nullptr, nullptr));
        need(git_index_update_all(index, nullptr, nullptr, nullptr)); // what is gone, too
        need(git_index_write(index));
        need(git_index_write_tree(&treeId, index));
        git_tree* tree = nullptr;
        git_signature* who = nullptr;
        need(git_tree_lookup(&tree, m_repository, &treeId));
        need(git_signature_new(&who, "Ines Roth", "ines@example.org", when, 0));
        git_oid head;
        git_commit* parent = nullptr;
        if (git_reference_name_to_id(&head, m_repository, "HEAD") == 0)
            need(git_commit_lookup(&parent, m_repository, &head));
        git_oid made;
        need(parent ? git_commit_create_v(&made, m_repository, "HEAD", who, who, nullptr, message, tree, 1, parent)
                    : git_commit_create_v(&made, m_repository, "HEAD", who, who, nullptr, message, tree, 0));
        git_commit_free(parent);
        git_signature_free(who);
        git_tree_free(tree);
        git_index_free(index);
    }

private:
    static void need(int result)
    {
        if (result != 0)
            qFatal("libgit2: %s", git_error_last() ? git_error_last()->message : "no reason given");
    }
    git_repository* m_repository = nullptr;
};

} // namespace aios::test
