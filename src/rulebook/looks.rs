//! How a name looks: two that nobody can tell apart on a wall are one name, whatever signs they are made of.
//!
//! Not here: names that are written nearly alike (`names::nearest`), and words that hide a red line (`red_lines`).

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Letters of other alphabets and rare characters, and below each what everybody takes it for.
const LOOK_ALIKES: [(&str, &str); 3] = [
    ("АВЕЅІЈКМНОРСТУХавеѕіјкмнорстухԁԛԝһ", "ABESIJKMHOPCTYXaBesijkMHopcTyxdqwh"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονακρυχι", "ABEZHIKMNOPTYXovakpuxi"),
    ("丄丅亾囗", "上下亡口"),
];

/// A text by what it looks like: letters put together from pieces are one, ① and full-width letters are plain ones, and so are those of other alphabets.
pub(super) fn skeleton(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfkc().map(taken_for).collect())
}

/// Nearly every character of nearly every name; nothing else looks like another.
fn is_plain(c: char) -> bool {
    c.is_ascii() || ('\u{4E00}'..='\u{9FFF}').contains(&c) && taken_for(c) == c
}

fn taken_for(c: char) -> char {
    let pair = |(rare, common): (&str, &str)| rare.chars().position(|known| known == c).and_then(|at| common.chars().nth(at));
    if c.is_ascii() { c } else { LOOK_ALIKES.into_iter().find_map(pair).unwrap_or(c) }
}

/// A name as it is told from others: spaces, large and small letters do not count.
pub(super) fn alike(name: &str) -> String {
    skeleton(name).to_lowercase().split_whitespace().collect()
}

/// Why two names that look the same are two, where one sign in them is to blame.
pub(super) fn told_apart(one: &str, other: &str) -> String {
    let is_wide = |c: char| c.is_whitespace() || matches!(c, '\u{FF01}'..='\u{FF5E}');
    let is_odd = |c: &char| !is_wide(*c) && (!is_plain(*c) || unicode_normalization::char::is_combining_mark(*c));
    match one.chars().find(is_odd).or_else(|| other.chars().find(is_odd)) {
        Some(odd) => format!("看起来一样（里面的“{odd}”是 U+{:04X}，不是平常打的字）", u32::from(odd)),
        None => "只差空格、大小写或全角半角".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_look_alike_has_its_plain_letter() {
        for (rare, common) in LOOK_ALIKES {
            assert_eq!(rare.chars().count(), common.chars().count(), "{rare}");
            assert!(rare.chars().all(|c| !common.contains(c)), "{rare}");
        }
    }

    #[test]
    fn names_that_look_the_same_are_the_same() {
        let same = [
            ("Wi-Fi 站", "wi-fi站"),
            ("p\u{0430}y", "pay"),
            ("\u{0391}队", "A队"),
            ("第\u{2460}组", "第1组"),
            ("caf\u{E9}", "cafe\u{301}"),
            ("\u{FF21}组", "A组"),
            ("\u{2F00}组", "一组"),
            ("\u{4E04}访", "上访"),
        ];
        for (one, other) in same {
            assert_eq!(alike(one), alike(other), "{one} {other}");
        }
        for (one, other) in [("cafe", "caf\u{E9}"), ("未到", "末到"), ("己方", "已方"), ("一组", "二组")] {
            assert_ne!(alike(one), alike(other), "{one} {other}");
        }
    }
}
