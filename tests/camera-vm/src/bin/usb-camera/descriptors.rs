//! What the device tells of itself: USB 2.0 chapter 9, and USB Device Class Definition for Video Devices 1.0.

/// Bytes of one payload: what `uvcvideo` asks for at once.
pub(crate) const PAYLOAD: u32 = 16384;
/// The unit with exposure and focus, and the one with white balance: numbers that control requests name.
pub(crate) const CAMERA_TERMINAL: u8 = 1;
pub(crate) const PROCESSING_UNIT: u8 = 2;
const OUTPUT_TERMINAL: u8 = 3;

/// `wTerminalType` of a camera sensor and of a USB stream.
const CAMERA: [u8; 2] = [0x01, 0x02];
const USB_STREAMING: [u8; 2] = [0x01, 0x01];
/// `bmControls`: exposure mode (D1) and time (D3), focus (D5) and its automatic (D17).
const CAMERA_CONTROLS: [u8; 3] = [0b0010_1010, 0, 0b10];
/// White balance temperature (D6) and its automatic (D12).
const PROCESSING_CONTROLS: [u8; 2] = [0b0100_0000, 0b1_0000];

/// `bDescriptorType` of what is of class video.
const CS_INTERFACE: u8 = 0x24;
const VIDEO: u8 = 0x0E;

/// The device descriptor: a composite device with interface associations.
pub(crate) fn device() -> Vec<u8> {
    let (usb_2, vendor, product, release) =
        ([0x00, 0x02], [0x09, 0x12], [0x01, 0x00], [0x00, 0x01]);
    let mut bytes = vec![18, 1];
    bytes.extend(usb_2);
    bytes.extend([0xEF, 2, 1, 64]);
    bytes.extend([vendor, product, release].concat());
    bytes.extend([1, 2, 3, 1]);
    bytes
}

/// A string descriptor; number 0 lists the languages, English alone.
pub(crate) fn string(number: u8, label: &str) -> Vec<u8> {
    let text = match number {
        0 => return vec![4, 3, 0x09, 0x04],
        1 => "Rekam",
        2 => label,
        _ => "0001",
    };
    let coded = text.encode_utf16().take(126).flat_map(u16::to_le_bytes);
    let mut bytes = vec![0, 3];
    bytes.extend(coded);
    with_length(bytes)
}

/// The configuration: one control interface, one streaming interface with a bulk endpoint.
pub(crate) fn configuration(sizes: &[(u16, u16)], intervals: &[u32]) -> Vec<u8> {
    let mut interfaces = with_length(vec![0, 11, 0, 2, VIDEO, 3, 0, 2]);
    interfaces.extend(control_interface());
    interfaces.extend(streaming_interface(sizes, intervals));
    let mut bytes = vec![9, 2];
    bytes.extend(short(9 + interfaces.len()));
    bytes.extend([2, 1, 0, 0x80, 250]);
    bytes.extend(interfaces);
    bytes
}

fn control_interface() -> Vec<u8> {
    let camera = [
        &[0, CS_INTERFACE, 0x02, CAMERA_TERMINAL][..],
        &CAMERA,
        &[0, 0, 0, 0, 0, 0, 0, 0, 3],
        &CAMERA_CONTROLS,
    ];
    let processing = [
        &[
            0,
            CS_INTERFACE,
            0x05,
            PROCESSING_UNIT,
            CAMERA_TERMINAL,
            0,
            0,
            2,
        ][..],
        &PROCESSING_CONTROLS,
        &[0],
    ];
    let output = [
        &[0, CS_INTERFACE, 0x03, OUTPUT_TERMINAL][..],
        &USB_STREAMING,
        &[0, PROCESSING_UNIT, 0],
    ];
    let units = [camera.concat(), processing.concat(), output.concat()]
        .map(with_length)
        .concat();
    let clock = 48_000_000_u32.to_le_bytes();
    let mut header = vec![13, CS_INTERFACE, 0x01, 0x00, 0x01];
    header.extend(short(13 + units.len()));
    header.extend(clock);
    header.extend([1, 1]);
    [vec![9, 4, 0, 0, 0, VIDEO, 1, 0, 2], header, units].concat()
}

fn streaming_interface(sizes: &[(u16, u16)], intervals: &[u32]) -> Vec<u8> {
    let mut formats = vec![
        11,
        CS_INTERFACE,
        0x06,
        1,
        byte(sizes.len()),
        0,
        1,
        0,
        0,
        0,
        0,
    ];
    for (number, size) in (1..).zip(sizes) {
        formats.extend(frame(number, *size, intervals));
    }
    // Colours: BT.709 primaries, sRGB-like transfer, BT.601 matrix.
    formats.extend([6, CS_INTERFACE, 0x0D, 1, 1, 4]);
    let mut header = vec![14, CS_INTERFACE, 0x01, 1];
    header.extend(short(14 + formats.len()));
    header.extend([0x81, 0, OUTPUT_TERMINAL, 0, 0, 0, 1, 0]);
    let interface = vec![9, 4, 1, 0, 1, VIDEO, 2, 0, 0];
    let bulk_in = vec![7, 5, 0x81, 2, 0x00, 0x02, 0];
    [interface, header, formats, bulk_in].concat()
}

fn frame(number: u8, (width, height): (u16, u16), intervals: &[u32]) -> Vec<u8> {
    let largest = largest_frame((width, height));
    let mut bytes = vec![0, CS_INTERFACE, 0x07, number, 0];
    bytes.extend([width.to_le_bytes(), height.to_le_bytes()].concat());
    let first = intervals.first().copied().unwrap_or_default();
    for word in [largest, largest.saturating_mul(8), largest, first] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.push(byte(intervals.len()));
    bytes.extend(intervals.iter().flat_map(|interval| interval.to_le_bytes()));
    with_length(bytes)
}

/// Room for one frame: as much as the size would need uncoded.
pub(crate) fn largest_frame((width, height): (u16, u16)) -> u32 {
    u32::from(width) * u32::from(height) * 2
}

/// Every descriptor begins with its own length.
fn with_length(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes[0] = byte(bytes.len());
    bytes
}

fn byte(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

fn short(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes()
}
