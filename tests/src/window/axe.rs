//! axe-core on the page as it stands. It comes in through the driver, so the page's policy stays as it is.

use anyhow::{Context as _, Result};
use fantoccini::Client;
use std::path::Path;

/// Rules of WCAG 2.2 A and AA, and axe's own best practice.
const RUN: &str = "const done = arguments[0];
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then((found) => done(found.violations.map((each) =>
        `${each.id} (${each.impact}): ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | ')}`)))
      .catch((error) => done([String(error)]))";

/// What axe finds wrong, one line for each rule.
pub(super) async fn violations(client: &Client) -> Result<Vec<String>> {
    let there = client
        .execute("return typeof axe === 'object'", vec![])
        .await?;
    if there != true {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let source =
            std::fs::read_to_string(&path).context("axe-core is not installed: run `make ui`")?;
        client.execute(&source, vec![]).await?;
        // The bundle declares `axe` where it runs; the page keeps it for the next look.
    }
    let found = client.execute_async(RUN, vec![]).await?;
    let found = found.as_array().context("a list of violations")?;
    Ok(found
        .iter()
        .map(|each| each.as_str().unwrap_or_default().to_owned())
        .collect())
}
