//! The real window on a display of its own, driven through WebDriver and looked at through X.
//!
//! ```text
//! Stage (Xvfb) --> Window (WebKitWebDriver + the real rekam-window) --> keys in, page read, screen photographed, axe
//! ```
//!
//! Keys go in one by one and are counted: what they cost is part of what is tested.

mod axe;
pub mod desk;
mod processes;
mod size;
mod stage;
mod station;

pub use stage::{Stage, missing_tools};
pub use station::{OPERATOR, PASSWORD, Place, Serving, TestStation, rekam_at, rekam_call};

use crate::{assets, program, skipped::skipped};
use anyhow::{Context as _, Result, bail};
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions, MouseActions, PointerAction};
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use processes::{descendants, kill};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long something may take to come on screen before a journey fails. Generous: the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs a journey where it can be run; elsewhere says what is missing.
///
/// # Errors
/// What the journey says.
pub fn journey(way: impl AsyncFnOnce(Stage) -> Result<()>) -> Result<()> {
    let missing = missing_tools();
    if !missing.is_empty() {
        skipped(&format!("not installed: {}", missing.join(", ")));
        return Ok(());
    }
    let stage = Stage::set()?;
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(way(stage))
}

/// One run of the program, from its start to its end.
pub struct Window {
    client: Client,
    driver: Driver,
    /// From the start of the program to a page that takes keys.
    pub started: Duration,
    /// Keys that were pressed, without those of typed texts.
    pub keys: u32,
    /// Letters that were typed.
    pub letters: u32,
    /// Clicks and strokes of a pointer.
    pub clicks: u32,
    screens: PathBuf,
    display: String,
    /// What axe found wrong so far: a journey tells all of it at its end.
    violations: Vec<String>,
}

impl Window {
    /// Starts the program on a station and waits until its page is there.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn open(stage: &Stage, station: &TestStation) -> Result<Self> {
        let driver = Driver::start(stage, station)?;
        let browser = json!({ "binary": program("rekam-window"), "args": [] });
        let wanted = json!({ "webkitgtk:browserOptions": browser });
        let Value::Object(wanted) = wanted else {
            bail!("capabilities are an object");
        };
        let began = Instant::now();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted)
            .connect(&driver.url)
            .await
            .context("the window does not open")?;
        let mut window = Self {
            client,
            driver,
            started: Duration::ZERO,
            keys: 0,
            letters: 0,
            clicks: 0,
            screens: stage.screens().to_owned(),
            display: stage.display().to_owned(),
            violations: Vec::new(),
        };
        window.until("document.querySelector('h1')").await?;
        window.started = began.elapsed();
        Ok(window)
    }

    /// Presses one key.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn press(&mut self, key: Key) -> Result<()> {
        self.keys += 1;
        self.stroke(&[key.into()]).await
    }

    /// Presses keys one after the other.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn press_all(&mut self, keys: &[Key]) -> Result<()> {
        for key in keys {
            self.press(*key).await?;
        }
        Ok(())
    }

    /// Presses a key while Alt is held: one press.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn alt(&mut self, key: char) -> Result<()> {
        self.keys += 1;
        let alt: char = Key::Alt.into();
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: alt })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: alt });
        Ok(self.client.perform_actions(keys).await?)
    }

    /// Types a text, letter by letter.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn type_in(&mut self, text: &str) -> Result<()> {
        let letters: Vec<char> = text.chars().collect();
        self.letters += u32::try_from(letters.len())?;
        self.stroke(&letters).await
    }

    async fn stroke(&mut self, letters: &[char]) -> Result<()> {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for letter in letters {
            keys = keys
                .then(KeyAction::Down { value: *letter })
                .then(KeyAction::Up { value: *letter });
        }
        Ok(self.client.perform_actions(keys).await?)
    }

    /// Clicks the element of this test id once it can be clicked: where a journey is not about the keyboard.
    ///
    /// # Errors
    /// What the driver says, or when it cannot be clicked.
    pub async fn click(&mut self, id: &str) -> Result<()> {
        self.clicks += 1;
        let enabled = format!("document.querySelector('{}:not(:disabled)')", by(id));
        self.until(&enabled)
            .await
            .with_context(|| format!("{id} cannot be clicked"))?;
        // Through the page: the driver refuses elements that its own scrolling has not reached.
        self.run(
            "document.querySelector(arguments[0]).click()",
            &[json!(by(id))],
        )
        .await?;
        Ok(())
    }

    /// Chooses what has this value or this label in the list of this test id, once it is there.
    ///
    /// # Errors
    /// What the driver says, or when there is no such choice.
    pub async fn choose(&mut self, id: &str, choice: &str) -> Result<()> {
        self.clicks += 1;
        let list = format!("document.querySelector('{}')", by(id));
        let is_meant = format!(
            "({{ value, text }}) => [value, text].includes({})",
            json!(choice)
        );
        self.until(&format!("[...{list}?.options ?? []].some({is_meant})"))
            .await?;
        let choose = format!(
            "const list = {list}; list.value = [...list.options].find({is_meant}).value;
             list.dispatchEvent(new Event('change', {{ bubbles: true }}))"
        );
        self.run(&choose, &[]).await?;
        Ok(())
    }

    /// Puts the cursor into the element of this test id: where a journey is not about how it gets there.
    ///
    /// # Errors
    /// What the driver says, or when it does not come there.
    pub async fn focus(&mut self, id: &str) -> Result<()> {
        self.see(id).await?;
        let focus = "document.querySelector(arguments[0]).focus()";
        self.run(focus, &[json!(by(id))]).await?;
        self.at(id).await
    }

    /// Draws a stroke across an element, as a resident signs.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn sign(&mut self, id: &str) -> Result<()> {
        self.clicks += 1;
        self.see(id).await?;
        let place = self
            .run(
                "const box = document.querySelector(arguments[0]).getBoundingClientRect();
                 return [box.left, box.top, box.width, box.height]",
                &[json!(by(id))],
            )
            .await?;
        let at = |share_x: f64, share_y: f64| -> Result<PointerAction> {
            let side = |number: usize| place[number].as_f64().context("a number");
            Ok(PointerAction::MoveTo {
                duration: Some(Duration::from_millis(30)),
                x: side(0)? + side(2)? * share_x,
                y: side(1)? + side(3)? * share_y,
            })
        };
        let mut pen = MouseActions::new("pen".to_owned()).then(at(0.2, 0.6)?);
        pen = pen.then(PointerAction::Down { button: 0 });
        for (x, y) in [(0.3, 0.3), (0.4, 0.7), (0.5, 0.3), (0.6, 0.7), (0.8, 0.4)] {
            pen = pen.then(at(x, y)?);
        }
        let pen = pen.then(PointerAction::Up { button: 0 });
        Ok(self.client.perform_actions(pen).await?)
    }

    /// Waits for the element of this test id.
    ///
    /// # Errors
    /// When it does not come; the message holds what is on screen.
    pub async fn see(&self, id: &str) -> Result<()> {
        self.until(&format!("document.querySelector('{}')", by(id)))
            .await
            .with_context(|| format!("{id} is not on screen"))
    }

    /// Waits until the cursor is in the element of this test id.
    ///
    /// # Errors
    /// When it does not come there; the message holds where it is.
    pub async fn at(&self, id: &str) -> Result<()> {
        self.until(&format!(
            "document.activeElement?.dataset.testid === '{id}'"
        ))
        .await
        .with_context(|| format!("the cursor is not in {id}"))
    }

    /// Waits until a text is on screen.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn read(&self, text: &str) -> Result<()> {
        let text = json!(text);
        self.until(&format!("document.body.innerText.includes({text})"))
            .await
    }

    /// The text of the element of this test id, or its value.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn text(&self, id: &str) -> Result<String> {
        self.see(id).await?;
        let told = self
            .run(
                "const e = document.querySelector(arguments[0]); return 'value' in e && e.tagName !== 'LI' ? e.value : e.innerText",
                &[json!(by(id))],
            )
            .await?;
        Ok(told.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until an expression of the page is true.
    ///
    /// # Errors
    /// When it does not become true; the message holds where the cursor is and what is on screen.
    pub async fn until(&self, is_so: &str) -> Result<()> {
        let began = Instant::now();
        loop {
            if self.run(&format!("return !!({is_so})"), &[]).await? == true {
                return Ok(());
            }
            if began.elapsed() > PATIENCE {
                let seen = self
                    .run(
                        "return [document.activeElement?.dataset.testid ?? null, document.body.innerText]",
                        &[],
                    )
                    .await?;
                bail!("never so: {is_so}; cursor and screen: {seen}");
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Opens the page anew with other words behind its address.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn turn_to(&self, search: &str) -> Result<()> {
        let later = "setTimeout(() => (location.search = arguments[0]), 100)";
        self.run(later, &[json!(search)]).await?;
        // A question that is asked while the page changes gets no answer, and fails.
        tokio::time::sleep(Duration::from_secs(2)).await;
        Ok(())
    }

    /// Runs a script in the page.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn run(&self, script: &str, arguments: &[Value]) -> Result<Value> {
        Ok(self.client.execute(script, arguments.to_vec()).await?)
    }

    /// Photographs the display into `target/screens/NAME.png`, and lets axe look at the page, in both themes. What axe finds
    /// is told when the window is closed.
    ///
    /// # Errors
    /// What the driver says, or a picture that cannot be taken.
    pub async fn look(&mut self, name: &str) -> Result<()> {
        for theme in ["light", "dark"] {
            self.wear(theme).await?;
            self.photograph(&format!("{name}-{theme}"))?;
            let found = axe::violations(&self.client).await?;
            let named = found
                .into_iter()
                .map(|each| format!("{name}, {theme}: {each}"));
            self.violations.extend(named);
        }
        self.wear("light").await
    }

    /// Puts a theme on the page, and waits until it is painted.
    async fn wear(&self, theme: &str) -> Result<()> {
        self.client
            .execute_async(
                "document.documentElement.dataset.theme = arguments[0]; const done = arguments[1];
                 requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 250)))",
                vec![json!(theme)],
            )
            .await?;
        Ok(())
    }

    /// Photographs the display: what a person sees, whatever the driver thinks.
    ///
    /// # Errors
    /// Where ImageMagick is not there.
    pub fn photograph(&self, name: &str) -> Result<()> {
        let path = self.screens.join(format!("{name}.png"));
        let done = Command::new("import")
            .args(["-display", &self.display, "-window", "root"])
            .arg(&path)
            .status()?;
        if done.success() {
            Ok(())
        } else {
            bail!("no picture of the screen")
        }
    }

    /// The program and every process that it has started.
    pub fn processes(&self) -> Vec<u32> {
        descendants(self.driver.child.id())
    }

    /// Cuts the program off, as a power cut would.
    ///
    /// # Errors
    /// Where the program is not there.
    pub fn kill(mut self) -> Result<()> {
        self.driver.kill_app()
    }

    /// Closes the window, and returns when its programs are gone: whoever opens the station next finds it free.
    ///
    /// # Errors
    /// Whatever axe has found on the way; or what the driver says.
    pub async fn close(self) -> Result<()> {
        // The driver lets go of the program while it still runs; afterwards nobody could tell whose it was.
        let family = self.processes();
        self.client.close().await?;
        kill(&family);
        if self.violations.is_empty() {
            Ok(())
        } else {
            bail!("axe:\n{}", self.violations.join("\n"))
        }
    }
}

/// A selector for a test id.
fn by(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

/// WebKitWebDriver with the environment that it hands on to the program.
struct Driver {
    child: Child,
    url: String,
}

impl Driver {
    fn start(stage: &Stage, station: &TestStation) -> Result<Self> {
        let port = free_port()?;
        let child = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("DISPLAY", stage.display())
            .env_remove("WAYLAND_DISPLAY")
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("XDG_DATA_HOME", station.browser())
            .env("XDG_CACHE_HOME", station.browser())
            .env("LANG", "C.UTF-8")
            .envs(station.environment())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("WebKitWebDriver does not start")?;
        let driver = Self {
            child,
            url: format!("http://127.0.0.1:{port}"),
        };
        let began = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            if began.elapsed() > PATIENCE {
                bail!("WebKitWebDriver does not listen");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(driver)
    }

    /// Kills the program, which is the driver's only child, and everything that it has started.
    fn kill_app(&mut self) -> Result<()> {
        let family = descendants(self.child.id());
        if family.is_empty() {
            bail!("the program is not running");
        }
        kill(&family);
        Ok(())
    }
}

impl Drop for Driver {
    /// Nothing is left behind, however a journey ends.
    fn drop(&mut self) {
        kill(&descendants(self.child.id()));
        // Both fail only where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that is free now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The folder of pictures that the camera replays.
pub(crate) fn one_good_portrait(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let portrait = assets().join("portraits/p02-good.jpg");
    std::fs::copy(portrait, folder.join("p02-good.jpg"))?;
    Ok(())
}
