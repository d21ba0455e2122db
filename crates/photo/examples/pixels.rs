//! What `tests/golden/make.py` gives to the reference implementation: the pixels of pictures as this crate decodes
//! them (PPM), and the landmarks that it finds.
//!
//! ```text
//! cargo run --release -p rekam-photo --example pixels -- FOLDER PICTURE... > FOLDER/landmarks.json
//! ```

use std::error::Error;
use std::io::{Write, stdout};
use std::path::Path;

use rekam_photo::{FaceModels, Photographer, decode};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let folder = arguments.next().ok_or("say where to write the pixels")?;
    let photographer = Photographer::new(FaceModels::embedded()?);
    let mut lines = Vec::new();
    for file in arguments {
        let file = Path::new(&file);
        let picture = decode(&std::fs::read(file)?)?;
        let assessment = photographer.assess(&picture)?;
        let Some(face) = assessment.face() else {
            continue;
        };
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let (width, height) = (picture.width(), picture.height());
        let mut pixels = std::fs::File::create(Path::new(&folder).join(format!("{name}.ppm")))?;
        writeln!(pixels, "P6 {width} {height} 255")?;
        pixels.write_all(picture.rgb())?;
        let landmarks = serde_json::to_string(&face.landmarks)?;
        lines.push(format!(
            r#"{{"picture":"{name}","width":{width},"height":{height},"landmarks":{landmarks}}}"#
        ));
    }
    writeln!(stdout(), "[\n{}\n]", lines.join(",\n"))?;
    Ok(())
}
