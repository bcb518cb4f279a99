<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="vi_VN">
<context>
    <name>AboutPage</name>
    <message>
        <source>Giới thiệu</source>
        <translation>About</translation>
    </message>
    <message>
        <source>Định Danh %1</source>
        <translation>Định Danh %1</translation>
    </message>
    <message>
        <source>Bộ công cụ ví và kiểm tra giấy tờ số, mã nguồn mở theo giấy phép Apache 2.0. Đây không phải dịch vụ xác thực điện tử, và không phải ứng dụng của cơ quan nhà nước.</source>
        <translation>A toolkit for keeping and checking digital credentials, open source under the Apache 2.0 licence. It is not an electronic authentication service, and not an app of any public authority.</translation>
    </message>
    <message>
        <source>Dùng Qt (LGPL), libsodium, OpenSSL, SQLCipher, ZXing-cpp và PCSC-lite của hệ thống.</source>
        <translation>Uses the system&apos;s Qt (LGPL), libsodium, OpenSSL, SQLCipher, ZXing-cpp and PCSC-lite.</translation>
    </message>
    <message>
        <source>Mã mở cho quầy có thể bị chuyển tiếp tức thời cho người khác; xem SECURITY.md về những điều ứng dụng không hứa.</source>
        <translation>A code for any counter can be relayed live to someone else; SECURITY.md says what the app does not promise.</translation>
    </message>
</context>
<context>
    <name>AddCardAccess</name>
    <message>
        <source>Mở chip bằng</source>
        <translation>Open the chip with</translation>
    </message>
    <message>
        <source>Số CAN</source>
        <translation>CAN</translation>
    </message>
    <message>
        <source>Đã lấy 6 số cuối của số định danh; sửa lại nếu thẻ của bạn ghi khác.</source>
        <translation>The last six digits of the personal number; correct it if your card says otherwise.</translation>
    </message>
    <message>
        <source>6 chữ số in trên thẻ; trên thẻ căn cước thường là 6 số cuối của số định danh.</source>
        <translation>Six digits printed on the card; on identity cards usually the last six of the personal number.</translation>
    </message>
    <message>
        <source>Số giấy tờ</source>
        <translation>Document number</translation>
    </message>
    <message>
        <source>Ngày sinh</source>
        <translation>Date of birth</translation>
    </message>
    <message>
        <source>Ngày, tháng, năm, như 15/01/1990</source>
        <translation>Day, month, year, like 15/01/1990</translation>
    </message>
    <message>
        <source>Ngày hết hạn</source>
        <translation>Date of expiry</translation>
    </message>
    <message>
        <source>In ở mặt trước, sau chữ «Có giá trị đến». Nếu thẻ ghi «Không thời hạn», hãy nhập cả các dòng MRZ.</source>
        <translation>Printed on the front, after &quot;Có giá trị đến&quot; (valid until). If the card says &quot;Không thời hạn&quot; (no expiry), type the MRZ lines instead.</translation>
    </message>
    <message>
        <source>Các dòng MRZ</source>
        <translation>MRZ lines</translation>
    </message>
    <message>
        <source>Tôi đã so với thẻ và muốn thử lần cuối</source>
        <translation>I have compared it with the card and want the last try</translation>
    </message>
    <message>
        <source>Nếu sai lần này, chip có thể khóa cách mở này.</source>
        <translation>If it is wrong this time, the chip may block this way of opening it.</translation>
    </message>
</context>
<context>
    <name>AddCardOffers</name>
    <message>
        <source>Thử với các ngày trong mã QR</source>
        <translation>Try the dates from the QR code</translation>
    </message>
    <message>
        <source>Mã QR có ngày sinh và ngày cấp; từ đó tính được ngày hết hạn theo Luật Căn cước. Máy thử nhiều nhất 5 ngày, mỗi ngày một lần.</source>
        <translation>The QR code holds the dates of birth and issue; by the Identity Law they tell the date of expiry. At most 5 dates are tried, each once.</translation>
    </message>
    <message>
        <source>Thử các ngày này</source>
        <translation>Try these dates</translation>
    </message>
    <message>
        <source>Mở chip theo cách cũ (BAC)</source>
        <translation>Open the chip the older way (BAC)</translation>
    </message>
    <message>
        <source>Chỉ bật khi thẻ không mở được bằng cách mới (PACE). Cách cũ cần MRZ và dễ bị nghe lén hơn khi có người lạ ở gần.</source>
        <translation>Only if the card does not open the newer way (PACE). The older way needs the MRZ and is easier to listen in on for someone nearby.</translation>
    </message>
</context>
<context>
    <name>AddCardPage</name>
    <message>
        <source>Thêm thẻ của tôi</source>
        <translation>Add my card</translation>
    </message>
    <message>
        <source>Lấy số từ mã QR in ở mặt trước thẻ, hoặc gõ 12 chữ số trên thẻ. Sáu số cuối mở được chip.</source>
        <translation>Take the number from the QR code printed on the front of the card, or type its 12 digits. The last six open the chip.</translation>
    </message>
    <message>
        <source>Nội dung mã QR trên thẻ, hoặc 12 chữ số</source>
        <translation>Text of the card&apos;s QR code, or the 12 digits</translation>
    </message>
    <message>
        <source>Đã nhận ra mã QR in trên thẻ.</source>
        <translation>The card&apos;s printed QR code was recognised.</translation>
    </message>
    <message>
        <source>Đã đủ 12 chữ số.</source>
        <translation>All 12 digits are there.</translation>
    </message>
    <message>
        <source>Chưa phải 12 chữ số hay mã QR của thẻ căn cước.</source>
        <translation>Not yet 12 digits, nor the QR code of an identity card.</translation>
    </message>
    <message>
        <source>Hoặc lấy từ ảnh chụp mã QR</source>
        <translation>Or take it from a picture of the QR code</translation>
    </message>
    <message>
        <source>Đầu đọc thẻ</source>
        <translation>Card reader</translation>
    </message>
    <message>
        <source>Chưa thấy đầu đọc thẻ nào.</source>
        <translation>No card reader found.</translation>
    </message>
    <message>
        <source>Cắm đầu đọc thẻ thông minh rồi tìm lại.</source>
        <translation>Plug in a smart-card reader and look again.</translation>
    </message>
    <message>
        <source>Đang tìm đầu đọc…</source>
        <translation>Looking for readers…</translation>
    </message>
    <message>
        <source>Tìm lại đầu đọc</source>
        <translation>Look for readers again</translation>
    </message>
    <message>
        <source>Đọc thẻ</source>
        <translation>Read the card</translation>
    </message>
    <message>
        <source>Chọn ảnh mã QR trên thẻ</source>
        <translation>Choose a picture of the card&apos;s QR code</translation>
    </message>
    <message>
        <source>Đọc hộ chiếu thì bỏ trống ô này và mở chip bằng MRZ.</source>
        <translation>For a passport leave this empty and open the chip with the MRZ.</translation>
    </message>
    <message>
        <source>Cách cũ (BAC) cần MRZ: hãy chọn mở chip bằng MRZ.</source>
        <translation>The older way (BAC) needs the MRZ: choose to open the chip with the MRZ.</translation>
    </message>
</context>
<context>
    <name>BackupPage</name>
    <message>
        <source>Sao lưu ví</source>
        <translation>Back up the wallet</translation>
    </message>
    <message>
        <source>Đã sao lưu vào tệp «%1».</source>
        <translation>Backed up to the file &quot;%1&quot;.</translation>
    </message>
    <message>
        <source>Xin cất tệp ở nơi khác với máy này, và nhớ mật khẩu của nó: không ai lấy lại giúp bạn được.</source>
        <translation>Please keep the file somewhere other than this device, and remember its passphrase: nobody can recover it for you.</translation>
    </message>
    <message>
        <source>Bản sao lưu gồm thẻ đã đọc, giấy tờ, thông báo và lịch sử của bạn, mã hóa trong một tệp bằng mật khẩu riêng.</source>
        <translation>A backup holds the card as read, your credentials, notifications and history, encrypted in one file under a passphrase of its own.</translation>
    </message>
    <message>
        <source>Khóa ký không có trong bản sao lưu: khóa ở lại máy này.</source>
        <translation>The signing keys are not in the backup: they stay on this device.</translation>
    </message>
    <message>
        <source>Khôi phục trên máy khác thì bạn đọc lại thẻ một lần để được cấp lại căn cước số cho máy đó.</source>
        <translation>After restoring on another device, you read your card once more, and the identity credential is issued anew for that device.</translation>
    </message>
    <message>
        <source>Lưu vào tệp</source>
        <translation>Save to the file</translation>
    </message>
    <message>
        <source>Bản sao lưu (*.ddbackup)</source>
        <translation>Backup (*.ddbackup)</translation>
    </message>
    <message>
        <source>Tệp này đã có và sẽ được thay bằng bản mới.</source>
        <translation>This file is there already and will be replaced by the new one.</translation>
    </message>
    <message>
        <source>Nhập lại mật khẩu của bản sao lưu</source>
        <translation>Repeat the backup&apos;s passphrase</translation>
    </message>
    <message>
        <source>Mật khẩu cho bản sao lưu</source>
        <translation>Passphrase for the backup</translation>
    </message>
    <message>
        <source>Nhập lại đúng như lần trước.</source>
        <translation>Enter exactly the same again.</translation>
    </message>
    <message>
        <source>Ít nhất 12 ký tự, ví dụ năm từ ngẫu nhiên. Không dùng lại mã PIN hay mật khẩu của ví.</source>
        <translation>At least 12 characters, for instance five random words. Do not use the wallet&apos;s PIN or passphrase again.</translation>
    </message>
    <message>
        <source>Sao lưu</source>
        <translation>Back up</translation>
    </message>
    <message>
        <source>Tiếp tục</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>Nhập lại từ đầu</source>
        <translation>Start again</translation>
    </message>
    <message>
        <source>Đang tạo khóa từ mật khẩu và ghi tệp…</source>
        <translation>Deriving a key from the passphrase and writing the file…</translation>
    </message>
    <message>
        <source>Xong</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>BrokenPage</name>
    <message>
        <source>Chưa mở được ví</source>
        <translation>The wallet could not be opened</translation>
    </message>
    <message>
        <source>Thử lại</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Xóa ví này và làm lại từ đầu</source>
        <translation>Erase this wallet and start afresh</translation>
    </message>
    <message>
        <source>Xóa ví này và khôi phục từ bản sao lưu</source>
        <translation>Erase this wallet and restore a backup</translation>
    </message>
    <message>
        <source>Chỉ chọn cách này khi bạn còn tệp sao lưu và nhớ mật khẩu của nó. Sau khi xóa, bạn đặt mã mở ví mới rồi chọn tệp.</source>
        <translation>Choose this only if you still have the backup file and remember its passphrase. After erasing, you choose a new PIN or passphrase for the wallet, and then the file.</translation>
    </message>
</context>
<context>
    <name>CardField</name>
    <message>
        <source>Che %1</source>
        <translation>Hide %1</translation>
    </message>
    <message>
        <source>Hiện %1</source>
        <translation>Show %1</translation>
    </message>
</context>
<context>
    <name>ChallengePage</name>
    <message>
        <source>Quét mã của quầy</source>
        <translation>Scan the counter&apos;s code</translation>
    </message>
    <message>
        <source>Quầy hỏi</source>
        <translation>The counter asks</translation>
    </message>
    <message>
        <source>Quầy đưa mã hỏi lên màn hình của họ. Bạn sẽ thấy ai hỏi, hỏi gì và để làm gì trước khi đưa ra bất cứ điều gì.</source>
        <translation>The counter puts its request on its screen. You will see who asks, for what and why before anything is given.</translation>
    </message>
    <message>
        <source>Lấy từ ảnh chụp màn hình của quầy</source>
        <translation>From a picture of the counter&apos;s screen</translation>
    </message>
    <message>
        <source>Chọn ảnh mã hỏi của quầy</source>
        <translation>Choose a picture of the counter&apos;s request</translation>
    </message>
    <message>
        <source>Hoặc dán nội dung mã hỏi</source>
        <translation>Or paste the request&apos;s text</translation>
    </message>
    <message>
        <source>Bắt đầu bằng VQ1:</source>
        <translation>It begins with VQ1:</translation>
    </message>
    <message>
        <source>Xem quầy hỏi gì</source>
        <translation>See what the counter asks</translation>
    </message>
    <message>
        <source>Tự xưng: «%1»</source>
        <translation>Calls itself “%1”</translation>
    </message>
    <message>
        <source>Một quầy không nói tên</source>
        <translation>A counter that gives no name</translation>
    </message>
    <message>
        <source>Còn %1 giây để trả lời</source>
        <translation>%1 seconds left to answer</translation>
    </message>
    <message>
        <source>Đã đăng ký</source>
        <translation>Registered</translation>
    </message>
    <message>
        <source>Chưa đăng ký</source>
        <translation>Not registered</translation>
    </message>
    <message>
        <source>Mã quầy</source>
        <translation>Counter&apos;s id</translation>
    </message>
    <message>
        <source>Để làm gì</source>
        <translation>What for</translation>
    </message>
    <message>
        <source>Không ai xác nhận quầy này là ai. Tên và mã ở trên do quầy tự viết.</source>
        <translation>Nobody vouches for this counter. It wrote the name and the id above itself.</translation>
    </message>
    <message>
        <source>Chỉ trả lời khi bạn biết chắc mình đang ở quầy nào. Quầy này chỉ được xem họ tên, ngày sinh, giới tính, quốc tịch.</source>
        <translation>Answer only when you are sure which counter you stand at. It may see name, birth date, sex and nationality, and nothing else.</translation>
    </message>
    <message>
        <source>Khi có mạng, bạn có thể cập nhật danh sách. Máy chủ không được biết quầy nào đang hỏi bạn.</source>
        <translation>With a network you can update the list. The server is not told which counter is asking you.</translation>
    </message>
    <message>
        <source>Đang cập nhật…</source>
        <translation>Updating…</translation>
    </message>
    <message>
        <source>Cập nhật danh sách tin cậy</source>
        <translation>Update the trust list</translation>
    </message>
    <message>
        <source>Đã trả lời. Mã hỏi này không dùng được nữa.</source>
        <translation>Answered. This request cannot be used any more.</translation>
    </message>
    <message>
        <source>Đã hiện câu trả lời. Quầy chỉ nhận một lần cho mỗi giấy tờ.</source>
        <translation>The answer was shown. The counter takes one for each credential.</translation>
    </message>
    <message>
        <source>Trả lời bằng</source>
        <translation>Answer with</translation>
    </message>
    <message>
        <source>Khóa của giấy tờ này không nằm trên máy này, nên chưa xuất trình được.</source>
        <translation>This credential&apos;s key is not on this device, so that it cannot be shown yet.</translation>
    </message>
    <message>
        <source>Giấy tờ này hiện không có hiệu lực; quầy sẽ không chấp nhận.</source>
        <translation>This credential is not valid now; a counter will not accept it.</translation>
    </message>
    <message>
        <source>Quầy sẽ thấy · %1</source>
        <translation>The counter will see · %1</translation>
    </message>
    <message>
        <source>Luôn hiện: %1</source>
        <translation>Always shown: %1</translation>
    </message>
    <message>
        <source>Không bật sẵn mục nào: bạn bật những mục muốn đưa. Mục quầy cần mà thiếu thì quầy sẽ hỏi lại.</source>
        <translation>Nothing is switched on beforehand: switch on what you want to give. The counter will ask again for what it needs.</translation>
    </message>
    <message>
        <source>Quầy hỏi nhưng không được xem</source>
        <translation>Asked for, and may not be seen</translation>
    </message>
    <message>
        <source>Không đưa ra: %1</source>
        <translation>Not given: %1</translation>
    </message>
    <message>
        <source>Quầy hỏi nhưng ví của bạn không có: %1.</source>
        <translation>Asked for, and not in your wallet: %1.</translation>
    </message>
    <message>
        <source>Bạn vẫn có thể trả lời phần còn lại.</source>
        <translation>You can still answer the rest.</translation>
    </message>
    <message>
        <source>Hãy hỏi quầy xem giấy tờ khác có dùng được không.</source>
        <translation>Ask the counter whether something else will do.</translation>
    </message>
    <message>
        <source>Tôi biết mình đang đưa cho ai</source>
        <translation>I know whom I am giving this to</translation>
    </message>
    <message>
        <source>Đồng ý, hiện mã trả lời</source>
        <translation>Agree, show the answer</translation>
    </message>
    <message>
        <source>Quét mã khác</source>
        <translation>Scan another code</translation>
    </message>
    <message>
        <source>Không trả lời</source>
        <translation>Do not answer</translation>
    </message>
    <message>
        <source>Về ví</source>
        <translation>Back to the wallet</translation>
    </message>
</context>
<context>
    <name>CredentialRow</name>
    <message>
        <source>Đọc lại thẻ</source>
        <translation>Read the card again</translation>
    </message>
    <message>
        <source>Gỡ khỏi ví</source>
        <translation>Remove from the wallet</translation>
    </message>
    <message>
        <source>Gỡ hẳn giấy tờ này</source>
        <translation>Remove it for good</translation>
    </message>
    <message>
        <source>Giữ lại</source>
        <translation>Keep it</translation>
    </message>
    <message>
        <source>Khóa của giấy tờ này không có trên máy này. Đọc lại thẻ thì cơ quan cấp lại cho máy này.</source>
        <translation>The key of this credential is not on this device. Read your card again, and the authority issues it anew for this one.</translation>
    </message>
    <message>
        <source>Khóa của giấy tờ này không có trên máy này. Đọc lại thẻ trước, rồi xin cấp lại giấy tờ này.</source>
        <translation>The key of this credential is not on this device. Read your card again first, then request this one anew.</translation>
    </message>
</context>
<context>
    <name>DeclarationRow</name>
    <message>
        <source>Lý do: %1</source>
        <translation>Reason: %1</translation>
    </message>
    <message>
        <source>Gửi lại</source>
        <translation>Send again</translation>
    </message>
    <message>
        <source>Gửi lại thông báo tại %1</source>
        <translation>Send the notification for %1 again</translation>
    </message>
</context>
<context>
    <name>DemoBadge</name>
    <message>
        <source>DEMO</source>
        <translation>DEMO</translation>
    </message>
    <message>
        <source>DEMO: chỉ để trình diễn, không có giá trị</source>
        <translation>DEMO: for demonstration only, of no validity</translation>
    </message>
</context>
<context>
    <name>EraseCard</name>
    <message>
        <source>Xóa toàn bộ ví</source>
        <translation>Erase the whole wallet</translation>
    </message>
    <message>
        <source>Xóa hẳn, không lấy lại được?</source>
        <translation>Erase for good? It cannot be brought back.</translation>
    </message>
    <message>
        <source>Sẽ xóa khỏi máy này: thẻ đã đọc, mọi giấy tờ, thông báo đã lập, lịch sử, cài đặt trong ví, các khóa ký (cả khóa do thiết bị giữ) và cách mở bằng vân tay hoặc khuôn mặt.</source>
        <translation>Erased from this device: the card as read, every credential, your notifications, the history, the wallet&apos;s settings, the signing keys (also those that the device keeps) and unlocking by finger or face.</translation>
    </message>
    <message>
        <source>Không xóa: bản sao lưu và bản xuất dữ liệu mà bạn đã cất ở nơi khác. Nếu không cần nữa, xin bạn tự xóa các tệp đó. Thẻ căn cước không bị ảnh hưởng.</source>
        <translation>Not erased: backups and exported data that you keep elsewhere. If you no longer need those files, please delete them yourself. Your identity card is not affected.</translation>
    </message>
    <message>
        <source>Xóa hẳn</source>
        <translation>Erase for good</translation>
    </message>
    <message>
        <source>Giữ lại</source>
        <translation>Keep it</translation>
    </message>
</context>
<context>
    <name>ExportPage</name>
    <message>
        <source>Xuất dữ liệu của tôi</source>
        <translation>Export my data</translation>
    </message>
    <message>
        <source>Đã ghi vào tệp «%1».</source>
        <translation>Written to the file &quot;%1&quot;.</translation>
    </message>
    <message>
        <source>Tệp không mã hóa. Xin xóa tệp khi bạn không cần nữa.</source>
        <translation>The file is not encrypted. Please delete it when you no longer need it.</translation>
    </message>
    <message>
        <source>Toàn bộ những gì ví đang giữ về bạn: thẻ đã đọc kèm ảnh, giấy tờ, thông báo, lịch sử, những lần đồng ý và cài đặt. Khóa ký không có trong đó.</source>
        <translation>Everything the wallet keeps about you: the card as read with its portrait, credentials, notifications, history, consents and settings. The signing keys are not in it.</translation>
    </message>
    <message>
        <source>PDF, để đọc và in</source>
        <translation>PDF, to read and print</translation>
    </message>
    <message>
        <source>JSON, để đưa vào phần mềm khác</source>
        <translation>JSON, for other software</translation>
    </message>
    <message>
        <source>Ghi vào tệp</source>
        <translation>Write to the file</translation>
    </message>
    <message>
        <source>Tệp này đã có và sẽ được thay.</source>
        <translation>This file is there already and will be replaced.</translation>
    </message>
    <message>
        <source>Tiếp tục</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>Tệp «%1» sẽ KHÔNG mã hóa: ai mở được tệp cũng đọc được số định danh, địa chỉ và ảnh của bạn.</source>
        <translation>The file &quot;%1&quot; will NOT be encrypted: whoever can open it can read your personal number, your address and your portrait.</translation>
    </message>
    <message>
        <source>Chỉ ghi vào nơi bạn tin cậy. Để chuyển sang máy khác, xin dùng «Sao lưu ví».</source>
        <translation>Write it only to a place that you trust. To move to another device, please use &quot;Back up the wallet&quot;.</translation>
    </message>
    <message>
        <source>Tôi hiểu, ghi tệp không mã hóa</source>
        <translation>I understand, write it unencrypted</translation>
    </message>
    <message>
        <source>Thôi, không ghi</source>
        <translation>No, do not write it</translation>
    </message>
    <message>
        <source>Đang ghi tệp…</source>
        <translation>Writing the file…</translation>
    </message>
    <message>
        <source>Xong</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>FileChooser</name>
    <message>
        <source>Chọn tệp…</source>
        <translation>Choose a file…</translation>
    </message>
</context>
<context>
    <name>HistoryPage</name>
    <message>
        <source>Lịch sử xuất trình</source>
        <translation>What I have shown</translation>
    </message>
    <message>
        <source>Chỉ ghi thời điểm và những mục đã cho xem, không ghi nội dung. Nhật ký nằm trong ví mã hóa của bạn.</source>
        <translation>Only the time and the kinds of details are noted, never what they said. The log stays in your encrypted wallet.</translation>
    </message>
    <message>
        <source>Chưa xuất trình lần nào</source>
        <translation>Nothing has been shown yet</translation>
    </message>
    <message>
        <source>Mục đích: %1</source>
        <translation>Purpose: %1</translation>
    </message>
    <message>
        <source>Nhật ký không còn liền mạch: có mục đã bị sửa, bị bớt hoặc bị thêm mà không qua ứng dụng này.</source>
        <translation>The history is no longer a whole: an entry was changed, taken out or put in without this app.</translation>
    </message>
    <message>
        <source>Những mục dưới đây có thể không đúng. Không có gì bị tự sửa; bạn có thể xuất dữ liệu để giữ làm bằng chứng.</source>
        <translation>The entries below may not be right. Nothing was repaired by itself; you can export your data and keep it as evidence.</translation>
    </message>
    <message>
        <source>Xóa những mục cũ hơn</source>
        <translation>Erase entries older than</translation>
    </message>
    <message>
        <source>30 ngày</source>
        <translation>30 days</translation>
    </message>
    <message>
        <source>90 ngày</source>
        <translation>90 days</translation>
    </message>
    <message>
        <source>1 năm</source>
        <translation>1 year</translation>
    </message>
    <message>
        <source>Tất cả, kể cả hôm nay</source>
        <translation>All of them, also today&apos;s</translation>
    </message>
    <message>
        <source>Xóa mục cũ</source>
        <translation>Erase old entries</translation>
    </message>
    <message>
        <source>Các mục này sẽ bị xóa hẳn khỏi máy, không lấy lại được. Quầy đã xem thì vẫn có thể giữ phần của họ.</source>
        <translation>These entries are erased from the device for good. A counter that saw your data may still keep its own record.</translation>
    </message>
    <message>
        <source>Xóa hẳn</source>
        <translation>Erase for good</translation>
    </message>
    <message>
        <source>Giữ lại</source>
        <translation>Keep it</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Ví của tôi</source>
        <translation>My wallet</translation>
    </message>
    <message>
        <source>Lịch sử xuất trình</source>
        <translation>What I have shown</translation>
    </message>
    <message>
        <source>Cài đặt</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Khóa ví</source>
        <translation>Lock the wallet</translation>
    </message>
    <message>
        <source>Ví chưa có thẻ nào</source>
        <translation>No card in the wallet yet</translation>
    </message>
    <message>
        <source>Chuẩn bị thẻ căn cước có chip. Ứng dụng đọc thẻ, kiểm tra chữ ký của nơi cấp, rồi cất vào ví đã mã hóa trên máy này.</source>
        <translation>Have your chip identity card at hand. The app reads it, checks the issuer&apos;s signature, and keeps it in an encrypted wallet on this device.</translation>
    </message>
    <message>
        <source>Thẻ chưa được đăng ký với cơ quan cấp, nên chưa có giấy tờ để xuất trình.</source>
        <translation>The card has not been enrolled with the authority, so there is nothing to show yet.</translation>
    </message>
    <message>
        <source>Khi có mạng, đọc lại thẻ một lần nữa.</source>
        <translation>Read the card once more when you are online.</translation>
    </message>
    <message>
        <source>Xuất trình mã QR</source>
        <translation>Show QR code</translation>
    </message>
    <message>
        <source>Đọc lại thẻ</source>
        <translation>Read the card again</translation>
    </message>
    <message>
        <source>Thêm thẻ của tôi</source>
        <translation>Add my card</translation>
    </message>
    <message>
        <source>Giấy tờ trong ví</source>
        <translation>In the wallet</translation>
    </message>
    <message>
        <source>Việc thường làm</source>
        <translation>What you can do</translation>
    </message>
    <message>
        <source>Xin thẻ thông hành</source>
        <translation>Request a travel pass</translation>
    </message>
    <message>
        <source>Thông báo lưu trú</source>
        <translation>Notify a stay</translation>
    </message>
    <message>
        <source>%1 thông báo lưu trú còn chờ gửi.</source>
        <translation>Stay notifications waiting to be sent: %1.</translation>
    </message>
    <message>
        <source>Mở «Thông báo lưu trú» để gửi lại khi có mạng.</source>
        <translation>Open &quot;Notify a stay&quot; to send them again when you are online.</translation>
    </message>
    <message>
        <source>Xem thêm giấy tờ</source>
        <translation>Show more</translation>
    </message>
    <message>
        <source>Căn cước số đã gắn với máy này. Các giấy tờ còn lại xin cấp lại, rồi gỡ bản cũ.</source>
        <translation>Your identity credential is bound to this device. Please request the others anew, then remove the old ones.</translation>
    </message>
    <message>
        <source>Khi có mạng, xin đọc lại thẻ để cơ quan cấp lại căn cước số cho máy này.</source>
        <translation>When online, please read your card again, so that the authority issues the identity credential anew for this device.</translation>
    </message>
    <message>
        <source>%1 giấy tờ có khóa không nằm trên máy này, nên chưa xuất trình được.</source>
        <translation>Credentials whose keys are not on this device, so that they cannot be shown yet: %1.</translation>
    </message>
    <message>
        <source>Quét mã của quầy</source>
        <translation>Scan the counter&apos;s code</translation>
    </message>
</context>
<context>
    <name>IdentityCard</name>
    <message>
        <source>Căn cước, đọc từ chip</source>
        <translation>Identity, read from the chip</translation>
    </message>
    <message>
        <source>Ảnh chân dung</source>
        <translation>Portrait</translation>
    </message>
    <message>
        <source>Không hiển thị được ảnh chân dung trên chip.</source>
        <translation>The portrait on the chip cannot be displayed.</translation>
    </message>
    <message>
        <source>Sinh ngày %1</source>
        <translation>Born on %1</translation>
    </message>
    <message>
        <source>Số định danh cá nhân: %1</source>
        <translation>Personal number: %1</translation>
    </message>
    <message>
        <source>đang che</source>
        <translation>hidden</translation>
    </message>
    <message>
        <source>Che số định danh</source>
        <translation>Hide the personal number</translation>
    </message>
    <message>
        <source>Hiện số định danh</source>
        <translation>Show the personal number</translation>
    </message>
    <message>
        <source>%1 (thẻ trình diễn)</source>
        <translation>%1 (demonstration card)</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Định Danh</source>
        <translation>Định Danh</translation>
    </message>
    <message>
        <source>Mã còn dùng được %1 giây</source>
        <translation>The code works for another %1 seconds</translation>
    </message>
</context>
<context>
    <name>MessageBanner</name>
    <message>
        <source>Lý do: %1</source>
        <translation>Reason: %1</translation>
    </message>
    <message>
        <source>Bước bị lỗi: %1</source>
        <translation>Failed step: %1</translation>
    </message>
</context>
<context>
    <name>MovePage</name>
    <message>
        <source>Chuyển sang điện thoại mới</source>
        <translation>Moving to a new phone</translation>
    </message>
    <message>
        <source>Giấy tờ của bạn đi theo bản sao lưu; khóa ký thì ở lại máy cũ, để người khác có được tệp cũng không xuất trình thay bạn.</source>
        <translation>Your credentials travel in the backup; the signing keys stay on the old phone, so that nobody who gets hold of the file can show them in your place.</translation>
    </message>
    <message>
        <source>Trên máy cũ: mở Cài đặt, chọn «Sao lưu ví», đặt một mật khẩu dài rồi chép tệp sang máy mới.</source>
        <translation>On the old phone: open the settings, choose &quot;Back up the wallet&quot;, set a long passphrase, and copy the file to the new phone.</translation>
    </message>
    <message>
        <source>Trên máy mới: cài ứng dụng, ở trang đầu chọn «Tôi có bản sao lưu» và đặt mã PIN mới.</source>
        <translation>On the new phone: install the app, choose &quot;I have a backup&quot; on the first page, and set a new PIN.</translation>
    </message>
    <message>
        <source>Chọn tệp, nhập mật khẩu của nó, xem trong đó có gì rồi đồng ý khôi phục.</source>
        <translation>Choose the file, enter its passphrase, look at what is in it, and agree to restore it.</translation>
    </message>
    <message>
        <source>Khi có mạng, đọc lại thẻ căn cước. Cơ quan cấp lại căn cước số cho máy mới; thẻ thông hành thì xin lại.</source>
        <translation>When online, read your identity card again. The authority issues the identity credential anew for the new phone; request travel passes anew.</translation>
    </message>
    <message>
        <source>Khi máy mới đã dùng được: trên máy cũ chọn «Xóa toàn bộ ví», rồi xóa tệp sao lưu nếu không cần nữa.</source>
        <translation>When the new phone works: choose &quot;Erase the whole wallet&quot; on the old one, and delete the backup file if you no longer need it.</translation>
    </message>
    <message>
        <source>Bước %1</source>
        <translation>Step %1</translation>
    </message>
</context>
<context>
    <name>PassPage</name>
    <message>
        <source>Xin thẻ thông hành</source>
        <translation>Request a travel pass</translation>
    </message>
    <message>
        <source>Đã được cấp. Thẻ thông hành nằm trong ví của bạn.</source>
        <translation>Issued. The travel pass is in your wallet.</translation>
    </message>
    <message>
        <source>Thẻ cá nhân, đi giữa hai tỉnh, thành phố. Tên tỉnh theo địa giới từ ngày 1/7/2025.</source>
        <translation>A personal pass between two provinces or cities. Names follow the boundaries since 1 July 2025.</translation>
    </message>
    <message>
        <source>Đi từ</source>
        <translation>From</translation>
    </message>
    <message>
        <source>Đến</source>
        <translation>To</translation>
    </message>
    <message>
        <source>Chọn nơi đến khác nơi đi.</source>
        <translation>Choose a destination other than the origin.</translation>
    </message>
    <message>
        <source>Từ ngày</source>
        <translation>First day</translation>
    </message>
    <message>
        <source>Đến hết ngày</source>
        <translation>Last day</translation>
    </message>
    <message>
        <source>Số lượt</source>
        <translation>Trips</translation>
    </message>
    <message>
        <source>Ký và gửi đề nghị</source>
        <translation>Sign and send the request</translation>
    </message>
    <message>
        <source>Đang gửi tới cơ quan cấp…</source>
        <translation>Sending to the authority…</translation>
    </message>
    <message>
        <source>Về ví</source>
        <translation>Back to the wallet</translation>
    </message>
</context>
<context>
    <name>PictureInput</name>
    <message>
        <source>Tệp ảnh</source>
        <translation>Picture file</translation>
    </message>
    <message>
        <source>Cũng có thể kéo ảnh thả vào trang này.</source>
        <translation>You can also drop a picture onto this page.</translation>
    </message>
    <message>
        <source>Chọn ảnh…</source>
        <translation>Choose a picture…</translation>
    </message>
    <message>
        <source>Đọc mã trong ảnh</source>
        <translation>Read the picture</translation>
    </message>
    <message>
        <source>Đang tìm mã QR trong ảnh…</source>
        <translation>Looking for a QR code in the picture…</translation>
    </message>
    <message>
        <source>Ảnh (*.png *.jpg *.jpeg *.webp *.bmp)</source>
        <translation>Pictures (*.png *.jpg *.jpeg *.webp *.bmp)</translation>
    </message>
</context>
<context>
    <name>PresentPage</name>
    <message>
        <source>Khóa của giấy tờ này không nằm trên máy này, nên chưa xuất trình được.</source>
        <translation>This credential&apos;s key is not on this device, so that it cannot be shown yet.</translation>
    </message>
    <message>
        <source>Xuất trình</source>
        <translation>Show</translation>
    </message>
    <message>
        <source>Giấy tờ</source>
        <translation>Credential</translation>
    </message>
    <message>
        <source>Giấy tờ này hiện không có hiệu lực; quầy sẽ không chấp nhận.</source>
        <translation>This credential is not valid now; a counter will not accept it.</translation>
    </message>
    <message>
        <source>Quầy sẽ thấy</source>
        <translation>What the counter will see</translation>
    </message>
    <message>
        <source>Luôn hiện</source>
        <translation>Always shown</translation>
    </message>
    <message>
        <source>Không bật sẵn mục nào. Quầy thường cần họ tên để biết giấy tờ là của ai; số định danh và địa chỉ chỉ nên đưa khi luật đòi hỏi.</source>
        <translation>Nothing is switched on beforehand. Counters usually need the name to know whose credential it is; give the number and the address only where the law asks for them.</translation>
    </message>
    <message>
        <source>Cho quầy thấy «%1»? Ai quét mã này cũng đọc được.</source>
        <translation>Let the counter see &quot;%1&quot;? Whoever scans this code can read it.</translation>
    </message>
    <message>
        <source>Vâng, cho thấy</source>
        <translation>Yes, show it</translation>
    </message>
    <message>
        <source>Không</source>
        <translation>No</translation>
    </message>
    <message>
        <source>Kèm thông báo lưu trú cho quầy khách sạn</source>
        <translation>Add a stay notification for a hotel counter</translation>
    </message>
    <message>
        <source>Bạn ký lời khai này ngay trong mã QR.</source>
        <translation>You sign this statement inside the QR code.</translation>
    </message>
    <message>
        <source>Nơi lưu trú</source>
        <translation>Place of stay</translation>
    </message>
    <message>
        <source>Lý do</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>Số đêm</source>
        <translation>Nights</translation>
    </message>
    <message>
        <source>Hiện mã QR</source>
        <translation>Show the QR code</translation>
    </message>
    <message>
        <source>Mục đích: %1</source>
        <translation>Purpose: %1</translation>
    </message>
    <message>
        <source>Xem thêm giấy tờ</source>
        <translation>Show more</translation>
    </message>
    <message>
        <source>In ra giấy…</source>
        <translation>Print on paper…</translation>
    </message>
</context>
<context>
    <name>PrintPage</name>
    <message>
        <source>In ra giấy</source>
        <translation>Print on paper</translation>
    </message>
    <message>
        <source>Đã ghi bản in vào tệp «%1».</source>
        <translation>The printed copy was written to “%1”.</translation>
    </message>
    <message>
        <source>In tệp này trên giấy trắng, đúng cỡ. Xin xóa tệp khi đã in xong.</source>
        <translation>Print this file on white paper at its own size. Please delete the file when it is printed.</translation>
    </message>
    <message>
        <source>Quầy quét bản in thì biết nội dung do cơ quan cấp ký và không ai sửa.</source>
        <translation>A counter that scans the sheet knows that the authority signed what it says and that nobody changed it.</translation>
    </message>
    <message>
        <source>Bản in không chứng minh người cầm giấy là bạn: ai nhặt được hay chụp lại cũng có đúng mã ấy.</source>
        <translation>The sheet does not prove that its bearer is you: whoever finds or photographs it has the very same code.</translation>
    </message>
    <message>
        <source>Quầy sẽ đòi thêm giấy tờ gốc. Có điện thoại thì nên dùng mã trên điện thoại.</source>
        <translation>The counter will want the original document as well. With a phone at hand, use the code on the phone.</translation>
    </message>
    <message>
        <source>Ai cầm tờ giấy cũng đọc được</source>
        <translation>Whoever holds the sheet can read</translation>
    </message>
    <message>
        <source>Ghi vào tệp PDF</source>
        <translation>Write to a PDF file</translation>
    </message>
    <message>
        <source>Tệp này đã có và sẽ được thay.</source>
        <translation>This file is there already and will be replaced.</translation>
    </message>
    <message>
        <source>Tạo bản in</source>
        <translation>Make the printed copy</translation>
    </message>
    <message>
        <source>Đang xin cơ quan cấp một bản in…</source>
        <translation>Asking the authority for a printed copy…</translation>
    </message>
    <message>
        <source>Đang ghi tệp…</source>
        <translation>Writing the file…</translation>
    </message>
    <message>
        <source>Xong</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>QrPage</name>
    <message>
        <source>Mã QR</source>
        <translation>QR code</translation>
    </message>
    <message>
        <source>Mã QR của %1. Đưa màn hình về phía máy quét.</source>
        <translation>QR code of %1. Turn the screen towards the scanner.</translation>
    </message>
    <message>
        <source>Nội dung quá dài cho một mã QR. Quay lại và chia sẻ ít mục hơn.</source>
        <translation>Too much for one QR code. Go back and share fewer details.</translation>
    </message>
    <message>
        <source>Quầy sẽ thấy: %1</source>
        <translation>The counter will see: %1</translation>
    </message>
    <message>
        <source>Đóng mã</source>
        <translation>Close the code</translation>
    </message>
    <message>
        <source>Mã mới sau %1 giây</source>
        <translation>New code in %1 seconds</translation>
    </message>
</context>
<context>
    <name>ReadingPage</name>
    <message>
        <source>Đang đọc thẻ</source>
        <translation>Reading the card</translation>
    </message>
    <message>
        <source>Hình vẽ thẻ áp vào đầu đọc</source>
        <translation>Drawing of a card held to the reader</translation>
    </message>
    <message>
        <source>%1 trên %2 byte</source>
        <translation>%1 of %2 bytes</translation>
    </message>
    <message>
        <source>Thẻ của %1</source>
        <translation>The card of %1</translation>
    </message>
    <message>
        <source>Dừng đọc</source>
        <translation>Stop reading</translation>
    </message>
</context>
<context>
    <name>RestorePage</name>
    <message>
        <source>Khôi phục từ bản sao lưu</source>
        <translation>Restore a backup</translation>
    </message>
    <message>
        <source>Đã khôi phục ví từ bản sao lưu lập lúc %1.</source>
        <translation>The wallet was restored from the backup made at %1.</translation>
    </message>
    <message>
        <source>%1 giấy tờ cần gắn lại với máy này: xin đọc lại thẻ khi có mạng.</source>
        <translation>Credentials to be bound to this device anew: %1. Please read your card again when online.</translation>
    </message>
    <message>
        <source>Chọn tệp sao lưu và nhập mật khẩu của nó. Bạn sẽ được xem trong đó có gì trước khi quyết định; ví hiện tại chưa bị thay đổi.</source>
        <translation>Choose the backup file and enter its passphrase. You will see what is in it before you decide; until then your wallet is not changed.</translation>
    </message>
    <message>
        <source>Tệp sao lưu</source>
        <translation>Backup file</translation>
    </message>
    <message>
        <source>Bản sao lưu (*.ddbackup)</source>
        <translation>Backup (*.ddbackup)</translation>
    </message>
    <message>
        <source>Mọi tệp (*)</source>
        <translation>All files (*)</translation>
    </message>
    <message>
        <source>Mật khẩu của bản sao lưu</source>
        <translation>The backup&apos;s passphrase</translation>
    </message>
    <message>
        <source>Xem bản sao lưu</source>
        <translation>Look into the backup</translation>
    </message>
    <message>
        <source>Đang mở và kiểm tra bản sao lưu…</source>
        <translation>Opening and checking the backup…</translation>
    </message>
    <message>
        <source>Bản sao lưu lập lúc %1</source>
        <translation>Backup made at %1</translation>
    </message>
    <message>
        <source>Thẻ đã đọc</source>
        <translation>Card as read</translation>
    </message>
    <message>
        <source>Có</source>
        <translation>Yes</translation>
    </message>
    <message>
        <source>Không</source>
        <translation>No</translation>
    </message>
    <message>
        <source>Giấy tờ</source>
        <translation>Credentials</translation>
    </message>
    <message>
        <source>Thông báo lưu trú</source>
        <translation>Stay notifications</translation>
    </message>
    <message>
        <source>Mục lịch sử</source>
        <translation>History entries</translation>
    </message>
    <message>
        <source>%1 giấy tờ có khóa không nằm trên máy này, nên chưa xuất trình được ngay.</source>
        <translation>Credentials whose keys are not on this device, so that they cannot be shown at once: %1.</translation>
    </message>
    <message>
        <source>Sau khi khôi phục, xin đọc lại thẻ để cơ quan cấp lại căn cước số cho máy này.</source>
        <translation>After restoring, please read your card again, so that the authority issues the identity credential anew for this device.</translation>
    </message>
    <message>
        <source>Mọi thứ đang có trong ví trên máy này sẽ được thay bằng nội dung của bản sao lưu. Mã PIN và khóa của máy giữ nguyên.</source>
        <translation>Everything in the wallet on this device will be replaced by what is in the backup. The PIN and the device&apos;s keys stay.</translation>
    </message>
    <message>
        <source>Thay ví bằng bản sao lưu này</source>
        <translation>Replace the wallet by this backup</translation>
    </message>
    <message>
        <source>Không thay, chọn tệp khác</source>
        <translation>Do not replace, choose another file</translation>
    </message>
    <message>
        <source>Về ví của tôi</source>
        <translation>To my wallet</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>Kết quả đọc thẻ</source>
        <translation>What the card says</translation>
    </message>
    <message>
        <source>Thẻ trình diễn: không có giá trị thật.</source>
        <translation>A demonstration card: of no real validity.</translation>
    </message>
    <message>
        <source>Đã đăng ký với cơ quan cấp. Căn cước số đã ở trong ví.</source>
        <translation>Enrolled with the authority. Your digital identity is in the wallet.</translation>
    </message>
    <message>
        <source>Đã đọc và lưu thẻ; việc đăng ký để lại sau.</source>
        <translation>The card was read and kept; enrolment is left for later.</translation>
    </message>
    <message>
        <source>Thẻ này không đăng ký được.</source>
        <translation>This card cannot be enrolled.</translation>
    </message>
    <message>
        <source>Khi có mạng, đọc lại thẻ để đăng ký. Chip phải ký vào câu thách đố mới của cơ quan cấp.</source>
        <translation>Read the card again when you are online: the chip has to sign a fresh challenge from the authority.</translation>
    </message>
    <message>
        <source>Đọc lại và đăng ký</source>
        <translation>Read again and enrol</translation>
    </message>
    <message>
        <source>Ảnh chân dung đọc từ chip</source>
        <translation>Portrait read from the chip</translation>
    </message>
    <message>
        <source>Không hiển thị được ảnh chân dung trên chip.</source>
        <translation>The portrait on the chip cannot be displayed.</translation>
    </message>
    <message>
        <source>Về ví</source>
        <translation>Back to the wallet</translation>
    </message>
    <message>
        <source>Thẻ thật đang lưu trong ví được giữ nguyên: lần đọc này không chắc chắn bằng, nên không được lưu.</source>
        <translation>The genuine card in the wallet stays as it is: this reading is less certain, so it was not stored.</translation>
    </message>
    <message>
        <source>Đọc lại trên máy có chứng thư CSCA của nơi cấp. Nếu muốn thay bằng thẻ này, hãy xóa ví trước.</source>
        <translation>Read the card again on a device that has the issuer&apos;s CSCA certificate. To use this card instead, erase the wallet first.</translation>
    </message>
    <message>
        <source>Giấy tờ này không có số định danh cá nhân 12 chữ số, nên không làm căn cước số được và không lưu vào ví.</source>
        <translation>This document bears no 12-digit personal number, so it cannot become a digital identity and is not kept in the wallet.</translation>
    </message>
    <message>
        <source>Kết quả đọc chỉ hiện trên trang này. Muốn có căn cước số, hãy đọc thẻ căn cước của bạn.</source>
        <translation>What was read is shown on this page only. For a digital identity, read your identity card.</translation>
    </message>
    <message>
        <source>Ẩn chi tiết kiểm tra</source>
        <translation>Hide the checks in detail</translation>
    </message>
    <message>
        <source>Xem chi tiết kiểm tra</source>
        <translation>Show the checks in detail</translation>
    </message>
</context>
<context>
    <name>RolledBackPage</name>
    <message>
        <source>Dữ liệu ví là bản cũ</source>
        <translation>The wallet&apos;s data is an old copy</translation>
    </message>
    <message>
        <source>Chuyện gì đã xảy ra?</source>
        <translation>What has happened?</translation>
    </message>
    <message>
        <source>Mỗi lần lưu, máy ghi lại một số thứ tự ở nơi không chép đi được. Dữ liệu ví đang có mang số nhỏ hơn: đó là một bản cũ được đặt vào chỗ bản mới.</source>
        <translation>With each change the device notes a number in a place that cannot be copied. The data that is here bears a smaller number: it is an old copy, put in the place of the new one.</translation>
    </message>
    <message>
        <source>Thường là do phần mềm phục hồi hoặc dọn dẹp máy. Cũng có thể ai đó chép đè bản cũ, để giấy tờ đã xóa hoặc đã bị thu hồi hiện lại. Mã PIN của bạn đúng; ứng dụng không tự sửa và chưa thay đổi gì.</source>
        <translation>Usually a program that restores or cleans the device has done it. Somebody may also have put an old copy there, so that erased or revoked credentials come back. Your PIN is right; the app repairs nothing by itself and has changed nothing.</translation>
    </message>
    <message>
        <source>Nếu bạn vừa phục hồi máy và còn bản mới hơn, hãy trả bản đó lại rồi thử mở lại.</source>
        <translation>If you have just restored the device and still have the newer data, put that back and try again.</translation>
    </message>
    <message>
        <source>Thử mở lại</source>
        <translation>Try to open it again</translation>
    </message>
    <message>
        <source>Hai cách đi tiếp</source>
        <translation>Two ways on</translation>
    </message>
    <message>
        <source>Xóa ví này và khôi phục từ bản sao lưu</source>
        <translation>Erase this wallet and restore a backup</translation>
    </message>
    <message>
        <source>Chỉ chọn cách này khi bạn còn tệp sao lưu và nhớ mật khẩu của nó. Sau khi xóa, bạn đặt mã mở ví mới rồi chọn tệp.</source>
        <translation>Choose this only if you still have the backup file and remember its passphrase. After erasing, you choose a new PIN or passphrase for the wallet, and then the file.</translation>
    </message>
    <message>
        <source>Xóa ví này và thêm lại thẻ</source>
        <translation>Erase this wallet and add the card again</translation>
    </message>
</context>
<context>
    <name>SecretBox</name>
    <message>
        <source>Đã nhập %1 ký tự</source>
        <translation>%1 characters entered</translation>
    </message>
</context>
<context>
    <name>SecretPage</name>
    <message>
        <source>Còn %1 lần nhập sai nữa thì ví tự xóa, như bạn đã chọn.</source>
        <translation>Wrong tries left before the wallet is erased, as you chose: %1.</translation>
    </message>
    <message>
        <source>Đặt mã PIN</source>
        <translation>Choose a PIN</translation>
    </message>
    <message>
        <source>Đặt mật khẩu</source>
        <translation>Choose a passphrase</translation>
    </message>
    <message>
        <source>Nhập lại mã PIN</source>
        <translation>Repeat the PIN</translation>
    </message>
    <message>
        <source>Nhập lại mật khẩu</source>
        <translation>Repeat the passphrase</translation>
    </message>
    <message>
        <source>Mã PIN hiện tại</source>
        <translation>Current PIN</translation>
    </message>
    <message>
        <source>Mật khẩu hiện tại</source>
        <translation>Current passphrase</translation>
    </message>
    <message>
        <source>Mã PIN mới</source>
        <translation>New PIN</translation>
    </message>
    <message>
        <source>Mật khẩu mới</source>
        <translation>New passphrase</translation>
    </message>
    <message>
        <source>Nhập lại mã PIN mới</source>
        <translation>Repeat the new PIN</translation>
    </message>
    <message>
        <source>Nhập lại mật khẩu mới</source>
        <translation>Repeat the new passphrase</translation>
    </message>
    <message>
        <source>Mở khóa ví</source>
        <translation>Unlock the wallet</translation>
    </message>
    <message>
        <source>Nhập lại đúng như lần trước.</source>
        <translation>Enter the same once more.</translation>
    </message>
    <message>
        <source>Nhập mã PIN để mở ví trên máy này.</source>
        <translation>Enter your PIN to open the wallet on this device.</translation>
    </message>
    <message>
        <source>Nhập mật khẩu để mở ví trên máy này.</source>
        <translation>Enter your passphrase to open the wallet on this device.</translation>
    </message>
    <message>
        <source>Từ 6 đến 12 chữ số, không lặp một số, không theo dãy. Mã này mở ví; không ai lấy lại giúp bạn được.</source>
        <translation>6 to 12 digits, not one digit repeated, not a run. It opens the wallet; nobody can recover it for you.</translation>
    </message>
    <message>
        <source>Máy này không có kho khóa phần cứng: ai chép được thư mục của bạn thì thử mật khẩu bao nhiêu lần cũng được. Vì vậy hãy đặt mật khẩu dài, ít nhất 12 ký tự, chẳng hạn năm từ không liên quan đến nhau. Không ai lấy lại giúp bạn được.</source>
        <translation>This device has no hardware key store: whoever copies your folder may try passphrases as often as they like. So choose a long one, at least 12 characters, for instance five unrelated words. Nobody can recover it for you.</translation>
    </message>
    <message>
        <source>Nhập lại được sau %1 giây.</source>
        <translation>Try again in %1 seconds.</translation>
    </message>
    <message>
        <source>Nhập lại được sau %1 phút.</source>
        <translation>Try again in %1 minutes.</translation>
    </message>
    <message>
        <source>Còn %1 lần trước khi phải chờ.</source>
        <translation>Tries left before a wait: %1.</translation>
    </message>
    <message>
        <source>Mở khóa</source>
        <translation>Unlock</translation>
    </message>
    <message>
        <source>Tiếp tục</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>Nhập lại từ đầu</source>
        <translation>Start over</translation>
    </message>
    <message>
        <source>Đang mở ví…</source>
        <translation>Opening the wallet…</translation>
    </message>
    <message>
        <source>Đang tạo khóa cho ví…</source>
        <translation>Making the wallet&apos;s keys…</translation>
    </message>
    <message>
        <source>Bật vân tay hoặc khuôn mặt</source>
        <translation>Switch on finger or face</translation>
    </message>
    <message>
        <source>Nhập mã PIN để xác nhận chính bạn bật cách mở này.</source>
        <translation>Enter the PIN to confirm that it is you who switches this on.</translation>
    </message>
    <message>
        <source>Nhập mật khẩu để xác nhận chính bạn bật cách mở này.</source>
        <translation>Enter the passphrase to confirm that it is you who switches this on.</translation>
    </message>
    <message>
        <source>Mở bằng vân tay hoặc khuôn mặt (giả lập)</source>
        <translation>Unlock by finger or face (fake)</translation>
    </message>
    <message>
        <source>Mở bằng vân tay hoặc khuôn mặt</source>
        <translation>Unlock by finger or face</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Cài đặt</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Ngôn ngữ</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Giao diện</source>
        <translation>Appearance</translation>
    </message>
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
        <source>Cỡ chữ</source>
        <translation>Text size</translation>
    </message>
    <message>
        <source>Thường</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Lớn</source>
        <translation>Large</translation>
    </message>
    <message>
        <source>Rất lớn</source>
        <translation>Very large</translation>
    </message>
    <message>
        <source>Bảo vệ</source>
        <translation>Protection</translation>
    </message>
    <message>
        <source>%1. Ví tự khóa khi màn hình tắt, khi ứng dụng bị che quá 30 giây, và khi không dùng quá:</source>
        <translation>%1. The wallet locks by itself when the screen goes off, when the app is out of sight for 30 seconds, and without use for:</translation>
    </message>
    <message>
        <source>1 phút</source>
        <translation>1 minute</translation>
    </message>
    <message>
        <source>1 phút rưỡi</source>
        <translation>A minute and a half</translation>
    </message>
    <message>
        <source>2 phút</source>
        <translation>2 minutes</translation>
    </message>
    <message>
        <source>Đổi mã PIN</source>
        <translation>Change the PIN</translation>
    </message>
    <message>
        <source>Đổi mật khẩu</source>
        <translation>Change the passphrase</translation>
    </message>
    <message>
        <source>Giới thiệu</source>
        <translation>About</translation>
    </message>
    <message>
        <source>Mở ví bằng vân tay hoặc khuôn mặt</source>
        <translation>Unlock the wallet by finger or face</translation>
    </message>
    <message>
        <source>Mã PIN hoặc mật khẩu vẫn luôn dùng được.</source>
        <translation>The PIN or passphrase always works too.</translation>
    </message>
    <message>
        <source>Bật lên cần nhập mã PIN hoặc mật khẩu.</source>
        <translation>Switching it on asks for the PIN or passphrase.</translation>
    </message>
    <message>
        <source>Cảm biến vân tay giả lập, chỉ để trình diễn: không bảo vệ được gì.</source>
        <translation>A fake sensor, for demonstrations only: it protects nothing.</translation>
    </message>
    <message>
        <source>Tự xóa ví sau 20 lần nhập sai liên tiếp</source>
        <translation>Erase the wallet after 20 wrong tries in a row</translation>
    </message>
    <message>
        <source>Cả 20 lần mất ít nhất mười một ngày chờ. Ví đã xóa chỉ lấy lại được từ bản sao lưu.</source>
        <translation>The 20 tries take eleven days of waiting at least. An erased wallet comes back only from a backup.</translation>
    </message>
    <message>
        <source>Cả 20 lần mất ít nhất mười một ngày chờ. Ví đã xóa chỉ lấy lại được từ bản sao lưu. Không ngăn được người đã chép thư mục của bạn.</source>
        <translation>The 20 tries take eleven days of waiting at least. An erased wallet comes back only from a backup. It does not stop somebody who has copied your folder.</translation>
    </message>
    <message>
        <source>Kho khóa này đi cùng dữ liệu của bạn. Ai chép được cả hai thì giới hạn số lần thử và việc phát hiện bản ví cũ không còn tác dụng; chỉ mật khẩu bảo vệ ví.</source>
        <translation>This key store travels with your data. For somebody who has copied both, the limit on tries and the detection of an older wallet no longer hold; only the passphrase protects the wallet.</translation>
    </message>
    <message>
        <source>Khóa ký của giấy tờ do thiết bị giả lập giữ (demo).</source>
        <translation>The credentials&apos; signing keys are kept by a fake device (demo).</translation>
    </message>
    <message>
        <source>Khóa ký của giấy tờ nằm trong phần cứng, không rời khỏi máy.</source>
        <translation>The credentials&apos; signing keys are in hardware and never leave the device.</translation>
    </message>
    <message>
        <source>Dữ liệu của tôi</source>
        <translation>My data</translation>
    </message>
    <message>
        <source>Sao lưu ví</source>
        <translation>Back up the wallet</translation>
    </message>
    <message>
        <source>Khôi phục từ bản sao lưu</source>
        <translation>Restore a backup</translation>
    </message>
    <message>
        <source>Chuyển sang điện thoại mới</source>
        <translation>Moving to a new phone</translation>
    </message>
    <message>
        <source>Xuất dữ liệu của tôi</source>
        <translation>Export my data</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Định Danh</source>
        <translation>Định Danh</translation>
    </message>
    <message>
        <source>Căn cước của bạn, trên máy của bạn</source>
        <translation>Your identity card, on your own device</translation>
    </message>
    <message>
        <source>Đọc thẻ căn cước có chip, giữ giấy tờ số trong ví mã hóa, và xuất trình bằng mã QR mà quầy kiểm tra được cả khi không có mạng.</source>
        <translation>Read your chip identity card, keep digital credentials in an encrypted wallet, and show them as a QR code that a counter can check even without a network.</translation>
    </message>
    <message>
        <source>Chọn ngôn ngữ</source>
        <translation>Choose a language</translation>
    </message>
    <message>
        <source>Tiếp tục</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>Sau khi bạn đặt mã mở ví, ứng dụng sẽ hỏi tệp sao lưu để khôi phục.</source>
        <translation>After you have set the PIN or passphrase, the app asks for the backup file to restore.</translation>
    </message>
    <message>
        <source>Tôi có bản sao lưu</source>
        <translation>I have a backup</translation>
    </message>
</context>
<context>
    <name>StayPage</name>
    <message>
        <source>Thông báo lưu trú</source>
        <translation>Notify a stay</translation>
    </message>
    <message>
        <source>Luật Cư trú, Điều 30: báo trước 23 giờ của ngày bắt đầu lưu trú; đến sau 23 giờ thì báo trước 8 giờ sáng hôm sau.</source>
        <translation>Law on Residence, article 30: notify before 23:00 on the day the stay begins; if you arrive after 23:00, before 08:00 the next day.</translation>
    </message>
    <message>
        <source>Loại nơi lưu trú</source>
        <translation>Kind of place</translation>
    </message>
    <message>
        <source>Tên nơi lưu trú</source>
        <translation>Name of the place</translation>
    </message>
    <message>
        <source>Địa chỉ</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>Số nhà, đường, xã hoặc phường</source>
        <translation>House number, street, commune or ward</translation>
    </message>
    <message>
        <source>Tỉnh, thành phố</source>
        <translation>Province or city</translation>
    </message>
    <message>
        <source>Lý do lưu trú</source>
        <translation>Reason for the stay</translation>
    </message>
    <message>
        <source>Ngày đến</source>
        <translation>Day of arrival</translation>
    </message>
    <message>
        <source>Giờ đến</source>
        <translation>Time of arrival</translation>
    </message>
    <message>
        <source>Ngày đi</source>
        <translation>Day of departure</translation>
    </message>
    <message>
        <source>Ký và gửi</source>
        <translation>Sign and send</translation>
    </message>
    <message>
        <source>Điền đủ tên, địa chỉ, lý do và thời gian để gửi.</source>
        <translation>Fill in the name, address, reason and times to send it.</translation>
    </message>
    <message>
        <source>Lập thông báo khác</source>
        <translation>Make another notification</translation>
    </message>
    <message>
        <source>Về ví</source>
        <translation>Back to the wallet</translation>
    </message>
    <message>
        <source>Đã lập</source>
        <translation>Made so far</translation>
    </message>
</context>
<context>
    <name>dd::citizen::AccessEntry</name>
    <message>
        <source>Thẻ căn cước dùng 9 số cuối: %1.</source>
        <translation>Identity cards use the last nine digits: %1.</translation>
    </message>
    <message>
        <source>Hộ chiếu: số hộ chiếu. Thẻ căn cước: 9 số cuối của số định danh.</source>
        <translation>Passport: its number. Identity card: the last nine digits of the personal number.</translation>
    </message>
    <message>
        <source>Chỉ gồm chữ cái không dấu và chữ số, nhiều nhất 22 ký tự. Hãy so lại với giấy tờ.</source>
        <translation>Only letters without accents and digits, at most 22. Compare it with the document.</translation>
    </message>
    <message>
        <source>Không có ngày này. Hãy nhập ngày, tháng, năm, như 15/01/1990.</source>
        <translation>There is no such day. Type day, month and year, like 15/01/1990.</translation>
    </message>
    <message>
        <source>Ngày sinh ở tương lai. Hãy xem lại năm.</source>
        <translation>The date of birth lies in the future. Check the year.</translation>
    </message>
    <message>
        <source>Năm sinh xa quá. Hãy nhập đủ bốn chữ số của năm.</source>
        <translation>The year of birth is too far back. Type all four digits of the year.</translation>
    </message>
    <message>
        <source>Không có ngày này. Hãy nhập ngày, tháng, năm, như 15/01/2030.</source>
        <translation>There is no such day. Type day, month and year, like 15/01/2030.</translation>
    </message>
    <message>
        <source>Ngày hết hạn phải sau ngày sinh. Hãy xem lại cả hai.</source>
        <translation>The expiry must come after the birth. Check both.</translation>
    </message>
    <message>
        <source>Năm hết hạn xa quá. Hãy nhập đủ bốn chữ số của năm.</source>
        <translation>The year of expiry is too far away. Type all four digits of the year.</translation>
    </message>
    <message>
        <source>Đã có %1 ký tự. Thẻ căn cước: 3 dòng, 90 ký tự. Hộ chiếu: 2 dòng, 88 ký tự.</source>
        <translation>Typed so far: %1 characters. Identity card: 3 lines, 90 characters. Passport: 2 lines, 88 characters.</translation>
    </message>
    <message>
        <source>Thừa %1 ký tự. Hãy so từng dòng với giấy tờ.</source>
        <translation>Characters too many: %1. Compare line by line with the document.</translation>
    </message>
    <message>
        <source>Có ký tự không đúng chỗ. Dòng MRZ chỉ gồm chữ in hoa không dấu, chữ số và dấu &lt;.</source>
        <translation>A character is out of place. MRZ lines hold capital letters without accents, digits and the sign &lt; only.</translation>
    </message>
    <message>
        <source>Có ký tự sai trong phần số giấy tờ. Hãy so lại với giấy tờ; dễ nhầm số 0 với chữ O, số 1 với chữ I.</source>
        <translation>A character of the document number is wrong. Compare it with the document; 0 and O, 1 and I are easily mistaken.</translation>
    </message>
    <message>
        <source>Có chữ số sai trong phần ngày sinh. Hãy so lại với giấy tờ.</source>
        <translation>A digit of the date of birth is wrong. Compare it with the document.</translation>
    </message>
    <message>
        <source>Có chữ số sai trong phần ngày hết hạn. Hãy so lại với giấy tờ.</source>
        <translation>A digit of the date of expiry is wrong. Compare it with the document.</translation>
    </message>
    <message>
        <source>Có một ký tự sai. Hãy so từng dòng với giấy tờ.</source>
        <translation>One character is wrong. Compare line by line with the document.</translation>
    </message>
    <message>
        <source>Nhập đủ 6 chữ số của số CAN để đọc thẻ.</source>
        <translation>Type all six digits of the CAN to read the card.</translation>
    </message>
    <message>
        <source>Nhập đúng số giấy tờ, ngày sinh và ngày hết hạn để đọc thẻ.</source>
        <translation>Type document number, date of birth and date of expiry to read the card.</translation>
    </message>
    <message>
        <source>Nhập đủ và đúng các dòng MRZ để đọc thẻ.</source>
        <translation>Type the MRZ lines completely to read the card.</translation>
    </message>
    <message>
        <source>Số CAN</source>
        <translation>CAN</translation>
    </message>
    <message>
        <source>Số và hai ngày</source>
        <translation>Number and two dates</translation>
    </message>
    <message>
        <source>Các dòng MRZ</source>
        <translation>MRZ lines</translation>
    </message>
</context>
<context>
    <name>dd::citizen::ActivityModel</name>
    <message>
        <source>Không kèm thông tin cá nhân</source>
        <translation>No personal details</translation>
    </message>
    <message>
        <source>%1 (chưa đăng ký)</source>
        <translation>%1 (not registered)</translation>
    </message>
    <message>
        <source>tự xưng «%1» (%2), chưa đăng ký</source>
        <translation>calls itself “%1” (%2), not registered</translation>
    </message>
</context>
<context>
    <name>dd::citizen::CardController</name>
    <message>
        <source>Chip giả lập trong máy (demo)</source>
        <translation>Simulated chip in this device (demo)</translation>
    </message>
    <message>
        <source>Đang hỏi cơ quan cấp câu thách đố dành cho chip…</source>
        <translation>Asking the authority for a challenge for the chip…</translation>
    </message>
    <message>
        <source>Đang đăng ký thẻ với cơ quan cấp…</source>
        <translation>Enrolling the card with the authority…</translation>
    </message>
    <message>
        <source>Đang dừng…</source>
        <translation>Stopping…</translation>
    </message>
    <message>
        <source>Đặt thẻ lên đầu đọc và giữ yên.</source>
        <translation>Lay the card on the reader and keep it still.</translation>
    </message>
    <message>
        <source>Đang mở kênh bảo mật bằng số CAN (PACE)…</source>
        <translation>Opening a secure channel with the CAN (PACE)…</translation>
    </message>
    <message>
        <source>Đang đọc %1…</source>
        <translation>Reading %1…</translation>
    </message>
    <message>
        <source>Đang kiểm tra chip có phải bản sao không…</source>
        <translation>Checking whether the chip is a copy…</translation>
    </message>
    <message>
        <source>Đang đọc thông tin cá nhân…</source>
        <translation>Reading the personal details…</translation>
    </message>
    <message>
        <source>Đang đọc ảnh chân dung…</source>
        <translation>Reading the portrait…</translation>
    </message>
    <message>
        <source>Đang kiểm tra chữ ký của nơi cấp…</source>
        <translation>Checking the issuer&apos;s signature…</translation>
    </message>
    <message>
        <source>Đã đọc xong.</source>
        <translation>Done reading.</translation>
    </message>
    <message>
        <source>Chip thật</source>
        <translation>Genuine chip</translation>
    </message>
    <message>
        <source>Dữ liệu đúng chữ ký nơi cấp; chưa loại trừ bản sao</source>
        <translation>Signed by the issuer; a copy is not ruled out</translation>
    </message>
    <message>
        <source>Chưa xác minh được nơi cấp</source>
        <translation>The issuer could not be verified</translation>
    </message>
    <message>
        <source>Chưa kiểm tra được đầy đủ</source>
        <translation>Not fully checked</translation>
    </message>
    <message>
        <source>Thẻ không qua được kiểm tra</source>
        <translation>The card failed its checks</translation>
    </message>
    <message>
        <source>Dữ liệu khớp chữ ký của nơi cấp, và chip chứng minh được nó giữ khóa riêng không sao chép được.</source>
        <translation>The data matches the issuer&apos;s signature, and the chip proved that it holds a private key which cannot be copied.</translation>
    </message>
    <message>
        <source>Nội dung chưa bị sửa, nhưng chip không chứng minh được nó là bản gốc.</source>
        <translation>The content was not changed, but the chip could not prove that it is the original.</translation>
    </message>
    <message>
        <source>Máy này chưa cài chứng thư CSCA của nơi cấp thẻ, nên chưa thể kết luận thật hay giả.</source>
        <translation>The issuer&apos;s CSCA certificate is not installed on this device, so nothing can be said about its being genuine.</translation>
    </message>
    <message>
        <source>Chip không cho đọc một tệp đã ký, hoặc thẻ dùng thuật toán mà ứng dụng chưa biết. Chưa thể kết luận thật hay giả.</source>
        <translation>The chip withholds a signed file, or the card uses an algorithm this app does not know. Nothing can be said about its being genuine.</translation>
    </message>
    <message>
        <source>Dữ liệu bị sửa, hoặc chip là bản sao. Thẻ không được lưu vào ví.</source>
        <translation>The data was changed, or the chip is a copy. The card is not kept in the wallet.</translation>
    </message>
    <message>
        <source>Không có chứng thư CSCA nào khớp với thẻ.</source>
        <translation>No installed CSCA certificate fits this card.</translation>
    </message>
    <message>
        <source>Chứng thư gốc: %1. Nguồn cài đặt: %2.</source>
        <translation>Root certificate: %1. Installed by: %2.</translation>
    </message>
    <message>
        <source>bộ cài đặt trình diễn</source>
        <translation>the demo set-up</translation>
    </message>
    <message>
        <source>thư mục chứng thư của người vận hành</source>
        <translation>the operator&apos;s certificate folder</translation>
    </message>
    <message>
        <source>%1 %2 %</source>
        <translation>%1 %2 %</translation>
    </message>
    <message>
        <source>Mất kết nối với thẻ. Áp lại thẻ và giữ yên; việc đọc sẽ tiếp tục từ chỗ dừng.</source>
        <translation>The connection to the card was lost. Hold it again and keep it still; reading goes on where it stopped.</translation>
    </message>
    <message>
        <source>Đang mở chip theo cách cũ (BAC)…</source>
        <translation>Opening the chip the older way (BAC)…</translation>
    </message>
    <message>
        <source>Đang mở kênh bảo mật bằng MRZ…</source>
        <translation>Opening the secure channel with the MRZ…</translation>
    </message>
    <message>
        <source>Lần thử %1 trên %2, với ngày tính từ mã QR in trên thẻ.</source>
        <translation>Try %1 of %2, with a date worked out from the printed QR code.</translation>
    </message>
    <message>
        <source>Chip chưa nhận ở lần đầu; đang thử lại một lần nữa.</source>
        <translation>The chip did not accept it at first; trying once more.</translation>
    </message>
    <message>
        <source>Chip không cho thử thêm bằng cách này. Hãy chờ, hoặc hỏi nơi cấp thẻ.</source>
        <translation>The chip allows no further try this way. Wait, or ask the issuing office.</translation>
    </message>
    <message>
        <source>Chip chỉ còn cho thử 1 lần. Hãy so từng ký tự với thẻ trước khi đọc lại.</source>
        <translation>The chip allows one more try. Compare every character with the card before you read again.</translation>
    </message>
    <message>
        <source>Chip còn cho thử %1 lần.</source>
        <translation>Tries the chip still allows: %1.</translation>
    </message>
</context>
<context>
    <name>dd::citizen::ChallengeController</name>
    <message>
        <source>Máy này chưa có danh sách tin cậy, nên không biết quầy nào đã đăng ký.</source>
        <translation>This device has no trust list yet, so it does not know which counters are registered.</translation>
    </message>
    <message>
        <source>Danh sách tin cậy trên máy đã quá hạn từ ngày %1, nên không biết quầy nào còn đăng ký.</source>
        <translation>The trust list on this device has been out of date since %1, so it does not know which counters are still registered.</translation>
    </message>
    <message>
        <source>Quầy này không được đăng ký để hỏi những mục trên, nên ứng dụng không đưa ra.</source>
        <translation>This counter is not registered to ask for the above, so the app does not give it.</translation>
    </message>
    <message>
        <source>Quầy chưa đăng ký chỉ được xem họ tên, ngày sinh, giới tính, quốc tịch; những mục trên không được đưa ra.</source>
        <translation>A counter that is not registered may see name, birth date, sex and nationality; the above is not given.</translation>
    </message>
</context>
<context>
    <name>dd::citizen::CredentialModel</name>
    <message>
        <source>Theo dữ liệu ngày %1</source>
        <translation>As of %1</translation>
    </message>
    <message>
        <source>Bản in của: %1</source>
        <translation>Printed copy of: %1</translation>
    </message>
    <message>
        <source>Còn hiệu lực</source>
        <translation>Valid</translation>
    </message>
    <message>
        <source>Sắp có hiệu lực</source>
        <translation>Upcoming</translation>
    </message>
    <message>
        <source>Hết hạn</source>
        <translation>Expired</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 · hồ sơ %2</source>
        <translation>%1 · file %2</translation>
    </message>
    <message>
        <source>Mức 2: đã gặp trực tiếp</source>
        <translation>Level 2: seen in person</translation>
    </message>
    <message>
        <source>Mức 1: đăng ký từ xa bằng chip</source>
        <translation>Level 1: enrolled remotely with the chip</translation>
    </message>
    <message>
        <source>Từ %1 đến %2</source>
        <translation>From %1 to %2</translation>
    </message>
    <message>
        <source>Đến %1</source>
        <translation>Until %1</translation>
    </message>
    <message>
        <source>Thiếu khóa</source>
        <translation>Key missing</translation>
    </message>
</context>
<context>
    <name>dd::citizen::DeclarationModel</name>
    <message>
        <source>Bản nháp</source>
        <translation>Draft</translation>
    </message>
    <message>
        <source>Đã ký, chờ gửi</source>
        <translation>Signed, waiting to be sent</translation>
    </message>
    <message>
        <source>Đã gửi, chờ biên nhận</source>
        <translation>Sent, waiting for the receipt</translation>
    </message>
    <message>
        <source>Đã tiếp nhận, có biên nhận</source>
        <translation>Received, with a receipt</translation>
    </message>
    <message>
        <source>Bị từ chối</source>
        <translation>Refused</translation>
    </message>
    <message>
        <source>Từ %1 đến %2</source>
        <translation>From %1 to %2</translation>
    </message>
    <message>
        <source>Lập lúc %1, gửi tới lúc %2</source>
        <translation>Made at %1, delivered at %2</translation>
    </message>
    <message>
        <source>Lập lúc %1, chưa gửi tới</source>
        <translation>Made at %1, not delivered</translation>
    </message>
    <message>
        <source>Chờ người khác đồng ý</source>
        <translation>Waiting for somebody else to agree</translation>
    </message>
    <message>
        <source>Cần bổ sung</source>
        <translation>To be completed</translation>
    </message>
    <message>
        <source>Đã chấp nhận</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <source>Đã trả kết quả</source>
        <translation>Result issued</translation>
    </message>
    <message>
        <source>Đã rút</source>
        <translation>Withdrawn</translation>
    </message>
    <message>
        <source>Đã hết hạn</source>
        <translation>Expired</translation>
    </message>
</context>
<context>
    <name>dd::citizen::Display</name>
    <message>
        <source>Căn cước số</source>
        <translation>Digital identity</translation>
    </message>
    <message>
        <source>Thẻ thông hành</source>
        <translation>Travel pass</translation>
    </message>
    <message>
        <source>Xác nhận cư trú</source>
        <translation>Residence status</translation>
    </message>
    <message>
        <source>Biên nhận thông báo lưu trú</source>
        <translation>Receipt of a stay notification</translation>
    </message>
    <message>
        <source>Bản in</source>
        <translation>Printed copy</translation>
    </message>
    <message>
        <source>Số định danh cá nhân</source>
        <translation>Personal number</translation>
    </message>
    <message>
        <source>Họ tên, ngày sinh, giới tính, quốc tịch</source>
        <translation>Name, birth date, sex, nationality</translation>
    </message>
    <message>
        <source>Địa chỉ</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>Người đi cùng</source>
        <translation>Companions</translation>
    </message>
    <message>
        <source>Thành viên</source>
        <translation>Members</translation>
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
        <source>số %1 · %2 người</source>
        <translation>no. %1 · %2 people</translation>
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
        <source>Cơ sở lưu trú du lịch</source>
        <translation>Tourist lodging</translation>
    </message>
    <message>
        <source>Ký túc xá sinh viên</source>
        <translation>Student dormitory</translation>
    </message>
    <message>
        <source>Cơ sở khám, chữa bệnh</source>
        <translation>Medical facility</translation>
    </message>
    <message>
        <source>Hộ gia đình</source>
        <translation>Household</translation>
    </message>
    <message>
        <source>Nhà ngăn phòng cho thuê</source>
        <translation>Rented rooms</translation>
    </message>
    <message>
        <source>Cơ sở khác</source>
        <translation>Other</translation>
    </message>
    <message>
        <source>Một lượt đi</source>
        <translation>One way</translation>
    </message>
    <message>
        <source>Đi và về</source>
        <translation>Return</translation>
    </message>
    <message>
        <source>Nhiều lượt</source>
        <translation>Multiple trips</translation>
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
        <source>%1 · sinh %2 · %3 · quốc tịch %4</source>
        <translation>%1 · born %2 · %3 · nationality %4</translation>
    </message>
    <message>
        <source>Việt Nam</source>
        <translation>Vietnamese</translation>
    </message>
    <message>
        <source>Đã tiếp nhận</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>Cần bổ sung</source>
        <translation>More information needed</translation>
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
        <source>Đã trả kết quả</source>
        <translation>Result issued</translation>
    </message>
    <message>
        <source>Mốc tuổi</source>
        <translation>Age thresholds</translation>
    </message>
    <message>
        <source>Kiểm tra tại chốt</source>
        <translation>A check at a checkpoint</translation>
    </message>
    <message>
        <source>Nhận khách lưu trú</source>
        <translation>Registering a lodging guest</translation>
    </message>
    <message>
        <source>Giải quyết thủ tục hành chính</source>
        <translation>An administrative procedure</translation>
    </message>
    <message>
        <source>Lên tàu xe, máy bay</source>
        <translation>Boarding</translation>
    </message>
    <message>
        <source>Kiểm tra độ tuổi</source>
        <translation>An age check</translation>
    </message>
    <message>
        <source>Việc khác, quầy không nói rõ</source>
        <translation>Something else; the counter does not say what</translation>
    </message>
    <message>
        <source>Một quầy bất kỳ (mã mở)</source>
        <translation>Any counter (open code)</translation>
    </message>
    <message>
        <source>Bản in trên giấy</source>
        <translation>A printed sheet</translation>
    </message>
</context>
<context>
    <name>dd::citizen::FieldModel</name>
    <message>
        <source>Họ và tên</source>
        <translation>Full name</translation>
    </message>
    <message>
        <source>Số định danh cá nhân</source>
        <translation>Personal number</translation>
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
        <source>Quốc tịch</source>
        <translation>Nationality</translation>
    </message>
    <message>
        <source>Quê quán</source>
        <translation>Place of origin</translation>
    </message>
    <message>
        <source>Nơi thường trú ghi trên thẻ</source>
        <translation>Residence as on the card</translation>
    </message>
    <message>
        <source>Ngày cấp</source>
        <translation>Date of issue</translation>
    </message>
    <message>
        <source>Có giá trị đến</source>
        <translation>Valid until</translation>
    </message>
    <message>
        <source>Số chứng minh nhân dân cũ</source>
        <translation>Former identity card number</translation>
    </message>
    <message>
        <source>Số giấy tờ</source>
        <translation>Document number</translation>
    </message>
    <message>
        <source>Từ chip</source>
        <translation>From the chip</translation>
    </message>
    <message>
        <source>Từ mã QR in trên thẻ</source>
        <translation>From the printed QR code</translation>
    </message>
    <message>
        <source>Bạn nhập</source>
        <translation>Typed by you</translation>
    </message>
    <message>
        <source>Số cá nhân nước cấp ghi trong chip</source>
        <translation>Personal number in the issuing state</translation>
    </message>
    <message>
        <source>Tên khác</source>
        <translation>Other names</translation>
    </message>
    <message>
        <source>Nơi sinh</source>
        <translation>Place of birth</translation>
    </message>
    <message>
        <source>Địa chỉ ghi trong chip</source>
        <translation>Address on the chip</translation>
    </message>
    <message>
        <source>Cơ quan cấp</source>
        <translation>Issuing authority</translation>
    </message>
    <message>
        <source>Ghi chú của nơi cấp</source>
        <translation>Issuer&apos;s notes</translation>
    </message>
</context>
<context>
    <name>dd::citizen::GroupModel</name>
    <message>
        <source>đủ %1 tuổi</source>
        <translation>over %1</translation>
    </message>
</context>
<context>
    <name>dd::citizen::PassController</name>
    <message>
        <source>Viết ngày theo dạng 21/11/2026.</source>
        <translation>Write the day like 21/11/2026.</translation>
    </message>
    <message>
        <source>Ngày cuối phải từ ngày đầu trở đi.</source>
        <translation>The last day must not be before the first.</translation>
    </message>
    <message>
        <source>Ngày cuối đã qua.</source>
        <translation>The last day has passed.</translation>
    </message>
</context>
<context>
    <name>dd::citizen::PersonalDataDocument</name>
    <message>
        <source>Không kèm thông tin cá nhân</source>
        <translation>No personal data</translation>
    </message>
    <message>
        <source>Ví chưa có thẻ nào.</source>
        <translation>There is no card in the wallet.</translation>
    </message>
    <message>
        <source>Đọc lúc</source>
        <translation>Read at</translation>
    </message>
    <message>
        <source>Kết quả kiểm tra</source>
        <translation>Verdict</translation>
    </message>
    <message>
        <source>Nơi cấp được tin theo</source>
        <translation>Issuer trusted by</translation>
    </message>
    <message>
        <source>Có hiệu lực</source>
        <translation>Valid</translation>
    </message>
    <message>
        <source>từ %1 đến %2</source>
        <translation>from %1 to %2</translation>
    </message>
    <message>
        <source>Cất vào ví lúc</source>
        <translation>Put into the wallet at</translation>
    </message>
    <message>
        <source>Khóa ký</source>
        <translation>Signing key</translation>
    </message>
    <message>
        <source>có trên máy này</source>
        <translation>on this device</translation>
    </message>
    <message>
        <source>không có trên máy này</source>
        <translation>not on this device</translation>
    </message>
    <message>
        <source>Nhân thân</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Đã đủ tuổi</source>
        <translation>Ages reached</translation>
    </message>
    <message>
        <source>Mức xác thực</source>
        <translation>Level</translation>
    </message>
    <message>
        <source>Hành trình</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>Số lượt</source>
        <translation>Trips</translation>
    </message>
    <message>
        <source>Biển số xe</source>
        <translation>Vehicle plate</translation>
    </message>
    <message>
        <source>Chuyến bay</source>
        <translation>Flight</translation>
    </message>
    <message>
        <source>Điều kiện kèm theo</source>
        <translation>Conditions</translation>
    </message>
    <message>
        <source>Theo dữ liệu ngày</source>
        <translation>As of</translation>
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
        <source>Mã hồ sơ</source>
        <translation>Dossier code</translation>
    </message>
    <message>
        <source>Trạng thái</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Ngày quyết định</source>
        <translation>Decided at</translation>
    </message>
    <message>
        <source>Lập lúc</source>
        <translation>Made at</translation>
    </message>
    <message>
        <source>Gửi tới nơi lúc</source>
        <translation>Delivered at</translation>
    </message>
    <message>
        <source>Lý do bị từ chối</source>
        <translation>Reason of the refusal</translation>
    </message>
    <message>
        <source>Nơi lưu trú</source>
        <translation>Place of stay</translation>
    </message>
    <message>
        <source>Lý do lưu trú</source>
        <translation>Reason of the stay</translation>
    </message>
    <message>
        <source>Thời gian</source>
        <translation>Period</translation>
    </message>
    <message>
        <source>Thông báo lưu trú</source>
        <translation>Stay notifications</translation>
    </message>
    <message>
        <source>Chưa thay đổi cài đặt nào.</source>
        <translation>No setting was changed.</translation>
    </message>
    <message>
        <source>Dữ liệu của tôi — xuất ngày %1</source>
        <translation>My data — exported on %1</translation>
    </message>
    <message>
        <source>Trang %1/%2</source>
        <translation>Page %1/%2</translation>
    </message>
    <message>
        <source>Bản này do chính chủ ví xuất ra từ ứng dụng Định Danh để xem và lưu giữ. Đây không phải giấy tờ do cơ quan nhà nước cấp và không dùng thay giấy tờ. Bản này không mã hóa; xin cất giữ cẩn thận. Khóa ký không có ở đây.</source>
        <translation>Exported from the app Định Danh by the wallet&apos;s owner, to read and to keep. It is not a document issued by a public authority and does not take the place of one. It is not encrypted; please keep it with care. The signing keys are not in it.</translation>
    </message>
    <message>
        <source>Thẻ đã đọc</source>
        <translation>Card as read</translation>
    </message>
    <message>
        <source>Giấy tờ trong ví (%1)</source>
        <translation>Credentials in the wallet (%1)</translation>
    </message>
    <message>
        <source>Chưa có giấy tờ nào.</source>
        <translation>There are none.</translation>
    </message>
    <message>
        <source>Phiên bản này không đọc được %1 giấy tờ khác trong ví. Nội dung gốc có trong bản xuất JSON.</source>
        <translation>Credentials in the wallet that this version cannot read: %1. They are in the JSON export as they were issued.</translation>
    </message>
    <message>
        <source>Thông báo đã lập (%1)</source>
        <translation>Notifications made (%1)</translation>
    </message>
    <message>
        <source>Chưa lập thông báo nào.</source>
        <translation>There are none.</translation>
    </message>
    <message>
        <source>Lịch sử xuất trình (%1)</source>
        <translation>History of what was shown (%1)</translation>
    </message>
    <message>
        <source>Chưa xuất trình lần nào.</source>
        <translation>Nothing was ever shown.</translation>
    </message>
    <message>
        <source>Những lần đồng ý cung cấp thông tin (%1)</source>
        <translation>Consents given (%1)</translation>
    </message>
    <message>
        <source>Chưa có lần nào.</source>
        <translation>There are none.</translation>
    </message>
    <message>
        <source>%1 (nơi hỏi chưa được đăng ký)</source>
        <translation>%1 (not registered)</translation>
    </message>
    <message>
        <source>Nơi hỏi</source>
        <translation>Who asked</translation>
    </message>
    <message>
        <source>Mã nơi hỏi</source>
        <translation>Their identifier</translation>
    </message>
    <message>
        <source>Mục đích</source>
        <translation>Purpose</translation>
    </message>
    <message>
        <source>Căn cứ</source>
        <translation>Legal basis</translation>
    </message>
    <message>
        <source>Đã cho xem</source>
        <translation>What was shown</translation>
    </message>
    <message>
        <source>Cài đặt</source>
        <translation>Settings</translation>
    </message>
</context>
<context>
    <name>dd::citizen::PresentController</name>
    <message>
        <source>thông báo lưu trú tại %1</source>
        <translation>notification of a stay at %1</translation>
    </message>
    <message>
        <source>Dài quá cho mã QR; hãy viết ngắn lại.</source>
        <translation>Too long for a QR code; write it shorter.</translation>
    </message>
    <message>
        <source>Thông báo lưu trú và cho quầy kiểm tra giấy tờ</source>
        <translation>Stay notification, and a check at the counter</translation>
    </message>
    <message>
        <source>Cho quầy kiểm tra giấy tờ</source>
        <translation>A check at the counter</translation>
    </message>
</context>
<context>
    <name>dd::citizen::PrintController</name>
    <message>
        <source>In «%1» ra giấy</source>
        <translation>Printing “%1” on paper</translation>
    </message>
</context>
<context>
    <name>dd::citizen::PrintedSheet</name>
    <message>
        <source>Bản in của: %1</source>
        <translation>Printed copy of: %1</translation>
    </message>
    <message>
        <source>Nhân thân</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Hành trình</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>Ghi trên giấy tờ</source>
        <translation>Written on it</translation>
    </message>
    <message>
        <source>Có hiệu lực</source>
        <translation>Valid</translation>
    </message>
    <message>
        <source>từ %1 đến %2</source>
        <translation>from %1 to %2</translation>
    </message>
    <message>
        <source>In lúc</source>
        <translation>Printed at</translation>
    </message>
    <message>
        <source>Bản in này chứng minh điều gì</source>
        <translation>What this sheet proves</translation>
    </message>
    <message>
        <source>Quầy quét mã thì biết nội dung trên do cơ quan cấp ký, không ai sửa, còn hạn và chưa bị thu hồi theo danh sách quầy đang có.</source>
        <translation>A counter that scans the code knows that the authority signed the above, that nobody changed it, that it is in force and not revoked as far as the counter&apos;s list goes.</translation>
    </message>
    <message>
        <source>Bản in này không chứng minh điều gì</source>
        <translation>What this sheet does not prove</translation>
    </message>
    <message>
        <source>Không chứng minh người cầm giấy là chủ giấy tờ: ai chụp hay sao lại tờ này cũng có đúng mã ấy. Quầy phải đối chiếu với giấy tờ gốc, hoặc yêu cầu mã trên điện thoại.</source>
        <translation>It does not prove that its bearer is the holder: whoever photographs or copies this sheet has the very same code. The counter has to compare it with the original document, or ask for the code on the phone.</translation>
    </message>
    <message>
        <source>Tờ này do chính chủ ví in ra từ ứng dụng Định Danh, không phải giấy tờ do cơ quan nhà nước in và không dùng thay giấy tờ.</source>
        <translation>The owner of the wallet printed this sheet with the app Định Danh. It is not printed by a public authority and does not replace a document.</translation>
    </message>
</context>
<context>
    <name>dd::citizen::ReportModel</name>
    <message>
        <source>Điều khác thường, không đổi kết luận</source>
        <translation>An oddity that does not change the verdict</translation>
    </message>
    <message>
        <source>Mở chip</source>
        <translation>Access to the chip</translation>
    </message>
    <message>
        <source>Dữ liệu khớp chữ ký (xác thực thụ động)</source>
        <translation>Data match the signature (passive authentication)</translation>
    </message>
    <message>
        <source>Nơi cấp (chuỗi tới chứng thư CSCA)</source>
        <translation>Issuer (chain to a CSCA certificate)</translation>
    </message>
    <message>
        <source>Chứng thư ký thẻ có bị thu hồi không (CRL)</source>
        <translation>Whether the signing certificate was revoked (CRL)</translation>
    </message>
    <message>
        <source>Chip gốc (xác thực chip)</source>
        <translation>Original chip (chip authentication)</translation>
    </message>
    <message>
        <source>Chip gốc (xác thực chủ động)</source>
        <translation>Original chip (active authentication)</translation>
    </message>
    <message>
        <source>Không bị thu hồi</source>
        <translation>Not revoked</translation>
    </message>
    <message>
        <source>Đạt</source>
        <translation>Passed</translation>
    </message>
    <message>
        <source>Đã bị thu hồi</source>
        <translation>Revoked</translation>
    </message>
    <message>
        <source>Không đạt</source>
        <translation>Failed</translation>
    </message>
    <message>
        <source>Chưa kiểm tra được</source>
        <translation>Could not be checked</translation>
    </message>
    <message>
        <source>Chip không khóa</source>
        <translation>The chip is not locked</translation>
    </message>
    <message>
        <source>Thẻ không có</source>
        <translation>Not offered by the card</translation>
    </message>
    <message>
        <source>Không cần</source>
        <translation>Not needed</translation>
    </message>
    <message>
        <source>Chip đã chứng minh bằng cách kia.</source>
        <translation>The chip proved itself the other way.</translation>
    </message>
</context>
<context>
    <name>dd::citizen::ShowController</name>
    <message>
        <source>Loại thẻ, hành trình %1, thời hạn từ %2 đến %3, %4.</source>
        <translation>Kind of pass, route %1, valid from %2 to %3, %4.</translation>
    </message>
    <message>
        <source>biển số xe %1</source>
        <translation>vehicle plate %1</translation>
    </message>
    <message>
        <source>chuyến bay %1</source>
        <translation>flight %1</translation>
    </message>
    <message>
        <source>điều kiện: %1</source>
        <translation>conditions: %1</translation>
    </message>
    <message>
        <source>%1 Kèm theo %2.</source>
        <translation>%1 And: %2.</translation>
    </message>
    <message>
        <source>Ngày của dữ liệu cư trú %1, và thời hạn đến %2.</source>
        <translation>The day of the residence data, %1, and validity until %2.</translation>
    </message>
    <message>
        <source>Bản in của «%1», và thời hạn đến %2.</source>
        <translation>Printed copy of “%1”, and validity until %2.</translation>
    </message>
    <message>
        <source>Loại thông báo, mã hồ sơ %1, trạng thái «%2», thời điểm %3.</source>
        <translation>Kind of notification, file %1, state &quot;%2&quot;, time %3.</translation>
    </message>
    <message>
        <source>Mức xác thực, cách thẻ đã được kiểm tra, và thời hạn đến %1.</source>
        <translation>Assurance level, how the card was checked, and validity until %1.</translation>
    </message>
    <message>
        <source>Không kèm thông tin cá nhân</source>
        <translation>No personal details</translation>
    </message>
    <message>
        <source>Đã hết bản dùng một lần: mã này dùng lại một bản cũ, nên quầy từng xem bản đó có thể nhận ra là cùng một người.</source>
        <translation>No one-time copy is left: this code uses an old one again, so a counter that saw it before can tell it is the same person.</translation>
    </message>
</context>
<context>
    <name>dd::citizen::StayController</name>
    <message>
        <source>Viết ngày theo dạng 21/11/2026.</source>
        <translation>Write the day like 21/11/2026.</translation>
    </message>
    <message>
        <source>Viết giờ theo dạng 20:30.</source>
        <translation>Write the time like 20:30.</translation>
    </message>
    <message>
        <source>Ngày đi phải sau ngày đến.</source>
        <translation>You must leave after you arrive.</translation>
    </message>
    <message>
        <source>Lưu trú không quá 30 ngày. Ở lâu hơn thì đăng ký tạm trú.</source>
        <translation>A stay is at most 30 days. For longer, register temporary residence.</translation>
    </message>
    <message>
        <source>Đã quá hạn lúc %1. Vẫn nên gửi ngay; hồ sơ sẽ ghi là gửi muộn.</source>
        <translation>The deadline passed at %1. Send it now all the same; it will be marked late.</translation>
    </message>
    <message>
        <source>Hạn gửi: %1, còn %2 phút.</source>
        <translation>Send before %1: %2 minutes left.</translation>
    </message>
    <message>
        <source>Hạn gửi: %1, còn %2 giờ %3 phút.</source>
        <translation>Send before %1: %2 h %3 min left.</translation>
    </message>
    <message>
        <source>Hạn gửi: %1.</source>
        <translation>Send before %1.</translation>
    </message>
    <message>
        <source>Đang gửi tới cơ quan tiếp nhận…</source>
        <translation>Sending to the authority…</translation>
    </message>
    <message>
        <source>Đã ký và giữ trong hộp chờ gửi. Chưa được tiếp nhận; ứng dụng sẽ gửi lại khi có mạng.</source>
        <translation>Signed and kept in the outbox. Not received yet; the app sends it again when you are online.</translation>
    </message>
    <message>
        <source>Đã tiếp nhận. Biên nhận nằm trong ví của bạn.</source>
        <translation>Received. The receipt is in your wallet.</translation>
    </message>
    <message>
        <source>Cơ quan tiếp nhận từ chối thông báo này.</source>
        <translation>The authority refused this notification.</translation>
    </message>
</context>
<context>
    <name>dd::citizen::VaultController</name>
    <message>
        <source>Kho khóa giả lập (demo)</source>
        <translation>Simulated key store (demo)</translation>
    </message>
    <message>
        <source>Kho khóa phần cứng của thiết bị</source>
        <translation>The device&apos;s hardware key store</translation>
    </message>
    <message>
        <source>Kho bí mật của phiên đăng nhập (Secret Service)</source>
        <translation>The login session&apos;s secret service</translation>
    </message>
    <message>
        <source>Kho khóa trong tệp (yếu)</source>
        <translation>Key store in a file (weak)</translation>
    </message>
    <message>
        <source>Thiết bị không có kho khóa</source>
        <translation>The device has no key store</translation>
    </message>
</context>
</TS>
