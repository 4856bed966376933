//! The five endpoints every resource has, written once: list, make, read, change, delete.

use serde::Deserialize;

use crate::http::PageParams;

/// A list's parameters: its page, and whose rows.
pub(super) trait Listing {
    /// Which page.
    fn page(&self) -> PageParams;
    /// The id of what the rows stand under, when only its rows are asked for.
    fn parent_id(&self) -> Option<&str>;
}

impl Listing for PageParams {
    fn page(&self) -> PageParams {
        self.clone()
    }

    fn parent_id(&self) -> Option<&str> {
        None
    }
}

macro_rules! listing {
    ($(#[$doc:meta])* $name:ident by $parent:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
        #[into_params(parameter_in = Query)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub(super) struct $name {
            /// Only those under this id.
            $parent: Option<String>,
            /// 1 to 1,000; 100 when left out.
            #[param(minimum = 1, maximum = 1000)]
            page_size: Option<i64>,
            /// `nextPageToken` of the page before.
            page_token: Option<String>,
        }

        impl Listing for $name {
            fn page(&self) -> PageParams {
                PageParams {
                    page_size: self.page_size,
                    page_token: self.page_token.clone(),
                }
            }

            fn parent_id(&self) -> Option<&str> {
                self.$parent.as_deref()
            }
        }
    };
}

listing! {
    /// Parameters of lists that can be narrowed to a business unit.
    ListingByBusinessUnit by business_unit_id
}

listing! {
    /// Parameters of lists that can be narrowed to a management unit.
    ListingByManagementUnit by management_unit_id
}

/// Writes the endpoints of a resource whose path begins at the root: `/queues`, `/queues/{queueId}`.
macro_rules! root_routes {
    ($path:tt, $item:tt, $id:tt, $listing:ident, $name:tt, $resource:ident, $new:ident) => {
        use actix_web::{HttpResponse, delete, get, post, put, web};

        use crate::http::{
            ApiError, Body, Context, IfMatch, Page, Params, ProblemBody, created, versioned,
        };
        use crate::organisation::resource;
        use crate::organisation::routes::resource::Listing as _;
        use crate::organisation::{$new, $resource};

        #[utoipa::path(tag = "organisation", operation_id = concat!("list", $name, "s"), params($listing),
            summary = "A page of them, in the order they were made.",
            responses((status = 200, body = Page<$resource>), (status = 422, body = ProblemBody)))]
        #[get($path)]
        pub(super) async fn list(
            context: Context,
            Params(listing): Params<$listing>,
        ) -> Result<HttpResponse, ApiError> {
            let page = context
                .read(move |conn, scope| {
                    resource::page::<$new>(conn, scope, listing.parent_id(), &listing.page())
                })
                .await?;
            Ok(HttpResponse::Ok().json(page))
        }

        #[utoipa::path(tag = "organisation", operation_id = concat!("create", $name), request_body = $new,
            summary = "Makes one.",
            responses((status = 201, body = $resource), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
        #[post($path)]
        pub(super) async fn create(
            context: Context,
            Body(new): Body<$new>,
        ) -> Result<HttpResponse, ApiError> {
            let made = context
                .write(move |conn, scope| resource::create(conn, scope, new))
                .await?;
            let location = format!(concat!("/api/v1", $path, "/{}"), made.id);
            Ok(created(&location, made.version, &made))
        }

        #[utoipa::path(tag = "organisation", operation_id = concat!("get", $name), params(($id = String, Path)),
            summary = "Reads one; its version is the ETag.",
            responses((status = 200, body = $resource), (status = 404, body = ProblemBody)))]
        #[get($item)]
        pub(super) async fn read(
            context: Context,
            id: web::Path<String>,
        ) -> Result<HttpResponse, ApiError> {
            let found = context
                .read(move |conn, scope| resource::find::<$new>(conn, scope, &id))
                .await?;
            Ok(versioned(found.version, &found))
        }

        #[utoipa::path(tag = "organisation", operation_id = concat!("update", $name), request_body = $new,
            summary = "Overwrites one that is still at the version in If-Match.",
            params(($id = String, Path), ("If-Match" = String, Header)),
            responses((status = 200, body = $resource), (status = 404, body = ProblemBody),
                (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
        #[put($item)]
        pub(super) async fn update(
            context: Context,
            id: web::Path<String>,
            IfMatch(version): IfMatch,
            Body(new): Body<$new>,
        ) -> Result<HttpResponse, ApiError> {
            let changed = context
                .write(move |conn, scope| resource::update(conn, scope, None, &id, version, new))
                .await?;
            Ok(versioned(changed.version, &changed))
        }

        #[utoipa::path(tag = "organisation", operation_id = concat!("delete", $name), params(($id = String, Path)),
            summary = "Deletes one that nothing depends on.",
            responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
        #[delete($item)]
        pub(super) async fn delete(
            context: Context,
            id: web::Path<String>,
        ) -> Result<HttpResponse, ApiError> {
            context
                .write(move |conn, scope| resource::delete::<$new>(conn, scope, None, &id))
                .await?;
            Ok(HttpResponse::NoContent().finish())
        }

        pub(super) fn configure(api: &mut utoipa_actix_web::service_config::ServiceConfig<'_>) {
            api.service(list)
                .service(create)
                .service(read)
                .service(update)
                .service(delete);
        }
    };
}

/// Writes the endpoints of a resource that stands under a unit:
/// `/business-units/{businessUnitId}/planning-groups`, `…/{planningGroupId}`.
macro_rules! nested_routes {
    (under $parent:ident, $root:tt, $kind:tt, $path:tt, $item:tt, $parent_id:tt, $id:tt, $name:tt, $resource:ident, $new:ident) => {
        use actix_web::{HttpResponse, delete, get, post, put, web};

        use crate::http::{
            ApiError, Body, Context, IfMatch, Page, PageParams, Params, ProblemBody, created,
            versioned,
        };
        use crate::organisation::resource::{self, Resource as _};
        use crate::organisation::{$new, $parent, $resource};

        #[utoipa::path(tag = "organisation", operation_id = concat!("list", $name, "s"),
            params(($parent_id = String, Path), PageParams),
            summary = "A page of them, in the order they were made.",
            responses((status = 200, body = Page<$resource>), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
        #[get($path)]
        pub(super) async fn list(
            context: Context,
            parent: web::Path<String>,
            Params(params): Params<PageParams>,
        ) -> Result<HttpResponse, ApiError> {
            let page = context
                .read(move |conn, scope| {
                    resource::find::<$parent>(conn, scope, &parent)?;
                    resource::page::<$new>(conn, scope, Some(&parent), &params)
                })
                .await?;
            Ok(HttpResponse::Ok().json(page))
        }

        #[utoipa::path(tag = "organisation", operation_id = concat!("create", $name), request_body = $new,
            params(($parent_id = String, Path)),
            summary = "Makes one.",
            responses((status = 201, body = $resource), (status = 404, body = ProblemBody),
                (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
        #[post($path)]
        pub(super) async fn create(
            context: Context,
            parent: web::Path<String>,
            Body(mut new): Body<$new>,
        ) -> Result<HttpResponse, ApiError> {
            let parent = parent.into_inner();
            new.set_parent(parent.clone());
            let location = format!(concat!("/api/v1/", $root, "/{}/", $kind), parent);
            let made = context
                .write(move |conn, scope| {
                    resource::find::<$parent>(conn, scope, &parent)?;
                    resource::create(conn, scope, new)
                })
                .await?;
            Ok(created(&format!("{location}/{}", made.id), made.version, &made))
        }

        #[utoipa::path(tag = "organisation", operation_id = concat!("get", $name),
            params(($parent_id = String, Path), ($id = String, Path)),
            summary = "Reads one; its version is the ETag.",
            responses((status = 200, body = $resource), (status = 404, body = ProblemBody)))]
        #[get($item)]
        pub(super) async fn read(
            context: Context,
            ids: web::Path<(String, String)>,
        ) -> Result<HttpResponse, ApiError> {
            let (parent, id) = ids.into_inner();
            let found = context
                .read(move |conn, scope| {
                    resource::find_under::<$new>(conn, scope, Some(&parent), &id)
                })
                .await?;
            Ok(versioned(found.version, &found))
        }

        #[utoipa::path(tag = "organisation", operation_id = concat!("update", $name), request_body = $new,
            summary = "Overwrites one that is still at the version in If-Match.",
            params(($parent_id = String, Path), ($id = String, Path), ("If-Match" = String, Header)),
            responses((status = 200, body = $resource), (status = 404, body = ProblemBody),
                (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
        #[put($item)]
        pub(super) async fn update(
            context: Context,
            ids: web::Path<(String, String)>,
            IfMatch(version): IfMatch,
            Body(mut new): Body<$new>,
        ) -> Result<HttpResponse, ApiError> {
            let (parent, id) = ids.into_inner();
            new.set_parent(parent.clone());
            let changed = context
                .write(move |conn, scope| {
                    resource::update(conn, scope, Some(&parent), &id, version, new)
                })
                .await?;
            Ok(versioned(changed.version, &changed))
        }

        #[utoipa::path(tag = "organisation", operation_id = concat!("delete", $name),
            params(($parent_id = String, Path), ($id = String, Path)),
            summary = "Deletes one that nothing depends on.",
            responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
        #[delete($item)]
        pub(super) async fn delete(
            context: Context,
            ids: web::Path<(String, String)>,
        ) -> Result<HttpResponse, ApiError> {
            let (parent, id) = ids.into_inner();
            context
                .write(move |conn, scope| resource::delete::<$new>(conn, scope, Some(&parent), &id))
                .await?;
            Ok(HttpResponse::NoContent().finish())
        }

        pub(super) fn configure(api: &mut utoipa_actix_web::service_config::ServiceConfig<'_>) {
            api.service(list)
                .service(create)
                .service(read)
                .service(update)
                .service(delete);
        }
    };
}

pub(super) use {nested_routes, root_routes};
