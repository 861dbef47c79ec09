//! Text on its way into a spreadsheet.

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
