// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/once.h"
#include "core/gate/access.h"
#include "core/gate/policy.h"
#include "core/markdown/linediff.h"

#include <QDateTime>
#include <QHash>
#include <QObject>

#include <optional>
#include <unordered_map>

namespace aios {

/// What exactly is approved, in a form that can be shown whole. Nothing here is behind a toggle.
struct ApprovalPreview {
    enum class Kind : std::uint8_t { None, FileDiff, Command, Arguments, Text, Publish };
    Kind kind = Kind::None;
    QString path;            ///< FileDiff, Publish (the piece): relative path.
    bool creates = false;    ///< FileDiff: the file does not exist yet.
    QByteArray before;       ///< FileDiff: whole old content. Publish: the piece as it was approved before; empty: it was not.
    QByteArray after;        ///< FileDiff: whole new content. Publish: the piece as it is.
    QList<DiffHunk> hunks;
    QStringList operations;  ///< Command: one operation a line.
    QString workingDirectory;
    QList<std::pair<QString, QString>> arguments; ///< Arguments: name and value. Publish: as they will be sent.
    QStringList discarded;   ///< Publish: arguments the assistant wrote otherwise; what it wrote is not sent.
    QString text;            ///< Text.
};

struct QuestionOption {
    QString label;
    QString description;
    QString preview;
};
/// One question of AskUserQuestion.
struct Question {
    QString question;
    QString header;
    QList<QuestionOption> options;
    bool multiSelect = false;
};

/// A question to the person: may this call run (or: what do you answer).
struct ApprovalRequest {
    QString id;         ///< Fresh for each asking.
    QString sessionId;
    QString toolUseId;
    QString agent;      ///< Sub-agent that wants it, empty for the main loop.
    AccessRequest access;
    QString title;      ///< Verb + object + place, plain words.
    QString verb;       ///< Button: "Write File", "Run", "Fetch"
    Grade grade = Grade::LeavesComputer;
    ApprovalPreview preview;
    QString reason;     ///< The assistant's own last words before the call.
    QString origin;     ///< "/write", skill or rule that led here.
    QString because;    ///< Why it asks (Verdict::reason).
    QStringList rememberable; ///< The rules "remember" would store, all of them; empty: it must not be remembered.
    QStringList widerRules;   ///< What the person may choose to store instead: the file's whole folder. Empty: there is no such choice.
    QString group;            ///< The calls of one reply share it: one card with rows. They are asked as they come to run, in order.
    int groupIndex = 0;       ///< Which of the calls of that reply this is, from 0.
    int groupSize = 1;        ///< How many calls that reply has; those that ask nothing count too.
    QByteArray digest;  ///< Of what runs; answers carry it back.
    QList<Question> questions; ///< AskUserQuestion: not empty, then it is a question card.
    QDateTime askedAt;
};

struct Decision {
    enum class Kind : std::uint8_t { Allow, Deny, Cancelled };
    enum class Remember : std::uint8_t { Once, Session, Project };
    Kind kind = Kind::Cancelled;
    QString feedback;            ///< Deny: told to the model.
    Remember remember = Remember::Once;
    bool wider = false;          ///< Stores the request's widerRules in place of its rememberable ones.
    QByteArray editedInput;      ///< Allow after "Edit…": the whole new input; planned and digested again.
    std::optional<QList<int>> keptHunks; ///< Allow of some hunks only.
    QHash<QString, QString> answers;     ///< AskUserQuestion: question -> answer.
};

/// Open questions, each answered exactly once. Registers first, announces second; late, duplicate, unknown answers and wrong digests are ignored;
/// withdrawn is neither denied nor allowed. Core thread.
class ApprovalBroker : public QObject {
    Q_OBJECT
public:
    explicit ApprovalBroker(QObject* parent = nullptr);
    ~ApprovalBroker() override; ///< Everything open resolves to Cancelled.

    void ask(ApprovalRequest request, Once<Decision> reply);
    void withdraw(const QString& id);           ///< Resolves to Cancelled.
    void withdrawSession(const QString& sessionId);
    [[nodiscard]] QList<ApprovalRequest> open() const;

public Q_SLOTS:
    /// The person's answer. `digest` must be the one shown.
    void decide(const QString& id, const QByteArray& digest, const aios::Decision& decision);

Q_SIGNALS:
    void asked(const aios::ApprovalRequest& request);
    void settled(const QString& id, const aios::Decision& decision);

private:
    struct Pending {
        ApprovalRequest request;
        Once<Decision> reply;
    };
    void settle(const QString& id, const Decision& decision);

    QList<QString> m_order;
    std::unordered_map<QString, Pending> m_pending;
    bool m_closing = false;
};

} // namespace aios
Q_DECLARE_METATYPE(aios::ApprovalRequest)
Q_DECLARE_METATYPE(aios::Decision)
