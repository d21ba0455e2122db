//! What is asked and handed out at the counter, in the real window: the resident's own yes and no, and the slip on both papers.

use anyhow::Result;
use fantoccini::key::Key;
use rekam_tests::window::{Place, TestStation, Window, desk, journey};
use serde_json::json;

/// Presses a button of the resident's own screen; the door then holds this answer.
async fn answers(window: &mut Window, scene: &str, yes: bool) -> Result<()> {
    window.turn_to("?resident").await?;
    window.see(scene).await?;
    window
        .click(if yes { "resident-yes" } else { "resident-no" })
        .await?;
    window.read("Terima kasih").await?;
    let ask = "window.__TAURI_INTERNALS__.invoke('call', { name: 'status', args: {} })
         .then(({ answer }) => (window.heard = answer))";
    window.run(&format!("void {ask}"), &[]).await?;
    window
        .until(&format!("window.heard?.yes === {yes}"))
        .await?;
    window.turn_to("").await
}

/// The same answer while the desk listens. The driver sees one window, so it is given in that one.
async fn is_heard(window: &Window, yes: bool) -> Result<()> {
    let give = "void window.__TAURI_INTERNALS__.invoke('call', { name: 'scene_answer', args: { yes: arguments[0] } })";
    window.run(give, &[json!(yes)]).await.map(drop)
}

#[test]
fn a_resident_answers_on_a_screen_of_their_own_and_takes_the_slip_home() -> Result<()> {
    journey(async |stage| {
        let station = TestStation::make(Place::Ready)?;
        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.alt('2').await?;
        desk::begin_with(&mut window, "bagas").await?;
        desk::take(&mut window).await?;
        // Asked by word of mouth, the resident wants another one; then says so on the second screen.
        window.click("photo-retake").await?;
        window.at("photo-take").await?;
        desk::take(&mut window).await?;
        answers(&mut window, "scene-photo", false).await?;
        // What was answered to a desk that did not listen is not taken for an answer to what it asks now.
        window.click("step-photo").await?;
        window.at("photo-approve").await?;
        is_heard(&window, false).await?;
        window.at("photo-take").await?;
        desk::take(&mut window).await?;
        window.read("diulang warga 2 kali").await?;
        is_heard(&window, true).await?;

        desk::see_papers(&mut window).await?;
        window.at("readback-agree").await?;
        answers(&mut window, "scene-read-back", true).await?;
        window.at("readback-agree").await?;
        is_heard(&window, true).await?;
        window.at("seal").await?;
        window.press(Key::F9).await?;
        window.at("slip-next").await?;

        // No printer stands here: what would be printed on is noted where the system's dialog would come.
        let note = "window.print = () => (window.printed = [document.querySelector('[data-testid=slip]').className,
             ...document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText))]
             .join(' ').toLowerCase())";
        window.run(note, &[]).await?;
        for (button, paper, page) in [
            ("slip-print", "receipt", "80mm 200mm"),
            ("slip-print-sheet", "sheet", "a4"),
            ("slip-print", "receipt", "80mm 200mm"),
        ] {
            window.run("window.printed = ''", &[]).await?;
            window.click(button).await?;
            window
                .until(&format!(
                    "window.printed.includes('{paper}') && window.printed.includes('@page') && window.printed.includes('size: {page}')"
                ))
                .await?;
        }
        window.close().await
    })
}
