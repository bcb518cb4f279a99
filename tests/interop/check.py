"""Checks what we make with other people's CBOR and cryptography, and makes what we must accept, and what we must not.

Written from docs/formats.md, sharing no code with the project: every rule in these modules is a second opinion.
usage: check.py PATH_OF_interop_artefacts
"""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # -I leaves it out

from ours import check_ours
from theirs import check_answers, check_theirs, check_wrong_roots

with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs, tempfile.TemporaryDirectory() as wrong:
    check_ours(sys.argv[1], ours)
    print("ours: five types, three modes, lists, roots, challenges and copies hold")
    party, artefacts = check_theirs(sys.argv[1], theirs)
    answers = check_answers(sys.argv[1], party)
    check_wrong_roots(sys.argv[1], wrong)
    print(f"theirs: {artefacts} artefacts and {answers} answers accepted and refused as expected")
