//! Why an answer did not come, as a plain value.

use certificate::api::{FieldProblem, Problem, ProblemKind};

/// What went wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The server could not be reached, or took too long.
    Away,
    /// It answered what nobody understands, such as the log-in page of a hotel
    /// network.
    Garbled,
    /// It refused and said why.
    Problem(Box<Problem>),
}

impl Trouble {
    /// The kind of the problem, if the server named one.
    pub fn kind(&self) -> Option<ProblemKind> {
        match self {
            Self::Problem(problem) => Some(problem.kind),
            Self::Away | Self::Garbled => None,
        }
    }

    /// Whether signing in, or a step of it, would help.
    pub fn asks_to_sign_in(&self) -> bool {
        matches!(self.kind(), Some(ProblemKind::SignInRequired | ProblemKind::StepRequired))
    }

    /// Whether the same request may well succeed a moment later.
    pub fn is_worth_another_try(&self) -> bool {
        match self.kind() {
            None => true,
            Some(kind) => matches!(
                kind,
                ProblemKind::TooManyRequests
                    | ProblemKind::Unavailable
                    | ProblemKind::Internal
                    | ProblemKind::SignInRequired
                    | ProblemKind::StepRequired
            ),
        }
    }

    /// What is wrong with which field.
    pub fn fields(&self) -> &[FieldProblem] {
        match self {
            Self::Problem(problem) => &problem.fields,
            Self::Away | Self::Garbled => &[],
        }
    }

    /// What is wrong with one field. The server may name it with the object that
    /// it is in, as in `data.name`.
    pub fn of_field(&self, name: &str) -> Option<&str> {
        self.fields()
            .iter()
            .find(|problem| problem.field.rsplit(['.', '/']).next() == Some(name))
            .map(|problem| problem.reason.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(kind: ProblemKind) -> Trouble {
        let fields = ["data.name", "reason"]
            .map(|field| FieldProblem { field: field.to_owned(), reason: format!("{field} is wrong") });
        Trouble::Problem(Box::new(Problem {
            kind,
            title: String::new(),
            status: 422,
            detail: None,
            fields: fields.into(),
        }))
    }

    #[test]
    fn a_field_is_found_with_and_without_its_object() {
        let trouble = problem(ProblemKind::Invalid);
        assert_eq!(trouble.of_field("name"), Some("data.name is wrong"));
        assert_eq!(trouble.of_field("reason"), Some("reason is wrong"));
        assert_eq!(trouble.of_field("data"), None);
        assert_eq!(Trouble::Away.of_field("name"), None);
    }

    #[test]
    fn signing_in_helps_where_nobody_is_signed_in_or_a_step_is_left() {
        assert!(problem(ProblemKind::SignInRequired).asks_to_sign_in());
        assert!(problem(ProblemKind::StepRequired).asks_to_sign_in());
        assert!(!problem(ProblemKind::Forbidden).asks_to_sign_in());
        assert!(!Trouble::Away.asks_to_sign_in());
    }

    #[test]
    fn what_is_refused_for_good_is_not_tried_again() {
        assert!(Trouble::Away.is_worth_another_try());
        assert!(problem(ProblemKind::Unavailable).is_worth_another_try());
        assert!(!problem(ProblemKind::Conflict).is_worth_another_try());
        assert!(!problem(ProblemKind::NotFound).is_worth_another_try());
    }
}
