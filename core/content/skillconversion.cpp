// SPDX-License-Identifier: MIT
#include "core/content/skillconversion.h"

#include "core/content/textlines.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// `file` with the key on its line written as `name`; unchanged when the line does not begin with it.
void renameKey(QByteArray& file, const Frontmatter::Entry& entry, const QByteArray& name)
{
    const QList<TextLine> lines = textLines(file);
    const TextLine& line = lines[entry.value.line - 1];
    const QByteArray written = entry.key.toUtf8();
    const qsizetype at = line.content.indexOf(written);
    if (at >= 0)
        file.replace(line.content.data() - file.constData() + at, written.size(), name);
}

const Frontmatter::Entry* entryOf(const Frontmatter& settings, QStringView key)
{
    const auto it = std::ranges::find_if(settings.entries, [&](const auto& each) { return each.foldedKey == foldedKey(key); });
    return it == settings.entries.cend() ? nullptr : &*it;
}

QByteArray converted(const QByteArray& bytes, const Frontmatter& settings, const QString& name)
{
    const QByteArray newline = lineEndOf(bytes);
    if (!settings.present) {
        const qsizetype at = bytes.startsWith("\xEF\xBB\xBF") ? 3 : 0;
        return QByteArray(bytes).insert(at, "---" + newline + "name: " + name.toUtf8() + newline + "---" + newline + newline);
    }
    QByteArray file = bytes;
    // A key on one line never moves another: the lines stay where they were.
    if (const auto* when = entryOf(settings, u"load_when"); when && !entryOf(settings, u"when_to_use"))
        renameKey(file, *when, "when_to_use");
    if (entryOf(settings, u"name"))
        return file;
    if (const auto* skill = entryOf(settings, u"skill")) {
        renameKey(file, *skill, "name");
        return file;
    }
    const qsizetype second = textLines(file).front().end;
    return file.insert(second, "name: " + name.toUtf8() + newline);
}

} // namespace

Result<NewLayerFile> convertedSkill(const SkillFile& skill, const QByteArray& bytes, const ContentSnapshot& content)
{
    if (!skill.singleFile)
        return fail(ErrorCode::InvalidInput, u"The skill “%1” is a folder with SKILL.md already."_s.arg(skill.name));
    if (!layerNameProblem(LayerKind::Skill, skill.name).isEmpty()) {
        return fail(
            ErrorCode::InvalidInput,
            u"The skill was not converted: its name “%1” would be the folder's name. Use small letters, digits and hyphens in it first."_s.arg(
                skill.name));
    }
    const auto document = parseMarkdownDocument(bytes);
    if (!document)
        return std::unexpected(document.error());
    if (!document->problem.isEmpty())
        return fail(ErrorCode::InvalidInput, u"The skill was not converted, because its settings cannot be read. "_s + document->problem);
    const QString folder = skill.file.relative.left(skill.file.relative.lastIndexOf(u'/') + 1) + skill.name;
    const auto inFolder = [&](const SkillFile& other) { return other.file.relative.startsWith(folder + u'/'); };
    if (std::ranges::any_of(content.skills, inFolder))
        return fail(ErrorCode::AlreadyExists, u"The skill was not converted: %1 is there already."_s.arg(folder));
    return NewLayerFile{folder + u"/SKILL.md"_s, converted(bytes, document->frontmatter, skill.name)};
}

} // namespace aios
