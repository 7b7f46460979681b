//! Every rule that comes with the program.

use std::sync::LazyLock;

use super::code;
use super::rule::{Rule, Search};

/// Rules that are patterns in a file.
const FILES: &[&str] = &[
    include_str!("rules/zh/about_twice.toml"),
    include_str!("rules/zh/about_whose_work.toml"),
    include_str!("rules/zh/above_without_text.toml"),
    include_str!("rules/zh/agent_or_patient.toml"),
    include_str!("rules/zh/and_or.toml"),
    include_str!("rules/zh/ask_without_end.toml"),
    include_str!("rules/zh/ask_without_mark.toml"),
    include_str!("rules/zh/at_all_times.toml"),
    include_str!("rules/zh/avoid_not.toml"),
    include_str!("rules/zh/beware_not.toml"),
    include_str!("rules/zh/by_means_no_subject.toml"),
    include_str!("rules/zh/cannot_deny_not.toml"),
    include_str!("rules/zh/collocation.toml"),
    include_str!("rules/zh/collocation_play.toml"),
    include_str!("rules/zh/collocation_wear.toml"),
    include_str!("rules/zh/conjunction_pair.toml"),
    include_str!("rules/zh/de_after_verb.toml"),
    include_str!("rules/zh/de_before_noun.toml"),
    include_str!("rules/zh/de_before_verb.toml"),
    include_str!("rules/zh/deed_or_doer.toml"),
    include_str!("rules/zh/deny_none.toml"),
    include_str!("rules/zh/do_not_not.toml"),
    include_str!("rules/zh/dots_in_a_row.toml"),
    include_str!("rules/zh/eater_or_eaten.toml"),
    include_str!("rules/zh/fewer_times.toml"),
    include_str!("rules/zh/hard_to_avoid_not.toml"),
    include_str!("rules/zh/lend_or_borrow.toml"),
    include_str!("rules/zh/list_mark_and.toml"),
    include_str!("rules/zh/missing_object.toml"),
    include_str!("rules/zh/mixed_pattern.toml"),
    include_str!("rules/zh/not_all.toml"),
    include_str!("rules/zh/not_all_of.toml"),
    include_str!("rules/zh/old_books_and.toml"),
    include_str!("rules/zh/one_pronoun_two.toml"),
    include_str!("rules/zh/only_donts.toml"),
    include_str!("rules/zh/over_twice.toml"),
    include_str!("rules/zh/plural_twice.toml"),
    include_str!("rules/zh/polite_and_rude.toml"),
    include_str!("rules/zh/pronoun_alone.toml"),
    include_str!("rules/zh/reason_twice.toml"),
    include_str!("rules/zh/said_twice.toml"),
    include_str!("rules/zh/scope_of_adjective.toml"),
    include_str!("rules/zh/scope_of_and.toml"),
    include_str!("rules/zh/scope_of_and_people.toml"),
    include_str!("rules/zh/scope_of_not.toml"),
    include_str!("rules/zh/still_or_return.toml"),
    include_str!("rules/zh/time_that_moves.toml"),
    include_str!("rules/zh/two_in_numbers.toml"),
    include_str!("rules/zh/two_of_a_kind.toml"),
    include_str!("rules/zh/two_of_which.toml"),
    include_str!("rules/zh/typo_account.toml"),
    include_str!("rules/zh/typo_excuse.toml"),
    include_str!("rules/zh/typo_hou.toml"),
    include_str!("rules/zh/typo_idiom.toml"),
    include_str!("rules/zh/typo_like.toml"),
    include_str!("rules/zh/typo_log_in.toml"),
    include_str!("rules/zh/typo_must.toml"),
    include_str!("rules/zh/typo_notice.toml"),
    include_str!("rules/zh/typo_report.toml"),
    include_str!("rules/zh/typo_spend.toml"),
    include_str!("rules/zh/typo_until.toml"),
    include_str!("rules/zh/typo_word.toml"),
    include_str!("rules/zh/typo_word_twice.toml"),
    include_str!("rules/zh/typo_zai.toml"),
    include_str!("rules/zh/vague_about.toml"),
    include_str!("rules/zh/vague_and_so_on.toml"),
    include_str!("rules/zh/vague_fitting.toml"),
    include_str!("rules/zh/vague_improve.toml"),
    include_str!("rules/zh/vague_length.toml"),
    include_str!("rules/zh/vague_looks.toml"),
    include_str!("rules/zh/vague_sense.toml"),
    include_str!("rules/zh/vague_some.toml"),
    include_str!("rules/zh/vague_soon.toml"),
    include_str!("rules/zh/vague_thing.toml"),
    include_str!("rules/zh/verb_or_noun.toml"),
    include_str!("rules/zh/view_of_whom.toml"),
    include_str!("rules/zh/where_is_who.toml"),
    include_str!("rules/zh/whether_is_key.toml"),
    include_str!("rules/en/after_did.toml"),
    include_str!("rules/en/after_modal.toml"),
    include_str!("rules/en/and_or_en.toml"),
    include_str!("rules/en/comma_splice.toml"),
    include_str!("rules/en/confused_word.toml"),
    include_str!("rules/en/could_of.toml"),
    include_str!("rules/en/dangling_this.toml"),
    include_str!("rules/en/discuss_about.toml"),
    include_str!("rules/en/double_negative.toml"),
    include_str!("rules/en/fewer.toml"),
    include_str!("rules/en/forward_to_hear.toml"),
    include_str!("rules/en/hardly_not.toml"),
    include_str!("rules/en/have_went.toml"),
    include_str!("rules/en/he_and_he.toml"),
    include_str!("rules/en/he_she_verb.toml"),
    include_str!("rules/en/its_it_is.toml"),
    include_str!("rules/en/listen_music.toml"),
    include_str!("rules/en/many_much.toml"),
    include_str!("rules/en/missing_object_en.toml"),
    include_str!("rules/en/more_better.toml"),
    include_str!("rules/en/no_plural.toml"),
    include_str!("rules/en/not_all_en.toml"),
    include_str!("rules/en/number_of.toml"),
    include_str!("rules/en/old_men_and_women.toml"),
    include_str!("rules/en/only_donts_en.toml"),
    include_str!("rules/en/only_where.toml"),
    include_str!("rules/en/plural_noun_is.toml"),
    include_str!("rules/en/plural_pronoun_is.toml"),
    include_str!("rules/en/preposition.toml"),
    include_str!("rules/en/pronoun_alone_en.toml"),
    include_str!("rules/en/said_twice_en.toml"),
    include_str!("rules/en/saw_with.toml"),
    include_str!("rules/en/singular_noun_are.toml"),
    include_str!("rules/en/small_i.toml"),
    include_str!("rules/en/squinting.toml"),
    include_str!("rules/en/text_speak.toml"),
    include_str!("rules/en/then_than.toml"),
    include_str!("rules/en/there_is_many.toml"),
    include_str!("rules/en/there_their.toml"),
    include_str!("rules/en/these_and_this.toml"),
    include_str!("rules/en/time_that_moves_en.toml"),
    include_str!("rules/en/typo.toml"),
    include_str!("rules/en/vague_degree_en.toml"),
    include_str!("rules/en/vague_improve_en.toml"),
    include_str!("rules/en/vague_nice.toml"),
    include_str!("rules/en/vague_stuff.toml"),
    include_str!("rules/en/your_you_are.toml"),
];

/// Rules that need code.
const CODE: &[(&str, Search)] = &[
    (include_str!("rules/en/article.toml"), code::article::check),
    (include_str!("rules/en/repeated_word.toml"), code::repeated_word::english),
    (include_str!("rules/zh/repeated_word_zh.toml"), code::repeated_word::chinese),
    (include_str!("rules/zh/measure_word.toml"), code::measure_word::check),
    (include_str!("rules/prompt/unclosed_pair.toml"), code::brackets::check),
    (include_str!("rules/en/unclosed_quote.toml"), code::brackets::straight),
    (include_str!("rules/zh/narrow_mark.toml"), code::marks::narrow),
    (include_str!("rules/zh/narrow_commas.toml"), code::marks::all_narrow),
    (include_str!("rules/zh/narrow_brackets.toml"), code::marks::narrow_brackets),
    (include_str!("rules/en/wide_mark.toml"), code::marks::wide),
    (include_str!("rules/prompt/doubled_mark.toml"), code::marks::doubled),
    (include_str!("rules/en/space_before_mark.toml"), code::marks::spaced),
    (include_str!("rules/en/no_space_after_comma.toml"), code::marks::tight),
    (include_str!("rules/en/capital_start.toml"), code::capital_start::check),
    (include_str!("rules/en/number_noun.toml"), code::number_noun::check),
    (include_str!("rules/prompt/conflict_picture.toml"), code::conflict::picture),
    (include_str!("rules/prompt/conflict_chat.toml"), code::conflict::chat),
    (include_str!("rules/prompt/duplicate_term.toml"), code::duplicate_term::check),
    (include_str!("rules/prompt/weight_conflict.toml"), code::weight_conflict::check),
    (include_str!("rules/prompt/weight_range.toml"), code::weight_range::check),
    (include_str!("rules/prompt/weight_form.toml"), code::weight_form::check),
    (include_str!("rules/prompt/weight_without_brackets.toml"), code::weight_form::bare),
    (include_str!("rules/prompt/unbalanced_brackets.toml"), code::term_brackets::check),
    (include_str!("rules/prompt/empty_brackets.toml"), code::term_brackets::empty),
    (include_str!("rules/prompt/empty_term.toml"), code::empty_term::check),
    (include_str!("rules/prompt/long_term.toml"), code::long_term::check),
    (include_str!("rules/prompt/long_prompt.toml"), code::long_prompt::check),
    (include_str!("rules/prompt/negative_term.toml"), code::negative_term::check),
    (include_str!("rules/prompt/mixed_dialect.toml"), code::mixed_dialect::check),
    (include_str!("rules/prompt/break_inside.toml"), code::break_inside::check),
    (include_str!("rules/prompt/lora_form.toml"), code::extras::form),
    (include_str!("rules/prompt/lora_range.toml"), code::extras::range),
    (include_str!("rules/prompt/english_only.toml"), code::english_only::check),
    (include_str!("rules/prompt/two_languages.toml"), code::languages::check),
    (include_str!("rules/prompt/quality_words.toml"), code::quality_words::many),
    (include_str!("rules/prompt/no_subject.toml"), code::quality_words::only),
    (include_str!("rules/prompt/deep_brackets.toml"), code::deep_brackets::check),
    (include_str!("rules/prompt/wide_comma.toml"), code::wide_comma::check),
    (include_str!("rules/prompt/other_programs_options.toml"), code::parameters::options),
    (include_str!("rules/prompt/size_in_prompt.toml"), code::parameters::size),
    (include_str!("rules/prompt/placeholder.toml"), code::placeholder::check),
    (include_str!("rules/prompt/missing_task.toml"), code::missing_task::check),
    (include_str!("rules/prompt/missing_format.toml"), code::missing_format::check),
    (include_str!("rules/prompt/length_conflict.toml"), code::length_conflict::check),
    (include_str!("rules/en/verb_agreement.toml"), code::verbs::agreement),
    (include_str!("rules/en/verb_after_modal.toml"), code::verbs::after_modal),
];

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let files = FILES.iter().map(|file| (*file, None));
    let code = CODE.iter().map(|(file, search)| (*file, Some(*search)));
    // A file that cannot be read is missing here; a test reads them all.
    files.chain(code).filter_map(|(file, search)| Rule::parse(file, search).ok()).collect()
});

/// The rules in the order of the registry.
pub fn rules() -> &'static [Rule] {
    &RULES
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::lint::{Kind, Options, apply, document::Document};
    use crate::words::Tagger;

    #[test]
    fn every_file_is_a_rule_with_its_own_name() {
        let files = FILES.iter().map(|file| (*file, None));
        for (file, search) in files.chain(CODE.iter().map(|(file, search)| (*file, Some(*search))))
        {
            let line = file.lines().next().unwrap_or_default();
            assert!(
                Rule::parse(file, search).is_ok_and(|_| true),
                "{line}: {:?}",
                Rule::parse(file, search).err()
            );
        }
        let ids: HashSet<_> = rules().iter().map(Rule::id).collect();
        assert_eq!(ids.len(), FILES.len() + CODE.len());
    }

    #[test]
    fn every_rule_gives_its_reason_in_both_languages_and_examples() {
        for rule in rules() {
            let id = rule.id();
            assert!(
                !rule.en().is_empty() && rule.zh().contains(crate::lint::sentence::is_han),
                "{id}"
            );
            assert!(rule.fires().count() >= 2 && rule.quiet().count() >= 2, "{id}");
        }
    }

    #[test]
    fn every_rule_does_what_its_examples_say() {
        let tagger = Tagger::default();
        let mut wrong = Vec::new();
        for rule in rules() {
            let options = Options { english_only: true, ..options(rule.kind()) };
            let check = |text: &str| rule.check(&Document::new(text, &tagger, &options));
            for example in rule.fires() {
                let found = check(example.text);
                let fixed = apply(example.text, &found);
                if found.is_empty() || fixed != example.fixed.unwrap_or(example.text) {
                    wrong.push(format!(
                        "{}: {} became {fixed}, {} found",
                        rule.id(),
                        example.text,
                        found.len()
                    ));
                }
            }
            for text in rule.quiet().filter(|text| !check(text).is_empty()) {
                wrong.push(format!("{}: fires on {text}", rule.id()));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn options(kind: Kind) -> Options {
        Options { kind, ..Options::default() }
    }
}
