//! Numbers as people write them: digits, full-width digits, 二十, 三万.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::facts::decimal;
use super::segmenting;

/// Full-width digits, signs and spaces as plain ones, trimmed.
pub(super) fn plain(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        '\u{2212}' | '\u{2013}' => '-',
        '\u{3002}' => '.',
        c => c,
    };
    text.chars().map(narrow).collect::<String>().trim().to_owned()
}

/// How a number stands to another. Nearly all have as many decimals as the other, and then their digits tell.
pub(super) fn compared(one: Decimal, other: Decimal) -> Ordering {
    if one.scale() == other.scale() { one.mantissa().cmp(&other.mantissa()) } else { one.cmp(&other) }
}

/// The value of a number written in Chinese, up to 9999万: 十 is 10, 两百 is 200, 一万五千 is 15000. Digit by digit 二〇 is 20; 一百五 is 150, as it is said.
/// `None` for what nobody says: 二五十.
pub(super) fn chinese(text: &str) -> Option<Decimal> {
    if text.chars().all(|c| digit(c).is_some()) {
        return in_digits(text);
    }
    // The value so far; of the part before 万, of the digit before its unit; and how much the last digit stands for where no unit follows.
    let (mut total, mut part, mut last, mut small) = (0_i64, 0_i64, None, 1_i64);
    for c in text.chars() {
        let unit = match c {
            '零' | '〇' if last.is_none() => {
                small = 1;
                continue;
            }
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '万' => 10_000,
            c => {
                last = Some(digit(c).filter(|_| last.is_none())?);
                continue;
            }
        };
        small = if unit > 10 { unit / 10 } else { 1 };
        if unit == 10_000 {
            total += (part + last.take().unwrap_or(0)).max(1) * unit;
            part = 0;
        } else {
            part += last.take().unwrap_or(1) * unit;
        }
        if total > 100_000_000 {
            return None;
        }
    }
    Some(Decimal::from(total + part + last.unwrap_or(0) * small))
}

fn digit(c: char) -> Option<i64> {
    let place = "零一二三四五六七八九".chars().position(|known| known == c);
    place.and_then(|place| i64::try_from(place).ok()).or(match c {
        '〇' => Some(0),
        '两' | '俩' => Some(2),
        _ => None,
    })
}

/// 二〇 is 20. What is longer and begins with nothing is no number but a code, and nothing at all is none.
fn in_digits(text: &str) -> Option<Decimal> {
    let number = text.chars().filter_map(digit).try_fold(0_i64, |number, digit| number.checked_mul(10)?.checked_add(digit))?;
    (number < 100_000_000 && (text.chars().count() == 1 || number > 0 && !text.starts_with(['零', '〇']))).then(|| Decimal::from(number))
}

/// A number below 100 in Chinese: 十二, 三十.
pub(super) fn in_chinese(number: usize) -> String {
    let digit = |digit: usize| ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"].get(digit).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, 0) => "零".to_owned(),
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (2..10, _) => format!("{}十{}", digit(number / 10), digit(number % 10)),
        _ => number.to_string(),
    }
}

/// A number with a word of measure behind it, in Chinese numerals: 十分 is 10, 三天 is 3.
pub(super) fn chinese_amount(text: &str) -> Option<Decimal> {
    let bare = ["小时", "分", "天", "次", "元", "人", "桌", "个"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text);
    let (sign, bare) =
        bare.strip_prefix('负').or_else(|| bare.strip_prefix('扣')).map_or((Decimal::ONE, bare), |rest| (Decimal::NEGATIVE_ONE, rest));
    chinese(bare).map(|number| number * sign)
}

/// A number with its sign in a word, or with a plus before it: `+5`, `加5分`, `扣 2 分`.
pub(super) fn signed(narrow: &str) -> Option<Decimal> {
    let squeezed: String = narrow.split_whitespace().collect();
    let signs =
        [("加", Decimal::ONE), ("奖", Decimal::ONE), ("+", Decimal::ONE), ("扣", Decimal::NEGATIVE_ONE), ("减", Decimal::NEGATIVE_ONE)];
    let (sign, rest) = signs.into_iter().find_map(|(word, sign)| Some((sign, squeezed.strip_prefix(word)?)))?;
    let number = decimal(rest.strip_suffix('分').unwrap_or(rest))?;
    (!number.is_sign_negative()).then_some(number * sign)
}

/// A number with a unit behind it or commas in it, as digits alone: `15元`, `3万`, `15,000`. `None` if anything else could be meant.
pub(super) fn with_unit(written: &str) -> Option<String> {
    let narrow: String = plain(written).split_whitespace().collect();
    let end = narrow.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-'))).unwrap_or(narrow.len());
    in_thousands(&narrow).or_else(|| segmenting::scaled(&narrow[..end], &narrow[end..]))
}

/// `15,000` without its commas.
fn in_thousands(narrow: &str) -> Option<String> {
    let (first, rest) = narrow.split_once(',')?;
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let is_number = (1..=3).contains(&first.len()) && is_digits(first) && rest.split(',').all(|part| part.len() == 3 && is_digits(part));
    is_number.then(|| narrow.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_signs_and_units() {
        let table = [("+5", Some("5")), ("加5分", Some("5")), ("扣 2 分", Some("-2")), ("5分", None), ("加分", None), ("扣-2", None)];
        for (text, value) in table {
            assert_eq!(signed(text).map(|number| number.to_string()).as_deref(), value, "{text}");
        }
        let table =
            [("15元", Some("15")), ("3万", Some("30000")), ("15,000", Some("15000")), ("1万5", None), ("15,00", None), ("5-10", None)];
        for (text, value) in table {
            assert_eq!(with_unit(text).as_deref(), value, "{text}");
        }
    }

    #[test]
    fn chinese_numbers() {
        let table = [("十", 10), ("二十", 20), ("两百零五", 205), ("一万五千", 15000), ("三万", 30000), ("九", 9), ("十二", 12)];
        for (text, value) in table {
            assert_eq!(chinese(text), Some(Decimal::from(value)), "{text}");
        }
        for number in 0..100 {
            assert_eq!(chinese(&in_chinese(number)), Some(Decimal::from(number)), "{number}");
        }
        let as_said = [
            ("二〇", 20),
            ("一五", 15),
            ("一〇〇", 100),
            ("一百五", 150),
            ("一千二", 1200),
            ("二百二", 220),
            ("一万五", 15000),
            ("一千二百五", 1250),
        ];
        let exactly = [("一百零五", 105), ("一千零五", 1005), ("一百一十五", 115), ("零", 0), ("一万零五百", 10500), ("一百二十", 120)];
        for (text, value) in as_said.into_iter().chain(exactly) {
            assert_eq!(chinese(text), Some(Decimal::from(value)), "{text}");
        }
        for text in ["优", "二五十", "〇五"] {
            assert_eq!(chinese(text), None, "{text}");
        }
        assert_eq!(chinese_amount("负十分"), Some(Decimal::from(-10)));
    }
}
