//! The folder at the top of a tree, kept open, to open the files in it from there.
//!
//! The kernel looks at each part of a path, for each file anew; where a tree lies deep, most of
//! those parts lead to its top. Elsewhere than on Unix, and where the folder cannot be kept open,
//! files are opened by their whole paths.

use std::fs::File;
use std::io;
use std::path::Path;

#[cfg(unix)]
pub(super) use unix::Top;

#[cfg(not(unix))]
pub(super) use other::Top;

#[cfg(unix)]
mod unix {
    use std::os::fd::OwnedFd;

    use rustix::fs::{Mode, OFlags, open, openat};
    use rustix::io::retry_on_intr;

    use super::{File, Path, inside, io};

    /// A folder that is kept open.
    #[derive(Debug)]
    pub(crate) struct Top(Option<OwnedFd>);

    impl Top {
        /// Opens a folder.
        pub(crate) fn open(folder: &Path) -> Top {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            Top(retry_on_intr(|| open(folder, flags, Mode::empty())).ok())
        }

        /// Opens a file for reading, by a path that begins with the folder's.
        pub(crate) fn read(&self, folder: &Path, path: &Path) -> io::Result<File> {
            let (Some(top), Some(inside)) = (&self.0, inside(folder, path)) else {
                return File::open(path);
            };
            let flags = OFlags::RDONLY | OFlags::CLOEXEC;
            Ok(retry_on_intr(|| openat(top, inside, flags, Mode::empty()))?.into())
        }
    }

    #[cfg(test)]
    #[allow(clippy::unwrap_used, reason = "a test may fail")]
    mod tests {
        use std::io::Read as _;

        use super::*;

        #[test]
        fn a_file_is_opened_from_the_folder_or_by_its_path() {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir(folder.path().join("in")).unwrap();
            std::fs::write(folder.path().join("in/a"), "a").unwrap();
            std::fs::write(folder.path().join("b"), "b").unwrap();
            let named = folder.path().join("in");
            let top = Top::open(&named);
            for (path, text) in [(named.join("a"), "a"), (folder.path().join("b"), "b")] {
                let mut found = String::new();
                top.read(&named, &path).unwrap().read_to_string(&mut found).unwrap();
                assert_eq!(found, text);
            }
            let missing = top.read(&named, &named.join("b")).unwrap_err();
            assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        }
    }
}

#[cfg(not(unix))]
mod other {
    use super::{File, Path, io};

    /// Nothing: files are opened by their whole paths.
    #[derive(Debug)]
    pub(crate) struct Top;

    impl Top {
        /// Opens nothing.
        pub(crate) fn open(_folder: &Path) -> Top {
            Top
        }

        /// Opens a file for reading.
        pub(crate) fn read(&self, _folder: &Path, path: &Path) -> io::Result<File> {
            File::open(path)
        }
    }
}

/// The way from a folder to a path below it, by their bytes: a walk spells all its paths alike.
#[cfg(unix)]
fn inside<'p>(folder: &Path, path: &'p Path) -> Option<&'p Path> {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let rest = path.as_os_str().as_bytes().strip_prefix(folder.as_os_str().as_bytes())?;
    let separated = rest.starts_with(b"/") || folder.as_os_str().as_bytes().ends_with(b"/");
    let slashes = rest.iter().take_while(|&&byte| byte == b'/').count();
    let rest = &rest[slashes..];
    (separated && !rest.is_empty()).then(|| Path::new(OsStr::from_bytes(rest)))
}
