#!/usr/bin/env python3
"""The simulated chip as programs see it that are not ours: opensc-tool (OpenSC) and scriptor (pcsc-tools) send plain APDUs to the
virtual reader and get what a real card answers. Run through with_pcscd.sh; 77 when neither program is installed."""
import re
import shutil
import subprocess
import sys

READER = "Virtual PCD 00 00"
# EF.CardAccess of a Vietnamese card: 54 bytes, docs/formats.md
CARD_ACCESS = ("3134300D060804007F0007020202020101300F060A04007F00070202030202020101"
               "3012060A04007F0007020204020202010202010D")

# command, exact answer, what it shows
EXCHANGE = [
    ("00A4000C023F00", "9000", "SELECT the master file"),
    ("00A4020C02011C", "9000", "SELECT EF.CardAccess"),
    ("00B0000036", CARD_ACCESS + "9000", "READ BINARY: all of EF.CardAccess"),
    ("00A4040C07A0000002471001", "9000", "SELECT the LDS1 application"),
    ("00B0810000", "6982", "READ BINARY of DG1 before access"),
    ("00B0820000", "6982", "READ BINARY of DG2 before access"),
    ("00B08D0000", "6982", "READ BINARY of DG13 before access"),
    ("00B09D0000", "6982", "READ BINARY of EF.SOD before access"),
    ("00B09E0000", "6982", "READ BINARY of EF.COM before access"),
]


def spaced(command, mark):
    return mark.join(re.findall("..", command))


def run(command, text=None):
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        sys.exit(f"{command[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def opensc():
    arguments = ["opensc-tool", "--reader", READER, "--card-driver", "default"]
    for command, _, _ in EXCHANGE:
        arguments += ["--send-apdu", spaced(command, ":")]
    answers = []
    for line in run(arguments).splitlines():
        if status := re.match(r"Received \(SW1=0x(..), SW2=0x(..)\)", line):
            answers.append(["", status[1] + status[2]])
        elif re.match(r"(?:[0-9A-F]{2} )+", line) and answers:
            answers[-1][0] += "".join(re.match(r"(?:[0-9A-F]{2} ){1,16}", line)[0].split())
    return [data + status for data, status in answers]


def scriptor():
    text = "".join(spaced(command, " ") + "\n" for command, _, _ in EXCHANGE)
    answers = []
    for line in run(["scriptor", "-r", READER], text).splitlines():
        if line.startswith("< "):
            answers.append("")
        if answers and (found := re.match(r"(?:< )?((?:[0-9A-F]{2} ?)+)(?:: |$)", line)):
            answers[-1] += "".join(found[1].split())
    return answers


def main():
    programs = {"opensc-tool": opensc, "scriptor": scriptor}
    present = [name for name in programs if shutil.which(name)]
    for name in programs:
        if name not in present:
            print(f"{name} is not installed: not asked")
    if not present:
        sys.exit(77)
    wrong = 0
    for name in present:
        answers = programs[name]()
        if len(answers) != len(EXCHANGE):
            sys.exit(f"{name}: {len(EXCHANGE)} commands, {len(answers)} answers")
        for (_, expected, what), answer in zip(EXCHANGE, answers):
            if answer != expected:
                wrong += 1
                print(f"{name}: {what}: {answer}, not {expected}")
        print(f"{name}: {len(EXCHANGE)} commands")
    sys.exit(1 if wrong else 0)


main()
