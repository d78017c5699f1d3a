"""Formats, encodings, profiles and dates: what a file says is read exactly, what cannot be is told with its place."""

from __future__ import annotations

import random
import re
import struct
import time
import tracemalloc
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.worksheet.formula import ArrayFormula  # type: ignore[import-untyped]

from synergy.imports.batches import read_batches, read_columns, read_titles
from synergy.imports.columns import find_columns
from synergy.imports.dates import DateOrder, read_date
from synergy.imports.kinds.customers import CUSTOMERS
from synergy.imports.problems import Fault, Problem, UnreadableFile
from synergy.imports.profile import Profile, read_profile, write_profile
from synergy.imports.readers.archive import Archive
from synergy.imports.readers.survey import survey
from synergy.imports.readers.tables import LONGEST_ROW
from synergy.imports.records import Target, Vocabulary, reread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from synergy.imports.readers.tables import Row
    from synergy.imports.records import Record

TARGET = Target("sub_imp_a", "imp_a", "customers", ("中信甲", "CITIC A"))
WORDS = Vocabulary({}, {})
USCC = "91350100M000100Y43"


def read(file: Path, profile: Profile | None = None) -> tuple[list[Record], list[Problem]]:
    """Read a file as an import does; return its records and its problems."""
    table = survey(file, profile.encoding if profile else None)
    batches = list(read_batches(table, read_columns(table, profile), TARGET, WORDS, 100))
    assert sum(batch.rows for batch in batches) == sum(len(batch.records) + batch.refused for batch in batches)
    return [one for batch in batches for one in batch.records], [one for batch in batches for one in batch.problems]


def rows_of(file: Path) -> list[Row | Problem]:
    """Return what the reader gives, header first."""
    with survey(file).open() as rows:
        return list(rows)


def cells_of(file: Path) -> list[list[str]]:
    """Return the cells of the rows."""
    return [row.cells for row in rows_of(file) if not isinstance(row, Problem)]


def workbook(file: Path, rows: Sequence[Sequence[Any]], change: Callable[[Workbook], None] | None = None) -> Path:
    """Write a workbook with one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    book.save(file)
    return file


# Encodings


def test_gb18030_is_read_where_utf_8_is_not_and_said(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("编号,名称\n1,大冶特殊钢\n2,䶮㐀公司\n".encode("gb18030"))
    assert survey(file).form == "CSV in GB18030"
    assert [record.row.name for record in read(file)[0]] == ["大冶特殊钢", "䶮㐀公司"]
    file.write_bytes(b"\xef\xbb\xbf" + "编号,名称\n1,甲\n".encode())
    assert survey(file).form == "CSV in UTF-8"
    assert cells_of(file)[0] == ["编号", "名称"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        # As GB18030 these bytes are characters, only not those of the name.
        (
            "key,name\n1,甲公司\n2,".encode() + b"\xb4\xf3" + b",\n",
            r"not in UTF-8 throughout: line 3 has the byte 0xb4",
        ),
        (b"\xef\xbb\xbfkey,name\n1," + "大冶".encode("gb18030") + b"\n", r"not in UTF-8 throughout: line 2"),
        (b"key,name\n1,A\n2,\xe4\xb8", r"ends in the middle of a character of UTF-8: line 3 has the byte 0xe4"),
        (b"key,name\n1,A\n2,\xff\n", r"neither in UTF-8, where line 3 has the byte 0xff .byte 16 of.*nor in GB18030"),
        (
            "编号,名称\n1,大冶\n2,".encode("gb18030") + b"\x80,\n",
            r"neither.*line 1 has.*nor in GB18030, where line 3 has",
        ),
    ],
)
def test_a_wrong_byte_is_told_with_its_place_and_never_guessed(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(UnreadableFile, match=said):
        survey(file)


def test_a_wrong_byte_is_placed_across_chunks(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    content = "key,name\n" + "1,中文\n" * 200_000
    file.write_bytes(content.encode() + b"2,\xffx\n")
    with pytest.raises(UnreadableFile, match=rf"line 200002 has the byte 0xff \(byte {len(content.encode()) + 3:,} of"):
        survey(file)


def test_a_profile_names_the_encoding(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("key,name\n1,摹联\n".encode("gb18030"))
    assert read(file, Profile(encoding="gb18030"))[0][0].row.name == "摹联"
    with pytest.raises(UnreadableFile, match="not in UTF-8"):
        read(file, Profile(encoding="utf-8"))


# JSON Lines


def test_json_lines_come_as_rows_whatever_keys_each_has(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"key":"1","name":"甲","employees":12}\n\n{"name":"乙","key":2,"phone":null,"vip":true}\n')
    assert survey(file).form == "JSON Lines in UTF-8"
    assert cells_of(file) == [
        ["key", "name", "employees", "phone", "vip"],
        ["1", "甲", "12", "", ""],
        ["2", "乙", "", "", "true"],
    ]
    assert [(record.line, record.row.employees) for record in read(file)[0]] == [(1, 12), (3, None)]


def test_what_is_no_object_of_single_values_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    lines = [
        '{"key":"1","name":"A","uscc":913501001234567890}',
        '{"key":"2","name":"B"',
        "[1]",
        '{"key":"3","name":{"zh":"C"}}',
        '{"key":"4","name":"D","tags":["x"]}',
        '{"key":123456789012345678901234567890,"name":"E"}',
        f'{{"key":"6","name":"{"x" * LONGEST_ROW}"}}',
        '{"key":"7","name":"\\ud800"}',
        '{"key":"8","name":"H"}',
    ]
    file.write_text("\n".join(lines))
    records, problems = read(file)
    assert [record.row.key for record in records] == ["1", "8"]
    assert records[0].row.uscc == "913501001234567890"
    told = [(one.line, one.column, one.fault) for one in problems if not one.is_warning]
    assert told == [
        (2, "", Fault.JSON),
        (3, "", Fault.JSON),
        (4, "name", Fault.NESTED),
        (5, "tags", Fault.NESTED),
        (6, "key", Fault.LOST_DIGITS),
        (7, "", Fault.JSON),
        (8, "", Fault.JSON),
    ]
    [lost] = [one.reason for one in problems if one.fault is Fault.LOST_DIGITS]
    assert lost == "has lost digits as a JSON number; write it in quotes"
    records, _ = read(file, Profile(ignore=("tags",)))
    assert [record.row.key for record in records] == ["1", "4", "8"]


def test_objects_with_endlessly_new_keys_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("".join(f'{{"key":"1","name":"A","{number}":1}}\n' for number in range(1_100)))
    with pytest.raises(UnreadableFile, match="more than 1,000 keys"):
        survey(file)


# XLSX


def test_a_sheet_is_read_as_text_and_long_numbers_only_where_they_are_exact(tmp_path: Path) -> None:
    header = ["key", "name", "uscc", "stock", "remark", "founded", "website", "phone"]
    moments = datetime(2024, 3, 5), datetime(2024, 3, 5, 8, 30)  # noqa: DTZ001 (a cell has no zone)
    rows: list[list[Any]] = [
        header,
        [7, "甲", 913501001234567, "0001.HK", 1.5, moments[0], "=1+1", 13800138000],
        [2**53 - 1, "乙", None, None, 1e20, moments[1], None, None],
        [1234567890123450, "丙"],
        [2**53 + 1, "丁"],
        ["5", "#N/A"],
        ["6", True, None, None, "=A1"],
        [8, "己"],
    ]

    def pad(book: Workbook) -> None:
        book.active["A8"].number_format = "000000"
        book.active["E8"] = ArrayFormula("E8:E8", "=SUM(A1:A2)")

    file = workbook(tmp_path / "a.xlsx", rows, pad)
    got = rows_of(file)
    cells = [row.cells for row in got if not isinstance(row, Problem)]
    assert cells[1] == ["7", "甲", "913501001234567", "0001.HK", "1.5", "2024-03-05", "=1+1", "13800138000"]
    assert (cells[2][0], cells[2][5]) == ("9007199254740991", "2024-03-05T08:30:00")
    assert cells[6][1:5] == ["TRUE", "", "", "=A1"]
    assert (cells[7][0], cells[7][4]) == ("000008", "=SUM(A1:A2)")
    columns = Profile(ignore=("uscc", "phone"))
    records, problems = read(file, columns)
    assert [(record.line, record.row.key) for record in records] == [
        (2, "7"),
        (3, "9007199254740991"),
        (7, "6"),
        (8, "000008"),
    ]
    assert [(one.line, one.column, one.fault) for one in problems] == [
        (2, "website", Fault.FORMULA),
        (4, "key", Fault.LOST_DIGITS),
        (5, "key", Fault.LOST_DIGITS),
        (6, "name", Fault.BAD_VALUE),
    ]
    assert "has lost digits in Excel (15 at most)" in problems[1].reason
    assert "#N/A" in problems[3].reason


def test_the_first_visible_sheet_with_a_header_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    rows = [["客户清单"], [], ["key", "name", "note"], ["1", "A"], ["2", "B", "x"], [None, None], ["3", None, ""]]
    book = Workbook()
    sheet = book.active
    sheet.title = "甲"
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B5:B6")
    hidden = book.create_sheet("旧", 0)
    hidden.append(["key", "name"])
    hidden.sheet_state = "hidden"
    book.create_sheet("空", 0)
    book.create_sheet("乙").append(["key", "name"])
    file = tmp_path / "a.xlsx"
    book.save(file)
    table = survey(file)
    told = " ".join(table.notes)
    assert "“旧” is hidden and was not read" in told
    assert "“空” was not read" in told
    assert "The header is in row 3" in told
    assert "2 ranges of cells are merged (A1:C1, B5:B6)" in told
    assert (table.form, table.lines) == ("XLSX, sheet “甲”", 7)
    records, [problem] = read(file)
    assert [(record.line, record.row.name) for record in records] == [(4, "A"), (5, "B")]
    assert (problem.line, problem.column, problem.fault) == (7, "name", Fault.MISSING)


def test_a_row_wider_than_its_header_is_ragged(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["key", "name"], ["1", "A", "stray"], ["2", "B"]])
    records, [problem] = read(file)
    assert [record.row.key for record in records] == ["2"]
    assert (problem.line, problem.fault) == (2, Fault.RAGGED)


def repack(file: Path, replace: dict[str, bytes], **more: bytes) -> Path:
    """Write the workbook anew with other parts."""
    with zipfile.ZipFile(file) as old:
        parts = {name: old.read(name) for name in old.namelist()} | replace | more
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return file


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
TYPES = "[Content_Types].xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def share(file: Path, strings: bytes, cells: str) -> Path:
    """Write a workbook whose cells, by their numbers, share texts, as Excel's do."""
    workbook(file, [["key", "name"]])
    with zipfile.ZipFile(file) as archive:
        types = archive.read(TYPES)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/{STRINGS}" ContentType="{kind}"/></Types>'
    rows = "".join("<row>" + "".join(f'<c t="s"><v>{cell}</v></c>' for cell in row) + "</row>" for row in cells.split())
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    parts = {
        STRINGS: b'<sst xmlns="' + MAIN.encode() + b'">' + strings + b"</sst>",
        SHEET: sheet.encode(),
        TYPES: types.replace(b"</Types>", override.encode()),
    }
    return repack(file, parts)


def test_texts_that_cells_share_are_read_and_a_number_of_none_is_told(tmp_path: Path) -> None:
    strings = "<si><t>key</t></si><si><t>name</t></si><si><r><t>大冶</t></r><r><t>特钢</t></r></si><si><t/></si>"
    file = share(tmp_path / "a.xlsx", strings.encode(), "01 22 29 32 02")
    records, problems = read(file)
    assert [(record.line, record.row.key, record.row.name) for record in records] == [
        (2, "大冶特钢", "大冶特钢"),
        (5, "key", "大冶特钢"),
    ]
    assert [(one.line, one.column, one.fault) for one in problems] == [
        (3, "", Fault.BAD_VALUE),
        (4, "key", Fault.MISSING),
    ]


def test_shared_texts_are_read_in_little_more_memory_than_they_are_long_and_not_without_end(tmp_path: Path) -> None:
    numbers = range(100_000)
    strings = b"<si><t>key</t></si><si><t>name</t></si>" + b"".join(b"<si><t>%d</t></si>" % one for one in numbers)
    file = share(tmp_path / "a.xlsx", strings, "01 22")
    tracemalloc.start()
    survey(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"{len(strings) / 1e6:.1f} MB of texts read in {peak / 1e6:.2f} MB")  # noqa: T201
    assert peak < 8_000_000
    share(file, strings * 33, "01")
    with pytest.raises(UnreadableFile, match="more than 64 MB of different texts"):
        survey(file)


def bomb(file: Path, kind: str) -> Path:
    """Make a workbook that unpacks to far more than it is."""
    workbook(file, [["key", "name"], ["1", "A"]])
    if kind == "honest":
        return repack(file, {SHEET: b"<worksheet>" + b" " * 120_000_000})
    if kind == "whole part":
        return repack(file, {TYPES: b"<Types>" + b"".join(b"<!-- %d -->" % n for n in range(800_000))})
    if kind == "many parts":
        return repack(file, {f"xl/{number}": b"" for number in range(60_000)})
    if kind == "entities":
        text = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
            f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefg", "bcdefgh", strict=True)
        )
        return repack(file, {"xl/workbook.xml": (text + "]><workbook>&h;</workbook>").encode()})
    if kind == "overlap":
        content = file.read_bytes()
        at = content.rindex(b"PK\5\6")
        directory = struct.unpack_from("<L", content, at + 16)[0]
        first = content[directory : content.index(b"PK\1\2", directory + 4)]
        size = struct.pack("<L", at - 64)
        for number in range(200):
            name = first[:46] + first[46:-4] + f"{number:04}".encode()
            content = content[:at] + name[:20] + size * 2 + name[28:] + content[at:]
            at += len(name)
        end = bytearray(content[at:])
        struct.pack_into("<HHL", end, 8, 200, 200, at - directory)
        file.write_bytes(content[:at] + bytes(end))
        return file
    assert kind == "liar"
    content_types = b"<Types>" + b" " * 120_000_000
    repack(file, {TYPES: content_types})
    raw = bytearray(file.read_bytes())
    for at in [match.start() for match in re.finditer(rb"PK\x01\x02|PK\x03\x04", bytes(raw))]:
        offset = 24 if raw[at : at + 4] == b"PK\1\2" else 22
        if struct.unpack_from("<L", raw, at + offset)[0] == len(content_types):
            struct.pack_into("<L", raw, at + offset, 1_000_000)
    file.write_bytes(raw)
    return file


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("honest", "times larger unpacked"),
        ("whole part", "is too large"),
        ("many parts", "parts; a workbook has at most 2,000"),
        ("entities", "cannot be read"),
        ("overlap", "cannot be read|overlap|two parts"),
        ("liar", "cannot be read"),
    ],
)
def test_a_zip_bomb_is_refused_at_once_and_in_little_memory(tmp_path: Path, kind: str, said: str) -> None:
    file = bomb(tmp_path / "a.xlsx", kind)
    survey(workbook(tmp_path / "warm.xlsx", [["key", "name"]]))
    started = time.perf_counter()
    with pytest.raises(UnreadableFile, match=said):
        survey(file)
    spent = time.perf_counter() - started
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match=said):
        survey(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"{kind}: {spent * 1000:.1f} ms, {peak / 1e6:.2f} MB")  # noqa: T201
    assert spent < 0.1
    assert peak < 20_000_000


def test_a_directory_that_lies_is_never_unpacked_beyond_what_it_says(tmp_path: Path) -> None:
    file = bomb(tmp_path / "a.xlsx", "liar")
    with Archive(file) as archive, pytest.raises(zipfile.BadZipFile, match="CRC"):
        archive.read(TYPES)


def test_a_damaged_sheet_is_told_before_anything_is_read(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["key", "name"], *([str(n), f"Name {n}"] for n in range(2_000))])
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        at = archive.getinfo(SHEET).header_offset + 2_000
    content[at : at + 20] = bytes(20)
    file.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"damaged\. Open it in Excel"):
        survey(file)


def test_a_sheet_may_say_no_size_and_name_rows_that_excel_does_not_have(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["key", "name"], ["1", "A"]])
    with zipfile.ZipFile(file) as archive:
        sheet = archive.read(SHEET)
    sheet = re.sub(rb"<dimension[^>]*>", b"", sheet)
    repack(file, {SHEET: sheet})
    assert (survey(file).lines, len(read(file)[0])) == (None, 1)
    repack(file, {SHEET: sheet.replace(b'<row r="2"', b'<row r="999999999999"')})
    with pytest.raises(UnreadableFile, match="Excel has 1,048,576 at most"):
        read(file)
    repack(file, {SHEET: sheet.replace(b'<row r="2"', b'<row r="x"')})
    records, [problem] = read(file)
    assert (records, problem.reason) == ([], "has a cell that cannot be read; enter the row anew")
    noise = random.Random(5).randbytes(3_000_000).hex().encode()  # noqa: S311 (what deflate cannot shrink to nothing)
    repack(file, {SHEET: sheet.replace(b"</row></sheetData>", b"<!--%s--></row></sheetData>" % noise)})
    with pytest.raises(UnreadableFile, match="has a row of more than 4 MB"):
        read(file)


def test_memory_does_not_grow_with_a_sheet_or_with_json_lines(tmp_path: Path) -> None:
    sheet = tmp_path / "a.xlsx"
    book = Workbook(write_only=True)
    written = book.create_sheet()
    written.append(["key", "name"])
    for number in range(15_000):
        written.append([number, f"N {number}" if number < 100 else "N"])
    book.save(sheet)
    lines = tmp_path / "a.jsonl"
    with lines.open("w") as text:
        text.writelines(
            f'{{"key":"{number}","name":"{"x" * 200}","remark":"{"y" * 800}"}}\n' for number in range(15_000)
        )
    for file in (sheet, lines):
        table = survey(file)
        tracemalloc.start()
        with table.open() as rows:
            count = sum(1 for _ in rows)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB read in {peak / 1e6:.2f} MB")  # noqa: T201
        assert count == 15_001
        assert peak < 1_500_000


# Profiles


def test_a_profile_maps_sets_and_leaves_out(tmp_path: Path) -> None:
    file, said = tmp_path / "a.csv", tmp_path / "p.yaml"
    file.write_text("客户全称,代码,备注,税号\n甲,1,x,\n乙,2,y,91350100M000100Y43\n")
    said.write_text(
        'columns:\n  客户全称: name\n  代码: key\n  税号: uscc\nconstants:\n  country: "China"\nignore: [备注]\n'
    )
    profile = read_profile(said)
    records, problems = read(file, profile)
    assert problems == []
    assert [(record.row.name, record.row.key, record.row.uscc, record.row.country) for record in records] == [
        ("甲", "1", None, "China"),
        ("乙", "2", USCC, "China"),
    ]
    assert "备注" not in records[0].payload
    assert [reread(record.payload) for record in records] == [record.row for record in records]
    before = [record.content_hash for record in records]
    file.write_text("客户全称,代码,备注,税号\n甲,1,other,\n乙,2,other,91350100M000100Y43\n")
    assert [record.content_hash for record in read(file, profile)[0]] == before
    other = profile.model_copy(update={"constants": {"country": "Japan"}})
    assert [record.content_hash for record in read(file, other)[0]] != before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns:\n  a: nmae\n", r"p.yaml: columns.a: “nmae” is no column of customers.*did you mean name"),
        ("columns:\n  a: name\n b: key\n", r"is not YAML .line 3"),
        ("constants:\n  employees: 5\n", r"constants.employees: is not text; put it in quotes"),
        ("colums: {}\n", r"colums: is nothing that a profile says"),
        ("dates: european\n", "dates: "),
        ("kind: holdings\n", "kind: "),
        ("- a\n", "p.yaml: the file: "),
        ("a: !!python/object/apply:os.system [id]\n", "is not YAML"),
        ("# " + "x" * 70_000, "is longer than"),
    ],
)
def test_a_wrong_profile_is_told_with_what_to_mend(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "p.yaml"
    file.write_text(text)
    with pytest.raises(UnreadableFile, match=said):
        read_profile(file)


def test_a_profile_that_does_not_fit_the_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("key,name,country\n1,A,\n")
    for profile, said in (
        (Profile(columns={"title": "name"}), "names the column “title”, which the file does not have"),
        (Profile(constants={"country": "China"}), "gives country as a constant, and the column “country” has it"),
        (Profile(columns={"country": "name"}), "“name” and “country” both mean name"),
    ):
        with pytest.raises(UnreadableFile, match=said):
            read_columns(survey(file), profile)


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("客户全称", "name"),
        ("Compnay Name", "name"),
        ("纳税人识别号（统一社会信用代码）", "uscc"),
        ("USCC Code", None),
        ("注册省份", "region"),
        ("headcount", "employees"),
        ("webiste", "website"),
        ("备注", None),
    ],
)
def test_titles_are_suggested_by_synonym_and_near_spelling(title: str, field: str | None) -> None:
    assert CUSTOMERS.suggest(title) == field


def test_a_header_that_lacks_a_column_is_told_what_may_be_it_and_gets_a_profile(tmp_path: Path) -> None:
    file, said = tmp_path / "a.csv", tmp_path / "p.yaml"
    file.write_text('客户全称,客户代码,备注,"行业: 名"\n甲,1,x,y\n')
    with pytest.raises(UnreadableFile, match=r"lacks key .* and name.*“客户全称” may be name; “客户代码” may be key"):
        read(file)
    profile = write_profile(find_columns(read_titles(survey(file))))
    said.write_text(profile)
    assert read_profile(said) == Profile()
    said.write_text(re.sub(r'^  # ("(?:客户|行业).*?)  # suggested.*$', r"  \1", profile, flags=re.MULTILINE))
    assert [record.row.industry for record in read(file, read_profile(said))[0]] == ["y"]


# Dates


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        "2024/3/5",
        "2024.03.05",
        "20240305",
        "5 Mar 2024",
        "05-March-2024",
        "2024年3月5日",
        "２０２４年３月５号",
    ],
)
def test_a_day_is_read_in_five_styles(text: str) -> None:
    assert read_date(text) == read_date(f" {text} ") == date(2024, 3, 5)
    assert read_date("2024-03-05T08:30:00") == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "order", "told"),
    [
        ("03/04/2024", None, r"may mean two days: write 2024-03-05, or name the order in a profile"),
        ("2024-02-30", None, "is no day: 2024-02 has 29 days"),
        ("2023-02-29", None, "is no day: 2023-02 has 28 days"),
        ("31/04/2024", None, "is no day: 2024-04 has 30 days"),
        ("31/04/2024", DateOrder.DAY_FIRST, "2024-04 has 30 days"),
        ("25/03/2024", DateOrder.MONTH_FIRST, "there is no month 25"),
        ("20241301", None, "there is no month 13"),
        ("2024-00-10", None, "there is no month 0"),
        ("0000-01-01", None, "there is no year 0"),
        ("5 Foo 2024", None, "names a month that there is not: Foo"),
        ("45292", None, "is Excel's number of a day"),
        ("03/04/24", None, "is not a date; write 2024-03-05"),
        ("soon", None, "is not a date"),
    ],
)
def test_a_day_that_is_none_or_may_be_two_is_refused(text: str, order: DateOrder | None, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_date(text, order)


def test_a_named_order_reads_what_may_mean_two_days() -> None:
    assert read_date("03/04/2024", DateOrder.DAY_FIRST) == date(2024, 4, 3)
    assert read_date("03/04/2024", DateOrder.MONTH_FIRST) == date(2024, 3, 4)
    assert read_date("25/03/2024") == read_date("03-25-2024") == date(2024, 3, 25)
    assert read_date("04/04/2024") == date(2024, 4, 4)


# Columns and rows of another kind


@pytest.mark.parametrize(
    ("header", "row", "told"),
    [
        ("key,name", f"1,{USCC}", ("name", Fault.MISPLACED, "looks like a unified social credit code; is the column")),
        ("key,name", "1,13800138000", ("name", Fault.MISPLACED, "looks like a phone number")),
        ("key,name", "1,a.b@c.example", ("name", Fault.MISPLACED, "an e-mail address")),
        ("key,name", "1,600000.SH", ("name", Fault.MISPLACED, "a stock code")),
        ("key,name,phone", "1,A,CNE100001SR9", ("phone", Fault.BAD_VALUE, "looks like an ISIN; is the column right")),
        ("key,name,region", f"1,A,{USCC}", ("region", Fault.MISPLACED, "a unified social credit code")),
        ("key,name,uscc", "1,A,010-6518 9999", ("uscc", Fault.BAD_VALUE, "looks like a phone number; is the column")),
        ("key,name,lei", f"1,A,{USCC}", ("lei", Fault.BAD_VALUE, "looks like a unified social credit code")),
        ("key,name,uscc", "1,A,9.1350E+17", ("uscc", Fault.LOST_DIGITS, "has lost digits in Excel .15 at most")),
        ("key,name", "1.2E+11,A", ("key", Fault.LOST_DIGITS, "has lost digits in Excel")),
        ("key,name,phone", "1,A,1.38E+10", ("phone", Fault.LOST_DIGITS, "has lost digits in Excel")),
        ("key,name", "=ROW(),A", ("key", Fault.BAD_VALUE, "holds a formula")),
        ("key,name", '"=""0001""",A', ("key", Fault.BAD_VALUE, "holds a formula")),
        ("key,name,所属子公司", "1,A,中信乙", ("所属子公司", Fault.OTHER_SUBSIDIARY, "another subsidiary than imp_a")),
    ],
)
def test_a_value_in_the_wrong_column_is_told(
    tmp_path: Path, header: str, row: str, told: tuple[str, Fault, str]
) -> None:
    file = tmp_path / "a.csv"
    wide = header.count(",") - 1
    file.write_text(f"{header}\ngood,G{',' * wide}\n{row}\nalso,H{',' * wide}\n")
    records, [problem] = read(file)
    assert [record.row.key for record in records] == ["good", "also"]
    assert (problem.line, problem.column, problem.fault) == (3, *told[:2])
    assert re.search(told[2], problem.reason)


def test_names_that_only_resemble_identifiers_land(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    names = ["360", "3M", "7-Eleven", "51Talk", "21世纪", "1E5", "D2024-1", "ABCDEFGHJKLMNPQRTU"]
    callings = ["imp_a", "IMP_A", "sub_imp_a", "中信甲", "citic a", "", "", ""]
    file.write_text(
        "key,name,subsidiary\n"
        + "".join(f"{name},{name},{called}\n" for name, called in zip(names, callings, strict=True))
    )
    records, problems = read(file)
    assert ([record.row.name for record in records], problems) == (names, [])


def test_a_formula_lands_as_text_and_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("key,name,remark\n1,=1+1,=2+2\n")
    [record], [problem] = read(file)
    assert (record.row.name, problem.column, problem.fault) == ("=1+1", "name", Fault.FORMULA)
    assert record.payload == '{"key":"1","name":"=1+1","remark":"=2+2"}'


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("customer_id,name,product_code,amount", "holdings"),
        ("客户编号,产品代码,持有金额,到期日", "holdings"),
        ("customer_id,name,job title,mobile,email", "contacts"),
        ("客户号,姓名,职务,手机", "contacts"),
        ("id,project name,title,participants", "projects"),
        ("id,name,产品类别,风险等级", "products"),
    ],
)
def test_a_file_of_another_kind_is_refused_and_named(tmp_path: Path, header: str, kind: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"{header}\n{',' * header.count(',')}\n")
    with pytest.raises(UnreadableFile, match=f"looks like one of {kind}, not of customers"):
        read_columns(survey(file))
    first, second, *_ = header.split(",")
    columns = read_columns(survey(file), Profile(columns={first: "key", second: "name"}))
    assert columns.places.keys() >= {"key", "name"}


@pytest.mark.parametrize("content", [b'[{"key":"1"}]', b"<html>", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF", b"{}\n"])
def test_what_is_no_table_is_refused_and_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"a\.csv (is|has)"):
        survey(file)
