//! Journeys in the real window: the real program on a display of its own, keys pressed one by one.
//!
//! Long on purpose: each journey is one day at one counter, told from its first key to its last.

use anyhow::Result;
use fantoccini::key::Key;
use rekam_tests::sbi::{Plan, Simulator};
use rekam_tests::window::{OPERATOR, PASSWORD, Place, TestStation, Window, desk, journey};

/// Keys and strokes that one enrollment from the list may cost, beside the letters of the name.
const MOST_KEYS: u32 = 60;

/// Photographs the display once the second window has drawn what it was told to show.
async fn on_the_second_screen(window: &Window, name: &str) -> Result<()> {
    // The driver sees the operator's page alone, so there is nothing to wait for but time.
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    window.photograph(name)
}

#[test]
fn a_station_is_activated_a_colleague_comes_and_an_exception_needs_the_supervisors_word()
-> Result<()> {
    journey(async |stage| {
        let station = TestStation::make(Place::Issued)?;
        let mut window = Window::open(&stage, &station).await?;
        window.at("activation-text").await?;
        window.look("01-activation").await?;
        window.type_in(&station.activation_text()?).await?;
        window.press(Key::Enter).await?;
        window.at("activation-password").await?;
        window.look("02-activation-compare").await?;
        window.type_in(PASSWORD).await?;
        window.press(Key::Enter).await?;
        window.see("today-sealed").await?;

        window.alt('5').await?;
        window.see("check-lease").await?;
        window.look("03-checks").await?;
        window.alt('6').await?;
        window.click("colleague").await?;
        window.focus("colleague").await?;
        window.type_in("op-1").await?;
        window.press(Key::Tab).await?;
        window.type_in(PASSWORD).await?;
        window.press(Key::Enter).await?;
        window.read("op-1 sekarang dapat masuk").await?;

        window.click("lock").await?;
        window.at("unlock-password").await?;
        window.type_in("salah salah salah").await?;
        window.press(Key::Enter).await?;
        window.read("Kata sandi salah").await?;
        window.look("04-unlock-wrong").await?;
        window
            .until("!document.querySelector('[data-testid=unlock-go]').disabled")
            .await?;
        window.choose("unlock-operator", "op-1").await?;
        window.focus("unlock-password").await?;
        desk::log_in(&mut window).await?;
        window.read("Petugas Contoh").await?;
        window.at("today-next").await?;

        // A NIK that cannot be one is explained while it is typed, and again where it stands in the form.
        window.press(Key::Enter).await?;
        window.at("who-search").await?;
        window.type_in("6171019905059901").await?;
        window
            .until("document.querySelector('#nik-said .trouble')")
            .await?;
        window.look("05-nik-refused").await?;
        window.press(Key::Enter).await?;
        desk::answer_never(&mut window).await?;
        window.at("field-nik").await?;
        window
            .until("document.querySelector('[data-testid=field-nik]').getAttribute('aria-invalid') === 'true'")
            .await?;
        window.look("06-data-nik-refused").await?;

        // Fingers are excepted by an operator only with a supervisor's password.
        window.click("step-fingers").await?;
        window.at("sites-all").await?;
        window.press(Key::Enter).await?;
        window.at("exception-note").await?;
        window.press(Key::Enter).await?;
        window.at("supervisor-password").await?;
        window.type_in("bukan kata sandinya").await?;
        window.press(Key::Enter).await?;
        window.read("Kata sandi salah").await?;
        window.look("07-exception-refused").await?;
        // A wrong password costs a supervisor a moment as well.
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        window
            .run("const field = document.querySelector('[data-testid=supervisor-password]'); field.focus(); field.select()", &[])
            .await?;
        desk::countersign(&mut window).await?;
        window.at("go-on").await?;
        window.look("08-exceptions").await?;

        // A paper is photographed, turned and cut to its page.
        window.click("step-documents").await?;
        window.click("paper-f-1-02-photo").await?;
        window
            .until("document.querySelector('.mirror img')?.naturalWidth > 0")
            .await?;
        window.click("paper-f-1-02-photo").await?;
        window.click("paper-f-1-02-cut").await?;
        let is = |width: u32, height: u32| {
            format!(
                "[{width}, {height}].join() === [document.querySelector('.picture img')?.naturalWidth,
                 document.querySelector('.picture img')?.naturalHeight].join()"
            )
        };
        // There is no page in it, so all of it is kept, no longer than 1600 pixels.
        window.until(&is(1600, 900)).await?;
        window.look("09-paper").await?;
        window.click("turn").await?;
        window.until(&is(900, 1600)).await?;
        window
            .run(
                "const side = document.querySelector('[data-testid=cut-bottom]');
                 side.value = '0.5'; side.dispatchEvent(new Event('input', { bubbles: true }))",
                &[],
            )
            .await?;
        window.click("cut").await?;
        window.until(&is(900, 800)).await?;
        window.close().await
    })
}

#[test]
fn two_residents_are_recorded_by_keyboard_alone_and_sent_when_the_line_is_there() -> Result<()> {
    journey(async |stage| {
        let station = TestStation::make(Place::Hinting)?;
        let mut window = Window::open(&stage, &station).await?;
        window.at("unlock-password").await?;
        window.look("10-unlock").await?;
        desk::log_in(&mut window).await?;
        window.at("today-next").await?;
        window.see("today-sealed").await?;
        window.look("11-today").await?;

        let before = (window.keys, window.clicks);
        window.press(Key::Enter).await?;
        window.at("who-search").await?;
        window
            .until("document.querySelectorAll('[role=option]').length === 12")
            .await?;
        window.look("12-who").await?;
        desk::begin_with(&mut window, "dewi").await?;
        window.see("photo-take").await?;
        window.until("document.querySelector('.face')").await?;
        // The picture, what to do and the button are there without scrolling, on a small screen too.
        let all = [".mirror img", ".said", "[data-testid=photo-take]"];
        window.resize(1024, 768).await?;
        window.fits(&all).await?;
        window.look("64-photo-small").await?;
        window.resize(1280, 800).await?;
        window.fits(&all).await?;
        window.look("13-photo").await?;
        desk::photograph(&mut window).await?;
        window.see("signature-pad").await?;
        window.look("14-signature").await?;
        desk::sign(&mut window).await?;
        window.see("sites-all").await?;
        window.look("15-fingers").await?;
        desk::except_all(&mut window).await?;
        window.see("site-left-eye").await?;
        window.look("16-irises").await?;
        desk::except_all(&mut window).await?;
        window.see("paper-f-1-02-seen").await?;
        window.look("17-documents").await?;
        desk::see_papers(&mut window).await?;
        window.at("readback-agree").await?;
        window.look("18-read-back").await?;
        desk::agree_and_seal(&mut window).await?;
        window.look("19-slip").await?;
        assert!(window.text("slip").await?.contains("DEWI CONTOH LESTARI"));
        window.press(Key::Enter).await?;
        let keys = window.keys - before.0;
        let clicks = window.clicks - before.1;
        println!(
            "one enrollment from the list: {keys} keys, {clicks} strokes of the resident's pen"
        );
        assert!(keys <= MOST_KEYS, "{keys} keys");
        assert_eq!(
            clicks, 1,
            "nothing but the resident's signature needs a pointer"
        );

        // A child of five or more: a photo, and no biometrics.
        // The second screen shows what the resident is asked.
        desk::begin_with(&mut window, "bagas").await?;
        window.click("resident-window").await?;
        window
            .until("document.querySelector('[data-testid=resident-window]').ariaPressed === 'true'")
            .await?;
        window.see("photo-take").await?;
        on_the_second_screen(&window, "27-resident-mirror").await?;
        window.press(Key::F8).await?;
        window.at("photo-approve").await?;
        on_the_second_screen(&window, "28-resident-photo").await?;
        // The same face as the first resident's: the camera shows one picture.
        window.see("likeness").await?;
        assert!(window.text("likeness").await?.contains("nomor 1"));
        window.press(Key::Enter).await?;
        desk::see_papers(&mut window).await?;
        window.at("readback-agree").await?;
        on_the_second_screen(&window, "29-resident-read-back").await?;
        window.click("resident-window").await?;
        window.focus("readback-agree").await?;
        desk::agree_and_seal(&mut window).await?;
        window.press(Key::Enter).await?;
        window.at("who-search").await?;

        window.alt('3').await?;
        window.see("queue-row-2").await?;
        window
            .until("document.querySelector('[data-testid=line-state]').dataset.state === 'offline'")
            .await?;
        window.look("20-queue-offline").await?;
        // On a line that costs too much nothing is sent, though the province is there, until it is switched on again.
        window.click("queue-pause").await?;
        let state = "document.querySelector('[data-testid=line-state]').dataset.state";
        window.until(&format!("{state} === 'paused'")).await?;
        window.read("Lanjutkan pengiriman").await?;
        let serving = station.serve()?;
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        window.until(&format!("{state} === 'paused'")).await?;
        assert!(!window.text("queue-row-1").await?.contains("Diterima"));
        window.click("queue-pause").await?;
        window.until(&format!("{state} !== 'paused'")).await?;
        window.click("queue-send").await?;
        window.until("[1, 2].every((row) => document.querySelector(`[data-testid=queue-row-${row}]`).innerText.includes('Diterima'))").await?;
        station.open_packets()?;
        window.click("queue-send").await?;
        window.until("[1, 2].every((row) => !document.querySelector(`[data-testid=queue-row-${row}]`).innerText.includes('Diterima'))").await?;
        // Created = received, as the province signed it.
        let reckoned = "document.querySelector('[data-testid^=reckoned-]')?.innerText ?? ''";
        window
            .until(&format!("({reckoned}).includes('dibuat 2, diterima 2')"))
            .await?;
        window.look("21-queue-received").await?;

        // The resident comes back with the slip: its number, or what a scanner reads of its code.
        for (typed, seen) in [("2", "slip-found"), ("bukan bukti", "slip-trouble")] {
            window.focus("slip-code").await?;
            window.at("slip-code").await?;
            window.type_in(typed).await?;
            window.press(Key::Enter).await?;
            window.see(seen).await?;
            if seen == "slip-found" {
                assert!(window.text(seen).await?.contains("Rekaman nomor 2"));
                window.look("52-queue-by-slip").await?;
            }
        }
        drop(serving);

        // The next one travels on a stick: to the province and back; a second round changes nothing.
        window.alt('2').await?;
        desk::record(&mut window, "andreas").await?;
        window.alt('3').await?;
        window.see("queue-row-3").await?;
        // A stick goes to the province and comes back; a second round changes nothing.
        for receipts in ["1 tanda terima", "0 rekaman"] {
            window.click("stick-export").await?;
            window.read("sudah dibandingkan").await?;
            let stick = station.stick().display().to_string();
            station.province(&["import", &stick])?;
            window.click("stick-import").await?;
            window.read(receipts).await?;
        }
        // The reckoning comes back on the stick too.
        window
            .until(&format!("({reckoned}).includes('dibuat 3, diterima 3')"))
            .await?;
        window.look("26-queue-stick").await?;

        // A second copy on a card that stays plugged in, and everything that is kept read again at the close of the day.
        std::fs::create_dir(station.stick().with_file_name("KARTU"))?;
        window.alt('6').await?;
        window.choose("mirror-medium", "KARTU").await?;
        window
            .run(
                "document.querySelector('[data-testid=mirror-medium]').scrollIntoView()",
                &[],
            )
            .await?;
        window
            .until("document.querySelector('[data-testid=mirror-standing]')?.innerText.includes('KARTU: lengkap')")
            .await?;
        window.look("43-settings-mirror").await?;

        window.alt('4').await?;
        window.see("close-sealed").await?;
        assert_eq!(window.text("close-sealed").await?, "3");
        window.read("3 rekaman utuh").await?;
        // A supervisor comes, looks at the sheet, and gives their own password.
        window.focus("supervisor-password").await?;
        desk::countersign(&mut window).await?;
        window.see("close-approved").await?;
        assert!(
            window
                .text("close-approved")
                .await?
                .contains("sampai nomor 3")
        );
        window.look("22-day-close").await?;
        window
            .run(
                "document.querySelector('[data-testid=close-approve]').scrollIntoView({ block: 'end' })",
                &[],
            )
            .await?;
        window.look("54-day-approved").await?;
        window.alt('6').await?;
        window.click("camera-test").await?;
        window
            .until("document.querySelector('.mirror img')?.naturalWidth > 0")
            .await?;
        window.look("23-settings").await?;
        // A card over 40 % of the picture at half a metre: 24 degrees.
        window.click("measure").await?;
        window
            .until("document.querySelector('.still img')?.naturalWidth > 0")
            .await?;
        window
            .run("document.querySelector('.still').scrollIntoView()", &[])
            .await?;
        window.look("32-settings-measure").await?;
        window.click("measured").await?;
        window
            .until("document.querySelector('[data-testid=field-of-view]').value === '24'")
            .await?;
        // A photo that takes itself: nobody presses the key, and the resident is asked all the same.
        window.click("automatic").await?;
        window
            .until("document.querySelector('[data-testid=automatic]').checked")
            .await?;
        window.alt('2').await?;
        desk::begin_with(&mut window, "rizki").await?;
        window.at("photo-approve").await?;
        window.look("33-photo-took-itself").await?;
        window.alt('6').await?;
        window.see("automatic").await?;
        window.click("language-en").await?;
        window.read("Settings").await?;
        window.alt('1').await?;
        window.read("Recorded today").await?;
        assert_eq!(window.text("today-sealed").await?, "3");
        window.look("24-today-english").await?;
        window
            .run(
                "const size = document.documentElement.style; size.fontSize = '200%'",
                &[],
            )
            .await?;
        window
            .until("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            .await?;
        window.look("25-today-200-percent").await?;
        // The resident's page, in the window that the driver can see.
        window.turn_to("?resident").await?;
        window.see("scene-welcome").await?;
        window.look("31-resident-welcome").await?;
        window.close().await
    })
}

#[test]
fn what_the_photo_needs_is_written_drawn_and_spoken() -> Result<()> {
    journey(async |stage| {
        let station = TestStation::make(Place::Ready)?;
        station.shows("defects/p02-glasses-clear.jpg")?;
        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.alt('6').await?;
        window.click("voice").await?;
        window
            .until("document.querySelector('[data-testid=voice]').checked")
            .await?;
        // Nobody sits at this machine's loudspeaker, so the page notes what has come to its end there.
        window
            .run(
                "window.spoken = [];
                 const start = AudioBufferSourceNode.prototype.start;
                 AudioBufferSourceNode.prototype.start = function () {
                   this.addEventListener('ended', () => window.spoken.push(this.buffer.duration));
                   return start.call(this);
                 }",
                &[],
            )
            .await?;
        window.alt('2').await?;
        desk::begin_with(&mut window, "rizki").await?;
        window.see("pictogram-glasses").await?;
        window.read("Lepas kacamata").await?;
        window
            .until("window.spoken.some((seconds) => seconds > 0.5 && seconds < 3)")
            .await?;
        window.look("34-photo-instruction").await?;
        window.turn_to("?resident").await?;
        window.see("scene-mirror").await?;
        window.see("pictogram-glasses").await?;
        window.look("35-resident-instruction").await?;
        window.close().await
    })
}

#[test]
fn a_power_cut_comes_back_to_the_same_field_and_a_second_recording_needs_a_reason() -> Result<()> {
    journey(async |stage| {
        let station = TestStation::make(Place::Ready)?;
        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.at("today-next").await?;
        window.press(Key::Enter).await?;
        window.at("who-search").await?;
        window.type_in("6171014505059901").await?;
        window.read("6171 0145 0505 9901").await?;
        window.press(Key::Enter).await?;
        desk::answer_never(&mut window).await?;
        window.at("field-nik").await?;
        window.press(Key::Enter).await?;
        window.at("field-kk-number").await?;
        window.type_in("6171010101159901").await?;
        window.press(Key::Enter).await?;
        window.at("field-full-name").await?;
        window.type_in("SITI CONTOH KAP").await?;
        window
            .until("document.querySelector('[data-testid=save-state]').innerText === 'Tersimpan'")
            .await?;
        window.look("30-data").await?;
        window.kill()?;

        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.at("field-full-name").await?;
        assert_eq!(window.text("field-full-name").await?, "SITI CONTOH KAP");
        assert_eq!(window.text("field-kk-number").await?, "6171010101159901");

        // So does a lock, with what was typed just before it.
        window.press(Key::End).await?;
        window.type_in("UAS").await?;
        window.click("lock").await?;
        desk::log_in(&mut window).await?;
        window.at("field-full-name").await?;
        assert_eq!(window.text("field-full-name").await?, "SITI CONTOH KAPUAS");
        // And put aside, the draft waits in the list.
        window.click("leave").await?;
        window.at("who-search").await?;
        window.read("SITI CONTOH KAPUAS").await?;

        // One person, one recording: the seal refuses a second one until a supervisor has given a reason.
        desk::record(&mut window, "dewi").await?;
        window.press(Key::Enter).await?;
        desk::capture(&mut window, "dewi").await?;
        window.press(Key::Enter).await?;
        window.at("seal").await?;
        window.press(Key::F9).await?;
        window.at("double-reason").await?;
        window.look("32-double").await?;
        window.type_in("Foto pertama tertukar").await?;
        window.press(Key::Enter).await?;
        desk::countersign(&mut window).await?;
        window.at("slip-next").await?;
        window.press(Key::Enter).await?;

        // A head that stays turned: two faults, a reason for each by one key, and only then the resident is asked.
        station.shows("defects/p02-yaw-left-30.jpg")?;
        desk::begin_with(&mut window, "bagas").await?;
        window.read("Hadap lurus ke kamera").await?;
        window.press(Key::F8).await?;
        window.at("photo-better").await?;
        window.see("aside-other").await?;
        window.look("36-photo-faults").await?;
        window.press(Key::Enter).await?;
        window.at("photo-take").await?;
        window.press(Key::F8).await?;
        window.at("photo-better").await?;
        window.see("aside-other").await?;
        window
            .run(
                "document.querySelectorAll('[data-testid=faults] input')[1].click()",
                &[],
            )
            .await?;
        window.type_in("3").await?;
        window.read("Tidak dapat duduk tegak").await?;
        window
            .until("document.querySelectorAll('[data-testid=faults] input').length === 0")
            .await?;
        window.type_in("7").await?;
        window.at("aside-note").await?;
        window.type_in("Kelainan leher sejak lahir 2018").await?;
        window.look("37-photo-reason").await?;
        window.press(Key::Enter).await?;
        window.at("photo-approve").await?;
        window.look("38-photo-set-aside").await?;
        window.press(Key::Enter).await?;
        desk::see_papers(&mut window).await?;
        window.at("readback-agree").await?;
        window.read("Kelainan leher").await?;
        window.look("39-read-back-aside").await?;

        // The cloth is learned from the empty chair; the portrait has the colour of the year, and follows it.
        station.shows("clip/frame-000.jpg")?;
        desk::learn_cloth(&mut window).await?;
        window.look("40-settings-cloth").await?;
        station.shows("p01-good.jpg")?;
        window.alt('2').await?;
        window.click("leave").await?;
        desk::begin_with(&mut window, "rizki").await?;
        window.read("Aturan meminta latar merah").await?;
        window
            .until("document.querySelector('.mirror img')?.naturalWidth === 1920")
            .await?;
        window.press(Key::F8).await?;
        window.at("photo-approve").await?;
        window.read("berlatar merah").await?;
        window.look("41-photo-background").await?;
        window.click("step-data").await?;
        window.at("field-nik").await?;
        window
            .run(
                "const born = document.querySelector('[data-testid=field-birth-date]');
                 born.focus(); born.select()",
                &[],
            )
            .await?;
        window.type_in("15-12-2006").await?;
        window
            .until("document.querySelector('[data-testid=save-state]').innerText === 'Tersimpan'")
            .await?;
        window.click("step-photo").await?;
        window.read("berlatar biru").await?;
        window.at("photo-approve").await?;
        window.look("42-photo-other-background").await?;
        window.close().await
    })
}

#[test]
fn a_change_of_data_says_which_element_changes_and_what_shows_it() -> Result<()> {
    journey(async |stage| {
        let station = TestStation::make(Place::Ready)?;
        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.alt('2').await?;
        desk::begin_for(&mut window, "maria", "UBAH", "recorded").await?;
        window.see("change-field").await?;
        window.read("Sebutkan paling sedikit satu elemen").await?;
        desk::change_address(&mut window).await?;
        window
            .run(
                "document.querySelector('[data-testid=change-field]').scrollIntoView({ block: 'center' })",
                &[],
            )
            .await?;
        window.look("44-data-change").await?;
        window.click("step-documents").await?;
        desk::see_papers(&mut window).await?;
        window.see("changed-address").await?;
        window.look("45-read-back-change").await?;
        desk::agree_and_seal(&mut window).await?;
        window.close().await
    })
}

#[test]
fn fingers_and_irises_are_captured_by_keyboard_and_the_one_that_is_not_there_is_excepted()
-> Result<()> {
    journey(async |stage| {
        let simulator = Simulator::begin_in_range(Plan::farmer(7));
        let station = TestStation::make(Place::Ready)?;
        let maker = station.home().with_file_name("maker.pem");
        std::fs::write(&maker, simulator.pem())?;
        let maker = maker.display().to_string();
        station.rekam(&["device", "trust", "--operator", OPERATOR, &maker])?;
        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.alt('2').await?;
        desk::begin_with(&mut window, "maria").await?;
        desk::photograph(&mut window).await?;
        desk::sign(&mut window).await?;

        // Enter asks for what is laid on the glass next; a worn finger is tried again, and the best try stays.
        let hands = "document.querySelector('.sides').innerText";
        for _ in 0..12 {
            window.at("sites-capture").await?;
            let before = window.run(&format!("return {hands}"), &[]).await?;
            window.press(Key::Enter).await?;
            window.until(&format!("{hands} !== {before}")).await?;
            let settled = "return document.querySelectorAll('.site.settled').length";
            if window.run(settled, &[]).await? == 9 {
                break;
            }
        }
        window.read("43/40 · 3x").await?;
        window.look("46-fingers").await?;

        // The finger that is not there is excepted by a supervisor.
        window.click("site-left-little").await?;
        window.choose("exception-reason", "missing").await?;
        window.focus("exception-note").await?;
        window.press(Key::Enter).await?;
        desk::countersign(&mut window).await?;
        // That it is not there can be seen: face and palms in one picture.
        desk::photograph_still(&mut window, "exception-photo").await?;
        window.look("60-exception-photo").await?;
        desk::go_on(&mut window).await?;

        window.at("sites-capture").await?;
        window
            .until("document.querySelector('[data-testid=device-picture]')?.naturalWidth > 0")
            .await?;
        window.look("61-iris-stream").await?;
        window.press(Key::Enter).await?;
        window.at("go-on").await?;
        window.look("47-irises").await?;
        window.press(Key::Enter).await?;
        desk::see_papers(&mut window).await?;
        window.see("captured-sites").await?;
        window.look("48-read-back-sites").await?;
        desk::agree_and_seal(&mut window).await?;

        // What was captured arrives, and the province keeps the record.
        window.press(Key::Enter).await?;
        desk::deliver(&mut window, &station, 1).await?;
        window.close().await
    })
}

#[test]
fn somebody_of_the_register_is_found_by_another_spelling_and_seen_to_be_recorded_before_the_photo()
-> Result<()> {
    journey(async |stage| {
        let station = TestStation::make(Place::Ready)?;
        let mut window = Window::open(&stage, &station).await?;
        desk::log_in(&mut window).await?;
        window.at("today-next").await?;
        window.press(Key::Enter).await?;
        window.at("who-search").await?;
        window.type_in("moeh jusuf 12-03-1990").await?;
        window.read("MUHAMMAD CONTOH YUSUF").await?;
        window.read("MOHD. CONTOH JUSUF").await?;
        window.look("36-who-register").await?;
        // Recorded already, and known under another NIK: said before anything begins.
        window.press(Key::Down).await?;
        window.press(Key::Enter).await?;
        window.see("caution").await?;
        window.read("6171 0212 0390 9922").await?;
        window.at("who-earlier-never").await?;
        window.type_in(" ").await?;
        window.click("who-why").await?;
        window.type_in("Kartu tertukar").await?;
        window.look("37-who-recorded").await?;
        window.press(Key::Enter).await?;
        // What the register knows stands in the form.
        window.at("field-nik").await?;
        assert_eq!(window.text("field-nik").await?, "6171011203909921");
        assert_eq!(
            window.text("field-mother-name").await?,
            "SITI CONTOH AMINAH"
        );
        window.click("step-photo").await?;
        window.see("caution").await?;
        window.look("38-photo-caution").await?;
        window.close().await
    })
}
