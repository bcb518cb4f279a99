# The program itself at a real smart-card service; the card is the one of tests/platform.
add_test(NAME counter_read_card COMMAND ${CMAKE_SOURCE_DIR}/tests/platform/with_pcscd.sh --card ${CMAKE_BINARY_DIR}/tests/platform/card-rsa
    --simchip $<TARGET_FILE:dinhdanh-simchip> -- $<TARGET_FILE:test_app_counter> TestReadCardBinary)
# Every ready-made card of assets/demo, and one that falls off the reader.
add_test(NAME counter_ready_made_cards COMMAND ${CMAKE_SOURCE_DIR}/tests/platform/with_pcscd.sh --card ${CMAKE_BINARY_DIR}/tests/platform/card-rsa
    --simchip $<TARGET_FILE:dinhdanh-simchip> -- $<TARGET_FILE:test_app_counter> TestReadyMadeCards)
add_dependencies(test_app_counter dinhdanh-simchip)
set_tests_properties(counter_read_card counter_ready_made_cards PROPERTIES FIXTURES_REQUIRED pcsc_card_rsa SKIP_RETURN_CODE 77 TIMEOUT 240 ENVIRONMENT
    "${DINHDANH_TEST_ENVIRONMENT}")
