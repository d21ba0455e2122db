//! A photo of a photo that is moved before the camera. The tests of the desk read this file too.

/// How a sheet is tipped, from frame to frame: degrees to the side, and up or down.
pub(crate) const TIPS: [(f32, f32); 7] = [
    (0.0, 0.0),
    (15.0, 0.0),
    (30.0, 5.0),
    (-20.0, 5.0),
    (-30.0, -8.0),
    (10.0, -15.0),
    (-15.0, 15.0),
];

/// A picture as a sheet of its size, tipped by so many degrees, before a camera 1.6 widths away.
pub(crate) fn tipped(whole: &image::RgbImage, yaw: f32, pitch: f32) -> image::RgbImage {
    let (width, height) = whole.dimensions();
    let (middle, distance) = (
        [width as f32 / 2.0, height as f32 / 2.0],
        1.6 * width as f32,
    );
    let ((sin, cos), (up, level)) = (yaw.to_radians().sin_cos(), pitch.to_radians().sin_cos());
    // The sheet's own directions in space; what a pixel sees is where its ray meets them.
    let (across, down) = ([cos, sin * up, -sin * level], [0.0, level, up]);
    image::RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (
            (x as f32 - middle[0]) / distance,
            (y as f32 - middle[1]) / distance,
        );
        // u * across + v * down = (x, y) * (distance + its depth), solved for u and v.
        let rows = [
            [
                across[0] - x * across[2],
                down[0] - x * down[2],
                x * distance,
            ],
            [
                across[1] - y * across[2],
                down[1] - y * down[2],
                y * distance,
            ],
        ];
        let size = rows[0][0] * rows[1][1] - rows[0][1] * rows[1][0];
        let u = (rows[0][2] * rows[1][1] - rows[0][1] * rows[1][2]) / size + middle[0];
        let v = (rows[0][0] * rows[1][2] - rows[0][2] * rows[1][0]) / size + middle[1];
        image::imageops::interpolate_bilinear(whole, u, v).unwrap_or(image::Rgb([92, 96, 100]))
    })
}
