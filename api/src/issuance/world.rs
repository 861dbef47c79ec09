//! What Typst sees: templates, fonts and the files of one certificate. No
//! clock, no disk, no packages, so that composing is pure.

use typst::{
    Library, LibraryExt as _, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

/// The names under which a template reads the certificate.
pub(super) const PAGE_FILE: &str = "page.json";
pub(super) const CLAIMS_FILE: &str = "claims.json";
pub(super) const PHOTO_FILE: &str = "photo.jpg";
pub(super) const CODE_FILE: &str = "code.svg";

/// What all certificates share. Typst remembers what it laid out from these.
pub(super) struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: Vec<Source>,
}

impl Shared {
    pub(super) fn new<'a>(fonts: Vec<Font>, templates: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let sources = templates.into_iter().map(|(name, text)| Source::new(file_id(name), text)).collect();
        let book = FontBook::from_fonts(&fonts);
        Self { library: LazyHash::new(Library::builder().build()), book: LazyHash::new(book), fonts, sources }
    }

    pub(super) fn fonts(&self) -> &[Font] {
        &self.fonts
    }
}

/// One certificate to be laid out.
pub(super) struct TemplateWorld<'a> {
    shared: &'a Shared,
    main: FileId,
    files: Vec<(FileId, Bytes)>,
}

impl<'a> TemplateWorld<'a> {
    pub(super) fn new(
        shared: &'a Shared,
        template: &str,
        files: impl IntoIterator<Item = (&'static str, Bytes)>,
    ) -> Self {
        let files = files.into_iter().map(|(name, bytes)| (file_id(name), bytes)).collect();
        Self { shared, main: file_id(template), files }
    }
}

fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a plain file name is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

impl World for TemplateWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.shared.sources.iter().find(|source| source.id() == id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let file = self.files.iter().find(|(known, _)| *known == id);
        file.map(|(_, bytes)| bytes.clone()).ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    /// A template that asks for the date would make the file depend on the clock.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
