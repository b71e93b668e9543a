"""Where older people live, and who is near them: official data by commune, kept with their vintage and source."""
