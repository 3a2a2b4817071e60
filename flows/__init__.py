"""What runs: the nightly flow and the `pembinaan` command."""
