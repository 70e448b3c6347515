// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"
#include "tests/ui/chatfixtures.h"
#include "ui/chat/approvalcard.h"

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

namespace aios::fixtures {

inline const QByteArray kBefore = "# Spring\n\nfirst\nsecond\nthird\n\nfourth\nfifth\nsixth\nseventh\neighth\nninth\nlast line\n";
inline const QByteArray kAfter = "# Spring\n\nfirst\nsecond, better\nthird\n\nfourth\nfifth\nsixth\nseventh\neighth\nninth\nlast line, too\n";

inline ApprovalRequest commandRequest(const QString& command)
{
    ApprovalRequest request = fileRequest("a\n", "b\n");
    request.access.tool = u"Bash"_s;
    request.access.inputJson = "{\"command\": " + jsonString(command) + ", \"timeout\": 1.0}";
    request.title = u"Run a command"_s;
    request.verb = u"Run"_s;
    request.grade = Grade::RunsProgram;
    request.preview = {};
    request.preview.kind = ApprovalPreview::Kind::Command;
    request.preview.operations = command.split(u'\n');
    request.preview.workingDirectory = u"content"_s;
    return request;
}

/// A card in a window beside a text field that has the focus, as in real life.
struct Stage {
    QWidget window;
    QLineEdit* other;
    ApprovalCard* card;
    QSignalSpy decided;

    explicit Stage(const ApprovalRequest& request, bool armed = true)
        : other(new QLineEdit), card(new ApprovalCard(request)), decided(card, &DecisionCard::decided)
    {
        auto* column = new QVBoxLayout(&window);
        column->addWidget(other);
        column->addWidget(card);
        window.resize(760, 600);
        other->setFocus();
        window.show();
        window.activateWindow();
        if (!QTest::qWaitForWindowActive(&window))
            qWarning("The window did not become active.");
        if (armed)
            arm();
    }
    void arm()
    {
        QVERIFY(QTest::qWaitFor([this] { return card->isArmed(); }, 5000));
    }
    [[nodiscard]] Decision decision() const { return decided.at(0).at(2).value<Decision>(); }
    [[nodiscard]] QString allText() const
    {
        QString text;
        for (const QLabel* label : card->findChildren<QLabel*>())
            text += label->text() + u'\n';
        for (const QPlainTextEdit* edit : card->findChildren<QPlainTextEdit*>())
            text += edit->toPlainText() + u'\n';
        return text;
    }
};

} // namespace aios::fixtures
