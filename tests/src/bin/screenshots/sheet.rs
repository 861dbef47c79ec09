//! The contact sheet: one row a state, its pictures side by side.

use std::{collections::BTreeMap, fmt::Write as _};

/// One picture.
pub struct Picture {
    /// What it shows.
    pub state: String,
    /// In which language.
    pub language: &'static str,
    /// How wide the window was.
    pub width: u32,
    /// Whether the device asked for dark colours.
    pub dark: bool,
}

const HEAD: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>dcert: every page and state</title>
<style>
  body { margin: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; background: #e9e9e6; color: #1b232c; }
  nav { columns: 16rem; margin-block: 1rem 2rem; }
  nav a { display: block; }
  section { margin-block: 2rem; }
  .row { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: start; }
  figure { margin: 0; width: 15rem; }
  figure.w360 { width: 9rem; }
  figure.w768 { width: 13rem; }
  figure.w1440 { width: 19rem; }
  img { display: block; width: 100%; max-height: 30rem; object-fit: cover; object-position: top;
        border: 1px solid #8b8f93; background: #fff; }
  figcaption { font-size: 0.8125rem; color: #4d5864; }
</style>
<h1>Every page and state</h1>
";

impl Picture {
    /// Its file below the folder.
    pub fn file(&self) -> String {
        let look = if self.dark { "dark" } else { "light" };
        format!("{}/{}-{}-{look}.png", self.state, self.language, self.width)
    }
}

/// The page that shows all of them.
pub fn of(pictures: &[Picture]) -> String {
    let mut states: BTreeMap<&str, Vec<&Picture>> = BTreeMap::new();
    for picture in pictures {
        states.entry(&picture.state).or_default().push(picture);
    }
    let mut page = HEAD.to_owned();
    page += "<nav>\n";
    for state in states.keys() {
        // Writing to a text cannot fail.
        let _ = writeln!(page, "<a href=\"#{state}\">{state}</a>");
    }
    page += "</nav>\n";
    for (state, pictures) in states {
        let _ = writeln!(page, "<section id=\"{state}\"><h2>{state}</h2><div class=\"row\">");
        for picture in pictures {
            let (file, width) = (picture.file(), picture.width);
            let look = if picture.dark { "dark" } else { "light" };
            let caption = format!("{} {width} {look}", picture.language);
            let _ = writeln!(
                page,
                "<figure class=\"w{width}\"><a href=\"{file}\"><img src=\"{file}\" alt=\"{caption}\" loading=\"lazy\"></a>\
                 <figcaption>{caption}</figcaption></figure>"
            );
        }
        page += "</div></section>\n";
    }
    page
}
