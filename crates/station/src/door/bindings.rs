//! The TypeScript of the door, made from its table: one file of types, one of texts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rekam_domain::code::{ErrorCode, Language};
use ts_rs::{Config, TS, TypeVisitor};

use super::ApiError;

/// Collects what the table says while it is read.
pub(super) struct Book {
    config: Config,
    types: BTreeMap<String, String>,
    commands: String,
}

impl Book {
    /// The TypeScript name of a type; its declaration and those it needs are kept.
    pub(super) fn name_of<T: TS + 'static + ?Sized>(&mut self) -> String {
        self.visit::<T>();
        T::name(&self.config)
    }

    pub(super) fn command(
        &mut self,
        name: &str,
        docs: &[&str],
        args: &[(&str, String)],
        answer: &str,
    ) {
        let docs: String = docs.join(" ");
        let args: Vec<String> = args
            .iter()
            .map(|(name, kind)| format!("{name}: {kind}"))
            .collect();
        let args = if args.is_empty() {
            "Record<string, never>".to_owned()
        } else {
            format!("{{ {} }}", args.join("; "))
        };
        // Writing to a String never fails.
        let _ = writeln!(
            self.commands,
            "  /** {} */\n  {name}: [{args}, {answer}];",
            docs.trim()
        );
    }
}

impl TypeVisitor for Book {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            if self.types.contains_key(&name) {
                return;
            }
            let docs = T::docs().unwrap_or_default();
            self.types
                .insert(name, format!("{docs}export {}", T::decl(&self.config)));
        }
        T::visit_generics(self);
        T::visit_dependencies(self);
    }
}

const HEAD: &str =
    "// Made from the table in crates/station/src/door/mod.rs by `make bindings`. Do not edit.\n\n";

/// `Api.ts`: every type that crosses the door, and the commands by name as `[arguments, answer]`.
#[must_use]
pub fn api() -> String {
    let mut book = Book {
        config: Config::new().with_large_int("number"),
        types: BTreeMap::new(),
        commands: String::new(),
    };
    super::describe(&mut book);
    let _ = book.name_of::<ApiError>();
    let types: Vec<String> = book.types.into_values().collect();
    format!(
        "{HEAD}{}\n\n/** Every command of the door. */\nexport type Api = {{\n{}}};\n",
        types.join("\n\n"),
        book.commands
    )
}

/// `codes.ts`: what each error code says in both languages.
#[must_use]
pub fn codes() -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let rows: String = ErrorCode::ALL
        .iter()
        .map(|code| {
            let [id, en] = [Language::Indonesian, Language::English]
                .map(|language| quoted(code.text(language)));
            format!("  {}: {{ id: {id}, en: {en} }},\n", quoted(code.as_str()))
        })
        .collect();
    format!(
        "{HEAD}import type {{ ErrorCode }} from './Api';\n\nexport const codes: Record<ErrorCode, {{ id: string; en: string }}> = {{\n{rows}}};\n"
    )
}
