// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/servicestatus.h"
#include "ui/common/safetextbrowser.h"

namespace aios {

/// All that is known of one service, as text that can be read and copied. Written piece by piece as plain text: no markup of a service's is ever parsed.
class ServicesDetail : public SafeTextBrowser {
    Q_OBJECT
public:
    explicit ServicesDetail(QWidget* parent = nullptr);
    void showServer(const ServiceStatus& status);

protected:
    void changeEvent(QEvent* event) override;

private:
    void write();
    QList<std::pair<QString, QString>> m_details;
};

} // namespace aios
