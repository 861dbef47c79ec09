//! Everything a journey of the page needs.

use anyhow::{Result, ensure};
use sha2::{Digest, Sha256};

use crate::{Browser, Environment, Issued, Office, Proxy, Row, Server};

/// An office with its server, seen through a proxy.
pub struct Stage {
    /// What was built.
    pub environment: Environment,
    /// Issues.
    pub office: Office,
    /// Serves the site.
    pub server: Server,
    /// Stands between server and browsers.
    pub proxy: Proxy,
}

impl Stage {
    /// Starts all of them, with an empty office.
    pub async fn set() -> Result<Self> {
        let environment = Environment::find()?;
        let office = Office::open(&environment)?;
        let server = Server::start(&office, &environment).await?;
        let proxy = Proxy::start(&server.authority()).await?;
        Ok(Self { environment, office, server, proxy })
    }

    /// Starts all of them, the server with the press; accounts and reference data
    /// come from `furnish`.
    pub async fn set_with_press(furnish: impl FnOnce(&Office) -> Result<()>) -> Result<Self> {
        let environment = Environment::find()?;
        let office = Office::open(&environment)?;
        furnish(&office)?;
        let server = Server::start_with_press(&office, &environment).await?;
        let proxy = Proxy::start(&server.authority()).await?;
        Ok(Self { environment, office, server, proxy })
    }

    /// A browser that has seen nothing but the page.
    pub async fn browser(&self) -> Result<Browser> {
        let mut browser = Browser::start(&self.proxy.authority()).await?;
        browser.open(&self.page()).await?;
        Ok(browser)
    }

    /// A browser that has seen the page and has kept it for a time without a network.
    pub async fn keeping_browser(&self) -> Result<Browser> {
        let mut browser = Browser::start_keeping(&self.proxy.authority()).await?;
        browser.open(&self.page()).await?;
        browser.wait_for("!!navigator.serviceWorker.controller").await?;
        Ok(browser)
    }

    /// The address of the page.
    pub fn page(&self) -> String {
        format!("http://{}/", self.server.authority())
    }

    /// Does something that changes a status, and waits until it is published.
    pub async fn publish_after<T>(&self, act: impl FnOnce(&Office) -> Result<T>) -> Result<T> {
        let before = self.server.status_list().await?;
        let done = act(&self.office)?;
        self.server.wait_for_new_list(&before).await?;
        Ok(done)
    }

    /// Issues one certificate.
    pub fn issue(&self, row: Row<'_>) -> Result<(Issued, Vec<u8>)> {
        let [issued] = <[Issued; 1]>::try_from(self.office.issue(&row.roster())?)
            .map_err(|all| anyhow::anyhow!("{} certificates from one row", all.len()))?;
        let bytes = self.office.export(&issued.number, issued.version)?;
        ensure!(hex(&Sha256::digest(&bytes)) == issued.fingerprint, "exported bytes are not the issued ones");
        Ok((issued, bytes))
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
