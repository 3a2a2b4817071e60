"""What all tables of the warehouse share: names of constraints, key type, column comments."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BigKey = sa.BigInteger


def column(comment: str, sa_type: Any, *, key: bool = False, null: bool = False) -> Any:
    """One column: its Indonesian comment, its SQL type, part of the primary key, nullable."""
    kwargs: dict[str, Any] = {"comment": comment}
    if key:
        kwargs["autoincrement"] = False
        return Field(sa_type=sa_type, primary_key=True, sa_column_kwargs=kwargs)
    return Field(default=None, sa_type=sa_type, nullable=null, sa_column_kwargs=kwargs)
