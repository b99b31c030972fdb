"""Benchmarks, each with its baseline beside it: ``python -m bench``; see bench/README.md."""
