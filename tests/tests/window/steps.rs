//! What journeys do at the desk, key by key.

use anyhow::Result;
use fantoccini::key::Key;
use rekam_tests::window::{PASSWORD, Window};

/// From the login screen to an open desk, as who is chosen there.
pub(crate) async fn log_in(window: &mut Window) -> Result<()> {
    window.at("unlock-password").await?;
    window.type_in(PASSWORD).await?;
    window.press(Key::Enter).await?;
    window.see("today-sealed").await
}

/// From the search to the first open step of somebody in the list.
pub(crate) async fn begin_with(window: &mut Window, name: &str) -> Result<()> {
    window.at("who-search").await?;
    window.type_in(name).await?;
    window
        .until("document.querySelector('[data-testid=resident-0]')?.getAttribute('aria-selected') === 'true'")
        .await?;
    window.press(Key::Enter).await?;
    answer_never(window).await
}

/// "Pernah rekam di mana pun?" Never; and on.
pub(crate) async fn answer_never(window: &mut Window) -> Result<()> {
    window.at("who-earlier-never").await?;
    window.type_in(" ").await?;
    window
        .until("document.querySelector('[data-testid=who-earlier-never]').checked")
        .await?;
    window.press(Key::Enter).await?;
    window.see("leave").await
}

/// The photo, and the resident's word on it.
pub(crate) async fn photograph(window: &mut Window) -> Result<()> {
    window.see("photo-take").await?;
    window
        .until("document.querySelector('[data-testid=camera-state]').dataset.state === 'streaming'")
        .await?;
    window.press(Key::F8).await?;
    window.at("photo-approve").await?;
    window.press(Key::Enter).await
}

/// The resident signs; the clerk keeps it.
pub(crate) async fn sign(window: &mut Window) -> Result<()> {
    window.sign("signature-pad").await?;
    window.at("signature-keep").await?;
    window.press(Key::Enter).await?;
    go_on(window).await
}

/// Excepts all fingers, or both eyes, with the word of the supervisor who is logged in.
pub(crate) async fn except_all(window: &mut Window) -> Result<()> {
    window.at("sites-all").await?;
    window.press(Key::Enter).await?;
    window.at("exception-note").await?;
    window.press(Key::Enter).await?;
    go_on(window).await
}

/// Every paper was seen.
pub(crate) async fn see_papers(window: &mut Window) -> Result<()> {
    window
        .until("document.activeElement?.dataset.testid?.startsWith('paper-')")
        .await?;
    while window
        .run("return document.activeElement?.dataset.testid", &[])
        .await?
        != "go-on"
    {
        let before = window
            .run(
                "return document.querySelectorAll('[aria-pressed=true]').length",
                &[],
            )
            .await?;
        window.press(Key::Enter).await?;
        window
            .until(&format!(
                "document.querySelectorAll('[aria-pressed=true]').length > {before}"
            ))
            .await?;
    }
    window.press(Key::Enter).await
}

/// Reads back, agrees and seals; ends with the slip.
pub(crate) async fn agree_and_seal(window: &mut Window) -> Result<()> {
    window.at("readback-agree").await?;
    window.press(Key::Enter).await?;
    window.at("seal").await?;
    window.press(Key::F9).await?;
    window.at("slip-next").await
}

/// Enter, where the way on has the cursor.
pub(crate) async fn go_on(window: &mut Window) -> Result<()> {
    window.at("go-on").await?;
    window.press(Key::Enter).await
}
