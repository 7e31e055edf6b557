//! What is asked, as the user says it and as the service is told.

use std::ops::Range;

use linestamp_client::{Clock as _, SystemClock};
use linestamp_filter::{Filter, FilterError};
use linestamp_transform::{ByteSpan, LineTable};

use crate::excerpt::Place;
use crate::failure::Failure;

/// A filter that is known to be one.
pub(crate) struct Question {
    filter: Filter,
}

impl Question {
    /// Reads a filter, and the time since which records are meant, at the present time.
    ///
    /// # Errors
    /// Where one of them cannot be read: which characters are to blame, and what to do.
    pub(crate) fn read(filter: &str, since: Option<&str>) -> Result<Question, Failure> {
        let now = SystemClock.now();
        let parse = |text: &str| Filter::parse(text, now).map_err(|error| failure(text, &error));
        let mut meant = parse(filter)?;
        if let Some(since) = since {
            // In quotes where it has to be, so that nothing but a time can be said here.
            meant = meant.and(parse(&format!("since:{}", Filter::value(since)))?);
        }
        Ok(Question { filter: meant })
    }

    /// As it is meant.
    pub(crate) fn filter(&self) -> &Filter {
        &self.filter
    }

    /// As the service is told: with times as they are meant now.
    pub(crate) fn text(&self) -> String {
        self.filter.to_string()
    }
}

/// An error with the characters of the filter that are to blame.
fn failure(text: &str, error: &FilterError) -> Failure {
    let Range { start, end } = error.range(text);
    let place = Place::new(text, &LineTable::new(text), ByteSpan { start, end });
    let failure = Failure::new(error.what()).with_help(error.help());
    Failure { place: Some(Box::new(place)), ..failure }
}
