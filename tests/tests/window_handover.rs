//! Hand-over in the real window: it receives from a colleague's station, carries to the province, and hands over itself.

use std::net::TcpListener;
use std::sync::Arc;

use anyhow::Result;
use rekam_protocol::{ids::OperatorId, lockbox::Cost};
use rekam_station::{Station, clock::SystemClock};
use rekam_tests::window::{PASSWORD, Place, TestStation, Window, desk, journey};

/// Brings what concerns hand-over to where it is seen.
async fn show(window: &Window) -> Result<()> {
    let script = "document.querySelector('[data-testid=hand-over-address]').scrollIntoView({ block: 'center' })";
    window.run(script, &[]).await.map(|_| ())
}

#[test]
fn a_colleague_hands_over_to_the_window_and_the_window_to_the_colleague() -> Result<()> {
    journey(async |stage| {
        let station = TestStation::make(Place::Ready)?;
        let mut serving = Some(station.serve()?);
        let home = station.colleague("6171-perahu")?;
        let supervisor: OperatorId = "sup-1".parse()?;
        let boat = Station::open(&home, Arc::new(SystemClock::new()), Cost::LEAST)?;
        let boat = boat.unlock(&supervisor, PASSWORD)?;
        boat.seal_canary()?;

        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.alt('3').await?;
        window
            .until("document.querySelector('[data-testid=line-state]').dataset.state === 'online'")
            .await?;
        window.click("hub-switch").await?;
        window.see("hub-open").await?;
        let shown = window.text("hub-open").await?;

        // The boat knows who answers, and says so; its packet arrives and is carried on.
        let there = boat.who_is_at(&station.hub())?;
        assert_eq!(there.station, "6171-contoh");
        let grouped: String = shown.split_whitespace().collect();
        assert!(grouped.contains(&there.fingerprint), "{shown}");
        let expected = "6171-contoh".parse()?;
        let handed = boat.hand_over(&station.hub(), Some(&expected))?;
        assert_eq!(handed.report.records, 1);
        window.read("Perahu Contoh").await?;
        show(&window).await?;
        window.look("60-queue-receives").await?;
        window.click("queue-send").await?;
        window
            .read("0 rekaman menunggu jaringan, 1 tanda terima")
            .await?;
        let back = boat.hand_over(&station.hub(), Some(&expected))?;
        assert_eq!(back.report.receipts, 1);
        assert_eq!(boat.store().outbox_counts()?.waiting, 0);

        // Another packet of the boat comes on a stick, goes over the window's line, and the receipt back onto the stick.
        boat.seal_canary()?;
        boat.export(&station.stick())?;
        window.click("stick-carry").await?;
        window.see("passed-on").await?;
        let passed = window.text("passed-on").await?;
        assert!(
            passed.contains("6171-perahu: 1 tanda terima") && !passed.contains("belum"),
            "{passed}"
        );
        window.look("63-queue-carried").await?;
        assert_eq!(boat.import(&station.stick())?.receipts, 1);
        assert_eq!(boat.store().outbox_counts()?.waiting, 0);

        // Now the line is gone, and the boat receives.
        drop(serving.take());
        window.click("hub-switch").await?;
        window.alt('2').await?;
        desk::record(&mut window, "andreas").await?;
        window.alt('3').await?;
        window.see("queue-row-1").await?;
        let hub = boat.receive(TcpListener::bind("127.0.0.1:0")?)?;
        for (address, seen) in [
            ("127.0.0.1:1".to_owned(), "hand-over-trouble"),
            (hub.address().to_string(), "hand-over-found"),
        ] {
            window
                .run(
                    "const field = document.querySelector('[data-testid=hand-over-address]'); field.value = ''; field.focus()",
                    &[],
                )
                .await?;
            window.at("hand-over-address").await?;
            window.type_in(&address).await?;
            window.click("hand-over-call").await?;
            window.see(seen).await?;
        }
        show(&window).await?;
        window.look("61-queue-who-answers").await?;
        window.click("hand-over-go").await?;
        window.see("handed-over").await?;
        show(&window).await?;
        window.look("62-queue-handed-over").await?;
        assert!(window.text("handed-over").await?.contains("1 rekaman"));
        assert_eq!(hub.visits()[0].kept, 1);
        window.close().await
    })
}
