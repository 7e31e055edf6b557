//! The first request, as it would be made, with its secrets hidden.

use std::io::{self, Write};

use linestamp_schema::LogRecord;

use super::open::{split, variable};
use crate::args::SendArgs;

/// Prints the request for these records.
pub(crate) fn preview(
    out: &mut dyn Write,
    args: &SendArgs,
    records: &[LogRecord],
) -> io::Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    if args.to.starts_with("http:") || args.to.starts_with("https:") {
        head(out, args)?;
    }
    for record in records {
        serde_json::to_writer(&mut *out, record)?;
        writeln!(out)?;
    }
    Ok(())
}

fn head(out: &mut dyn Write, args: &SendArgs) -> io::Result<()> {
    writeln!(out, "POST {}", shown(&args.to))?;
    writeln!(out, "content-type: application/x-ndjson")?;
    if !args.request.no_compress {
        writeln!(out, "content-encoding: gzip")?;
    }
    let named = |name: &str| {
        let mut headers = args.request.headers.iter().filter_map(|header| split(header).ok());
        headers.any(|(header, _)| header.eq_ignore_ascii_case(name))
    };
    let token = args.request.token.is_some() || variable("LINESTAMP_TOKEN").is_some();
    let has_user = authority(&args.to).contains('@');
    if (token || has_user) && !named("authorization") {
        writeln!(out, "authorization: [secret]")?;
    }
    for header in &args.request.headers {
        if let Ok((name, _)) = split(header) {
            writeln!(out, "{}: [secret]", name.to_ascii_lowercase())?;
        }
    }
    writeln!(out)
}

/// The part of an address that has the host, and maybe credentials.
fn authority(address: &str) -> &str {
    let rest = address.split_once("//").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// The address without credentials, and its query by its names alone.
fn shown(address: &str) -> String {
    let authority = authority(address);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let address = address.split_once('#').map_or(address, |(before, _)| before);
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    let mut shown = address.replacen(authority, host, 1);
    for (index, pair) in query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
        let name = pair.split_once('=').map_or(pair, |(name, _)| name);
        shown.push(if index == 0 { '?' } else { '&' });
        shown.push_str(name);
        shown.push_str("=[secret]");
    }
    shown
}
