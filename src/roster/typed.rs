//! What somebody typed where a number or a name is asked for, made plain: in one place, for all doors. Pure.
//!
//! A Chinese keyboard writes `１－０１` and `—`; people put gaps into names, and leave out noughts: 1-1-2 for 1-01-2.

/// Letters, digits and strokes as a number is written with them, without gaps.
pub fn plain(typed: &str) -> String {
    let mut plain = String::with_capacity(typed.len());
    for letter in typed.chars().filter(|letter| !letter.is_whitespace()).map(narrow) {
        // A long stroke is typed as two.
        if letter != '-' || !plain.ends_with('-') {
            plain.push(letter);
        }
    }
    plain
}

/// A letter of full width as the same of half width, and any stroke as a hyphen.
fn narrow(letter: char) -> char {
    match letter {
        '\u{2010}'..='\u{2015}' | '−' | '﹣' | '－' => '-',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        letter => letter,
    }
}

/// A plain number without the noughts in front of its parts, in capitals: what 1-01-2 and 1-1-2 have in common. `None` for what is no number.
pub(super) fn loosely(plain: &str) -> Option<String> {
    let is_number =
        plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') && plain.bytes().any(|byte| byte.is_ascii_digit());
    is_number.then(|| plain.split('-').map(|part| part.trim_start_matches('0').to_ascii_uppercase()).collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_chinese_keyboard_writes_is_the_same_number() {
        for typed in ["1-01-2", " 1-01-2 ", "１－０１－２", "1—01——2", "1 - 01 - 2", "1–01−2", "1\u{3000}-01-2"] {
            assert_eq!(plain(typed), "1-01-2", "{typed}");
        }
        assert_eq!(["张 明", "ＺＭ", "一组"].map(plain), ["张明", "ZM", "一组"]);
    }

    #[test]
    fn noughts_and_small_letters_do_not_tell_numbers_apart() {
        assert_eq!(loosely("1-01-2"), loosely("1-1-2"));
        assert_eq!(loosely("z-09"), loosely("Z-9"));
        assert_ne!(loosely("1-10"), loosely("1-1"));
        assert_eq!([loosely("zm"), loosely("张明"), loosely("")], [None, None, None]);
    }
}
