//! Children that do not behave, for the tests of those who start them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::ChildProgram;

/// A stand-in for a child: a script, and the folder it keeps its process number in.
pub(crate) struct ScriptedChild {
    folder: tempfile::TempDir,
    /// The script, with 512 MiB of memory.
    pub(crate) program: ChildProgram,
}

impl ScriptedChild {
    pub(crate) fn new(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("child");
        let pid = folder.path().join("pid");
        let text = format!("#!/bin/sh\necho $$ > {}\n{script}\n", pid.display());
        fs::write(&program, text).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
        Self {
            folder,
            program: ChildProgram {
                program,
                memory_mebibytes: 512,
            },
        }
    }

    pub(crate) fn has_started(&self) -> bool {
        fs::read_to_string(self.folder.path().join("pid")).is_ok_and(|pid| pid.ends_with('\n'))
    }

    pub(crate) fn is_gone(&self) -> bool {
        let pid = fs::read_to_string(self.folder.path().join("pid")).unwrap();
        !Path::new("/proc").join(pid.trim()).exists()
    }
}
