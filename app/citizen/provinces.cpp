// Decision 19/2025/QĐ-TTg: codes of the 34 units in force since 2025-07-01. Seven of them meant another place before,
// so a code never travels without its table version.
#include "app/citizen/display.h"

namespace dd::citizen {

const QList<Province> &provinces()
{
    static const QList<Province> table = {
        {QStringLiteral("01"), QStringLiteral("Hà Nội")},     {QStringLiteral("04"), QStringLiteral("Cao Bằng")},
        {QStringLiteral("08"), QStringLiteral("Tuyên Quang")}, {QStringLiteral("11"), QStringLiteral("Điện Biên")},
        {QStringLiteral("12"), QStringLiteral("Lai Châu")},   {QStringLiteral("14"), QStringLiteral("Sơn La")},
        {QStringLiteral("15"), QStringLiteral("Lào Cai")},    {QStringLiteral("19"), QStringLiteral("Thái Nguyên")},
        {QStringLiteral("20"), QStringLiteral("Lạng Sơn")},   {QStringLiteral("22"), QStringLiteral("Quảng Ninh")},
        {QStringLiteral("24"), QStringLiteral("Bắc Ninh")},   {QStringLiteral("25"), QStringLiteral("Phú Thọ")},
        {QStringLiteral("31"), QStringLiteral("Hải Phòng")},  {QStringLiteral("33"), QStringLiteral("Hưng Yên")},
        {QStringLiteral("37"), QStringLiteral("Ninh Bình")},  {QStringLiteral("38"), QStringLiteral("Thanh Hóa")},
        {QStringLiteral("40"), QStringLiteral("Nghệ An")},    {QStringLiteral("42"), QStringLiteral("Hà Tĩnh")},
        {QStringLiteral("44"), QStringLiteral("Quảng Trị")},  {QStringLiteral("46"), QStringLiteral("Huế")},
        {QStringLiteral("48"), QStringLiteral("Đà Nẵng")},    {QStringLiteral("51"), QStringLiteral("Quảng Ngãi")},
        {QStringLiteral("52"), QStringLiteral("Gia Lai")},    {QStringLiteral("56"), QStringLiteral("Khánh Hòa")},
        {QStringLiteral("66"), QStringLiteral("Đắk Lắk")},    {QStringLiteral("68"), QStringLiteral("Lâm Đồng")},
        {QStringLiteral("75"), QStringLiteral("Đồng Nai")},   {QStringLiteral("79"), QStringLiteral("Hồ Chí Minh")},
        {QStringLiteral("80"), QStringLiteral("Tây Ninh")},   {QStringLiteral("82"), QStringLiteral("Đồng Tháp")},
        {QStringLiteral("86"), QStringLiteral("Vĩnh Long")},  {QStringLiteral("91"), QStringLiteral("An Giang")},
        {QStringLiteral("92"), QStringLiteral("Cần Thơ")},    {QStringLiteral("96"), QStringLiteral("Cà Mau")},
    };
    return table;
}

QStringList provinceNames()
{
    QStringList names;
    for (const Province &province : provinces())
        names.append(province.name);
    return names;
}

QString provinceName(const QString &code)
{
    for (const Province &province : provinces()) {
        if (province.code == code)
            return province.name;
    }
    return code;
}

} // namespace dd::citizen
