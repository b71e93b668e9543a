"""Commands of the bilans."""
