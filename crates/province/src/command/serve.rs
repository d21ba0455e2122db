//! `serve`: the seam between the command line and the door.

use super::{Setting, failure::Failure, station::write};
use clap::Args;
use rekam_province::serve::{listen, serve as open_door};
use std::{io::Read as _, path::PathBuf, sync::Arc, thread};
use tokio::sync::oneshot;

#[derive(Args)]
#[command(
    after_help = "JSON: url, where stations reach it; given once the door is open. Ends in order on SIGTERM and Ctrl-C."
)]
pub(super) struct Options {
    /// Address and port; port 0 takes any that is free.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Write the JSON answer into a file once the door is open; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// End when standard input ends: for a program that must not leave a server behind.
    #[arg(long)]
    until_stdin_closes: bool,
}

#[derive(serde::Serialize)]
struct Ready {
    url: String,
}

/// Serves until it is told to end.
pub(super) fn serve(options: &Options, setting: &Setting) -> Result<(), Failure> {
    let province = Arc::new(setting.province()?);
    let runtime = tokio::runtime::Runtime::new().map_err(|_| Failure::Inside)?;
    runtime.block_on(async {
        let listener = listen(&options.listen).await?;
        let address = listener.local_addr().map_err(|_| Failure::Inside)?;
        let ready = Ready {
            url: format!("http://{address}"),
        };
        tell(&ready, options, setting)?;
        let end = told_to_end(options.until_stdin_closes);
        Ok(open_door(listener, province, end).await?)
    })
}

fn tell(ready: &Ready, options: &Options, setting: &Setting) -> Result<(), Failure> {
    match &options.ready_file {
        None => setting.voice.answer(ready, || ready.url.clone()),
        Some(file) if file.as_os_str() == "-" => setting.voice.json(ready),
        Some(file) => {
            let json = serde_json::to_vec(ready).map_err(|_| Failure::Inside)?;
            write(file, &json)
        }
    }
}

/// Waits for Ctrl-C, SIGTERM where there is one, or the end of standard input if that is wished.
async fn told_to_end(until_stdin_closes: bool) {
    let closed = async {
        if until_stdin_closes {
            stdin_closed().await;
        } else {
            std::future::pending().await
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated() => {}
        () = closed => {}
    }
}

/// Reads in a thread of its own, which nothing waits for: a reader inside the runtime would keep it from ending.
async fn stdin_closed() {
    let (tell, told) = oneshot::channel();
    thread::spawn(move || {
        let mut scrap = [0; 64];
        while matches!(std::io::stdin().read(&mut scrap), Ok(1..)) {}
        let _ = tell.send(());
    });
    let _ = told.await;
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            terminate.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
