# The citizen's tests play the whole story against a real authority, and hold the pages against the translations.
target_link_libraries(test_app_citizen PRIVATE dd_authority PkgConfig::OPENJPEG)
target_compile_definitions(test_app_citizen PRIVATE DINHDANH_LUPDATE="$<TARGET_FILE:Qt6::lupdate>")
