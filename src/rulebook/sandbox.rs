//! The one engine that runs formulas, and every limit on them: this is the only file that sets one.
//!
//! Limits count operations, not seconds: the same formula stops at the same place on any machine.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use rhai::{AST, CallFnOptions, Dynamic, Engine, EvalAltResult, Module, OptimizationLevel, ParseError, Position, Scope, Shared};

use super::facts::Value;
use super::functions::{self, decimal};
use super::script::{self, Notes, Reason, Shared as Carried};

/// Words of Rhai a formula has no business with; the type check refuses them too, with better messages.
const FORBIDDEN: [&str; 21] = [
    "eval",
    "import",
    "export",
    "print",
    "debug",
    "fn",
    "private",
    "Fn",
    "call",
    "curry",
    "is_shared",
    "is_def_fn",
    "is_def_var",
    "type_of",
    "try",
    "catch",
    "throw",
    "this",
    "do",
    "const",
    "switch",
];

/// The longest text, in bytes: one alone, or all in one list.
pub(super) const LONGEST_TEXT: usize = 1_000;

/// The most values in one list, those in lists inside it counted too.
pub(super) const LONGEST_LIST: usize = 200;

/// The shared engine. It holds no state a formula could change.
fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(build)
}

fn build() -> Engine {
    let mut engine = Engine::new_raw();
    // The optimiser would bake the values of one record into the shared tree and hide misspelt names.
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_max_operations(20_000);
    engine.set_max_expr_depths(64, 16);
    engine.set_max_call_levels(8);
    engine.set_max_variables(64);
    engine.set_max_functions(0);
    engine.set_max_string_size(LONGEST_TEXT);
    engine.set_max_array_size(LONGEST_LIST);
    engine.set_max_map_size(200);
    engine.set_max_strings_interned(0);
    engine.set_allow_anonymous_fn(false);
    engine.set_allow_switch_expression(false);
    engine.set_fail_on_invalid_map_property(true);
    for word in FORBIDDEN {
        engine.disable_symbol(word);
    }
    engine.on_print(|_| {});
    engine.on_debug(|_, _, _| {});
    engine.register_iterator::<std::ops::Range<i64>>();
    engine.register_iterator::<std::ops::RangeInclusive<i64>>();
    engine.register_iterator::<rhai::Array>();
    functions::register(&mut engine);
    script::register(&mut engine);
    engine.register_fn(NOTHING_MORE, || {});
    engine
}

/// A function that does nothing: a run can carry something with it only on its way to a function.
const NOTHING_MORE: &str = "完";

/// Parses Rhai. All trees share one empty library: by itself each would carry its own.
pub(super) fn parse(text: &str) -> Result<AST, ParseError> {
    static NO_FUNCTIONS: OnceLock<Shared<Module>> = OnceLock::new();
    let library = NO_FUNCTIONS.get_or_init(|| Module::new().into());
    let ast = engine().compile(text)?;
    Ok(AST::new(ast.statements().iter().cloned(), library.clone()))
}

/// What is said of a formula that ran into the limit of operations.
pub(super) const ENDLESS: &str = "算了太多步还没有结果，已经停下（是不是循环没有尽头）";

/// What is said of a division by nothing.
pub(super) const NO_DIVISOR: &str = "除数是 0";

/// What is said of a number beyond all bounds.
pub(super) const TOO_LARGE: &str = "数太大了，算不了";

/// What is said of values that do not go together.
pub(super) const UNLIKE: &str = "两个值的类型对不上（比如还没有上次日期）";

/// Why a formula gave no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stopped {
    /// In plain Chinese.
    pub(super) message: Cow<'static, str>,
    /// Line of the formula, from 1; 0 if unknown.
    pub(super) line: usize,
}

impl Stopped {
    pub(super) fn on(line: impl Into<usize>, message: impl Into<Cow<'static, str>>) -> Self {
        Self { message: message.into(), line: line.into() }
    }
}

/// Runs a tree with these variables.
pub(super) fn run<'a>(ast: &AST, variables: impl Iterator<Item = (&'a str, &'a Value)>) -> Result<Value, Stopped> {
    engine().eval_ast_with_scope::<Dynamic>(&mut scope(variables), ast).map(value).map_err(|error| stopped(&error))
}

fn scope<'a>(variables: impl Iterator<Item = (&'a str, &'a Value)>) -> Scope<'static> {
    let mut scope = Scope::new();
    for (name, value) in variables {
        scope.push_dynamic(name, dynamic(value));
    }
    scope
}

/// A value as Rhai holds it.
fn dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Number(number) => Dynamic::from_decimal(*number),
        Value::YesNo(yes) => Dynamic::from_bool(*yes),
        Value::Date(day) => Dynamic::from(*day),
        Value::Text(text) => Dynamic::from(rhai::ImmutableString::from(&**text)),
        Value::Never => Dynamic::UNIT,
    }
}

/// What a tree gave. Whoever wanted a number or a yes or no says so if it is neither.
fn value(given: Dynamic) -> Value {
    let number = decimal(&given).map(Value::Number);
    number.or_else(|| given.as_bool().ok().map(Value::YesNo)).unwrap_or(Value::Never)
}

/// Runs a script that gives and takes points; what it wrote down, in order.
pub(super) fn run_for_reasons<'a>(ast: &AST, variables: impl Iterator<Item = (&'a str, &'a Value)>) -> Result<Vec<Reason>, Stopped> {
    let (notes, ended) = run_with_notes(ast, variables);
    ended.map(|()| notes.reasons)
}

/// The parts to which a script comes that notes them (`probing`), also if it does not come to an end.
pub(super) fn reached<'a>(ast: &AST, variables: impl Iterator<Item = (&'a str, &'a Value)>) -> BTreeSet<usize> {
    run_with_notes(ast, variables).0.reached
}

fn run_with_notes<'a>(ast: &AST, variables: impl Iterator<Item = (&'a str, &'a Value)>) -> (Notes, Result<(), Stopped>) {
    let carried = Carried::default();
    let options = CallFnOptions::new().with_tag(carried.clone()).in_all_namespaces(true);
    let ended = engine().call_fn_with_options::<()>(options, &mut scope(variables), ast, NOTHING_MORE, ()).map_err(|error| stopped(&error));
    (carried.lock().map(|mut notes| std::mem::take(&mut *notes)).unwrap_or_default(), ended)
}

fn stopped(error: &EvalAltResult) -> Stopped {
    use EvalAltResult::{
        ErrorArithmetic, ErrorDataTooLarge, ErrorFunctionNotFound, ErrorInFunctionCall, ErrorMismatchDataType, ErrorRuntime,
        ErrorStackOverflow, ErrorTooManyOperations, ErrorTooManyVariables,
    };
    let message = match error {
        ErrorInFunctionCall(_, _, inner, position) => {
            let inner = stopped(inner);
            return Stopped { line: if inner.line == 0 { line(*position) } else { inner.line }, ..inner };
        }
        ErrorArithmetic(text, _) if text.contains("zero") => NO_DIVISOR.into(),
        ErrorArithmetic(..) => TOO_LARGE.into(),
        ErrorTooManyOperations(_) => ENDLESS.into(),
        ErrorStackOverflow(_) | ErrorTooManyVariables(_) => "写得太复杂，已经停下".into(),
        ErrorDataTooLarge(..) => "内容太长，已经停下".into(),
        ErrorRuntime(reason, _) => reason.to_string().into(),
        ErrorMismatchDataType(..) | ErrorFunctionNotFound(..) => UNLIKE.into(),
        _ => "这个写法算不出来".into(),
    };
    Stopped { message, line: line(error.position()) }
}

fn line(position: Position) -> usize {
    position.line().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::spoken::Piece;

    fn outcome(text: &str) -> String {
        match parse(text) {
            Err(error) => format!("{:?}", error.err_type()).chars().take_while(|c| c.is_alphanumeric()).collect(),
            Ok(ast) => match run(&ast, std::iter::empty()) {
                Ok(value) => format!("= {}", value.word()),
                Err(stopped) => stopped.message.into_owned(),
            },
        }
    }

    /// One line here for each line of `build`: break the line there and its neighbour here fails.
    #[test]
    fn every_limit_holds() {
        let long_sum = vec!["1.0"; 200].join("+");
        let many_variables: String = (0..80).map(|n| format!("let v{n} = 1.0; ")).collect();
        let long_list = format!("[{}]", vec!["1.0"; 300].join(","));
        let long_map = format!("#{{{}}}", (0..300).map(|n| format!("a{n}:1.0")).collect::<Vec<_>>().join(","));
        let table = [
            ("set_max_operations", "let n = 0.0; while true { n += 1.0; }", "算了太多步还没有结果，已经停下（是不是循环没有尽头）"),
            ("set_max_expr_depths", &long_sum, "ExprTooDeep"),
            ("set_max_variables", &many_variables, "写得太复杂，已经停下"),
            ("set_max_string_size", "let s = \"长长长长\"; for i in 0..20 { s += s; } s", "内容太长，已经停下"),
            ("a long literal", &format!("\"{}\"", "a".repeat(2000)), "LiteralTooLarge"),
            ("set_max_array_size", &long_list, "LiteralTooLarge"),
            ("set_max_map_size", &long_map, "LiteralTooLarge"),
            ("set_max_functions", "fn f() { 1.0 } f()", "Reserved"),
            ("import", "import \"a\" as b;", "BadInput"),
            ("set_allow_anonymous_fn", "let f = |x| x; 1.0", "BadInput"),
            ("set_allow_switch_expression", "let a = switch 1 { 1 => 2.0 }; a", "Reserved"),
            ("set_fail_on_invalid_map_property", "#{甲: 1.0}.乙", "这个写法算不出来"),
            ("eval", "eval(\"1\")", "BadInput"),
            ("print", "print(1.0)", "BadInput"),
            ("exact division", "10.0 / 4.0", "= 2.5"),
            ("a counted loop", "let n = 0.0; for i in 1..=3 { n += i; } n", "= 6"),
            ("a loop over a list", "let n = 0.0; for i in [1.0, 2.0] { n += i; } n", "= 3"),
            ("division by zero", "1.0 / 0.0", "除数是 0"),
            ("overflow", "let n = 10.0; for i in 0..60 { n *= 10.0; } n", "数太大了，算不了"),
        ];
        for (limit, text, expected) in table {
            assert_eq!(outcome(text), expected, "{limit}");
        }
        let set = engine();
        let numbers = [
            ("set_max_operations", set.max_operations() as usize, 20_000),
            ("set_max_expr_depths", set.max_expr_depth(), 64),
            ("set_max_call_levels", set.max_call_levels(), 8),
            ("set_max_variables", set.max_variables(), 64),
            ("set_max_functions", set.max_functions(), 0),
            ("set_max_string_size", set.max_string_size(), 1_000),
            ("set_max_array_size", set.max_array_size(), 200),
            ("set_max_map_size", set.max_map_size(), 200),
            ("set_max_strings_interned", set.max_strings_interned(), 0),
        ];
        for (limit, got, expected) in numbers {
            assert_eq!(got, expected, "{limit}");
        }
        assert_eq!(set.optimization_level(), OptimizationLevel::None);
    }

    #[test]
    fn every_forbidden_word_is_refused_by_the_parser() {
        for word in FORBIDDEN {
            assert!(parse(&format!("{word}(1.0)")).is_err(), "{word}");
        }
    }
}
