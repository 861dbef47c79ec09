//! Many files at once, as plain values: what each row is at, what a filter and an
//! order show of them, and how many there are of each kind. No file touches
//! another: a row that fails is a row that says so.

pub mod archive;
pub mod csv;
pub mod export;
pub mod xlsx;

use std::sync::Arc;

use certificate::{ItemCode, Verdict};

use crate::session::{Failure, Judgement};

/// More are left out, and the page says so.
pub const MOST_ROWS: usize = 20_000;

/// Larger files are checked one at a time, so that memory stays bounded however
/// many workers there are.
pub const LARGE: u64 = 8 * 1024 * 1024;

/// Why a row has no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// As for a single file.
    Check(Failure),
    /// The entry of the archive has a password.
    Locked,
    /// The entry is packed in a way that browsers cannot unpack.
    Method,
    /// The entry cannot be unpacked, or not to the length it names.
    Damaged,
    /// The archive would unpack to more than the limit.
    Budget,
}

/// What a row is at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Its turn has not come.
    Waiting,
    /// It is being read and checked.
    Checking,
    /// The verifier reported.
    Judged(Arc<Judgement>),
    /// There is no report.
    Failed(Fault),
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name with the folders above it.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// What it is at.
    pub state: State,
}

/// The kinds of outcome that a reader tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A verdict.
    Verdict(Order),
    /// No verdict.
    Failed,
    /// Not checked yet.
    Open,
}

/// Verdicts from the one that needs a person most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// 驗證失敗
    NotRecognised,
    /// 證書已撤銷
    Revoked,
    /// 驗證警告
    Superseded,
    /// 無法確認
    StatusUnknown,
    /// 驗證成功
    Current,
}

impl From<Verdict> for Order {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Current => Self::Current,
            Verdict::Superseded => Self::Superseded,
            Verdict::Revoked => Self::Revoked,
            Verdict::NotRecognised => Self::NotRecognised,
            Verdict::StatusUnknown => Self::StatusUnknown,
        }
    }
}

impl From<Order> for Verdict {
    fn from(order: Order) -> Self {
        match order {
            Order::Current => Self::Current,
            Order::Superseded => Self::Superseded,
            Order::Revoked => Self::Revoked,
            Order::NotRecognised => Self::NotRecognised,
            Order::StatusUnknown => Self::StatusUnknown,
        }
    }
}

impl Kind {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 7] = [
        Self::Verdict(Order::Current),
        Self::Verdict(Order::Superseded),
        Self::Verdict(Order::Revoked),
        Self::Verdict(Order::NotRecognised),
        Self::Verdict(Order::StatusUnknown),
        Self::Failed,
        Self::Open,
    ];

    /// A short name, for the page and its styles.
    pub fn code(self) -> &'static str {
        match self {
            Self::Verdict(order) => Verdict::from(order).code(),
            Self::Failed => "incomplete",
            Self::Open => "open",
        }
    }
}

impl Row {
    /// The kind of its outcome.
    pub fn kind(&self) -> Kind {
        match &self.state {
            State::Waiting | State::Checking => Kind::Open,
            State::Judged(judgement) => Kind::Verdict(judgement.report.verdict.into()),
            State::Failed(_) => Kind::Failed,
        }
    }

    /// The report, once there is one.
    pub fn judgement(&self) -> Option<&Judgement> {
        match &self.state {
            State::Judged(judgement) => Some(judgement),
            State::Waiting | State::Checking | State::Failed(_) => None,
        }
    }

    /// What the certificate prints of an item, if it is authentic.
    pub fn printed(&self, code: ItemCode) -> Option<&str> {
        Some(&self.judgement()?.report.stated.as_ref()?.printed(code)?.zh)
    }
}

/// What a table is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// As the files came.
    Number,
    /// The name of the file.
    File,
    /// The outcome, from the one that needs a person most.
    Outcome,
    /// 證書字號
    Certificate,
    /// 姓名
    Holder,
}

impl Column {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 5] = [Self::Number, Self::File, Self::Outcome, Self::Certificate, Self::Holder];
}

/// What is shown of the rows, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Only rows of this kind.
    pub kind: Option<Kind>,
    /// Only rows with this in the file's name or in what the table shows of the certificate.
    pub words: String,
    /// The order.
    pub column: Column,
    /// From the end.
    pub descending: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { kind: None, words: String::new(), column: Column::Number, descending: false }
    }
}

impl Look {
    /// Orders by a column; by the same one again, from the other end.
    pub fn order_by(&mut self, column: Column) {
        self.descending = column == self.column && !self.descending;
        self.column = column;
    }

    fn shows(&self, row: &Row) -> bool {
        let words = self.words.trim().to_lowercase();
        let texts =
            [Some(row.name.as_str()), row.printed(ItemCode::CertificateNumber), row.printed(ItemCode::Name)];
        self.kind.is_none_or(|kind| kind == row.kind())
            && texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&words))
    }
}

/// The number of a run; what an earlier one answers is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run(u32);

/// All rows.
#[derive(Clone, Debug)]
pub struct Batch {
    rows: Vec<Row>,
    /// No row before this one waits.
    next: usize,
    run: Run,
    running: bool,
    left_out: usize,
}

impl Default for Batch {
    fn default() -> Self {
        Self { rows: Vec::new(), next: 0, run: Run(0), running: true, left_out: 0 }
    }
}

impl Batch {
    /// An empty one, which takes no answers meant for this one.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self { run: Run(self.run.0.wrapping_add(1)), ..Self::default() }
    }

    /// The rows in the order in which they came.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many files are left out because there are too many.
    pub const fn left_out(&self) -> usize {
        self.left_out
    }

    /// The present run.
    pub const fn run(&self) -> Run {
        self.run
    }

    /// Whether rows are taken up; not after [`Batch::stop`].
    pub const fn is_running(&self) -> bool {
        self.running
    }

    /// Takes a row; `false` if there are too many.
    pub fn add(&mut self, name: String, size: u64) -> bool {
        let fits = self.rows.len() < MOST_ROWS;
        if fits {
            self.rows.push(Row { name, size, state: State::Waiting });
        } else {
            self.left_out += 1;
        }
        fits
    }

    /// The next row to check. Whoever takes small ones only leaves the large ones to
    /// the one who takes all.
    pub fn take_next(&mut self, small_only: bool) -> Option<usize> {
        if !self.running {
            return None;
        }
        let waits = |row: &Row| row.state == State::Waiting;
        while self.rows.get(self.next).is_some_and(|row| !waits(row)) {
            self.next += 1;
        }
        let fits = |row: &Row| waits(row) && (!small_only || row.size <= LARGE);
        let index = self.next + self.rows.get(self.next..)?.iter().position(fits)?;
        self.rows[index].state = State::Checking;
        Some(index)
    }

    /// Ends the check of a row; `false` if the run it belongs to is over.
    pub fn finish(&mut self, run: Run, index: usize, outcome: Result<Judgement, Fault>) -> bool {
        let Some(row) = self.rows.get_mut(index).filter(|row| row.state == State::Checking) else {
            return false;
        };
        if run != self.run {
            return false;
        }
        row.state = match outcome {
            Ok(judgement) => State::Judged(Arc::new(judgement)),
            Err(fault) => State::Failed(fault),
        };
        true
    }

    /// Takes up no more rows. What is being checked waits again.
    pub fn stop(&mut self) {
        self.running = false;
        self.release(|state| *state == State::Checking);
    }

    /// Goes on after a stop.
    pub fn resume(&mut self) {
        self.running = true;
    }

    /// Checks anew what has no verdict, or one that another list may change.
    pub fn retry(&mut self) {
        self.running = true;
        self.release(|state| match state {
            State::Failed(Fault::Check(_)) | State::Checking => true,
            State::Judged(judgement) => judgement.report.verdict == Verdict::StatusUnknown,
            State::Waiting | State::Failed(_) => false,
        });
    }

    fn release(&mut self, which: impl Fn(&State) -> bool) {
        self.run = Run(self.run.0.wrapping_add(1));
        self.next = 0;
        for row in self.rows.iter_mut().filter(|row| which(&row.state)) {
            row.state = State::Waiting;
        }
    }

    /// How many rows have an outcome.
    pub fn done(&self) -> usize {
        self.rows.len() - self.count(Kind::Open)
    }

    /// How many rows there are of a kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.rows.iter().filter(|row| row.kind() == kind).count()
    }

    /// Whether checking some rows anew could change anything.
    pub fn is_worth_a_retry(&self) -> bool {
        self.rows.iter().any(|row| match &row.state {
            State::Failed(fault) => matches!(fault, Fault::Check(_)),
            State::Judged(judgement) => judgement.report.verdict == Verdict::StatusUnknown,
            State::Waiting | State::Checking => false,
        })
    }

    /// The rows that are shown, in their order.
    pub fn shown(&self, look: &Look) -> Vec<usize> {
        let mut shown: Vec<usize> =
            (0..self.rows.len()).filter(|index| look.shows(&self.rows[*index])).collect();
        let row = |index: &usize| &self.rows[*index];
        match look.column {
            Column::Number => {}
            Column::File => shown.sort_by_cached_key(|index| natural(&row(index).name)),
            Column::Outcome => shown.sort_by_key(|index| row(index).kind()),
            Column::Certificate => by_item(&mut shown, row, ItemCode::CertificateNumber),
            Column::Holder => by_item(&mut shown, row, ItemCode::Name),
        }
        if look.descending {
            shown.reverse();
        }
        shown
    }
}

/// Rows without the item come last.
fn by_item<'a>(shown: &mut [usize], row: impl Fn(&usize) -> &'a Row, code: ItemCode) {
    shown.sort_by_key(|index| {
        let value = row(index).printed(code);
        (value.is_none(), value)
    });
}

/// Orders `2.pdf` before `10.pdf`: each run of digits counts as its number.
fn natural(name: &str) -> Vec<(u64, String)> {
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let word_end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word_end);
        let digits_end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (digits, after) = after.split_at(digits_end);
        parts.push((0, word.to_lowercase()));
        parts.push((digits.parse().unwrap_or(u64::MAX), String::new()));
        rest = after;
    }
    parts
}

#[cfg(test)]
pub(crate) mod tests;
