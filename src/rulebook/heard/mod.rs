//! Points and limits as people say them: `+5`, `5分/次`, `5-10`, `十分`, `每小时2分`, `每次5分，每月最多20分`, `优5分、良3分`; `每家一年最多2次`.
//!
//! Whoever reads a list (`transcribing`) takes them at their word, whoever reads a rule says how it is written there (`said_points`, `form`, `reading`). Only
//! whole readings count: a text with anything left over is not understood.
//! Not here: how a rule says it (`limits`, `formula`).

mod limiting;
mod worth;

use rust_decimal::Decimal;

use super::numerals::{chinese, plain};
use crate::words::Points;

pub(super) use limiting::{as_limit, limit};
pub(super) use worth::{Heard, Worth, kind, number, points};

/// A text at its commas, without spaces, in plain signs.
fn parts(said: &str) -> Vec<String> {
    let commas = said.replace(['\u{3002}', '\n', '\r', '!', '\u{FF01}'], ",");
    let squeezed: String = plain(&commas).to_lowercase().split_whitespace().collect();
    squeezed.split([',', ';', '、']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Reads from the left.
struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    /// Passes over the first of these words that stands here.
    fn eat(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let word = words.iter().find(|word| self.0.starts_with(**word))?;
        self.0 = &self.0[word.len()..];
        Some(word)
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let (taken, rest) = self.0.split_at(self.0.find(|c| !wanted(c)).unwrap_or(self.0.len()));
        self.0 = rest;
        taken
    }

    /// A number in digits or in Chinese.
    fn number(&mut self) -> Option<Decimal> {
        let digits = self.take(|c| c.is_ascii_digit() || c == '.');
        if digits.is_empty() { chinese(self.take(|c| NUMERALS.contains(c))) } else { digits.parse().ok() }
    }

    /// A number with at most two decimals.
    fn points(&mut self) -> Option<Points> {
        let number = self.number()?;
        Points::rounded(number).filter(|points| points.decimal() == number)
    }
}

const NUMERALS: &str = "零〇一二两俩三四五六七八九十百千万";
