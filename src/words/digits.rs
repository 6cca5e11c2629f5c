//! Whole numbers as digits at the end of a text. Sentences are full of small ones, and every award keeps a sentence.

/// Every number of two digits: two are written at once, and nothing has to be checked.
const PAIRS: &str = "\
    0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
    5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/// Writes a number in digits, without needless zeros.
pub fn write_whole(number: i64, text: &mut String) {
    text.push_str(if number < 0 { "-" } else { "" });
    write_digits(number.unsigned_abs(), text);
}

fn write_digits(number: u64, text: &mut String) {
    match number {
        0..10 => text.push_str(&pair(number)[1..]),
        10..100 => text.push_str(pair(number)),
        _ => {
            write_digits(number / 100, text);
            text.push_str(pair(number));
        }
    }
}

/// The last two digits of a number.
pub(super) fn pair(number: u64) -> &'static str {
    let at = 2 * (number % 100) as usize;
    &PAIRS[at..at + 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_written_as_the_library_would() {
        let lengths = (0..19).map(|zeros| 10_i64.pow(zeros)).flat_map(|power| [power - 1, power, power * 7 / 3]);
        for number in lengths.chain([i64::MAX]).flat_map(|number| [number, -number]).chain([i64::MIN]) {
            let mut text = String::new();
            write_whole(number, &mut text);
            assert_eq!(text, number.to_string());
        }
    }
}
