//! Who cannot sit, see or sign, and which devices are there, in the real window.

use anyhow::Result;
use fantoccini::key::Key;
use rekam_tests::sbi::{Plan, Simulator};
use rekam_tests::window::{OPERATOR, Place, TestStation, Window, desk, journey};

#[test]
fn who_cannot_sit_see_or_sign_is_recorded_with_a_thumb_mark_and_the_helpers_name() -> Result<()> {
    journey(async |stage| {
        let station = TestStation::make(Place::Ready)?;
        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.alt('2').await?;
        desk::begin_with(&mut window, "maria").await?;

        // What the resident cannot do is noted, and what is done instead stands there in plain words.
        window.see("photo-take").await?;
        window
            .run(
                "document.querySelector('[data-testid=assist] summary').click()",
                &[],
            )
            .await?;
        for need in ["cannot-sit", "cannot-see", "cannot-sign", "assist-visit"] {
            window.click(need).await?;
        }
        window.focus("assist-helper").await?;
        window.type_in("anak contoh").await?;
        window.look("62-assist").await?;
        window.press(Key::Enter).await?;
        window.see("assistance").await?;
        window.read("ANAK CONTOH").await?;
        window.look("63-assistance-noted").await?;

        desk::photograph(&mut window).await?;
        desk::photograph_still(&mut window, "thumb-mark").await?;
        window.look("64-thumb-mark").await?;
        desk::go_on(&mut window).await?;
        desk::except_all(&mut window).await?;
        // Who cannot see has blind eyes, unless something else is said; that can be seen, so it is shown.
        window.at("sites-all").await?;
        window.press(Key::Enter).await?;
        window.at("exception-note").await?;
        window.press(Key::Enter).await?;
        desk::countersign(&mut window).await?;
        desk::photograph_still(&mut window, "exception-photo").await?;
        desk::go_on(&mut window).await?;
        desk::see_papers(&mut window).await?;
        window.see("stored-assistance").await?;
        window.look("65-read-back-assistance").await?;
        desk::agree_and_seal(&mut window).await?;

        window.press(Key::Enter).await?;
        desk::deliver(&mut window, &station, 1).await?;
        window.close().await
    })
}

#[test]
fn devices_are_listed_with_their_state_and_shown_with_their_picture() -> Result<()> {
    journey(async |stage| {
        let trusted = Simulator::begin_in_range(Plan::whole(7));
        let stranger = Simulator::begin_in_range(Plan::whole(8));
        let station = TestStation::make(Place::Ready)?;
        let maker = station.home().with_file_name("maker.pem");
        std::fs::write(&maker, trusted.pem())?;
        let maker = maker.display().to_string();
        station.rekam(&["device", "trust", "--operator", OPERATOR, &maker])?;
        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.alt('6').await?;
        window.read("Rekam Simulator Slap 1").await?;
        // What is not believed is listed as well, with what to do about it, and shows no picture.
        window.read(&format!("port {}", stranger.port())).await?;
        window.read("Alat yang tidak dipercaya").await?;
        window.click("device-look-right-four").await?;
        window
            .until("document.querySelector('[data-testid=device-picture]')?.naturalWidth > 0")
            .await?;
        window.look("67-devices").await?;

        // The station itself becomes a device for other programs, and says where.
        window.click("face-device").await?;
        window.read("127.0.0.1:45").await?;
        window
            .until("document.querySelector('[data-testid=face-device-certificate]')?.value.includes('BEGIN CERTIFICATE')")
            .await?;
        window
            .run(
                "document.querySelector('[data-testid=face-device]').scrollIntoView()",
                &[],
            )
            .await?;
        window.look("68-face-device").await?;
        window.close().await
    })
}
