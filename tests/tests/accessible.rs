//! No barriers that axe can see, on every state of every page behind the sign-in, in
//! both languages, wide and light, narrow and dark.
#![cfg(feature = "journeys")]

use anyhow::{Result, ensure};
use e2e::tour::{self, Axe};

async fn check(language: &str) -> Result<()> {
    let mut axe = Axe::load()?;
    tour::staff(language, &mut axe).await?;
    ensure!(axe.barriers.is_empty(), "{} barriers:\n{}", axe.barriers.len(), axe.barriers.join("\n"));
    ensure!(axe.looks > 100, "axe looked {} times only", axe.looks);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_pages_in_chinese_have_no_barriers() -> Result<()> {
    check("zh-TW").await
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_pages_in_english_have_no_barriers() -> Result<()> {
    check("en").await
}
