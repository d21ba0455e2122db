//! What a clerk does at the desk, key by key.

use anyhow::{Context as _, Result};
use fantoccini::key::Key;

use serde_json::Value;

use super::{PASSWORD, TestStation, Window};

/// From the login screen to an open desk, as who is chosen there.
///
/// # Errors
/// What does not come on screen.
pub async fn log_in(window: &mut Window) -> Result<()> {
    window.at("unlock-password").await?;
    window.type_in(PASSWORD).await?;
    window.press(Key::Enter).await?;
    window.see("lock").await
}

/// From the search to the first open step of somebody in the list.
///
/// # Errors
/// What does not come on screen.
pub async fn begin_with(window: &mut Window, name: &str) -> Result<()> {
    window.at("who-search").await?;
    window.type_in(name).await?;
    window
        .until("document.querySelector('[data-testid=resident-0]')?.getAttribute('aria-selected') === 'true'")
        .await?;
    window.press(Key::Enter).await?;
    answer_never(window).await
}

/// The same for another service than the one that is offered, and with an answer to "ever recorded, anywhere?": `never`,
/// `recorded` or `unknown`.
///
/// # Errors
/// What does not come on screen.
pub async fn begin_for(
    window: &mut Window,
    name: &str,
    service: &str,
    earlier: &str,
) -> Result<()> {
    window.at("who-search").await?;
    window.type_in(name).await?;
    window
        .until("document.querySelector('[data-testid=resident-0]')?.getAttribute('aria-selected') === 'true'")
        .await?;
    window.press(Key::Enter).await?;
    window.at("who-earlier-never").await?;
    window.choose("who-service", service).await?;
    window.focus(&format!("who-earlier-{earlier}")).await?;
    window.type_in(" ").await?;
    window
        .until(&format!(
            "document.querySelector('[data-testid=who-earlier-{earlier}]').checked"
        ))
        .await?;
    window.press(Key::Enter).await?;
    window.see("leave").await
}

/// "Pernah rekam di mana pun?" Never; and on.
///
/// # Errors
/// What does not come on screen.
pub async fn answer_never(window: &mut Window) -> Result<()> {
    window.at("who-earlier-never").await?;
    window.type_in(" ").await?;
    window
        .until("document.querySelector('[data-testid=who-earlier-never]').checked")
        .await?;
    window.press(Key::Enter).await?;
    window.see("leave").await
}

/// The photo; the resident's word on it is asked for.
///
/// # Errors
/// What does not come on screen.
pub async fn take(window: &mut Window) -> Result<()> {
    window.see("photo-take").await?;
    window
        .until("document.querySelector('[data-testid=camera-state]').dataset.state === 'streaming'")
        .await?;
    window.press(Key::F8).await?;
    window.at("photo-approve").await
}

/// The photo, and the resident's word on it.
///
/// # Errors
/// What does not come on screen.
pub async fn photograph(window: &mut Window) -> Result<()> {
    take(window).await?;
    window.press(Key::Enter).await
}

/// In the settings, the cloth of an empty chair that a small camera sees.
///
/// # Errors
/// What does not come on screen.
pub async fn learn_cloth(window: &mut Window) -> Result<()> {
    window.alt('6').await?;
    window.choose("background-way", "cloth").await?;
    window.click("camera-test").await?;
    window
        .until("document.querySelector('.mirror img')?.naturalWidth === 1280")
        .await?;
    window.click("cloth-learn").await?;
    window.read("Kain dipelajari").await?;
    window
        .run(
            "document.querySelector('[data-testid=background-way]').scrollIntoView()",
            &[],
        )
        .await
        .map(drop)
}

/// The resident signs; the clerk keeps it.
///
/// # Errors
/// What does not come on screen.
pub async fn sign(window: &mut Window) -> Result<()> {
    window.sign("signature-pad").await?;
    window.at("signature-keep").await?;
    window.press(Key::Enter).await?;
    go_on(window).await
}

/// A supervisor comes and gives a password for what stands there.
///
/// # Errors
/// What does not come on screen.
pub async fn countersign(window: &mut Window) -> Result<()> {
    window.at("supervisor-password").await?;
    window.type_in(PASSWORD).await?;
    window.press(Key::Enter).await
}

/// Excepts all fingers, or both eyes, with a supervisor's word.
///
/// # Errors
/// What does not come on screen.
pub async fn except_all(window: &mut Window) -> Result<()> {
    window.at("sites-all").await?;
    window.press(Key::Enter).await?;
    window.at("exception-note").await?;
    window.press(Key::Enter).await?;
    countersign(window).await?;
    go_on(window).await
}

/// The address changes by F-1.06: what stood there is there already, a letter shows it, and a digit is added to the new one.
///
/// # Errors
/// What does not come on screen.
pub async fn change_address(window: &mut Window) -> Result<()> {
    window.choose("change-field", "address").await?;
    window.focus("change-field").await?;
    window
        .until("document.querySelector('[data-testid=change-before]').value.startsWith('JALAN CONTOH NOMOR')")
        .await?;
    window.press(Key::Tab).await?;
    window.press(Key::Tab).await?;
    window.type_in("Surat pindah 7/2026").await?;
    window.press(Key::Enter).await?;
    // The cursor waits where the new value is typed.
    window.at("field-address").await?;
    window.press(Key::End).await?;
    window.type_in("0").await?;
    window
        .until(
            "/NOMOR \\d+0/.test(document.querySelector('[data-testid=change-address]')?.innerText)",
        )
        .await
}

/// A still picture is taken by keyboard: the first press shows the camera's picture, the second takes it.
///
/// # Errors
/// What does not come on screen.
pub async fn photograph_still(window: &mut Window, slot: &str) -> Result<()> {
    window.at(&format!("take-{slot}")).await?;
    window.press(Key::Enter).await?;
    window
        .until("document.querySelector('.still .mirror img')?.naturalWidth > 0")
        .await?;
    window.press(Key::Enter).await?;
    window.see(&format!("kept-{slot}")).await
}

/// Every paper was seen.
///
/// # Errors
/// What does not come on screen.
pub async fn see_papers(window: &mut Window) -> Result<()> {
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
///
/// # Errors
/// What does not come on screen.
pub async fn agree_and_seal(window: &mut Window) -> Result<()> {
    window.at("readback-agree").await?;
    window.press(Key::Enter).await?;
    window.at("seal").await?;
    window.press(Key::F9).await?;
    window.at("slip-next").await
}

/// The first `count` records are sent from the queue, and the province opens and keeps every one of them.
///
/// # Errors
/// What does not come on screen, or a record that the province does not keep.
pub async fn deliver(window: &mut Window, station: &TestStation, count: usize) -> Result<()> {
    let serving = station.serve()?;
    window.alt('3').await?;
    window.click("queue-send").await?;
    window
        .until(&format!(
            "document.querySelector('[data-testid=queue-row-{count}]')?.innerText.includes('Diterima')"
        ))
        .await?;
    station.open_packets()?;
    drop(serving);
    let packets: Value = serde_json::from_slice(&station.province(&["admin", "list"])?)?;
    let statuses: Vec<&Value> = packets
        .as_array()
        .into_iter()
        .flatten()
        .map(|packet| &packet["status"])
        .collect();
    anyhow::ensure!(statuses == vec!["PROCESSING"; count], "{statuses:?}");
    Ok(())
}

/// Enter, where the way on has the cursor.
///
/// # Errors
/// What does not come on screen.
pub async fn go_on(window: &mut Window) -> Result<()> {
    window.at("go-on").await?;
    window.press(Key::Enter).await
}

/// From the search to the slip, whoever is found and whatever their service asks for.
///
/// # Errors
/// What does not come on screen.
pub async fn record(window: &mut Window, name: &str) -> Result<()> {
    capture(window, name).await?;
    agree_and_seal(window).await
}

/// From the search to the reading back, whoever is found and whatever their service asks for.
///
/// # Errors
/// What does not come on screen.
pub async fn capture(window: &mut Window, name: &str) -> Result<()> {
    begin_with(window, name).await?;
    go_through(window, name).await
}

/// From the first open step to the reading back, whatever the service of `who` asks for.
///
/// # Errors
/// What does not come on screen.
pub async fn go_through(window: &mut Window, who: &str) -> Result<()> {
    let mut done = String::new();
    loop {
        let step = step_after(window, &done).await?;
        match step.as_str() {
            "photo" => photograph(window).await?,
            "signature" => sign(window).await?,
            "fingers" | "irises" => except_all(window).await?,
            "documents" => see_papers(window).await?,
            "read-back" => return window.at("readback-agree").await,
            other => anyhow::bail!("{who} stops at {other}"),
        }
        done = step;
    }
}

/// The step that is open, once the one that is done was left.
async fn step_after(window: &Window, done: &str) -> Result<String> {
    let open = "document.querySelector('[aria-current=step]')?.dataset.testid";
    let left = format!("![undefined, 'step-{done}'].includes({open})");
    window.until(&left).await?;
    let step = window.run(&format!("return {open}"), &[]).await?;
    let step = step.as_str().context("a step")?;
    Ok(step.trim_start_matches("step-").to_owned())
}
