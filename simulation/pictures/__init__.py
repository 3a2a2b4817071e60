"""The Prefect UI as a reader sees it: pictures for the documents, `make pictures`."""
