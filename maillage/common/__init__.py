"""What every package stands on: dated facts, refusals, spreadsheets, charts, maps, components."""
