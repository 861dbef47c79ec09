//! Text on its way into a spreadsheet: CSV (RFC 4180) as spreadsheets read it.

/// Without it they take UTF-8 for the code page of the machine.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes rows, from the beginning of a file or in the middle.
pub(crate) fn writer(from_the_beginning: bool) -> csv::Writer<Vec<u8>> {
    let start = if from_the_beginning { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(start)
}

/// A text that a spreadsheet would take for a formula, made plain. Full-width
/// signs count too: East Asian versions read them alike.
pub(crate) fn plain(text: String) -> String {
    const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(BEGINNINGS) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        for formula in ["=HYPERLINK(\"x\")", "+1", "-1+2", "@SUM(A1)", "\t=1", "＝1"] {
            assert_eq!(plain(formula.to_owned()), format!("'{formula}"));
        }
        for text in ["", "林試", "1969-04-16", "教字第000104號", "a=b"] {
            assert_eq!(plain(text.to_owned()), text);
        }
    }
}
