//! The shapes that MOSIP publishes for SBI messages, restated: which fields must be there, which values they may have.
//!
//! Source: `mosip/mosip-compliance-toolkit`, folder `resources/schemas/sbi/0.9.5` (`DiscoverResponseSchema`,
//! `DeviceInfoResponseSchema`, `RegistrationCaptureRequestSchema`, `RegistrationCaptureResponseSchema`,
//! `ErrorCaptureResponseSchema`) and `1.0.0/DigitalIdResponseSchema`. Signed parts are decoded first, as the toolkit does.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::DateTime;
use serde_json::{Map, Value};

const STATUS: &[&str] = &["Ready", "Busy", "Not Ready", "Not Registered"];
const LEVELS: &[&str] = &["L0", "L1"];
const ENVIRONMENTS: &[&str] = &["Staging", "Developer", "Pre-Production", "Production"];
const PURPOSES: &[&str] = &["Auth", "Registration"];
const VERSIONS: &[&str] = &["0.9.5", "1.0.0"];
const KINDS: &[&str] = &["Finger", "Iris", "Face"];
const SUB_IDS: &[&str] = &["0", "1", "2", "3"];
const LEFT_FOUR: &[&str] = &[
    "Left IndexFinger",
    "Left MiddleFinger",
    "Left RingFinger",
    "Left LittleFinger",
];
const RIGHT_FOUR: &[&str] = &[
    "Right IndexFinger",
    "Right MiddleFinger",
    "Right RingFinger",
    "Right LittleFinger",
];
const THUMBS: &[&str] = &["Right Thumb", "Left Thumb"];
const EYES: &[&str] = &["Left", "Right"];

/// What does not fit; nothing where all does.
pub type Misfits = Vec<String>;

/// The answer to MOSIPDISC.
pub fn discovered(answer: &Value) -> Misfits {
    let mut look = Look::default();
    for device in look.list(answer) {
        look.texts(
            &device,
            &["deviceId", "callbackId", "digitalId", "deviceCode"],
        );
        look.one_of(&device, "deviceStatus", STATUS);
        look.one_of(&device, "certification", LEVELS);
        look.one_of(&device, "purpose", PURPOSES);
        look.each_of(&device, "specVersion", VERSIONS);
        look.each_of(&device, "deviceSubId", SUB_IDS);
        look.succeeded(&device);
        let id = look.decoded(&device, "digitalId");
        look.digital_id(&id);
    }
    look.misfits
}

/// The answer to MOSIPDINFO of devices that are ready.
pub fn infos(answer: &Value) -> Misfits {
    let mut look = Look::default();
    for device in look.list(answer) {
        look.succeeded(&device);
        let info = look.signed(&device, "deviceInfo");
        look.texts(
            &info,
            &[
                "digitalId",
                "serviceVersion",
                "firmware",
                "callbackId",
                "deviceId",
                "deviceCode",
            ],
        );
        look.one_of(&info, "env", ENVIRONMENTS);
        look.one_of(&info, "purpose", PURPOSES);
        look.one_of(&info, "deviceStatus", STATUS);
        look.one_of(&info, "certification", LEVELS);
        look.each_of(&info, "specVersion", VERSIONS);
        look.each_of(&info, "deviceSubId", SUB_IDS);
        let id = look.signed(&info, "digitalId");
        look.digital_id(&id);
    }
    look.misfits
}

/// The request of RCAPTURE.
pub fn capture_request(request: &Value) -> Misfits {
    let mut look = Look::default();
    let request = look.object(request);
    look.one_of(&request, "env", ENVIRONMENTS);
    look.one_of(&request, "purpose", &["Registration"]);
    look.one_of(&request, "specVersion", VERSIONS);
    look.number(&request, "timeout");
    look.moment(&request, "captureTime");
    look.transaction(&request);
    look.must(
        "customOpts",
        matches!(
            request.get("customOpts"),
            None | Some(Value::Null | Value::Object(_))
        ),
    );
    for bio in look.list(request.get("bio").unwrap_or(&Value::Null)) {
        look.one_of(&bio, "type", KINDS);
        look.texts(&bio, &["deviceId", "previousHash"]);
        look.one_of(&bio, "deviceSubId", SUB_IDS);
        look.number(&bio, "requestedScore");
        let names = match (text(&bio, "type"), text(&bio, "deviceSubId")) {
            ("Finger", "1") => LEFT_FOUR,
            ("Finger", "2") => RIGHT_FOUR,
            ("Finger", "3") => THUMBS,
            ("Iris", "3") => EYES,
            _ => &[],
        };
        look.each_of(&bio, "bioSubType", names);
        look.each_of(&bio, "exception", names);
        let count: usize = text(&bio, "count").parse().unwrap_or(usize::MAX);
        look.must("count", count <= names.len());
    }
    look.misfits
}

/// The answer to RCAPTURE that holds captures.
pub fn captured(answer: &Value) -> Misfits {
    let mut look = Look::default();
    let answer = look.object(answer);
    look.must("only biometrics", answer.len() == 1);
    for one in look.list(answer.get("biometrics").unwrap_or(&Value::Null)) {
        look.one_of(&one, "specVersion", VERSIONS);
        look.succeeded(&one);
        let hash = text(&one, "hash");
        let digits = |digit: char| digit.is_ascii_digit() || digit.is_ascii_uppercase();
        look.must("hash", hash.len() == 64 && hash.chars().all(digits));
        let data = look.signed(&one, "data");
        look.texts(
            &data,
            &[
                "digitalId",
                "deviceCode",
                "deviceServiceVersion",
                "bioValue",
            ],
        );
        look.one_of(&data, "bioType", KINDS);
        let names: Vec<&str> = match text(&data, "bioType") {
            "Finger" => [LEFT_FOUR, RIGHT_FOUR, THUMBS, &["UNKNOWN"]].concat(),
            "Iris" => [EYES, &["UNKNOWN"]].concat(),
            // A face has no parts: null, or no word.
            _ => vec![""],
        };
        look.one_of(&data, "bioSubType", &names);
        look.one_of(&data, "purpose", &["Registration"]);
        look.one_of(&data, "env", ENVIRONMENTS);
        look.transaction(&data);
        look.moment(&data, "timestamp");
        look.number(&data, "requestedScore");
        look.number(&data, "qualityScore");
        let id = look.signed(&data, "digitalId");
        look.digital_id(&id);
        look.must("the id's type", id.get("type") == data.get("bioType"));
    }
    look.misfits
}

/// The answer to RCAPTURE that reports a fault.
pub fn failed(answer: &Value) -> Misfits {
    let mut look = Look::default();
    let answer = look.object(answer);
    for one in look.list(answer.get("biometrics").unwrap_or(&Value::Null)) {
        for field in ["specVersion", "data", "hash"] {
            look.must(
                field,
                matches!(one.get(field), Some(Value::Null | Value::String(_))),
            );
        }
        let error = look.object(one.get("error").unwrap_or(&Value::Null));
        let code = text(&error, "errorCode");
        look.must(
            "errorCode",
            code.len() == 3 && code.parse::<u16>().is_ok_and(|code| code >= 100),
        );
        let info = text(&error, "errorInfo");
        look.must("errorInfo", !info.is_empty() && info != "Success");
    }
    look.misfits
}

type Fields = Map<String, Value>;

fn text<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[derive(Default)]
struct Look {
    misfits: Misfits,
}

impl Look {
    fn must(&mut self, what: &str, right: bool) {
        if !right {
            self.misfits.push(what.to_owned());
        }
    }

    fn object(&mut self, value: &Value) -> Fields {
        self.must("an object", value.is_object());
        value.as_object().cloned().unwrap_or_default()
    }

    fn list(&mut self, value: &Value) -> Vec<Fields> {
        let list = value.as_array().cloned().unwrap_or_default();
        self.must("a list that is not empty", !list.is_empty());
        list.iter().map(|one| self.object(one)).collect()
    }

    fn texts(&mut self, fields: &Fields, names: &[&str]) {
        for name in names {
            self.must(name, !text(fields, name).is_empty());
        }
    }

    fn one_of(&mut self, fields: &Fields, name: &str, allowed: &[&str]) {
        self.must(name, allowed.contains(&text(fields, name)));
    }

    fn each_of(&mut self, fields: &Fields, name: &str, allowed: &[&str]) {
        let list = fields.get(name).and_then(Value::as_array);
        let right = list.is_some_and(|list| {
            list.iter()
                .all(|one| one.as_str().is_some_and(|one| allowed.contains(&one)))
        });
        self.must(name, right);
    }

    fn number(&mut self, fields: &Fields, name: &str) {
        let number = text(fields, name);
        self.must(
            name,
            !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()),
        );
    }

    fn moment(&mut self, fields: &Fields, name: &str) {
        self.must(
            name,
            DateTime::parse_from_rfc3339(text(fields, name)).is_ok(),
        );
    }

    fn transaction(&mut self, fields: &Fields) {
        let id = text(fields, "transactionId");
        let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        self.must(
            "transactionId",
            (4..=50).contains(&id.len()) && id.chars().all(plain),
        );
    }

    fn succeeded(&mut self, fields: &Fields) {
        let error = self.object(fields.get("error").unwrap_or(&Value::Null));
        self.must("errorCode", text(&error, "errorCode") == "0");
        self.must("errorInfo", text(&error, "errorInfo") == "Success");
    }

    fn digital_id(&mut self, id: &Fields) {
        self.texts(
            id,
            &[
                "serialNo",
                "make",
                "model",
                "deviceProvider",
                "deviceProviderId",
            ],
        );
        self.moment(id, "dateTime");
        self.one_of(id, "type", KINDS);
        let sub_types: &[&str] = match text(id, "type") {
            "Finger" => &["Single", "Slap", "Touchless"],
            "Iris" => &["Single", "Double"],
            _ => &["Full face"],
        };
        self.one_of(id, "deviceSubType", sub_types);
        self.must("nothing but the digital id", id.len() == 8);
    }

    /// The payload of a compact JWS.
    fn signed(&mut self, fields: &Fields, name: &str) -> Fields {
        let payload = text(fields, name).split('.').nth(1).unwrap_or_default();
        self.payload(name, payload)
    }

    /// What is coded without a signature.
    fn decoded(&mut self, fields: &Fields, name: &str) -> Fields {
        self.payload(name, text(fields, name))
    }

    fn payload(&mut self, name: &str, coded: &str) -> Fields {
        let bytes = URL_SAFE_NO_PAD.decode(coded).unwrap_or_default();
        let value: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        self.must(name, value.is_object());
        value.as_object().cloned().unwrap_or_default()
    }
}
