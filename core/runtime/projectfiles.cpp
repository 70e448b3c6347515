// SPDX-License-Identifier: MIT
#include "core/runtime/projectfiles.h"

#include "core/content/layerfields.h"
#include "core/content/skillconversion.h"
#include "core/project/entrymove.h"
#include "core/runtime/runtime.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMostSkill = 4 * 1024 * 1024;

} // namespace

/// The path as it may be written, relative; never the folder itself.
Result<QString> ProjectFiles::checked(const QString& relative) const
{
    if (!m_runtime.project())
        return fail(ErrorCode::NotFound, u"No folder is open. Open one first."_s);
    const auto path = m_runtime.project()->guard()->check(relative, PathAccess::Kind::Write);
    if (!path)
        return std::unexpected(path.error());
    if (path->relative == ".")
        return fail(ErrorCode::InvalidInput, u"That is the folder itself. Choose something in it."_s);
    return QString::fromUtf8(path->relative);
}

void ProjectFiles::record(const QString& tool, const QString& target, const QByteArray& before, bool done)
{
    DecisionRecord record;
    record.time = Clock::system().now();
    record.project = m_runtime.project()->root();
    record.tool = tool;
    record.target = target;
    record.grade = Grade::ChangesFiles;
    record.decision = u"allowed"_s;
    record.by = u"person"_s;
    record.beforeHash = before;
    record.outcome = done ? u"done"_s : u"failed"_s;
    std::ignore = m_runtime.project()->decisions().append(record);
}

Result<FileOutcome> ProjectFiles::create(const QString& relative, const QByteArray& bytes)
{
    const auto path = checked(relative);
    if (!path)
        return std::unexpected(path.error());
    const auto written = m_runtime.saveFile(*path, bytes, {});
    if (!written && written.error().code == ErrorCode::AlreadyExists)
        return fail(ErrorCode::AlreadyExists, u"%1 is there already, and was left as it is. Choose another name."_s.arg(*path));
    if (!written)
        return std::unexpected(written.error());
    return FileOutcome{0, {}, u"%1 was made."_s.arg(*path), *path, {FileUndo::Kind::Remove, *path, {}, {}, written->sha256}};
}

Result<void> ProjectFiles::remove(const QString& relative, const QByteArray& sha256)
{
    const auto removed = m_runtime.project()->rootDir()->remove(relative.toUtf8(), WriteExpectation::hash(sha256));
    record(u"Remove"_s, relative, sha256, removed.has_value());
    if (removed)
        m_runtime.project()->noteOwnWrite(relative, {});
    return removed;
}

Result<FileOutcome> ProjectFiles::rename(const QString& from, const QString& to)
{
    const auto source = checked(from);
    const auto target = source ? checked(to) : source;
    if (!target)
        return std::unexpected(target.error());
    const auto moved = moveEntry(*m_runtime.project()->rootDir(), *source, *target);
    record(u"Rename"_s, *source + u" → "_s + *target, {}, moved.has_value());
    if (!moved)
        return std::unexpected(moved.error());
    m_runtime.project()->reload();
    Q_EMIT m_runtime.filesChanged({*source, *target});
    return FileOutcome{0, {}, u"%1 is called %2 now."_s.arg(*source, *target), *target, {FileUndo::Kind::Rename, *target, *source, {}, {}}};
}

Result<FileOutcome> ProjectFiles::trash(const QString& relative)
{
    const auto path = checked(relative);
    if (!path)
        return std::unexpected(path.error());
    const QString absolute = m_runtime.project()->root() + u'/' + *path;
    const auto before = m_runtime.project()->rootDir()->read(path->toUtf8(), kMostSkill);
    QFile file(absolute);
    const bool moved = file.moveToTrash();
    record(u"Delete"_s, *path, before ? before->sha256 : QByteArray(), moved);
    if (!moved) {
        return fail(ErrorCode::Io,
                    u"%1 was not deleted, because it could not be moved to the trash: %2. Delete it in the file manager if you must."_s.arg(
                        *path, file.errorString()));
    }
    m_runtime.project()->reload();
    Q_EMIT m_runtime.filesChanged({*path});
    return FileOutcome{0, {}, u"%1 was moved to the trash."_s.arg(*path), {}, {FileUndo::Kind::Restore, *path, file.fileName(), {}, {}}};
}

Result<FileOutcome> ProjectFiles::convertSkill(const QString& relative)
{
    const auto path = checked(relative);
    if (!path)
        return std::unexpected(path.error());
    const ContentPtr content = m_runtime.project()->content();
    const auto skill = std::ranges::find_if(content->skills, [&](const SkillFile& each) { return each.file.relative == *path; });
    if (skill == content->skills.cend())
        return fail(ErrorCode::NotFound, u"%1 is not a skill of this folder any more."_s.arg(*path));
    const auto before = m_runtime.project()->rootDir()->read(path->toUtf8(), kMostSkill);
    if (!before)
        return std::unexpected(before.error());
    const auto converted = convertedSkill(*skill, before->bytes, *content);
    if (!converted)
        return std::unexpected(converted.error());
    auto made = create(converted->relative, converted->bytes);
    if (!made)
        return made;
    if (const auto removed = remove(*path, before->sha256); !removed) { // both would be the same skill twice
        std::ignore = remove(made->undo.relative, made->undo.sha256);
        return std::unexpected(removed.error());
    }
    made->words = u"%1 is %2 now."_s.arg(*path, converted->relative);
    made->undo = {FileUndo::Kind::Unconvert, converted->relative, *path, before->bytes, made->undo.sha256};
    return made;
}

Result<FileOutcome> ProjectFiles::unconvert(const FileUndo& undo)
{
    auto back = create(undo.other, undo.bytes);
    if (!back)
        return back;
    if (const auto removed = remove(undo.relative, undo.sha256); !removed) {
        std::ignore = remove(back->undo.relative, back->undo.sha256);
        return std::unexpected(removed.error());
    }
    const QString folder = QFileInfo(m_runtime.project()->root() + u'/' + undo.relative).absolutePath();
    QDir().rmdir(folder); // made for it; stays when something else is in it
    back->words = u"%1 is a single file again."_s.arg(undo.other);
    back->undo = {};
    return back;
}

/// Out of the trash, with the note the trash keeps of it.
Result<FileOutcome> ProjectFiles::restore(const FileUndo& undo)
{
    const QString target = m_runtime.project()->root() + u'/' + undo.relative;
    if (QFileInfo::exists(target) || QFileInfo(target).isSymLink())
        return fail(ErrorCode::AlreadyExists, u"%1 is there again already; what was deleted is still in the trash."_s.arg(undo.relative));
    const bool back = !undo.other.isEmpty() && QDir().mkpath(QFileInfo(target).absolutePath()) && QFile::rename(undo.other, target);
    record(u"Restore"_s, undo.relative, {}, back);
    if (!back)
        return fail(ErrorCode::Io, u"%1 could not be taken out of the trash. Look for it there in the file manager."_s.arg(undo.relative));
    const QFileInfo inTrash(undo.other);
    QFile::remove(QFileInfo(inTrash.absolutePath()).absolutePath() + u"/info/"_s + inTrash.fileName() + u".trashinfo"_s);
    m_runtime.project()->reload();
    Q_EMIT m_runtime.filesChanged({undo.relative});
    return FileOutcome{0, {}, u"%1 is back."_s.arg(undo.relative), undo.relative, {}};
}

Result<FileOutcome> ProjectFiles::setFields(const LayerFields& wanted)
{
    const auto path = checked(wanted.relative);
    const auto file = path ? m_runtime.loadFile(*path) : Result<FileContent>(std::unexpected(path.error()));
    if (!file)
        return std::unexpected(file.error());
    if (file->sha256 != wanted.sha256)
        return fail(ErrorCode::Changed, u"%1 was changed by something else meanwhile, and was left as it is. Open the form again."_s.arg(*path));
    const auto after = withLayerFields(file->bytes, wanted.fields);
    if (!after)
        return std::unexpected(after.error());
    if (*after == file->bytes)
        return FileOutcome{0, {}, u"%1 says that already."_s.arg(*path), *path, {}};
    const auto written = m_runtime.saveFile(*path, *after, file->sha256, u"Form"_s);
    if (!written)
        return std::unexpected(written.error());
    Q_EMIT m_runtime.filesChanged({*path}); // open editors follow
    return FileOutcome{0, {}, u"%1 was changed."_s.arg(*path), *path, {FileUndo::Kind::Rewrite, *path, {}, file->bytes, written->sha256}};
}

Result<FileOutcome> ProjectFiles::rewrite(const FileUndo& undo)
{
    const auto written = m_runtime.saveFile(undo.relative, undo.bytes, undo.sha256, u"Form"_s);
    if (!written)
        return std::unexpected(written.error());
    Q_EMIT m_runtime.filesChanged({undo.relative});
    return FileOutcome{0, {}, u"%1 is as it was."_s.arg(undo.relative), undo.relative, {}};
}

Result<FileOutcome> ProjectFiles::undo(const FileUndo& undo)
{
    const auto path = checked(undo.relative);
    if (!path)
        return std::unexpected(path.error());
    switch (undo.kind) {
    case FileUndo::Kind::Remove:
        if (const auto removed = remove(*path, undo.sha256); !removed)
            return std::unexpected(removed.error());
        return FileOutcome{0, {}, u"%1 is gone again."_s.arg(*path), {}, {}};
    case FileUndo::Kind::Rename:
        return rename(*path, undo.other).transform([](FileOutcome outcome) {
            outcome.undo = {};
            return outcome;
        });
    case FileUndo::Kind::Restore:
        return restore(undo);
    case FileUndo::Kind::Unconvert:
        return unconvert(undo);
    case FileUndo::Kind::Rewrite:
        return rewrite(undo);
    case FileUndo::Kind::None:
        break;
    }
    return fail(ErrorCode::InvalidInput, u"There is nothing to take back."_s);
}

} // namespace aios
