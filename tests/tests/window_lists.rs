//! Lists of expected residents in the real window: from the file of an office to the resident who sits down.

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::key::Key;
use rekam_tests::lists::{Messy, xlsx};
use rekam_tests::window::{Place, TestStation, Window, desk, journey};
use serde_json::json;

/// Gives the page a file, as a click into a folder would.
async fn choose(window: &Window, name: &str, bytes: &[u8]) -> Result<()> {
    window
        .run(
            "const bytes = Uint8Array.from(atob(arguments[1]), (letter) => letter.charCodeAt(0));
             const all = new DataTransfer();
             all.items.add(new File([bytes], arguments[0]));
             const input = document.querySelector('[data-testid=import-file]');
             input.files = all.files;
             input.dispatchEvent(new Event('change', { bubbles: true }))",
            &[json!(name), json!(STANDARD.encode(bytes))],
        )
        .await?;
    Ok(())
}

#[test]
fn a_workbook_becomes_a_list_that_is_called_and_served() -> Result<()> {
    journey(async |stage| {
        let messy = Messy::of(400, 7);
        let station = TestStation::make(Place::Ready)?;
        std::fs::write(station.stick().join("kota contoh.xlsx"), xlsx(&messy)?)?;
        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.at("today-next").await?;
        window.alt('7').await?;
        window.at("list-load").await?;
        window.see("listed-0").await?;
        window.look("40-lists").await?;

        // The keyboard alone, but for the folder of files, which is not ours.
        window.press(Key::Enter).await?;
        window.at("import-file").await?;
        window.see("import-stick").await?;
        window.look("41-list-file").await?;
        window.press(Key::Tab).await?;
        window.at("import-stick").await?;
        window.press(Key::Enter).await?;
        window.at("import-try").await?;
        assert_eq!(window.text("import-name").await?, "kota contoh");
        window.click("import-other").await?;
        window.at("import-file").await?;
        choose(&window, "kota contoh.xlsx", &xlsx(&messy)?).await?;
        window.at("import-try").await?;
        assert_eq!(window.text("import-name").await?, "kota contoh");
        assert_eq!(window.text("import-header").await?, "4");
        window
            .until("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            .await?;
        window.look("42-list-columns").await?;
        window.press(Key::Enter).await?;
        window.at("outcome-take").await?;
        window.look("43-list-dry-run").await?;
        assert_eq!(
            window.text("outcome-new").await?,
            messy.known.good.to_string()
        );
        let refused = messy.known.rows - messy.known.good;
        assert_eq!(window.text("outcome-refused").await?, refused.to_string());
        window.look("43-list-dry-run").await?;
        window.click("outcome-save").await?;
        window.see("outcome-saved").await?;
        let saved = std::fs::read_to_string(station.home().join("baris-ditolak.csv"))?;
        assert_eq!(saved.lines().count(), usize::try_from(refused)? + 1);
        window.focus("outcome-take").await?;
        window.press(Key::Enter).await?;
        window.see("outcome-done").await?;
        window.at("outcome-leave").await?;
        window.look("44-list-taken-in").await?;
        window.press(Key::Enter).await?;
        window.at("list-load").await?;

        window.choose("filter-list", "kota contoh").await?;
        window
            .run(
                "document.querySelector('[data-testid=filter-unrecorded]').click()",
                &[],
            )
            .await?;
        window
            .until(&format!(
                "document.querySelector('[data-testid=list-count]')?.innerText.startsWith('{} warga')",
                messy.known.good
            ))
            .await?;
        window
            .run(
                "document.querySelector('[data-testid=filter-bed]').click()",
                &[],
            )
            .await?;
        window
            .until(&format!(
                "document.querySelector('[data-testid=list-count]')?.innerText.startsWith('{} warga')",
                messy.known.bed_visits
            ))
            .await?;
        window.look("45-list-bed-visits").await?;
        window.click("list-calls").await?;
        window.at("calls-print").await?;
        window.see("calls").await?;
        let paper = window.text("calls").await?;
        assert!(
            paper.contains("gratis") && !paper.contains("61710"),
            "a NIK on paper"
        );
        window.look("46-call-list").await?;
        window.click("calls-back").await?;

        // From the list to the chair.
        window.choose("filter-list", "worklist").await?;
        window
            .run(
                "document.querySelector('[data-testid=filter-bed]').click()",
                &[],
            )
            .await?;
        window
            .until("document.querySelector('[data-testid=list-count]')?.innerText.startsWith('12 warga')")
            .await?;
        // Who may vote on a day: seven of them are 17 by then, two more turn 17 later in that month.
        window.focus("filter-seventeen").await?;
        window.type_in("31-10-2026").await?;
        // Whoever is 17 already, too: how many are not depends on the day of this test.
        window.click("filter-newly").await?;
        for (day, count) in [("01-11-2026", 7), ("30-11-2026", 9), ("", 12)] {
            window
                .run(
                    "const field = document.querySelector('[data-testid=filter-seventeen]');
                     field.value = ''; field.dispatchEvent(new Event('input', { bubbles: true })); field.focus()",
                    &[],
                )
                .await?;
            window.type_in(day).await?;
            window
                .until(&format!(
                    "document.querySelector('[data-testid=list-count]')?.innerText.startsWith('{count} warga')"
                ))
                .await?;
        }
        window.focus("listed-0").await?;
        window.press(Key::Down).await?;
        window.at("listed-1").await?;
        let name = window
            .run("return document.activeElement.innerText", &[])
            .await?;
        window.press(Key::Enter).await?;
        window.at("who-earlier-never").await?;
        assert_eq!(json!(window.text("who-search").await?), name);
        desk::answer_never(&mut window).await?;

        // What was done, against the lists: nothing yet, of many.
        window.alt('8').await?;
        window.at("report-print").await?;
        assert_eq!(window.text("report-sealed").await?, "0");
        window.look("47-report-month").await?;
        window.choose("report-what", "exceptions").await?;
        window.read("Laporan pengecualian").await?;
        window.look("48-report-exceptions").await?;
        window.click("report-save").await?;
        window.see("report-saved").await?;

        // A trip: planned, looked over, closed, reported.
        window.alt('9').await?;
        window.at("trip-place").await?;
        window.type_in("Desa Contoh").await?;
        for (id, text) in [
            ("trip-from", "24-11-2026"),
            ("trip-until", "31-12-2026"),
            ("trip-team", "op-1, sup-1"),
        ] {
            window.press(Key::Tab).await?;
            window.at(id).await?;
            window.type_in(text).await?;
        }
        window.press(Key::Enter).await?;
        window.see("trip-check-battery").await?;
        assert!(window.text("trip-check-list").await?.contains("Baik"));
        assert!(
            window
                .text("trip-check-canary")
                .await?
                .contains("uji kunci")
        );
        window.click("trip-canary").await?;
        window.see("trip-told").await?;
        window.look("49-trip").await?;
        window.click("trip-close").await?;
        window.read("Perjalanan ditutup").await?;
        window.alt('8').await?;
        window.at("report-print").await?;
        window.choose("report-span", "trip").await?;
        window.see("report-missing").await?;
        window.look("50-report-trip").await?;

        // What each person did is shown to a supervisor alone.
        let offered = "document.querySelector('[data-testid=report-what] [value=people]')";
        window.until(&format!("{offered} === null")).await?;
        window.click("lock").await?;
        window.at("unlock-password").await?;
        window.choose("unlock-operator", "sup-1").await?;
        desk::log_in(&mut window).await?;
        window.alt('8').await?;
        window.at("report-print").await?;
        window.until(&format!("{offered} !== null")).await?;
        window.choose("report-what", "people").await?;
        window.see("report-people").await?;
        window.look("51-report-people").await?;
        window.close().await
    })
}

#[test]
fn a_list_from_the_province_comes_by_line_and_by_stick_and_is_looked_through() -> Result<()> {
    journey(async |stage| {
        let station = TestStation::make(Place::Ready)?;
        let office = |name: &str, residents: usize| -> Result<()> {
            let file = station.stick().with_file_name("daftar.csv");
            let rows = (0..residents).map(|at| {
                let (day, serial) = (1 + at % 28, 9900 + at / 28);
                format!(
                    "617101{day:02}0105{serial};WARGA CONTOH {at};{day:02}-01-2005;6171011002\n"
                )
            });
            let rows: String = rows.collect();
            std::fs::write(&file, format!("NIK;NAMA LENGKAP;TGL LAHIR;DESA\n{rows}"))?;
            let file = file.display().to_string();
            let give = ["admin", "worklist", "give", &file, "--name", name];
            station.province(&[&give[..], &["--station", "6171-contoh"]].concat())?;
            Ok(())
        };
        let serving = station.serve()?;
        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.at("today-next").await?;
        // The station's keys reach the province with the first conversation; a list may be given from then on.
        let mut given = office("Belum rekam", 40);
        for _ in 0..100 {
            if given.is_ok() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            given = office("Belum rekam", 40);
        }
        given?;
        // While the lists are open, a conversation that the clock would begin brings one: two can be told apart now.
        window.alt('7').await?;
        window.at("list-load").await?;
        let send_now = "window.__TAURI_INTERNALS__.invoke('call', { name: 'send_now', args: {} })";
        window.run(send_now, &[]).await?;
        window.choose("filter-list", "Belum rekam").await?;
        window
            .until("document.querySelector('[data-testid=list-count]')?.innerText.startsWith('40 warga')")
            .await?;
        window.look("48-list-of-the-province").await?;
        drop(serving);

        // No line any more: the next one travels on a stick, sealed.
        office("Belum rekam", 30)?;
        window.alt('3').await?;
        window.click("stick-export").await?;
        window.read("sudah dibandingkan").await?;
        let stick = station.stick().display().to_string();
        station.province(&["import", &stick])?;
        window.click("stick-import").await?;
        window.see("provided").await?;
        let said = window.text("provided").await?;
        assert!(
            said.contains("0 nama baru atau berubah, 10 nama keluar"),
            "{said}"
        );
        let in_sight = "(() => { const at = document.querySelector('[data-testid=provided]').getBoundingClientRect();
            return at.top >= 0 && at.bottom <= innerHeight })()";
        window.until(in_sight).await?;
        window.look("49-list-on-a-stick").await?;
        window.alt('7').await?;
        window.choose("filter-list", "Belum rekam").await?;
        window
            .until("document.querySelector('[data-testid=list-count]')?.innerText.startsWith('30 warga')")
            .await?;
        Ok(())
    })
}
