//! Which object leads to which (ISO 32000-2 §7.3.10).

use certificate::{Finding, FindingCode};

use super::{frame::Frame, object::Object};

/// Every reference leads to an object, and every object is reached from the
/// trailer: nothing lies in the file for another reader to find.
pub(super) fn check(frame: &Frame<'_>) -> Result<(), Finding> {
    let (root, info) = frame.trailer();
    let last = frame.last_number();
    let mut reached = vec![false; frame.objects().len().saturating_add(1)];
    let mut open = vec![root, info];
    while let Some(number) = open.pop() {
        let wrong = || Finding::new(FindingCode::PdfReference).found(number);
        let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let reached = index.and_then(|index| reached.get_mut(index)).ok_or_else(wrong)?;
        if core::mem::replace(reached, true) || number == last {
            continue;
        }
        collect(&frame.object(number).ok_or_else(wrong)?.value, &mut open);
    }
    match reached.iter().position(|reached| !reached) {
        None => Ok(()),
        Some(index) => {
            Err(Finding::new(FindingCode::PdfReference).at(frame.start(index)).expected("referred to"))
        }
    }
}

/// The nesting of objects is bounded by the parser.
fn collect(value: &Object<'_>, references: &mut Vec<u32>) {
    match value {
        Object::Reference(number) => references.push(*number),
        Object::Array(values) => values.iter().for_each(|value| collect(value, references)),
        Object::Dictionary(dictionary) => {
            dictionary.entries().for_each(|(_, value)| collect(value, references));
        }
        _ => {}
    }
}
