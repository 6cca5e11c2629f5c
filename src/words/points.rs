//! Exact amounts: points (分) and yuan (元), each a whole number of hundredths.
//!
//! Not here: arithmetic between the two units, and floating point.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::digits::{pair, write_whole};

/// Hundredths with two decimals, written from the right into a space that fits every number: lists and balances are full of them.
fn written(hundredths: i64, space: &mut [u8; 24]) -> &str {
    let (mut rest, mut at, mut places) = (hundredths.unsigned_abs(), space.len(), 0);
    let mut put = |byte: u8| {
        at -= 1;
        space[at] = byte;
    };
    while rest > 0 || places < 3 {
        if places == 2 {
            put(b'.');
        }
        put(b"0123456789"[(rest % 10) as usize]);
        (rest, places) = (rest / 10, places + 1);
    }
    if hundredths < 0 {
        put(b'-');
    }
    std::str::from_utf8(&space[at..]).unwrap_or_default()
}

/// Defines one unit of account; the two units share their arithmetic and never mix.
macro_rules! hundredths {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// From whole hundredths, as they are stored.
            pub const fn from_hundredths(hundredths: i64) -> Self {
                Self(hundredths)
            }

            /// From whole units.
            pub const fn whole(units: i64) -> Self {
                Self(units * 100)
            }

            /// Whole hundredths, as they are stored.
            pub const fn hundredths(self) -> i64 {
                self.0
            }

            /// Rounds half-up (away from zero) to hundredths; `None` outside ±10¹⁵ units.
            pub fn rounded(value: Decimal) -> Option<Self> {
                use rust_decimal::prelude::ToPrimitive;
                // Nearly all are whole, and then there is nothing to round.
                if let (0, Ok(whole)) = (value.scale(), i32::try_from(value.mantissa())) {
                    return Some(Self(i64::from(whole) * 100));
                }
                let bound = Decimal::from(1_000_000_000_000_000_i64);
                if value.abs() > bound {
                    return None;
                }
                let rounded = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
                (rounded * Decimal::ONE_HUNDRED).to_i64().map(Self)
            }

            /// The exact value.
            pub fn decimal(self) -> Decimal {
                Decimal::new(self.0, 2)
            }

            /// As people write it: no needless zeros, `2.5`, `-3`.
            pub fn plain(self) -> String {
                let mut text = String::new();
                self.write_plain(&mut text);
                text
            }

            /// The same at the end of a text.
            pub fn write_plain(self, text: &mut String) {
                let hundredths = pair(self.0.unsigned_abs());
                // What is less than one has no whole part that could say which side of zero it is on.
                text.push_str(if (-99..0).contains(&self.0) { "-" } else { "" });
                write_whole(self.0 / 100, text);
                if hundredths != "00" {
                    text.push('.');
                    text.push_str(hundredths.trim_end_matches('0'));
                }
            }

            /// Reads `12`, `12.5`, `-0.50`; refuses more than two decimals.
            pub fn parse(text: &str) -> Option<Self> {
                let value: Decimal = text.trim().parse().ok()?;
                let exact = Self::rounded(value)?;
                (exact.decimal() == value).then_some(exact)
            }

            /// The distance from zero.
            pub const fn abs(self) -> Self {
                Self(self.0.abs())
            }

            /// Below zero.
            pub const fn is_negative(self) -> bool {
                self.0 < 0
            }

            /// Above zero.
            pub const fn is_positive(self) -> bool {
                self.0 > 0
            }

            /// Exactly zero.
            pub const fn is_zero(self) -> bool {
                self.0 == 0
            }

            /// This amount for each of `count` pieces; `None` on overflow.
            pub fn times(self, count: i64) -> Option<Self> {
                self.0.checked_mul(count).map(Self)
            }
        }

        /// As it goes over the wire: always two decimals, `128.00`.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(written(self.0, &mut [0; 24]))
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }

        impl SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                self.0 -= other.0;
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
                amounts.fold(Self::ZERO, Add::add)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(written(self.0, &mut [0; 24]))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| D::Error::custom("不是一个最多两位小数的数"))
            }
        }
    };
}

hundredths! {
    /// Points (分), positive or negative.
    Points
}

hundredths! {
    /// Money (元), positive or negative.
    Yuan
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_with_two_decimals_and_read_back() {
        for (hundredths, wire, plain) in [
            (500, "5.00", "5"),
            (-50, "-0.50", "-0.5"),
            (0, "0.00", "0"),
            (7, "0.07", "0.07"),
            (-99, "-0.99", "-0.99"),
            (-100, "-1.00", "-1"),
            (-101, "-1.01", "-1.01"),
            (12345, "123.45", "123.45"),
        ] {
            let points = Points::from_hundredths(hundredths);
            assert_eq!(points.to_string(), wire);
            assert_eq!(points.plain(), plain);
            assert_eq!(Points::parse(wire), Some(points));
        }
    }

    #[test]
    fn half_a_hundredth_rounds_away_from_zero_and_a_third_decimal_is_refused() {
        assert_eq!(Points::rounded("2.345".parse().unwrap()), Some(Points::from_hundredths(235)));
        assert_eq!(Points::rounded("-2.345".parse().unwrap()), Some(Points::from_hundredths(-235)));
        assert_eq!(Points::parse("1.005"), None);
        assert_eq!(Points::parse("1e30"), None);
    }
}
