//! Chooses how WebKitGTK draws on a machine without a graphics card.
//!
//! There the DMA-BUF renderer copies every frame through a software compositor; without it the preview of a 1080p camera
//! costs half the processor time and the web process a third less memory. WebKitGTK reads the choice from the environment
//! when its processes start, and changing the environment of a running program is not safe in Rust. So the program
//! starts itself once more, in the same process, with the choice made.

/// Starts this program again with the choice made, where one has to be made; otherwise returns.
///
/// Whoever has set the variable, to anything, keeps what they chose.
#[cfg(target_os = "linux")]
pub(crate) fn choose() {
    use std::os::unix::process::CommandExt as _;

    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let folder = std::path::Path::new("/dev/dri");
    if std::env::var_os(VARIABLE).is_some() || has_render_node(folder) {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // `exec` comes back only if it failed; the window then opens all the same, only slower.
        let _failure = std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .env(VARIABLE, "1")
            .exec();
    }
}

/// Other systems have another web view.
#[cfg(not(target_os = "linux"))]
pub(crate) fn choose() {}

/// Whether the kernel offers a graphics card to draw with.
#[cfg(target_os = "linux")]
fn has_render_node(folder: &std::path::Path) -> bool {
    folder.read_dir().is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| entry.file_name().as_encoded_bytes().starts_with(b"renderD"))
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::has_render_node;

    #[test]
    fn only_a_render_node_counts_as_a_graphics_card() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!has_render_node(&folder.path().join("missing")));
        std::fs::write(folder.path().join("card0"), "").unwrap();
        assert!(!has_render_node(folder.path()));
        std::fs::write(folder.path().join("renderD128"), "").unwrap();
        assert!(has_render_node(folder.path()));
    }
}
