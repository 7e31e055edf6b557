//! Texts on which the parser itself once panicked. The fuzz targets found them.

use linestamp_transform::Code;

use crate::{Fate, fate};

#[test]
fn a_member_of_a_namespaced_element() {
    for path in ["a.tsx", "a.jsx", "a.js"] {
        for element in ["<a:b.c/>", "<a:b . c></a:b.c>", "<a></a:b.c>"] {
            let text = format!("env.LOGS.write({{ a: {element} }});");
            assert_eq!(fate(path, &text), Fate::Refused(Code::Syntax), "{path}: {text}");
        }
    }
}
