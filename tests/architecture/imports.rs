//! The paths a file names, in `use` declarations and in its code, resolved to where they start.

use std::collections::BTreeMap;

use crate::source::SourceFile;

/// A path as the rules see it: `use super::{store, X}` in `src/history/import.rs` gives `crate::history::store` and
/// `crate::history::X`; other crates keep their name. A glob ends in `*`.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedPath {
    pub segments: Vec<String>,
    pub line: usize,
    /// Below `#[cfg(test)]`.
    pub in_test: bool,
}

impl ImportedPath {
    pub fn text(&self) -> String {
        self.segments.join("::")
    }

    pub fn starts_with(&self, prefix: &[&str]) -> bool {
        self.segments.len() >= prefix.len()
            && prefix
                .iter()
                .zip(&self.segments)
                .all(|(wanted, found)| wanted == found)
    }

    /// The `at`-th segment after `crate`, counted from 0; nothing for other crates.
    pub fn in_crate(&self, at: usize) -> Option<&str> {
        if self.starts_with(&["crate"]) {
            self.segments.get(at + 1).map(String::as_str)
        } else {
            None
        }
    }
}

/// What a file names.
pub struct Imports {
    pub paths: Vec<ImportedPath>,
    /// Modules declared as `#[cfg(test)] mod name;`: their files are tests.
    pub test_modules: Vec<Vec<String>>,
}

/// Reads the paths of a file. Paths through a name that a `use` of the same file brought in are resolved with it.
pub fn imports(file: &SourceFile) -> Imports {
    let mut scanner = Scanner::new(file);
    scanner.scan();
    let names = scanner.names;
    let mut paths = scanner.paths;
    for path in &mut paths {
        if let Some(whole) = path.segments.first().and_then(|first| names.get(first)) {
            path.segments.splice(..1, whole.iter().cloned());
        }
    }
    Imports {
        paths,
        test_modules: scanner.test_modules,
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'a> {
    Word(&'a str),
    PathSeparator,
    Mark(char),
}

fn tokens(code: &str) -> Vec<(Token<'_>, usize)> {
    let mut found = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let word = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            let (token, length) = if word > 0 {
                (Token::Word(&rest[..word]), word)
            } else if rest.starts_with("::") {
                (Token::PathSeparator, 2)
            } else {
                (Token::Mark(first), first.len_utf8())
            };
            found.push((token, number + 1));
            rest = rest[length..].trim_start();
        }
    }
    found
}

/// What a pair of braces holds.
struct Scope {
    module: Option<String>,
    is_test: bool,
}

struct Scanner<'a> {
    tokens: Vec<(Token<'a>, usize)>,
    at: usize,
    module: Vec<String>,
    is_service: bool,
    scopes: Vec<Scope>,
    /// A `#[cfg(test)]` whose item has not ended yet.
    test_item: bool,
    paths: Vec<ImportedPath>,
    names: BTreeMap<String, Vec<String>>,
    test_modules: Vec<Vec<String>>,
}

impl<'a> Scanner<'a> {
    fn new(file: &'a SourceFile) -> Self {
        Self {
            tokens: tokens(&file.code),
            at: 0,
            module: file.module(),
            is_service: file.is_in("src"),
            scopes: Vec::new(),
            test_item: false,
            paths: Vec::new(),
            names: BTreeMap::new(),
            test_modules: Vec::new(),
        }
    }

    fn peek(&self, ahead: usize) -> Option<Token<'a>> {
        self.tokens.get(self.at + ahead).map(|(token, _)| *token)
    }

    fn scan(&mut self) {
        while let Some(token) = self.peek(0) {
            match token {
                Token::Word("use") => {
                    self.at += 1;
                    self.tree(&[], true);
                }
                Token::Word("mod") => self.module_declaration(),
                Token::Word(_) => self.tree(&[], false),
                Token::PathSeparator => self.separator(),
                Token::Mark('#') => self.attribute(),
                Token::Mark('{') => self.open(None),
                Token::Mark('}') => {
                    self.scopes.pop();
                    self.at += 1;
                }
                Token::Mark(mark) => {
                    self.test_item &= mark != ';';
                    self.at += 1;
                }
            }
        }
    }

    fn open(&mut self, module: Option<String>) {
        let is_test = self.in_test();
        self.scopes.push(Scope { module, is_test });
        self.test_item = false;
        self.at += 1;
    }

    fn in_test(&self) -> bool {
        self.test_item || self.scopes.iter().any(|scope| scope.is_test)
    }

    fn module_declaration(&mut self) {
        self.at += 1;
        let Some(Token::Word(name)) = self.peek(0) else {
            return;
        };
        self.at += 1;
        match self.peek(0) {
            Some(Token::Mark('{')) => self.open(Some(name.to_owned())),
            Some(Token::Mark(';')) if self.in_test() => {
                let mut module = self.current_module();
                module.push(name.to_owned());
                self.test_modules.push(module);
            }
            _ => {}
        }
    }

    /// A path continues after `<T>::` and after a turbofish; elsewhere a separator starts one (`::std::fs`).
    fn separator(&mut self) {
        let continues = self.at > 0 && self.tokens[self.at - 1].0 == Token::Mark('>');
        self.at += 1;
        if continues {
            self.at += 1;
        }
    }

    fn attribute(&mut self) {
        let condition: Vec<&str> = self.tokens[self.at..]
            .iter()
            .take_while(|(token, _)| *token != Token::Mark(']'))
            .filter_map(|(token, _)| {
                if let Token::Word(word) = token {
                    Some(*word)
                } else {
                    None
                }
            })
            .collect();
        self.test_item |= condition.first() == Some(&"cfg")
            && condition.contains(&"test")
            && !condition.contains(&"not");
        self.at += 1;
    }

    fn current_module(&self) -> Vec<String> {
        self.module
            .iter()
            .cloned()
            .chain(self.scopes.iter().filter_map(|scope| scope.module.clone()))
            .collect()
    }

    /// One path, or in a `use` one tree of them, starting at the current token.
    fn tree(&mut self, prefix: &[String], in_use: bool) {
        let mut segments = prefix.to_vec();
        let mut line = self.tokens.get(self.at).map_or(0, |(_, line)| *line);
        loop {
            match self.peek(0) {
                Some(Token::Word(word)) => {
                    line = self.tokens[self.at].1;
                    segments.push(word.to_owned());
                    self.at += 1;
                    if self.peek(0) != Some(Token::PathSeparator) {
                        break;
                    }
                    self.at += 1;
                }
                Some(Token::PathSeparator) if in_use && segments.is_empty() => self.at += 1,
                Some(Token::Mark('*')) if in_use => {
                    segments.push("*".to_owned());
                    self.at += 1;
                    break;
                }
                Some(Token::Mark('{')) if in_use => return self.group(&segments),
                _ => break,
            }
        }
        if in_use || segments.len() > 1 {
            self.record(segments, line, in_use);
        }
    }

    fn group(&mut self, prefix: &[String]) {
        self.at += 1;
        while let Some(token) = self.peek(0) {
            match token {
                Token::Mark('}') => {
                    self.at += 1;
                    return;
                }
                Token::Mark(',') => self.at += 1,
                Token::Word(_) | Token::PathSeparator | Token::Mark('*' | '{') => {
                    self.tree(prefix, true)
                }
                Token::Mark(_) => self.at += 1,
            }
        }
    }

    fn record(&mut self, mut segments: Vec<String>, line: usize, in_use: bool) {
        if segments.len() > 1 && segments.last().is_some_and(|last| last == "self") {
            segments.pop();
        }
        let Some(segments) = self.resolve(segments) else {
            return;
        };
        if in_use {
            let mut name = segments.last().cloned();
            if let (Some(Token::Word("as")), Some(Token::Word(alias))) =
                (self.peek(0), self.peek(1))
            {
                name = Some(alias.to_owned());
                self.at += 2;
            }
            if let Some(name) = name.filter(|name| *name != "*" && segments.len() > 1) {
                self.names.insert(name, segments.clone());
            }
        }
        self.paths.push(ImportedPath {
            segments,
            line,
            in_test: self.in_test(),
        });
    }

    /// Turns `self`, `super` and, in the service, its own crate's name into a path from `crate`.
    fn resolve(&self, segments: Vec<String>) -> Option<Vec<String>> {
        let first = segments.first()?.as_str();
        let ups = segments
            .iter()
            .take_while(|segment| *segment == "super")
            .count();
        let (base, skipped) = match first {
            "crewcast" if self.is_service => (Vec::new(), 1),
            "crate" => (Vec::new(), 1),
            "self" => (self.current_module(), 1),
            "super" => {
                let mut module = self.current_module();
                module.truncate(module.len().saturating_sub(ups));
                (module, ups)
            }
            _ => return Some(segments),
        };
        Some(
            std::iter::once("crate".to_owned())
                .chain(base)
                .chain(segments.into_iter().skip(skipped))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        imports(&SourceFile::new(path, text))
            .paths
            .iter()
            .map(ImportedPath::text)
            .collect()
    }

    #[test]
    fn nested_groups_globs_and_aliases_are_taken_apart() {
        assert_eq!(
            found(
                "src/history/import.rs",
                "use std::{fs, io::{self, Read as R}, net::*};\nuse diesel;"
            ),
            [
                "std::fs",
                "std::io",
                "std::io::Read",
                "std::net::*",
                "diesel"
            ]
        );
    }

    #[test]
    fn relative_paths_are_resolved_from_the_file_and_from_inline_modules() {
        assert_eq!(
            found("src/history/import.rs", "use super::store;"),
            ["crate::history::store"]
        );
        assert_eq!(
            found("src/history/routes/get.rs", "use super::super::store::Row;"),
            ["crate::history::store::Row"]
        );
        assert_eq!(
            found("src/history/mod.rs", "mod tests { use super::store; }"),
            ["crate::history::store"]
        );
        assert_eq!(
            found("src/main.rs", "use crewcast::history;"),
            ["crate::history"]
        );
    }

    #[test]
    fn a_path_in_the_code_is_found_also_through_a_name_brought_in() {
        assert_eq!(
            found(
                "src/cli/mod.rs",
                "use std::fs as disk;\nfn f() { disk::read(::std::env::args::<u8>()); }"
            ),
            ["std::fs", "std::fs::read", "std::env::args"]
        );
    }

    #[test]
    fn what_stands_below_cfg_test_is_marked_and_nothing_after_it() {
        let text = "#[cfg(test)]\nmod tests { fn f() { std::fs::read(x); } }\nfn g() { std::env::args(); }\n\
                    #[cfg(test)]\nuse std::net;\n#[cfg(not(test))]\nuse std::process;";
        let paths = imports(&SourceFile::new("forecasts/src/aht.rs", text)).paths;
        let marked: Vec<(String, usize, bool)> = paths
            .iter()
            .map(|path| (path.text(), path.line, path.in_test))
            .collect();
        assert_eq!(
            marked,
            [
                ("std::fs::read".to_owned(), 2, true),
                ("std::env::args".to_owned(), 3, false),
                ("std::net".to_owned(), 5, true),
                ("std::process".to_owned(), 7, false),
            ]
        );
    }

    #[test]
    fn a_test_module_in_its_own_file_is_known() {
        let file = SourceFile::new(
            "forecasts/src/erlang/mod.rs",
            "#[cfg(test)]\nmod reference;\nmod b;",
        );
        assert_eq!(
            imports(&file).test_modules,
            [["erlang".to_owned(), "reference".to_owned()]]
        );
    }

    #[test]
    fn comments_and_strings_name_nothing() {
        assert_eq!(
            found(
                "src/clock.rs",
                "//! std::fs::read\nconst A: &str = \"diesel::x\";"
            ),
            Vec::<String>::new()
        );
    }
}
