//! The last four digits of somebody's phone (手机后四位): by them they find themselves at the door, among masked names, before the PIN. Nobody is reached by
//! them, and the rest of the number is nowhere: whatever is typed or listed is cut before it goes any further. Pure.

use super::model::Resident;
use crate::db::Book;

/// How many digits are kept.
pub const DIGITS: usize = 4;

/// The last four digits of a resident's phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneEnding {
    pub resident: String,
    pub digits: String,
}

/// The last four digits of what was written, a whole number or only these; `None` if it is neither.
pub fn phone_ending(written: &str) -> Option<String> {
    let digits: Vec<char> = written.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
    let is_phone = (DIGITS..=12).contains(&digits.len()) && digits.iter().all(char::is_ascii_digit);
    is_phone.then(|| digits[digits.len() - DIGITS..].iter().collect())
}

/// Keeps them for a resident, in the place of others; with `None` none are kept. Not for somebody who asked to be forgotten.
pub fn keep_phone(book: &mut Book, resident: &str, digits: Option<&str>) {
    match digits {
        Some(digits) if book.get::<Resident>(resident).is_some_and(|person| !person.is_forgotten()) => {
            book.put(PhoneEnding { resident: resident.to_owned(), digits: digits.to_owned() });
        }
        _ => book.remove::<PhoneEnding>(resident),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_number_four_digits_are_left_and_nothing_else_is_one() {
        let table = [
            ("13812340756", Some("0756")),
            ("138 1234 0756", Some("0756")),
            ("0756", Some("0756")),
            ("0954-7010756", Some("0756")),
            ("756", None),
            ("", None),
            ("无", None),
            ("1-01-1a", None),
            ("1381234075613812340756", None),
        ];
        for (written, expected) in table {
            assert_eq!(phone_ending(written).as_deref(), expected, "{written}");
        }
    }
}
