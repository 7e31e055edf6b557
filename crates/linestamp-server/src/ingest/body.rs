//! A body as it comes, and unpacked.

use std::io::{self, Read};

use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt as _;

use super::room::{Held, Room};
use crate::problem::{Code, Problem};
use crate::settings::Settings;

/// How much memory a byte of a body takes: what it is put into grows by doubling. Its records are booked
/// as they are read.
const GROWING: usize = 2;

/// The most that a zstd frame may look back on: what its standard asks of every reader.
const ZSTD_WINDOW_LOG: u32 = 23;

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

/// A body as it came.
#[derive(Debug)]
pub(super) struct Packed {
    bytes: Vec<u8>,
    packing: Packing,
    held: Held,
}

/// A body unpacked.
#[derive(Debug)]
pub(super) struct Unpacked {
    pub(super) bytes: Vec<u8>,
    /// Its memory, to which that of its records comes.
    pub(super) held: Held,
}

/// Reads a body.
pub(super) async fn receive(
    headers: &HeaderMap,
    mut body: Body,
    room: &Room,
    settings: &Settings,
) -> Result<Packed, Problem> {
    let packing = Packing::of(headers)?;
    let announced = body.size_hint().lower();
    if announced > settings.body_bytes as u64 {
        return Err(too_large(settings.body_bytes, "send it in parts"));
    }
    let mut held = room.hold();
    let mut bytes = Vec::new();
    loop {
        let next = tokio::time::timeout(settings.patience, body.frame()).await;
        let frame = match next.map_err(|_| too_slow())? {
            None => return Ok(Packed { bytes, packing, held }),
            Some(frame) => frame.map_err(|_| broken("the body was cut off: send it again"))?,
        };
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > settings.body_bytes {
            return Err(too_large(settings.body_bytes, "send it in parts"));
        }
        held.more(data.len() * GROWING)?;
        bytes.extend_from_slice(&data);
    }
}

impl Packed {
    /// Unpacks it; takes its time, so not for a thread that others wait for.
    pub(super) fn unpack(mut self, settings: &Settings) -> Result<Unpacked, Problem> {
        let most = settings.unpacked_bytes;
        let mut reader: Box<dyn Read + '_> = match self.packing {
            Packing::None => return Ok(Unpacked { bytes: self.bytes, held: self.held }),
            Packing::Gzip => Box::new(flate2::read::MultiGzDecoder::new(self.bytes.as_slice())),
            Packing::Zstd => {
                let mut decoder =
                    zstd::Decoder::with_buffer(self.bytes.as_slice()).map_err(unfit)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG).map_err(unfit)?;
                Box::new(decoder)
            }
        };
        let (mut bytes, mut part) = (Vec::new(), vec![0; 64 * 1024]);
        loop {
            let read = reader.read(&mut part).map_err(unfit)?;
            if read == 0 {
                break;
            }
            if bytes.len() + read > most {
                return Err(too_large(most, "it unpacks to more: send it in parts"));
            }
            self.held.more(read * GROWING)?;
            bytes.extend_from_slice(&part[..read]);
        }
        drop(reader);
        Ok(Unpacked { bytes, held: self.held })
    }
}

impl Packing {
    fn of(headers: &HeaderMap) -> Result<Packing, Problem> {
        let Some(value) = headers.get(header::CONTENT_ENCODING) else { return Ok(Packing::None) };
        match value.to_str().unwrap_or("?").trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Ok(Packing::None),
            "gzip" | "x-gzip" => Ok(Packing::Gzip),
            "zstd" => Ok(Packing::Zstd),
            _ => Err(unsupported("the body's encoding has to be gzip, zstd or none")),
        }
    }
}

/// The content type without its parameters, in lower case.
pub(super) fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().unwrap_or("?");
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

pub(super) fn unsupported(detail: &str) -> Problem {
    Problem::new(Code::Unsupported, detail)
}

pub(super) fn broken(detail: impl Into<String>) -> Problem {
    Problem::new(Code::BadBody, detail)
}

fn too_large(most: usize, remedy: &str) -> Problem {
    too_much(format!("the body may have {most} bytes: {remedy}"))
}

/// More was sent at once than may be.
pub(super) fn too_much(detail: String) -> Problem {
    Problem::new(Code::TooLarge, detail)
}

fn too_slow() -> Problem {
    let detail = "the body came too slowly: send it again";
    Problem::new(Code::TooSlow, detail)
}

fn unfit(error: io::Error) -> Problem {
    broken(format!("the body is not packed as its Content-Encoding says: {error}"))
}
