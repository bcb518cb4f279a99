<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="vi">
<context>
    <name>CountdownRing</name>
    <message>
        <source>Còn %1 giây</source>
        <translation>%1 seconds left</translation>
    </message>
</context>
<context>
    <name>DdBanner</name>
    <message>
        <source>Xong</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Lưu ý</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Lỗi</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>DEMO</source>
        <translation>DEMO</translation>
    </message>
    <message>
        <source>Thông tin</source>
        <translation>Information</translation>
    </message>
</context>
<context>
    <name>DdFieldRow</name>
    <message>
        <source>từ chip</source>
        <translation>from the chip</translation>
    </message>
    <message>
        <source>tự nhập</source>
        <translation>typed</translation>
    </message>
    <message>
        <source>được cấp</source>
        <translation>issued</translation>
    </message>
    <message>
        <source>tự khai</source>
        <translation>declared by the holder</translation>
    </message>
</context>
<context>
    <name>DdPage</name>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>Xác nhận</source>
        <translation>Confirm</translation>
    </message>
    <message>
        <source>Đã nhập %1 chữ số</source>
        <translation>%1 digits entered</translation>
    </message>
    <message>
        <source>Xóa một chữ số</source>
        <translation>Erase one digit</translation>
    </message>
    <message>
        <source>Số %1</source>
        <translation>Digit %1</translation>
    </message>
</context>
<context>
    <name>ProgressLine</name>
    <message>
        <source>Đang xử lý</source>
        <translation>Working</translation>
    </message>
    <message>
        <source>%1 phần trăm</source>
        <translation>%1 percent</translation>
    </message>
</context>
</TS>
