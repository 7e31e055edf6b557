//! What a map calls its sources.

use crate::template::file_name;

/// The file's name, where a map names its source by an absolute path. The rest of such a path is one
/// machine's: it goes into no stamp and into no map.
pub(crate) fn name_if_absolute(source: &str) -> Option<String> {
    let (scheme, path) = match source.split_once("://") {
        // `webpack://app/./src/a.ts`: the path without the authority.
        Some((scheme, rest)) => (scheme, rest.split_once('/').map_or("", |(_, path)| path)),
        None => ("", source),
    };
    let drive = path.as_bytes().get(1) == Some(&b':');
    let absolute = scheme == "file" || drive || path.starts_with(['/', '\\']);
    absolute.then(|| file_name(&path.replace('\\', "/")).to_owned())
}
