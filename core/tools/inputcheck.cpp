// SPDX-License-Identifier: MIT
// checkToolInput(): the inputs of our own tools. Schemas of services go through a full validator elsewhere.
#include "core/base/schemacheck.h"
#include "core/tools/registry.h"

using namespace Qt::StringLiterals;

namespace aios {

Result<void> checkToolInput(const ToolSpec& spec, QByteArrayView inputJson)
{
    const auto input = parseJson(inputJson);
    if (!input)
        return fail(ErrorCode::InvalidInput, u"%1 was not run: its input is not usable. %2"_s.arg(spec.name, input.error().message));
    const auto schema = parseJson(spec.inputSchemaJson);
    Q_ASSERT(schema && schema->is_object());
    if (!schema || !schema->is_object())
        return fail(ErrorCode::Internal, u"%1 was not run: its own schema cannot be read."_s.arg(spec.name));
    if (!input->is_object())
        return fail(ErrorCode::InvalidInput, u"%1 was not run: its input must be a JSON object."_s.arg(spec.name));
    const QStringList problems = schemaProblems(*input, schema->get_object());
    if (problems.isEmpty())
        return {};
    return fail(ErrorCode::InvalidInput,
                u"InputValidationError: %1 was not run because of these problems:\n%2"_s.arg(spec.name, problems.join(u'\n')));
}

} // namespace aios
