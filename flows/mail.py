"""A block for alarms by mail. Whoever runs Prefect's server has this package, and loads it.

Prefect itself only knows mail through one company's service. The entry point `prefect.collections`
in pyproject.toml has server, workers and commands know the block.
"""

from prefect.blocks.notifications import AppriseNotificationBlock
from pydantic import Field, SecretStr


class Mail(AppriseNotificationBlock):
    """Sends alarms by SMTP."""

    _block_type_name = "Mail"
    _block_type_slug = "mail"

    url: SecretStr = Field(
        default=...,
        title="Address",
        description="mailto:// or, with TLS, mailtos://",
        examples=["mailtos://user:password@smtp.example.go.id:587?to=jaga@example.go.id"],
    )
