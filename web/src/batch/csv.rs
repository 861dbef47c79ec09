//! CSV for spreadsheets (RFC 4180): UTF-8 with a byte order mark, or Excel takes it
//! for another encoding, and no cell that a spreadsheet would compute.

/// Cells to text.
pub fn write(rows: &[Vec<String>]) -> String {
    let mut text = String::from("\u{feff}");
    for row in rows {
        let cells: Vec<_> = row.iter().map(|cell| quoted(&harmless(cell))).collect();
        text += &cells.join(",");
        text += "\r\n";
    }
    text
}

/// A cell that begins like a formula gets an apostrophe before it; full-width signs
/// count, too, since spreadsheets in East Asia take them for the narrow ones.
fn harmless(cell: &str) -> String {
    const STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.trim_start_matches(' ').starts_with(STARTS) { format!("'{cell}") } else { cell.to_owned() }
}

fn quoted(cell: &str) -> String {
    let plain = !cell.contains([',', ';', '"', '\r', '\n', '\t']);
    if plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cell: &str, written: &str) {
        assert_eq!(write(&[vec![cell.to_owned()]]), format!("\u{feff}{written}\r\n"));
    }

    #[test]
    fn what_would_be_computed_is_text() {
        check("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"");
        for start in ["=1", "+1", "-1", "@x", "＝1", "－x", " =1"] {
            check(start, &format!("'{start}"));
        }
        check("\t=1", "\"'\t=1\"");
    }

    #[test]
    fn ordinary_cells_stay_as_they_are() {
        check("講字第871941號", "講字第871941號");
        check("a-b.pdf", "a-b.pdf");
        check("a,b\n\"c\"", "\"a,b\n\"\"c\"\"\"");
        assert_eq!(write(&[vec!["a".to_owned(), "b".to_owned()]]), "\u{feff}a,b\r\n");
    }
}
