"""Alembic: compare and upgrade the tables of `schemas`; views are not its business."""

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel

from schemas.contracts import DATASETS
from schemas.warehouse import mart, ops, ref
from schemas.warehouse.migrate import SCHEMAS, engine

TABLES = (DATASETS, mart.AGREGAT, ops.Report, ref.Upt)  # imported, so that the metadata is whole


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Look at our schemas only."""
    return name in SCHEMAS if kind == "schema" else True


def include_object(
    item: object, name: str | None, kind: str, _reflected: object, _other: object
) -> bool:
    """Leave the aggregate's figures to `migrate`: they follow the metrics, not a migration."""
    table = getattr(item, "table", None)
    return not (
        kind == "column"
        and table is not None
        and table.name == mart.AGREGAT.name
        and name not in mart.AGREGAT.columns
    )


with engine(context.config.attributes["url"]).connect() as connection:
    for schema in SCHEMAS:
        connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        include_schemas=True,
        include_name=include_name,
        include_object=include_object,
        version_table_schema="ops",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
