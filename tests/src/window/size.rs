//! How large the window is, and whether something is in it without scrolling.

use super::Window;
use anyhow::Result;
use serde_json::json;

impl Window {
    /// Makes the window as large as a smaller screen.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.client.set_window_size(width, height).await?;
        self.until(&format!(
            "innerWidth === {width} && innerHeight === {height}"
        ))
        .await
    }

    /// Waits until the elements of these selectors are whole in the window, without scrolling.
    ///
    /// # Errors
    /// When one is not.
    pub async fn fits(&self, selectors: &[&str]) -> Result<()> {
        self.until(&format!(
            "{}.every((each) => {{
                 const box = document.querySelector(each)?.getBoundingClientRect();
                 return box?.height > 0 && box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
             }})",
            json!(selectors)
        ))
        .await
    }
}
