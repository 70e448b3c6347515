// SPDX-License-Identifier: MIT
#include "ui/chat/inputedit.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("aios::ApprovalCard", text);
}

Result<json::object> inputObject(const ApprovalRequest& request)
{
    auto value = parseJson(request.access.inputJson);
    if (!value || !value->is_object())
        return fail(ErrorCode::InvalidInput, words("The call's input cannot be read, so it cannot be edited here."));
    return value->as_object();
}

} // namespace

Result<EditableInput> editableInput(const ApprovalRequest& request)
{
    const auto object = inputObject(request);
    if (!object)
        return std::unexpected(object.error());
    EditableInput input;
    if (request.preview.kind == ApprovalPreview::Kind::Command) {
        if (!object->contains("command"))
            return fail(ErrorCode::InvalidInput, words("This call has no command that could be edited here."));
        input.isCommand = true;
        input.text = jsonText(*object, "command");
    } else if (request.preview.kind == ApprovalPreview::Kind::FileDiff && (object->contains("content") || object->contains("old_string"))) {
        const auto text = decodeText(request.preview.after);
        if (!text || request.preview.after.startsWith("\xEF\xBB\xBF"))
            return fail(ErrorCode::InvalidInput, words("The file is not plain UTF-8 text, so it cannot be edited here."));
        const auto breaks = text->count(u'\n');
        input.crLf = breaks > 0 && text->count("\r\n"_L1) == breaks;
        input.text = *text;
        if (input.crLf)
            input.text.replace("\r\n"_L1, "\n"_L1);
    } else {
        return fail(ErrorCode::InvalidInput, words("This call has nothing that could be edited here."));
    }
    if (hasHidden(input.text) || input.text.contains(u'\r'))
        return fail(ErrorCode::InvalidInput,
                    words("It holds hidden characters or mixed line ends that a text field would change, so it cannot be edited here."));
    return input;
}

QByteArray editedBytes(const EditableInput& original, const QString& text)
{
    return original.crLf ? QString(text).replace(u'\n', "\r\n"_L1).toUtf8() : text.toUtf8();
}

Result<QByteArray> editedInput(const ApprovalRequest& request, const EditableInput& original, const QString& text)
{
    const auto object = inputObject(request);
    if (!object)
        return std::unexpected(object.error());
    const auto put = [](const QByteArray& input, const QByteArray& key, const QByteArray& value) {
        return spliceJson(input, std::array{key}, value);
    };
    const QByteArray bytes = editedBytes(original, text);
    if (original.isCommand)
        return put(request.access.inputJson, "command", jsonString(QByteArrayView(bytes)));
    if (object->contains("content"))
        return put(request.access.inputJson, "content", jsonString(QByteArrayView(bytes)));
    // A replacement in a file: the whole old content stands once in it, so replacing it gives exactly the edited text.
    auto input = put(request.access.inputJson, "old_string", jsonString(QByteArrayView(request.preview.before)));
    if (input)
        input = put(*input, "new_string", jsonString(QByteArrayView(bytes)));
    if (input && object->contains("replace_all"))
        input = put(*input, "replace_all", "false");
    return input;
}

} // namespace aios
