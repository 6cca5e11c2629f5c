//! Compiling: a text in a file becomes a formula once, with every check; all mistakes are reported at their characters.
//!
//! Not here: the dialect, the types and the engine it joins.

use std::sync::Arc;

use rhai::{LexError, ParseErrorType};

use super::bounds::{self, Bounds};
use super::dialect::{self, Kind, Token};
use super::facts::is_too_large;
use super::fields::Asked;
use super::finding::{Level, Mend};
use super::formula::{Form, Formula};
use super::lexer;
use super::marks::{Findings, Mark};
use super::names::{Input, Names, Type};
use super::native::Native;
use super::sandbox;
use super::script::Calls;
use super::segmenting::Vocabulary;
use super::translating;
use super::typing::{self, Mistake};
use super::wording::Wording;

/// The longest formula, in characters.
const LONGEST: usize = 2_000;

/// The longest script, in characters.
const LONGEST_SCRIPT: usize = 10_000;

/// What a formula is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Number,
    YesNo,
    Script,
}

impl Wanted {
    /// The sentence that says why what it gives will not do.
    fn misses(self, gives: Type, calls: Calls) -> Option<String> {
        let (wanted, what) = match self {
            Wanted::Number => (Type::Number, "分值"),
            Wanted::YesNo => (Type::YesNo, "条件"),
            Wanted::Script if calls.any() => (Type::Nothing, "脚本"),
            Wanted::Script => (Type::Number, "脚本"),
        };
        if gives.fits(wanted) {
            return None;
        }
        let wants = wanted.chinese();
        Some(match (self, gives) {
            (Wanted::Script, Type::Nothing) => "脚本里既没有用 加分、扣分，最后也没有给出一个数。".to_owned(),
            (Wanted::Script, _) if calls.any() => "脚本里用了 加分、扣分，就不要再给出别的数，请只用一种。".to_owned(),
            (_, Type::Nothing) => format!("{what}要得出{wants}，这条公式有一种情况没有结果（是不是少了“否则”）。"),
            (_, gives) => format!("{what}要得出{wants}，这条公式得出的是{}。", gives.chinese()),
        })
    }
}

/// A text in a file that is to be read as a formula.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) text: &'a str,
    pub(super) mark: Mark,
}

/// What compiling needs to know about the rule.
pub(super) struct Compiler<'a, 'f> {
    pub(super) names: &'a Names<'a>,
    pub(super) known: &'a Vocabulary,
    pub(super) asked: &'a Asked,
    /// What the formulas of the rule read besides fields, so far.
    pub(super) reads: Vec<Input>,
    /// The names that the formulas of the rule compare with something, so far.
    pub(super) compared: Vec<String>,
    pub(super) findings: &'a mut Findings<'f>,
}

impl Compiler<'_, '_> {
    /// A formula that gives a number.
    pub(super) fn number(&mut self, written: Written<'_>) -> Option<Formula> {
        self.parts(written, Wanted::Number, |tokens| vec![tokens])?.pop()
    }

    /// A script that gives and takes points, or gives a number.
    pub(super) fn points_script(&mut self, written: Written<'_>) -> Option<Formula> {
        self.parts(written, Wanted::Script, |tokens| vec![tokens])?.pop()
    }

    /// A formula that holds or not.
    pub(super) fn test(&mut self, written: Written<'_>) -> Option<Formula> {
        self.parts(written, Wanted::YesNo, |tokens| vec![tokens])?.pop()
    }

    /// A condition as its parts joined by 且, so that an explanation can name the part that failed.
    pub(super) fn tests(&mut self, written: Written<'_>) -> Option<Vec<Formula>> {
        self.parts(written, Wanted::YesNo, conjuncts)
    }

    /// Every part of what is written, if nothing is wrong with any of it.
    fn parts(&mut self, written: Written<'_>, wanted: Wanted, cut: impl Fn(&[Token]) -> Vec<&[Token]>) -> Option<Vec<Formula>> {
        let before = self.findings.errors();
        let tokens = self.tokens(written, wanted)?;
        let formulas: Vec<_> = cut(&tokens).into_iter().map(|part| self.compile(part, written, wanted)).collect();
        formulas.into_iter().collect::<Option<_>>().filter(|_| self.findings.errors() == before)
    }

    /// Its pieces, if they are to be looked at; what is certainly meant as a number does not hide what is wrong beside it.
    fn tokens(&mut self, written: Written<'_>, wanted: Wanted) -> Option<Vec<Token>> {
        let longest = if wanted == Wanted::Script { LONGEST_SCRIPT } else { LONGEST };
        if written.text.chars().count() > longest {
            self.findings.error("formula.too_long", written.mark, format!("写得太长，最多 {longest} 个字。"));
            return None;
        }
        if self.asked.is_unknown {
            return None;
        }
        let (tokens, mut slips) = lexer::tokens(written.text, self.known);
        let stores = wanted == Wanted::Script || tokens.iter().any(|token| is_sign(token, "let"));
        for (_, token) in tokens.iter().enumerate().filter(|(at, token)| is_sign(token, "=") && !(stores && is_assignment(&tokens, *at))) {
            let message = "比较是不是相等，要写两个等号。".to_owned();
            let fix = (wanted != Wanted::Number).then(|| "==".to_owned());
            slips.push(lexer::Slip { code: "formula.single_equals", from: token.from, to: token.to, message, fix });
        }
        let place = Place::new(written, self.findings);
        for slip in &slips {
            self.findings.mendable(slip.code, place.mark(slip.from, slip.to), slip.message.clone(), slip.fix.clone().map(Mend::sure));
        }
        let chain = chained(&tokens);
        if let Some((first, last, sides)) = &chain {
            let mark = place.mark(first.from, last.to);
            let message = "一个数在两个数之间，要分开比，中间写“且”。".to_owned();
            self.findings.mendable("formula.chained", mark, message, Some(Mend::guess(sides.clone())));
        }
        if tokens.is_empty() && slips.is_empty() {
            self.findings.error("formula.empty", written.mark, "这里还没有写内容。");
        }
        // What it says of a field that could not be read may be right.
        let is_unread = |token: &Token| token.kind == Kind::Name && self.asked.may_be(&token.text);
        let is_number = |slip: &lexer::Slip| slip.fix.is_some() && matches!(slip.code, "formula.unit" | "formula.percent");
        let reads = chain.is_none() && slips.iter().all(is_number) && !tokens.is_empty();
        (reads && !tokens.iter().any(is_unread)).then_some(tokens)
    }

    fn compile(&mut self, tokens: &[Token], written: Written<'_>, wanted: Wanted) -> Option<Formula> {
        let place = Place::new(written, self.findings);
        let rhai = dialect::rhai(tokens, |word| self.names.is_option(word));
        let whole = place.mark(tokens.first()?.from, tokens.last()?.to);
        let marked = |line: usize, column: usize| rhai.source_of(line, column).map_or(whole, |(from, to)| place.mark(from, to));
        let ast = match sandbox::parse(&rhai.text) {
            Ok(ast) => ast,
            Err(error) => {
                let at = error.position();
                let last = tokens.last().map_or(whole, |token| place.mark(token.from, token.to));
                let mark = at.line().map_or(last, |line| marked(line, at.position().unwrap_or(1)));
                let unfinished = if misses_stop(error.err_type()) { line_before(tokens, mark, &place) } else { None };
                match unfinished.filter(|_| wanted == Wanted::Script) {
                    Some(token) => {
                        let mend = Mend::guess(format!("{};", self.findings.slice(token)));
                        self.findings.mendable("formula.syntax", token, "这一行写完了，行末少了分号“;”。", Some(mend));
                    }
                    None => self.findings.error("formula.syntax", mark, explained(error.err_type())),
                }
                return None;
            }
        };
        let is_script = wanted == Wanted::Script;
        let typed = typing::check(ast.statements(), self.names, self.known, is_script);
        let sound = typed.mistakes.iter().all(|mistake| mistake.level != Level::Error);
        for Mistake { at, level, code, message, near } in typed.mistakes {
            let mark = at.line().map_or(whole, |line| marked(line, at.position().unwrap_or(1)));
            let near = near.map(|near| Mend::guess(requoted(self.findings.slice(mark), near)));
            self.findings.report(level, code, mark, message, near);
        }
        if let Some(message) = wanted.misses(typed.gives, typed.calls).filter(|_| sound) {
            let at = typed.given_at.and_then(|at| Some(marked(at.line()?, at.position()?)));
            self.findings.error("formula.result", at.unwrap_or(whole), message);
            return None;
        }
        if !sound {
            return None;
        }
        let inputs: Box<[(Arc<str>, Input)]> = typed.inputs.into_iter().map(|(name, input)| (self.findings.word(&name), input)).collect();
        let input_of = |name: &str| inputs.iter().position(|(known, _)| **known == *name);
        let wording = Wording::new(tokens, input_of);
        let numbers = inputs.iter().map(|(_, input)| self.number_of(input)).collect();
        let calls = typed.calls;
        let native = translating::native(ast.statements(), self.names, &input_of).filter(|_| !calls.any());
        self.compared.extend(typed.compared);
        self.divisors(&typed.divisors, &inputs, |at| at.line().map_or(whole, |line| marked(line, at.position().unwrap_or(1))));
        let bounds = if calls.any() {
            bounds::of_calls(calls)
        } else {
            native.as_ref().map_or(bounds::UNKNOWN, |native| self.bounds(native, &inputs))
        };
        let line = self.findings.line(whole);
        #[cfg(test)]
        let rhai = ast.clone();
        let in_rhai = if calls.any() { Form::Script } else { Form::Rhai };
        let form = native.map_or_else(|| in_rhai(ast.into()), Form::Native);
        Some(Formula {
            form,
            inputs,
            numbers,
            wording,
            bounds,
            line,
            mark: whole,
            #[cfg(test)]
            rhai,
        })
    }

    /// The number of an input's value among those of the rule. A rule has some sixty fields, and formulas know some fifty names besides.
    fn number_of(&mut self, input: &Input) -> u8 {
        let at = match input {
            Input::Field(at) => usize::from(*at),
            _ => {
                let known = self.reads.iter().position(|read| read == input);
                self.names.fields.len()
                    + known.unwrap_or_else(|| {
                        self.reads.push(input.clone());
                        self.reads.len() - 1
                    })
            }
        };
        u8::try_from(at).unwrap_or(u8::MAX)
    }

    fn bounds(&self, native: &Native, inputs: &[(Arc<str>, Input)]) -> Bounds {
        let Native::Number(number) = native else { return bounds::UNKNOWN };
        let inputs: Vec<Bounds> = inputs.iter().map(|(_, input)| bounds::of_input(input, self.names.fields)).collect();
        bounds::of(number, &inputs)
    }
}

fn is_sign(token: &Token, sign: &str) -> bool {
    token.kind == Kind::Symbol && token.text == sign
}

/// A name between two values, compared with both at once, `2 <= 时长 <= 5`: its first and last piece, and how it is to be written.
fn chained(tokens: &[Token]) -> Option<(&Token, &Token, String)> {
    const TURNED: [(&str, &str); 4] = [("<", ">"), ("<=", ">="), (">", "<"), (">=", "<=")];
    let ends = |token: Option<&Token>| token.is_none_or(|token| ["&&", "||", "(", ")", "!"].into_iter().any(|sign| is_sign(token, sign)));
    let is_value = |token: &Token| matches!(token.kind, Kind::Number | Kind::Name | Kind::Date);
    let chain = |at: usize| {
        let [left, sign, name, next, right] = tokens.get(at..at + 5)? else { return None };
        let (_, turned) = TURNED.iter().find(|(known, _)| is_sign(sign, known))?;
        let is_onward = next.text.starts_with(&sign.text[..1]) && TURNED.iter().any(|(known, _)| is_sign(next, known));
        let is_alone = ends(at.checked_sub(1).map(|before| &tokens[before])) && ends(tokens.get(at + 5));
        let is_chain = is_onward && is_alone && name.kind == Kind::Name && is_value(left) && is_value(right);
        let sides = format!("{0} {turned} {1} 且 {0} {2} {3}", name.text, left.text, next.text, right.text);
        is_chain.then_some((left, right, sides))
    };
    (0..tokens.len()).find_map(chain)
}

/// Whether the `=` at this place stores something: a name before it, with which a statement begins.
fn is_assignment(tokens: &[Token], at: usize) -> bool {
    let is_name = at > 0 && tokens[at - 1].kind == Kind::Name;
    let begins = |token: &Token| token.kind == Kind::Break || ["let", ";", "{", "}"].into_iter().any(|sign| is_sign(token, sign));
    is_name && (at == 1 || begins(&tokens[at - 2]))
}

/// Whether the parser wants something between two values.
fn misses_stop(error: &ParseErrorType) -> bool {
    matches!(error, ParseErrorType::MissingToken(token, _) if token == ";")
}

/// The last piece of the line above the one that begins with the marked piece.
fn line_before(tokens: &[Token], mark: Mark, place: &Place) -> Option<Mark> {
    let at = tokens.iter().position(|token| place.mark(token.from, token.to) == mark)?;
    let before = tokens[..at].iter().rposition(|token| token.kind != Kind::Break)?;
    (before + 1 < at).then(|| place.mark(tokens[before].from, tokens[before].to))
}

/// The parts of a condition that must all hold. One part if an 或 stands beside them.
fn conjuncts(tokens: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0_i32;
    let mut cuts = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Symbol) {
        match token.text.as_str() {
            "(" | "[" | "{" | "#{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            "||" | "if" | "let" | "return" | "else" if depth == 0 => return vec![tokens],
            "&&" if depth == 0 => cuts.push(at),
            _ => {}
        }
    }
    let starts = std::iter::once(0).chain(cuts.iter().map(|cut| cut + 1));
    let ends = cuts.iter().copied().chain(std::iter::once(tokens.len()));
    let parts: Vec<&[Token]> = starts.zip(ends).filter_map(|(start, end)| tokens.get(start..end)).collect();
    // A part with nothing in it is a mistake the parser explains better than a cut would.
    if parts.iter().any(|part| part.is_empty()) { vec![tokens] } else { parts }
}

/// A word in the quotes its place has in the file.
fn requoted(slice: &str, fix: String) -> String {
    let ends = slice.chars().next().zip(slice.chars().next_back());
    match ends {
        Some((open, close)) if "\"'\u{201C}\u{2018}\u{FF02}\u{300C}".contains(open) => format!("{open}{fix}{close}"),
        _ => fix,
    }
}

/// Where the characters of a text lie in its file.
pub(super) struct Place {
    mark: Mark,
    /// Byte offset of every character and of the end, if the file writes them one by one.
    offsets: Option<Vec<usize>>,
}

impl Place {
    pub(super) fn new(written: Written<'_>, findings: &Findings<'_>) -> Self {
        Self { mark: written.mark, offsets: align(findings.slice(written.mark), written.text) }
    }

    /// From one character to before another.
    pub(super) fn mark(&self, from: usize, to: usize) -> Mark {
        let Some(offsets) = &self.offsets else { return self.mark };
        let (base, last) = (self.mark.start as usize, offsets.len() - 1);
        Mark::new(self.mark.file, base + offsets[from.min(last)], base + offsets[to.min(last)])
    }
}

/// Finds each character of a scalar in its source text: quotes and indentation lie between, escapes are not followed.
fn align(slice: &str, text: &str) -> Option<Vec<usize>> {
    let mut source = slice.char_indices().peekable();
    let mut offsets = Vec::with_capacity(text.len() + 1);
    let mut end = 0;
    for c in text.chars() {
        if c.is_whitespace() {
            let at = source.peek().map_or(slice.len(), |(at, _)| *at);
            offsets.push(at);
            if source.next_if(|(_, s)| s.is_whitespace()).is_some() {
                end = at + 1;
            }
            continue;
        }
        let skippable = |s: char| s.is_whitespace() || (end == 0 && matches!(s, '"' | '\''));
        while source.next_if(|(_, s)| *s != c && skippable(*s)).is_some() {}
        let (at, _) = source.next_if(|(_, s)| *s == c)?;
        offsets.push(at);
        end = at + c.len_utf8();
    }
    offsets.push(end);
    Some(offsets)
}

/// The parser's reasons in words a secretary understands.
fn explained(error: &ParseErrorType) -> String {
    match error {
        ParseErrorType::UnexpectedEOF | ParseErrorType::ExprExpected(_) => "这里少了一个值，公式没有写完。".to_owned(),
        ParseErrorType::MissingToken(token, _) if token == ";" => "两个值之间少了运算符号，比如 + - * / 或者 且。".to_owned(),
        ParseErrorType::MissingToken(token, _) => format!("少了“{token}”，括号要成对。"),
        ParseErrorType::BadInput(LexError::UnexpectedInput(text)) => format!("“{text}”放在这里看不懂。"),
        ParseErrorType::BadInput(LexError::ImproperSymbol(text, _)) | ParseErrorType::Reserved(text) => format!("公式里不能用“{text}”。"),
        ParseErrorType::BadInput(LexError::MalformedNumber(text)) if is_too_large(text.trim_end_matches(".0")) => {
            "这个数太大了。".to_owned()
        }
        ParseErrorType::BadInput(LexError::MalformedNumber(text)) => format!("“{text:.20}”不是一个数。"),
        ParseErrorType::ExprTooDeep => "公式写得太复杂，请拆开。".to_owned(),
        ParseErrorType::LiteralTooLarge(..) => "公式里的内容太长。".to_owned(),
        ParseErrorType::UnknownOperator(text) => format!("没有“{text}”这个符号。"),
        _ => "公式从这里起看不懂。".to_owned(),
    }
}
