//! Numbers of a spreadsheet as they are shown (ECMA-376 part 1 §18.8.30), as far
//! as rosters need it: digits, zeros in front, and words around them.

/// What a number shows under its format code; `None` where the code does more
/// than that.
pub(super) fn shown(value: f64, code: &str) -> Option<String> {
    // Above 2^53 a spreadsheet no longer knows the last digit.
    let is_integer = value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0;
    if code.is_empty() || code.eq_ignore_ascii_case("general") || code == "@" {
        return Some(value.to_string());
    }
    if !is_integer || value < 0.0 {
        return None;
    }
    let section = code.split(';').next().unwrap_or(code);
    let (before, width, after) = parse(section)?;
    Some(format!("{before}{value:0width$}{after}"))
}

/// Words, the number of digits at least, words.
fn parse(section: &str) -> Option<(String, usize, String)> {
    let (mut before, mut after) = (String::new(), String::new());
    let mut width = None;
    let mut closed = false;
    let mut characters = section.chars();
    while let Some(c) = characters.next() {
        let mut literal = String::new();
        match c {
            '0' | '#' | '?' | ',' if !closed => {
                *width.get_or_insert(0) += usize::from(c == '0');
                continue;
            }
            // The next character only takes its width, or fills the cell.
            '_' | '*' => drop(characters.next()?),
            '\\' => literal.push(characters.next()?),
            '"' => loop {
                match characters.next()? {
                    '"' => break,
                    c => literal.push(c),
                }
            },
            ' ' | '-' | '(' | ')' => literal.push(c),
            c if !c.is_ascii() => literal.push(c),
            _ => return None,
        }
        closed = width.is_some();
        if closed { after.push_str(&literal) } else { before.push_str(&literal) }
    }
    // A code such as `#` shows nothing for zero; nobody numbers anything zero.
    width.map(|width| (before, width.max(1), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: f64, code: &str, expected: Option<&str>) {
        assert_eq!(shown(value, code).as_deref(), expected);
    }

    #[test]
    fn a_number_is_its_digits() {
        check(9901.0, "General", Some("9901"));
        check(9901.0, "", Some("9901"));
        check(9901.0, "0", Some("9901"));
        check(142_195.0, "0_ ", Some("142195"));
        check(0.5, "General", Some("0.5"));
        check(142_195.0, "#,##0", Some("142195"));
    }

    #[test]
    fn zeros_and_words_of_the_format_are_part_of_it() {
        check(101.0, "000000", Some("000101"));
        check(101.0, "\"教字第\"000000\"號\"", Some("教字第000101號"));
        check(101.0, "教字第000000號", Some("教字第000101號"));
        check(101.0, "\\A00000;\\-0", Some("A00101"));
    }

    #[test]
    fn other_formats_are_not_guessed() {
        for code in ["0.00", "0%", "0.00E+00", "# ?/?", "[Red]0", "yyyy", "0\"x\"0", "\"x", "\"x\""] {
            check(12.0, code, None);
        }
        check(-1.0, "0", None);
        check(1.5, "0", None);
        check(f64::NAN, "0", None);
        check(1e300, "0", None);
    }
}
