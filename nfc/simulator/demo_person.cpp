#include "nfc/simulator/soft_card.h"

#include <QFile>

// A resource of a static library is dropped by the linker unless somebody asks for it;
// the macro must stand outside every namespace.
static void initialiseDemoResource()
{
    Q_INIT_RESOURCE(demo);
}

namespace dd::nfc {

DemoPerson demoPerson()
{
    initialiseDemoResource();
    QFile portrait(QStringLiteral(":/dinhdanh/demo/portrait.jpg"));
    QFile portrait2000(QStringLiteral(":/dinhdanh/demo/portrait.jp2"));

    DemoPerson person;
    Dg13 &details = person.details;
    details.personalNumber = QStringLiteral("001090000017");
    details.fullName = QStringLiteral("NGUYỄN VĂN MẪU");
    details.birthDate = QStringLiteral("01/01/1990");
    details.sex = QStringLiteral("Nam");
    details.nationality = QStringLiteral("Việt Nam");
    details.ethnicity = QStringLiteral("Kinh");
    details.religion = QStringLiteral("Không");
    details.placeOfOrigin = QStringLiteral("Xã Mẫu, Huyện Thử Nghiệm, Hà Nội");
    details.residence = QStringLiteral("Số 1 Phố Thử Nghiệm, Phường Mẫu, Hà Nội");
    details.identifyingMarks = QStringLiteral("Không có, dữ liệu mẫu");
    details.issueDate = QStringLiteral("15/05/2021");
    details.expiryDate = QStringLiteral("01/01/2030"); // the day he is 40 (Law 26/2023 art. 21)
    details.father = QStringLiteral("NGUYỄN VĂN THỬ");
    details.mother = QStringLiteral("TRẦN THỊ NGHIỆM");
    details.oldNumber = QStringLiteral("000000017");
    details.chipCode = QStringLiteral("0123456789ABCDEF");
    person.mrz = QStringLiteral("IDVNM0900000177001090000017<<8\n"
                                "9001011M3001019VNM<<<<<<<<<<<4\n"
                                "NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<");
    if (portrait.open(QIODevice::ReadOnly))
        person.faceJpeg = portrait.readAll();
    if (portrait2000.open(QIODevice::ReadOnly))
        person.faceJpeg2000 = portrait2000.readAll();
    person.printedQr = QStringLiteral("001090000017|000000017|NGUYỄN VĂN MẪU|01011990|Nam|Số 1 Phố Thử Nghiệm, Phường Mẫu, Hà Nội|15052021");
    return person;
}

} // namespace dd::nfc
