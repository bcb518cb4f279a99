"""libdinhdanh for Python: with Counter({"root": "root.cose", "trustList": "trust-list.cwt"}) as counter: counter.verify(text)"""
import ctypes
import json


class Refused(Exception):
    """What the library said instead: code, message, advice, detail."""


class Counter:
    def __init__(self, config, library="libdinhdanh.so.0"):
        self._c = ctypes.CDLL(library)
        self._c.dd_open.restype = ctypes.c_void_p
        self._c.dd_open.argtypes = [ctypes.c_char_p, ctypes.POINTER(ctypes.c_void_p)]
        for call in (self._c.dd_verify, self._c.dd_update, self._c.dd_update_status):
            call.restype = ctypes.c_void_p  # not c_char_p: that would be turned into bytes, and the pointer lost
            call.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
        self._c.dd_challenge.restype = ctypes.c_void_p
        self._c.dd_challenge.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        self._c.dd_free.argtypes = self._c.dd_close.argtypes = [ctypes.c_void_p]
        self._c.dd_version.restype = ctypes.c_char_p
        self.version = self._c.dd_version().decode()
        error = ctypes.c_void_p()
        self._handle = self._c.dd_open(json.dumps(config).encode(), ctypes.byref(error))
        if not self._handle:
            raise Refused(self._taken(error.value))

    def verify(self, text):
        data = text.encode()
        return self._taken(self._c.dd_verify(self._handle, data, len(data)))

    def challenge(self, ask, purpose):
        """VQ1 text for a QR code; its answers go to verify. challenge({"identity": ["person"]}, "desk")"""
        return self._taken_or_refused(self._c.dd_challenge(self._handle, json.dumps({"ask": ask, "purpose": purpose}).encode()))["challenge"]

    def update(self, trust_list):
        return self._offered(self._c.dd_update, trust_list)

    def update_status(self, status_list):
        return self._offered(self._c.dd_update_status, status_list)

    def _offered(self, call, data):
        return self._taken_or_refused(call(self._handle, data, len(data)))

    def _taken_or_refused(self, pointer):
        answer = self._taken(pointer)
        if "code" in answer:
            raise Refused(answer)
        return answer

    def close(self):
        self._c.dd_close(self._handle)
        self._handle = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _taken(self, pointer):
        if not pointer:
            raise MemoryError
        answer = json.loads(ctypes.string_at(pointer))
        self._c.dd_free(pointer)
        return answer
