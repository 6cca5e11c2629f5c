//! The static check of a parsed formula: every name known, every type right, nothing used that formulas have no business with.
//!
//! It walks Rhai's tree, because running a formula would find only the mistakes on the way one record takes.

use rhai::{ASTNode, Expr, FnCallExpr, Position, Stmt, StmtBlock};
use rust_decimal::Decimal;

use super::calendar;
use super::finding::Level;
use super::functions;
use super::names::{Input, Names, Type, nearest};
use super::script::{self, Calls};
use super::segmenting::Vocabulary;

/// A mistake in a parsed formula.
pub(super) struct Mistake {
    pub(super) at: Position,
    /// A warning where some records are worked out, and some are not.
    pub(super) level: Level,
    pub(super) code: &'static str,
    pub(super) message: String,
    /// The word that may have been meant at that place.
    pub(super) near: Option<String>,
}

/// What the walk has learnt.
pub(super) struct Typed {
    pub(super) gives: Type,
    /// The 返回 that gives it, if one does.
    pub(super) given_at: Option<Position>,
    pub(super) inputs: Vec<(String, Input)>,
    pub(super) mistakes: Vec<Mistake>,
    pub(super) calls: Calls,
    /// What it divides by.
    pub(super) divisors: Vec<Expr>,
    /// The names that it compares with something.
    pub(super) compared: Vec<String>,
}

/// Checks the statements of a formula, or of a script, which may call 加分 and 扣分.
pub(super) fn check(statements: &[Stmt], names: &Names<'_>, known: &Vocabulary, is_script: bool) -> Typed {
    let mut walk = Walk {
        names,
        known,
        is_script,
        locals: Vec::new(),
        inputs: Vec::new(),
        mistakes: Vec::new(),
        returns: Vec::new(),
        divisors: Vec::new(),
        compared: Vec::new(),
        calls: Calls::default(),
        loops: 0,
        lost: None,
    };
    let last = walk.statements(statements);
    let returned = walk.returns.iter().copied().find(|(kind, _)| *kind != Type::Nothing).filter(|_| last == Type::Nothing);
    let (gives, given_at) = returned.map_or((last, None), |(kind, at)| (kind, Some(at)));
    if let (Some(at), true, Type::Nothing) = (walk.lost, walk.calls.any(), gives) {
        walk.mistake(at, "script.number", "这里有一边给出了一个数，它会被丢掉。请写成 加分(数, \"理由\")。", None);
    }
    let Walk { inputs, mistakes, calls, divisors, compared, .. } = walk;
    Typed { gives, given_at, inputs, mistakes, calls, divisors, compared }
}

pub(super) struct Walk<'a> {
    pub(super) names: &'a Names<'a>,
    known: &'a Vocabulary,
    is_script: bool,
    pub(super) locals: Vec<(String, Type)>,
    inputs: Vec<(String, Input)>,
    mistakes: Vec<Mistake>,
    returns: Vec<(Type, Position)>,
    divisors: Vec<Expr>,
    compared: Vec<String>,
    calls: Calls,
    /// How many loops are around.
    loops: usize,
    /// Where one way of a branch gives something and the other does not.
    lost: Option<Position>,
}

impl Walk<'_> {
    pub(super) fn mistake(&mut self, at: Position, code: &'static str, message: impl Into<String>, near: Option<String>) {
        self.mistakes.push(Mistake { at, level: Level::Error, code, message: message.into(), near });
    }

    pub(super) fn doubt(&mut self, at: Position, code: &'static str, message: String) {
        self.mistakes.push(Mistake { at, level: Level::Warning, code, message, near: None });
    }

    fn statements(&mut self, statements: &[Stmt]) -> Type {
        let outer = self.locals.len();
        let last = statements.iter().fold(Type::Nothing, |_, statement| self.statement(statement));
        self.locals.truncate(outer);
        last
    }

    fn block(&mut self, block: &StmtBlock) -> Type {
        self.statements(block.statements())
    }

    fn statement(&mut self, statement: &Stmt) -> Type {
        match statement {
            Stmt::Noop(_) => Type::Nothing,
            Stmt::Expr(expression) => self.expression(expression),
            Stmt::FnCall(call, at) => self.call(call, *at),
            Stmt::Block(block) => self.block(block),
            Stmt::If(flow, at) => {
                self.wants(&flow.expr, Type::YesNo, "如果");
                let (then, otherwise) = (self.block(&flow.body), self.block(&flow.branch));
                self.branches(then, otherwise, *at)
            }
            Stmt::Var(definition, ..) => {
                let kind = self.expression(&definition.1);
                self.locals.push((definition.0.name.to_string(), kind));
                Type::Nothing
            }
            Stmt::Assignment(assignment) => self.assignment(&assignment.1.lhs, &assignment.1.rhs),
            Stmt::For(parts, _) => {
                self.expression(&parts.2.expr);
                let each = self.each_of(&parts.2.expr);
                self.locals.push((parts.0.name.to_string(), each));
                self.again_and_again(&parts.2.body);
                self.locals.pop();
                Type::Nothing
            }
            Stmt::While(flow, _) => {
                self.expression(&flow.expr);
                self.again_and_again(&flow.body);
                Type::Nothing
            }
            Stmt::Return(Some(value), _, at) => {
                let kind = self.expression(value);
                self.returns.push((kind, *at));
                Type::Nothing
            }
            Stmt::Return(None, ..) if self.is_script => Type::Nothing,
            Stmt::BreakLoop(None, ..) => Type::Nothing,
            other => self.refused(ASTNode::Stmt(other).position()),
        }
    }

    /// What a loop goes through: of a list that is written out, whatever is first in it; else a count.
    fn each_of(&mut self, expression: &Expr) -> Type {
        match expression {
            Expr::Array(items, _) => items.first().map_or(Type::Any, |first| {
                // It has been looked at, with everything that is wrong in it.
                let known = self.mistakes.len();
                let kind = self.expression(first);
                self.mistakes.truncate(known);
                kind
            }),
            _ => Type::Counter,
        }
    }

    /// The type of both ways of a branch; a way that gives nothing must not be the result.
    fn branches(&mut self, then: Type, otherwise: Type, at: Position) -> Type {
        if then == Type::Nothing || otherwise == Type::Nothing {
            self.lost = self.lost.or((then != otherwise).then_some(at));
            return Type::Nothing;
        }
        if !then.fits(otherwise) {
            let message = format!("“如果”的两边得出的不是一类：一边是{}，一边是{}。", then.chinese(), otherwise.chinese());
            self.mistake(at, "formula.type", message, None);
        }
        then
    }

    fn assignment(&mut self, target: &Expr, value: &Expr) -> Type {
        let kind = self.expression(value);
        let name = variable(target).unwrap_or_default();
        match self.locals.iter().rev().find(|(local, _)| *local == name).map(|(_, kind)| *kind) {
            Some(held) if !kind.fits(held) => {
                let message = format!("“{name}”原来是{}，这里变成了{}。", held.chinese(), kind.chinese());
                self.mistake(value.position(), "formula.type", message, None);
            }
            Some(_) => {}
            None => {
                self.mistake(target.position(), "formula.assignment", format!("“{name}”不能改。要存一个数，先写“令 {name} = …”。"), None)
            }
        }
        Type::Nothing
    }

    fn refused(&mut self, at: Position) -> Type {
        self.mistake(at, "formula.not_allowed", "公式里不能用这个写法。", None);
        Type::Any
    }

    pub(super) fn expression(&mut self, expression: &Expr) -> Type {
        match expression {
            Expr::BoolConstant(..) => Type::YesNo,
            Expr::IntegerConstant(..) | Expr::DynamicConstant(..) => Type::Number,
            Expr::StringConstant(..) => Type::Text,
            Expr::Unit(_) => Type::Nothing,
            Expr::Variable(_, _, at) => self.name(variable(expression).unwrap_or_default(), *at),
            Expr::FnCall(call, at) => self.call(call, *at),
            Expr::And(sides, _) => self.all_yes_no(sides, "且"),
            Expr::Or(sides, _) => self.all_yes_no(sides, "或"),
            Expr::Stmt(block) => self.block(block),
            Expr::Array(items, _) => {
                items.iter().for_each(|item| {
                    self.expression(item);
                });
                Type::List
            }
            Expr::Map(table, _) => {
                table.0.iter().for_each(|(_, value)| self.wants(value, Type::Number, "表"));
                Type::Table
            }
            other => self.refused(other.position()),
        }
    }

    fn all_yes_no(&mut self, sides: &[Expr], word: &str) -> Type {
        sides.iter().for_each(|side| self.wants(side, Type::YesNo, word));
        Type::YesNo
    }

    fn wants(&mut self, expression: &Expr, wanted: Type, by: &str) {
        let kind = self.expression(expression);
        self.fits(kind, expression, wanted, by);
    }

    fn fits(&mut self, kind: Type, expression: &Expr, wanted: Type, by: &str) {
        if !kind.fits(wanted) {
            let message = format!("“{by}”要的是{}，这里是{}。", wanted.chinese(), kind.chinese());
            self.mistake(expression.start_position(), "formula.type", message, None);
        }
    }

    fn name(&mut self, name: &str, at: Position) -> Type {
        if let Some((_, kind)) = self.locals.iter().rev().find(|(local, _)| local == name) {
            return *kind;
        }
        if let Some((input, kind)) = self.names.find(name) {
            if !self.inputs.iter().any(|(known, _)| *known == *name) {
                self.inputs.push((name.into(), input));
            }
            return kind;
        }
        let near = nearest(name, self.known.words());
        let hint = near.map_or_else(|| "。要用的数先写在“填报”里。".to_owned(), |near| format!("，是不是“{near}”？"));
        self.mistake(at, "formula.unknown_name", format!("“{name}”不认识{hint}"), near.map(str::to_owned));
        Type::Any
    }

    fn call(&mut self, call: &FnCallExpr, at: Position) -> Type {
        if call.is_operator_call() || matches!(call.name.as_str(), ".." | "..=" | "contains") {
            return self.operator(call, at);
        }
        if call.name == "日" {
            let day = if let [Expr::StringConstant(day, _)] = &*call.args { day.as_str() } else { "" };
            if day.parse::<chrono::NaiveDate>().is_err() {
                let missing = calendar::missing(day).unwrap_or_else(|| "没有这一天。日期要写成 2026-03-01 这样".to_owned());
                self.mistake(at, "formula.type", format!("{missing}。"), None);
            }
            return Type::Date;
        }
        if matches!(call.name.as_str(), script::GIVES | script::TAKES) {
            return self.reason(call, at);
        }
        let Some(function) = functions::TABLE.iter().find(|function| function.name == call.name) else {
            return self.unknown_function(call, at);
        };
        if !(function.takes.len()..=function.most).contains(&call.args.len()) {
            self.mistake(at, "formula.arguments", format!("“{}”要这样用：{}。", function.name, function.example), None);
        }
        for (nth, argument) in call.args.iter().enumerate() {
            let wanted = function.takes.get(nth).or(function.takes.last()).copied().unwrap_or(Type::Any);
            let kind = self.side(argument, &call.args);
            self.fits(kind, argument, wanted, function.name);
        }
        if function.gives == Type::YesNo {
            self.options(&call.args);
        }
        self.written_out(function.name, &call.args);
        function.gives
    }

    /// The statements inside a loop.
    fn again_and_again(&mut self, body: &StmtBlock) {
        self.loops += 1;
        self.block(body);
        self.loops -= 1;
    }

    /// 加分 or 扣分 in a script.
    fn reason(&mut self, call: &FnCallExpr, at: Position) -> Type {
        let name = call.name.as_str();
        if !self.is_script {
            self.mistake(at, "script.outside", format!("“{name}”只能写在脚本里，这里直接写得出几分。"), None);
        }
        let [points, reason] = call.args.as_slice() else {
            self.mistake(at, "formula.arguments", format!("“{name}”要这样用：{name}(5, \"理由\")。"), None);
            return Type::Nothing;
        };
        self.wants(points, Type::Number, name);
        self.wants(reason, Type::Text, name);
        let points = literal(points).filter(|_| self.loops == 0);
        let called = if name == script::GIVES { &mut self.calls.gives } else { &mut self.calls.takes };
        *called = called.and(points);
        Type::Nothing
    }

    fn unknown_function(&mut self, call: &FnCallExpr, at: Position) -> Type {
        call.args.iter().for_each(|argument| {
            self.expression(argument);
        });
        let own = if self.is_script { &[script::GIVES, script::TAKES][..] } else { &[] };
        let near = nearest(&call.name, functions::TABLE.iter().map(|function| function.name).chain(own.iter().copied()));
        let hint = near.map_or_else(|| "。".to_owned(), |near| format!("，是不是“{near}”？"));
        self.mistake(at, "formula.unknown_function", format!("没有“{}”这个算法{hint}", call.name), near.map(str::to_owned));
        Type::Any
    }

    fn operator(&mut self, call: &FnCallExpr, at: Position) -> Type {
        let kinds: Vec<Type> = call.args.iter().map(|side| self.side(side, &call.args)).collect();
        let all = |wanted: Type| kinds.iter().all(|kind| kind.fits(wanted));
        match (call.name.as_str(), &*call.args) {
            ("/" | "%", [_, divisor]) if literal(divisor).is_some_and(|number| number.is_zero()) => {
                self.mistake(divisor.start_position(), "formula.by_zero", "除数是 0，永远算不出来。", None);
            }
            ("/" | "%" | "/=", [_, divisor]) => self.divisors.push(divisor.clone()),
            ("<" | "<=" | ">" | ">=" | "==" | "!=", sides) => self.compared.extend(sides.iter().filter_map(variable).map(str::to_owned)),
            _ => {}
        }
        let (right, gives) = match call.name.as_str() {
            "/" if kinds.iter().all(|kind| *kind == Type::Counter) => {
                self.mistake(at, "formula.type", "循环里的次数不能直接相除，请写成 甲 * 1 / 乙。", None);
                (true, Type::Number)
            }
            "+" | "-" | "*" | "/" | "%" | "+=" | "-=" | "*=" | "/=" => (all(Type::Number), Type::Number),
            ".." | "..=" => (all(Type::Number), Type::List),
            "!" => (all(Type::YesNo), Type::YesNo),
            "<" | "<=" | ">" | ">=" => (all(Type::Number) || all(Type::Date), Type::YesNo),
            "==" | "!=" => (kinds.windows(2).all(|pair| pair[0].fits(pair[1])), Type::YesNo),
            "contains" => (kinds.first().is_none_or(|kind| kind.fits(Type::List)), Type::YesNo),
            _ => return self.refused(at),
        };
        if !right {
            let sides: Vec<&str> = kinds.iter().map(|kind| kind.chinese()).collect();
            let hint = if kinds == [Type::YesNo, Type::Number] { "连着比要用“且”拆开写。" } else { "" };
            let message = format!("“{}”两边的类型对不上：{}。{hint}", sign(&call.name), sides.join(" 和 "));
            self.mistake(at, "formula.type", message, None);
        }
        if gives == Type::YesNo {
            self.options(&call.args);
        }
        gives
    }
}

/// The number that stands there as it is.
pub(super) fn literal(expression: &Expr) -> Option<Decimal> {
    match expression {
        Expr::IntegerConstant(number, _) => Some(Decimal::from(*number)),
        Expr::DynamicConstant(value, _) => functions::decimal(value),
        _ => None,
    }
}

/// The name of a variable.
pub(super) fn variable(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Variable(parts, ..) => Some(parts.1.as_str()),
        _ => None,
    }
}

/// A sign as readers know it.
fn sign(rhai: &str) -> &str {
    match rhai {
        ">=" => "≥",
        "<=" => "≤",
        "!=" => "≠",
        "==" => "等于",
        "*" => "×",
        "/" => "÷",
        "!" => "非",
        other => other,
    }
}
