//! Words of a page, without its markup.

/// The paragraphs of a page: the opening tag and the words of each.
pub(super) fn paragraphs(page: &str) -> Vec<(&str, String)> {
    let paragraph = |part: &'_ str| -> Option<(usize, usize)> {
        let tag = part.find('>')?;
        Some((tag, part.find("</p>").filter(|&end| end > tag)?))
    };
    let parts = page.split("<p").skip(1).filter(|part| part.starts_with([' ', '>']));
    parts
        .filter_map(|part| {
            let (tag, end) = paragraph(part)?;
            Some((&part[..tag], words(&part[tag + 1..end])))
        })
        .collect()
}

/// What stands outside tags, with the commonest entities decoded and white space made single.
fn words(markup: &str) -> String {
    let mut text = String::new();
    for part in markup.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, words)| words));
    }
    for (entity, sign) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " ")]
    {
        text = text.replace(entity, sign);
    }
    text.replace("&amp;", "&").replace('¶', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_found() {
        let page = "<pre>x</pre><p id=\"a\">One <b>bold</b>\n &lt; two</p><p>Three</p><p>no end";
        assert_eq!(
            paragraphs(page),
            [(" id=\"a\"", "One bold < two".to_owned()), ("", "Three".to_owned())]
        );
    }
}
