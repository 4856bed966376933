//! Performance: KPIs, money, scorecards and files, of a day that can be recomputed by hand.

mod files;
mod kpis;
mod monday;
mod money;
mod scorecards;
mod tables;
