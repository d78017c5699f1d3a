"""An attacker who can write every file of the audit's folder, and sometimes has the key, but not the second place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import orjson

from synergy.access.audit.chain import GENESIS
from synergy.access.audit.checkpoints import Checkpoint, hash_of, sign_checkpoint
from tests.audits import NOW, SIGNER

if TYPE_CHECKING:
    import random
    from collections.abc import Callable


@dataclass
class Line:
    """A record in the attacker's hands."""

    file: str
    text: bytes

    @property
    def members(self) -> dict[str, Any]:
        """What it says."""
        found: dict[str, Any] = orjson.loads(self.text)
        return found


def hashed(members: dict[str, Any]) -> bytes:
    """Write a line whose own hash is right."""
    body = orjson.dumps({name: value for name, value in members.items() if name != "hash"})
    return body[:-1] + b',"hash":"' + sha256(body).hexdigest().encode() + b'"}\n'


class Loot:
    """The folder's files, taken apart into the lines of each writer, one of whom is the victim."""

    def __init__(self, files: dict[str, bytes], rng: random.Random) -> None:
        self.rng = rng
        self.logs: dict[str, list[Line]] = {}
        self.checkpoints: dict[str, list[bytes]] = {}
        for name, content in files.items():
            lines = content.splitlines(keepends=True)
            if name.endswith(".records.jsonl"):
                self.logs.setdefault(name.split(".")[0], []).extend(Line(name, line) for line in lines)
            else:
                self.checkpoints[name] = lines
        self.writer = rng.choice(sorted(self.logs))

    @property
    def log(self) -> list[Line]:
        """The victim's lines."""
        return self.logs[self.writer]

    def statements(self) -> list[dict[str, Any]]:
        """Return what the victim's checkpoints say."""
        return [
            orjson.loads(line)
            for name, lines in sorted(self.checkpoints.items())
            if name.startswith(self.writer)
            for line in lines
        ]

    @property
    def covered(self) -> int:
        """How many records of the writer are covered."""
        return int(self.statements()[-1]["sequence"]) + 1

    @property
    def final(self) -> bool:
        """Whether the victim's log was closed."""
        return bool(self.statements()[-1]["final"])

    def victim(self) -> int:
        """Choose one of the covered records."""
        return self.rng.randrange(self.covered)

    def files(self) -> dict[str, bytes]:
        """Return the folder's files anew; one of which no line is left is gone."""
        contents: dict[str, list[bytes]] = {}
        for line in (line for log in self.logs.values() for line in log):
            contents.setdefault(line.file, []).append(line.text)
        return {name: b"".join(lines) for name, lines in (contents | self.checkpoints).items() if lines}

    def rechain(self) -> None:
        """Make the writer's chain right in itself again."""
        head = GENESIS
        for sequence, line in enumerate(self.log):
            line.text = hashed(line.members | {"writer": self.writer, "sequence": sequence, "previous": head})
            head = line.members["hash"]

    def drop_checkpoints(self, after: int = -1) -> None:
        """Remove those beside the writer's log of later records."""
        for name, lines in self.checkpoints.items():
            if name.startswith(self.writer):
                self.checkpoints[name] = [line for line in lines if orjson.loads(line)["sequence"] <= after]

    def resign(self) -> None:
        """Sign checkpoints that fit the log as it is now, as only the holder of the key can."""
        previous, ends = GENESIS, [statement["sequence"] for statement in self.statements()]
        final = self.final
        self.drop_checkpoints()
        for sequence in [end for end in ends if end < len(self.log)]:
            line = self.log[sequence]
            count = [other.file for other in self.log[: sequence + 1]].count(line.file)
            is_final = final and sequence == len(self.log) - 1
            checkpoint = Checkpoint(
                self.writer, line.file, sequence, line.members["hash"], count, NOW, previous, is_final
            )
            signed = sign_checkpoint(checkpoint, SIGNER)
            previous = hash_of(signed)
            self.checkpoints.setdefault(line.file.replace("records", "checkpoints"), []).append(signed)


def edit(loot: Loot) -> None:
    line = loot.log[loot.victim()]
    members = line.members
    match loot.rng.randrange(5):
        case 0:  # another user
            line.text = orjson.dumps(members | {"user": "usr_nobody"}) + b"\n"
        case 1:  # the same, with a right hash
            line.text = hashed(members | {"user": "usr_nobody"})
        case 2:  # one bit of any byte but the end of the line
            at = loot.rng.randrange(len(line.text) - 1)
            flipped = line.text[at] ^ (1 << loot.rng.randrange(7))
            line.text = line.text[:at] + bytes([flipped]) + line.text[at + 1 :]
        case 3:  # the same JSON, written otherwise
            line.text = line.text.replace(b'","', b'", "', 1)
        case _:  # a member twice: parsers differ in which they take
            line.text = b'{"user":"usr_nobody",' + line.text[1:]


def delete(loot: Loot) -> None:
    if loot.rng.random() < 0.3:  # a whole file, and perhaps what vouches beside it
        file = loot.log[loot.victim()].file
        loot.log[:] = [line for line in loot.log if line.file != file]
        if loot.rng.random() < 0.5:
            loot.checkpoints.pop(file.replace("records", "checkpoints"), None)
    elif loot.rng.random() < 0.1:  # everything of a writer
        loot.log.clear()
        loot.drop_checkpoints()
    else:
        first = loot.victim()
        del loot.log[first : first + loot.rng.randint(1, 5)]


def insert(loot: Loot) -> None:
    at = loot.victim()
    place = loot.log[at]
    match loot.rng.randrange(4):
        case 0:  # a copy of another record, of any writer
            other = loot.rng.choice(loot.logs[loot.rng.choice(sorted(loot.logs))])
            loot.log.insert(at, Line(place.file, other.text))
        case 1:  # one that continues the chain
            loot.log.insert(at, Line(place.file, hashed(place.members | {"user": "usr_nobody"})))
        case 2 if loot.final:  # one more at the end of a log that was closed
            last = loot.log[-1]
            added = {"sequence": last.members["sequence"] + 1, "previous": last.members["hash"]}
            loot.log.append(Line(last.file, hashed(last.members | added)))
        case _:  # anything
            loot.log.insert(at, Line(place.file, b'{"user":"usr_nobody"}\n'))


def reorder(loot: Loot) -> None:
    one = loot.victim()
    other = loot.rng.choice([index for index in range(len(loot.log)) if index != one])
    if loot.rng.random() < 0.5:
        first, second = loot.log[one], loot.log[other]
        first.text, second.text = second.text, first.text
    elif loot.rng.random() < 0.3 and _at_seam(loot):  # into the file before, where the chain alone would not tell
        line = loot.rng.choice(_at_seam(loot))
        line.file = loot.log[loot.log.index(line) - 1].file
    else:
        loot.log.insert(other, replace(loot.log.pop(one), file=loot.log[other - 1].file))


def _at_seam(loot: Loot) -> list[Line]:
    """List the covered lines that begin a file but the first."""
    log = loot.log[: loot.covered]
    return [line for before, line in pairwise(log) if before.file != line.file]


def truncate(loot: Loot) -> None:
    last = loot.victim()
    del loot.log[last + 1 :]
    line = loot.log[last]
    line.text = line.text[: loot.rng.randrange(len(line.text))]
    if loot.rng.random() < 0.5:
        loot.drop_checkpoints(after=last - 1)


def rechain(loot: Loot) -> None:
    at = loot.victim()
    match loot.rng.randrange(3):
        case 0:
            loot.log[at].text = hashed(loot.log[at].members | {"user": "usr_nobody"})
        case 1:
            loot.log[at].text = hashed(loot.log[at].members | {"ids": ["cus_nothing"]})
            del loot.log[loot.victim()]
        case _:
            loot.log.insert(at, Line(loot.log[at].file, hashed(loot.log[at].members | {"user": "usr_nobody"})))
    loot.rechain()
    match loot.rng.randrange(3):
        case 0:
            loot.drop_checkpoints(after=at - 1)
        case 1:
            loot.resign()
        case _:
            pass


def swap(loot: Loot) -> None:
    one = loot.log[loot.victim()].file
    mine = loot.writer
    loot.writer = next(writer for writer in sorted(loot.logs) if writer != mine)
    other = loot.log[loot.victim()].file
    if loot.rng.random() < 0.3:  # within one writer, if it has two
        other = loot.logs[mine][0].file if loot.logs[mine][0].file != one else other
    names = {one: other, other: one}
    for line in (line for log in loot.logs.values() for line in log):
        line.file = names.get(line.file, line.file)
    if loot.rng.random() < 0.5:  # with what vouches beside them
        names = {
            name.replace("records", "checkpoints"): new.replace("records", "checkpoints") for name, new in names.items()
        }
        loot.checkpoints = {names.get(name, name): lines for name, lines in loot.checkpoints.items()}
    if loot.rng.random() < 0.3:  # and made to look as if each had always been the other's
        everything = sorted((line for log in loot.logs.values() for line in log), key=lambda line: line.file)
        for writer in sorted(loot.logs):
            loot.writer = writer
            loot.logs[writer] = [line for line in everything if line.file.startswith(writer)]
            loot.rechain()


def replay(loot: Loot) -> None:
    ends = [statement["sequence"] for statement in loot.statements()]
    old = loot.rng.choice([end for end in ends if end < ends[-1]])
    match loot.rng.randrange(3):
        case 0:  # the whole folder as it was
            del loot.log[old + 1 :]
            loot.drop_checkpoints(after=old)
        case 1:  # only the checkpoints as they were
            loot.drop_checkpoints(after=old)
        case _:  # an old one as if it were the last
            name = max(name for name in loot.checkpoints if name.startswith(loot.writer))
            signed = {
                orjson.loads(line)["sequence"]: line
                for lines in loot.checkpoints.values()
                for line in lines
                if orjson.loads(line)["writer"] == loot.writer
            }
            loot.checkpoints[name][-1:] = [signed[old]]
            del loot.log[old + 1 :]


CLASSES: dict[str, Callable[[Loot], None]] = {
    attack.__name__: attack for attack in (edit, delete, insert, reorder, truncate, rechain, swap, replay)
}
