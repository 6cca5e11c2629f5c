//! Administrative division codes (区划代码): twelve digits, each level a prefix of the next.
//!
//! Source: the statistical division codes of the National Bureau of Statistics (统计用区划代码):
//! 2 digits province, 4 city, 6 county, 9 township, 12 village.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A level of administration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Province,
    City,
    County,
    Township,
    Village,
}

impl Level {
    const fn digits(self) -> usize {
        match self {
            Level::Province => 2,
            Level::City => 4,
            Level::County => 6,
            Level::Township => 9,
            Level::Village => 12,
        }
    }
}

/// A twelve-digit division code, zero-filled to the right above the village.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Division(String);

impl Division {
    /// Reads exactly twelve digits that do not begin with 0; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
        (digits && !text.starts_with('0')).then(|| Self(text.to_owned()))
    }

    /// The lowest level whose digits are not all zero.
    pub fn level(&self) -> Level {
        [Level::Province, Level::City, Level::County, Level::Township]
            .into_iter()
            .find(|level| self.0[level.digits()..].bytes().all(|b| b == b'0'))
            .unwrap_or(Level::Village)
    }

    /// The division this one belongs to at `level`; itself if it stands at or above it.
    pub fn at(&self, level: Level) -> Self {
        let (kept, _) = self.0.split_at(level.digits());
        Self(format!("{kept:0<12}"))
    }

    /// Whether `other` is this division or lies inside it.
    pub fn contains(&self, other: &Self) -> bool {
        other.at(self.level()) == *self
    }

    /// The first code inside it: its own.
    pub fn first(&self) -> String {
        self.0.clone()
    }

    /// The last code that can lie inside it.
    pub fn last(&self) -> String {
        format!("{:9<12}", &self.0[..self.level().digits()])
    }

    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Division {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("区划代码是 12 位数字")
    }
}

impl From<Division> for String {
    fn from(division: Division) -> Self {
        division.0
    }
}

impl fmt::Display for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_lies_in_its_township_and_county() {
        let village = Division::parse("640402105203").unwrap();
        let township = village.at(Level::Township);
        assert_eq!(township.as_str(), "640402105000");
        assert_eq!((village.level(), township.level()), (Level::Village, Level::Township));
        assert!(township.contains(&village) && !village.contains(&township));
        assert!(Division::parse("640402000000").unwrap().contains(&village));
        assert_eq!(
            (township.first().as_str(), township.last().as_str(), village.last().as_str()),
            ("640402105000", "640402105999", "640402105203")
        );
    }

    #[test]
    fn only_twelve_digits_are_a_code() {
        for wrong in ["", "64040210520", "6404021052033", "64040210520x", "040402105203", "６４0402105203"] {
            assert_eq!(Division::parse(wrong), None, "{wrong}");
        }
    }
}
