"""How much of somebody else's file is read: one place, because the reader and the sentences both need it."""

FILE_BYTES = 10 * 1024 * 1024
ROWS = 200_000
COLUMNS = 100
CELL_CHARACTERS = 32_767

ENTRIES = 2_000
INFLATED_BYTES = 300 * 1024 * 1024
RATIO = 200
RATIO_FROM_BYTES = 1024 * 1024

# What the XML of one workbook may cost in memory: characters of markup, and cells of the rectangle it spans.
MARKUP_BYTES = 160 * 1024 * 1024
TAGS = 10_000_000
AREA = 5_200_000
# All cells of one file together: a workbook may repeat one long text in every cell, and be tiny on disk.
CHARACTERS = 48 * 1024 * 1024

CPU_SECONDS = 30
MEMORY_BYTES = 1 << 30
# The old .xls names its rectangle freely; a smaller room makes a lying one fail before it fills anything.
XLS_MEMORY_BYTES = 600 * 1024 * 1024
