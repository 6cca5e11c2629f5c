//! A sentence is joined from pieces, each written straight into one text: every award keeps one, and `fmt` would take longer over it than judging does.
//!
//! Not here: what is said.

use std::fmt::{Display, Write};
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::words::{Points, write_whole};

/// Room for most sentences, in bytes; more is found where it is not enough.
const ROOM: usize = 192;

/// Room for most words and numbers.
const SHORT: usize = 16;

/// Something a sentence is joined from. A tuple is its pieces one after another, a piece that is not there says nothing.
pub(super) trait Piece {
    /// Writes it at the end of a text.
    fn join(&self, text: &mut String);

    /// It alone, as a sentence.
    fn sentence(&self) -> String {
        let mut text = String::with_capacity(ROOM);
        self.join(&mut text);
        text
    }

    /// It alone, as a word or a number.
    fn word(&self) -> String {
        let mut text = String::with_capacity(SHORT);
        self.join(&mut text);
        text
    }
}

/// A piece that takes more than joining to say.
pub(super) struct Told<F>(pub(super) F);

impl<F: Fn(&mut String)> Piece for Told<F> {
    fn join(&self, text: &mut String) {
        (self.0)(text);
    }
}

impl<P: Piece + ?Sized> Piece for &P {
    fn join(&self, text: &mut String) {
        (**self).join(text);
    }
}

impl<P: Piece> Piece for Option<P> {
    fn join(&self, text: &mut String) {
        if let Some(piece) = self {
            piece.join(text);
        }
    }
}

impl Piece for str {
    fn join(&self, text: &mut String) {
        text.push_str(self);
    }
}

impl Piece for String {
    fn join(&self, text: &mut String) {
        text.push_str(self);
    }
}

impl Piece for Arc<str> {
    fn join(&self, text: &mut String) {
        text.push_str(self);
    }
}

/// As people write them: `2.5`.
impl Piece for Points {
    fn join(&self, text: &mut String) {
        self.write_plain(text);
    }
}

impl Piece for i64 {
    fn join(&self, text: &mut String) {
        write_whole(*self, text);
    }
}

/// Without needless zeros: `2.5`. Nearly all are whole and small: those need no division in 96 bits.
impl Piece for Decimal {
    fn join(&self, text: &mut String) {
        match i64::try_from(self.mantissa()) {
            Ok(whole) if self.scale() == 0 => whole.join(text),
            _ => Displayed(self.normalize()).join(text),
        }
    }
}

impl Piece for NaiveDate {
    fn join(&self, text: &mut String) {
        Displayed(self).join(text);
    }
}

/// A piece that only `fmt` can say.
pub(super) struct Displayed<D>(pub(super) D);

impl<D: Display> Piece for Displayed<D> {
    fn join(&self, text: &mut String) {
        // Writing to a text does not fail.
        let _ = write!(text, "{}", self.0);
    }
}

macro_rules! joined {
    ($($piece:ident)+) => {
        impl<$($piece: Piece),+> Piece for ($($piece,)+) {
            fn join(&self, text: &mut String) {
                #[allow(non_snake_case)]
                let ($($piece,)+) = self;
                $($piece.join(text);)+
            }
        }
    };
}

joined!(A B);
joined!(A B C);
joined!(A B C D);
joined!(A B C D E);
joined!(A B C D E F);
joined!(A B C D E F G);
joined!(A B C D E F G H);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_joined_in_their_order_and_what_is_not_there_says_nothing() {
        let extra = Some(("，多 ", 3_i64));
        let more: Option<&str> = None;
        assert_eq!(("记 ", Points::from_hundredths(250), " 分", extra, more).sentence(), "记 2.5 分，多 3");
    }

    #[test]
    fn numbers_are_written_as_people_do() {
        let table = [
            ("0", "0"),
            ("-7", "-7"),
            ("15.50", "15.5"),
            ("100", "100"),
            ("0.010", "0.01"),
            ("79228162514264337593543950335", "79228162514264337593543950335"),
        ];
        for (number, expected) in table {
            assert_eq!(number.parse::<Decimal>().unwrap().word(), expected);
        }
        for number in [i64::MIN, -1, 0, 9, i64::MAX] {
            assert_eq!(number.word(), number.to_string());
        }
    }
}
