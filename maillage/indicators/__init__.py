"""The figures: a small algebra, a catalogue of definitions, what was published elsewhere."""
