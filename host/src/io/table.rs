//! Tables for the terminal.

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};

/// A table as text, without a line end after its last row: two blanks between columns, a rule under the head. A column
/// of numbers stands to the right. A row shorter than the head is filled with empty cells.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_header(head.iter().copied());
    for row in rows {
        let cells = row.iter().cloned().chain(std::iter::repeat(String::new()));
        table.add_row(cells.take(head.len().max(row.len())));
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        let mut cells = rows.iter().filter_map(|row| row.get(index)).filter(|cell| !cell.is_empty()).peekable();
        if cells.peek().is_some() && cells.all(|cell| is_number(cell)) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

/// Whether a cell starts as a number does: `12`, `-0.5 s`, `3.1e-4`, `95 %`.
fn is_number(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['-', '+', '.']);
    digits.starts_with(|c: char| c.is_ascii_digit())
}
