//! What the processor spent: on a machine that others use, too, it tells more than
//! the clock on the wall.

use std::{fs, time::Duration};

use anyhow::{Context, Result};

/// Linux counts for programs in hundredths of a second (proc(5)).
const TICK: Duration = Duration::from_millis(10);

/// Of all programs that were started here and have ended.
pub fn time_of_children() -> Result<Duration> {
    parse(&fs::read_to_string("/proc/self/stat")?).context("/proc/self/stat is in another form")
}

/// `cutime` and `cstime`, the 16th and 17th field. The second, in parentheses, may
/// have anything inside.
fn parse(stat: &str) -> Option<Duration> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace().skip(13);
    let mut next = || fields.next()?.parse::<u32>().ok();
    Some(TICK * (next()? + next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_counted_behind_the_name() {
        let stat = "42 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 11 12 300 25 20 0 1 0";
        assert_eq!(parse(stat), Some(Duration::from_millis(3_250)));
        assert_eq!(parse("42 (x) S 1"), None);
    }
}
