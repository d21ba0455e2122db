//! What the queue says of a resident whom another station recorded too.

use std::sync::Arc;

use anyhow::Result;
use rekam_protocol::lockbox::Cost;
use rekam_station::{Station, clock::SystemClock, store::twice::OtherRecording};
use rekam_tests::window::{OPERATOR, PASSWORD, Place, TestStation, Window, desk, journey};

#[test]
fn the_queue_says_where_a_resident_was_recorded_too_and_what_to_do() -> Result<()> {
    journey(async |stage| {
        let station = TestStation::make(Place::Ready)?;
        let home = station.home();
        let opened = Station::open(&home, Arc::new(SystemClock::new()), Cost::RECOMMENDED)?;
        let seated = opened.unlock(&OPERATOR.parse()?, PASSWORD)?;
        for stands in [true, false] {
            let other = OtherRecording {
                station: "6171-perahu-2".parse()?,
                station_name: "Perahu Contoh".to_owned(),
                recorded_on: "2026-11-24".parse()?,
                stands,
            };
            let sealed = seated.seal_canary()?.1.packet;
            seated.store().record_twice(sealed, &other)?;
        }
        seated.lock()?;
        drop(opened);
        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.at("today-next").await?;
        window.alt('3').await?;
        window.see("queue-row-2").await?;
        for (row, advice) in [(1, "tidak perlu berbuat apa-apa"), (2, "Jangan rekam lagi")] {
            let said = window.text(&format!("elsewhere-{row}")).await?;
            assert!(said.contains("Perahu Contoh (6171-perahu-2) tanggal 24-11-2026"));
            assert!(said.contains(advice), "{said}");
        }
        let last = "document.querySelector('[data-testid=queue-row-2]').scrollIntoView(false)";
        window.run(last, &[]).await?;
        window.look("58-queue-elsewhere").await?;
        Ok(())
    })
}
