//! What an operator may set about accounts and sessions.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use serde::Deserialize;

/// The table `[access]` of the settings file.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccessSettings {
    /// A session ends after so many minutes without a request.
    pub idle_minutes: u32,
    /// A password has to be changed after so many days; never, by default.
    pub password_days: Option<u32>,
    /// Sign-ins a minute from one client address.
    pub sign_ins_per_minute: NonZeroU32,
    /// Requests a minute in one session.
    pub requests_per_minute: NonZeroU32,
    /// Addresses of proxies whose `X-Forwarded-For` names the client.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Default for AccessSettings {
    fn default() -> Self {
        Self {
            // 附表十 asks for an idle log-out and leaves the time to the agency.
            idle_minutes: 15,
            password_days: None,
            // The whole staff of a school may share one address.
            sign_ins_per_minute: const { NonZeroU32::new(20).expect("not zero") },
            // Ten a second for a minute: a person at a screen stays far below.
            requests_per_minute: const { NonZeroU32::new(600).expect("not zero") },
            trusted_proxies: Vec::new(),
        }
    }
}

impl AccessSettings {
    /// A session ends after so long without a request.
    pub(crate) fn idle(&self) -> Duration {
        Duration::from_secs(60 * u64::from(self.idle_minutes.max(1)))
    }
}
