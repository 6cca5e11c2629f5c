//! A YAML text as a tree of nodes, every one with its place.
//!
//! Scalars keep their text: numbers never pass through floating point and `是` stays a word. Anchors, aliases and tags are refused,
//! so a small file cannot unfold into a large one. Not here: what the keys mean, and why a text is no tree (`fault`).

use serde_yaml::granit_parser::{Event, Options, Parser, ScalarStyle, Span, options};

use super::fault::Fault;
use super::marks::{Findings, Mark};

/// The largest file that is read.
pub(super) const MAX_BYTES: usize = 256 * 1024;
/// The deepest nesting of lists and tables.
const MAX_DEPTH: usize = 24;
/// The most nodes one file may hold.
const MAX_NODES: usize = 50_000;

/// A value and its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) mark: Mark,
    pub(super) shape: Shape,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// A number, word or sentence, as text.
    Text { text: String, written: Written },
    /// `- …` or `[…]`
    List(Vec<Node>),
    /// `key: value` or `{…}`, in order; names may repeat.
    Table(Vec<Entry>),
}

/// How a text is written in the file; it decides where its characters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// Without quotes, on one line.
    Plain,
    /// In quotes.
    Quoted,
    /// Over several lines (`|`, `>` or continued).
    Block,
}

/// One line of a table.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: Box<str>,
    pub(super) key_mark: Mark,
    pub(super) value: Node,
}

impl Node {
    /// What stands for a file in which nothing can be read.
    pub(super) fn nothing(file: u16) -> Self {
        Self { mark: Mark::new(file, 0, 0), shape: Shape::Table(Vec::new()) }
    }

    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Text { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Every key and text in it, with its place.
    pub(super) fn texts(&self) -> Vec<(&str, Mark)> {
        match &self.shape {
            Shape::Text { text, .. } => vec![(text, self.mark)],
            Shape::List(items) => items.iter().flat_map(Node::texts).collect(),
            Shape::Table(entries) => entries
                .iter()
                .flat_map(|Entry { key, key_mark, value }| std::iter::once((&**key, *key_mark)).chain(value.texts()))
                .collect(),
        }
    }

    /// A scalar that says nothing: `说明:` with nothing behind it.
    pub(super) fn is_empty(&self) -> bool {
        matches!(&self.shape, Shape::Text { text, written: Written::Plain } if text.is_empty() || text == "~" || text == "null")
    }
}

/// Reads one source, or says why it cannot be read.
pub(super) fn read(file: u16, findings: &Findings<'_>) -> Result<Node, Fault> {
    let text = findings.source(file).text.as_str();
    if text.len() > MAX_BYTES {
        // Whoever reads the file has cut off what is much too much: how large it is, nobody knows here.
        let message = format!("文件太大，最多 {} KB。请分成几个文件放进 rules 文件夹。", MAX_BYTES / 1024);
        return Err(Fault::new("yaml.too_large", Mark::new(file, 0, 0), message));
    }
    read_text(file, text)
}

/// Reads what stands for the text of a source, place for place.
pub(super) fn read_text(file: u16, text: &str) -> Result<Node, Fault> {
    Reader { parser: Parser::new_from_str_with_options(text, limits()), text, file, nodes: 0 }.document()
}

fn limits() -> Options {
    options! { disallow_directives: true, flow_nesting_limit: MAX_DEPTH, block_nesting_limit: MAX_DEPTH }
}

struct Reader<'a> {
    parser: Parser<'a, serde_yaml::granit_parser::StrInput<'a>>,
    text: &'a str,
    file: u16,
    nodes: usize,
}

type Step<'a> = (Event<'a>, Span);

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Node, Fault> {
        let root = loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(..) => {}
                Event::StreamEnd => break self.empty(span),
                event => break self.node((event, span), 0)?,
            }
        };
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(root),
                Event::DocumentStart(..) => {
                    return Err(self.fault("yaml.several_documents", span, "一个文件里不能用 --- 再分一份，请另建一个文件。"));
                }
                _ => {}
            }
        }
    }

    fn next(&mut self) -> Result<Step<'a>, Fault> {
        loop {
            match self.parser.next_event() {
                None => return Ok((Event::StreamEnd, Span::default())),
                Some(Ok((Event::Comment(..), _))) => {}
                Some(Ok(step)) => return Ok(step),
                Some(Err(error)) => return Err(Fault::of(self.file, self.text, &error)),
            }
        }
    }

    fn node(&mut self, (event, span): Step<'a>, depth: usize) -> Result<Node, Fault> {
        self.nodes += 1;
        if depth > MAX_DEPTH || self.nodes > MAX_NODES {
            return Err(self.fault("yaml.too_complex", span, "一层套一层太深，或者内容太多，请拆开写。"));
        }
        match event {
            Event::Scalar(_, _, 1.., _) | Event::SequenceStart(_, 1.., _) | Event::MappingStart(_, 1.., _) | Event::Alias(_) => {
                Err(self.fault("yaml.alias", span, "这里用了 & 或 * 的写法（引用别处内容），规则文件不支持。请把内容直接写出来。"))
            }
            Event::Scalar(_, _, _, Some(_)) | Event::SequenceStart(_, _, Some(_)) | Event::MappingStart(_, _, Some(_)) => {
                Err(self.fault("yaml.tag", span, "这里以英文感叹号 ! 开头，规则文件看不懂。要说“不是”，请写“非”，比如：非 核实。"))
            }
            Event::Scalar(text, style, ..) => Ok(self.scalar(&text, style, span)),
            Event::SequenceStart(..) => self.list(span, depth),
            Event::MappingStart(..) => self.table(span, depth),
            _ => Err(self.fault("yaml.indent", span, "这里少了内容。")),
        }
    }

    fn scalar(&self, text: &str, style: ScalarStyle, span: Span) -> Node {
        let mark = self.mark(span);
        let one_line = !self.text.get(mark.start as usize..mark.end as usize).unwrap_or("").contains('\n');
        let written = match style {
            ScalarStyle::Plain if one_line => Written::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if one_line => Written::Quoted,
            _ => Written::Block,
        };
        // The break that ends a text of several lines says nothing.
        let text = if written == Written::Block { text.trim_end_matches('\n') } else { text };
        Node { mark, shape: Shape::Text { text: text.to_owned(), written } }
    }

    fn list(&mut self, start: Span, depth: usize) -> Result<Node, Fault> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, end) => return Ok(self.container(start, end, Shape::List(items))),
                step => items.push(self.node(step, depth + 1)?),
            }
        }
    }

    fn table(&mut self, start: Span, depth: usize) -> Result<Node, Fault> {
        let mut entries = Vec::new();
        loop {
            let step = self.next()?;
            if let (Event::MappingEnd, end) = step {
                return Ok(self.container(start, end, Shape::Table(entries)));
            }
            let key = self.node(step, depth + 1)?;
            let step = self.next()?;
            let value = self.node(step, depth + 1)?;
            let Shape::Text { text, .. } = key.shape else {
                return Err(Fault::new("yaml.key", key.mark, "冒号前面要写名称，不能是一张表。"));
            };
            entries.push(Entry { key: text.into_boxed_str(), key_mark: key.mark, value });
        }
    }

    /// Parsers end a block at the token behind it; for readers it ends with its last character.
    fn container(&self, start: Span, end: Span, shape: Shape) -> Node {
        let (start, end) = (self.mark(start).start as usize, self.mark(end).end as usize);
        let body = self.text.get(start..end).unwrap_or("").trim_end();
        Node { mark: Mark::new(self.file, start, start + body.len()), shape }
    }

    fn empty(&self, span: Span) -> Node {
        Node { mark: self.mark(span), shape: Shape::Table(Vec::new()) }
    }

    fn mark(&self, span: Span) -> Mark {
        let start = span.start.byte_offset().unwrap_or(0);
        Mark::new(self.file, start, span.end.byte_offset().unwrap_or(start))
    }

    fn fault(&self, code: &'static str, span: Span, message: &str) -> Fault {
        Fault::new(code, self.mark(span), message)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::*;

    fn reading(text: &str) -> (Option<String>, Vec<super::super::Finding>) {
        let source = Source { path: "a.yaml".into(), text: text.into() };
        let mut findings = Findings::new();
        let file = findings.open(&source);
        let shown = match read(file, &findings) {
            Ok(node) => Some(show(&node, &findings)),
            Err(fault) => {
                findings.error(fault.code, fault.mark, fault.message);
                None
            }
        };
        (shown, findings.finish())
    }

    /// The tree with the text under each mark, which is what marks are for.
    fn show(node: &Node, findings: &Findings<'_>) -> String {
        match &node.shape {
            Shape::Text { text, .. } => format!("{text}<{}>", findings.slice(node.mark)),
            Shape::List(items) => format!("[{}]", items.iter().map(|n| show(n, findings)).collect::<Vec<_>>().join(" ")),
            Shape::Table(entries) => {
                let one = |e: &Entry| format!("{}={}", findings.slice(e.key_mark), show(&e.value, findings));
                format!("{{{}}}", entries.iter().map(one).collect::<Vec<_>>().join(" "))
            }
        }
    }

    #[test]
    fn scalars_keep_their_text_and_place() {
        let table = [
            ("分值: 1.50\n", "{分值=1.50<1.50>}"),
            ("\u{FEFF}保密: 是 # 好\r\n", "{保密=是<是>}"),
            ("代码: \"0012\"\n", "{代码=0012<\"0012\">}"),
            ("比如:\n  - {得: 8}\n", "{比如=[{得=8<8>}]}"),
            ("说明: >-\n  甲\n  乙\n", "{说明=甲 乙<甲\n  乙\n>}"),
            ("", "{}"),
        ];
        for (text, expected) in table {
            let (shown, found) = reading(text);
            assert_eq!(found, vec![], "{text}");
            assert_eq!(shown.unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn hostile_files_are_stopped_with_a_finding() {
        let deep = "[".repeat(3000);
        let bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n".to_owned();
        let large = format!("说明: {}", "长".repeat(MAX_BYTES / 3));
        let many = "- a\n".repeat(MAX_NODES + 1);
        let table = [(deep, "yaml.too_complex"), (bomb, "yaml.alias"), (large, "yaml.too_large"), (many, "yaml.too_complex")];
        for (text, code) in table {
            let (shown, found) = reading(&text);
            assert!(shown.is_none());
            assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), vec![code]);
        }
    }
}
