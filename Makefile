.PHONY: help install app test test-fast lint types docs

help:  ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/'

install:  ## Install embviz in editable mode, with all development tools
	pip install -e '.[dev]'

app:  ## Start the app and open the browser
	streamlit run app.py

test:  ## Run all tests (the browser tests need Chromium, one needs nginx)
	pytest -n 3 --dist loadfile

test-fast:  ## Run all tests but those in a browser
	pytest -n 2 -m "not browser" -q

lint:  ## Check style, format and the order of the packages
	ruff check .
	ruff format --check .
	lint-imports

types:  ## Check types
	mypy

docs:  ## Run the examples in the docstrings
	pytest --doctest-modules embviz
