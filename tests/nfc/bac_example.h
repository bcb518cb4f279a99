// ICAO 9303-11 appendix D.2 to D.4: basic access control, then EF.COM under secure messaging with 3DES.
#pragma once

#include "tests/nfc/hex.h"
#include "tests/nfc/scripted_channel.h"

namespace dd::test::bac_example {

inline const QByteArray mrzInformation("L898902C<369080619406236");
inline const QByteArray keySeed = hex("239AB9CB282DAF66231DC5A4DF6BFBAE");
inline const QByteArray encryptionKey = hex("AB94FDECF2674FDFB9B391F85D7F76F2"); // K_Enc, of the document
inline const QByteArray macKey = hex("7962D9ECE03D1ACD4C76089DCE131543");        // K_MAC
inline const QByteArray chipNonce = hex("4608F91988702212");
inline const QByteArray terminalNonce = hex("781723860C06C226");
inline const QByteArray terminalKeyMaterial = hex("0B795240CB7049B01C19B33E32804F0B");
inline const QByteArray chipKeyMaterial = hex("0B4F80323EB3191CB04970CB4052790B");
inline const QByteArray terminalData = hex("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A7");
inline const QByteArray chipData = hex("46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D7449");
inline const QByteArray sessionEncryptionKey = hex("979EC13B1CBFE9DCD01AB0FED307EAE5");
inline const QByteArray sessionMacKey = hex("F1CB1F1FB5ADF208806B89DC579DC1F8");
inline const QByteArray counter = hex("887022120C06C226");
inline const QByteArray com = hex("60145F0104303130365F36063034303030305C026175"); // EF.COM

// Appendix D.3.
inline QList<ScriptedChannel::Exchange> transcript()
{
    return {{hex("0084000008"), chipNonce + hex("9000")}, {hex("0082000028") + terminalData + hex("28"), chipData + hex("9000")}};
}

// Appendix D.4: SELECT EF.COM, four bytes of it, the other eighteen.
inline QList<ScriptedChannel::Exchange> readingOfCom()
{
    return {{hex("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800"), hex("990290008E08FA855A5D4C50A8ED9000")},
            {hex("0CB000000D9701048E08ED6705417E96BA5500"), hex("8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000")},
            {hex("0CB000040D9701128E082EA28A70F3C7B53500"),
             hex("871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000")}};
}

} // namespace dd::test::bac_example
