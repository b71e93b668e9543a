"""The colours of Maillage, once, for charts, maps and bilans; the style sheet has the same."""

INK = "#221B2E"
PAPER = "#FBF8F3"
WHITE = "#FFFFFF"
VIOLET = "#4B2E83"
ORANGE = "#C2560C"
BRIGHT_ORANGE = "#F08A3C"  # large marks only: too light to carry text
TEAL = "#0F6E66"
AMBER = "#8A5A00"
RED = "#A3242B"

MUTED = "#5E556B"  # secondary text, 6.5 to 1 on paper
LINE = "#DAD3C7"  # thin rules
NOTHING = "#E9E3D8"  # a département of which nothing is known
MIST = "#F3EDF9"  # violet so pale that it only sets a surface apart

# Six steps of one violet; index 0 is "nothing".
STEPS = (NOTHING, "#E3D9F2", "#CBB8E8", "#AC90D6", "#8867BD", "#65459D", "#40256F")

# At least 3 to 1 on paper, and apart for every kind of colour blindness: a test measures both.
SERIES = (VIOLET, ORANGE, "#3A8FC7", "#7A3E2B", "#8A8494")

FONT = "Atkinson Hyperlegible"
FAMILY = f"{FONT}, Verdana, sans-serif"  # as a drawing names it, wherever it is shown
