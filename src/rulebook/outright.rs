//! What a formula names outright: options of a field, the rows of 查表 and the bands of 累进. What is missing there no example need show.
//!
//! Not here: names and types (`typing`).

use std::sync::Arc;

use rhai::{Expr, Position};
use rust_decimal::Decimal;

use super::functions;
use super::names::{Type, nearest};
use super::rule::FieldKind;
use super::typing::{Walk, literal, variable};

impl<'a> Walk<'a> {
    /// One side of a comparison. Beside a field with options a word that is no name is one of them, or meant to be.
    pub(super) fn side(&mut self, side: &Expr, sides: &[Expr]) -> Type {
        let is_beside_options = sides.iter().any(|side| self.choice(side).is_some());
        match side {
            Expr::Array(items, _) if is_beside_options => {
                items.iter().for_each(|item| {
                    self.side(item, sides);
                });
                Type::List
            }
            _ if is_beside_options && self.word(side).is_some() => Type::Text,
            _ => self.expression(side),
        }
    }

    /// A text, or a word that is no name.
    fn word<'e>(&self, expression: &'e Expr) -> Option<(&'e str, Position)> {
        match expression {
            Expr::StringConstant(text, at) => Some((text, *at)),
            Expr::Variable(_, _, at) => {
                let is_known = |name: &str| self.names.find(name).is_some() || self.locals.iter().any(|(local, _)| local == name);
                variable(expression).filter(|name| !is_known(name)).map(|name| (name, *at))
            }
            _ => None,
        }
    }

    /// A text compared with a field, or each of a list of them, must be one of the field's options.
    pub(super) fn options(&mut self, sides: &[Expr]) {
        let [a, b] = sides else { return };
        for (field, beside) in [(a, b), (b, a)] {
            let Some((name, options)) = self.choice(field) else { continue };
            let items = if let Expr::Array(items, _) = beside { items.as_slice() } else { std::slice::from_ref(beside) };
            let strange =
                items.iter().filter_map(|item| self.word(item)).filter(|(text, _)| options.iter().all(|option| **option != **text));
            for (text, at) in strange.collect::<Vec<_>>() {
                self.no_option(text, name, options, at);
            }
        }
    }

    /// The field that is named, and its options.
    fn choice<'e>(&self, expression: &'e Expr) -> Option<(&'e str, &'a [Arc<str>])> {
        let name = variable(expression)?;
        let field = self.names.fields.iter().find(|field| *field.name == *name)?;
        if let FieldKind::Options(options) = &field.kind { Some((name, &**options)) } else { None }
    }

    fn no_option(&mut self, text: &str, name: &str, options: &[Arc<str>], at: Position) {
        let near = nearest(text, options.iter().map(|option| &**option));
        let hint = near.map_or_else(|| "。".to_owned(), |near| format!("，是不是“{near}”？"));
        self.mistake(at, "formula.option", format!("“{text}”不是“{name}”的选项{hint}"), near.map(str::to_owned));
    }

    /// What a helper is given.
    pub(super) fn written_out(&mut self, helper: &str, arguments: &[Expr]) {
        match (helper, arguments) {
            ("查表", [key, Expr::Map(table, at)]) => {
                let rows: Vec<(&str, Position)> = table.0.iter().map(|(row, _)| (row.name.as_str(), row.pos)).collect();
                self.rows(key, &rows, *at);
            }
            ("累进", [_, Expr::Array(bands, at)]) => self.bands(bands, *at),
            _ => {}
        }
    }

    /// 查表 has a row for whatever may be looked up, and none for what never is.
    fn rows(&mut self, key: &Expr, rows: &[(&str, Position)], at: Position) {
        let is_row = |wanted: &str| rows.iter().any(|(row, _)| *row == wanted);
        if let Expr::StringConstant(key, _) = key
            && !is_row(key)
        {
            self.mistake(at, "lookup.missing", format!("{}，永远算不出来。", functions::not_in_table(key)), None);
        }
        let Some((name, options)) = self.choice(key) else { return };
        let strangers: Vec<&(&str, Position)> = rows.iter().filter(|(row, _)| options.iter().all(|option| **option != **row)).collect();
        strangers.iter().for_each(|(row, at)| self.no_option(row, name, options, *at));
        for option in options.iter().filter(|option| strangers.is_empty() && !is_row(option)) {
            self.doubt(at, "lookup.missing", format!("表里没有“{option}”，“{name}”填“{option}”就算不出来。请补上“{option}: 几分”。"));
        }
    }

    /// The bands of 累进, as far as they are written out.
    fn bands(&mut self, bands: &[Expr], at: Position) {
        let is_pair = |band: &Expr| if let Expr::Array(pair, _) = band { pair.len() == 2 } else { literal(band).is_none() };
        if !bands.iter().all(is_pair) {
            return self.mistake(at, "formula.bands", "累进的每一档要写成 [到多少, 每一个几分]。", None);
        }
        let end = |band: &Expr| if let Expr::Array(pair, _) = band { pair.first().and_then(literal) } else { None };
        let ends: Option<Vec<Decimal>> = bands.iter().map(end).collect();
        if ends.is_some_and(|ends| !functions::are_in_order(ends)) {
            self.mistake(at, "formula.bands", "累进的各档要从小到大写，第一档要大于 0。请把各档重新排一排。", None);
        }
    }
}
