//! Files are replaced whole: a temporary file in the same folder, then a rename. A full disk, a
//! kill or a power cut leaves the old file or the new one, never half of one.

use std::fs::{self, File, Permissions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

/// How the names of temporary files begin and end.
const PREFIX: &str = ".linestamp-";
const SUFFIX: &str = ".tmp";

/// Replaces a file's contents, or creates it. An existing link is replaced, not followed.
pub(crate) fn replace(
    path: &Path,
    bytes: &[u8],
    permissions: Option<&Permissions>,
) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The process's umask applies, as for any new file.
        builder.permissions(Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions.clone())?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Whether a path is one of our temporary files, which another run may have in the tree.
pub(crate) fn is_temporary(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(is_temporary_name)
}

fn is_temporary_name(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

/// Replaces a file's contents where they differ; says whether they did.
pub(crate) fn replace_if_different(
    path: &Path,
    bytes: &[u8],
    permissions: Option<&Permissions>,
) -> io::Result<bool> {
    if !holds(path, bytes)? {
        replace(path, bytes, permissions)?;
        return Ok(true);
    }
    if let Some(permissions) = permissions
        && fs::metadata(path)?.permissions() != *permissions
    {
        fs::set_permissions(path, permissions.clone())?;
    }
    Ok(false)
}

/// Whether a path is a regular file, not a link to one, with exactly these bytes.
fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() || found.len() != bytes.len() as u64 => return Ok(false),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    }
    let mut file = File::open(path)?;
    let mut chunk = [0; 16 * 1024];
    let mut rest = bytes;
    loop {
        let length = file.read(&mut chunk)?;
        if length == 0 {
            return Ok(rest.is_empty());
        }
        match rest.strip_prefix(&chunk[..length]) {
            Some(left) => rest = left,
            None => return Ok(false),
        }
    }
}

/// A name for a temporary link in place of `name`.
#[cfg(unix)]
pub(crate) fn temporary_name(name: &str) -> String {
    format!("{PREFIX}{}-{name}{SUFFIX}", std::process::id())
}
