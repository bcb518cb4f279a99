// The chip's files as ISO/IEC 7816-4 shows them: a master file with EF.CardAccess and its like, the LDS1 application, selection,
// READ BINARY. Knows nothing of secure messaging; it is told what access the terminal has.
#pragma once

#include "nfc/apdu/command.h"
#include "nfc/apdu/response.h"
#include "nfc/simulator/card_image.h"

#include <optional>

namespace dd::nfc::simulator {

// What the terminal has proved. EF.CardSecurity wants PACE (9303-10 §3.11.3), the application's files either.
enum class Access { None, Basic, Pace };

class CardFileSystem
{
public:
    explicit CardFileSystem(const CardImage &image) : m_image(image) {} // which must outlive it

    void reset(); // the master file is current, no file is
    [[nodiscard]] bool applicationSelected() const { return m_inApplication; }
    [[nodiscard]] ResponseApdu select(const CommandApdu &command, Access access);
    [[nodiscard]] ResponseApdu readBinary(const CommandApdu &command, Access access);

private:
    [[nodiscard]] quint16 selectApplication(QByteArrayView name);
    [[nodiscard]] quint16 selectElementaryFile(quint16 identifier, Access access);
    [[nodiscard]] quint16 selectInMasterFile(FileId file, Access access);
    [[nodiscard]] quint16 selectInApplication(FileId file, Access access);
    [[nodiscard]] quint16 selectShort(int shortIdentifier, Access access);
    [[nodiscard]] ResponseApdu readEven(const CommandApdu &command, Access access);
    [[nodiscard]] ResponseApdu readOdd(const CommandApdu &command, Access access);
    [[nodiscard]] ResponseApdu piece(qsizetype offset, qsizetype wanted, bool allThereIs) const;

    const CardImage &m_image;
    bool m_inApplication = false;
    std::optional<FileId> m_current;
};

} // namespace dd::nfc::simulator
