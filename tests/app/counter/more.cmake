# The program itself at a real smart-card service; the card is the one of tests/platform.
add_test(NAME counter_read_card COMMAND ${CMAKE_SOURCE_DIR}/tests/platform/with_pcscd.sh --card ${CMAKE_BINARY_DIR}/tests/platform/card-rsa
    --simchip $<TARGET_FILE:dinhdanh-simchip> -- $<TARGET_FILE:test_app_counter> TestReadCardBinary)
set_tests_properties(counter_read_card PROPERTIES FIXTURES_REQUIRED pcsc_card_rsa SKIP_RETURN_CODE 77 TIMEOUT 240 ENVIRONMENT
    "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;UBSAN_OPTIONS=print_stacktrace=1")
