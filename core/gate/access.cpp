// SPDX-License-Identifier: MIT
#include "core/gate/access.h"

using namespace Qt::StringLiterals;

namespace aios {

QString gradeName(Grade grade)
{
    switch (grade) {
    case Grade::Read:
        return u"read"_s;
    case Grade::ChangesFiles:
        return u"changes-files"_s;
    case Grade::RunsProgram:
        return u"runs-program"_s;
    case Grade::LeavesComputer:
        break;
    }
    return u"leaves-computer"_s;
}

} // namespace aios
