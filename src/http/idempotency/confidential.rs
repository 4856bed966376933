//! Operations whose requests hold passwords or whose answers hold secrets: neither is remembered, not even as a fast hash.

/// Routes below the API that are POSTed to.
const CONFIDENTIAL: [&str; 12] = [
    "/api-keys",
    "/api-keys/{apiKeyId}/rotate",
    "/calendar/url/ics",
    "/me/password",
    "/me/two-step",
    "/me/two-step/confirm",
    "/me/two-step/remove",
    "/oidc-providers",
    "/users",
    "/users/{userId}/password-reset",
    "/webhooks",
    "/webhooks/{webhookId}/rotate-secret",
];

/// Whether nothing of a POST to the route (below the API) is remembered.
pub(super) fn is_confidential(route: &str) -> bool {
    CONFIDENTIAL.contains(&route)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::permissions::OPERATIONS;

    #[test]
    fn every_entry_is_an_operation() {
        for route in CONFIDENTIAL {
            let mut all = OPERATIONS.iter();
            assert!(
                all.any(|one| one.method == "POST" && one.path == route),
                "{route}"
            );
        }
    }

    /// Whoever adds an operation that answers a secret is asked to enter it.
    #[test]
    fn no_other_post_answers_a_secret() {
        let document = serde_json::to_value(crate::http::document()).unwrap();
        let schemas = &document["components"]["schemas"];
        let names = ["secret", "recoveryCodes", "otpauthUri"];
        for (path, item) in document["paths"].as_object().unwrap() {
            let Some(route) = path.strip_prefix("/api/v1") else {
                continue;
            };
            let responses = item["post"]["responses"].as_object();
            for response in responses.into_iter().flatten() {
                let schema = &response.1["content"]["application/json"]["schema"]["$ref"];
                let Some(schema) = schema.as_str().and_then(|text| text.rsplit('/').next()) else {
                    continue;
                };
                let text = schemas[schema].to_string();
                let tells = names
                    .iter()
                    .any(|name| text.contains(&format!("\"{name}\":")));
                assert!(!tells || is_confidential(route), "{route} answers {schema}");
            }
        }
    }
}
