<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>aios::ApprovalCard</name>
    <message numerus="yes">
        <source>%n operations, one a line:</source>
        <translation>
            <numerusform>%n operation:</numerusform>
            <numerusform>%n operations, one a line:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::BoardPage</name>
    <message numerus="yes">
        <source>%n card(s)</source>
        <translation>
            <numerusform>%n card</numerusform>
            <numerusform>%n cards</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::BrainEditor</name>
    <message numerus="yes">
        <source>This file holds %n invisible character(s).</source>
        <translation>
            <numerusform>This file holds %n invisible character.</numerusform>
            <numerusform>This file holds %n invisible characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::CardListModel</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n month(s)</source>
        <translation>
            <numerusform>%n month</numerusform>
            <numerusform>%n months</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::ColumnWidget</name>
    <message numerus="yes">
        <source>%1, %n card(s)</source>
        <translation>
            <numerusform>%1, %n card</numerusform>
            <numerusform>%1, %n cards</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::Composer</name>
    <message numerus="yes">
        <source>Pasted text, %n lines</source>
        <translation>
            <numerusform>Pasted text, %n line</numerusform>
            <numerusform>Pasted text, %n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::DecisionsPane</name>
    <message numerus="yes">
        <source>%n line(s) of the log cannot be read.</source>
        <translation>
            <numerusform>%n line of the log cannot be read.</numerusform>
            <numerusform>%n lines of the log cannot be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>None of %n decision(s) passes these filters.</source>
        <translation>
            <numerusform>The one decision does not pass these filters.</numerusform>
            <numerusform>None of %n decisions passes these filters.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n decision(s). Choose one to see why it was allowed.</source>
        <translation>
            <numerusform>%n decision. Choose it to see why it was allowed.</numerusform>
            <numerusform>%n decisions. Choose one to see why it was allowed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::KnewPane</name>
    <message numerus="yes">
        <source>%n part(s)</source>
        <translation>
            <numerusform>%n part</numerusform>
            <numerusform>%n parts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::LayerListModel</name>
    <message numerus="yes">
        <source>%n time(s) in all.</source>
        <translation>
            <numerusform>%n time in all.</numerusform>
            <numerusform>%n times in all.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::LearningsPane</name>
    <message numerus="yes">
        <source>%n proposed. Nothing is stored before you keep it.</source>
        <translation>
            <numerusform>%n proposed. Nothing is stored before you keep it.</numerusform>
            <numerusform>%n proposed. Nothing is stored before you keep it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::MainWindow</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n decision(s) wait for you</source>
        <translation>
            <numerusform>%n decision waits for you</numerusform>
            <numerusform>%n decisions wait for you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) changed on disk</source>
        <translation>
            <numerusform>%n file changed on disk</numerusform>
            <numerusform>%n files changed on disk</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) hold unsaved text.</source>
        <translation>
            <numerusform>%n file holds unsaved text.</numerusform>
            <numerusform>%n files hold unsaved text.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The folder imports or links %n thing(s) from outside it. They are not read until you agree.</source>
        <translation>
            <numerusform>The folder imports or links something from outside it. It is not read until you agree.</numerusform>
            <numerusform>The folder imports or links %n things from outside it. They are not read until you agree.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::ModelsDialog</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::NoticeArea</name>
    <message numerus="yes">
        <source>%n more notice(s)</source>
        <translation>
            <numerusform>%n more notice</numerusform>
            <numerusform>%n more notices</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::PieceMark</name>
    <message numerus="yes">
        <source>Approved by you on %1, expires in %n day(s)</source>
        <translation>
            <numerusform>Approved by you on %1, expires in %n day</numerusform>
            <numerusform>Approved by you on %1, expires in %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) left</source>
        <translation>
            <numerusform>%n day left</numerusform>
            <numerusform>%n days left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::PiecesModel</name>
    <message numerus="yes">
        <source>%n source(s)</source>
        <translation>
            <numerusform>%n source</numerusform>
            <numerusform>%n sources</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::PiecesView</name>
    <message numerus="yes">
        <source>%Ln piece(s).</source>
        <translation>
            <numerusform>%Ln piece.</numerusform>
            <numerusform>%Ln pieces.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with a problem; choose it to see which.</source>
        <translation>
            <numerusform>%Ln with a problem; choose it to see which.</numerusform>
            <numerusform>%Ln with a problem; choose one to see which.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::ProposalCard</name>
    <message numerus="yes">
        <source>%n time(s) by now.</source>
        <translation>
            <numerusform>%n time by now.</numerusform>
            <numerusform>%n times by now.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::SearchBar</name>
    <message numerus="yes">
        <source>%n replaced</source>
        <translation>
            <numerusform>%n replaced</numerusform>
            <numerusform>%n replaced</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::SessionListModel</name>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::SessionView</name>
    <message numerus="yes">
        <source>%n decisions wait</source>
        <translation>
            <numerusform>%n decision waits</numerusform>
            <numerusform>%n decisions wait</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::TranscriptView</name>
    <message numerus="yes">
        <source>%n new ↓</source>
        <translation>
            <numerusform>%n new ↓</numerusform>
            <numerusform>%n new ↓</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new, go to the end</source>
        <translation>
            <numerusform>%n new, go to the end</numerusform>
            <numerusform>%n new, go to the end</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::TrustPage</name>
    <message numerus="yes">
        <source>and %n more, listed below</source>
        <translation>
            <numerusform>and %n more, listed below</numerusform>
            <numerusform>and %n more, listed below</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The folder asks for %n thing(s). Until you trust it, none of them counts. Read what they are; a change made later is shown and asked about again.</source>
        <translation>
            <numerusform>The folder asks for %n thing. Until you trust it, it does not count. Read what it is; a change made later is shown and asked about again.</numerusform>
            <numerusform>The folder asks for %n things. Until you trust it, none of them counts. Read what they are; a change made later is shown and asked about again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::GroupCard</name>
    <message numerus="yes">
        <source>Reject %n Ticked</source>
        <translation>
            <numerusform>Reject %n Ticked</numerusform>
            <numerusform>Reject %n Ticked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Approve %n Ticked</source>
        <translation>
            <numerusform>Approve %n Ticked</numerusform>
            <numerusform>Approve %n Ticked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n calls of this reply wait for you</source>
        <translation>
            <numerusform>%n call of this reply waits for you</numerusform>
            <numerusform>%n calls of this reply wait for you</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::PieceView</name>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n character</numerusform>
            <numerusform>%n characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>aios::ServicesPage</name>
    <message numerus="yes">
        <source>It works: %n tool(s). %1</source>
        <translation>
            <numerusform>It works: %n tool. %1</numerusform>
            <numerusform>It works: %n tools. %1</numerusform>
        </translation>
    </message>
</context>
</TS>
