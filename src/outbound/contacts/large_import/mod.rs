//! Imports of files of any size, as runs: the file is kept in pieces, read row by row, and its contacts stay out of sight
//! until all of them are in.

mod finish;
mod imports;
mod reader;
mod run;
mod submit;
mod withdraw;

pub use imports::{
    ContactImport, ContactImportReport, ContactImportStatus, ListedContactReject,
    find_contact_import, list_contact_import_rejects, list_contact_imports,
};
pub use run::run_contact_import;
pub use submit::{
    CONTACT_IMPORT_RUN_KIND, LARGEST_CONTACT_FILE_BYTES, LargeImportOptions,
    SubmittedContactImport, submit_contact_import,
};
pub use withdraw::withdraw_contact_import;
