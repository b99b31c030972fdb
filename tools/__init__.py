"""What the Makefile calls: the virtual environment, test servers, pgTAP, coverage, docs."""
