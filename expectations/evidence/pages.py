"""Data Docs: a run's validation results as static pages, drawn by Great Expectations' renderers.

Two things are ours. Its own page fetches scripts, fonts and styles from six strangers' servers, so
the frame is another: one file, no scripts, nothing from the network. And it puts failing values
into the page as they are (`<script>` included), so every text that is no markup of its own is
escaped where the page is put together.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from expectations.evidence.results import RunName
from expectations.gx_suites import load_gx
from schemas.escapes import html_text

_FRAME = Path(__file__).parent


class SuiteFound(NamedTuple):
    """What a suite found, for its line of the index."""

    name: str
    rows: int
    rules: int
    broken: int
    violations: int


def result_page(result: Any) -> str:
    """The page of one `ExpectationSuiteValidationResult`."""
    load_gx()
    from great_expectations.render.renderer.page_renderer import (  # noqa: PLC0415
        ValidationResultsPageRenderer,
    )

    document = ValidationResultsPageRenderer(run_info_at_end=True).render(result)
    return str(_view().render(document, template="page.j2"))


def index_page(found: Sequence[SuiteFound], run: RunName) -> str:
    """The page that leads to the others."""
    load_gx()
    page = _view().env.get_template("index.j2")
    return str(
        page.render(found=found, run_id=run.run_id, at=run.started_at.isoformat(" ", "seconds"))
    )


@cache
def _view() -> Any:
    from great_expectations.render.view.view import DefaultJinjaPageView  # noqa: PLC0415
    from jinja2 import ChoiceLoader, FileSystemLoader, pass_context  # noqa: PLC0415

    class View(DefaultJinjaPageView):
        """Our frame around their sections; texts escaped."""

        def __init__(self) -> None:
            super().__init__()
            theirs = [self.env.loader] if self.env.loader else []
            self.env.loader = ChoiceLoader([FileSystemLoader(_FRAME), *theirs])
            self.env.filters["e"] = self.env.filters["escape"] = lambda text: html_text(str(text))

        def render_styling(self, styling: Mapping[str, Any]) -> str:
            """Without links: theirs lead to pages of a site that is not built."""
            given = styling.get("attributes", {}).items()
            kept = {name: value for name, value in given if name != "href"}
            return str(super().render_styling({**styling, "attributes": kept}))

        @pass_context
        def render_content_block(
            self, context: Any, content_block: Any, *more: Any, **named: Any
        ) -> Any:
            return super().render_content_block(context, _escaped(content_block), *more, **named)

    return View()


def _escaped(block: Any) -> Any:
    """A block to be drawn with its bare texts escaped; what has a type of its own is left.

    Values compared with each other come as a list: they would run together.
    """
    if isinstance(block, str):
        return html_text(block)
    if isinstance(block, list | tuple) and not any(isinstance(one, Mapping) for one in block):
        return html_text(" · ".join(map(str, block)))
    if isinstance(block, list | tuple):
        return [one if isinstance(one, Mapping) else _escaped(one) for one in block]
    return block
