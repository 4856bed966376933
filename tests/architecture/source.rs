//! The source tree as the rules see it: files whose comments and literals are blanked, so that only code counts.

use std::fs;
use std::path::Path;

/// One Rust file.
pub struct SourceFile {
    /// From the repository's root, with forward slashes: `src/history/import.rs`.
    pub path: String,
    /// The text with comments, strings and characters blanked; its lines are those of the file.
    pub code: String,
    /// Lines of the file as written.
    pub lines: usize,
}

impl SourceFile {
    pub fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            code: blank(text),
            lines: text.lines().count(),
        }
    }

    /// The folder the crate's modules start in: `src`, `forecasts/src` or `solver/src`; for tests and benches, their own.
    fn crate_root(&self) -> &str {
        match self.path.find("src/") {
            Some(at) => &self.path[..at + "src".len()],
            None => self.path.split('/').next().unwrap_or_default(),
        }
    }

    /// The file's module path below its crate: `["history", "import"]`; empty for `lib.rs` and `main.rs`.
    pub fn module(&self) -> Vec<String> {
        let below = self.path[self.crate_root().len()..].trim_start_matches('/');
        let mut segments: Vec<String> = below
            .trim_end_matches(".rs")
            .split('/')
            .map(str::to_owned)
            .collect();
        if segments.last().is_some_and(|last| last == "mod")
            || matches!(below, "lib.rs" | "main.rs")
        {
            segments.pop();
        }
        segments
    }

    /// The folder or file directly below `src/` that the file belongs to; nothing for `lib.rs`, `main.rs` and other crates.
    pub fn feature(&self) -> Option<String> {
        if self.crate_root() == "src" {
            self.module().into_iter().next()
        } else {
            None
        }
    }

    pub fn is_in(&self, folder: &str) -> bool {
        self.path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether the file, or a folder it is in, bears the name: `store` for `store.rs` and for `store/insert.rs`.
    pub fn is_part_of(&self, module: &str) -> bool {
        self.module().iter().any(|segment| segment == module)
    }
}

/// Files in the order of their paths.
pub struct Tree {
    pub files: Vec<SourceFile>,
}

impl Tree {
    /// Reads every `.rs` file below the folders; a folder that does not exist holds none.
    pub fn read(root: &Path, folders: &[&str]) -> Self {
        let mut files = Vec::new();
        for folder in folders {
            read_folder(root, folder, &mut files);
        }
        Self { files }
    }

    pub fn of(files: &[(&str, &str)]) -> Self {
        Self {
            files: files
                .iter()
                .map(|(path, text)| SourceFile::new(path, text))
                .collect(),
        }
    }

    pub fn below<'a>(&'a self, folders: &'a [&str]) -> impl Iterator<Item = &'a SourceFile> {
        self.files
            .iter()
            .filter(move |file| folders.iter().any(|folder| file.is_in(folder)))
    }
}

fn read_folder(root: &Path, folder: &str, files: &mut Vec<SourceFile>) {
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return;
    };
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("a readable folder")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    for name in names {
        let path = format!("{folder}/{name}");
        if root.join(&path).is_dir() {
            read_folder(root, &path, files);
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(root.join(&path)).expect("a readable source file");
            files.push(SourceFile::new(&path, &text));
        }
    }
}

/// Replaces comments, strings and characters by spaces and keeps the line breaks.
fn blank(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let opaque = opaque_length(rest, out.chars().next_back());
        if opaque == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            out.extend(
                rest[..opaque]
                    .chars()
                    .map(|c| if c == '\n' { '\n' } else { ' ' }),
            );
            rest = &rest[opaque..];
        }
    }
    out
}

/// The bytes that a comment or literal at the start of `rest` takes; 0 where code starts.
fn opaque_length(rest: &str, before: Option<char>) -> usize {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if rest.starts_with("//") {
        rest.find('\n').unwrap_or(rest.len())
    } else if rest.starts_with("/*") {
        block_comment_length(rest)
    } else if rest.starts_with('"') {
        quoted_length(rest, '"')
    } else if !in_word && (rest.starts_with('r') || rest.starts_with("br")) {
        raw_string_length(rest)
    } else if rest.starts_with('\'') && is_character(rest) {
        quoted_length(rest, '\'')
    } else {
        0
    }
}

fn block_comment_length(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0_usize);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn quoted_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return at + c.len_utf8();
        }
    }
    rest.len()
}

fn raw_string_length(rest: &str) -> usize {
    let prefix = if rest.starts_with("br") { 2 } else { 1 };
    let hashes = rest[prefix..].chars().take_while(|c| *c == '#').count();
    let body = prefix + hashes + 1;
    if !rest[prefix + hashes..].starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    rest[body..]
        .find(&end)
        .map_or(rest.len(), |at| body + at + end.len())
}

/// Tells `'a'` from the lifetime `'a`.
fn is_character(rest: &str) -> bool {
    let mut after = rest.chars().skip(1);
    match after.next() {
        Some('\\') => true,
        Some(_) => after.next() == Some('\''),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_strings_and_characters_are_no_code() {
        let text = "a /* b /* c */ d */ e // f\n\"g\\\" h\" i r#\"j \" k\"# 'l' '\\'' m b\"n\" <'o> for_r\"p\"";
        let words = blank(text).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words, "a e i m b <'o> for_r");
    }

    #[test]
    fn blanking_keeps_the_lines() {
        let text = "one\n/* two\nthree */ four\n\"five\nsix\"\nseven";
        let code = blank(text);
        assert_eq!(code.lines().count(), text.lines().count());
        assert_eq!(code.lines().nth(2).map(str::trim), Some("four"));
        assert_eq!(code.lines().last(), Some("seven"));
    }

    #[test]
    fn a_file_knows_its_module_and_its_feature() {
        let module = |path: &str| SourceFile::new(path, "").module().join("::");
        assert_eq!(module("src/lib.rs"), "");
        assert_eq!(module("src/clock.rs"), "clock");
        assert_eq!(module("src/history/mod.rs"), "history");
        assert_eq!(module("src/history/routes/get.rs"), "history::routes::get");
        assert_eq!(
            module("solver/src/rules/minimum_rest.rs"),
            "rules::minimum_rest"
        );
        assert_eq!(
            SourceFile::new("src/history/store.rs", "")
                .feature()
                .as_deref(),
            Some("history")
        );
        assert_eq!(SourceFile::new("src/main.rs", "").feature(), None);
        assert_eq!(SourceFile::new("solver/src/audit.rs", "").feature(), None);
    }
}
