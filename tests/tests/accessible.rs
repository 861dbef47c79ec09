//! No barriers that axe can see, on every state of every page, in both languages, wide
//! and light, narrow and dark.
#![cfg(feature = "journeys")]

use anyhow::{Result, ensure};
use e2e::tour::{self, Axe};

fn check(axe: &Axe, least: usize) -> Result<()> {
    ensure!(axe.barriers.is_empty(), "{} barriers:\n{}", axe.barriers.len(), axe.barriers.join("\n"));
    ensure!(axe.looks >= least, "axe looked {} times only", axe.looks);
    Ok(())
}

async fn staff(language: &str) -> Result<()> {
    let mut axe = Axe::load()?;
    tour::staff(language, &mut axe).await?;
    check(&axe, 100)
}

async fn verification(language: &str) -> Result<()> {
    let mut axe = Axe::load()?;
    tour::verification(language, &mut axe).await?;
    check(&axe, 40)
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_pages_in_chinese_have_no_barriers() -> Result<()> {
    staff("zh-TW").await
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_pages_in_english_have_no_barriers() -> Result<()> {
    staff("en").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_verification_in_chinese_has_no_barriers() -> Result<()> {
    verification("zh-TW").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_verification_in_english_has_no_barriers() -> Result<()> {
    verification("en").await
}
