//! Where spans are sent, as the environment says it.

use crate::failure::Failure;

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
const TRACES_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
const HEADERS: &str = "OTEL_EXPORTER_OTLP_HEADERS";
const TRACES_HEADERS: &str = "OTEL_EXPORTER_OTLP_TRACES_HEADERS";

/// Below an endpoint for all signals, spans have this place.
const TRACES_PATH: &str = "v1/traces";

/// Where spans are sent, and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CollectorSettings {
    pub url: String,
    pub headers: Vec<(String, String)>,
}

impl CollectorSettings {
    /// Nothing where no endpoint is named. `variable` tells the value of an environment variable.
    ///
    /// # Errors
    /// [`Failure::Malformed`] naming the variable that cannot be understood.
    pub(super) fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, Failure> {
        let set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let (name, url) = match (set(TRACES_ENDPOINT), set(ENDPOINT)) {
            (Some(url), _) => (TRACES_ENDPOINT, url),
            (None, Some(base)) => {
                let base = base.trim_end_matches('/');
                (ENDPOINT, format!("{base}/{TRACES_PATH}"))
            }
            (None, None) => return Ok(None),
        };
        let is_http =
            url::Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if !is_http {
            return Err(Failure::Malformed(format!(
                "{name}: {url:?} is no URL of a collector; write http://localhost:4318"
            )));
        }
        let (name, told) = match set(TRACES_HEADERS) {
            Some(told) => (TRACES_HEADERS, told),
            None => (HEADERS, set(HEADERS).unwrap_or_default()),
        };
        Ok(Some(Self {
            url,
            headers: headers(name, &told)?,
        }))
    }
}

/// `key=value` with commas between them; values are percent-encoded. What a header is for may be a secret, so a message
/// does not repeat it.
fn headers(name: &str, told: &str) -> Result<Vec<(String, String)>, Failure> {
    let entries = told
        .split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty());
    entries
        .map(|entry| {
            let (key, value) = entry.split_once('=').ok_or_else(|| {
                Failure::Malformed(format!(
                    "{name} has an entry without \"=\"; write key=value, with commas between several"
                ))
            })?;
            // As in a query, but for what only a query uses.
            let pair = format!("v={}", value.trim().replace('+', "%2B").replace('&', "%26"));
            let value = url::form_urlencoded::parse(pair.as_bytes())
                .next()
                .map_or_else(String::new, |(_, value)| value.into_owned());
            Ok((key.trim().to_owned(), value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(variables: &[(&str, &str)]) -> Result<Option<CollectorSettings>, Failure> {
        CollectorSettings::read(|name| {
            let mut found = variables.iter().filter(|(known, _)| *known == name);
            found.next().map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn without_an_endpoint_nothing_is_sent() {
        assert_eq!(settings(&[(HEADERS, "a=b")]).unwrap(), None);
        assert_eq!(settings(&[(ENDPOINT, " ")]).unwrap(), None);
    }

    #[test]
    fn spans_have_a_place_below_the_endpoint_and_an_endpoint_of_their_own_is_taken_as_it_is() {
        let url = |variables: &[(&str, &str)]| settings(variables).unwrap().unwrap().url;
        assert_eq!(
            url(&[(ENDPOINT, "http://c:4318/")]),
            "http://c:4318/v1/traces"
        );
        let own = [
            (ENDPOINT, "http://c:4318"),
            (TRACES_ENDPOINT, "https://t/x"),
        ];
        assert_eq!(url(&own), "https://t/x");
    }

    #[test]
    fn headers_are_decoded_and_one_that_is_none_is_refused_without_being_repeated() {
        let with = |told| settings(&[(ENDPOINT, "http://c"), (HEADERS, told)]);
        let headers = with("authorization=Bearer%20a+b, x = 1")
            .unwrap()
            .unwrap()
            .headers;
        let expected = [("authorization", "Bearer a+b"), ("x", "1")];
        assert_eq!(
            headers,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        let refused = with("secret").unwrap_err().to_string();
        assert!(
            refused.contains(HEADERS) && !refused.contains("secret"),
            "{refused}"
        );
    }

    #[test]
    fn what_is_no_url_is_refused_by_its_variables_name() {
        let refused = settings(&[(ENDPOINT, "localhost:4317")]).unwrap_err();
        assert!(refused.to_string().contains(ENDPOINT), "{refused}");
    }
}
