"""Reading customers files: whatever is wrong is told with its line and column, and the rows around it are read."""

from __future__ import annotations

import re
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synergy.identity.identifiers import isin_checks, lei_checks, read_stock, uscc_checks
from synergy.identity.websites import hosts
from synergy.imports.batches import read_batches, read_columns
from synergy.imports.names import plain_names
from synergy.imports.problems import Fault, UnreadableFile
from synergy.imports.readers.survey import survey
from synergy.imports.readers.tables import LONGEST_ROW
from synergy.imports.records import Target, Vocabulary, make_record

if TYPE_CHECKING:
    from pathlib import Path

    from synergy.imports.problems import Problem
    from synergy.imports.records import Record

TARGET = Target("sub_imp_a", "imp_a", "customers")
WORDS = Vocabulary({"测试省": "reg_imp", "testshire": "reg_imp", "shanghai": "reg_31"}, {"测试业": "ind_imp"})
USCC = "91350100M000100Y43"
LISTED = "symbol,name,industry"


def read(path: Path, content: str | bytes, batch_rows: int = 3) -> tuple[list[Record], list[Problem], int]:
    """Read a file of this content; return its records, its problems and how many rows were counted."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    table = survey(path)
    batches = list(read_batches(table, read_columns(table), TARGET, WORDS, batch_rows))
    records = [record for batch in batches for record in batch.records]
    problems = [problem for batch in batches for problem in batch.problems]
    assert sum(batch.rows for batch in batches) == len(records) + sum(batch.refused for batch in batches)
    return records, problems, sum(batch.rows for batch in batches)


@pytest.mark.parametrize(
    ("header", "row", "told"),
    [
        ("key,name", "1", ("", Fault.RAGGED, "has 1 cells where the header has 2")),
        ("key,name", "1,A,B", ("", Fault.RAGGED, "has 3 cells where the header has 2")),
        ("key,name", '1,"A"B', ("", Fault.QUOTING, "text follows a closing quotation mark")),
        ("key,name", '1,"A', ("", Fault.QUOTING, "never closed|not closed")),
        ("key,name", f"1,{'x' * LONGEST_ROW}", ("", Fault.QUOTING, "longer than")),
        ("key,name", "1,  ", ("name", Fault.MISSING, "is empty")),
        ("编号,名称", " ,甲", ("编号", Fault.MISSING, "is empty")),
        ("symbol,name", ",A", ("symbol", Fault.MISSING, "is empty")),
        ("key,name", f"1,{'x' * 301}", ("name", Fault.BAD_VALUE, "longer than 300")),
        ("key,name", "1,A\x00B", ("name", Fault.BAD_VALUE, "control character U\\+0000")),
        ("key,name,kind", "1,A,castle", ("kind", Fault.BAD_VALUE, "none of COMPANY")),
        ("key,name,employees", "1,A,many", ("employees", Fault.BAD_VALUE, "not a whole number")),
        ("key,name,employees", "1,A,12.5", ("employees", Fault.BAD_VALUE, "not a whole number")),
        ("key,name,employees", "1,A,-1", ("employees", Fault.BAD_VALUE, "not between 0")),
        ("key,name,phone", "1,A,call me", ("phone", Fault.BAD_VALUE, "not a phone number")),
        ("key,name,uscc", "1,A,12345", ("uscc", Fault.BAD_VALUE, "not a unified social credit code")),
        ("key,name,uscc", "1,A,CNE100001SR9", ("uscc", Fault.BAD_VALUE, "not a unified social credit code")),
        ("key,name,ISIN 代码", f"1,A,{USCC}", ("ISIN 代码", Fault.BAD_VALUE, "not an ISIN")),
        ("key,name,lei", "1,A,x", ("lei", Fault.BAD_VALUE, "not a legal entity identifier")),
        (LISTED, "9.SS,Alpha Growth Fund (LOF),", ("name", Fault.FUND, "looks like a fund")),
        (LISTED, "9.SS,Beta Fund Mgmt Co Ltd - Beta ETF,", ("name", Fault.FUND, "looks like a fund")),
        ("key,name", "good,B", ("key", Fault.DUPLICATE_KEY, "has the key of line 2")),
    ],
)
def test_a_bad_row_is_told_and_the_good_ones_around_it_are_read(
    file: Path, header: str, row: str, told: tuple[str, Fault, str]
) -> None:
    column, fault, reason = told
    wide = header.count(",") - 1
    good = f"good,G{',' * wide}\n"
    also = f"also,G{',' * wide}\n"
    records, problems, rows = read(file, f"{header}\n{good}{row}\n{also}")
    assert [record.line for record in records] == [2, 4]
    [problem] = [one for one in problems if not one.is_warning]
    assert (problem.line, problem.column, problem.fault) == (3, column, fault)
    assert re.search(reason, problem.reason)
    assert rows == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xff\xfek\x00", "is in UTF-16"),
        (b"PK\x03\x04rest", "XLSX"),
        (b"key,name\n1,A\n2,\xe4\xb8", "line 3 has the byte 0xe4"),
        (b"name,website\nA,b\n", "lacks key .or symbol.; it has name, website"),
        (b"key,website\nA,b\n", "lacks name"),
        (b"key;name\n1;A\n", "separated by semicolons"),
        (b"key,name,x,x\n1,A,,\n", "“x” twice"),
        ("key,name,名称\n1,A,B\n".encode(), "“name” and “名称” both mean name"),
        (b"key,,name\n1,A,B\n", "Column 2 of the header has no name"),
        (b'key,"name\n1,A\n', "header .line 1. cannot be read"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(file: Path, content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read(file, content)


def test_a_problem_tells_the_class_of_the_value_and_never_the_value(file: Path) -> None:
    cells = {"": "EMPTY", USCC: "USCC", "13800138000": "PHONE", "a@b.example": "MAIL", "2024-03-05": "DATE"}
    cells |= {"1,5": "NUMBER", "9.135E+17": "NUMBER", "=A1": "FORMULA", "很多": "CHINESE", "many": "TEXT"}
    rows = "".join(f'{number},N,"{cell}"\n' for number, cell in enumerate(cells))
    told = read(file, f"key,name,employees\n{rows}")[1]
    assert {one.value for one in told} == {*cells.values()} - {"EMPTY"}
    assert [one.value for one in read(file, "key,name\n1,\n2\n")[1]] == ["EMPTY", ""]
    assert not [one for one in told for cell in cells if len(cell) > 3 and cell in one.reason]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is not a file"):
        survey(tmp_path)


def test_lines_are_those_of_the_file_whatever_the_quotes_hold(file: Path) -> None:
    content = '\ufeff编号,公司名称,备注\r\n1,甲,"a\r\nb\r\nc"\r\n\r\n2,乙,"say ""x"""\r\n3\r\n4,丙,'
    records, [problem], _ = read(file, content)
    assert [(record.line, record.row.name) for record in records] == [(2, "甲"), (6, "乙"), (8, "丙")]
    assert problem.line == 7
    assert survey(file).lines == 8


def test_a_quotation_mark_left_open_loses_its_own_row_only(file: Path) -> None:
    many = "".join(f"k{number},N\n" for number in range(200))
    records, problems, _ = read(file, f'key,name\na,"open\n{many}b,"open too\nc,C\n')
    assert [(problem.line, problem.fault) for problem in problems] == [(3 - 1, Fault.QUOTING), (203, Fault.QUOTING)]
    assert len(records) == 201


def test_memory_does_not_grow_with_the_file(file: Path) -> None:
    with file.open("w") as text:
        text.write("key,name,remark\n")
        text.writelines(f"{number},N,{'x' * 8000}\n" for number in range(1_500))
        text.write('open,"' + "y" * 8_000_000)
    columns = read_columns(survey(file))
    tracemalloc.start()
    rows = sum(batch.rows for batch in read_batches(survey(file), columns, TARGET, WORDS, 20))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == 1_501
    assert peak < 6_000_000


def test_a_batch_of_long_rows_is_cut_early(file: Path) -> None:
    file.write_text("key,name,remark\n" + "".join(f"{number},N,{'x' * 100_000}\n" for number in range(100)))
    table = survey(file)
    batches = list(read_batches(table, read_columns(table), TARGET, WORDS, 5_000))
    assert [batch.rows for batch in batches] == [80, 20]


def test_a_fund_is_one_only_when_listed_without_industry_and_not_a_company(file: Path) -> None:
    listed = (
        f"{LISTED}\n1.SS,Alpha Fund,Capital Markets\n2.SS,Alpha Fund Management Co. Ltd.,\n3.SS,甲基金管理有限公司,\n"
    )
    assert len(read(file, listed)[0]) == 3
    assert len(read(file, "key,name\n1,Alpha Fund\n")[0]) == 1
    assert len(read(file, "symbol,name,industry,kind\n1.SS,Alpha Fund,,institution\n")[0]) == 1


def test_identifiers_come_in_many_spellings(file: Path) -> None:
    rows = "1,A, 9135 0100-m000100y43 ,ＣＮＥ100001SR9,1.hk\n2,B,,,600000\n3,C,91350100M000100Y44,CNE100001SR8,"
    records, problems, _ = read(file, f"key,name,uscc,isin,stock\n{rows}\n")
    assert [one.id for one in records[0].identifiers] == [
        "idn_uscc_91350100M000100Y43",
        "idn_isin_CNE100001SR9",
        "idn_stock_0001.HK",
    ]
    assert [record.identifiers for record in records[1:]] == [(), ()]
    assert [(problem.line, problem.column, problem.fault) for problem in problems] == [
        (3, "stock", Fault.NO_EXCHANGE),
        (4, "uscc", Fault.CHECK_DIGIT),
        (4, "isin", Fault.CHECK_DIGIT),
    ]
    assert all(problem.is_warning for problem in problems)


def test_places_are_found_by_exact_name_at_home(file: Path) -> None:
    rows = "1,A,,Shanghai,China\n2,B,,Shanghai,United States\n3,C,Ｔestshire,x,\n4,D,测试,,\n5,E,,,Shanghai"
    records, _, _ = read(file, f"key,name,region,city,country\n{rows}\n")
    assert [record.region for record in records] == ["reg_31", None, "reg_imp", None, "reg_31"]
    assert records[1].row.place == "Shanghai, United States"


def test_the_hash_is_of_the_content_not_of_its_order(file: Path) -> None:
    one, _, _ = read(file, "key,name,remark\n1,A,x\n")
    other, _, _ = read(file, "remark,name,key\nx,A,1\n")
    assert one[0].content_hash == other[0].content_hash
    assert (one[0].payload, other[0].payload) == (
        '{"key":"1","name":"A","remark":"x"}',
        '{"remark":"x","name":"A","key":"1"}',
    )
    assert one[0].customer_id == other[0].customer_id


def test_a_customer_id_cannot_be_computed_from_what_others_know(file: Path) -> None:
    columns_of = read(file, "key,name,remark\n1,A,x\n")[0][0]
    path_columns = read_columns(survey(file))
    other = make_record(TARGET, WORDS, path_columns, ["1", "A", "y"], 2)
    assert other.id == columns_of.id
    assert other.customer_id != columns_of.customer_id


@pytest.mark.parametrize(
    ("text", "normal"), [("00700.hk", "0700.HK"), ("600000.SH", "600000.SS"), ("000002.XSHE", "000002.SZ")]
)
def test_a_stock_code_has_one_form(text: str, normal: str) -> None:
    assert read_stock(text) == normal
    assert read_stock(normal) == normal


def test_published_numbers_pass_their_checks() -> None:
    assert uscc_checks(USCC)
    assert uscc_checks("91110000802100433B")
    assert lei_checks("5493001KJTIIGC8Y1R12")
    assert isin_checks("US0378331005")
    assert isin_checks("CNE100001SR9")


_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@settings(max_examples=300)
@given(body=st.text(_USCC_ALPHABET, min_size=17, max_size=17))
def test_every_credit_code_has_one_check_character(body: str) -> None:
    assert sum(uscc_checks(body + character) for character in _USCC_ALPHABET) == 1


@given(place=st.integers(0, 17), character=st.sampled_from(_USCC_ALPHABET))
def test_one_wrong_character_fails_a_credit_code(place: int, character: str) -> None:
    changed = USCC[:place] + character + USCC[place + 1 :]
    assert uscc_checks(changed) == (changed == USCC)


@given(place=st.integers(0, 19), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_fails_an_entity_identifier(place: int, digit: str) -> None:
    right = "5493001KJTIIGC8Y1R12"
    changed = right[:place] + digit + right[place + 1 :]
    assert not right[place].isdigit() or lei_checks(changed) == (changed == right)


@given(place=st.integers(2, 11), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_fails_a_securities_number(place: int, digit: str) -> None:
    right = "US0378331005"
    changed = right[:place] + digit + right[place + 1 :]
    assert isin_checks(changed) == (changed == right)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khoon Group Limited", "KHOON GROUP LTD"),
        ("Angang Steel Co., Ltd. Class H", "Angang Steel Company Limited"),
        ("CanSino Biologics, Inc.", "Cansino Biologics Incorporated"),
        ("ＢＢＭＧ Corporation", "BBMG Corp."),
        ("Jiangxi  Copper Company Limited Class A", "Jiangxi Copper"),
        ("中国（甲）公司", "中国(甲)公司"),
    ],
)
def test_names_of_one_company_are_equal_but_for_spelling_and_form(one: str, other: str) -> None:
    assert plain_names((one,)) == plain_names((other,))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kingdom Holdings Limited", "KFM Kingdom Holdings Limited"),
        ("China Bank", "China Bank Holdings"),
        ("Limited", "Ltd"),
        ("Company of Heroes", "of Heroes"),
        ("Alpha Class B", "Alpha"),
        ("甲公司", "甲"),
        ("!!!", "..."),
    ],
)
def test_names_of_two_companies_are_not(one: str, other: str) -> None:
    assert not plain_names((one,)) & plain_names((other,))


def test_what_is_no_website_equals_none() -> None:
    assert hosts(("http://www.A.example/x", None)) == hosts(("a.example:80", "-", "none", "https://", "."))
