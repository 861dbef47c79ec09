//! Rosters of synthetic people.

/// The header of a roster.
pub const HEADER: &str = "類別,核定公文文號,姓名,身分證號,生日,性別,審查等級,審查類別,學校代碼,送審學校,起資年月,證書字號,審查結果,支援電子證書,師資類科,法令依據,發證機關,國籍或地區,照片";

/// One approved case of a university teacher.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// 姓名
    pub name: &'a str,
    /// 身分證號
    pub identity_number: &'a str,
    /// 生日
    pub birth_date: &'a str,
    /// 審查等級
    pub rank: &'a str,
    /// 證書字號
    pub number: &'a str,
}

impl Row<'_> {
    /// A professor of a roster.
    pub const PROFESSOR: Self = Self {
        name: "吳命令",
        identity_number: "G120000021",
        birth_date: "58-04-16",
        rank: "教授",
        number: "教字第871951號",
    };

    /// A lecturer of a roster, another person.
    pub const LECTURER: Self = Self {
        name: "鄭命令",
        identity_number: "Y220000035",
        birth_date: "78-12-01",
        rank: "講師",
        number: "講字第871952號",
    };

    /// The roster that has this row alone.
    pub fn roster(self) -> String {
        format!("{HEADER}\n{}\n", self.line())
    }

    /// The row as a line of a roster.
    pub fn line(self) -> String {
        let Self { name, identity_number, birth_date, rank, number } = self;
        format!(
            "university,臺教高樣字第1150000009號,{name},{identity_number},{birth_date},女,{rank},專門著作,\
             9901,樣本大學,115/02,{number},審定通過,是,,,,,"
        )
    }
}

/// A number of its own for every person, with its check digit (F is 15).
pub fn identity_number(index: u32) -> String {
    let digits = format!("1{:07}", 2_000_000 + index);
    let weighted: u32 =
        digits.chars().zip([8, 7, 6, 5, 4, 3, 2, 1]).map(|(d, w)| d.to_digit(10).unwrap_or(0) * w).sum();
    let check = (10 - (1 + 5 * 9 + weighted) % 10) % 10;
    format!("F{digits}{check}")
}
