//! Made-up files of contacts and phone numbers.

use super::columns::ListColumns;
use super::layout::ColumnMapping;
use super::phone::{international, mask, normalise, region};
use super::rows::{contacts_of_csv, contacts_of_json};
use crate::failure::Failure;
use crate::fuzzing::fuzz;

#[test]
fn fuzz_contact_files() {
    let columns = ListColumns {
        column_names: vec!["Balance".to_owned(), "Due".to_owned()],
        ..ListColumns::default()
    };
    let seeds = [
        "phone,externalId,name,timeZone,Balance,Due\n13800001234,c1,Li,Asia/Shanghai,10.50,2026-12-01\n",
        "phone_code;phone_number;first_name;last_name;vendor_lead_code;gmt_offset_now\n86;13800001234;Li;Wei;7;8.00\n",
        "\u{feff}phone\tname\r\n\"+86 138 0000 1234\"\t\"a \"\"b\"\"\"\r\n",
    ];
    fuzz("contact files", &seeds, |bytes| {
        match contacts_of_csv(bytes, &ColumnMapping::default(), &columns) {
            Ok(contacts) => assert!(contacts.iter().all(|contact| contact.row > 0)),
            Err(Failure::Invalid(faults)) => assert!(!faults.is_empty()),
            Err(Failure::Malformed(_) | Failure::TooLarge { .. }) => {}
            Err(other) => panic!("{other:?}"),
        }
    });
}

#[test]
fn fuzz_contacts_in_json() {
    let seeds = [
        r#"{"contacts":[{"phone":"13800001234","externalId":"c1","data":{"Balance":"1"},"doNotCall":true}]}"#,
        r#"{"contacts":[{"phone":"+4915112345678","permittedHours":{"timeZone":"Europe/Berlin","slots":[]}}]}"#,
    ];
    fuzz("contacts in JSON", &seeds, |bytes| {
        match contacts_of_json(bytes) {
            Ok(contacts) => assert!(contacts.iter().all(|contact| contact.row > 0)),
            Err(Failure::Malformed(_) | Failure::Invalid(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
    });
}

#[test]
fn fuzz_phone_numbers() {
    let regions = ["CN", "DE", "US", "AQ"].map(region);
    let seeds = [
        "138 0000 1234",
        "+86 138-0000-1234",
        "0086 13800001234",
        "tel:+49-151-1234-5678;ext=5",
        "(202) 456-1111 x123",
        "1-800-FLOWERS",
        "+1 (0) 23",
    ];
    fuzz("phone numbers", &seeds, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        for region in regions.iter().flatten() {
            if let Ok(number) = normalise(&text, *region) {
                // One writing for each number: what is normal stays as it is, also for who reads it without a region.
                assert_eq!(normalise(&number, *region).as_deref(), Ok(number.as_str()));
                assert_eq!(international(&number).as_deref(), Ok(number.as_str()));
                assert!(!mask(&number).contains(&number));
            }
        }
        mask(&text);
    });
}
