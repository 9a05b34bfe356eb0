"""The tables in docs/ that are made from data: ``python -m docs.catalogues`` says whether they agree, with ``--write`` it writes them."""
