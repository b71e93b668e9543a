"""The register: organisations, charters, signatures, cooperations and citizen teams."""
