//! A statement that is put together from parts, with numbered parameters, which
//! both engines take. (The builder of sqlx writes `?` for this driver, which only
//! SQLite takes.)

use std::fmt::{Display, Write as _};

use sqlx::{Any, Arguments as _, AssertSqlSafe, Encode, Type, any::AnyArguments, query::Query};

/// SQL and the values of its parameters.
#[derive(Default)]
pub(super) struct Statement {
    text: String,
    arguments: AnyArguments,
}

impl Statement {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Appends SQL. Values never go this way.
    pub(super) fn push(&mut self, sql: impl Display) -> &mut Self {
        write!(self.text, "{sql}").expect("a text takes any text");
        self
    }

    /// Appends a parameter.
    pub(super) fn push_bind<'v, T: Encode<'v, Any> + Type<Any>>(&mut self, value: T) -> &mut Self {
        self.arguments.add(value).expect("every type we use can be a parameter");
        write!(self.text, "${}", self.arguments.len()).expect("a text takes any text");
        self
    }

    /// The statement, ready to be run.
    pub(super) fn build(&mut self) -> Query<'static, Any, AnyArguments> {
        let Self { text, arguments } = std::mem::take(self);
        sqlx::query_with(AssertSqlSafe(text), arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_in_their_order() {
        let mut statement = Statement::new("select * from event where kind = ");
        statement.push_bind("issued").push(" and at > ").push_bind(1_i64);
        assert_eq!(statement.text, "select * from event where kind = $1 and at > $2");
        assert_eq!(statement.arguments.len(), 2);
    }
}
