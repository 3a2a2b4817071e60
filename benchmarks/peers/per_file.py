"""What most would write. `python -m benchmarks.peers.per_file <inbox> <url>`.

A Prefect task per file: pandas reads the workbook with openpyxl, each sheet's table is found and
its columns cast, Great Expectations validates it (up to ten expectations a dataset; one ephemeral
context a process), good rows go to the dataset's table by `to_sql`, bad ones to `quarantine`. A
process per core. No versions, no lineage of cells, no archive, no aggregates; a file sent again is
loaded again.
"""

import json
import logging
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import great_expectations as gx
import pandas as pd
import sqlalchemy as sa
from great_expectations.data_context.types.base import ProgressBarsConfig
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ProcessPoolTaskRunner

from benchmarks.peers.sheets import find_table
from schemas.contracts import DATASETS, NUMERIC, Kind
from schemas.contracts.contract import Reported
from schemas.references import load_references
from schemas.wording import wording_key

gxe: Any = gx.expectations  # it does not say that it exports them
_RULES = 10  # of each dataset
_DATES = (Kind.DATE, Kind.MONTH_DATE)
_ORIGIN = ("sender", "file", "sheet")
_RESULT = {"result_format": "COMPLETE", "unexpected_index_column_names": ["row"]}


@cache
def warehouse(url: str) -> sa.Engine:
    """One engine with its pool for all files."""
    return sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))


@cache
def batches() -> Any:
    """Where Great Expectations takes frames from; one context for all files."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("reports")
    return source.add_dataframe_asset("sheet").add_batch_definition_whole_dataframe("rows")


@cache
def suite_of(dataset: str) -> gx.ExpectationSuite:
    """Required cells, no negative numbers, known terms, no row twice."""
    columns = DATASETS[dataset].columns.values()
    rules: list[Any] = [gxe.ExpectColumnValuesToBeUnique(column="row")]
    rules += [gxe.ExpectColumnValuesToNotBeNull(column=c.name) for c in columns if c.required]
    terms = load_references().terms
    rules += [
        gxe.ExpectColumnValuesToBeInSet(column=c.name, value_set=sorted(terms[c.terms]))
        for c in columns
        if c.kind is Kind.TERM
    ]
    rules += [
        gxe.ExpectColumnValuesToBeBetween(column=c.name, min_value=0)
        for c in columns
        if c.kind in NUMERIC
    ]
    return gx.ExpectationSuite(dataset, expectations=rules[:_RULES])


def typed(values: "pd.Series[Any]", column: Reported) -> "pd.Series[Any]":
    """Cast a column; what is no such value becomes missing."""
    if column.kind in NUMERIC:
        texts = values.astype("string").str.replace(r"\.0$|[^\d.,-]", "", regex=True)
        grouped = texts.str.replace(r"\.(?=\d{3}(\D|$))", "", regex=True)
        return pd.to_numeric(grouped.str.replace(",", "."), errors="coerce")
    if column.kind in _DATES:
        return pd.to_datetime(values, errors="coerce", dayfirst=True, format="mixed")
    texts = values.astype("string").str.strip()
    if column.kind is Kind.TERM:
        return texts.map(wording_key, na_action="ignore").astype("string")
    return texts


@cache
def sql_types(dataset: str) -> dict[str, Any]:
    """Types of a dataset's table; `to_sql` would guess them from the first file."""
    columns = DATASETS[dataset].columns.values()
    types: dict[str, Any] = {c.name: sa.Double() for c in columns if c.kind in NUMERIC}
    return types | {c.name: sa.DateTime() for c in columns if c.kind in _DATES}


def read_sheet(sheet: pd.DataFrame, origin: dict[str, str]) -> tuple[str, pd.DataFrame] | None:
    """Dataset and rows of a sheet; None where it holds no table."""
    table = find_table(sheet.head(30).fillna("").to_numpy().tolist())
    if table is None:
        return None
    body = sheet.iloc[table.header + 1 :].dropna(how="all")
    columns = DATASETS[table.dataset].columns
    missing = pd.Series(index=body.index, dtype="object")
    values = {
        name: typed(body[table.columns[name]] if name in table.columns else missing, column)
        for name, column in columns.items()
    }
    rows = pd.DataFrame(values).assign(row=body.index + 1, **origin)
    return table.dataset, rows


def judge(dataset: str, rows: pd.DataFrame) -> "pd.Series[bool]":
    """Whether each row breaks a rule."""
    batch = batches().get_batch(batch_parameters={"dataframe": rows})
    validated = batch.validate(suite_of(dataset), result_format=_RESULT)
    failing = {
        found["row"]
        for result in validated.results
        for found in result.result.get("unexpected_index_list") or ()
    }
    return rows["row"].isin(failing)


def make_tables(url: str) -> None:
    """Empty tables: two processes that meet a new dataset at once would both create its table."""
    for dataset, contract in DATASETS.items():
        columns = pd.DataFrame(columns=[*contract.columns, "row", *_ORIGIN])
        types = sql_types(dataset) | {"row": sa.Integer()}
        columns.to_sql(dataset, warehouse(url), index=False, dtype=types)
    held = pd.DataFrame(columns=[*_ORIGIN, "dataset", "cells"])
    held.to_sql("quarantine", warehouse(url), index=False)


@task(task_run_name="load {path.name}", cache_policy=NO_CACHE)
def load_file(path: Path, inbox: Path, url: str) -> int:
    """Read, judge and load one workbook; return the number of good rows."""
    loaded, held = 0, []
    sheets = pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")
    for title, sheet in sheets.items():
        origin = {"sender": path.relative_to(inbox).parts[0], "file": path.name, "sheet": title}
        found = read_sheet(sheet, origin)
        if found is None or found[1].empty:
            continue
        dataset, rows = found
        is_bad = judge(dataset, rows)
        rows[~is_bad].to_sql(dataset, warehouse(url), if_exists="append", index=False)
        loaded += int((~is_bad).sum())
        if is_bad.any():
            texts = rows[is_bad].apply(lambda row: row.to_json(date_format="iso"), axis=1)
            held.append(pd.DataFrame(origin | {"dataset": dataset, "cells": texts}))
    if held:
        pd.concat(held).to_sql("quarantine", warehouse(url), if_exists="append", index=False)
    return loaded


@flow(task_runner=ProcessPoolTaskRunner())  # type: ignore[arg-type]
def load_reports(inbox: Path, url: str) -> int:
    """Load every workbook, as many at once as there are cores: GX's work holds Python's lock."""
    make_tables(url)
    files = sorted(inbox.rglob("*.xlsx"))
    return sum(run.result() for run in [load_file.submit(path, inbox, url) for path in files])


def main(inbox: Path, url: str) -> None:
    """Print the seconds after start-up and the good rows as JSON."""
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    start = time.perf_counter()
    rows = load_reports(inbox, url)
    print(json.dumps({"work_s": time.perf_counter() - start, "rows": rows}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
