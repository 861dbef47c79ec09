//! What people do on the office pages: sign in, fill in, press.

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;
use serde_json::{Value, json};

use super::{Browser, PATIENCE};

/// The button or link with a name, in the open dialog or else in the page: the
/// whole name, or its beginning.
const PRESS: &str = "
    const [name] = arguments;
    const root = document.querySelector('dialog[open]') || document.querySelector('main');
    const all = [...root.querySelectorAll('button, a.button')].filter(one => one.getClientRects().length);
    const text = one => (one.ariaLabel || one.innerText).trim();
    const found = all.find(one => text(one) === name) || all.find(one => text(one).startsWith(name));
    if (found && found.ariaDisabled !== 'true' && !found.disabled) found.click();
    return found ? text(found) : null;
";

/// The id of the field that a label names.
const FIELD: &str = "
    const [name] = arguments;
    const root = document.querySelector('dialog[open]') || document;
    const labels = [...root.querySelectorAll('label')];
    const text = label => label.innerText.replace('必填', '').trim();
    const label = labels.find(one => text(one) === name) || labels.find(one => text(one).startsWith(name));
    return label && label.control ? label.control.id : null;
";

/// Chooses an option of a list by its value.
const CHOOSE: &str = "
    const [id, value] = arguments;
    const list = document.getElementById(id);
    list.value = value;
    list.dispatchEvent(new Event('input', { bubbles: true }));
    list.dispatchEvent(new Event('change', { bubbles: true }));
    return list.value === value;
";

/// Presses what a selector finds, unless it is not to be pressed.
const CLICK: &str = "
    const found = document.querySelector(arguments[0]);
    if (!found || found.disabled || found.ariaDisabled === 'true') return null;
    found.click();
    return true;
";

/// The selector and what it leads to is there.
const PRESENT: &str = "return document.querySelector(arguments[0]) ? arguments[0] : null";

/// Empties the field that a selector finds.
const EMPTY: &str = "
    const field = document.querySelector(arguments[0]);
    field.value = '';
    field.dispatchEvent(new Event('input', { bubbles: true }));
";

/// Chooses an option of the list that a selector finds.
const SELECT: &str = "
    const list = document.querySelector(arguments[0]);
    list.value = arguments[1];
    list.dispatchEvent(new Event('change', { bubbles: true }));
    return list.value === arguments[1];
";

/// The key Tab, as `WebDriver` writes it.
const TAB: &str = "\u{e004}";
/// Whoever has to press it more often does not get there.
const MOST_TABS: usize = 60;

impl Browser {
    /// Opens a page and waits until its program runs.
    pub async fn visit(&mut self, address: &str) -> Result<()> {
        self.client.goto(address).await?;
        self.client.wait().at_most(PATIENCE).for_element(Locator::Css("main h1")).await?;
        (self.given, self.explained) = (0, 0);
        Ok(())
    }

    /// Types into the field with a label, in place of what is there.
    pub async fn fill(&self, label: &str, text: &str) -> Result<()> {
        let id = self.until(FIELD, &[label]).await.with_context(|| format!("there is no field {label}"))?;
        let id = id.as_str().context("the field has an id")?;
        let field = self.client.find(Locator::Id(id)).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Chooses an option of the list with a label by its value.
    pub async fn pick(&self, label: &str, value: &str) -> Result<()> {
        let id = self.until(FIELD, &[label]).await.with_context(|| format!("there is no list {label}"))?;
        let chosen = self.client.execute(CHOOSE, vec![id, json!(value)]).await?;
        ensure!(chosen == json!(true), "{label} does not offer {value}");
        Ok(())
    }

    /// Presses the button with a name.
    pub async fn press(&self, name: &str) -> Result<()> {
        self.until(PRESS, &[name]).await.with_context(|| format!("there is no button {name}"))?;
        Ok(())
    }

    /// Presses what a selector finds, whatever language the page speaks.
    pub async fn click(&self, selector: &str) -> Result<()> {
        self.until(CLICK, &[selector]).await.with_context(|| format!("there is no {selector}"))?;
        Ok(())
    }

    /// Types into the field that a selector finds, in place of what is there.
    pub async fn write(&self, selector: &str, text: &str) -> Result<()> {
        self.wait_until(selector).await?;
        if text.is_empty() {
            // The driver empties a field without telling the page of input.
            self.client.execute(EMPTY, vec![json!(selector)]).await?;
            return Ok(());
        }
        let field = self.client.find(Locator::Css(selector)).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Chooses an option, by its value, of the list that a selector finds.
    pub async fn select(&self, selector: &str, value: &str) -> Result<()> {
        self.wait_until(selector).await?;
        let chosen = self.client.execute(SELECT, vec![json!(selector), json!(value)]).await?;
        ensure!(chosen == json!(true), "{selector} does not offer {value}");
        Ok(())
    }

    /// Waits until a selector finds something.
    pub async fn wait_until(&self, selector: &str) -> Result<()> {
        self.until(PRESENT, &[selector]).await.with_context(|| format!("there is no {selector}"))?;
        Ok(())
    }

    /// Gives keys to whatever has the focus.
    pub async fn keys(&self, keys: &str) -> Result<()> {
        Ok(self.client.active_element().await?.send_keys(keys).await?)
    }

    /// Presses the space bar, as a keyboard does: keys given to a file input would be the
    /// path of a file.
    pub async fn press_space(&self) -> Result<()> {
        for kind in ["keyDown", "keyUp"] {
            let key = json!({ "type": kind, "key": " ", "code": "Space", "text": " ", "windowsVirtualKeyCode": 32 });
            self.devtools("Input.dispatchKeyEvent", key).await?;
        }
        Ok(())
    }

    /// Presses the key Tab until the focus is on what a selector finds.
    pub async fn tab_to(&self, selector: &str) -> Result<()> {
        let there = format!("return document.activeElement.matches({})", json!(selector));
        for _ in 0..MOST_TABS {
            self.keys(TAB).await?;
            if self.evaluate(&there).await? == json!(true) {
                return Ok(());
            }
        }
        anyhow::bail!("{MOST_TABS} times Tab do not lead to {selector}")
    }

    /// Waits for a text on the page.
    pub async fn wait_for_text(&self, text: &str) -> Result<()> {
        self.wait_for(&format!("document.body.innerText.includes({})", json!(text)))
            .await
            .with_context(|| format!("the page does not say {text}"))
    }

    /// All visible text of the page.
    pub async fn text(&self) -> Result<String> {
        let text = self.evaluate("return document.body.innerText").await?;
        Ok(text.as_str().context("the text of the page")?.to_owned())
    }

    /// Runs a script until it gives something.
    async fn until(&self, script: &str, arguments: &[&str]) -> Result<Value> {
        let deadline = std::time::Instant::now() + PATIENCE;
        loop {
            let arguments = arguments.iter().map(|argument| json!(argument)).collect();
            let value = self.client.execute(script, arguments).await?;
            if !value.is_null() {
                return Ok(value);
            }
            ensure!(
                std::time::Instant::now() < deadline,
                "not there after {PATIENCE:?}: {}",
                self.text().await?
            );
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
}
