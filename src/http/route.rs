//! The route that a request takes.

use std::rc::Rc;

use actix_web::{HttpMessage, HttpRequest};

/// What was found for a request.
#[derive(Clone)]
struct Route(Option<Rc<str>>);

/// The pattern of the route that a request takes; none where there is none. It is looked for once a request: the search holds
/// the path against one route after the other.
pub(super) fn route_of(request: &HttpRequest) -> Option<Rc<str>> {
    let known = request.extensions().get::<Route>().cloned();
    let route = known.unwrap_or_else(|| {
        let route = Route(request.match_pattern().map(Rc::from));
        request.extensions_mut().insert(route.clone());
        route
    });
    route.0
}
