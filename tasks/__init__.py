"""One module or folder per stage: collect, read, conform, audit, publish, report."""
