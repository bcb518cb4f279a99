// The chip's files as ISO/IEC 7816-4 shows them: a master file with EF.CardAccess and the LDS1 application, selection,
// READ BINARY. Knows nothing of secure messaging; it is told whether the terminal has access.
#pragma once

#include "nfc/apdu/command.h"
#include "nfc/apdu/response.h"
#include "nfc/lds/lds_files.h"

#include <optional>

namespace dd::nfc::simulator {

class CardFileSystem
{
public:
    explicit CardFileSystem(QMap<FileId, QByteArray> files) : m_files(std::move(files)) {}

    void reset(); // the master file is current, no file is
    [[nodiscard]] bool applicationSelected() const { return m_inApplication; }
    [[nodiscard]] ResponseApdu select(const CommandApdu &command, bool hasAccess);
    [[nodiscard]] ResponseApdu readBinary(const CommandApdu &command, bool hasAccess);

private:
    [[nodiscard]] quint16 selectApplication(QByteArrayView name);
    [[nodiscard]] quint16 selectElementaryFile(quint16 identifier, bool hasAccess);
    [[nodiscard]] quint16 selectShort(int shortIdentifier, bool hasAccess);
    [[nodiscard]] ResponseApdu readEven(const CommandApdu &command, bool hasAccess);
    [[nodiscard]] ResponseApdu readOdd(const CommandApdu &command, bool hasAccess);

    QMap<FileId, QByteArray> m_files;
    bool m_inApplication = false;
    std::optional<FileId> m_current;
};

} // namespace dd::nfc::simulator
