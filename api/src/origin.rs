//! Where browsers reach the service, and whether a request came from a page of
//! ours (RFC 6454).

use anyhow::{Context as _, Result, ensure};
use url::{Host, Url};

/// Scheme, host and port of the public address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicOrigin {
    /// As a browser writes it into `Origin`.
    text: String,
    is_secure: bool,
    is_loopback: bool,
}

impl PublicOrigin {
    /// Reads an `http` or `https` URL; a path in it does not count.
    pub fn parse(text: &str) -> Result<Self> {
        let url = Url::parse(text).with_context(|| format!("{text} is not a URL"))?;
        ensure!(matches!(url.scheme(), "http" | "https"), "{text} is neither http nor https");
        let is_loopback = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        };
        Ok(Self { text: url.origin().ascii_serialization(), is_secure: url.scheme() == "https", is_loopback })
    }

    /// As a browser writes it into `Origin`, without a `/` at the end.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether browsers reach us over TLS.
    pub(crate) const fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// Whether a page of ours sent a request with this `Origin` and this `Host`.
    /// A demonstration on the loopback interface may have another name or port
    /// there than the setting says, as long as both headers agree: nobody else's
    /// page can be at that address.
    pub(crate) fn admits(&self, origin: &str, host: Option<&str>) -> bool {
        if origin == self.text {
            return true;
        }
        let is_local =
            |origin: &Self| origin.is_loopback && !origin.is_secure && self.is_loopback && !self.is_secure;
        host.is_some_and(|host| origin == format!("http://{host}"))
            && Self::parse(origin).is_ok_and(|sent| is_local(&sent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(setting: &str, origin: &str, host: &str, expected: bool) {
        let setting = PublicOrigin::parse(setting).unwrap();
        assert_eq!(setting.admits(origin, Some(host)), expected, "{origin} at {host}");
    }

    #[test]
    fn a_page_of_the_public_address_is_ours() {
        check("https://dcert.example", "https://dcert.example", "dcert.example", true);
        check("https://dcert.example:443/", "https://dcert.example", "dcert.example", true);
        check("https://DCERT.example", "https://dcert.example", "10.0.0.1:8080", true);
    }

    #[test]
    fn a_page_of_another_address_is_not() {
        for origin in
            ["null", "", "https://evil.example", "http://dcert.example", "https://dcert.example:8443"]
        {
            check("https://dcert.example", origin, "dcert.example", false);
        }
        // A name that an attacker points at us: Origin and Host agree.
        check("https://dcert.example", "https://evil.example", "evil.example", false);
        check("http://127.0.0.1:8080", "http://evil.example:8080", "evil.example:8080", false);
    }

    #[test]
    fn a_demonstration_may_have_another_loopback_address() {
        check("http://127.0.0.1:8080", "http://localhost:8090", "localhost:8090", true);
        check("http://127.0.0.1:8080", "http://127.0.0.1:3000", "127.0.0.1:8080", false);
        check("https://dcert.example", "http://localhost:8080", "localhost:8080", false);
        assert!(!PublicOrigin::parse("http://127.0.0.1:8080").unwrap().admits("http://127.0.0.1:1", None));
    }

    #[test]
    fn only_web_addresses_are_origins() {
        assert!(PublicOrigin::parse("dcert.example").is_err());
        assert!(PublicOrigin::parse("ftp://dcert.example").is_err());
    }
}
