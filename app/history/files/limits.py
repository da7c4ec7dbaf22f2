"""What a file may be at most. A table of it stands in docs/limits.md."""

SIZE_LIMIT = 1_500_000_000  # bytes of a file
ROWS_LIMIT = 20_000_000
COLUMNS_LIMIT = 500
CELL_LIMIT = 10_000  # characters of a header, and of a cell that is shown
RECORD_LIMIT = 1_000_000  # bytes from an opening quote to its closing one; beyond, the quote is a character like any other
LINE_LIMIT = 4_000_000  # bytes of a record
XLSX_UNPACKED_LIMIT = 120_000_000  # bytes of a workbook once unpacked
XLSX_RATIO_LIMIT = 200  # unpacked bytes for each packed one, of a member above 10 MB
XLSX_MEMBERS_LIMIT = 1_000
XLSX_CELLS_LIMIT = 12_000_000  # places down to the last filled row of a worksheet and to its last column, blank ones included
XLSX_CELL_LIMIT = 100_000  # characters of a cell; a spreadsheet program has 32,767 at most
XLSX_TEXT_LIMIT = 200_000_000  # characters of all cells of a worksheet, texts that are kept once as often as cells use them
HEAD_RECORDS = 1_000  # records among which the header is looked for
HEADER_ROW_LIMIT = 1_000  # rows of a worksheet above its table
HEAD_BYTES = 1 << 20
