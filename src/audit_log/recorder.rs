//! The watch over the database that writes an act's entries in the transactions of its changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::act::Act;
use super::append::append_rows;
use crate::clock::Clock;
use crate::db::{CapturedRow, Conn, DbError, WriteWatch};
use crate::failure::Failure;
use crate::tenancy::TenantId;

/// Writes entries of one act.
pub struct Recorder {
    act: Arc<Act>,
    /// Whose chain it is; commands write to the chains of those whose rows they change.
    tenant: Option<TenantId>,
    clock: Clock,
    tells_rows: bool,
}

impl Recorder {
    /// Of a request: every transaction is an entry of its tenant's chain.
    pub fn of_request(act: Arc<Act>, tenant: TenantId, clock: Clock) -> Self {
        Self {
            act,
            tenant: Some(tenant),
            clock,
            tells_rows: true,
        }
    }

    /// Of a command: a transaction is an entry of each tenant whose rows it changes.
    pub fn of_command(command: &str, clock: Clock) -> Self {
        Self {
            act: Arc::new(Act::of_command(command)),
            tenant: None,
            clock,
            tells_rows: true,
        }
    }

    /// The same, telling of no rows: of something that erases what they held.
    #[must_use]
    pub fn telling_no_rows(mut self) -> Self {
        self.tells_rows = false;
        self
    }

    fn record(&self, conn: &mut Conn<'_>) -> Result<(), Failure> {
        let rows = if self.tells_rows {
            conn.close_capture()?
        } else {
            Vec::new()
        };
        // One entry says that it was done; further transactions are told for what they change.
        if rows.is_empty() && self.act.is_written() {
            return Ok(());
        }
        let now = self.clock.now();
        if let Some(tenant) = &self.tenant {
            return append_rows(conn, tenant.as_str(), &self.act, &rows, now);
        }
        let mut by_tenant: BTreeMap<String, Vec<CapturedRow>> = BTreeMap::new();
        for row in rows.into_iter().filter(|row| !row.tenant_id.is_empty()) {
            by_tenant
                .entry(row.tenant_id.clone())
                .or_default()
                .push(row);
        }
        for (tenant, rows) in by_tenant {
            append_rows(conn, &tenant, &self.act, &rows, now)?;
        }
        Ok(())
    }
}

impl WriteWatch for Recorder {
    fn before(&self, conn: &mut Conn<'_>) -> Result<(), DbError> {
        if self.tells_rows {
            conn.open_capture()?;
        }
        Ok(())
    }

    fn after(&self, conn: &mut Conn<'_>) -> Result<(), DbError> {
        self.record(conn).map_err(|failure| match failure {
            Failure::Database(error) => error,
            other => DbError::Unfit(format!("the audit log cannot be written: {other}")),
        })
    }
}
