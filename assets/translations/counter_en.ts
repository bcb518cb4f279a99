<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="vi">
<context>
    <name>CounterHeader</name>
    <message>
        <source>Sáng</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>Tối</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>Tương phản cao</source>
        <translation>High contrast</translation>
    </message>
    <message>
        <source>Quầy kiểm tra</source>
        <translation>Checking counter</translation>
    </message>
    <message>
        <source>DEMO</source>
        <translation>DEMO</translation>
    </message>
    <message>
        <source>Cỡ chữ: %1 %</source>
        <translation>Text size: %1 %</translation>
    </message>
    <message>
        <source>Giao diện: %1</source>
        <translation>Theme: %1</translation>
    </message>
</context>
<context>
    <name>CounterWindow</name>
    <message>
        <source>Định Danh – Quầy kiểm tra</source>
        <translation>Định Danh – Checking counter</translation>
    </message>
</context>
<context>
    <name>InputPanel</name>
    <message>
        <source>Mã đọc được</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Máy quét gõ vào đây rồi tự gửi; cũng có thể dán mã và nhấn Enter.</source>
        <translation>A scanner types here and sends by itself; you can also paste a code and press Enter.</translation>
    </message>
    <message>
        <source>Kiểm tra mã</source>
        <translation>Check the code</translation>
    </message>
    <message>
        <source>Ảnh chụp mã</source>
        <translation>Picture of a code</translation>
    </message>
    <message>
        <source>Đường dẫn của ảnh; cũng có thể kéo ảnh thả vào cửa sổ.</source>
        <translation>Path of the picture; or drop a picture onto the window.</translation>
    </message>
    <message>
        <source>Chọn ảnh…</source>
        <translation>Choose a picture…</translation>
    </message>
    <message>
        <source>Kiểm tra ảnh</source>
        <translation>Check the picture</translation>
    </message>
    <message>
        <source>Xóa màn hình</source>
        <translation>Clear the screen</translation>
    </message>
    <message>
        <source>Chọn ảnh chụp mã</source>
        <translation>Choose a picture of a code</translation>
    </message>
    <message>
        <source>Ảnh (*.png *.jpg *.jpeg)</source>
        <translation>Pictures (*.png *.jpg *.jpeg)</translation>
    </message>
    <message>
        <source>Mọi tệp (*)</source>
        <translation>All files (*)</translation>
    </message>
</context>
<context>
    <name>TrustBar</name>
    <message>
        <source>Cập nhật</source>
        <translation>Update</translation>
    </message>
    <message>
        <source>Cập nhật danh sách tin cậy</source>
        <translation>Update the trust list</translation>
    </message>
</context>
<context>
    <name>TrustDialog</name>
    <message>
        <source>Cập nhật danh sách tin cậy</source>
        <translation>Update the trust list</translation>
    </message>
    <message>
        <source>Danh sách có chữ ký của khóa gốc và số thứ tự; bản cũ hơn hoặc bị sửa sẽ bị từ chối.</source>
        <translation>The list carries the root key's signature and a number; an older or changed one is refused.</translation>
    </message>
    <message>
        <source>Tệp danh sách tin cậy</source>
        <translation>Trust list file</translation>
    </message>
    <message>
        <source>Cập nhật</source>
        <translation>Update</translation>
    </message>
    <message>
        <source>Chọn tệp…</source>
        <translation>Choose a file…</translation>
    </message>
    <message>
        <source>Thôi</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Mọi tệp (*)</source>
        <translation>All files (*)</translation>
    </message>
</context>
<context>
    <name>VerdictPanel</name>
    <message>
        <source>DEMO</source>
        <translation>DEMO</translation>
    </message>
    <message>
        <source>DEMO – không có giá trị thật</source>
        <translation>DEMO – of no real value</translation>
    </message>
    <message>
        <source>Đưa mã vào máy quét, dán mã, hoặc mở ảnh chụp mã.</source>
        <translation>Scan a code, paste one, or open a picture of one.</translation>
    </message>
    <message>
        <source>Mã lỗi %1 · bước %2</source>
        <translation>Error %1 · step %2</translation>
    </message>
    <message>
        <source>Mã lỗi %1</source>
        <translation>Error %1</translation>
    </message>
    <message>
        <source>Kiểm tra lúc %1 · lượt %2</source>
        <translation>Checked at %1 · no. %2</translation>
    </message>
</context>
<context>
    <name>dd::counter::CounterController</name>
    <message>
        <source>SẴN SÀNG</source>
        <translation>READY</translation>
    </message>
    <message>
        <source>Chưa có danh sách tin cậy</source>
        <translation>No trust list yet</translation>
    </message>
    <message>
        <source>Danh sách tin cậy số %1, %2</source>
        <translation>Trust list no. %1, %2</translation>
    </message>
    <message>
        <source> · quá hạn cập nhật</source>
        <translation> · update overdue</translation>
    </message>
    <message>
        <source>Đã cập nhật danh sách tin cậy.</source>
        <translation>The trust list was updated.</translation>
    </message>
</context>
<context>
    <name>dd::counter::VerdictText</name>
    <message>
        <source>Danh sách thu hồi</source>
        <translation>Revocation list</translation>
    </message>
    <message>
        <source>Không chia sẻ</source>
        <translation>Not shared</translation>
    </message>
    <message>
        <source>Họ tên, ngày sinh, giới tính, quốc tịch</source>
        <translation>Name, birth date, sex, nationality</translation>
    </message>
    <message>
        <source>tỉnh mã %1 (bảng mã %2)</source>
        <translation>province code %1 (table %2)</translation>
    </message>
    <message>
        <source>xã/phường mã %1, %2</source>
        <translation>ward code %1, %2</translation>
    </message>
    <message>
        <source>Hiệu lực</source>
        <translation>Valid</translation>
    </message>
    <message>
        <source>Nơi cấp</source>
        <translation>Issuer</translation>
    </message>
    <message>
        <source>Ngày sinh</source>
        <translation>Date of birth</translation>
    </message>
    <message>
        <source>Giới tính</source>
        <translation>Sex</translation>
    </message>
    <message>
        <source>Nam</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>Nữ</source>
        <translation>Female</translation>
    </message>
    <message>
        <source>Quốc tịch</source>
        <translation>Nationality</translation>
    </message>
    <message>
        <source>Việt Nam</source>
        <translation>Viet Nam</translation>
    </message>
    <message>
        <source>Số định danh</source>
        <translation>Personal number</translation>
    </message>
    <message>
        <source>Địa chỉ</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>Đã đủ tuổi</source>
        <translation>Ages reached</translation>
    </message>
    <message>
        <source>Cá nhân</source>
        <translation>Personal</translation>
    </message>
    <message>
        <source>Đi làm</source>
        <translation>Work</translation>
    </message>
    <message>
        <source>Xe chở hàng</source>
        <translation>Goods vehicle</translation>
    </message>
    <message>
        <source>Người bệnh</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Bay nội địa</source>
        <translation>Domestic flight</translation>
    </message>
    <message>
        <source>Đoàn</source>
        <translation>Group</translation>
    </message>
    <message>
        <source>Loại thông hành</source>
        <translation>Kind of pass</translation>
    </message>
    <message>
        <source>Từ</source>
        <translation>From</translation>
    </message>
    <message>
        <source>Đến</source>
        <translation>To</translation>
    </message>
    <message>
        <source>Số lượt</source>
        <translation>Trips</translation>
    </message>
    <message>
        <source>Một lượt</source>
        <translation>Single</translation>
    </message>
    <message>
        <source>Khứ hồi</source>
        <translation>Return</translation>
    </message>
    <message>
        <source>Nhiều lượt</source>
        <translation>Multiple</translation>
    </message>
    <message>
        <source>Biển số xe</source>
        <translation>Vehicle plate</translation>
    </message>
    <message>
        <source>Theo dữ liệu ngày</source>
        <translation>As of</translation>
    </message>
    <message>
        <source>Người đi cùng</source>
        <translation>Companion</translation>
    </message>
    <message>
        <source>Thành viên</source>
        <translation>Member</translation>
    </message>
    <message>
        <source>Nơi thường trú</source>
        <translation>Permanent address</translation>
    </message>
    <message>
        <source>Nơi ở hiện tại</source>
        <translation>Current residence</translation>
    </message>
    <message>
        <source>Hộ gia đình</source>
        <translation>Household</translation>
    </message>
    <message>
        <source>số %1 · %2 người</source>
        <translation>no. %1 · %2 people</translation>
    </message>
    <message>
        <source>Chuyến bay</source>
        <translation>Flight</translation>
    </message>
    <message>
        <source>Điều kiện kèm theo</source>
        <translation>Condition</translation>
    </message>
    <message>
        <source>tiêm chủng</source>
        <translation>vaccination</translation>
    </message>
    <message>
        <source>xét nghiệm</source>
        <translation>test</translation>
    </message>
    <message>
        <source>giấy phép</source>
        <translation>permit</translation>
    </message>
    <message>
        <source>%1 %2, không quá %3 giờ</source>
        <translation>%1 %2, at most %3 hours old</translation>
    </message>
    <message>
        <source>%1 %2, không quá %3 phút</source>
        <translation>%1 %2, at most %3 minutes old</translation>
    </message>
    <message>
        <source>Bản in của</source>
        <translation>Printed copy of</translation>
    </message>
    <message>
        <source>Ghi trên bản in</source>
        <translation>Printed on it</translation>
    </message>
    <message>
        <source>Đã tiếp nhận</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>Cần bổ sung</source>
        <translation>Supplement required</translation>
    </message>
    <message>
        <source>Đã chấp nhận</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <source>Bị từ chối</source>
        <translation>Refused</translation>
    </message>
    <message>
        <source>Đã cấp kết quả</source>
        <translation>Result issued</translation>
    </message>
    <message>
        <source>Loại khai báo</source>
        <translation>Kind of declaration</translation>
    </message>
    <message>
        <source>Thông báo lưu trú</source>
        <translation>Stay notification</translation>
    </message>
    <message>
        <source>Mã hồ sơ</source>
        <translation>Dossier code</translation>
    </message>
    <message>
        <source>Trạng thái</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Thời điểm</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>Mức định danh</source>
        <translation>Identity level</translation>
    </message>
    <message>
        <source>Mức 2 (đã gặp trực tiếp)</source>
        <translation>Level 2 (seen in person)</translation>
    </message>
    <message>
        <source>Mức 1 (đăng ký từ xa)</source>
        <translation>Level 1 (enrolled remotely)</translation>
    </message>
    <message>
        <source>Khai báo</source>
        <translation>Declaration</translation>
    </message>
    <message>
        <source>Cơ sở lưu trú</source>
        <translation>Lodging</translation>
    </message>
    <message>
        <source>Lưu trú từ</source>
        <translation>Stay from</translation>
    </message>
    <message>
        <source>Lưu trú đến</source>
        <translation>Stay until</translation>
    </message>
    <message>
        <source>Lý do</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>CHO QUA</source>
        <translation>PASS</translation>
    </message>
    <message>
        <source>KHÔNG HỢP LỆ</source>
        <translation>NOT VALID</translation>
    </message>
    <message>
        <source>KHÔNG KIỂM TRA ĐƯỢC</source>
        <translation>CANNOT CHECK</translation>
    </message>
    <message>
        <source>vừa xong</source>
        <translation>just now</translation>
    </message>
    <message>
        <source>%1 phút trước</source>
        <translation>%1 min ago</translation>
    </message>
    <message>
        <source>%1 giờ trước</source>
        <translation>%1 h ago</translation>
    </message>
    <message>
        <source>%1 ngày trước</source>
        <translation>%1 days ago</translation>
    </message>
    <message>
        <source>Căn cước số</source>
        <translation>Electronic identity</translation>
    </message>
    <message>
        <source>Thẻ thông hành</source>
        <translation>Travel pass</translation>
    </message>
    <message>
        <source>Xác nhận cư trú</source>
        <translation>Residence confirmation</translation>
    </message>
    <message>
        <source>Biên nhận khai báo cư trú</source>
        <translation>Residence declaration receipt</translation>
    </message>
    <message>
        <source>Bản in</source>
        <translation>Printed copy</translation>
    </message>
    <message>
        <source>Không chia sẻ họ tên</source>
        <translation>Name not shared</translation>
    </message>
    <message>
        <source>Đến %1</source>
        <translation>Until %1</translation>
    </message>
</context>
<context>
    <name>AskPanel</name>
    <message>
        <source>Thôi không hỏi</source>
        <translation>Do not ask</translation>
    </message>
    <message>
        <source>Hỏi người xuất trình…</source>
        <translation>Ask the holder…</translation>
    </message>
    <message>
        <source>Để làm gì</source>
        <translation>What for</translation>
    </message>
    <message>
        <source>Giấy tờ nào</source>
        <translation>Which credential</translation>
    </message>
    <message>
        <source>Những mục nào</source>
        <translation>Which parts</translation>
    </message>
    <message>
        <source>Hiện mã hỏi</source>
        <translation>Show the request</translation>
    </message>
</context>
<context>
    <name>QuestionPanel</name>
    <message>
        <source>Mời quét bằng ứng dụng Định Danh</source>
        <translation>Please scan with the Định Danh app</translation>
    </message>
    <message>
        <source>Mã hỏi. %1</source>
        <translation>Request. %1</translation>
    </message>
    <message>
        <source>Còn %1 giây. Quét câu trả lời như mọi mã khác.</source>
        <translation>%1 seconds left. Scan the answer like any other code.</translation>
    </message>
    <message>
        <source>Cất mã hỏi</source>
        <translation>Close the request</translation>
    </message>
</context>
<context>
    <name>dd::counter::ChallengeDesk</name>
    <message>
        <source>Chốt kiểm tra</source>
        <translation>Checkpoint</translation>
    </message>
    <message>
        <source>Lưu trú</source>
        <translation>Lodging</translation>
    </message>
    <message>
        <source>Thủ tục hành chính</source>
        <translation>Administrative desk</translation>
    </message>
    <message>
        <source>Lên phương tiện</source>
        <translation>Boarding</translation>
    </message>
    <message>
        <source>Kiểm tra tuổi</source>
        <translation>Age check</translation>
    </message>
    <message>
        <source>Mục đích khác</source>
        <translation>Another purpose</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Quầy chưa đăng ký: điện thoại sẽ cảnh báo, và chỉ cho xem họ tên, ngày sinh, giới tính, quốc tịch.</source>
        <translation>This counter is not registered: phones will warn, and show no more than name, birth date, sex and nationality.</translation>
    </message>
    <message>
        <source>Quầy này không được hỏi loại giấy tờ này: điện thoại sẽ từ chối.</source>
        <translation>This counter may not ask for this credential: phones will refuse.</translation>
    </message>
    <message>
        <source>Quầy này không được hỏi: %1. Điện thoại sẽ giữ lại.</source>
        <translation>This counter may not ask for: %1. Phones will keep it back.</translation>
    </message>
</context>
</TS>
