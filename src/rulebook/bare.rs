//! The signs of a line that YAML would read as signs: those outside quotes and comments.

/// A character outside quotes and comments.
#[derive(Clone, Copy)]
pub(super) struct Bare {
    pub(super) at: usize,
    pub(super) c: char,
}

/// A line without its comment and the blanks at its end.
pub(super) fn said(line: &str) -> &str {
    let (bare, open) = bare(0, line);
    let end = open.map_or_else(|| bare.last().map_or(0, |last| last.at + last.c.len_utf8()), |(_, until)| until);
    &line[..end]
}

/// The characters of a line outside quotes, up to a comment; and from where to where a quote is left open. Brackets that close at its end are not part of it.
pub(super) fn bare(start: usize, line: &str) -> (Vec<Bare>, Option<(usize, usize)>) {
    let mut bare: Vec<Bare> = Vec::with_capacity(line.len() / 2);
    let mut quote: Option<(char, usize)> = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match quote {
            Some((open, _)) if c == open && before != '\\' => quote = None,
            Some(_) => {}
            None if c == '#' && before == ' ' => break,
            None if matches!(c, '"' | '\'') && matches!(before, ' ' | '[' | '{' | ',' | '\u{FF1A}') => quote = Some((c, start + at)),
            None => bare.push(Bare { at: start + at, c }),
        }
        before = c;
    }
    while bare.last().is_some_and(|last| last.c == ' ') {
        bare.pop();
    }
    let open = quote.map(|(_, at)| {
        let inside = &line[at - start..];
        let closers: &[char] = if inside.contains(['[', '{']) { &[' '] } else { &[' ', ']', '}'] };
        let until = at + inside.trim_end_matches(closers).len().max(1);
        bare.extend(line[until - start..].char_indices().map(|(nth, c)| Bare { at: until + nth, c }));
        (at, until)
    });
    (bare, open)
}

/// Whether a colon ends a key: nothing, a gap or something quoted comes behind it.
pub(super) fn ends_key(bare: &[Bare], at: usize) -> bool {
    let next = bare.get(at + 1);
    next.is_none_or(|next| next.at > bare[at].at + 1 || matches!(next.c, ' ' | '\t' | ',' | '}' | ']'))
}

/// Whether a sign stands where a value begins.
pub(super) fn opens(bare: &[Bare], at: usize) -> bool {
    let before = bare[..at].iter().rev().find(|b| b.c != ' ');
    before.is_none_or(|before| matches!(before.c, ':' | '\u{FF1A}' | ',' | '\u{FF0C}' | '[' | '{' | '\u{FF3B}' | '\u{FF5B}'))
}
