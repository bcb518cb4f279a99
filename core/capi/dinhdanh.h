/* The verdict on a scanned code, for C and for every language that can call C (docs/integrating.md).
 *
 * Every text is UTF-8. Every char * that comes back is one JSON object ending in NUL, to be given to dd_free; it is NULL only where
 * memory ran out. Whatever goes wrong is said as the members `code`, `message`, `advice` and `detail` of docs/counter.md.
 * A handle may be used by several threads: they take turns. No network is touched, no exception leaves, no event loop is needed. */
#ifndef DINHDANH_H
#define DINHDANH_H

#include <stddef.h>

#if defined(DD_BUILDING)
#define DD_API __attribute__((visibility("default")))
#else
#define DD_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dd_counter dd_counter;

/* Tests the cryptography by known answers and opens what the configuration names, one JSON object with these members, all but a root
 * optional; any other member is refused:
 *   "root"       path of the COSE_Key that signs the trust list, or instead
 *   "rootKey"    that COSE_Key itself, base64url
 *   "trustList"  path of the signed trust list; without one, and until dd_update, every issuer is unknown
 *   "status"     folder that keeps the issuers' status lists, shared with others; without it, this handle holds what dd_update_status gave
 *   "replay"     path of the file that remembers the codes seen, shared by the gates of one post; without it this handle remembers
 *   "gate"       this gate's name among those that share the file; without it the handle is a gate of its own
 *   "demo"       true: accepts a demo trust list, and every verdict under it says so
 *   "relyingParty" this counter's id in the challenges it shows; without it dd_challenge refuses
 *   "key"        path of the 32-byte Ed25519 seed that signs them, under the id that the trust list registers; or instead
 *   "name"       what a counter calls itself that does not sign: the wallet shows it under a warning and gives the person alone
 * NULL where that fails: the reason is then in *error_json, unless error_json is NULL. */
DD_API dd_counter *dd_open(const char *config_json, char **error_json);

/* Judges one code: `length` bytes of the text a scanner gave; white space around it is passed over. The object is that of
 * `dinhdanh-counter verify --json`. Let somebody through on `overall` "valid" alone, and where more was asked for, with nothing in
 * `askedButMissing`. */
DD_API char *dd_verify(dd_counter *counter, const char *text, size_t length);

/* A challenge for the counter's screen, as VQ1 text to be shown as a QR code: what is asked for, and why. `request_json` is
 *   {"ask": {"identity": ["person", "address"], "travel-pass": []}, "purpose": "desk"}
 * with types and groups named as in a verdict. The object has `challenge` and `validSeconds`, within which dd_verify takes one answer for
 * each type asked for; each call makes a new one, and the older ones stay answerable. Refused it has `code`. */
DD_API char *dd_challenge(dd_counter *counter, const char *request_json);

/* Offers another signed trust list. Taken, the object has `sequence`, `issued`, `nextUpdate` and `demo`, and the bytes are to be kept for
 * the next dd_open; refused (an older one, a wrong signature) it has `code`, and the list held stays in force. */
DD_API char *dd_update(dd_counter *counter, const unsigned char *list, size_t length);

/* Offers one issuer's status list, fetched from wherever its credentials say it stands: who was revoked.
 * Never to be fetched because a code was scanned: that would tell who is being checked. Taken, the object has `uri`, `issued` and `expires`;
 * refused it has `code`, and what was held stays. */
DD_API char *dd_update_status(dd_counter *counter, const unsigned char *list, size_t length);

/* Both take NULL. No other thread may still be using the handle. */
DD_API void dd_free(char *json);
DD_API void dd_close(dd_counter *counter);

/* "0.1.0"; not to be freed. */
DD_API const char *dd_version(void);

#ifdef __cplusplus
}
#endif

#endif
