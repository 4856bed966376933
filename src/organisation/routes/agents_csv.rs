//! `/agents/import`, `/agents/export`.

use std::io::Read;
use std::sync::mpsc::{self, Receiver};

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::Deserialize;

use crate::failure::{Failure, Fault};
use crate::http::{ApiError, Context, Params, ProblemBody, Upload, attachment, require_csv};
use crate::organisation::{AgentImport, AgentLines, RejectedCell, export_agents, import_agents};

/// The largest file taken: some 500,000 agents.
const FILE_LIMIT_BYTES: usize = 64 * 1024 * 1024;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ImportParams {
    /// Only tells what an import would do.
    #[serde(default)]
    dry_run: bool,
}

/// Makes or changes agents by their external ids, all of the file or nothing.
///
/// Columns in any order: `ExternalId`, `Name`, `ManagementUnit`, and optionally `Team`, `WorkPlan`, `Skills`
/// (`Billing:4|Loans:2`), `Active`. A dry run answers 200 with every rejected cell in `rejects`; an import with rejected
/// cells answers 422 with one error each and keeps nothing.
#[utoipa::path(tag = "organisation", operation_id = "importAgents", params(ImportParams),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = AgentImport), (status = 413, body = ProblemBody),
        (status = 415, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/agents/import")]
pub(super) async fn import(
    context: Context,
    request: HttpRequest,
    Params(params): Params<ImportParams>,
    upload: Upload,
) -> Result<HttpResponse, ApiError> {
    require_csv(&request).map_err(|failure| context.error(failure))?;
    upload
        .require_at_most(FILE_LIMIT_BYTES)
        .map_err(|failure| context.error(failure))?;
    let lines = lines_of(&context, upload).await?;
    let report = context
        .write(move |conn, scope| import_agents(conn, scope, lines, params.dry_run))
        .await?;
    if report.dry_run || report.applied {
        return Ok(HttpResponse::Ok().json(report));
    }
    let faults = report.rejects.iter().map(fault_of).collect();
    Err(context.error(Failure::Invalid(faults)))
}

/// All agents as CSV, in the shape `/agents/import` takes.
#[utoipa::path(tag = "organisation", operation_id = "exportAgents",
    responses((status = 200, body = String, content_type = "text/csv")))]
#[get("/agents/export")]
pub(super) async fn export(context: Context) -> Result<HttpResponse, ApiError> {
    let text = context
        .read(|conn, scope| {
            let mut text = Vec::new();
            export_agents(conn, scope, &mut text)?;
            Ok(text)
        })
        .await?;
    Ok(attachment("agents.csv", "text/csv; charset=utf-8", text))
}

/// A rejected cell among a problem's errors: `/rows/4/Active`.
fn fault_of(reject: &RejectedCell) -> Fault {
    let place = if reject.column.is_empty() {
        format!("/rows/{}", reject.row)
    } else {
        format!("/rows/{}/{}", reject.row, reject.column)
    };
    let detail = format!(
        "row {}, column {}: {:?}: {}; {}",
        reject.row, reject.column, reject.value, reject.reason, reject.remedy
    );
    Fault::new(place, reject.code, detail)
}

/// Reads the file on a worker thread while it arrives. No transaction is open meanwhile: a slow sender keeps nobody
/// from writing.
async fn lines_of(context: &Context, mut upload: Upload) -> Result<AgentLines, ApiError> {
    let (sender, chunks) = mpsc::channel();
    let reading = context.off_loop(move || {
        AgentLines::read(Arriving {
            chunks,
            current: Bytes::new(),
        })
    });
    let sending = async move {
        let mut bytes = 0;
        while let Some(chunk) = upload.next_chunk().await? {
            bytes += chunk.len();
            if bytes > FILE_LIMIT_BYTES {
                return Err(Failure::TooLarge {
                    limit_bytes: FILE_LIMIT_BYTES,
                });
            }
            // The reader ends early only by failing, and then its own failure is the one to tell.
            if sender.send(chunk).is_err() {
                break;
            }
        }
        Ok(())
    };
    let (sent, lines) = futures_util::future::join(sending, reading).await;
    sent.map_err(|failure| context.error(failure))?;
    lines
}

/// The chunks of an upload as a file.
struct Arriving {
    chunks: Receiver<Bytes>,
    current: Bytes,
}

impl Read for Arriving {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.current.is_empty() {
            match self.chunks.recv() {
                Ok(chunk) => self.current = chunk,
                Err(mpsc::RecvError) => return Ok(0),
            }
        }
        let count = buffer.len().min(self.current.len());
        for (place, byte) in buffer.iter_mut().zip(self.current.split_to(count)) {
            *place = byte;
        }
        Ok(count)
    }
}
