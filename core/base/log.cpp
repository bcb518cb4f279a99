#include "core/base/log.h"

namespace dd {

Q_LOGGING_CATEGORY(logCore, "dinhdanh.core", QtInfoMsg)
Q_LOGGING_CATEGORY(logWallet, "dinhdanh.wallet", QtInfoMsg)
Q_LOGGING_CATEGORY(logNfc, "dinhdanh.nfc", QtInfoMsg)
Q_LOGGING_CATEGORY(logPlatform, "dinhdanh.platform", QtInfoMsg)
Q_LOGGING_CATEGORY(logApp, "dinhdanh.app", QtInfoMsg)

} // namespace dd
