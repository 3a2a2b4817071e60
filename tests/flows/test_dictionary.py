"""The data dictionary in docs/ is the one the code writes."""

from nights import PROJECT

from tasks.report.dictionary import dictionary


def test_dictionary_in_docs_is_up_to_date():
    written = (PROJECT / "docs" / "data-dictionary.md").read_text()

    assert written == "\n\n".join(dictionary()) + "\n", "run: make docs"
