use super::*;
use crate::organisation::agents_csv::export_agents;
use crate::organisation::testing::Centre;
use crate::organisation::{create_agent, create_skill, create_team, create_work_plan};

/// A centre with the team `Night`, the work plan `Full` and the skills `Loans` and `Billing`.
fn centre() -> Centre {
    let centre = Centre::new();
    centre
        .write(|conn, scope| {
            let team = NewTeam {
                management_unit_id: centre.management_unit.id.clone(),
                name: "Night".to_owned(),
            };
            create_team(conn, scope, team)?;
            let skill = NewSkill {
                name: "Billing".to_owned(),
            };
            create_skill(conn, scope, skill)?;
            create_work_plan(conn, scope, centre.work_plan("Full"))
        })
        .unwrap();
    centre
}

fn import(centre: &Centre, csv: &str, dry_run: bool) -> AgentImport {
    let file = AgentLines::read(csv.as_bytes()).unwrap();
    centre
        .write(|conn, scope| import_agents(conn, scope, file, dry_run))
        .unwrap()
}

fn export(centre: &Centre) -> String {
    let mut out = Vec::new();
    centre
        .write(|conn, scope| export_agents(conn, scope, &mut out))
        .unwrap();
    String::from_utf8(out).unwrap()
}

fn counts(report: &AgentImport) -> (u64, u64, u64, usize) {
    (
        report.created,
        report.updated,
        report.unchanged,
        report.rejects.len(),
    )
}

const TWO: &str = "\u{feff}Skills,Active,name,ManagementUnit,WorkPlan,Team,ExternalId\n\
        Billing:4|Loans:2,true,\"Lovelace, Ada\",Berlin,Full,Night,007\n\
        ,no,'=Bob,Berlin,,,'+8\n";

#[test]
fn columns_come_in_any_order_and_what_is_exported_reads_back_unchanged() {
    let centre = centre();
    let report = import(&centre, TWO, false);
    assert_eq!(
        (counts(&report), report.applied),
        ((2, 0, 0, 0), true),
        "{report:?}"
    );
    let csv = export(&centre);
    assert_eq!(
        csv,
        "ExternalId,Name,ManagementUnit,Team,WorkPlan,Skills,Active,RotationPosition,HireDate\n\
             007,\"Lovelace, Ada\",Berlin,Night,Full,Billing:4|Loans:2,true,,\n\
             '+8,'=Bob,Berlin,,,,false,,\n"
    );
    assert_eq!(counts(&import(&centre, &csv, false)), (0, 0, 2, 0));
    assert_eq!(export(&centre), csv);
    let other = Centre::new();
    assert_eq!(
        counts(&import(&other, &csv, true)).3,
        3,
        "names are looked up in the other centre"
    );
}

#[test]
fn a_dry_run_tells_what_would_happen_and_keeps_nothing() {
    let centre = centre();
    let report = import(&centre, TWO, true);
    assert_eq!((counts(&report), report.applied), ((2, 0, 0, 0), false));
    assert_eq!(export(&centre).lines().count(), 1);
}

#[test]
fn one_bad_row_keeps_all_others_out_and_every_bad_cell_is_told() {
    let centre = centre();
    let csv = "ExternalId,Name,ManagementUnit,Team,Skills,Active\n\
            1,Ada,Berlin,Night,Loans:5,true\n\
            2,Bob,Paris,Night,Loans:6|Sales:1|Loans,perhaps\n\
            1,Cyd,Berlin,Day,,true\n\
            ,Dan,Berlin,,,true\n\
            5,Eve\n\
            6,Fay,Berlin,Day,Loans:1|Loans:2,true\n";
    let report = import(&centre, csv, false);
    assert!(!report.applied);
    let told: Vec<_> = report
        .rejects
        .iter()
        .map(|reject| (reject.row, reject.column.as_str(), reject.code))
        .collect();
    assert_eq!(
        told,
        [
            (3, "ManagementUnit", "unknown-reference"),
            (3, "Skills", "invalid-proficiency"),
            (3, "Skills", "unknown-reference"),
            (3, "Skills", "invalid-proficiency"),
            (3, "Active", "invalid-value"),
            (4, "ExternalId", "duplicate"),
            (5, "ExternalId", "missing"),
            (6, "", "wrong-cell-count"),
            (7, "Team", "unknown-reference"),
            (7, "Skills", "duplicate"),
        ]
    );
    assert_eq!(export(&centre).lines().count(), 1);
}

#[test]
fn a_missing_column_leaves_values_alone_and_an_empty_cell_clears_them() {
    let centre = centre();
    import(&centre, TWO, false);
    let report = import(
        &centre,
        "ExternalId,Name,ManagementUnit,Team\n007,Ada,Berlin,\n",
        false,
    );
    assert_eq!(counts(&report), (0, 1, 0, 0));
    assert!(export(&centre).contains("007,Ada,Berlin,,Full,Billing:4|Loans:2,true,,\n"));
}

#[test]
fn a_header_without_a_needed_column_or_with_an_unknown_one_is_told() {
    let centre = centre();
    for (csv, column, code) in [
        ("", "ExternalId", "missing-column"),
        (
            "ExternalId,Name,ManagementUnit,Shoe\n",
            "Shoe",
            "unknown-column",
        ),
        (
            "ExternalId,Name,ManagementUnit,Name\n",
            "Name",
            "duplicate-column",
        ),
    ] {
        let report = import(&centre, csv, false);
        assert_eq!(report.rejects[0].column, column);
        assert_eq!((report.rejects[0].row, report.rejects[0].code), (1, code));
        assert!(!report.applied);
    }
}

#[test]
fn an_imported_skill_cannot_be_deleted_and_one_taken_away_can() {
    let centre = centre();
    centre
        .write(|conn, scope| create_agent(conn, scope, centre.agent("Zoe")))
        .unwrap();
    let delete = || {
        centre
            .write(|conn, scope| resource::delete::<NewSkill>(conn, scope, None, &centre.skill.id))
    };
    assert_eq!(delete().unwrap_err().code(), "in-use");
    let report = import(
        &centre,
        "ExternalId,Name,ManagementUnit,Skills\nx-Zoe,Zoe,Berlin,Billing:1\n",
        false,
    );
    assert_eq!(counts(&report), (0, 1, 0, 0));
    delete().unwrap();
}

#[test]
fn places_in_rotations_and_hire_dates_are_read_kept_and_cleared() {
    let centre = centre();
    let header = "ExternalId,Name,ManagementUnit,RotationPosition,HireDate\n";
    let places = |csv: &str| -> Vec<String> {
        let report = import(&centre, csv, false);
        assert!(report.applied, "{report:?}");
        let csv = export(&centre);
        csv.lines()
            .skip(1)
            .map(|line| line.split(",true,").last().unwrap().to_owned())
            .collect()
    };
    let first = format!("{header}1,Ada,Berlin,3,2019-02-01\n2,Bob,Berlin,,\n");
    assert_eq!(places(&first), ["3,2019-02-01", ","]);
    let without = "ExternalId,Name,ManagementUnit\n1,Ada L.,Berlin\n";
    assert_eq!(places(without), ["3,2019-02-01", ","]);
    assert_eq!(places(&format!("{header}1,Ada,Berlin,,\n")), [",", ","]);
    let refused = import(
        &centre,
        &format!("{header}1,Ada,Berlin,52,1.2.2019\n"),
        false,
    );
    let told: Vec<_> = refused
        .rejects
        .iter()
        .map(|reject| (reject.column.as_str(), reject.code))
        .collect();
    assert_eq!(
        told,
        [
            ("RotationPosition", "invalid-value"),
            ("HireDate", "invalid-value")
        ]
    );
}
